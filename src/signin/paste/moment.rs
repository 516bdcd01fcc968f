//! A moment in a text: a date and a time of day, and the zone if one is stated.
//!
//! It knows the spellings of pages, consoles and logs, and the wraps that a console puts into them. It refuses to know
//! a zone that is not stated, and the order of day and month where both orders are possible: such a moment is kept as
//! it was written, without UTC.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeZone};

use super::clean::{MAYBE_WRAP, SPACE_WRAP, WRAP};
use super::value::is_wrap;
use crate::signin::UtcTime;

/// A moment as it was written, and in UTC where it states a zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Moment {
    pub(super) written: String,
    pub(super) utc: Option<UtcTime>,
}

struct Cursor<'a> {
    text: &'a [char],
    i: usize,
    written: String,
}

impl Cursor<'_> {
    /// Steps over line ends that a console put into the middle of the moment.
    fn over_wraps(&self) -> usize {
        let mut i = self.i;
        while self.text.get(i) == Some(&WRAP) {
            i += 1;
        }
        // No moment has a blank behind these signs: there a line was broken.
        let broken = self.written.ends_with([':', '-', '.']) && self.text.get(i) == Some(&SPACE_WRAP);
        if broken && self.text.get(i + 1).is_some_and(char::is_ascii_digit) {
            return i + 1;
        }
        if !matches!(self.text.get(i), Some(&('\n' | MAYBE_WRAP))) || self.text.get(i + 1).is_none() {
            return i;
        }
        let next = self.text[i + 1];
        let iso = self.written.get(4..5).is_none_or(|sign| sign == "-");
        let inside = match self.written.len() {
            1..4 => next.is_ascii_digit() && self.text[i] == MAYBE_WRAP,
            4 => next == '-' && self.text.get(i + 2).is_some_and(char::is_ascii_digit),
            5..10 | 11..19 => next.is_ascii_digit() || matches!(next, '-' | ':' | 'T'),
            10 => next == 'T',
            19.. => {
                let after = self.text.get(i + 2);
                let in_offset = self.written.get(19..).is_some_and(|end| end.contains(['+', '-']));
                (matches!(next, 'Z') && after.is_none_or(|c| !c.is_alphanumeric()))
                    || (next.is_ascii_digit() && self.written.contains('.'))
                    || (next == '.' && self.written.len() == 19 && after.is_some_and(char::is_ascii_digit))
                    || (next == ':' && in_offset && after.is_some_and(char::is_ascii_digit))
            }
            _ => false,
        };
        if iso && inside { i + 1 } else { i }
    }

    fn peek(&self) -> Option<char> {
        self.text.get(self.over_wraps()).copied()
    }

    fn take(&mut self) {
        self.i = self.over_wraps();
        if let Some(c) = self.text.get(self.i) {
            self.written.push(if is_wrap(*c) { ' ' } else { *c });
            self.i += 1;
        }
    }

    /// Whether a digit stands here, or behind the line end that stands here.
    fn digit_behind(&self, at: usize) -> bool {
        let at = at + usize::from(self.text.get(at).is_some_and(|c| is_wrap(*c)));
        self.text.get(at).is_some_and(char::is_ascii_digit)
    }

    fn number(&mut self, min: usize, max: usize) -> Option<(u32, usize)> {
        let (mut value, mut digits) = (0u32, 0);
        while digits < max {
            let Some(d) = self.peek().and_then(|c| c.to_digit(10)) else { break };
            value = value.checked_mul(10)?.checked_add(d)?;
            self.take();
            digits += 1;
        }
        (digits >= min).then_some((value, digits))
    }

    fn one_of(&mut self, wanted: &[char]) -> Option<char> {
        let c = self.peek().filter(|c| wanted.contains(c))?;
        self.take();
        Some(c)
    }

    fn blanks(&mut self) -> usize {
        let mut n = 0;
        while n < 4
            && self.peek().is_some_and(|c| c == ' ' || c == SPACE_WRAP || c == MAYBE_WRAP || c == '\n')
        {
            if n == 0 {
                self.take();
            } else {
                self.i += 1;
            }
            n += 1;
        }
        n
    }

    /// Whether a small letter stands at the cursor: then the word before it goes on.
    fn letter_behind(&self) -> bool {
        self.text.get(self.i).is_some_and(char::is_ascii_lowercase)
    }

    fn word(&mut self, word: &str) -> bool {
        let mut probe = Cursor { text: self.text, i: self.i, written: String::new() };
        for wanted in word.chars() {
            if !probe.peek().is_some_and(|c| c.eq_ignore_ascii_case(&wanted)) {
                return false;
            }
            probe.take();
        }
        self.written.push_str(&probe.written);
        self.i = probe.i;
        true
    }
}

/// A moment that starts exactly at `at`. Dates in an order that only a locale knows are kept as written, without UTC.
pub(super) fn moment_at(text: &[char], at: usize) -> Option<(Moment, usize)> {
    if !text.get(at)?.is_ascii_digit() {
        return None;
    }
    let mut c = Cursor { text, i: at, written: String::new() };
    let (first, width) = c.number(1, 4)?;
    let separator = c.one_of(&['-', '/', '.'])?;
    let (second, _) = c.number(1, 2)?;
    c.one_of(&[separator])?;
    let (third, third_width) = c.number(1, if width == 4 { 2 } else { 4 })?;
    let date = match (width, third_width) {
        (4, 1 | 2) => Some((first as i32, second, third)),
        // Only where one order is possible is a date taken apart.
        (1 | 2, 4) if first > 12 => Some((third as i32, second, first)),
        (1 | 2, 4) if second > 12 => Some((third as i32, first, second)),
        (1 | 2, 4) => None,
        _ => return None,
    };
    let date = match date {
        Some((year, month, day)) => Some(NaiveDate::from_ymd_opt(year, month, day)?),
        None if first == 0 || second == 0 || first > 12 || second > 12 => return None,
        None => None,
    };
    let comma = c.one_of(&[',']).is_some();
    let wrapped = text.get(c.i) == Some(&WRAP);
    if comma || c.one_of(&['T', 't', '_']).is_none() {
        // Where a console cut between date and time, the blank went with the line end.
        if c.blanks() == 0 && wrapped {
            c.written.push(' ');
        } else if !c.written.ends_with(' ') {
            return None;
        }
    }
    let (hour, _) = c.number(1, 2)?;
    let colon = c.one_of(&[':', '-', '.'])?;
    let (minute, _) = c.number(2, 2)?;
    let second = if c.one_of(&[colon]).is_some() { c.number(2, 2)?.0 } else { 0 };
    let mut fraction = (0, 0);
    if c.peek() == Some('.') && c.digit_behind(c.over_wraps() + 1) {
        c.take();
        fraction = c.number(1, 9)?;
        while c.peek().is_some_and(|d| d.is_ascii_digit()) {
            c.take();
        }
    }
    let mut hour = hour;
    let plain = (c.i, c.written.clone());
    c.blanks();
    if c.word("PM") {
        hour = if hour < 12 { hour + 12 } else { hour };
    } else if c.word("AM") {
        hour = if hour == 12 { 0 } else { hour };
    } else {
        (c.i, c.written) = plain;
    }
    let time = NaiveTime::from_hms_nano_opt(
        hour,
        minute,
        second,
        u32::try_from(u64::from(fraction.0) * 10u64.pow(9 - fraction.1 as u32)).ok()?,
    )?;
    let offset = zone(&mut c);
    let utc = date.zip(offset).and_then(|(date, offset)| {
        let at: DateTime<FixedOffset> =
            offset.from_local_datetime(&NaiveDateTime::new(date, time)).single()?;
        Some(UtcTime::new(at.to_utc(), fraction.1 as u8))
    });
    let written = c.written.trim_end().to_owned();
    Some((Moment { written, utc }, c.i))
}

/// The zone that a moment states: `Z`, `UTC`, `GMT`, `+01:00`, `+0100`, `+01`, `UTC+1`, `GMT-0500`, `(UTC+05:30)`,
/// `+0000 UTC`. The cursor goes behind it. `None` where no zone is stated, or none that can be: then the moment is
/// kept without UTC, because a wrong hour is worse than a missing one.
fn zone(c: &mut Cursor<'_>) -> Option<FixedOffset> {
    if c.peek().is_some_and(|z| z == 'Z' || z == 'z') {
        c.take();
        return FixedOffset::east_opt(0);
    }
    let back = (c.i, c.written.clone());
    let found = match offset(c, 2) {
        Found::Offset(offset) => Some(offset),
        Found::Wrong => None,
        Found::Nothing => {
            let blanks = c.blanks();
            let bracket = c.one_of(&['(']).is_some();
            let named = (c.word("UTC") || c.word("GMT")) && !c.letter_behind();
            let found = if named {
                behind_name(c)
            } else if blanks > 0 && !bracket {
                // Behind a blank a single number is no offset: `08:27:50 -2- MSAL`.
                match offset(c, 4) {
                    Found::Offset(offset) => Some(offset),
                    Found::Nothing | Found::Wrong => None,
                }
            } else {
                None
            };
            if bracket && found.is_some() && c.one_of(&[')']).is_none() { None } else { found }
        }
    };
    let Some(offset) = found else {
        (c.i, c.written) = back;
        return None;
    };
    let back = (c.i, c.written.clone());
    c.blanks();
    if !(c.word("UTC") || c.word("GMT")) || c.letter_behind() {
        (c.i, c.written) = back;
    } else if offset.local_minus_utc() != 0 {
        // "+0100 UTC" contradicts itself.
        return None;
    }
    Some(offset)
}

/// The offset behind `UTC` or `GMT`; none there is UTC itself.
fn behind_name(c: &mut Cursor<'_>) -> Option<FixedOffset> {
    let back = (c.i, c.written.clone());
    match offset(c, 1) {
        Found::Offset(offset) => return Some(offset),
        Found::Wrong => return None,
        Found::Nothing => {}
    }
    if c.blanks() > 0
        && let Found::Offset(offset) = offset(c, 4)
    {
        return Some(offset);
    }
    (c.i, c.written) = back;
    FixedOffset::east_opt(0)
}

/// What stands where an offset may stand.
enum Found {
    Offset(FixedOffset),
    /// No sign with digits behind it.
    Nothing,
    /// A sign and digits that are the offset of no place.
    Wrong,
}

/// An offset with at least so many digits, right at the cursor: 1 (`+5`), 2 (`+05`) or 4 (`+0530`, `+05:30`, `+5:30`).
fn offset(c: &mut Cursor<'_>, least: usize) -> Found {
    let back = (c.i, c.written.clone());
    let found = signed(c, least);
    if !matches!(found, Found::Offset(_)) {
        (c.i, c.written) = back;
    }
    found
}

fn signed(c: &mut Cursor<'_>, least: usize) -> Found {
    const SIGNS: [char; 4] = ['+', '-', '\u{2212}', '\u{2013}'];
    let Some(sign) = c.one_of(&SIGNS) else { return Found::Nothing };
    let Some((hours, width)) = c.number(1, 2) else { return Found::Nothing };
    let mut minutes = (0, 0);
    if width == 2 && c.peek().is_some_and(|d| d.is_ascii_digit()) {
        minutes = c.number(1, 2).unwrap_or_default();
    } else if c.peek() == Some(':') && c.digit_behind(c.over_wraps() + 1) {
        c.take();
        minutes = c.number(1, 2).unwrap_or_default();
    }
    let more = c.peek().is_some_and(|d| d.is_ascii_digit());
    let digits = if minutes.1 > 0 { 4 } else { width };
    if digits < least || (least == 2 && width < 2) {
        return Found::Nothing;
    }
    let seconds = hours * 3600 + minutes.0 * 60;
    // No clock on earth is further from UTC than 14 hours.
    if more || minutes.1 == 1 || minutes.0 > 59 || seconds > 14 * 3600 {
        return Found::Wrong;
    }
    let seconds = i32::try_from(seconds).unwrap_or_default();
    match FixedOffset::east_opt(if sign == '+' { seconds } else { -seconds }) {
        Some(offset) => Found::Offset(offset),
        None => Found::Wrong,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn moment(text: &str) -> Option<(String, Option<String>)> {
        let (m, _) = moment_at(&text.chars().collect::<Vec<_>>(), 0)?;
        Some((m.written, m.utc.map(|u| u.to_string())))
    }

    #[test]
    fn moments_keep_their_spelling_and_say_utc_only_with_a_zone() {
        let both = |w: &str, u: &str| Some((w.to_owned(), Some(u.to_owned())));
        assert_eq!(moment("2022-12-12T01:17:25Z"), both("2022-12-12T01:17:25Z", "2022-12-12T01:17:25Z"));
        assert_eq!(
            moment("2022-02-03\n11:11:23ZError"),
            both("2022-02-03 11:11:23Z", "2022-02-03T11:11:23Z")
        );
        assert_eq!(
            moment("2022-02-\u{E000}03 11:11:23Z."),
            both("2022-02-03 11:11:23Z", "2022-02-03T11:11:23Z")
        );
        assert_eq!(
            moment("2022-12-09 20:51:04.562761388 +0000 UTC"),
            both("2022-12-09 20:51:04.562761388 +0000 UTC", "2022-12-09T20:51:04.562761388Z")
        );
        assert_eq!(
            moment("2026-01-20T22:33:18.342+01:00"),
            both("2026-01-20T22:33:18.342+01:00", "2026-01-20T21:33:18.342Z")
        );
        assert_eq!(moment("2015-12-15 21-09-31Z"), both("2015-12-15 21-09-31Z", "2015-12-15T21:09:31Z"));
        assert_eq!(moment("12/5/2025, 3:21:11 PM"), Some(("12/5/2025, 3:21:11 PM".into(), None)));
        assert_eq!(moment("2022-13-12T01:17:25Z"), None);
        assert_eq!(moment("2023-02-30 10:00:00Z"), None);
    }

    #[test]
    fn an_offset_may_be_parted_by_a_line_end_at_any_place() {
        let whole = "2018-05-16T16:09:58.4634578+05:30";
        for at in 20..whole.len() {
            for wrap in ['\n', WRAP, MAYBE_WRAP] {
                let parted = format!("{}{wrap}{}", &whole[..at], &whole[at..]);
                let utc = moment(&parted).and_then(|moment| moment.1);
                assert_eq!(utc.as_deref(), Some("2018-05-16T10:39:58.4634578Z"), "{parted:?}");
            }
        }
    }

    #[test]
    fn a_zone_is_read_with_its_offset() {
        let utc = |text: &str| moment(text).unwrap().1;
        for (zone, expected) in [
            ("GMT-0500", "2026-11-22T07:17:25Z"),
            ("UTC+01:00", "2026-11-22T01:17:25Z"),
            ("UTC+1", "2026-11-22T01:17:25Z"),
            ("UTC +01:00", "2026-11-22T01:17:25Z"),
            ("(UTC+05:30)", "2026-11-21T20:47:25Z"),
            ("-05:00", "2026-11-22T07:17:25Z"),
            ("\u{2212}05:00", "2026-11-22T07:17:25Z"),
            ("UTC", "2026-11-22T02:17:25Z"),
            ("(UTC)", "2026-11-22T02:17:25Z"),
            ("+0000 UTC", "2026-11-22T02:17:25Z"),
            ("UTC - 53003", "2026-11-22T02:17:25Z"),
            ("GMT, x", "2026-11-22T02:17:25Z"),
        ] {
            assert_eq!(utc(&format!("2026-11-22 02:17:25 {zone}")).as_deref(), Some(expected), "{zone}");
        }
        for zone in [
            "UTC+99",
            "GMT-2500",
            "UTC-53003",
            "+0100 UTC",
            "EST",
            "-2- MSAL",
            "+15:00",
            "UTC+01:75",
            "UTCx",
            "(UTC",
        ] {
            assert_eq!(utc(&format!("2026-11-22 02:17:25 {zone}")), None, "{zone}");
        }
        assert_eq!(utc("2026-11-22 02:17:25+01").as_deref(), Some("2026-11-22T01:17:25Z"));
    }

    proptest! {
        /// A moment and its offset come back from every spelling of the offset.
        #[test]
        fn every_spelling_of_an_offset_gives_the_same_moment(
            seconds in 0i64..4_000_000_000, quarters in -48i32..=56, spelling in 0usize..11
        ) {
            let offset = FixedOffset::east_opt(quarters * 900).unwrap();
            let at = DateTime::from_timestamp(seconds, 0).unwrap();
            let local = at.with_timezone(&offset).format("%Y-%m-%d %H:%M:%S").to_string();
            let (sign, plain) = (if quarters < 0 { '-' } else { '+' }, quarters.abs());
            let (hours, minutes) = (plain / 4, plain % 4 * 15);
            let spelled = match spelling {
                0 => format!("{sign}{hours:02}:{minutes:02}"),
                1 => format!("{sign}{hours:02}{minutes:02}"),
                2 => format!(" {sign}{hours:02}:{minutes:02}"),
                3 => format!(" {sign}{hours:02}{minutes:02}"),
                4 => format!(" UTC{sign}{hours:02}:{minutes:02}"),
                5 => format!(" GMT{sign}{hours:02}{minutes:02}"),
                6 => format!(" (UTC{sign}{hours:02}:{minutes:02})"),
                7 => format!(" utc {sign}{hours:02}:{minutes:02}"),
                8 => format!(" GMT{sign}{hours}:{minutes:02}"),
                9 if minutes == 0 => format!(" UTC{sign}{hours}"),
                _ if minutes == 0 => format!("{sign}{hours:02}"),
                _ => format!(" UTC{sign}{hours}:{minutes:02}"),
            };
            let read = moment(&format!("{local}{spelled}")).unwrap();
            prop_assert_eq!(read.1, Some(at.format("%Y-%m-%dT%H:%M:%SZ").to_string()), "{}", spelled);
            prop_assert_eq!(read.0, format!("{local}{spelled}"));
        }
    }
}
