use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::model::names;

/// The place of a kept file below the case folder: `attachments/` and one plain name, nothing else. A journal comes from
/// other people too (a handover); a name that stepped out of the folder would write, or send to support, any file of
/// this laptop.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct KeptName(String);

impl KeptName {
    /// With the folder: `attachments/a8cc91597ad3-log.txt`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the name begins with this digest, as every name under which a file is kept does: the first 12 hex digits
    /// of its SHA-256 and a hyphen. So two different files never have one name.
    #[must_use]
    pub fn is_of(&self, sha256: &str) -> bool {
        sha256
            .get(..12)
            .is_some_and(|digest| self.file().strip_prefix(digest).is_some_and(|name| name.starts_with('-')))
    }

    /// Without the folder.
    #[must_use]
    pub fn file(&self) -> &str {
        self.0.split_once('/').map_or(&self.0, |(_, file)| file)
    }
}

impl FromStr for KeptName {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let plain = |file: &str| {
            file.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
                && file.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
        };
        match text.strip_prefix("attachments/") {
            Some(file) if plain(file) && names::check(text.as_bytes()).is_ok() => Ok(Self(text.to_owned())),
            _ => Err(format!("\"{}\" is no name under which a file is kept", text.escape_debug())),
        }
    }
}

impl TryFrom<String> for KeptName {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<KeptName> for String {
    fn from(name: KeptName) -> String {
        name.0
    }
}

impl fmt::Display for KeptName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_plain_name_in_the_folder_of_attachments_is_one() {
        for good in ["attachments/a8cc91597ad3-log.txt", "attachments/A001-x.redacted.har", "attachments/_x"]
        {
            assert_eq!(good.parse::<KeptName>().unwrap().to_string(), good);
        }
        for bad in [
            "journal.jsonl",
            "attachments/",
            "attachments/../walk.lock",
            "attachments/.git",
            "attachments/a/b",
            "attachments/a\\b",
            "attachments/con.txt",
            "attachments/x.",
            "attachments/x:y",
            "/attachments/x",
            "Attachments/x",
            "../attachments/x",
        ] {
            assert!(bad.parse::<KeptName>().is_err(), "{bad}");
        }
    }
}
