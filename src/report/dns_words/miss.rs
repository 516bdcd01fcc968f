//! How a value differs, in words.

use crate::dns_proof::exchange::shown;
use crate::dns_proof::miss::Miss;

/// One difference.
pub(super) fn told(miss: &Miss) -> String {
    let side = |before: bool| if before { "before" } else { "after" };
    match miss {
        Miss::Lookalike { at, is, wanted: Some(wanted) } => {
            format!("character {at} is {}, not {}", named(*is), named(*wanted))
        }
        Miss::Lookalike { at, is, wanted: None } => format!("character {at} is {}", named(*is)),
        Miss::Letters { at, is, wanted } => {
            format!("character {at} is {}, not {}: upper and lower case differ", named(*is), named(*wanted))
        }
        Miss::LetterForDigit { at, is, wanted } => {
            format!("character {at} is the letter {}, not the digit {}", named(*is), named(*wanted))
        }
        Miss::Encoding => "the characters are right, but in an old encoding: UTF-8 is wanted".into(),
        Miss::Stray { at, is, .. } => format!("character {at} is {} that does not belong there", named(*is)),
        Miss::Missing { at, wanted, .. } => format!("{} is missing before character {at}", named(*wanted)),
        Miss::StrayAround { is, before, .. } => format!("{} stands {} the value", named(*is), side(*before)),
        Miss::Around { text, before } => {
            format!("\"{}\" stands {} the value", shown(text.as_bytes()), side(*before))
        }
        Miss::BlanksInside => "there are spaces inside the value".into(),
        Miss::Inside => "the value stands inside another record, and not in a record of its own".into(),
        Miss::Cut { missing, end } => format!(
            "the value is cut off: \"{}\" is missing at its {}",
            shown(missing.as_bytes()),
            if *end { "end" } else { "beginning" }
        ),
        Miss::SplitAtBlank { strings } => format!(
            "the value was cut at its space into {strings} strings; resolvers concatenate them, and the space is lost"
        ),
        Miss::Day { day, asked } => {
            let away = (*day - *asked).num_days();
            let days = if away.abs() == 1 { "1 day".into() } else { format!("{} days", away.abs()) };
            format!("it is the date {day}, {days} {} the date asked for ({asked})", side(away < 0))
        }
        Miss::YearFirst { format } => format!("the year stands first; {format} was asked for"),
        Miss::YearLast { format } => format!("the year stands last; {format} was asked for"),
        Miss::DayMonthSwapped { format } => format!("day and month are swapped; {format} was asked for"),
        Miss::MonthAsWord { format } => format!("the month is written as a word; {format} was asked for"),
        Miss::Separator { is, wanted } => {
            let sign = |s: &str| match s {
                "" => "nothing".to_owned(),
                " " => "a space".to_owned(),
                other => format!("\"{}\"", shown(other.as_bytes())),
            };
            format!("{} stands between the parts, not {}", sign(is), sign(wanted))
        }
        Miss::YearDigits { wanted: 4 } => "the year has two digits, not four".into(),
        Miss::YearDigits { .. } => "the year has four digits, not two".into(),
        Miss::Zero { wanted: true } => "a zero is missing before a one-digit day or month".into(),
        Miss::Zero { wanted: false } => {
            "there is a zero before a one-digit day or month, and none was asked for".into()
        }
    }
}

/// A character in words, by its look where it has one and by its bytes where it has none.
fn named(c: char) -> String {
    match c {
        ' ' => "a space".into(),
        '\t' => "a tab".into(),
        '\u{a0}' => "a non-breaking space (U+00A0)".into(),
        '\u{feff}' => "an invisible byte order mark (U+FEFF)".into(),
        '\u{200b}' => "an invisible zero-width space (U+200B)".into(),
        '\u{2013}' => "an en dash (U+2013)".into(),
        '\u{2014}' => "an em dash (U+2014)".into(),
        '\u{2011}' => "a non-breaking hyphen (U+2011)".into(),
        '\u{2212}' => "a minus sign (U+2212)".into(),
        '"' => "a quotation mark".into(),
        '\\' => "a backslash".into(),
        '!'..='~' => format!("'{c}'"),
        _ => format!("U+{:04X}, bytes {}", u32::from(c), bytes_of(c)),
    }
}

fn bytes_of(c: char) -> String {
    let mut buffer = [0; 4];
    let hex: Vec<String> = c.encode_utf8(&mut buffer).bytes().map(|b| format!("{b:02X}")).collect();
    hex.join(" ")
}

#[cfg(test)]
mod tests {
    use super::told;
    use crate::dns_proof::expected::Expected;
    use crate::dns_proof::near_miss::{Likeness, compare};

    #[test]
    fn the_place_is_named() {
        let e = Expected::verbatim("09-11-2026").unwrap();
        let first = |value: &str| match compare(&e, value.as_bytes()) {
            Likeness::Near(found) => told(&found[0]),
            other => panic!("{other:?}"),
        };
        assert_eq!(first("09\u{2013}11-2026"), "character 3 is an en dash (U+2013), not '-'");
        assert_eq!(first("09-11-202"), "the value is cut off: \"6\" is missing at its end");
        let e = Expected::verbatim("22-11-2026").unwrap();
        let Likeness::Near(found) = compare(&e, b"19-11-2026") else { panic!() };
        assert_eq!(
            told(&found[0]),
            "it is the date 2026-11-19, 3 days before the date asked for (2026-11-22)"
        );
    }
}
