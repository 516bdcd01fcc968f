//! Points in time as exports write them: RFC 3339, .NET JSON, and the dates of spreadsheets.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeZone, Utc};

/// A point in time, and how sure its reading is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The moment; where two readings are possible, the earlier one.
    pub at: DateTime<Utc>,
    /// The text names no offset: read as UTC.
    pub zoneless: bool,
    /// Day and month may be swapped: the other reading, the later one.
    pub or: Option<DateTime<Utc>>,
}

impl Moment {
    /// A moment without doubt.
    #[must_use]
    pub fn certain(at: DateTime<Utc>) -> Self {
        Self { at, zoneless: false, or: None }
    }
}

/// Reads a point in time. A date alone is its midnight UTC: a relationship is never taken to last longer than written.
#[must_use]
pub fn read(text: &str) -> Option<Moment> {
    let text = text.trim();
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Some(Moment::certain(at.to_utc()));
    }
    if let Some(rest) = text.strip_prefix("/Date(") {
        let digits: String = rest.chars().take_while(|c| c.is_ascii_digit() || *c == '-').collect();
        let at = Utc.timestamp_millis_opt(digits.parse().ok()?).single()?;
        return Some(Moment::certain(at));
    }
    let (date, time) = match text.split_once(['T', ' ']) {
        Some((date, time)) => (date, clock(time.trim())?),
        None => (text, NaiveTime::MIN),
    };
    let parts: Vec<&str> = date.split(['-', '/', '.']).collect();
    let [first, second, third] = parts[..] else { return None };
    let number = |part: &str| (part.len() <= 4).then(|| part.parse::<u32>().ok()).flatten();
    let (a, b, c) = (number(first)?, number(second)?, number(third)?);
    let at = |year: u32, month: u32, day: u32| {
        let day = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?;
        Some(NaiveDateTime::new(day, time).and_utc())
    };
    if first.len() == 4 {
        return Some(Moment { at: at(a, b, c)?, zoneless: true, or: None });
    }
    if third.len() != 4 {
        return None;
    }
    let (month_first, day_first) = (at(c, a, b), at(c, b, a));
    match (month_first, day_first) {
        (Some(one), Some(other)) if one != other => {
            Some(Moment { at: one.min(other), zoneless: true, or: Some(one.max(other)) })
        }
        (one, other) => Some(Moment { at: one.or(other)?, zoneless: true, or: None }),
    }
}

fn clock(text: &str) -> Option<NaiveTime> {
    let forms = ["%H:%M:%S%.f", "%H:%M:%S", "%H:%M", "%I:%M:%S %p", "%I:%M %p"];
    forms.iter().find_map(|form| NaiveTime::parse_from_str(text, form).ok())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn exports_of_every_kind_are_read() {
        let certain = |text: &str| read(text).filter(|m| !m.zoneless && m.or.is_none()).map(|m| m.at);
        assert_eq!(
            certain("2024-02-10T11:24:42.3148266Z"),
            Some("2024-02-10T11:24:42.314826600Z".parse().unwrap())
        );
        assert_eq!(certain("2026-11-22T02:00:00+01:00"), Some(utc("2026-11-22T01:00:00Z")));
        assert_eq!(certain("/Date(1700000000000)/"), Some(utc("2023-11-14T22:13:20Z")));
        let zoneless = read("2026-11-22T02:00:00").unwrap();
        assert!(zoneless.zoneless && zoneless.at == utc("2026-11-22T02:00:00Z"));
        assert_eq!(read("2026-11-22").unwrap().at, utc("2026-11-22T00:00:00Z"));
        assert_eq!(read("11/22/2026 1:05:00 AM").unwrap().at, utc("2026-11-22T01:05:00Z"));
        assert_eq!(read("22.11.2026").unwrap().at, utc("2026-11-22T00:00:00Z"));
    }

    #[test]
    fn a_date_that_can_be_read_in_two_ways_says_so() {
        let both = read("03/04/2027").unwrap();
        assert_eq!((both.at, both.or), (utc("2027-03-04T00:00:00Z"), Some(utc("2027-04-03T00:00:00Z"))));
        assert_eq!(read("04/04/2027").unwrap().or, None);
        for text in ["", "soon", "22/11/26", "2026-13-01", "31/31/2026", "2026-11-22T99:00", "/Date(x)/"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,40}|[0-9/.: -]{0,24}|/Date\\([0-9-]{0,25}\\)/") {
            let _ = read(&text);
        }
    }
}
