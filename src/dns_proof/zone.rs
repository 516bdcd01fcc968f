//! Where an engineer sits, as people say it: an offset, the letters of a zone, or a place.
//!
//! It knows offsets in their usual spellings, letters that mean one offset only, and a few places from which support is
//! given, with the rule by which their clocks are put forward. It refuses to guess: letters with two meanings (CST, IST)
//! and places that it does not know give nothing, and whoever asks has to ask again. Place names are names of people and
//! words as well, and letters are words of other languages: both count only as the whole answer, a place also behind
//! "in" or "at". This laptop's zone is never taken for somebody else's.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, Utc, Weekday};

use crate::model::answer;

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
const LETTERS: [(&str, i32); 12] = [
    ("utc", 0),
    ("gmt", 0),
    ("z", 0),
    ("wet", 0),
    ("cet", 60),
    ("cest", 120),
    ("eet", 120),
    ("eest", 180),
    ("jst", 540),
    ("edt", -240),
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
    let text = text.trim().to_lowercase().replace(['\u{2212}', '\u{2013}'], "-").replace('\u{2019}', "'");
    if text.chars().count() > 120 || text.contains('?') {
        return None;
    }
    let words = words_of(&text);
    if words.iter().any(|word| answer::denies(word) || OPEN.contains(word)) {
        return None;
    }
    let mut said = written(&words)?;
    if let Some(found) = whole(&words, at) {
        return minutes(found);
    }
    // What is written decides; a place beside it must agree.
    said.extend(places(&text, said.is_empty(), at)?);
    let (first, rest) = said.split_first()?;
    if rest.iter().all(|other| other == first) { minutes(*first) } else { None }
}

fn words_of(text: &str) -> Vec<&str> {
    text.split(|c: char| c.is_whitespace() || ",;()".contains(c))
        .map(|word| word.trim_end_matches(['.', '!']))
        .filter(|word| !word.is_empty())
        .collect()
}

/// Words that leave it open whether the rest is so.
const OPEN: [&str; 12] = [
    "or",
    "maybe",
    "perhaps",
    "probably",
    "if",
    "think",
    "was",
    "usually",
    "oder",
    "vielleicht",
    "ou",
    "either",
];

fn minutes(found: i32) -> Option<FixedOffset> {
    FixedOffset::east_opt(found * 60)
}

fn letters(word: &str) -> Option<i32> {
    LETTERS.iter().find(|(letters, _)| *letters == word).map(|(_, minutes)| *minutes)
}

/// What an answer that is nothing else means: letters, or a place with its country.
fn whole(words: &[&str], at: DateTime<Utc>) -> Option<i32> {
    if let [word] = words {
        if let Some(found) = letters(word) {
            return Some(found);
        }
        if NAMES.contains(word) {
            return None;
        }
    }
    let mut rest = words;
    let mut found: Option<i32> = None;
    while !rest.is_empty() {
        let (many, there) = place(rest, at)?;
        if found.is_some_and(|found| found != there) {
            return None;
        }
        (found, rest) = (Some(there), &rest[many..]);
    }
    found
}

/// The places that stand behind "in" or "at". None of them where there are letters as well: PST is not the time of the
/// Philippines, and one of the two is meant otherwise. A place with an unknown word behind it may be another one of that
/// name, like London in Ontario: it counts for nothing, and where nothing else is said, nothing is known.
fn places(text: &str, alone: bool, at: DateTime<Utc>) -> Option<Vec<i32>> {
    let mut found = Vec::new();
    for clause in text.split(['.', ';', '!', '\n']) {
        let words = words_of(clause);
        for (index, _) in words.iter().enumerate().filter(|(_, word)| ["in", "at"].contains(*word)) {
            let rest = &words[index + 1..];
            let mut rest = rest.strip_prefix(&["the"]).unwrap_or(rest);
            let mut chain = Vec::new();
            while let Some((many, there)) = place(rest, at) {
                // "In reading the mail": a word, and no place.
                if NAMES.contains(&rest[0])
                    && rest.get(many).is_some_and(|_| place(&rest[many..], at).is_none())
                {
                    break;
                }
                chain.push(there);
                rest = &rest[many..];
            }
            match goes_on(rest, at) {
                true => found.append(&mut chain),
                false if alone && !chain.is_empty() => return None,
                false => {}
            }
        }
    }
    let words = words_of(text);
    // "PST, in the Philippines": which of the two is meant is not said.
    if words.iter().any(|word| SEVERAL.contains(word)) && !found.is_empty() {
        return None;
    }
    let lettered =
        words.iter().filter(|word| !["utc", "gmt"].contains(word)).filter_map(|word| letters(word));
    let agrees = lettered.into_iter().all(|letters| found.iter().all(|there| *there == letters));
    agrees.then_some(found)
}

/// The place that these words begin with, and how many of them are its name.
fn place(words: &[&str], at: DateTime<Utc>) -> Option<(usize, i32)> {
    let longest = (1..=words.len().min(2)).rev();
    longest.into_iter().find_map(|many| {
        let name = words[..many].join(" ");
        let (_, winter, summer) = PLACES.iter().find(|(place, _, _)| *place == name)?;
        Some((many, winter + if is_summer(*summer, *winter, at) { 60 } else { 0 }))
    })
}

/// Whether the words behind a place leave it the place that is known: none, a time, a place, or another statement.
fn goes_on(rest: &[&str], at: DateTime<Utc>) -> bool {
    let joint = rest.iter().take_while(|word| ["in", "at", "the"].contains(*word)).count();
    let rest = &rest[joint..];
    rest.first().is_none_or(|word| {
        let number = word.starts_with(|c: char| c.is_ascii_digit() || "+-".contains(c));
        let zone = word.starts_with("utc") || word.starts_with("gmt") || letters(word).is_some();
        number || zone || SEVERAL.contains(word) || BEHIND.contains(word) || place(rest, at).is_some()
    })
}

/// Words behind a place that make no other place of it.
const BEHIND: [&str; 24] = [
    "now",
    "time",
    "today",
    "currently",
    "right",
    "local",
    "standard",
    "summer",
    "winter",
    "daylight",
    "this",
    "where",
    "who",
    "which",
    "so",
    "he",
    "she",
    "they",
    "we",
    "i",
    "it",
    "his",
    "her",
    "their",
];

/// Letters that mean several offsets: Pacific, Philippine and Pakistan time are all PST.
const SEVERAL: [&str; 9] = ["pst", "est", "cst", "mst", "ist", "bst", "gst", "ast", "sst"];

/// Places that are names of people or words as well: alone they may be either.
const NAMES: [&str; 7] = ["reading", "sofia", "charlotte", "irving", "reno", "dallas", "paris"];

/// Every offset that is written out in these words: `+05:30`, `UTC+2`, `UTC + 2 hours`, `GMT plus 5:30`, `5 hours behind
/// GMT`. Nothing at all where letters stand beside a number that makes no offset with them.
fn written(words: &[&str]) -> Option<Vec<i32>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let rest = &words[at..];
        let Some((many, minutes)) = signed(rest).or_else(|| apart(rest)) else {
            // A number or a sign that is no part of an offset: what is meant is not known.
            let open = rest[0].contains(|c: char| c.is_ascii_digit() || c == '+');
            if open || rest[0] == "-" || WAYS.contains(&rest[0]) {
                return None;
            }
            at += 1;
            continue;
        };
        found.push(minutes);
        at += many;
    }
    Some(found)
}

/// Words that say on which side of UTC, and in what unit.
const WAYS: [&str; 8] = ["plus", "minus", "ahead", "behind", "hours", "hour", "hrs", "h"];

fn is_hour(word: &&str) -> bool {
    ["hours", "hour", "hrs", "h"].contains(word)
}

fn is_zero(word: &str) -> bool {
    ["utc", "gmt"].contains(&word)
}

/// `+05:30`, `UTC+2`, `UTC + 2 hours`, `gmt -8`, `GMT plus 5:30`: the number of words, and the minutes.
fn signed(words: &[&str]) -> Option<(usize, i32)> {
    let first = words.first()?;
    let (zero, glued) = match first.strip_prefix("utc").or_else(|| first.strip_prefix("gmt")) {
        Some(rest) => (1, rest),
        None => (0, *first),
    };
    // Either all of it hangs together, or the sign and the number are words of their own.
    let (mut at, mut sign, mut digits) = (usize::from(!glued.is_empty()), None, glued);
    if zero == 1 && glued.is_empty() {
        at = 1;
        digits = words.get(at).copied()?;
        at += 1;
    }
    for (mark, of) in [("+", 1), ("-", -1), ("plus", 1), ("minus", -1)] {
        if let Some(rest) = digits.strip_prefix(mark) {
            (sign, digits) = (Some(of), rest);
            break;
        }
    }
    let sign = sign?;
    if digits.is_empty() {
        digits = words.get(at).copied()?;
        at += 1;
    }
    let minutes = sign * hours(digits)?;
    at += words[at..].iter().take_while(|word| is_hour(word)).count();
    // "+2 from UTC", "+5:30 GMT".
    at += words[at..].iter().take_while(|word| is_zero(word) || ["from", "to", "of"].contains(*word)).count();
    Some((at, minutes))
}

/// `5 hours behind GMT`, `2 ahead of UTC`, `5h behind`.
fn apart(words: &[&str]) -> Option<(usize, i32)> {
    let first = words.first()?;
    let number = first.strip_suffix("hours").or_else(|| first.strip_suffix('h')).unwrap_or(first);
    let minutes = hours(number)?;
    let mut at = 1 + words[1..].iter().take_while(|word| is_hour(word)).count();
    let sign = match *words.get(at)? {
        "ahead" => 1,
        "behind" => -1,
        _ => return None,
    };
    at += 1;
    at += usize::from(words.get(at) == Some(&"of"));
    // Ahead of whom? Of us would be another thing.
    is_zero(words.get(at)?).then_some((at + 1, sign * minutes))
}

/// `5`, `5:30`, `0530` as minutes.
fn hours(digits: &str) -> Option<i32> {
    let (hours, rest) = match digits.split_once([':', '.']) {
        Some(parts) => parts,
        None if digits.len() > 2 && digits.is_ascii() => digits.split_at(digits.len() - 2),
        None => (digits, "0"),
    };
    let number = |text: &str| {
        let plain = !text.is_empty() && text.len() <= 2 && text.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| text.parse::<i32>().ok()).flatten()
    };
    // "5.5" would be half an hour, "5.30" is thirty minutes; one digit behind a mark is neither.
    if digits.contains([':', '.']) && rest.len() != 2 {
        return None;
    }
    let (hours, rest) = (number(hours)?, number(rest)?);
    (hours <= 14 && rest < 60 && hours * 60 + rest <= 840).then_some(hours * 60 + rest)
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
            ("PDT", "-07:00"),
            ("Sofia, Bulgaria", "+02:00"),
            ("in Reading", "+00:00"),
            ("Dublin", "+00:00"),
            ("UTC", "+00:00"),
            ("UTC+2", "+02:00"),
            ("UTC + 2 hours", "+02:00"),
            ("utc +2", "+02:00"),
            ("GMT plus 5:30", "+05:30"),
            ("UTC plus 5:30", "+05:30"),
            ("GMT minus 8 hours.", "-08:00"),
            ("5 hours behind GMT", "-05:00"),
            ("2 hours ahead of UTC", "+02:00"),
            ("2h ahead of UTC", "+02:00"),
            ("she is in Las Colinas, at UTC-6", "-06:00"),
            ("I am in India, UTC+5:30", "+05:30"),
            ("in New York", "-05:00"),
            ("her name is Sofia, she is in Dublin", "+00:00"),
            ("in Dublin, she works until five", "+00:00"),
            ("He is in Redmond. Paul Berg is his name.", "-08:00"),
            ("in India right now", "+05:30"),
            ("at the office in London near the river, UTC+0", "+00:00"),
        ] {
            assert_eq!(read(said, winter).map(|o| o.to_string()).as_deref(), Some(offset), "{said}");
        }
        for unclear in [
            "",
            "Atlantis",
            "CST",
            "IST",
            "here",
            "Seattle or Dublin",
            "in Seattle, in Dublin",
            "+25:00",
            "5",
            "local time",
            // Names of people, and words that are places too.
            "Sofia from the second team",
            "reading the mail now",
            "Irving will call",
            "Charlotte said so",
            "Reno Berg",
            "Sofia",
            "Reading",
            "in reading the mail",
            "at Charlotte Berg",
            // Pacific, Philippine and Pakistan time; American and Australian Eastern time.
            "PST",
            "EST",
            "est",
            // Letters that are words elsewhere, or stand beside a number.
            "il est tard",
            "cet engineer",
            "2 hours, UTC",
            "UTC 2",
            "5 hours behind us",
            "not in India",
            "isn't in Dublin",
            "is it UTC+2?",
            "maybe UTC+2",
            "UTC+2 or UTC+3",
            "UTC+5.5",
            "PST, in the Philippines",
            "PST in Manila",
            "UTC+2 in Seattle",
            "in IST time",
            // Another place of that name.
            "in London, Ontario",
            "in London Ontario",
            "in London (Ontario)",
            "in London, in Ontario",
            "she sits in Dublin, Ohio.",
            "in Rome, Georgia, USA",
            "in Madrid, New Mexico",
            "in Seattle, in London, Ontario",
            "at Berlin, New Hampshire",
        ] {
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
        fn an_offset_in_words_is_the_offset_in_numbers(
            hours in 0i32..14,
            half in any::<bool>(),
            form in 0usize..6,
            zero in prop::sample::select(vec!["UTC", "gmt"]),
        ) {
            let digits = if half { format!("{hours}:30") } else { hours.to_string() };
            let said = match form {
                0 => format!("{zero}+{digits}"),
                1 => format!("{zero} + {digits} hours"),
                2 => format!("{zero} plus {digits}"),
                3 => format!("{digits} hours ahead of {zero}"),
                4 => format!("+{digits} {zero}"),
                _ => format!("{zero} +{digits}"),
            };
            let minutes = hours * 60 + if half { 30 } else { 0 };
            prop_assert_eq!(read(&said, at("2026-01-21T01:05:00Z")).map(|o| o.local_minus_utc() / 60), Some(minutes), "{}", said);
        }

        #[test]
        fn letters_beside_words_are_no_answer(
            letters in prop::sample::select(LETTERS.map(|(letters, _)| letters).to_vec()),
            word in "[g-m]{3,8}",
            first in any::<bool>(),
        ) {
            let said = if first { format!("{word} {letters}") } else { format!("{letters} {word}") };
            prop_assert_eq!(read(&said, at("2026-01-21T01:05:00Z")), None);
        }

        #[test]
        fn any_text_is_read_without_a_panic(text in "\\PC{0,150}", seconds in 0i64..4_000_000_000) {
            let _ = read(&text, DateTime::from_timestamp(seconds, 0).unwrap());
        }
    }
}
