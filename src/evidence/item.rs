//! One piece of evidence on its way into a case: who it is for, under which name it is kept, and in which form.

use std::collections::BTreeMap;
use std::io::{self, Read};

pub use super::class::Class;
use super::{class, redact};
use crate::signin::har::{self, NotKept};
use crate::signin::screenshot::{self, NotStripped};

/// The largest file that is taken into a case.
pub const MAX_BYTES: u64 = 256 << 20;

/// A file in the form in which it may be kept.
#[derive(Debug)]
pub struct Kept {
    /// Its name, which may have a new ending.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The rules that removed something, with how often.
    pub redacted: BTreeMap<String, usize>,
}

/// Why a file is not taken.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// It could not be read.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// It is larger than a case takes.
    #[error("it is larger than {} MiB; attach the part that matters", MAX_BYTES >> 20)]
    TooLarge,
    /// There is nothing in it.
    #[error("it is empty")]
    Empty,
    /// A picture that cannot be written anew without what is hidden in it.
    #[error(transparent)]
    Picture(#[from] NotStripped),
    /// A recording that cannot be rebuilt without its secrets.
    #[error(transparent)]
    Recording(#[from] NotKept),
}

/// Brings a file into the form in which it may be kept: texts without their secrets, recordings of a browser rebuilt
/// from a list of what may stay, pictures written anew without places, times and texts, everything else as it is.
pub fn prepare(name: &str, from: &mut dyn Read) -> Result<Kept, Refused> {
    let mut bytes = Vec::new();
    from.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Refused::TooLarge);
    }
    if bytes.is_empty() {
        return Err(Refused::Empty);
    }
    let mut redacted = BTreeMap::new();
    if har::is_har(&bytes) || name.to_lowercase().ends_with(".har") {
        let rebuilt = har::redact(&bytes, |text| redact::scan(text).len())?;
        redacted.insert("har-rebuilt".to_owned(), 1);
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        return Ok(Kept { name: format!("{stem}.redacted.har"), bytes: rebuilt.into_bytes(), redacted });
    }
    if screenshot::is_picture(&bytes) {
        bytes = screenshot::strip(&bytes)?;
        redacted.insert("picture-rewritten".to_owned(), 1);
        return Ok(Kept { name: name.to_owned(), bytes, redacted });
    }
    if let Ok(text) = std::str::from_utf8(&bytes) {
        let (clean, hits) = redact::redact(text);
        for hit in hits {
            *redacted.entry(hit.rule.to_string()).or_default() += 1;
        }
        bytes = clean.into_bytes();
    }
    Ok(Kept { name: name.to_owned(), bytes, redacted })
}

impl Kept {
    /// Why this looks like a paper that must not go to support as an attachment; nothing if it does not.
    #[must_use]
    pub fn looks_legal(&self) -> Option<&'static str> {
        let lines = self.redacted.contains_key(redact::Rule::Mrz.id());
        lines
            .then_some("holds the machine-readable lines of an identity document")
            .or_else(|| class::looks_legal(&self.name))
    }
}

/// A name of plain ASCII that every system and every archive tool takes: at most 80 characters.
#[must_use]
pub fn safe_name(name: &str) -> String {
    let (stem, ending) = name.rsplit_once('.').filter(|(stem, _)| !stem.is_empty()).unwrap_or((name, ""));
    let clean = |text: &str, most: usize| -> String {
        let mut out = String::new();
        for c in text.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '-' }) {
            if !(c == '-' && out.ends_with('-')) && out.len() < most {
                out.push(c);
            }
        }
        out.trim_matches('-').to_owned()
    };
    let (stem, ending) = (clean(stem, 64), clean(ending, 12));
    match (stem.is_empty(), ending.is_empty()) {
        (true, true) => "file".into(),
        (true, false) => format!("file.{ending}"),
        (false, true) => stem,
        (false, false) => format!("{stem}.{ending}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_name_becomes_safe(name in ".*") {
            let safe = safe_name(&name);
            prop_assert!(!safe.is_empty() && safe.len() <= 80);
            prop_assert!(safe.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b)));
            prop_assert!(!safe.contains("..") && !safe.starts_with('.') && !safe.ends_with('.'));
        }
    }

    #[test]
    fn a_passport_is_noticed_by_its_name_and_by_its_lines() {
        let kept = |name: &str, text: &str| prepare(name, &mut text.as_bytes()).unwrap().looks_legal();
        assert!(kept("scan.txt", "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\n").is_some());
        assert!(kept("Reisepass.pdf", "x").is_some());
        assert!(kept("error.txt", "Request Id: 8fdc0a48-915a-4099-b368-bf7ac719bf00").is_none());
    }

    #[test]
    fn a_recording_is_rebuilt_whatever_its_name() {
        let har = r#"{"log":{"version":"1.2","creator":{"name":"x"},"entries":[{"request":{"method":"POST","url":"https://login.microsoftonline.com/common/login?code=S3cr3tWinter","headers":[{"name":"Cookie","value":"S3cr3tWinter"}],"postData":{"text":"passwd=S3cr3tWinter"}},"response":{"status":200,"headers":[],"content":{"text":"AADSTS53003: S3cr3tWinter"}}}]}}"#;
        for name in ["login.har", "evidence.txt"] {
            let kept = prepare(name, &mut har.as_bytes()).unwrap();
            let text = String::from_utf8(kept.bytes).unwrap();
            assert!(!text.contains("S3cr3t") && text.contains("AADSTS53003"), "{text}");
            assert!(kept.name.ends_with(".redacted.har"));
        }
        assert!(prepare("broken.har", &mut "{\"log\": ".as_bytes()).is_err());
    }

    #[test]
    fn a_pasted_password_is_not_kept() {
        let kept = prepare("mail.txt", &mut "please use password=Sommer2026! tonight".as_bytes()).unwrap();
        assert!(!String::from_utf8_lossy(&kept.bytes).contains("Sommer2026"));
        assert_eq!(kept.redacted.values().sum::<usize>(), 1);
    }
}
