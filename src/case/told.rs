//! Something that was said, with the time it speaks of and who said it: what every report about a noun is wrapped in.

use chrono::{DateTime, FixedOffset};

/// Something that was said: what, when it happened, and who said it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told<T> {
    pub what: T,
    /// When it happened, as far as anybody said; else when it was written.
    pub at: Option<DateTime<FixedOffset>>,
    pub by: Option<String>,
}

impl Told<()> {
    /// The same time and person, with something said.
    #[must_use]
    pub fn saying<T>(self, what: T) -> Told<T> {
        Told { what, at: self.at, by: self.by }
    }
}
