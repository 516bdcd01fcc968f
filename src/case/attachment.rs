//! A file that became evidence, as the journal names it.
//!
//! A journal may come from somebody else, so an attachment is checked when it is read: its number is a number, its
//! class is one of three, its digest is one, and the name under which the file is kept begins with that digest. A file
//! can therefore never take the place of another one that the case keeps.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::kept_name::KeptName;
use crate::model::Class;

/// A file that became evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", try_from = "Written")]
pub struct Attachment {
    /// Its number in the case.
    pub id: ItemId,
    /// Who it is for.
    pub class: Class,
    /// The name it had.
    pub original_name: String,
    /// Bytes of the file as attached.
    pub bytes: u64,
    /// SHA-256 of the file as kept, or as found when it is not kept: 64 lower-case hex digits.
    pub sha256: String,
    /// The file below the case folder; nothing for papers that are only recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept_as: Option<KeptName>,
    /// Where it lies, for papers that are only recorded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// What it shows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The account it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// Rules that found a secret, with how often; the kept form is redacted.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub redacted: BTreeMap<String, usize>,
}

/// The same before its parts are held against each other.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Written {
    id: ItemId,
    class: Class,
    original_name: String,
    bytes: u64,
    sha256: String,
    kept_as: Option<KeptName>,
    place: Option<String>,
    note: Option<String>,
    account: Option<String>,
    #[serde(default)]
    redacted: BTreeMap<String, usize>,
}

impl TryFrom<Written> for Attachment {
    type Error = String;
    fn try_from(written: Written) -> Result<Self, String> {
        let Written { id, class, original_name, bytes, sha256, kept_as, place, note, account, redacted } =
            written;
        let hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        if sha256.len() != 64 || !sha256.bytes().all(hex) {
            return Err(format!("the SHA-256 of {id} is not 64 hex digits"));
        }
        if let Some(name) = kept_as.as_ref().filter(|name| !name.is_of(&sha256)) {
            return Err(format!("{id} is kept as {name}, which is not a name for its SHA-256"));
        }
        Ok(Self { id, class, original_name, bytes, sha256, kept_as, place, note, account, redacted })
    }
}

/// `A001`, `A002`, …: the number of an attachment. The default is the number before it stands in the journal; it is
/// written as an empty text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ItemId(u32);

impl ItemId {
    /// The number of the n-th attachment of a case, counted from 1.
    #[must_use]
    pub fn nth(n: u32) -> Self {
        Self(n)
    }
}

impl FromStr for ItemId {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let digits = text.strip_prefix('A').filter(|d| d.len() >= 3 && d.bytes().all(|b| b.is_ascii_digit()));
        match digits.and_then(|digits| digits.parse().ok()) {
            _ if text.is_empty() => Ok(Self(0)),
            Some(n) => Ok(Self(n)),
            None => {
                let shown: String = text.chars().take(20).flat_map(char::escape_debug).collect();
                Err(format!("\"{shown}\" is not the number of an attachment, like A001"))
            }
        }
    }
}

impl TryFrom<String> for ItemId {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<ItemId> for String {
    fn from(id: ItemId) -> String {
        if id.0 == 0 { String::new() } else { id.to_string() }
    }
}

impl fmt::Display for ItemId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "A{:03}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(id: &str, class: &str, sha256: &str, kept_as: &str) -> Result<Attachment, String> {
        let json = serde_json::json!({
            "id": id, "class": class, "original-name": "log.txt", "bytes": 3, "sha256": sha256, "kept-as": kept_as,
        });
        serde_json::from_value(json).map_err(|e| e.to_string())
    }

    #[test]
    fn its_parts_are_held_against_each_other() {
        let digest = "a8cc91597ad3".to_owned() + &"0".repeat(52);
        let other = "b".repeat(64);
        let kept = "attachments/a8cc91597ad3-log.txt";
        let item = read("A001", "support", &digest, kept).unwrap();
        assert_eq!(serde_json::from_str::<Attachment>(&serde_json::to_string(&item).unwrap()).unwrap(), item);
        let bad = [
            read("A001", "support", &other, kept),
            read("A001", "support", &digest.to_uppercase(), kept),
            read("A001", "support", "a8cc91597ad3", kept),
            read("A001", "support", &digest, "attachments/log.txt"),
            read("A001", "secret\u{1b}[2J", &digest, kept),
            read("A1\nverified", "support", &digest, kept),
            read("\u{202e}", "support", &digest, kept),
        ];
        for (at, read) in bad.into_iter().enumerate() {
            assert!(read.is_err(), "{at}");
        }
    }
}
