use chrono::{Datelike, NaiveDate};

use super::character::{confusable_digit, plain, stray};
use super::expected::{DateFormat, Expected, Order};
use super::miss::Miss;
use super::written_date::Written;

/// How a published value relates to the one asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Likeness {
    /// Byte for byte the same.
    Same,
    /// Meant to be it, and not it: each difference with its place.
    Near(Vec<Miss>),
    /// A date, but an old or a far one: left over from another time.
    OtherDate(NaiveDate),
    /// Something else (SPF, another service's verification).
    Other,
}

/// Dates further away than this are not read as a slip.
const NEAR_DAYS: i64 = 31;

/// Compares a record, string by string: where a panel cuts a value in two is a difference of its own.
#[must_use]
pub fn compare_strings(expected: &Expected, strings: &[Vec<u8>]) -> Likeness {
    let joined = strings.concat();
    if joined == expected.text.as_bytes() || strings.len() < 2 {
        return compare(expected, &joined);
    }
    if strings.join(&b' ') == expected.text.as_bytes() {
        return Likeness::Near(vec![Miss::SplitAtBlank { strings: strings.len() }]);
    }
    if strings.iter().any(|s| s == expected.text.as_bytes()) {
        return Likeness::Near(vec![Miss::Inside]);
    }
    compare(expected, &joined)
}

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
            differences.push(Miss::Encoding);
        }
        return Likeness::Near(differences);
    }
    if let Some(differences) = surrounded(&chars, &wanted) {
        return Likeness::Near(differences);
    }
    if let Some(cut) = cut(&chars, &wanted) {
        return Likeness::Near(vec![cut]);
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
fn align(value: &[char], wanted: &[char]) -> Option<Vec<Miss>> {
    let mut found: Vec<Miss> = Vec::new();
    let (mut i, mut j) = (0, 0);
    while i < value.len() || j < wanted.len() {
        let at = i + 1;
        match (value.get(i), wanted.get(j)) {
            (Some(v), Some(w)) if v == w => (i, j) = (i + 1, j + 1),
            (Some(v), Some(w)) if plain(*v) == plain(*w) => {
                found.push(Miss::Lookalike { at, is: *v, wanted: Some(*w) });
                (i, j) = (i + 1, j + 1);
            }
            (Some(v), Some(w)) if plain(*v).eq_ignore_ascii_case(&plain(*w)) => {
                found.push(Miss::Letters { at, is: *v, wanted: *w });
                (i, j) = (i + 1, j + 1);
            }
            (Some(v), Some(w)) if confusable_digit(*v, *w) => {
                found.push(Miss::LetterForDigit { at, is: *v, wanted: *w });
                (i, j) = (i + 1, j + 1);
            }
            (Some(v), _) if stray(*v).is_some() => {
                found.push(Miss::Stray { id: stray(*v)?, at, is: *v });
                i += 1;
            }
            (_, Some(w)) if stray(*w).is_some() => {
                found.push(Miss::Missing { id: stray(*w)?, at, wanted: *w });
                j += 1;
            }
            _ => return None,
        }
    }
    Some(found)
}

/// The value stands inside: `TXT=22-11-2026`, `22-11-2026;`, or at the end of somebody else's record.
fn surrounded(value: &[char], wanted: &[char]) -> Option<Vec<Miss>> {
    if wanted.len() < 4 || value.len() < wanted.len() {
        return None;
    }
    let start = value.windows(wanted.len()).position(|window| window == wanted)?;
    let (before, after) = (&value[..start], &value[start + wanted.len()..]);
    if means_something(before) || means_something(after) {
        return Some(vec![Miss::Inside]);
    }
    if value.len() > wanted.len() + 60 {
        return None;
    }
    let digit = |c: Option<&char>| c.is_some_and(char::is_ascii_digit);
    if digit(before.last()) && digit(wanted.first()) || digit(after.first()) && digit(wanted.last()) {
        return None;
    }
    let mut found = Vec::new();
    for (before, text) in [(true, before), (false, after)] {
        let told: String = text.iter().filter(|c| stray(**c).is_none()).collect();
        if let Some((id, is)) = text.iter().find_map(|c| Some((stray(*c)?, *c))).filter(|_| told.is_empty()) {
            found.push(Miss::StrayAround { id, is, before });
        } else if !told.is_empty() {
            found.push(Miss::Around { text: told, before });
        }
    }
    Some(found)
}

/// True when a text is a record with a meaning of its own: SPF, a policy, another service's proof. `TXT=` and `date:`
/// are not: nothing stands behind their sign.
fn means_something(text: &[char]) -> bool {
    let text: String = text.iter().collect();
    text.split_whitespace().any(|word| {
        let Some((key, rest)) = word.split_once('=') else { return false };
        let key = key.trim_start_matches(['"', '\'']);
        !key.is_empty()
            && !key.eq_ignore_ascii_case("txt")
            && rest.chars().filter(|c| c.is_alphanumeric()).count() >= 2
    })
}

/// The beginning or the end of the value is there, and the rest is not.
fn cut(value: &[char], wanted: &[char]) -> Option<Miss> {
    let long = value.len() >= 4 && value.len() * 2 >= wanted.len() && value.len() < wanted.len();
    // A text that was cut at a sign (a semicolon begins a comment in a zone file) may be short.
    let at_sign = value.len() >= 4 && wanted.get(value.len()).is_some_and(|c| matches!(c, ';' | '"' | '#'));
    if (long || at_sign) && wanted.starts_with(value) {
        return Some(Miss::Cut { missing: wanted[value.len()..].iter().collect(), end: true });
    }
    let front = wanted.len().checked_sub(value.len()).map(|n| &wanted[..n]);
    // A zero that is missing before a day has a name of its own.
    let front = front.filter(|f| long && wanted.ends_with(value) && *f != ['0'])?;
    Some(Miss::Cut { missing: front.iter().collect(), end: false })
}

/// Reads the value as a date in any form and names what differs from the form asked for.
fn as_date(value: &[char], day: NaiveDate, format: DateFormat) -> Likeness {
    let mut noted: Vec<Miss> = Vec::new();
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
        noted.push(Miss::Day { day: read, asked: day });
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
    use crate::dns_proof::exchange::shown;
    use crate::dns_proof::expected::ExpectedDate;
    use crate::dns_proof::finding::FindingId as Id;
    use proptest::prelude::*;

    fn dated(text: &str, format: &str) -> Expected {
        let day = text.parse().unwrap();
        let format = format.parse().unwrap();
        Expected::dated(ExpectedDate { day, format, format_given: true, moves: false })
    }

    fn ids(expected: &Expected, value: &[u8]) -> Vec<Id> {
        match compare(expected, value) {
            Likeness::Near(found) => {
                let mut ids: Vec<Id> = found.iter().map(Miss::id).collect();
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
            ("November 9, 2026", Id::FormatSeparator),
            ("9. November 2026", Id::FormatSeparator),
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
            ("09-11-2026;", Id::SuffixInValue),
            ("09-11-2026.", Id::SuffixInValue),
            ("06-11-2026", Id::DateEarlier),
            ("20-11-2026", Id::DateLater),
            ("09-11-202", Id::CutValue),
            ("-11-2026", Id::CutValue),
            ("v=spf1 -all 09-11-2026", Id::InsideOtherRecord),
            ("MS=ms1234567809-11-2026", Id::InsideOtherRecord),
            ("09\\-11\\-2026", Id::BackslashInValue),
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
    fn a_record_in_strings_is_told_from_one_in_pieces() {
        let e = Expected::verbatim("MS-Proof 4711").unwrap();
        let of = |strings: &[&str]| {
            let strings: Vec<Vec<u8>> = strings.iter().map(|s| s.as_bytes().to_vec()).collect();
            compare_strings(&e, &strings)
        };
        assert_eq!(of(&["MS-Pro", "of 4711"]), Likeness::Same);
        assert_eq!(of(&["MS-Proof", "4711"]), Likeness::Near(vec![Miss::SplitAtBlank { strings: 2 }]));
        assert_eq!(of(&["v=spf1 -all", "MS-Proof 4711"]), Likeness::Near(vec![Miss::Inside]));
        assert_eq!(of(&["v=spf1", " -all"]), Likeness::Other);
    }

    #[test]
    fn what_a_semicolon_cut_off_is_cut() {
        let e = Expected::verbatim("proof=4711; t=22; where=here; who=me").unwrap();
        assert_eq!(ids(&e, b"proof=4711"), [Id::CutValue]);
        assert_eq!(compare(&e, b"proof=471"), Likeness::Other);
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
