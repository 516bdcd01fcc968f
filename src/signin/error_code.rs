use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A sign-in error code as Microsoft prints it: 4 to 8 digits for the letters `AADSTS` (they are left out), or a code of
/// another service, whose letters belong to it because the same digits mean something else there: `AADB2C` of Azure AD
/// B2C and External ID, `ACS` of the Access Control Service that old products still speak to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ErrorCode {
    number: u32,
    service: Service,
}

/// Whose code it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Service {
    Directory,
    Customers,
    AccessControl,
}

impl Service {
    /// The letters that belong to the code.
    fn letters(self) -> &'static str {
        match self {
            Service::Directory => "",
            Service::Customers => "AADB2C",
            Service::AccessControl => "ACS",
        }
    }
}

/// The text is no error code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a sign-in error code is 4 to 8 digits, with or without AADSTS before them")]
pub struct NotACode;

impl ErrorCode {
    /// The number of an AADSTS code; 0, which is none, for a code of another service.
    #[must_use]
    pub fn number(self) -> u32 {
        if self.service == Service::Directory { self.number } else { 0 }
    }

    /// Whether it comes from a directory of customers (Azure AD B2C, External ID), where no administrator signs in.
    #[must_use]
    pub fn of_customers(self) -> bool {
        self.service == Service::Customers
    }

    /// The code with the letters that Microsoft prints before it.
    #[must_use]
    pub fn with_letters(self) -> String {
        if self.service == Service::Directory { format!("AADSTS{self}") } else { self.to_string() }
    }
}

impl FromStr for ErrorCode {
    type Err = NotACode;
    fn from_str(text: &str) -> Result<Self, NotACode> {
        let text = text.trim();
        let behind = |letters: &str| {
            let head = text.get(..letters.len())?;
            head.eq_ignore_ascii_case(letters)
                .then(|| text[letters.len()..].trim_start_matches([' ', '-', ':']))
        };
        let of = |service: Service| behind(service.letters()).map(|digits| (service, digits));
        let (service, digits) = behind("AADSTS")
            .map(|digits| (Service::Directory, digits))
            .or_else(|| of(Service::Customers))
            .or_else(|| of(Service::AccessControl))
            .unwrap_or((Service::Directory, text));
        let digits = digits.trim_end_matches([':', '.', ',']);
        let lengths = if service == Service::AccessControl { 5..=5 } else { 4..=8 };
        let fits = lengths.contains(&digits.len())
            && digits.bytes().all(|b| b.is_ascii_digit())
            && !digits.starts_with('0');
        match digits.parse() {
            Ok(number) if fits => Ok(Self { number, service }),
            _ => Err(NotACode),
        }
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
        write!(f, "{}{}", self.service.letters(), self.number)
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
        let b2c: ErrorCode = "aadb2c90118:".parse().unwrap();
        assert_eq!((b2c.to_string().as_str(), b2c.number(), b2c.of_customers()), ("AADB2C90118", 0, true));
        assert_eq!((b2c.with_letters().as_str(), b2c.to_string().parse()), ("AADB2C90118", Ok(b2c)));
        assert_ne!(Ok(b2c), "90118".parse());
        let acs: ErrorCode = "acs50008".parse().unwrap();
        assert_eq!((acs.with_letters().as_str(), acs.number(), acs.of_customers()), ("ACS50008", 0, false));
        for text in ["", "401", "0x80048823", "53003x", "123456789", "AADSTS", "00053", "ACS123456"] {
            assert!(text.parse::<ErrorCode>().is_err(), "{text}");
        }
    }
}
