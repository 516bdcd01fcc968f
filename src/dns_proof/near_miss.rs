use chrono::{Datelike, NaiveDate};

use super::character::{confusable_digit, named, plain, stray};
use super::exchange::shown;
use super::expected::{DateFormat, Expected, Order};
use super::finding::FindingId as Id;
use super::written_date::Written;

/// How a published value relates to the one asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Likeness {
    /// Byte for byte the same.
    Same,
    /// Meant to be it, and not it: each difference with its place.
    Near(Vec<(Id, String)>),
    /// A date, but an old or a far one: left over from another time.
    OtherDate(NaiveDate),
    /// Something else (SPF, another service's verification).
    Other,
}

/// Dates further away than this are another story.
const NEAR_DAYS: i64 = 31;

/// Compares on raw bytes; only the very same bytes are the same.
#[must_use]
pub fn compare(expected: &Expected, value: &[u8]) -> Likeness {
    if value == expected.text.as_bytes() {
        return Likeness::Same;
    }
    let chars = decode(value);
    let wanted: Vec<char> = expected.text.chars().collect();
    if let Some(mut differences) = align(&chars, &wanted) {
        if differences.is_empty() {
            let why = "the characters are right, but in an old encoding: UTF-8 is wanted";
            differences.push((Id::LookalikeCharacters, why.into()));
        }
        return Likeness::Near(differences);
    }
    if let Some(differences) = surrounded(&chars, &wanted) {
        return Likeness::Near(differences);
    }
    match expected.meant() {
        Some((day, format)) => as_date(&chars, day, format),
        None => Likeness::Other,
    }
}

/// Characters of the value. Bytes that are not UTF-8 are read as Windows-1252, where panels take them from.
fn decode(value: &[u8]) -> Vec<char> {
    match std::str::from_utf8(value) {
        Ok(text) => text.chars().collect(),
        Err(_) => encoding_rs::WINDOWS_1252.decode_without_bom_handling(value).0.chars().collect(),
    }
}

/// Walks both texts side by side; `None` when they differ in more than strays and look-alikes.
fn align(value: &[char], wanted: &[char]) -> Option<Vec<(Id, String)>> {
    let mut found: Vec<(Id, String)> = Vec::new();
    let (mut i, mut j) = (0, 0);
    while i < value.len() || j < wanted.len() {
        match (value.get(i), wanted.get(j)) {
            (Some(v), Some(w)) if v == w => (i, j) = (i + 1, j + 1),
            (Some(v), Some(w)) if plain(*v) == plain(*w) => {
                let text = format!("character {} is {}, not {}", i + 1, named(*v), named(*w));
                found.push((Id::LookalikeCharacters, text));
                (i, j) = (i + 1, j + 1);
            }
            (Some(v), Some(w)) if plain(*v).eq_ignore_ascii_case(&plain(*w)) => {
                let text = format!(
                    "character {} is {}, not {}: capital and small letters differ",
                    i + 1,
                    named(*v),
                    named(*w)
                );
                found.push((Id::LookalikeCharacters, text));
                (i, j) = (i + 1, j + 1);
            }
            (Some(v), Some(w)) if confusable_digit(*v, *w) => {
                let text =
                    format!("character {} is the letter {}, not the digit {}", i + 1, named(*v), named(*w));
                found.push((Id::LookalikeCharacters, text));
                (i, j) = (i + 1, j + 1);
            }
            (Some(v), _) if stray(*v).is_some() => {
                found.push((
                    stray(*v)?,
                    format!("character {} is {} that does not belong there", i + 1, named(*v)),
                ));
                i += 1;
            }
            (_, Some(w)) if stray(*w).is_some() => {
                found.push((stray(*w)?, format!("{} is missing before character {}", named(*w), i + 1)));
                j += 1;
            }
            _ => return None,
        }
    }
    Some(found)
}

/// The value stands inside: `TXT=22-11-2026`, `22-11-2026;`.
fn surrounded(value: &[char], wanted: &[char]) -> Option<Vec<(Id, String)>> {
    if wanted.len() < 4 || value.len() < wanted.len() || value.len() > wanted.len() + 60 {
        return None;
    }
    let start = value.windows(wanted.len()).position(|window| window == wanted)?;
    let (before, after) = (&value[..start], &value[start + wanted.len()..]);
    let digit = |c: Option<&char>| c.is_some_and(char::is_ascii_digit);
    if digit(before.last()) && digit(wanted.first()) || digit(after.first()) && digit(wanted.last()) {
        return None;
    }
    let mut found = Vec::new();
    for (side, text) in [("before", before), ("after", after)] {
        let told: String = text.iter().filter(|c| stray(**c).is_none()).collect();
        if let Some(id) = text.iter().find_map(|c| stray(*c)).filter(|_| told.is_empty()) {
            found.push((id, format!("{} stands {side} the value", named(text[0]))));
        } else if !told.is_empty() {
            found
                .push((Id::PrefixInValue, format!("\"{}\" stands {side} the value", shown(told.as_bytes()))));
        }
    }
    Some(found)
}

/// Reads the value as a date in any form and names what differs from the form asked for.
fn as_date(value: &[char], day: NaiveDate, format: DateFormat) -> Likeness {
    let mut noted: Vec<(Id, String)> = Vec::new();
    let Some(written) = Written::read(value, &mut noted) else { return Likeness::Other };
    let readings = [Order::Dmy, Order::Mdy, Order::Ymd].into_iter().filter_map(|order| {
        let read = written.day(order)?;
        let away = (read - day).num_days();
        let cost = i64::from(order != format.order)
            + match away.abs() {
                0 => 0,
                1 => 1,
                n if n <= NEAR_DAYS => 3,
                n => n,
            };
        Some((cost, order, read, away))
    });
    let Some((_, order, read, away)) = readings.min_by_key(|r| r.0) else { return Likeness::Other };
    if away.abs() > NEAR_DAYS {
        return Likeness::OtherDate(read);
    }
    if away != 0 {
        let days = if away.abs() == 1 { "1 day".into() } else { format!("{} days", away.abs()) };
        let (id, side) = if away < 0 { (Id::DateYesterday, "before") } else { (Id::DateTomorrow, "after") };
        noted.push((id, format!("it is the date {read}, {days} {side} the date asked for ({day})")));
    }
    written.differences(order, format, &mut noted);
    if noted.is_empty() { Likeness::OtherDate(read) } else { Likeness::Near(noted) }
}

/// True when the value is a date of another year: worth naming as a leftover.
#[must_use]
pub fn is_date(value: &[u8]) -> bool {
    let chars = decode(value);
    Written::read(&chars, &mut Vec::new()).is_some_and(|w| {
        [Order::Dmy, Order::Mdy, Order::Ymd]
            .into_iter()
            .filter_map(|o| w.day(o))
            .any(|d| (1990..2100).contains(&d.year()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dns_proof::expected::ExpectedDate;
    use proptest::prelude::*;

    fn dated(text: &str, format: &str) -> Expected {
        let day = text.parse().unwrap();
        let format = format.parse().unwrap();
        Expected::dated(ExpectedDate { day, format, format_given: true, moves: false })
    }

    fn ids(expected: &Expected, value: &[u8]) -> Vec<Id> {
        match compare(expected, value) {
            Likeness::Near(found) => {
                let mut ids: Vec<Id> = found.into_iter().map(|f| f.0).collect();
                ids.sort_unstable();
                ids.dedup();
                ids
            }
            other => panic!("{other:?} for {}", shown(value)),
        }
    }

    #[test]
    fn every_slip_of_the_hand_has_its_name() {
        let e = dated("2026-11-09", "dd-mm-yyyy");
        for (value, id) in [
            ("08-11-2026", Id::DateYesterday),
            ("10-11-2026", Id::DateTomorrow),
            ("2026-11-09", Id::FormatIso),
            ("11-09-2026", Id::FormatDayMonthSwapped),
            ("09/11/2026", Id::FormatSeparator),
            ("09.11.2026", Id::FormatSeparator),
            ("09 11 2026", Id::FormatSeparator),
            ("09112026", Id::FormatSeparator),
            ("09-Nov-2026", Id::FormatSeparator),
            ("09-11-26", Id::FormatTwoDigitYear),
            ("9-11-2026", Id::FormatMissingZero),
            ("\"09-11-2026\"", Id::QuotesInValue),
            ("\u{201e}09-11-2026\u{201c}", Id::QuotesInValue),
            (" 09-11-2026", Id::WhitespaceInValue),
            ("09-11-2026\u{a0}", Id::WhitespaceInValue),
            ("\u{feff}09-11-2026", Id::WhitespaceInValue),
            ("09-11-\u{200b}2026", Id::WhitespaceInValue),
            ("09 - 11 - 2026", Id::WhitespaceInValue),
            ("09\u{2013}11\u{2013}2026", Id::LookalikeCharacters),
            ("09\u{2011}11\u{2011}2026", Id::LookalikeCharacters),
            ("\u{ff10}\u{ff19}-11-2026", Id::LookalikeCharacters),
            ("O9-11-2026", Id::LookalikeCharacters),
            ("TXT=09-11-2026", Id::PrefixInValue),
            ("date: 09-11-2026", Id::PrefixInValue),
            ("09-11-2026;", Id::PrefixInValue),
        ] {
            assert_eq!(ids(&e, value.as_bytes()), [id], "{value}");
        }
        // Windows-1252: a dash and a blank in one byte each.
        assert_eq!(ids(&e, b"09\x9611\x962026"), [Id::LookalikeCharacters]);
        assert_eq!(ids(&e, b"09-11-2026\xa0"), [Id::WhitespaceInValue]);
    }

    #[test]
    fn two_slips_have_two_names() {
        let e = dated("2026-11-09", "dd-mm-yyyy");
        assert_eq!(ids(&e, b"\"2026/11/09\""), [Id::FormatIso, Id::FormatSeparator, Id::QuotesInValue]);
        assert_eq!(
            ids(&e, b"8.11.26"),
            [Id::DateYesterday, Id::FormatSeparator, Id::FormatTwoDigitYear, Id::FormatMissingZero]
        );
    }

    #[test]
    fn the_place_is_named() {
        let e = dated("2026-11-09", "dd-mm-yyyy");
        let Likeness::Near(found) = compare(&e, "09\u{2013}11-2026".as_bytes()) else { panic!() };
        assert_eq!(found[0].1, "character 3 is an en dash (U+2013), not '-'");
        let Likeness::Near(found) = compare(&e, b"06-11-2026") else { panic!() };
        assert_eq!(found[0].1, "it is the date 2026-11-06, 3 days before the date asked for (2026-11-09)");
    }

    #[test]
    fn other_things_are_other_things() {
        let e = dated("2026-11-09", "dd-mm-yyyy");
        for value in [
            "v=spf1 include:spf.protection.outlook.com -all",
            "MS=ms12345678",
            "",
            "google-site-verification=x1-2-3",
            "1.2.3",
            "99-99-2026",
        ] {
            assert_eq!(compare(&e, value.as_bytes()), Likeness::Other, "{value}");
        }
        assert!(matches!(compare(&e, b"09-09-2022"), Likeness::OtherDate(_)));
        assert!(is_date(b"09-09-2022") && !is_date(b"MS=ms12345678"));
    }

    #[test]
    fn a_word_for_word_value_is_compared_too() {
        let e = Expected::verbatim("MS-Proof 4711").unwrap();
        assert_eq!(ids(&e, b"ms-proof 4711"), [Id::LookalikeCharacters]);
        assert_eq!(ids(&e, b"MS-Proof4711"), [Id::WhitespaceInValue]);
        assert_eq!(ids(&e, b"TXT: MS-Proof 4711"), [Id::PrefixInValue]);
        assert_eq!(ids(&e, b"\"MS-Proof 4711\""), [Id::QuotesInValue]);
        assert_eq!(compare(&e, b"MS-Proof 4712"), Likeness::Other);
        let e = Expected::verbatim("Größe 4711").unwrap();
        assert_eq!(ids(&e, b"Gr\xf6\xdfe 4711"), [Id::LookalikeCharacters]);
        // 22-11-2026 can only be one date, so its slips have names as well.
        let e = Expected::verbatim("22-11-2026").unwrap();
        assert_eq!(ids(&e, b"21-11-2026"), [Id::DateYesterday]);
    }

    proptest! {
        #[test]
        fn only_the_same_bytes_are_the_same(value: Vec<u8>, text in "[ -~]{1,40}") {
            if let Ok(expected) = Expected::verbatim(&text) {
                prop_assert_eq!(compare(&expected, &value) == Likeness::Same, value == expected.text.as_bytes());
                prop_assert_eq!(compare(&expected, expected.text.as_bytes()), Likeness::Same);
            }
        }

        #[test]
        fn a_near_miss_always_says_why(value in "[0-9 \"/.–-]{6,14}") {
            if let Likeness::Near(found) = compare(&dated("2026-11-09", "dd-mm-yyyy"), value.as_bytes()) {
                prop_assert!(!found.is_empty());
            }
        }
    }
}
