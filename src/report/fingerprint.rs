//! A bundle's fingerprint for eyes and voices.

/// The first 32 hex digits in groups of four.
#[must_use]
pub fn short(fingerprint: &str) -> String {
    let digits: Vec<char> = fingerprint.chars().take(32).collect();
    digits.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}
