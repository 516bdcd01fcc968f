//! Where an engineer sits, as people say it: an offset, the letters of a zone, or a place.
//!
//! It knows offsets in their usual spellings, letters that mean one offset only, and a few places from which support is
//! given, with the rule by which their clocks are put forward. It refuses to guess: letters with two meanings (CST, IST)
//! and places that it does not know give nothing, and whoever asks has to ask again. This laptop's zone is never taken
//! for somebody else's.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, Utc, Weekday};

/// When the clocks of a place are one hour ahead.
#[derive(Clone, Copy)]
enum Summer {
    Never,
    /// The second Sunday in March to the first Sunday in November, at two o'clock there.
    America,
    /// The last Sunday in March to the last Sunday in October, at one o'clock UTC.
    Europe,
}

use Summer::{America, Europe, Never};

/// Letters that mean one offset, in minutes.
const LETTERS: [(&str, i32); 14] = [
    ("utc", 0),
    ("gmt", 0),
    ("z", 0),
    ("wet", 0),
    ("cet", 60),
    ("cest", 120),
    ("eet", 120),
    ("eest", 180),
    ("jst", 540),
    ("est", -300),
    ("edt", -240),
    ("pst", -480),
    ("pdt", -420),
    ("sgt", 480),
];

/// Places, their winter offset in minutes, and their summer. Countries stand here only where one zone holds everywhere.
const PLACES: [(&str, i32, Summer); 56] = [
    ("redmond", -480, America),
    ("seattle", -480, America),
    ("bellevue", -480, America),
    ("san francisco", -480, America),
    ("los angeles", -480, America),
    ("reno", -480, America),
    ("dallas", -360, America),
    ("las colinas", -360, America),
    ("irving", -360, America),
    ("chicago", -360, America),
    ("fargo", -360, America),
    ("new york", -300, America),
    ("charlotte", -300, America),
    ("atlanta", -300, America),
    ("toronto", -300, America),
    ("costa rica", -360, Never),
    ("bogota", -300, Never),
    ("bogotá", -300, Never),
    ("colombia", -300, Never),
    ("buenos aires", -180, Never),
    ("argentina", -180, Never),
    ("london", 0, Europe),
    ("reading", 0, Europe),
    ("dublin", 0, Europe),
    ("ireland", 0, Europe),
    ("lisbon", 0, Europe),
    ("amsterdam", 60, Europe),
    ("netherlands", 60, Europe),
    ("berlin", 60, Europe),
    ("munich", 60, Europe),
    ("germany", 60, Europe),
    ("paris", 60, Europe),
    ("madrid", 60, Europe),
    ("rome", 60, Europe),
    ("prague", 60, Europe),
    ("warsaw", 60, Europe),
    ("poland", 60, Europe),
    ("sofia", 120, Europe),
    ("bulgaria", 120, Europe),
    ("bucharest", 120, Europe),
    ("romania", 120, Europe),
    ("india", 330, Never),
    ("hyderabad", 330, Never),
    ("bangalore", 330, Never),
    ("bengaluru", 330, Never),
    ("mumbai", 330, Never),
    ("pune", 330, Never),
    ("noida", 330, Never),
    ("singapore", 480, Never),
    ("malaysia", 480, Never),
    ("kuala lumpur", 480, Never),
    ("manila", 480, Never),
    ("philippines", 480, Never),
    ("china", 480, Never),
    ("tokyo", 540, Never),
    ("japan", 540, Never),
];

/// The offset that a text means at a moment; nothing where it is not known, or two are meant.
#[must_use]
pub fn read(text: &str, at: DateTime<Utc>) -> Option<FixedOffset> {
    let text = text.trim().trim_end_matches('.').to_lowercase().replace(['\u{2212}', '\u{2013}'], "-");
    if text.chars().count() > 120 {
        return None;
    }
    let alone = |text: &str| letters(text).or_else(|| offset(text));
    if let Some(found) = alone(&text) {
        return minutes(found);
    }
    // An offset inside a sentence says more than the place beside it.
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || ",;()".contains(c))
        .filter(|word| !word.is_empty())
        .collect();
    let written: Vec<i32> =
        words.iter().filter(|word| word.contains(['+', '-'])).filter_map(|word| offset(word)).collect();
    let named: Vec<i32> = if written.is_empty() { places(&words, at) } else { written };
    let named: Vec<i32> =
        if named.is_empty() { words.iter().filter_map(|w| letters(w)).collect() } else { named };
    let (first, rest) = named.split_first()?;
    if rest.iter().all(|other| other == first) { minutes(*first) } else { None }
}

fn minutes(found: i32) -> Option<FixedOffset> {
    FixedOffset::east_opt(found * 60)
}

fn letters(word: &str) -> Option<i32> {
    LETTERS.iter().find(|(letters, _)| *letters == word).map(|(_, minutes)| *minutes)
}

/// `+05:30`, `+0530`, `5:30` behind a sign, `-8`, `UTC+5:30`.
fn offset(text: &str) -> Option<i32> {
    let text = text.strip_prefix("utc").or_else(|| text.strip_prefix("gmt")).unwrap_or(text).trim();
    let (sign, digits) = match text.strip_prefix('+') {
        Some(rest) => (1, rest),
        None => (-1, text.strip_prefix('-')?),
    };
    let digits = digits.trim();
    let (hours, rest) = match digits.split_once(':') {
        Some(parts) => parts,
        None if digits.len() > 2 && digits.is_ascii() => digits.split_at(digits.len() - 2),
        None => (digits, "0"),
    };
    let number = |text: &str| {
        let plain = !text.is_empty() && text.len() <= 2 && text.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| text.parse::<i32>().ok()).flatten()
    };
    let (hours, rest) = (number(hours)?, number(rest)?);
    (hours <= 14 && rest < 60 && hours * 60 + rest <= 840).then_some(sign * (hours * 60 + rest))
}

fn places(words: &[&str], at: DateTime<Utc>) -> Vec<i32> {
    let text = format!(" {} ", words.join(" "));
    let named = PLACES.iter().filter(|(place, _, _)| text.contains(&format!(" {place} ")));
    named.map(|(_, winter, summer)| winter + if is_summer(*summer, *winter, at) { 60 } else { 0 }).collect()
}

fn is_summer(summer: Summer, winter: i32, at: DateTime<Utc>) -> bool {
    let (from, to) = match summer {
        Never => return false,
        America => {
            let there = at.naive_utc() + chrono::Duration::minutes(i64::from(winter));
            let day = |month, nth| sunday(there.year(), month, nth).and_then(|day| day.and_hms_opt(2, 0, 0));
            // The clocks go back at two o'clock of summer, which is one o'clock of winter.
            let to = day(11, 1).map(|to| to - chrono::Duration::hours(1));
            return day(3, 2).zip(to).is_some_and(|(from, to)| from <= there && there < to);
        }
        Europe => {
            let day = |month| last_sunday(at.year(), month).and_then(|day| day.and_hms_opt(1, 0, 0));
            (day(3), day(10))
        }
    };
    from.zip(to).is_some_and(|(from, to)| from <= at.naive_utc() && at.naive_utc() < to)
}

fn sunday(year: i32, month: u32, nth: u8) -> Option<NaiveDate> {
    NaiveDate::from_weekday_of_month_opt(year, month, Weekday::Sun, nth)
}

fn last_sunday(year: i32, month: u32) -> Option<NaiveDate> {
    sunday(year, month, 5).or_else(|| sunday(year, month, 4))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn offsets_letters_and_places() {
        let winter = at("2026-01-21T01:05:00Z");
        for (said, offset) in [
            ("+05:30", "+05:30"),
            ("-08:00", "-08:00"),
            ("\u{2212}8", "-08:00"),
            ("UTC+5:30", "+05:30"),
            ("gmt -8", "-08:00"),
            ("+0530 (India)", "+05:30"),
            ("Z", "+00:00"),
            ("Redmond", "-08:00"),
            ("he sits in Seattle.", "-08:00"),
            ("Hyderabad, India", "+05:30"),
            ("PST", "-08:00"),
            ("Dublin", "+00:00"),
        ] {
            assert_eq!(read(said, winter).map(|o| o.to_string()).as_deref(), Some(offset), "{said}");
        }
        for unclear in
            ["", "Atlantis", "CST", "IST", "here", "Seattle or Dublin", "+25:00", "5", "local time"]
        {
            assert_eq!(read(unclear, winter), None, "{unclear}");
        }
    }

    #[test]
    fn the_clocks_are_put_forward_on_their_days() {
        for (place, before, after) in [
            ("redmond", "2026-03-08T09:59:00Z", "2026-03-08T10:00:00Z"),
            ("london", "2026-03-29T00:59:00Z", "2026-03-29T01:00:00Z"),
        ] {
            let hours = (read(place, at(after)).unwrap().local_minus_utc()
                - read(place, at(before)).unwrap().local_minus_utc())
                / 3600;
            assert_eq!(hours, 1, "{place}");
        }
        for (place, before, after) in [
            ("redmond", "2026-11-01T08:59:00Z", "2026-11-01T09:00:00Z"),
            ("berlin", "2026-10-25T00:59:00Z", "2026-10-25T01:00:00Z"),
        ] {
            assert_ne!(read(place, at(before)), read(place, at(after)), "{place}");
        }
    }

    proptest! {
        #[test]
        fn every_offset_is_read_back(minutes in -839i32..840) {
            let offset = FixedOffset::east_opt(minutes * 60).unwrap();
            prop_assert_eq!(read(&offset.to_string(), at("2026-01-21T01:05:00Z")), Some(offset));
        }

        #[test]
        fn any_text_is_read_without_a_panic(text in "\\PC{0,150}", seconds in 0i64..4_000_000_000) {
            let _ = read(&text, DateTime::from_timestamp(seconds, 0).unwrap());
        }
    }
}
