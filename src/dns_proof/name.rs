use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A fully qualified domain name, lower case, as bytes: labels may hold anything, `@` and blanks included.
///
/// Kept in the form of the wire (length, label, length, label, …) so that comparing is comparing bytes.
/// Shown without the final dot; bytes that are not plain host-name characters appear as `\DDD` or `\x`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Name(Box<[u8]>);

/// Why a text is not a domain name on the wire.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NotAName {
    #[error("a label is empty (two dots in a row)")]
    EmptyLabel,
    #[error("a label has {0} bytes; 63 are the most")]
    LongLabel(usize),
    #[error("the name has {0} bytes on the wire; 255 are the most")]
    LongName(usize),
    #[error("a backslash is not followed by a character or three digits")]
    Escape,
}

impl Name {
    /// The root of all names.
    #[must_use]
    pub fn root() -> Self {
        Self(Box::new([]))
    }

    /// Builds a name from its labels, left to right. Upper case becomes lower case.
    pub fn from_labels<'a>(labels: impl IntoIterator<Item = &'a [u8]>) -> Result<Self, NotAName> {
        let mut wire = Vec::with_capacity(64);
        for label in labels {
            match label.len() {
                0 => return Err(NotAName::EmptyLabel),
                1..=63 => wire.push(u8::try_from(label.len()).unwrap_or(63)),
                long => return Err(NotAName::LongLabel(long)),
            }
            wire.extend(label.iter().map(u8::to_ascii_lowercase));
        }
        // One more byte for the root label, which we do not keep.
        if wire.len() > 254 { Err(NotAName::LongName(wire.len() + 1)) } else { Ok(Self(wire.into())) }
    }

    /// The labels, left to right.
    pub fn labels(&self) -> impl Iterator<Item = &[u8]> {
        let mut rest: &[u8] = &self.0;
        std::iter::from_fn(move || {
            let (&length, after) = rest.split_first()?;
            let (label, next) = after.split_at_checked(usize::from(length))?;
            rest = next;
            Some(label)
        })
    }

    /// How many labels; 0 for the root.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.labels().count()
    }

    /// The name without its first label; `None` for the root.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        let first = self.labels().next()?.len() + 1;
        self.0.get(first..).map(|rest| Self(rest.into()))
    }

    /// The last `depth` labels.
    #[must_use]
    pub fn suffix(&self, depth: usize) -> Self {
        let skip = self.depth().saturating_sub(depth);
        let front: usize = self.labels().take(skip).map(|label| label.len() + 1).sum();
        Self(self.0.get(front..).unwrap_or_default().into())
    }

    /// True when this name is `zone` or stands below it.
    #[must_use]
    pub fn is_within(&self, zone: &Self) -> bool {
        let Some(front) = self.0.len().checked_sub(zone.0.len()) else { return false };
        // The same bytes at the end are the same labels only when a label ends where they begin.
        self.0.ends_with(&zone.0)
            && self
                .labels()
                .scan(0, |end, label| {
                    *end += label.len() + 1;
                    Some(*end)
                })
                .chain([0])
                .any(|end| end == front)
    }

    /// This name with `label` in front.
    pub fn child(&self, label: &[u8]) -> Result<Self, NotAName> {
        Self::from_labels(std::iter::once(label).chain(self.labels()))
    }

    /// The root, a top-level domain, or the usual second level below a country's (`co.uk`, `com.au`).
    #[must_use]
    pub fn is_registry(&self) -> bool {
        const SECOND: [&[u8]; 16] = [
            b"co", b"com", b"org", b"net", b"ac", b"gov", b"edu", b"ne", b"or", b"go", b"gob", b"gv", b"ltd",
            b"plc", b"nom", b"id",
        ];
        // Second levels of one country, whose label is somebody's own domain in another.
        const ONE: [&str; 14] = [
            "me.uk",
            "nhs.uk",
            "sch.uk",
            "asn.au",
            "govt.nz",
            "school.nz",
            "web.za",
            "law.za",
            "gouv.fr",
            "asso.fr",
            "ad.jp",
            "ed.jp",
            "gr.jp",
            "lg.jp",
        ];
        let mut labels = self.labels();
        match (labels.next(), labels.next(), labels.next()) {
            (_, None, _) => true,
            (Some(second), Some(country), None) => {
                country.len() == 2 && SECOND.contains(&second) || ONE.contains(&&*self.to_string())
            }
            _ => false,
        }
    }

    /// The domain that somebody registered, at or above this name: one label below the registry.
    #[must_use]
    pub fn registered(&self) -> Self {
        self.suffix(if self.suffix(2).is_registry() { 3 } else { 2 })
    }

    /// All labels of `front`, then all of this name: what a panel makes of a name typed in full.
    pub fn below(&self, front: &Self) -> Result<Self, NotAName> {
        Self::from_labels(front.labels().chain(self.labels()))
    }
}

impl FromStr for Name {
    type Err = NotAName;

    /// Reads presentation form: dots between labels, `\DDD` and `\x` escapes, a final dot or none.
    fn from_str(text: &str) -> Result<Self, NotAName> {
        if text.is_empty() || text == "." {
            return Ok(Self::root());
        }
        let mut labels: Vec<Vec<u8>> = vec![Vec::new()];
        let mut bytes = text.bytes();
        while let Some(byte) = bytes.next() {
            let literal = match byte {
                b'.' => {
                    labels.push(Vec::new());
                    continue;
                }
                b'\\' => escaped(&mut bytes)?,
                plain => plain,
            };
            labels.last_mut().ok_or(NotAName::EmptyLabel)?.push(literal);
        }
        if labels.len() > 1 && labels.last().is_some_and(Vec::is_empty) {
            labels.pop();
        }
        Self::from_labels(labels.iter().map(Vec::as_slice))
    }
}

fn escaped(bytes: &mut std::str::Bytes<'_>) -> Result<u8, NotAName> {
    let first = bytes.next().ok_or(NotAName::Escape)?;
    if !first.is_ascii_digit() {
        return Ok(first);
    }
    let mut value = u16::from(first - b'0');
    for _ in 0..2 {
        let digit = bytes.next().filter(u8::is_ascii_digit).ok_or(NotAName::Escape)?;
        value = value * 10 + u16::from(digit - b'0');
    }
    u8::try_from(value).map_err(|_| NotAName::Escape)
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str(".");
        }
        for (index, label) in self.labels().enumerate() {
            if index > 0 {
                f.write_str(".")?;
            }
            for &byte in label {
                match byte {
                    b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'*' | b'/' => {
                        write!(f, "{}", char::from(byte))?;
                    }
                    b'!'..=b'~' => write!(f, "\\{}", char::from(byte))?,
                    other => write!(f, "\\{other:03}")?,
                }
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl TryFrom<String> for Name {
    type Error = NotAName;
    fn try_from(text: String) -> Result<Self, NotAName> {
        text.parse()
    }
}

impl From<Name> for String {
    fn from(name: Name) -> String {
        name.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_suffix_of_letters_is_not_a_parent() {
        let zone: Name = "soft.com".parse().unwrap();
        assert!(!"microsoft.com".parse::<Name>().unwrap().is_within(&zone));
        assert!("www.soft.com.".parse::<Name>().unwrap().is_within(&zone));
        assert!(zone.is_within(&Name::root()));
        // A label whose bytes look like "length, label" must not pass for a parent either.
        let tricky = Name::from_labels([b"x\x03com".as_slice()]).unwrap();
        assert!(!tricky.is_within(&"com".parse().unwrap()));
    }

    proptest! {
        #[test]
        fn every_name_survives_its_own_text(labels in prop::collection::vec(prop::collection::vec(any::<u8>(), 1..20), 0..8)) {
            let name = Name::from_labels(labels.iter().map(Vec::as_slice)).unwrap();
            prop_assert_eq!(name.to_string().parse::<Name>().unwrap(), name.clone());
            prop_assert_eq!(name.depth(), labels.len());
            prop_assert!(name.to_string().is_ascii() && !name.to_string().contains(char::is_control));
        }
    }
}
