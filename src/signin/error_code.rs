use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A sign-in error number as Microsoft prints it, without the letters `AADSTS`: 4 to 8 digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ErrorCode(u32);

/// The text is no error code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a sign-in error code is 4 to 8 digits, with or without AADSTS before them")]
pub struct NotACode;

impl ErrorCode {
    /// The number itself.
    #[must_use]
    pub fn number(self) -> u32 {
        self.0
    }
}

impl FromStr for ErrorCode {
    type Err = NotACode;
    fn from_str(text: &str) -> Result<Self, NotACode> {
        let text = text.trim();
        let digits = match text.get(..6) {
            Some(head) if head.eq_ignore_ascii_case("AADSTS") => {
                text[6..].trim_start_matches([' ', '-', ':'])
            }
            _ => text,
        };
        let digits = digits.trim_end_matches([':', '.', ',']);
        let fits = (4..=8).contains(&digits.len())
            && digits.bytes().all(|b| b.is_ascii_digit())
            && !digits.starts_with('0');
        if fits { digits.parse().map(Self).map_err(|_| NotACode) } else { Err(NotACode) }
    }
}

impl TryFrom<String> for ErrorCode {
    type Error = NotACode;
    fn try_from(text: String) -> Result<Self, NotACode> {
        text.parse()
    }
}

impl From<ErrorCode> for String {
    fn from(code: ErrorCode) -> String {
        code.to_string()
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_type_codes_in_several_ways() {
        for text in ["53003", "AADSTS53003", "aadsts53003:", " AADSTS 53003 ", "AADSTS-53003"] {
            assert_eq!(text.parse::<ErrorCode>().unwrap().to_string(), "53003", "{text}");
        }
        for text in ["", "401", "0x80048823", "53003x", "123456789", "AADSTS", "00053"] {
            assert!(text.parse::<ErrorCode>().is_err(), "{text}");
        }
    }
}
