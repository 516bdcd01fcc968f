//! Why one account is refused, in a person's line: `frank@contoso.com: deleted on 14 November`.
//!
//! It knows the words for the few states that need different changes, error codes, and days as people write them. It
//! refuses to guess, because what it says is sent to Microsoft, and a wrong state asks for a wrong change: a word counts
//! only where it says something of the account itself, a denial or a second state leaves nothing but *refused*, and a
//! day with two readings is left to the reader.

use chrono::{Days, NaiveDate};

use super::account::{AccountReport, AccountState};
use crate::model::answer;
use crate::signin::{ErrorCode, catalogue};

/// What a line says of its account; nothing where it names none. `today` is the day on which it was written.
pub(super) fn read(line: &str, today: NaiveDate) -> Option<AccountReport> {
    let (account, reason) = whose(line.trim())?;
    let clauses = Clauses::of(&reason);
    let code = clauses.code();
    let state = clauses.state(code).unwrap_or(AccountState::Refused);
    // A day without its state would be the day of something else.
    let day = Some(state).filter(|state| *state != AccountState::Refused || clauses.are_plain());
    let day = day.and_then(|_| day_of(&reason, today));
    Some(AccountReport { state: Some(state), code, day, ..AccountReport::about(account) })
}

/// The account and what is said of it. An address is the account wherever it stands; of several it is the one in front
/// of the colon. Without an address only a colon parts a name from its reason.
fn whose(line: &str) -> Option<(String, String)> {
    let colon = line.split_once(": ");
    match answer::addresses(line).as_slice() {
        [] => {
            let (name, reason) = colon?;
            let name = name.trim();
            let words = name.split_whitespace().count();
            let nobody =
                |word: &str| answer::denies(word) || ["all", "everybody", "everyone", "both"].contains(&word);
            let named =
                (1..=LONGEST_NAME).contains(&words) && !name.to_lowercase().split_whitespace().any(nobody);
            named.then(|| (name.to_owned(), reason.to_owned()))
        }
        [address] => Some((address.clone(), line.replace(address.as_str(), " ; "))),
        _ => {
            let (front, reason) = colon?;
            match answer::addresses(front).as_slice() {
                [address] => Some((address.clone(), reason.to_owned())),
                _ => None,
            }
        }
    }
}

/// More words are no name.
const LONGEST_NAME: usize = 6;

/// A reason in its parts, each a few words in lower case.
struct Clauses(Vec<Vec<String>>);

impl Clauses {
    fn of(reason: &str) -> Self {
        let text = reason.to_lowercase().replace('\u{2019}', "'");
        let part = |part: &str| {
            let words =
                part.split(|c: char| !c.is_alphanumeric() && c != '\'').map(|word| word.trim_matches('\''));
            words.filter(|word| !word.is_empty()).map(str::to_owned).collect::<Vec<_>>()
        };
        let mut clauses: Vec<Vec<String>> = Vec::new();
        for clause in text.split(|c: char| ",;:()\n".contains(c)).flat_map(|part| part.split(". ")) {
            let words = part(clause);
            clauses.extend(words.split(|word| JOINTS.contains(&word.as_str())).map(<[String]>::to_vec));
        }
        clauses.retain(|clause| !clause.is_empty());
        // A question says nothing.
        if text.contains('?') {
            clauses.push(vec!["perhaps".to_owned()]);
        }
        Self(clauses)
    }

    /// The one state that they say; nothing where there is none, several, or a word that may mean the opposite.
    fn state(&self, code: Option<ErrorCode>) -> Option<AccountState> {
        if !self.are_plain() {
            return None;
        }
        let coded = code.and_then(|code| CODES.iter().find(|(number, _)| *number == code.number()));
        let said = self.0.iter().flat_map(|clause| states(clause)).chain(coded.map(|(_, state)| *state));
        let mut said: Vec<AccountState> = said.collect();
        said.dedup();
        let [state] = said.as_slice() else { return None };
        // A second state that is said of something else, or of another time, makes the first one doubtful too.
        let words = || self.0.iter().flatten();
        let other = |word: &String| OF_THE_ACCOUNT.iter().any(|(name, of)| name == word && of != state);
        if words().any(other) {
            return None;
        }
        // A code that means something else contradicts the words.
        let causes = code.map_or(&[][..], catalogue::cause_candidates);
        let agrees = causes.is_empty() || state.cause().is_none_or(|cause| causes.contains(&cause));
        agrees.then_some(*state)
    }

    /// Whether nothing in them denies or doubts.
    fn are_plain(&self) -> bool {
        self.0.iter().all(|clause| {
            let rest = without_known_denials(clause);
            !rest.iter().any(|word| answer::denies(word) || DOUBTS.contains(word))
        })
    }

    /// The error code, where one is written as a code, and no other beside it.
    fn code(&self) -> Option<ErrorCode> {
        let mut codes: Vec<ErrorCode> = self.0.iter().flat_map(|clause| codes(clause)).collect();
        codes.dedup();
        match codes.as_slice() {
            [code] => Some(*code),
            _ => None,
        }
    }
}

/// Words between two statements.
const JOINTS: [&str; 7] = ["and", "but", "und", "aber", "et", "mais", "en"];

/// Words that take back what stands beside them, or leave it open.
const DOUBTS: [&str; 27] = [
    "again",
    "restored",
    "recovered",
    "found",
    "enabled",
    "reenabled",
    "unblocked",
    "until",
    "till",
    "maybe",
    "perhaps",
    "if",
    "whether",
    "might",
    "may",
    "could",
    "would",
    "will",
    "almost",
    "nearly",
    "soon",
    "wants",
    "vielleicht",
    "wieder",
    "works",
    "instead",
    "before",
];

/// Codes that are a state of their own. 50034 is none: it is the code of a mistyped name as well.
const CODES: [(u32, AccountState); 1] = [(50057, AccountState::Disabled)];

/// Words that say a state of the account.
const OF_THE_ACCOUNT: [(&str, AccountState); 3] = [
    ("deleted", AccountState::Deleted),
    ("disabled", AccountState::Disabled),
    ("deactivated", AccountState::Disabled),
];

/// What may stand before such a word: the account, and words that say nothing.
const ACCOUNT: [&str; 22] = [
    "account",
    "user",
    "it",
    "this",
    "the",
    "his",
    "her",
    "their",
    "is",
    "was",
    "has",
    "been",
    "got",
    "only",
    "already",
    "also",
    "now",
    "apparently",
    "just",
    "accidentally",
    "admin",
    "administrator",
];

/// What may follow such a word. Anything else would be what was deleted: "deleted the policy".
const BEHIND: [&str; 15] = [
    "by",
    "on",
    "since",
    "at",
    "in",
    "from",
    "with",
    "for",
    "yesterday",
    "today",
    "last",
    "a",
    "ago",
    "code",
    "error",
];

/// What an account has and can lose.
const THINGS: [(&str, AccountState); 6] = [
    ("role", AccountState::RoleLost),
    ("roles", AccountState::RoleLost),
    ("phone", AccountState::FactorLost),
    ("authenticator", AccountState::FactorLost),
    ("factor", AccountState::FactorLost),
    ("mfa", AccountState::FactorLost),
];

/// How it is said that something is lost.
const LOST: [&str; 4] = ["lost", "gone", "broken", "stolen"];

/// Words between the thing and how it is lost.
const BETWEEN: [&str; 26] = [
    "is",
    "are",
    "was",
    "were",
    "has",
    "have",
    "been",
    "got",
    "the",
    "a",
    "an",
    "his",
    "her",
    "their",
    "my",
    "old",
    "second",
    "all",
    "of",
    "global",
    "administrator",
    "admin",
    "app",
    "microsoft",
    "any",
    "now",
];

/// The states that one clause says.
fn states(clause: &[String]) -> Vec<AccountState> {
    let words: Vec<&str> = clause.iter().map(String::as_str).collect();
    let mut said = Vec::new();
    if out_of_reach(&words).is_some() {
        said.push(AccountState::OutOfReach);
    }
    for (at, word) in words.iter().enumerate() {
        if let Some((_, state)) = OF_THE_ACCOUNT.iter().find(|(name, _)| name == word) {
            let before =
                words[..at].iter().all(|word| ACCOUNT.contains(word) || is_numeric(word) || is_state(word));
            let behind = words.get(at + 1).is_none_or(|next| {
                BEHIND.contains(next) || is_numeric(next) || answer::month(next).is_some() || is_state(next)
            });
            said.extend((before && behind).then_some(*state));
        }
        // "sign-in blocked" is the switch of the account; "blocked by a policy" is not.
        let by = words.get(at + 1) == Some(&"by");
        let sign_in =
            |before: &[&str]| matches!(before, [.., "sign", "in" | "ins"] | [.., "signin" | "signins"]);
        let before = words[..at].strip_suffix(&["is"]).or_else(|| words[..at].strip_suffix(&["was"]));
        if *word == "blocked" && !by && sign_in(before.unwrap_or(&words[..at])) {
            said.push(AccountState::Disabled);
        }
        if let Some((_, state)) = THINGS.iter().find(|(name, _)| name == word)
            && is_lost(&words, at)
        {
            said.push(*state);
        }
    }
    said.dedup();
    said
}

fn is_state(word: &str) -> bool {
    OF_THE_ACCOUNT.iter().any(|(name, _)| *name == word)
}

fn is_numeric(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit()) || word.starts_with("aadsts")
}

/// Whether the thing at this place is said to be lost: "phone lost", "lost her phone", "no role", "the role is gone".
fn is_lost(words: &[&str], at: usize) -> bool {
    let beside = |word: &&&str| !BETWEEN.contains(*word) && THINGS.iter().all(|(thing, _)| thing != *word);
    let before = words[..at].iter().rev().find(beside);
    let behind = words[at + 1..].iter().find(beside);
    let lost = |word: &&&str| LOST.contains(*word);
    behind.is_some_and(|word| lost(&word)) || before.is_some_and(|word| lost(&word) || NO.contains(word))
}

/// "No" before a thing says that it is lost, and denies nothing.
const NO: [&str; 4] = ["no", "kein", "keine", "geen"];

/// How it is said that nobody can reach the owner, as the place of the first word and their number.
fn out_of_reach(words: &[&str]) -> Option<(usize, usize)> {
    const PHRASES: [&[&str]; 6] = [
        &["cannot", "be", "reached"],
        &["can't", "be", "reached"],
        &["not", "reached"],
        &["not", "reachable"],
        &["out", "of", "reach"],
        &["unreachable"],
    ];
    PHRASES.iter().find_map(|phrase| {
        let at = words.windows(phrase.len()).position(|some| some == *phrase)?;
        Some((at, phrase.len()))
    })
}

/// The words without those that deny and are a state all the same: "no phone", "cannot be reached", "any more".
fn without_known_denials(clause: &[String]) -> Vec<&str> {
    let mut words: Vec<&str> = clause.iter().map(String::as_str).collect();
    if let Some((at, many)) = out_of_reach(&words) {
        words.drain(at..at + many);
    }
    let is_thing = |word: &&str| THINGS.iter().any(|(thing, _)| thing == word);
    let things: Vec<usize> = (0..words.len()).filter(|at| is_thing(&words[*at])).collect();
    // "The phone works" says nothing of the account.
    let of_a_thing = !things.is_empty();
    let of_no_thing = |at: usize| {
        let next = things.iter().find(|thing| **thing > at);
        next.is_some_and(|thing| words[at + 1..*thing].iter().all(|word| BETWEEN.contains(word)))
    };
    // "May" beside a number is the month.
    let numeric = |at: Option<usize>| at.and_then(|at| words.get(at)).is_some_and(|word| is_numeric(word));
    let is_month = |at: usize| words[at] == "may" && (numeric(at.checked_sub(1)) || numeric(Some(at + 1)));
    let kept = (0..words.len())
        .filter(|at| !is_month(*at))
        .filter(|at| !(NO.contains(&words[*at]) && of_no_thing(*at) || of_a_thing && words[*at] == "works"));
    kept.map(|at| words[at]).collect()
}

/// The codes in one clause: behind the letters, or alone and known. A telephone number is neither.
fn codes(clause: &[String]) -> Vec<ErrorCode> {
    let number =
        |at: usize| clause.get(at).is_some_and(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    let mut found = Vec::new();
    for (at, word) in clause.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| clause.get(at)).map(String::as_str);
        let lettered = word.strip_prefix("aadsts").filter(|digits| !digits.is_empty());
        let digits = lettered.or_else(|| Some(word.as_str()).filter(|_| before == Some("aadsts")));
        if let Some(code) = digits.and_then(|digits| digits.parse().ok()) {
            found.push(code);
            continue;
        }
        let alone = before.is_none_or(|word| {
            ["code", "error", "with", "is", "fehler", "deleted", "disabled"].contains(&word)
        });
        if alone
            && !number(at + 1)
            && word.bytes().all(|b| b.is_ascii_digit())
            && let Ok(code) = word.parse::<ErrorCode>()
            && catalogue::lookup(code).is_some()
        {
            found.push(code);
        }
    }
    found
}

/// The one day that a reason names, not after `today`: behind "on" or "since", `yesterday`, `12 days ago`. Nothing where
/// there are two, or where it can be read in two ways.
fn day_of(reason: &str, today: NaiveDate) -> Option<NaiveDate> {
    let lower = reason.to_lowercase();
    let words: Vec<&str> = lower
        .split(|c: char| c.is_whitespace() || ",;:()".contains(c))
        .map(|word| word.trim_end_matches('.'))
        .filter(|word| !word.is_empty())
        .collect();
    let mut said: Vec<Option<NaiveDate>> = Vec::new();
    let mut at = 0;
    while let Some(word) = words.get(at) {
        at += 1;
        let one = |text: &str| one_day(text, today);
        match *word {
            "today" | "yesterday" => said.push(one(word)),
            "ago" => {
                said.push(words[..at - 1].split_last_chunk().and_then(|(_, [n, unit])| ago(n, unit, today)));
            }
            "on" | "since" => {
                let longest = (1..=4).rev().filter(|many| at + many <= words.len());
                let read = |many: usize| words[at..at + many].join(" ");
                // Nothing behind it that is a day: "depends on", "since the update".
                let many =
                    longest.into_iter().find(|many| !answer::days(&read(*many), Some(today)).is_empty());
                if let Some(many) = many {
                    said.push(one(&read(many)));
                    at += many;
                }
            }
            // Time words that nothing above has taken: whatever they mean, it is not one clear day.
            "last" | "next" | "tomorrow" | "until" | "till" => said.push(None),
            word if answer::month(word)
                .is_some_and(|_| word != "may" && word.len() > 2 && is_month(word)) =>
            {
                said.push(None);
            }
            word if word.len() == 10 && word.contains('-') => {
                said.extend(Some(one(word)).filter(Option::is_some));
            }
            _ => {}
        }
    }
    match said.as_slice() {
        [day] => *day,
        _ => None,
    }
}

/// Whether a word is the name of a month, and not only begins like one ("marked", "decided").
fn is_month(word: &str) -> bool {
    word.parse::<chrono::Month>().is_ok()
}

/// A day with one reading that has passed. Without a year it is the last such day.
fn one_day(text: &str, today: NaiveDate) -> Option<NaiveDate> {
    let numbers: Vec<&str> =
        text.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty()).collect();
    let in_words = text.split(|c: char| !c.is_alphabetic()).any(|word| answer::month(word).is_some());
    let [day] = answer::days(text, Some(today)).try_into().ok()?;
    let without_year = numbers.len() == if in_words { 1 } else { 2 };
    if day > today && without_year {
        let year_before = today.checked_sub_months(chrono::Months::new(12))?;
        let [before] = answer::days(text, Some(year_before)).try_into().ok()?;
        return Some(before).filter(|day| *day <= today);
    }
    Some(day).filter(|day| *day <= today)
}

/// So many days or weeks before today.
fn ago(count: &str, unit: &str, today: NaiveDate) -> Option<NaiveDate> {
    let length = match unit {
        "day" | "days" => 1,
        "week" | "weeks" => 7,
        _ => return None,
    };
    let count = if ["a", "one"].contains(&count) { 1 } else { count.parse::<u64>().ok()? };
    today.checked_sub_days(Days::new(count.checked_mul(length)?))
}

#[cfg(test)]
mod tests;
