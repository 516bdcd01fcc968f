//! Why one account is refused, in a person's line: `frank@contoso.com: deleted on 14 November`.
//!
//! It knows the words for the few states that need different changes, error codes, and days as people write them. It
//! refuses to guess: words that it does not know say that the account is refused and no more, and a day whose month is
//! a number is left to the reader, because 03-04 has two meanings.

use chrono::{Datelike, Days, Month, NaiveDate};

use crate::case::account::{AccountReport, AccountState};
use crate::signin::ErrorCode;

/// Words that name a state; the first that occurs counts.
const WORDS: [(&str, AccountState); 12] = [
    ("delete", AccountState::Deleted),
    ("does not exist", AccountState::Deleted),
    ("disable", AccountState::Disabled),
    ("deactivate", AccountState::Disabled),
    ("blocked", AccountState::Disabled),
    ("role", AccountState::RoleLost),
    ("phone", AccountState::FactorLost),
    ("authenticator", AccountState::FactorLost),
    ("factor", AccountState::FactorLost),
    ("mfa", AccountState::FactorLost),
    ("cannot be reached", AccountState::OutOfReach),
    ("not reached", AccountState::OutOfReach),
];

/// Codes that are a state of their own.
const CODES: [(u32, AccountState); 2] = [(50057, AccountState::Disabled), (50034, AccountState::Deleted)];

/// What a line says of its account; nothing where it names none. `today` is the day on which it was written.
pub(super) fn read(line: &str, today: Option<NaiveDate>) -> Option<AccountReport> {
    let line = line.trim();
    let (account, reason) = match line.split_once([':', ',', ';']).or_else(|| line.split_once(" - ")) {
        Some(parts) => parts,
        None => line.split_once(char::is_whitespace)?,
    };
    let account = account.trim();
    if account.is_empty() {
        return None;
    }
    let words = reason.to_lowercase();
    let numbers = words.split(|c: char| !c.is_ascii_digit()).filter(|digits| digits.len() >= 5);
    let code: Option<ErrorCode> = numbers.filter_map(|digits| digits.parse().ok()).next();
    let coded = code.and_then(|code| CODES.iter().find(|(number, _)| *number == code.number()));
    let worded = WORDS.iter().find(|(word, _)| words.contains(word));
    let state = coded.map(|(_, state)| *state).or(worded.map(|(_, state)| *state));
    let day = today.and_then(|today| day(&words, today));
    let state = Some(state.unwrap_or(AccountState::Refused));
    Some(AccountReport { state, code, day, ..AccountReport::about(account) })
}

/// The day that words name, not after `today`: `12 days ago`, `yesterday`, `2026-11-14`, `14 November`, `Nov 14`.
fn day(words: &str, today: NaiveDate) -> Option<NaiveDate> {
    let parts: Vec<&str> = words
        .split(|c: char| c.is_whitespace() || ",.;()".contains(c))
        .filter(|part| !part.is_empty())
        .collect();
    if parts.contains(&"yesterday") {
        return today.pred_opt();
    }
    if parts.contains(&"today") {
        return Some(today);
    }
    for (at, part) in parts.iter().enumerate() {
        if let Ok(day) = NaiveDate::parse_from_str(part, "%Y-%m-%d") {
            return Some(day).filter(|day| *day <= today);
        }
        let before = at.checked_sub(1).and_then(|at| parts.get(at)).copied();
        let after = parts.get(at + 1).copied();
        let length = match *part {
            "day" | "days" => 1,
            "week" | "weeks" => 7,
            _ => 0,
        };
        if length > 0 && after == Some("ago") {
            let count =
                before.map(|count| if ["a", "one"].contains(&count) { Ok(1) } else { count.parse::<u64>() });
            return today.checked_sub_days(Days::new(count?.ok()?.checked_mul(length)?));
        }
        if let Ok(month) = part.parse::<Month>() {
            let number = |word: Option<&str>| {
                word?.trim_end_matches(|c: char| c.is_ascii_alphabetic()).parse::<u32>().ok()
            };
            let (day, year) = match number(before) {
                Some(day) => (day, after),
                None => (number(after)?, parts.get(at + 2).copied()),
            };
            let year = number(year).filter(|year| *year > 1999).and_then(|year| i32::try_from(year).ok());
            let on = |year: i32| NaiveDate::from_ymd_opt(year, month.number_from_month(), day);
            return match year {
                Some(year) => on(year).filter(|day| *day <= today),
                // Without a year it is the last such day.
                None => on(today.year()).filter(|day| *day <= today).or_else(|| on(today.year() - 1)),
            };
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn on(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_line_names_an_account_its_state_and_its_day() {
        let today = on("2026-11-26");
        let cases = [
            ("frank@c.com: deleted 12 days ago", AccountState::Deleted, Some("2026-11-14")),
            ("frank@c.com deleted on 14 November", AccountState::Deleted, Some("2026-11-14")),
            ("frank@c.com, 50034 since Nov 14th 2026", AccountState::Deleted, Some("2026-11-14")),
            ("bg1@c.com: disabled (50057) yesterday", AccountState::Disabled, Some("2026-11-25")),
            ("ann@c.com: phone lost", AccountState::FactorLost, None),
            ("ann@c.com: no role any more, 30 December", AccountState::RoleLost, Some("2025-12-30")),
            ("ann@c.com: AADSTS53003", AccountState::Refused, None),
            ("ann@c.com: something on 03-04", AccountState::Refused, None),
            ("ann@c.com: deleted 2027-01-01", AccountState::Deleted, None),
        ];
        for (line, state, day) in cases {
            let report = read(line, Some(today)).unwrap();
            assert!(report.account.ends_with("@c.com"), "{line}: {}", report.account);
            assert_eq!((report.state, report.day), (Some(state), day.map(on)), "{line}");
        }
        assert_eq!(read("", Some(today)), None);
        assert_eq!(read("nobody", None), None);
    }

    proptest! {
        #[test]
        fn any_line_is_read_and_no_day_lies_ahead(line in "\\PC{0,80}") {
            let today = on("2026-11-26");
            if let Some(report) = read(&line, Some(today)) {
                prop_assert!(!report.account.trim().is_empty());
                prop_assert!(report.day.is_none_or(|day| day <= today));
            }
        }
    }
}
