//! What a machine saw, as a file of its own: the journal names it by its content and does not repeat it.
//!
//! A look at DNS is tens of thousands of bytes, and a watch looks for days. So the event holds the SHA-256 of the report
//! and the file `observations/<SHA-256>.json` holds the report; the same report is kept once, and further looks that saw
//! the same are counted. Journals of the first edition hold reports inside their events; they are read as ever. This
//! module knows names. It does not know what is in a report, nor where a case lies.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Observed {
    /// Public DNS: a `dns_proof` report.
    Dns,
    /// Roles and partner relationships: a `partner` finding.
    Partners,
    /// Conditional Access as it was exported: what `policy` computed for the accounts. Since minor 1.
    Policies,
}

/// The place of a report below the case folder: `observations/`, its SHA-256 in 64 lower-case hex digits, `.json`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ObservationName(String);

impl ObservationName {
    /// The name of a report with this SHA-256.
    ///
    /// # Errors
    /// It is not 64 lower-case hex digits.
    pub fn of(sha256: &str) -> Result<Self, String> {
        format!("observations/{sha256}.json").parse()
    }

    /// With the folder.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The SHA-256 of its bytes.
    #[must_use]
    pub fn sha256(&self) -> &str {
        self.0.strip_prefix("observations/").and_then(|name| name.strip_suffix(".json")).unwrap_or_default()
    }
}

impl FromStr for ObservationName {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let digest = text.strip_prefix("observations/").and_then(|name| name.strip_suffix(".json"));
        let hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        match digest {
            Some(digest) if digest.len() == 64 && digest.bytes().all(hex) => Ok(Self(text.to_owned())),
            _ => {
                let shown: String = text.chars().take(100).flat_map(char::escape_debug).collect();
                Err(format!("\"{shown}\" is no name under which an observation is kept"))
            }
        }
    }
}

impl TryFrom<String> for ObservationName {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<ObservationName> for String {
    fn from(name: ObservationName) -> String {
        name.0
    }
}

impl fmt::Display for ObservationName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_digest_is_one() {
        let digest = "0123456789abcdef".repeat(4);
        let name = ObservationName::of(&digest).unwrap();
        assert_eq!((name.as_str().parse(), name.sha256()), (Ok(name.clone()), digest.as_str()));
        for bad in ["", "../x", &digest[..63], &digest.to_uppercase(), &format!("{digest}/../x"), "\u{202e}"]
        {
            assert!(ObservationName::of(bad).is_err(), "{bad}");
        }
        assert!(format!("attachments/{digest}.json").parse::<ObservationName>().is_err());
    }
}
