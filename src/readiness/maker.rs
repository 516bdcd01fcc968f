//! `maker.toml`: the provider that makes kits for its customers, and how it is reached at night.
//!
//! It lies beside the profiles, once for all customers. It knows the provider and no customer. What looks like a secret is
//! refused, as in a profile.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::evidence::redact;
use crate::model::{FactId, Value, facts, harmless};

/// Longer than any name, number or paragraph of a kit.
const LONGEST: usize = 600;

/// Who makes kits for others.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Maker {
    /// The provider's name.
    pub name: String,
    /// The number that is answered day and night.
    pub night: Option<String>,
    /// The mail address.
    pub mail: Option<String>,
    /// A paragraph of its own, for the cover.
    pub words: Option<String>,
    /// The logo: a PNG file, named as seen from the folder of `maker.toml`.
    pub logo: Option<String>,
}

impl Maker {
    /// Reads `maker.toml`.
    ///
    /// # Errors
    /// Not TOML, an unknown key, an empty name, a text that is too long or not readable as text, or something that looks
    /// like a secret. The message says what to write.
    pub fn parse(text: &str) -> Result<Self, String> {
        let maker: Self = toml::from_str(text).map_err(|e| {
            let line =
                e.span().map_or(1, |span| 1 + text[..span.start.min(text.len())].matches('\n').count());
            let what = e.message().lines().next().unwrap_or("this is not TOML");
            format!("line {line}: {}; the keys are name, night, mail, logo, words", harmless::shown(what))
        })?;
        if maker.name.trim().is_empty() {
            return Err("name is empty; write the provider's name".to_owned());
        }
        let texts =
            [("name", Some(&maker.name)), ("night", maker.night.as_ref()), ("mail", maker.mail.as_ref())];
        for (key, text) in
            texts.into_iter().chain([("words", maker.words.as_ref()), ("logo", maker.logo.as_ref())])
        {
            let Some(text) = text else { continue };
            if text.chars().count() > LONGEST {
                return Err(format!("{key} is longer than {LONGEST} characters"));
            }
            if let Some(acting) = text.chars().find(|c| harmless::is_control_like(*c) && *c != '\n') {
                return Err(format!("{key} holds the character U+{:04X}; remove it", u32::from(acting)));
            }
        }
        if !redact::scan(text).is_empty() {
            return Err("something in it looks like a secret; a kit is read by many people".to_owned());
        }
        Ok(maker)
    }

    /// What the kit says of its maker.
    pub fn add_kit_facts(&self, known: &mut BTreeMap<FactId, Value>) {
        let mut one = |fact, value: String| known.insert(FactId::known(fact), Value::One(value));
        one(facts::KIT_MAKER, self.name.clone());
        if let Some(night) = &self.night {
            one(facts::KIT_MAKER_NIGHT, format!("{}, {night}", self.name));
        }
        if let Some(mail) = &self.mail {
            one(facts::KIT_MAKER_MAIL, mail.clone());
        }
        if let Some(words) = &self.words {
            one(facts::KIT_MAKER_WORDS, words.split_whitespace().collect::<Vec<_>>().join(" "));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_maker_reads_and_what_is_wrong_is_named() {
        let maker = Maker::parse("name = \"Fabrikam\"\nnight = \"+31 30 765 4321\"\n").unwrap();
        let mut known = BTreeMap::new();
        maker.add_kit_facts(&mut known);
        let of = |fact: &'static str| known.get(&FactId::known(fact)).and_then(Value::text);
        assert_eq!(of(facts::KIT_MAKER_NIGHT).as_deref(), Some("Fabrikam, +31 30 765 4321"));
        assert_eq!(of(facts::KIT_MAKER_MAIL), None);
        for (text, said) in [
            ("", "missing field `name`"),
            ("name = \" \"", "name is empty"),
            ("name = \"F\"\nnihgt = \"1\"", "line 2: unknown field `nihgt`"),
            ("name = \"F\\u202e\"", "U+202E"),
        ] {
            let wrong = Maker::parse(text).unwrap_err();
            assert!(wrong.contains(said), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in any::<String>()) {
            let _ = Maker::parse(&text);
        }
    }
}
