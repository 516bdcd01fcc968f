//! The name of a case. It stands in file names, in folders of bundles and handovers, in calendars and in the request to
//! Microsoft, and it comes out of journals that other people sent. So it is a type: a text that could be a path, an
//! escape sequence or a second line is never a case id.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::model::hex;

/// 1 to 40 of `a-z`, `0-9` and `-`: the day a case was opened and four random hex digits, as in `2026-11-22-7f3a`.
/// The default, before the first line of a journal is read, is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CaseId(String);

impl CaseId {
    /// The id of a case that is opened on this day: with four hex digits, and marked where it is a drill.
    #[must_use]
    pub fn new(day: NaiveDate, random: [u8; 2], drill: bool) -> Self {
        let mark = if drill { "drill-" } else { "" };
        // Years before 0 and after 9999 are written with a sign.
        let day = day.to_string().replace('+', "");
        Self(format!("{mark}{day}-{}", hex(&random)))
    }

    /// The id as text; empty before a case has its first line.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for CaseId {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        if (1..=40).contains(&text.len()) && text.bytes().all(plain) {
            Ok(Self(text.to_owned()))
        } else {
            let shown: String = text.chars().take(60).flat_map(char::escape_debug).collect();
            Err(format!("\"{shown}\" is not a case id: 1 to 40 of a-z, 0-9 and hyphens"))
        }
    }
}

impl TryFrom<String> for CaseId {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<CaseId> for String {
    fn from(id: CaseId) -> String {
        id.0
    }
}

impl fmt::Display for CaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_could_be_a_path_or_a_line_is_a_case_id() {
        for good in ["2026-11-22-7f3a", "drill-2026-11-22-7f3a", "x"] {
            assert_eq!(good.parse::<CaseId>().unwrap().to_string(), good);
        }
        let long = "a".repeat(41);
        let bad =
            ["", "../REL", "/tmp/x", "a/b", "a\\b", "A", "x\r\nSUMMARY:y", "x\u{202e}", ".", "a b", &long];
        for bad in bad {
            let why = bad.parse::<CaseId>().unwrap_err();
            assert!(!why.contains(|c: char| c.is_control()), "{why}");
        }
    }
}
