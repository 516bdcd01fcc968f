use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};

/// A moment in UTC that keeps the precision it was written with: support compares the digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct UtcTime {
    at: DateTime<Utc>,
    /// Digits after the second, 0 to 9.
    digits: u8,
}

impl UtcTime {
    /// A moment written with this many digits after the second.
    #[must_use]
    pub fn new(at: DateTime<Utc>, digits: u8) -> Self {
        Self { at, digits: digits.min(9) }
    }

    /// The moment itself.
    #[must_use]
    pub fn at(self) -> DateTime<Utc> {
        self.at
    }
}

impl fmt::Display for UtcTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = self.at.to_rfc3339_opts(SecondsFormat::Nanos, true);
        let (second, fraction) = all.trim_end_matches('Z').split_once('.').unwrap_or((&all, ""));
        let shown = &fraction[..fraction.len().min(self.digits as usize)];
        write!(f, "{second}{}{shown}Z", if shown.is_empty() { "" } else { "." })
    }
}

/// The text is no RFC 3339 moment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("this is not a moment like 2026-11-22T01:17:25Z")]
pub struct NotAMoment;

impl FromStr for UtcTime {
    type Err = NotAMoment;
    fn from_str(text: &str) -> Result<Self, NotAMoment> {
        let at = DateTime::parse_from_rfc3339(text).map_err(|_| NotAMoment)?.to_utc();
        let digits =
            text.split_once('.').map_or(0, |(_, rest)| rest.bytes().take_while(u8::is_ascii_digit).count());
        Ok(Self::new(at, digits.min(9) as u8))
    }
}

impl TryFrom<String> for UtcTime {
    type Error = NotAMoment;
    fn try_from(text: String) -> Result<Self, NotAMoment> {
        text.parse()
    }
}

impl From<UtcTime> for String {
    fn from(time: UtcTime) -> String {
        time.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_survive() {
        for text in ["2022-12-12T01:17:25Z", "2026-01-20T21:33:18.340Z", "2018-05-16T16:09:58.4634578Z"] {
            assert_eq!(text.parse::<UtcTime>().unwrap().to_string(), text);
        }
        assert_eq!(
            "2026-01-20T22:33:18.3+01:00".parse::<UtcTime>().unwrap().to_string(),
            "2026-01-20T21:33:18.3Z"
        );
    }
}
