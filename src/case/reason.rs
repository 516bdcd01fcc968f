//! Why one account is refused, in a person's line: `frank@contoso.com: deleted on 14 November`.
//!
//! It knows the words for the few states that need different changes, error codes, and days as people write them. It
//! refuses to guess, because what it says is sent to Microsoft, and a wrong state asks for a wrong change: a state counts
//! only where every word of the line is known and has its place (one foreign word may mean the opposite, or something
//! else than the account), and a second state leaves nothing but *refused*. A day with two readings is left to the reader.

use chrono::{Days, NaiveDate};

use super::account::{AccountReport, AccountState};
use crate::model::{Cause, answer};
use crate::signin::{ErrorCode, catalogue};

/// What a line says of its account; nothing where it names none. `today` is the day on which it was written, `known` are
/// the accounts that a first name alone may mean.
pub(super) fn read(line: &str, today: NaiveDate, known: &[String]) -> Option<AccountReport> {
    let (account, reason) = whose::whose(line.trim(), known)?;
    let clauses = Clauses::of(&reason);
    let code = clauses.code();
    let said = clauses.say();
    // A day without its state would be the day of something else.
    let day = said.as_ref().and_then(|_| day_of(&reason, today));
    let by_policy = said.as_ref().is_some_and(|said| said.contains(&Said::Policy));
    // Whoever was perhaps not tried was not seen to be refused.
    let tried = by_policy || !clauses.doubt_that_it_was_tried();
    let unread = || if tried { AccountState::Refused } else { AccountState::NotKnown };
    let state = said.and_then(|said| one_state(&said, code)).unwrap_or_else(unread);
    // It is refused for another reason than the others: where its own is not read, theirs is not its.
    let cause = match (state.cause(), by_policy) {
        (Some(_), _) => None,
        (None, true) => Some(Cause::ConditionalAccess),
        (None, false) => Some(Cause::Unknown),
    };
    Some(AccountReport { state: Some(state), code, day, cause, ..AccountReport::about(account) })
}

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
        // "Asleep not tried" says two things.
        let text = text.replace(" not tried", ", not tried");
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

    /// Whether its words may say that nobody tried it, or that its person was not reached.
    fn doubt_that_it_was_tried(&self) -> bool {
        const TRYING: [&str; 36] = [
            "tried",
            "try",
            "tries",
            "tested",
            "test",
            "reached",
            "reach",
            "asleep",
            "sleeping",
            "sleeps",
            "unreachable",
            "untried",
            "country",
            "abroad",
            "holiday",
            "vacation",
            "vacaciones",
            "vacances",
            "urlaub",
            "ferien",
            "vakantie",
            "sick",
            "ill",
            "hospital",
            "krank",
            "enfermo",
            "enferma",
            "malade",
            "ziek",
            "contesta",
            "responde",
            "répond",
            "erreichbar",
            "schläft",
            "answers",
            "answering",
        ];
        // Whoever was refused has tried.
        let refused =
            self.0.iter().flatten().any(|word| ["refused", "rejected", "denied"].contains(&word.as_str()));
        !refused && self.0.iter().flatten().any(|word| TRYING.contains(&word.as_str()))
    }

    /// What each clause says; nothing as soon as one of them has a word that is not known at its place.
    fn say(&self) -> Option<Vec<Said>> {
        self.0.iter().map(|clause| said(clause)).collect()
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

/// Codes that are a state of their own. 50034 is none: it is the code of a mistyped name as well.
const CODES: [(u32, AccountState); 1] = [(50057, AccountState::Disabled)];

/// Words that say a state of the account.
const OF_THE_ACCOUNT: [(&str, AccountState); 5] = [
    ("gelöscht", AccountState::Deleted),
    ("deaktiviert", AccountState::Disabled),
    ("deleted", AccountState::Deleted),
    ("disabled", AccountState::Disabled),
    ("deactivated", AccountState::Disabled),
];

/// Words for the account and its owner, and words that add nothing.
const ACCOUNT: [&str; 27] = [
    "account",
    "user",
    "owner",
    "it",
    "he",
    "she",
    "this",
    "the",
    "his",
    "her",
    "their",
    "is",
    "was",
    "are",
    "were",
    "has",
    "have",
    "been",
    "got",
    "only",
    "already",
    "also",
    "now",
    "just",
    "accidentally",
    "admin",
    "administrator",
];

/// Words that say no more than that the account is refused.
const REFUSED: [&str; 6] = ["refused", "rejected", "denied", "locked", "out", "blocked"];

/// Words of a day or of a code. They may end a clause, or be one.
const WHEN: [&str; 19] = [
    "on",
    "since",
    "at",
    "in",
    "a",
    "one",
    "last",
    "ago",
    "yesterday",
    "today",
    "day",
    "days",
    "week",
    "weeks",
    "with",
    "code",
    "error",
    "aadsts",
    "fehler",
];

/// Who is said to have done it is one or two words behind "by"; a rule is nobody.
const NOBODY_DOES: [&str; 12] = [
    "policy",
    "policies",
    "conditional",
    "access",
    "rule",
    "risk",
    "mfa",
    "intune",
    "security",
    "defaults",
    "role",
    "in",
];

/// What an account has and can lose.
const THINGS: [(&str, AccountState); 12] = [
    ("handy", AccountState::FactorLost),
    ("telefon", AccountState::FactorLost),
    ("key", AccountState::FactorLost),
    ("yubikey", AccountState::FactorLost),
    ("passkey", AccountState::FactorLost),
    ("token", AccountState::FactorLost),
    ("role", AccountState::RoleLost),
    ("roles", AccountState::RoleLost),
    ("phone", AccountState::FactorLost),
    ("authenticator", AccountState::FactorLost),
    ("factor", AccountState::FactorLost),
    ("mfa", AccountState::FactorLost),
];

/// How it is said that something is lost.
const LOST: [&str; 7] = ["lost", "gone", "broken", "stolen", "verloren", "weg", "kaputt"];

/// Words between the thing and how it is lost.
const BETWEEN: [&str; 33] = [
    "hat",
    "ist",
    "sein",
    "security",
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
    "more",
    "anymore",
    "left",
    "now",
];

/// What one clause says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    State(AccountState),
    /// A thing of the account works: then this state is not meant.
    Works(AccountState),
    /// A policy refuses it.
    Policy,
    /// A day, a code, or that the account is refused.
    NoMore,
}

/// Reads one clause whole; nothing where it has a word that is not known at its place.
fn said(clause: &[String]) -> Option<Said> {
    let words: Vec<&str> = clause.iter().map(String::as_str).collect();
    let is_when = |word: &&str| WHEN.contains(word) || is_numeric(word) || answer::month(word).is_some();
    let tail = words.iter().rev().take_while(|word| is_when(word)).count();
    let mut head = &words[..words.len() - tail];
    if let Some(by) = head.iter().position(|word| *word == "by")
        && by > 0
        && (1..=2).contains(&(head.len() - by - 1))
        && !head[by + 1..].iter().any(|word| NOBODY_DOES.contains(word) || is_state(word))
        && head[..by].last().is_some_and(|word| is_state(word))
    {
        head = &head[..by];
    }
    of_the_account(head).or_else(|| of_a_thing(head)).or_else(|| of_a_policy(head))
}

/// "Is only disabled", "the sign-in is blocked", "cannot be reached", "locked out".
fn of_the_account(head: &[&str]) -> Option<Said> {
    const NOT_TRIED: [&[&str]; 8] = [
        &["not", "tried"],
        &["not", "tried", "yet"],
        &["hasn't", "tried"],
        &["hasn't", "tried", "yet"],
        &["did", "not", "try"],
        &["didn't", "try"],
        &["untried"],
        &["not", "yet", "tried"],
    ];
    const OUT_OF_REACH: [&[&str]; 10] = [
        &["asleep"],
        &["sleeping"],
        &["sleeps"],
        &["not", "reached", "yet"],
        &["cannot", "be", "reached"],
        &["can't", "be", "reached"],
        &["not", "reached"],
        &["not", "reachable"],
        &["out", "of", "reach"],
        &["unreachable"],
    ];
    let begin = head.iter().take_while(|word| ACCOUNT.contains(word) || is_numeric(word)).count();
    match &head[begin..] {
        [] => Some(Said::NoMore),
        [state] if is_state(state) => {
            OF_THE_ACCOUNT.iter().find(|(name, _)| name == state).map(|(_, state)| Said::State(*state))
        }
        // The switch of the account in the admin center; "your sign-in was blocked" is a page of another cause.
        ["sign", "in" | "ins", "blocked"] | ["sign", "in", "is", "blocked"] | ["signin", "blocked"] => {
            Some(Said::State(AccountState::Disabled))
        }
        rest if OUT_OF_REACH.contains(&rest) => Some(Said::State(AccountState::OutOfReach)),
        rest if NOT_TRIED.contains(&rest) => Some(Said::State(AccountState::NotTried)),
        rest if rest.iter().all(|word| REFUSED.contains(word)) => Some(Said::NoMore),
        _ => None,
    }
}

/// "Blocked from this country", "refused by the policy": a policy refuses it.
fn of_a_policy(head: &[&str]) -> Option<Said> {
    const POLICY: [&str; 7] =
        ["policy", "policies", "conditional", "location", "country", "region", "abroad"];
    const AROUND: [&str; 15] = [
        "by", "from", "in", "at", "of", "due", "to", "because", "my", "another", "other", "foreign", "wrong",
        "access", "location",
    ];
    let known = |word: &&&str| {
        POLICY.contains(*word)
            || AROUND.contains(*word)
            || ACCOUNT.contains(*word)
            || BETWEEN.contains(*word)
            || REFUSED.contains(*word)
    };
    let names = |words: &[&str]| head.iter().any(|word| words.contains(word));
    // "Out of the country" is no refusal; "locked out" is one.
    let out_alone = (0..head.len()).any(|at| head[at] == "out" && (at == 0 || head[at - 1] != "locked"));
    if out_alone {
        return None;
    }
    (head.iter().all(|word| known(&word)) && names(&POLICY) && names(&REFUSED)).then_some(Said::Policy)
}

/// "Phone lost", "lost her phone", "no role any more", "the phone works".
fn of_a_thing(head: &[&str]) -> Option<Said> {
    let mut states: Vec<AccountState> =
        THINGS.iter().filter(|(thing, _)| head.contains(thing)).map(|(_, state)| *state).collect();
    states.dedup();
    let [state] = states.as_slice() else { return None };
    let is_thing = |word: &&&str| THINGS.iter().any(|(thing, _)| thing == *word);
    let rest: Vec<&str> =
        head.iter().filter(|word| !is_thing(word) && !BETWEEN.contains(*word)).copied().collect();
    match rest.as_slice() {
        [word] if LOST.contains(word) => Some(Said::State(*state)),
        [word] if NO.contains(word) && head.first() == Some(word) => Some(Said::State(*state)),
        ["works"] if head.last() == Some(&"works") => Some(Said::Works(*state)),
        _ => None,
    }
}

/// The one state that the clauses and the code say together; nothing where there is none, or where they disagree.
fn one_state(said: &[Said], code: Option<ErrorCode>) -> Option<AccountState> {
    let coded = code.and_then(|code| CODES.iter().find(|(number, _)| *number == code.number()));
    let states = said.iter().filter_map(|said| match said {
        Said::State(state) => Some(*state),
        Said::Works(_) | Said::NoMore | Said::Policy => None,
    });
    let mut states: Vec<AccountState> = states.chain(coded.map(|(_, state)| *state)).collect();
    states.dedup();
    // Whoever is out of reach has not tried.
    if states.contains(&AccountState::OutOfReach) {
        states.retain(|state| *state != AccountState::NotTried);
    }
    let [state] = states.as_slice() else { return None };
    // A code that means something else contradicts the words.
    let causes = code.map_or(&[][..], catalogue::cause_candidates);
    let agrees = causes.is_empty() || state.cause().is_none_or(|cause| causes.contains(&cause));
    (agrees && !said.contains(&Said::Works(*state))).then_some(*state)
}

fn is_state(word: &str) -> bool {
    OF_THE_ACCOUNT.iter().any(|(name, _)| *name == word)
}

fn is_numeric(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit()) || word.starts_with("aadsts")
}

/// "No" before a thing says that it is lost, and denies nothing.
const NO: [&str; 4] = ["no", "kein", "keine", "geen"];

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
            word if word != "may" && answer::month(word).is_some() => said.push(None),
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

pub(super) mod whose;

#[cfg(test)]
mod tests;
