//! One piece of evidence on its way into a case: who it is for, under which name it is kept, and in which form.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Read};

use super::redact::{Hit, Rule};
use super::text;
use super::{legal, packed, redact};
pub use crate::model::Class;
use crate::model::harmless::shown;
use crate::signin::har::{self, NotKept};
use crate::signin::screenshot::{self, NotStripped};

/// The largest file that is taken into a case.
pub const MAX_BYTES: u64 = 256 << 20;

/// As many first bytes tell whether a file has parts.
pub const HEAD: u64 = packed::HEAD as u64;

/// Whether a file that begins like this has parts inside, which are looked at one by one.
#[must_use]
pub fn has_parts(head: &[u8]) -> bool {
    packed::begins(head)
}

/// A file in the form in which it may be kept.
#[derive(Debug)]
pub struct Kept {
    /// Its name, which may have a new ending.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The rules that removed something, with how often; and what else was done to it.
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
    /// It is no text that could be cleaned, and holds what no case may.
    #[error("something in it looks like {}, and it is not text that could be kept without that{}", .rule.what(), within(.part))]
    Secret {
        /// What it looks like.
        rule: Rule,
        /// The part inside it where that stands; empty where it has no name.
        part: String,
    },
    /// A picture that cannot be written anew without what is hidden in it.
    #[error(transparent)]
    Picture(#[from] NotStripped),
    /// A recording that cannot be rebuilt without its secrets.
    #[error(transparent)]
    Recording(#[from] NotKept),
}

/// Where in a container, as a clause.
fn within(part: &str) -> String {
    if part.is_empty() { String::new() } else { format!(" (inside: {})", shown(part)) }
}

/// What a case says of a file that nobody could look into: packed, encrypted, or of a kind that is not read.
pub const NOT_LOOKED_INTO: &str = "not-looked-into";

/// What a case says of text that was kept in another encoding, beside the rules that removed something from it.
pub const WRITTEN_ANEW: &str = "written-as-utf-8";

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
    if let Some(recording) = recording(name, &bytes) {
        let rebuilt = har::redact(&recording, |text| redact::scan(text).len())?;
        redacted.insert("har-rebuilt".to_owned(), 1);
        let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
        return Ok(Kept { name: format!("{stem}.redacted.har"), bytes: rebuilt.into_bytes(), redacted });
    }
    if screenshot::is_picture(&bytes) {
        bytes = screenshot::strip(&bytes)?;
        redacted.insert("picture-rewritten".to_owned(), 1);
        return Ok(Kept { name: name.to_owned(), bytes, redacted });
    }
    match clean(&bytes) {
        Clean::AsItIs { looked_into: true } => {}
        Clean::AsItIs { looked_into: false } => {
            redacted.insert(NOT_LOOKED_INTO.to_owned(), 1);
        }
        Clean::Never { rule, part } => return Err(Refused::Secret { rule, part }),
        Clean::Text { text, removed } => {
            for hit in removed {
                *redacted.entry(hit.rule.to_string()).or_default() += 1;
            }
            if std::str::from_utf8(&bytes).is_err() || bytes.contains(&0) {
                redacted.insert(WRITTEN_ANEW.to_owned(), 1);
            }
            bytes = text.into_bytes();
        }
    }
    Ok(Kept { name: name.to_owned(), bytes, redacted })
}

/// The recording of a browser, as UTF-8 where it is text.
fn recording<'a>(name: &str, bytes: &'a [u8]) -> Option<Cow<'a, [u8]>> {
    if har::is_har(bytes) {
        return Some(Cow::Borrowed(bytes));
    }
    let named = name.to_lowercase().ends_with(".har");
    let text = text::decode(bytes).map(|text| text.text.into_owned().into_bytes());
    match text {
        Some(text) if named || har::is_har(&text) => Some(Cow::Owned(text)),
        _ => named.then_some(Cow::Borrowed(bytes)),
    }
}

/// What becomes of bytes that may hold secrets.
#[derive(Debug)]
pub enum Clean {
    /// Nothing in them looks like one.
    AsItIs {
        /// Whether all of it could be looked at.
        looked_into: bool,
    },
    /// The text without them, and where they were in it.
    Text {
        /// UTF-8, whatever it was.
        text: String,
        /// Places in the text before.
        removed: Vec<Hit>,
    },
    /// This looks like one, in something that cannot be written anew without it.
    Never {
        /// What it looks like.
        rule: Rule,
        /// The part where it stands; empty where it has no name.
        part: String,
    },
}

/// Takes the secrets out of a text of any encoding; of anything else it says whether one can be seen in it. A text
/// without any stays as it is, to the byte: it is evidence.
#[must_use]
pub fn clean(bytes: &[u8]) -> Clean {
    let packed = packed::look(bytes);
    for part in &packed.parts {
        if let Some(rule) = secret_in(&part.bytes) {
            return Clean::Never { rule, part: part.name.clone() };
        }
    }
    let decoded = text::decode(bytes);
    let whole = decoded.as_ref().is_some_and(|text| text.whole);
    let (text, removed) = decoded.map(|text| redact::redact(&text.text)).unwrap_or_default();
    if !whole && let Some(rule) = in_words(if removed.is_empty() { bytes } else { text.as_bytes() }) {
        return Clean::Never { rule, part: String::new() };
    }
    if removed.is_empty() {
        Clean::AsItIs { looked_into: if packed.is_container { packed.whole } else { whole } }
    } else {
        Clean::Text { text, removed }
    }
}

/// What looks like a secret in a part of a container, whatever the part is.
fn secret_in(bytes: &[u8]) -> Option<Rule> {
    let Some(text) = text::decode(bytes).filter(|text| text.whole) else { return in_words(bytes) };
    first(redact::scan(&text.text))
}

/// What looks like a secret in the words of bytes that are no text.
fn in_words(bytes: &[u8]) -> Option<Rule> {
    if redact::base64::is_private_key(bytes) {
        return Some(Rule::PrivateKey);
    }
    first(redact::scan(&text::printable(bytes)))
}

/// Nobody can tell what a run of base64 is, and many documents hold one.
fn first(hits: Vec<Hit>) -> Option<Rule> {
    hits.into_iter().map(|hit| hit.rule).find(|rule| *rule != Rule::LongBase64)
}

impl Kept {
    /// Why this looks like a paper that must not go to support as an attachment; nothing if it does not.
    #[must_use]
    pub fn looks_legal(&self) -> Option<&'static str> {
        let lines = self.redacted.contains_key(Rule::Mrz.id());
        lines
            .then_some("holds the machine-readable lines of an identity document")
            .or_else(|| legal::looks_legal(&self.name))
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

    /// What programs make of a text: UTF-8, UTF-16 in both orders with and without its mark, encodings of a country.
    fn written(text: &str) -> Vec<Vec<u8>> {
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let western = encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
        let marked = |mark: [u8; 2], bytes: &[u8]| [&mark[..], bytes].concat();
        vec![
            text.as_bytes().to_vec(),
            marked([0xFF, 0xFE], &little),
            marked([0xFE, 0xFF], &big),
            little,
            big,
            western,
        ]
    }

    #[test]
    fn a_password_is_not_kept_in_whatever_encoding_it_was_written() {
        for bytes in written("für später: password=Sommer2026! heute\r\n") {
            let kept = prepare("mail.txt", &mut bytes.as_slice()).unwrap();
            assert_eq!(
                String::from_utf8(kept.bytes).unwrap(),
                "für später: password=[removed: password] heute\r\n"
            );
            assert_eq!(kept.redacted["password"], 1);
            assert_eq!(
                kept.redacted.contains_key(WRITTEN_ANEW),
                std::str::from_utf8(&bytes).is_err() || bytes[1] == 0 || bytes[0] == 0
            );
        }
        let (cyrillic, ..) = encoding_rs::WINDOWS_1251.encode("Добрый вечер, пароль: Зима2026!\nспасибо");
        let kept = prepare("mail.txt", &mut &*cyrillic).unwrap();
        assert_eq!(
            String::from_utf8(kept.bytes).unwrap(),
            "Добрый вечер, пароль: [removed: password]\nспасибо"
        );
        // Evidence without a secret stays as it is, to the byte.
        for bytes in written("für später: nothing here\n") {
            assert_eq!(prepare("mail.txt", &mut bytes.as_slice()).unwrap().bytes, bytes);
        }
    }

    #[test]
    fn a_password_in_a_file_that_is_no_text_keeps_the_file_out() {
        let noise: Vec<u8> = (0..4000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        assert_eq!(prepare("trace.etl", &mut noise.as_slice()).unwrap().bytes, noise);
        for secret in written("\n password=Sommer2026! \n") {
            let bytes = [&noise, &secret[..], &noise].concat();
            let refused = prepare("trace.etl", &mut bytes.as_slice()).unwrap_err();
            assert!(matches!(refused, Refused::Secret { rule: Rule::Password, .. }), "{refused}");
        }
        // PowerShell 5 adds UTF-16 to whatever stands in the file already.
        let added: Vec<u8> = "password=Sommer2026!\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let log = [&b"a log of plain letters\n".repeat(20)[..], &added].concat();
        assert!(prepare("log.txt", &mut log.as_slice()).is_err());
    }
}
