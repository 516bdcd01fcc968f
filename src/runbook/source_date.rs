//! When a source is from, no more exactly than it is known.
//!
//! A page may name a day, only a month, only a year, or nothing. Paper prints what is known and nothing that is not:
//! a year never becomes January, and the day on which we read a page is never shown as the page's own.

use std::fmt;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// The date of a source, as exactly as the source itself gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum SourceDate {
    /// The source names the day.
    Day(NaiveDate),
    /// The source names year and month (1 to 12).
    Month(i32, u32),
    /// Only the year is known.
    Year(i32),
    /// The source has no date; this is the day on which it was read.
    Undated(NaiveDate),
}

impl SourceDate {
    /// Reads `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; nothing where it is no such date.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('-');
        let year = number(parts.next()?, 4)?;
        let year = i32::try_from(year).ok()?;
        let Some(month) = parts.next() else { return Some(Self::Year(year)) };
        let month = number(month, 2).filter(|month| (1..=12).contains(month))?;
        let Some(day) = parts.next() else { return Some(Self::Month(year, month)) };
        if parts.next().is_some() {
            return None;
        }
        NaiveDate::from_ymd_opt(year, month, number(day, 2)?).map(Self::Day)
    }

    /// For the short note beside a claim: `Feb 2025`, `2025`, or `undated, read Nov 2026`.
    #[must_use]
    pub fn short(self) -> String {
        match self {
            Self::Day(day) => month_and_year(day.year(), day.month()),
            Self::Month(year, month) => month_and_year(year, month),
            Self::Year(year) => year.to_string(),
            Self::Undated(read) => format!("undated, read {}", month_and_year(read.year(), read.month())),
        }
    }

    /// The year alone, where there is one.
    #[must_use]
    pub fn year(self) -> Option<i32> {
        match self {
            Self::Day(day) => Some(day.year()),
            Self::Month(year, _) | Self::Year(year) => Some(year),
            Self::Undated(_) => None,
        }
    }
}

/// As a list of sources names it: `2025-02-03`, `2025-02`, `2025`, or `undated, read 2026-11-26`.
impl fmt::Display for SourceDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => write!(f, "{day}"),
            Self::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            Self::Year(year) => write!(f, "{year:04}"),
            Self::Undated(read) => write!(f, "undated, read {read}"),
        }
    }
}

fn number(digits: &str, length: usize) -> Option<u32> {
    let whole = digits.len() == length && digits.bytes().all(|b| b.is_ascii_digit());
    whole.then(|| digits.parse().ok()).flatten()
}

fn month_and_year(year: i32, month: u32) -> String {
    NaiveDate::from_ymd_opt(year, month, 1)
        .map_or_else(|| year.to_string(), |first| first.format("%b %Y").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn what_is_not_known_is_not_printed() {
        assert_eq!(SourceDate::parse("2025").unwrap().short(), "2025");
        assert_eq!(SourceDate::parse("2025-02").unwrap().short(), "Feb 2025");
        assert_eq!(SourceDate::parse("2025-02-03").unwrap().short(), "Feb 2025");
        assert_eq!(SourceDate::Undated(day("2026-11-26")).short(), "undated, read Nov 2026");
        assert_eq!(SourceDate::Undated(day("2026-11-26")).year(), None);
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in
            ["", "25", "2025-13", "2025-2", "2025-02-30", "2025-02-03-04", "2025/02/03", "+025", "undated"]
        {
            assert_eq!(SourceDate::parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_printed_in_a_list_reads_back(year in 1000i32..9999, month in 1u32..=12, day in 1u32..=28) {
            let whole = SourceDate::Day(NaiveDate::from_ymd_opt(year, month, day).unwrap());
            for date in [whole, SourceDate::Month(year, month), SourceDate::Year(year)] {
                prop_assert_eq!(SourceDate::parse(&date.to_string()), Some(date));
            }
        }

        #[test]
        fn any_text_is_survived(text in any::<String>()) {
            if let Some(date) = SourceDate::parse(&text) {
                prop_assert_eq!(date.to_string(), text);
            }
        }
    }
}
