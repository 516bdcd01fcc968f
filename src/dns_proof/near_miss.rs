use chrono::{Datelike, NaiveDate};

use super::exchange::shown;
use super::expected::{DateFormat, Expected, Order};
use super::finding::FindingId as Id;

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
    if let Some(differences) = align(&chars, &wanted) {
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

/// What kind of stray a character is.
fn stray(c: char) -> Option<Id> {
    match c {
        '"'
        | '\''
        | '`'
        | '\u{2018}'..='\u{201f}'
        | '\u{ab}'
        | '\u{bb}'
        | '\u{2039}'
        | '\u{203a}'
        | '\u{ff02}'
        | '\\' => Some(Id::QuotesInValue),
        '\u{ad}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}' => Some(Id::WhitespaceInValue),
        c if c.is_whitespace() => Some(Id::WhitespaceInValue),
        _ => None,
    }
}

/// The plain character that this one passes for.
fn plain(c: char) -> char {
    let from = |base: u32, to: u32| char::from_u32(u32::from(c) - base + to).unwrap_or(c);
    match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{2043}' => '-',
        '\u{2044}' | '\u{2215}' | '\u{29f8}' => '/',
        '\u{3002}' | '\u{2024}' | '\u{b7}' => '.',
        '\u{ff01}'..='\u{ff5e}' => from(0xff01, 0x21),
        '\u{660}'..='\u{669}' => from(0x660, 0x30),
        '\u{6f0}'..='\u{6f9}' => from(0x6f0, 0x30),
        '\u{966}'..='\u{96f}' => from(0x966, 0x30),
        // Cyrillic and Greek letters drawn like Latin ones.
        '\u{430}' | '\u{3b1}' => 'a',
        '\u{435}' => 'e',
        '\u{43e}' | '\u{3bf}' => 'o',
        '\u{440}' | '\u{3c1}' => 'p',
        '\u{441}' => 'c',
        '\u{445}' => 'x',
        '\u{443}' => 'y',
        '\u{405}' => 'S',
        '\u{41c}' => 'M',
        other => other,
    }
}

fn named(c: char) -> String {
    match c {
        ' ' => "a blank".into(),
        '\t' => "a tab".into(),
        '\u{a0}' => "a non-breaking blank (U+00A0)".into(),
        '\u{feff}' => "an invisible byte order mark (U+FEFF)".into(),
        '\u{200b}' => "an invisible zero-width blank (U+200B)".into(),
        '\u{2013}' => "an en dash (U+2013)".into(),
        '\u{2014}' => "an em dash (U+2014)".into(),
        '\u{2011}' => "a non-breaking hyphen (U+2011)".into(),
        '\u{2212}' => "a minus sign (U+2212)".into(),
        '"' => "a quotation mark".into(),
        '!'..='~' => format!("'{c}'"),
        _ => format!("U+{:04X}, bytes {}", u32::from(c), bytes_of(c)),
    }
}

fn bytes_of(c: char) -> String {
    let mut buffer = [0; 4];
    let hex: Vec<String> = c.encode_utf8(&mut buffer).bytes().map(|b| format!("{b:02X}")).collect();
    hex.join(" ")
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

fn confusable_digit(value: char, wanted: char) -> bool {
    matches!((value, wanted), ('O' | 'o' | '\u{39f}' | '\u{41e}', '0') | ('l' | 'I' | '|', '1'))
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

/// A date as somebody wrote it: three groups of digits and what stands between them.
struct Written {
    groups: [String; 3],
    between: String,
    word: bool,
}

impl Written {
    fn read(value: &[char], noted: &mut Vec<(Id, String)>) -> Option<Self> {
        if value.len() > 80 {
            return None;
        }
        let mut text = String::new();
        for (index, &c) in value.iter().enumerate() {
            let simple = plain(c);
            match stray(c) {
                Some(Id::QuotesInValue) => {
                    noted.push((Id::QuotesInValue, format!("character {} is {}", index + 1, named(c))));
                }
                Some(_) if !matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\t') => {
                    noted.push((Id::WhitespaceInValue, format!("character {} is {}", index + 1, named(c))));
                }
                Some(_) => text.push(' '),
                None => {
                    if simple != c {
                        noted.push((
                            Id::LookalikeCharacters,
                            format!("character {} is {}", index + 1, named(c)),
                        ));
                    }
                    text.push(simple);
                }
            }
        }
        let (text, word) = month_word(&text);
        let first = text.find(|c: char| c.is_ascii_digit())?;
        let last = text.rfind(|c: char| c.is_ascii_digit())?;
        let (before, core, after) = (&text[..first], &text[first..=last], &text[last + 1..]);
        for (side, extra) in [("before", before), ("after", after)] {
            match extra.trim() {
                "" if extra.is_empty() => {}
                "" => noted.push((Id::WhitespaceInValue, format!("there is a blank {side} the value"))),
                told if told.len() <= 30 => {
                    noted.push((
                        Id::PrefixInValue,
                        format!("\"{}\" stands {side} the value", shown(told.as_bytes())),
                    ));
                }
                _ => return None,
            }
        }
        let parts: Vec<&str> = core.split(|c: char| !c.is_ascii_digit()).filter(|p| !p.is_empty()).collect();
        let between: Vec<&str> = core.split(|c: char| c.is_ascii_digit()).filter(|p| !p.is_empty()).collect();
        let groups = match parts.as_slice() {
            [a, b, c] => [(*a).to_owned(), (*b).to_owned(), (*c).to_owned()],
            // 22112026 and 20261122: the year stands where it makes sense.
            [all] if all.len() == 8 => {
                let year_first = matches!(&all[..2], "19" | "20") && !matches!(&all[4..6], "19" | "20");
                let cuts = if year_first { [4, 6] } else { [2, 4] };
                [all[..cuts[0]].to_owned(), all[cuts[0]..cuts[1]].to_owned(), all[cuts[1]..].to_owned()]
            }
            _ => return None,
        };
        let mut separator = "";
        for piece in &between {
            if piece.trim().len() > 1 || (!separator.is_empty() && piece.trim() != separator.trim()) {
                return None;
            }
            separator = piece;
        }
        let trimmed = separator.trim();
        if !trimmed.is_empty() && trimmed != separator {
            noted.push((Id::WhitespaceInValue, "there are blanks inside the value".into()));
        }
        let between =
            if trimmed.is_empty() && !separator.is_empty() { " ".into() } else { trimmed.to_owned() };
        Some(Self { groups, between, word })
    }

    fn day(&self, order: Order) -> Option<NaiveDate> {
        let [d, m, y] = order.sort([&self.groups[0], &self.groups[1], &self.groups[2]]);
        if d.len() > 2 || m.len() > 2 || !matches!(y.len(), 2 | 4) {
            return None;
        }
        let year: i32 = y.parse().ok()?;
        let year = if y.len() == 2 { year + 2000 } else { year };
        NaiveDate::from_ymd_opt(year, m.parse().ok()?, d.parse().ok()?)
    }

    fn differences(&self, order: Order, format: DateFormat, noted: &mut Vec<(Id, String)>) {
        let [d, m, y] = order.sort([&self.groups[0], &self.groups[1], &self.groups[2]]);
        match (order, format.order) {
            (a, b) if a == b => {}
            (Order::Ymd, _) => {
                noted.push((Id::FormatIso, format!("the year stands first; {format} was asked for")));
            }
            (_, Order::Ymd) => noted
                .push((Id::FormatDayMonthSwapped, format!("the year stands last; {format} was asked for"))),
            _ => noted.push((
                Id::FormatDayMonthSwapped,
                format!("day and month are swapped; {format} was asked for"),
            )),
        }
        let wanted = format.separator.map(String::from).unwrap_or_default();
        if self.between != wanted || self.word {
            let is = |s: &str| match s {
                "" => "nothing".to_owned(),
                " " => "a blank".to_owned(),
                other => format!("\"{}\"", shown(other.as_bytes())),
            };
            let text = if self.word {
                format!("the month is written as a word; {format} was asked for")
            } else {
                format!("{} stands between the parts, not {}", is(&self.between), is(&wanted))
            };
            noted.push((Id::FormatSeparator, text));
        }
        if format.long_year != (y.len() == 4) {
            let text = if format.long_year {
                "the year has two digits, not four"
            } else {
                "the year has four digits, not two"
            };
            noted.push((Id::FormatTwoDigitYear, text.into()));
        }
        let bare = |s: &String| s.len() == 1;
        let zero = |s: &String| s.len() == 2 && s.starts_with('0');
        if !self.word && format.padded && (bare(d) || bare(m)) {
            noted.push((Id::FormatMissingZero, "a zero is missing before a one-digit day or month".into()));
        } else if !self.word && !format.padded && (zero(d) || zero(m)) {
            noted.push((
                Id::FormatMissingZero,
                "there is a zero before a one-digit day or month, and none was asked for".into(),
            ));
        }
    }
}

/// Replaces an English month's name by its number.
fn month_word(text: &str) -> (String, bool) {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let lower = text.to_ascii_lowercase();
    for (index, month) in MONTHS.iter().enumerate() {
        for form in [*month, &month[..3]] {
            let found = lower.find(form).filter(|at| {
                let edge = |b: Option<u8>| !b.is_some_and(|b| b.is_ascii_alphabetic());
                edge(at.checked_sub(1).and_then(|i| lower.as_bytes().get(i).copied()))
                    && edge(lower.as_bytes().get(at + form.len()).copied())
            });
            if let Some(at) = found {
                return (format!("{}{:02}{}", &text[..at], index + 1, &text[at + form.len()..]), true);
            }
        }
    }
    (text.to_owned(), false)
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
