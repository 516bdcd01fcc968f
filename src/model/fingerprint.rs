//! The one number that stands for a whole bundle: the SHA-256 of its tag manifest.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::model::hex;

/// The fingerprint of a bundle. Shown in full as 64 hex digits; on paper and on the phone the first 32, in fours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// The fingerprint of the bundle that has this tag manifest.
    #[must_use]
    pub fn of(tag_manifest: &[u8]) -> Self {
        Self(Sha256::digest(tag_manifest).into())
    }

    /// The first 32 digits in fours: what a person reads aloud.
    #[must_use]
    pub fn short(&self) -> String {
        let digits = hex(&self.0[..16]);
        let fours: Vec<&str> = (0..8).map(|n| &digits[n * 4..n * 4 + 4]).collect();
        fours.join(" ")
    }

    /// Whether this is the fingerprint that somebody was told.
    #[must_use]
    pub fn is(&self, told: &Told) -> bool {
        self.to_string().starts_with(&told.0)
    }
}

impl FromStr for Fingerprint {
    type Err = NotAFingerprint;

    /// Reads the full form as a journal keeps it: 64 lower-case hex digits. What a person types is a [`Told`].
    fn from_str(text: &str) -> Result<Self, NotAFingerprint> {
        let digit = |b: u8| match b {
            b'0'..=b'9' => Ok(b - b'0'),
            b'a'..=b'f' => Ok(b - b'a' + 10),
            _ => Err(NotAFingerprint::Character),
        };
        let (pairs, []) = text.as_bytes().as_chunks::<2>() else {
            return Err(NotAFingerprint::Length(text.len()));
        };
        let bytes = pairs
            .iter()
            .map(|[high, low]| Ok(digit(*high)? << 4 | digit(*low)?))
            .collect::<Result<Vec<_>, _>>()?;
        bytes.try_into().map(Self).map_err(|_| NotAFingerprint::Length(text.len()))
    }
}

impl TryFrom<String> for Fingerprint {
    type Error = NotAFingerprint;
    fn try_from(text: String) -> Result<Self, NotAFingerprint> {
        text.parse()
    }
}

impl From<Fingerprint> for String {
    fn from(print: Fingerprint) -> String {
        print.to_string()
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

/// A fingerprint as somebody was told it: the short or the full form, with or without blanks, hyphens and capitals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told(String);

/// Why a text is no fingerprint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotAFingerprint {
    #[error("only 0-9 and a-f occur in a fingerprint")]
    Character,
    #[error("a fingerprint has 32 digits (the short form) or 64, and this has {0}")]
    Length(usize),
}

impl FromStr for Told {
    type Err = NotAFingerprint;

    fn from_str(text: &str) -> Result<Self, NotAFingerprint> {
        let digits: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && !"-:.".contains(*c))
            .map(|c| c.to_ascii_lowercase())
            .collect();
        if !digits.chars().all(|c| c.is_ascii_hexdigit()) {
            return Err(NotAFingerprint::Character);
        }
        // A shorter beginning would be easy to forge.
        match digits.len() {
            32 | 64 => Ok(Self(digits)),
            other => Err(NotAFingerprint::Length(other)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_of_writing_it_is_the_same() {
        let print = Fingerprint::of(b"abc");
        assert_eq!(print.short(), "ba78 16bf 8f01 cfea 4141 40de 5dae 2223");
        for told in
            [print.short(), print.to_string(), print.short().to_uppercase(), print.short().replace(' ', "-")]
        {
            assert!(print.is(&told.parse().unwrap()), "{told}");
        }
        assert!(!Fingerprint::of(b"abd").is(&print.short().parse().unwrap()));
        assert_eq!(print.to_string().parse(), Ok(print));
        for bad in
            ["ba78", "", &print.to_string()[..62], &print.to_string().to_uppercase(), &"\u{202e}x".repeat(16)]
        {
            assert!(bad.parse::<Fingerprint>().is_err(), "{bad}");
        }
        assert_eq!("ba78".parse::<Told>(), Err(NotAFingerprint::Length(4)));
        assert_eq!("zz".repeat(16).parse::<Told>(), Err(NotAFingerprint::Character));
    }
}
