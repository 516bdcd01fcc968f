use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Days, FixedOffset, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The value that support asked for, and how we know it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expected {
    /// What the TXT record must hold.
    pub text: String,
    /// The date behind it, when it is a date of ours (not when it was given word for word).
    pub date: Option<ExpectedDate>,
}

/// A date, and how support writes dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExpectedDate {
    pub day: NaiveDate,
    pub format: DateFormat,
    /// False when the format is our guess and not what somebody typed.
    pub format_given: bool,
    /// True when the day moves on at midnight.
    pub moves: bool,
}

/// What stands between one pair of quotation marks around the whole text, whatever alphabet they are of; nothing where
/// there is no such pair. A mail puts them there, and no record has them.
#[must_use]
pub fn unquoted(text: &str) -> Option<&str> {
    const PAIRS: [(char, &[char]); 9] = [
        ('"', &['"']),
        ('\'', &['\'']),
        ('`', &['`', '\'']),
        ('“', &['”', '“']),
        ('‘', &['’', '‘']),
        ('„', &['“', '”']),
        ('‚', &['‘', '’']),
        ('«', &['»']),
        ('»', &['«']),
    ];
    let text = text.trim();
    let inner = PAIRS.iter().find_map(|(open, close)| text.strip_prefix(*open)?.strip_suffix(*close))?.trim();
    let single = !inner.contains(['"', '“', '”', '„', '«', '»']);
    (single && !inner.is_empty()).then_some(inner)
}

/// The value cannot be a TXT record's.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BadValue {
    #[error("the value is empty; copy it from the e-mail of support, without quotes")]
    Empty,
    #[error(
        "the value has {0} bytes, and a TXT record for a proof has 2000 at most; copy the value alone, not the sentence around it"
    )]
    TooLong(usize),
    #[error("the value holds a control character (U+{0:04X} at character {1}); copy it again, on one line")]
    Control(u32, usize),
}

impl Expected {
    /// The value word for word. Blanks at the ends and one pair of quotation marks around it all are dropped: they come
    /// from copying.
    pub fn verbatim(text: &str) -> Result<Self, BadValue> {
        let text = text.trim();
        let text = unquoted(text).unwrap_or(text);
        if let Some((index, c)) = text.chars().enumerate().find(|(_, c)| c.is_control()) {
            return Err(BadValue::Control(u32::from(c), index + 1));
        }
        match text.len() {
            0 => Err(BadValue::Empty),
            // More than 255 bytes are published as several strings of one record.
            1..=2_000 => Ok(Self { text: text.to_owned(), date: None }),
            long => Err(BadValue::TooLong(long)),
        }
    }

    /// A date in the format that support uses.
    #[must_use]
    pub fn dated(date: ExpectedDate) -> Self {
        Self { text: date.format.write(date.day), date: Some(date) }
    }

    /// The same for another moment: a date that moves follows the day at `offset`.
    #[must_use]
    pub fn at(&self, now: DateTime<Utc>, offset: FixedOffset) -> Self {
        match self.date {
            Some(date) if date.moves => {
                Self::dated(ExpectedDate { day: now.with_timezone(&offset).date_naive(), ..date })
            }
            _ => self.clone(),
        }
    }

    /// The date that the value means, ours or one given word for word.
    #[must_use]
    pub fn meant(&self) -> Option<(NaiveDate, DateFormat)> {
        match self.date {
            Some(date) => Some((date.day, date.format)),
            None => DateFormat::guess(&self.text),
        }
    }

    /// True when somebody may read another date in it: day and month can be swapped.
    #[must_use]
    pub fn is_ambiguous(&self) -> bool {
        use chrono::Datelike;
        self.date.is_some_and(|d| {
            d.format.order != Order::Ymd && d.day.day() <= 12 && d.day.day() != d.day.month()
        })
    }
}

/// Order, separator and lengths of a written date: `dd-mm-yyyy`, `m/d/yy`, `yyyymmdd`, …
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DateFormat {
    pub order: Order,
    pub separator: Option<char>,
    /// Two digits for day and month.
    pub padded: bool,
    /// Four digits for the year.
    pub long_year: bool,
}

/// Which part comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    Dmy,
    Mdy,
    Ymd,
}

impl Order {
    /// Day, month, year from three numbers in this order.
    #[must_use]
    pub fn sort<T: Copy>(self, [a, b, c]: [T; 3]) -> [T; 3] {
        match self {
            Order::Dmy => [a, b, c],
            Order::Mdy => [b, a, c],
            Order::Ymd => [c, b, a],
        }
    }
}

impl DateFormat {
    /// `dd-mm-yyyy`, the only form that a report of this procedure shows (09-09-2022, which hides the order).
    pub const USUAL: Self = Self { order: Order::Dmy, separator: Some('-'), padded: true, long_year: true };

    /// The date in this form.
    #[must_use]
    pub fn write(self, day: NaiveDate) -> String {
        use chrono::Datelike;
        let part = |n: u32| if self.padded { format!("{n:02}") } else { n.to_string() };
        let year = if self.long_year {
            format!("{:04}", day.year())
        } else {
            format!("{:02}", day.year().rem_euclid(100))
        };
        let (d, m) = (part(day.day()), part(day.month()));
        let parts = match self.order {
            Order::Dmy => [d, m, year],
            Order::Mdy => [m, d, year],
            Order::Ymd => [year, m, d],
        };
        parts.join(&self.separator.map(String::from).unwrap_or_default())
    }

    /// Reads a text as a date in the one form that fits, if exactly one does (09-09-2022 fits two: either will do).
    fn guess(text: &str) -> Option<(NaiveDate, Self)> {
        match Self::readings(text).as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }

    /// Every day that a written date can mean, each once; none where it is no date with a year of four digits.
    #[must_use]
    pub fn readings(text: &str) -> Vec<(NaiveDate, Self)> {
        let separator = text.chars().find(|c| !c.is_ascii_digit());
        let parts: Vec<&str> = match separator {
            Some(c) => text.split(c).collect(),
            None => return Vec::new(),
        };
        let [a, b, c] = parts.as_slice() else { return Vec::new() };
        let mut found: Vec<(NaiveDate, Self)> = Vec::new();
        for order in [Order::Dmy, Order::Mdy, Order::Ymd] {
            let [d, m, y] = order.sort([*a, *b, *c]);
            if y.len() != 4 || d.len() > 2 || m.len() > 2 {
                continue;
            }
            let (Ok(d_n), Ok(m_n), Ok(y_n)) = (d.parse(), m.parse(), y.parse()) else { continue };
            let Some(day) = NaiveDate::from_ymd_opt(y_n, m_n, d_n) else { continue };
            let format = Self { order, separator, padded: d.len() == 2 && m.len() == 2, long_year: true };
            if format.write(day) == text && !found.iter().any(|(known, _)| *known == day) {
                found.push((day, format));
            }
        }
        found
    }
}

/// The format's text could not be understood.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("a date format is written with d, m and y, for example dd-mm-yyyy, mm-dd-yyyy, yyyy-mm-dd, d.m.yyyy")]
pub struct BadFormat;

impl FromStr for DateFormat {
    type Err = BadFormat;

    fn from_str(text: &str) -> Result<Self, BadFormat> {
        let text = text.trim().to_ascii_lowercase();
        let mut runs: Vec<(char, usize)> = Vec::new();
        for c in text.chars() {
            match runs.last_mut() {
                Some((last, count)) if *last == c => *count += 1,
                _ => runs.push((c, 1)),
            }
        }
        let (parts, between): (Vec<_>, Vec<_>) =
            runs.into_iter().partition(|(c, _)| matches!(c, 'd' | 'm' | 'y'));
        let separator = match between.as_slice() {
            [] => None,
            [(a, 1), (b, 1)] if a == b && matches!(a, '-' | '/' | '.' | ' ' | '_') => Some(*a),
            _ => return Err(BadFormat),
        };
        let order = match parts.iter().map(|p| p.0).collect::<String>().as_str() {
            "dmy" => Order::Dmy,
            "mdy" => Order::Mdy,
            "ymd" => Order::Ymd,
            _ => return Err(BadFormat),
        };
        let length = |letter| parts.iter().find(|p| p.0 == letter).map_or(0, |p| p.1);
        let padded = match (length('d'), length('m')) {
            (2, 2) => true,
            (1, 1) if separator.is_some() => false,
            _ => return Err(BadFormat),
        };
        let long_year = match length('y') {
            4 => true,
            2 => false,
            _ => return Err(BadFormat),
        };
        Ok(Self { order, separator, padded, long_year })
    }
}

impl fmt::Display for DateFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (d, m) = if self.padded { ("dd", "mm") } else { ("d", "m") };
        let y = if self.long_year { "yyyy" } else { "yy" };
        let parts = match self.order {
            Order::Dmy => [d, m, y],
            Order::Mdy => [m, d, y],
            Order::Ymd => [y, m, d],
        };
        f.write_str(&parts.join(&self.separator.map(String::from).unwrap_or_default()))
    }
}

impl TryFrom<String> for DateFormat {
    type Error = BadFormat;
    fn try_from(text: String) -> Result<Self, BadFormat> {
        text.parse()
    }
}

impl From<DateFormat> for String {
    fn from(format: DateFormat) -> String {
        format.to_string()
    }
}

/// Which day it is where, when that is not the same day everywhere that matters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Today {
    pub utc: NaiveDate,
    pub here: NaiveDate,
    /// Where the engineer said they sit.
    pub engineer: Option<NaiveDate>,
    /// The day that counts: the engineer's if known, else ours.
    pub counts: NaiveDate,
    /// Minutes until the day that counts is over.
    pub minutes_left: i64,
}

impl Today {
    /// Reads the clock in every zone that matters.
    #[must_use]
    pub fn read(now: DateTime<FixedOffset>, engineer: Option<FixedOffset>) -> Self {
        let counting = now.with_timezone(&engineer.unwrap_or(*now.offset()));
        let counts = counting.date_naive();
        let midnight = counts.checked_add_days(Days::new(1)).and_then(|d| d.and_hms_opt(0, 0, 0));
        let minutes_left = midnight.map_or(0, |m| (m - counting.naive_local()).num_minutes());
        Self {
            utc: now.with_timezone(&Utc).date_naive(),
            here: now.date_naive(),
            engineer: engineer.map(|offset| now.with_timezone(&offset).date_naive()),
            counts,
            minutes_left,
        }
    }

    /// True when the places do not agree on the day.
    #[must_use]
    pub fn differs(&self) -> bool {
        self.utc != self.here || self.engineer.is_some_and(|day| day != self.here || day != self.utc)
    }

    /// True in the last two hours of the day that counts: publish tomorrow's value beside today's.
    #[must_use]
    pub fn nearly_over(&self) -> bool {
        self.minutes_left <= 120
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn formats_read_and_write() {
        let day = NaiveDate::from_ymd_opt(2026, 3, 9).unwrap();
        for (format, text) in [
            ("dd-mm-yyyy", "09-03-2026"),
            ("MM/DD/YYYY", "03/09/2026"),
            ("yyyy-mm-dd", "2026-03-09"),
            ("d.m.yy", "9.3.26"),
            ("yyyymmdd", "20260309"),
        ] {
            let format: DateFormat = format.parse().unwrap();
            assert_eq!(format.write(day), text);
            assert_eq!(format.to_string().parse::<DateFormat>().unwrap(), format);
        }
        for bad in ["", "today", "dd-mm", "dmy", "dd-mm/yyyy", "dd-yyyy-mm", "ddd-mm-yyyy"] {
            assert!(bad.parse::<DateFormat>().is_err(), "{bad}");
        }
    }

    #[test]
    fn the_day_depends_on_where_one_sits() {
        let now = DateTime::parse_from_rfc3339("2026-11-22T23:30:00+01:00").unwrap();
        let today = Today::read(now, FixedOffset::east_opt(5 * 3600 + 1800));
        assert_eq!(today.here.to_string(), "2026-11-22");
        assert_eq!(today.counts.to_string(), "2026-11-23");
        assert!(today.differs() && !today.nearly_over());
        let ours = Today::read(now, None);
        assert!(!ours.differs() && ours.nearly_over());
        assert_eq!(ours.minutes_left, 30);
    }

    #[test]
    fn a_moving_date_follows_midnight_and_a_fixed_one_does_not() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        let date = ExpectedDate { day, format: DateFormat::USUAL, format_given: true, moves: true };
        let zone = FixedOffset::east_opt(3600).unwrap();
        let late: DateTime<Utc> = "2026-11-22T23:00:00Z".parse().unwrap();
        assert_eq!(Expected::dated(date).at(late, zone).text, "23-11-2026");
        let fixed = Expected::dated(ExpectedDate { moves: false, ..date });
        assert_eq!(fixed.at(late, zone), fixed);
    }

    #[test]
    fn only_swappable_dates_are_ambiguous() {
        let of = |y, m, d, format: &str| {
            let day = NaiveDate::from_ymd_opt(y, m, d).unwrap();
            let format = format.parse().unwrap();
            Expected::dated(ExpectedDate { day, format, format_given: true, moves: false }).is_ambiguous()
        };
        assert!(of(2026, 11, 2, "dd-mm-yyyy"));
        assert!(!of(2022, 9, 9, "dd-mm-yyyy"));
        assert!(!of(2026, 11, 22, "mm-dd-yyyy"));
        assert!(!of(2026, 11, 2, "yyyy-mm-dd"));
    }

    #[test]
    fn impossible_values_are_refused() {
        assert_eq!(Expected::verbatim(" "), Err(BadValue::Empty));
        assert_eq!(Expected::verbatim(&"x".repeat(2_001)), Err(BadValue::TooLong(2_001)));
        assert_eq!(Expected::verbatim("a\0b"), Err(BadValue::Control(0, 2)));
        assert_eq!(Expected::verbatim(" 22-11-2026 ").unwrap().text, "22-11-2026");
    }

    proptest! {
        #[test]
        fn a_date_given_word_for_word_is_understood(days in 0u64..40_000) {
            let day = NaiveDate::from_ymd_opt(1970, 1, 1).unwrap() + Days::new(days);
            let expected = Expected::verbatim(&day.to_string()).unwrap();
            prop_assert_eq!(expected.meant().map(|m| m.0), Some(day));
        }
    }
}
