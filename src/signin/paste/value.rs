use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeZone};

use super::clean::{MAYBE_WRAP, SPACE_WRAP, WRAP};
use super::label::label_at;
use crate::signin::UtcTime;

/// What stands where a value is expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Read<T> {
    /// The value, and where it ends.
    Value(T, usize),
    /// Something stands there that once was a value: altered, blanked, or a placeholder.
    Altered(usize),
    /// Nothing, or a word that says "nothing".
    Nothing,
}

pub(super) fn is_wrap(c: char) -> bool {
    matches!(c, '\n' | WRAP | SPACE_WRAP | MAYBE_WRAP)
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}')
}

/// A GUID that starts exactly at `at`: 32 hex digits, with all four hyphens or none. Line ends may stand anywhere
/// in it and a blank beside a hyphen (consoles and OCR do that); nothing else is forgiven.
pub(super) fn guid_at(text: &[char], at: usize) -> Option<(String, usize)> {
    let mut digits = String::with_capacity(36);
    let (mut i, mut wraps, mut blanks, mut hyphens) = (at, 0, 0, 0);
    while digits.len() - hyphens < 32 {
        let c = *text.get(i)?;
        let place = digits.len() - hyphens;
        let border = matches!(place, 8 | 12 | 16 | 20);
        if c.is_ascii_hexdigit() {
            if border && hyphens > 0 && hyphens < group(place) {
                return None;
            }
            digits.push(c.to_ascii_lowercase());
        } else if is_hyphen(c) && border && hyphens + 1 == group(place) {
            digits.push('-');
            hyphens += 1;
        } else if is_wrap(c) && place > 0 && wraps < 6 {
            wraps += 1;
            while matches!(text.get(i + 1), Some(' ' | '\t')) {
                i += 1;
            }
        } else if c == ' '
            && border
            && blanks < 4
            && (hyphens == group(place) || text.get(i + 1).is_some_and(|c| is_hyphen(*c)))
        {
            blanks += 1;
        } else {
            return None;
        }
        i += 1;
    }
    if hyphens != 0 && hyphens != 4 {
        return None;
    }
    // Without hyphens only an unbroken run is a GUID: words of hex letters must not grow together.
    if hyphens == 0 && i - at != 32 {
        return None;
    }
    ends_here(text, i).then_some((digits, i))
}

/// Which hyphen belongs after this many digits.
fn group(digits: usize) -> usize {
    match digits {
        0..8 => 0,
        8..12 => 1,
        12..16 => 2,
        16..20 => 3,
        _ => 4,
    }
}

/// Whether a GUID may end here: no further letter or digit, unless a label (or the rest of an escape) is glued to it.
fn ends_here(text: &[char], i: usize) -> bool {
    let Some(&c) = text.get(i) else { return true };
    if is_hyphen(c) {
        return text.get(i + 1).is_none_or(|c| !c.is_ascii_alphanumeric());
    }
    if matches!(c, WRAP | MAYBE_WRAP) {
        // A digit too many may have been pushed to the next line.
        let rest: Vec<char> = text[i + 1..]
            .iter()
            .copied()
            .take(10)
            .take_while(|c| !c.is_whitespace() && !is_wrap(*c))
            .collect();
        let tail = rest.iter().take_while(|c| c.is_ascii_hexdigit()).count();
        let digits = rest.iter().take(tail).any(char::is_ascii_digit);
        return !(digits && rest.get(tail).is_none_or(|c| !c.is_alphanumeric()));
    }
    !c.is_alphanumeric() || glued_label(text, i).is_some()
}

/// Where the label begins that stands here with nothing between, or after the remains of an escape (`rn`, `n`).
pub(super) fn glued_label(text: &[char], i: usize) -> Option<usize> {
    let rest: String = text[i..].iter().take(2).collect();
    let skips = match rest.as_str() {
        "rn" => [0, 2],
        r if r.starts_with('n') => [0, 1],
        _ => [0, 0],
    };
    skips.into_iter().map(|skip| i + skip).find(|at| label_at(text, *at).is_some())
}

/// The shape of a GUID with something else in it: five groups of about the right lengths, or a first group and dots.
pub(super) fn looks_like_guid(token: &str) -> bool {
    let parts: Vec<&str> = token.split(is_hyphen).collect();
    let odd = |c: char| c.is_ascii_alphanumeric() || matches!(c, '*' | '.' | '…' | '#' | '_' | '█' | '•');
    if !token.chars().all(|c| odd(c) || is_hyphen(c)) {
        return false;
    }
    let groups = parts.len() == 5
        && parts
            .iter()
            .zip([8usize, 4, 4, 4, 12])
            .all(|(part, wanted)| part.chars().count().abs_diff(wanted) <= 2);
    let cut =
        parts.len() >= 2 && parts[0].len() == 8 && token.contains(['…', '.']) && token.contains(['-', '…']);
    groups || cut
}

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
                (matches!(next, 'Z') && after.is_none_or(|c| !c.is_alphanumeric()))
                    || (next.is_ascii_digit() && self.written.contains('.'))
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
    if c.peek() == Some('.') && c.text.get(c.i + 1).is_some_and(char::is_ascii_digit) {
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

/// `Z`, `UTC`, `GMT`, `+01:00`, `+0000 UTC`. Without one, the cursor stays.
fn zone(c: &mut Cursor<'_>) -> Option<FixedOffset> {
    if c.peek().is_some_and(|z| z == 'Z' || z == 'z') {
        c.take();
        return FixedOffset::east_opt(0);
    }
    let back = (c.i, c.written.clone());
    c.blanks();
    if c.word("UTC") || c.word("GMT") {
        return FixedOffset::east_opt(0);
    }
    let found = c.one_of(&['+', '-']).and_then(|sign| {
        let (hours, digits) = c.number(2, 2)?;
        c.one_of(&[':']);
        let (minutes, _) = c.number(2, 2)?;
        let seconds = (hours * 3600 + minutes * 60) as i32;
        let _ = digits;
        FixedOffset::east_opt(if sign == '-' { -seconds } else { seconds })
    });
    match found {
        Some(offset) => {
            let back = (c.i, c.written.clone());
            c.blanks();
            if !c.word("UTC") {
                (c.i, c.written) = back;
            }
            Some(offset)
        }
        None => {
            (c.i, c.written) = back;
            None
        }
    }
}

/// The digits of an error code that start at `at`, over a line end if need be.
pub(super) fn code_digits(text: &[char], at: usize, known: impl Fn(&str) -> bool) -> Option<(String, usize)> {
    let run = |from: usize| text[from..].iter().take(9).take_while(|c| c.is_ascii_digit()).count();
    let first = run(at);
    if first == 0 || first > 8 {
        return None;
    }
    let mut digits: String = text[at..at + first].iter().collect();
    let mut end = at + first;
    if text.get(end).is_some_and(|c| is_wrap(*c)) {
        let second = run(end + 1);
        let whole: String = text[end + 1..end + 1 + second].iter().collect();
        let joined = format!("{digits}{whole}");
        let after = text.get(end + 1 + second);
        // Fewer than four digits are no code of their own: they belong to the line before.
        let rest = second < 4 && matches!(after, Some(',' | ']' | ')' | '}' | '"'));
        let belongs = after == Some(&':') || (known(&joined) && (rest || !known(&digits)));
        if second > 0 && joined.len() <= 8 && belongs {
            digits = joined;
            end += 1 + second;
        }
    }
    let stops =
        text.get(end).is_none_or(|c| !c.is_alphanumeric() && *c != '_') || glued_label(text, end).is_some();
    (stops && digits.len() >= 4 && !digits.starts_with('0')).then_some((digits, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guid(text: &str) -> Option<String> {
        guid_at(&text.chars().collect::<Vec<_>>(), 0).map(|g| g.0)
    }

    fn moment(text: &str) -> Option<(String, Option<String>)> {
        let (m, _) = moment_at(&text.chars().collect::<Vec<_>>(), 0)?;
        Some((m.written, m.utc.map(|u| u.to_string())))
    }

    #[test]
    fn guids_survive_wrapping_and_ocr_blanks() {
        let whole = "9eb381ba-429d-45ce-bdc4-74f66b235500";
        for text in [
            "9eb381ba-429d-45ce-bdc4-74f66b235500",
            "9EB381BA-429D-45CE-BDC4-74F66B235500.",
            "9eb381ba-429d-45ce- bdc4-74f66b235500",
            "9eb381ba-429d-45\nce-bdc4-74f66b235500",
            "9eb381ba–429d–45ce–bdc4–74f66b235500",
            "9eb381ba-429d-45ce-bdc4-74f66b235500Correlation ID",
            "9eb381ba-429d-45ce-bdc4-74f66b235500rnCorrelation ID",
            "9eb381ba-429d-45ce-bdc4-74f66b235500\nAdd",
        ] {
            assert_eq!(guid(text).as_deref(), Some(whole), "{text}");
        }
        assert_eq!(guid("9eb381ba429d45cebdc474f66b235500").unwrap().len(), 32);
    }

    #[test]
    fn altered_guids_are_no_guids() {
        for text in [
            "a1daagbb-5047-4c59-170e-ceegeg52590200",
            "367371a4-39c0-459c-b506-61937a4d76475",
            "367371a4-39c0-459c-b506-61937a4d7647\u{E000}5 x",
            "367371a-439c0-459c-b506-61937a4d7647",
            "9eb381ba-429d-45ce-bdc4-74f66b23550",
            "9eb381ba-429d-45ce-bdc4-74f66b235500-x",
            "9eb381ba-429d45ce-bdc4-74f66b235500",
            "9eb381ba 429d 45ce bdc4 74f66b235500",
        ] {
            assert_eq!(guid(text), None, "{text}");
        }
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
}
