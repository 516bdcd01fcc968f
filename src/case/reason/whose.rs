//! Which account a line means: `frank@contoso.com: deleted`, `anna lost her key`.
//!
//! An address is an account, and so is what stands in front of a colon and is written as a name. A first name is one where
//! exactly one account that the case knows begins so. A name that fits two of them, and a word that is no name, are nobody's:
//! the person is asked, and nothing is said of anybody.

use super::{LOST, REFUSED, THINGS, is_state};
use crate::model::{answer, person_name};

/// The lines of an answer, one for each account that is named in it, each with what was written behind it without an
/// account of its own: "deleted; restored since".
pub(in crate::case) fn lines(items: &[String], known: &[String]) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for part in items.iter().flat_map(|item| parts(item, known)) {
        match lines.last_mut() {
            // Who stands in front of a colon is somebody else, even where nobody knows who.
            Some(last) if whose(part, known).is_none() && !has_a_front(part) => {
                last.push_str("; ");
                last.push_str(part);
            }
            _ => lines.push(part.to_owned()),
        }
    }
    lines
}

/// An item in its parts: behind a comma or a full stop another account may begin.
fn parts<'t>(item: &'t str, known: &[String]) -> Vec<&'t str> {
    let (mut parts, mut begin) = (Vec::new(), 0);
    for (at, mark) in item.match_indices([',', '.']) {
        let rest = &item[at + mark.len()..];
        // Nothing was written before it that an account could be said of, or the mark stands inside a word.
        if !rest.starts_with(char::is_whitespace) || whose(item[begin..at].trim(), known).is_none() {
            continue;
        }
        let next = rest.trim_start();
        let address = next.split(' ').next().is_some_and(|word| word.contains('@'));
        if address || begins(next, known).is_some() {
            parts.push(item[begin..at].trim());
            begin = at + mark.len();
        }
    }
    parts.push(item[begin..].trim());
    parts
}

/// The account and what is said of it. A name in front of a colon is the account, whoever is named behind it; else the
/// one address, wherever it stands; else a name at the beginning that only one known account can mean.
pub(super) fn whose(line: &str, known: &[String]) -> Option<(String, String)> {
    let addresses = answer::addresses(line);
    let colon = line.split_once(": ");
    if let Some((front, reason)) = colon {
        let mut reason = reason.to_owned();
        for address in &addresses {
            // One word, as anybody else who is said to have done it.
            reason = reason.replace(address.as_str(), "somebody");
        }
        match answer::addresses(front).as_slice() {
            [address] => return Some((address.clone(), reason)),
            [] if has_a_front(line) => {
                return account_named(front, known).map(|account| (account, reason));
            }
            _ => {}
        }
    }
    match addresses.as_slice() {
        [address] => Some((address.clone(), line.replace(address.as_str(), " ; "))),
        [] => begins(line, known).map(|(account, rest)| (account.to_owned(), rest.to_owned())),
        _ => None,
    }
}

/// The account of that name: a known one where only one fits, else a name that is written as one and fits none of them.
pub(in crate::case) fn account_named(name: &str, known: &[String]) -> Option<String> {
    if let Some((account, "")) = named(name, known) {
        return Some(account.to_owned());
    }
    let words: Vec<&str> = name.split_whitespace().collect();
    let first = words.first()?.to_lowercase();
    let fits_several = known.iter().any(|account| name_parts(account).first() == Some(&first));
    (!fits_several && person_name::is_written(&words) && is_account(&words)).then(|| name.trim().to_owned())
}

/// The same at the beginning of a sentence, where a first name that is also a word of sentences is no name.
fn begins<'k, 't>(line: &'t str, known: &'k [String]) -> Option<(&'k str, &'t str)> {
    let first = line.split_whitespace().next().unwrap_or_default().to_lowercase();
    if person_name::is_word_of_a_sentence(first.trim_matches(|c: char| !c.is_alphanumeric())) {
        return None;
    }
    named(line, known)
}

/// The one known account whose name stands at the beginning, and what follows: "anna lost her key", "Anna Berg: …".
fn named<'k, 't>(line: &'t str, known: &'k [String]) -> Option<(&'k str, &'t str)> {
    let mark = |c: char| c.is_whitespace() || ":,;".contains(c);
    let line = line.trim_start();
    let first = line.split(mark).next().unwrap_or_default();
    let behind = &line[first.len()..];
    let second = behind.trim_start().split(mark).next().unwrap_or_default();
    let behind_both = behind.trim_start().get(second.len()..).unwrap_or_default();
    let only = |fits: &dyn Fn(&[String]) -> bool| {
        let mut found = known.iter().filter(|account| fits(&name_parts(account)));
        found.next().filter(|_| found.next().is_none())
    };
    let (first, second) = (first.to_lowercase(), second.to_lowercase());
    let both = only(&|parts| matches!(parts, [a, b, ..] if *a == first && *b == second));
    let one = || only(&|parts| parts.first() == Some(&first));
    let (account, rest) = match both {
        Some(account) => (account, behind_both),
        None => (one().filter(|_| first.chars().count() > 1)?, behind),
    };
    Some((account, rest.trim_start_matches(mark)))
}

/// The words of an account's name in lower case: of a user name those before the `@`.
fn name_parts(account: &str) -> Vec<String> {
    let name = account.split('@').next().unwrap_or_default().to_lowercase();
    name.split(|c: char| !c.is_alphanumeric() && c != '\'').map(str::to_owned).collect()
}

/// Whether a few words stand in front of a colon.
fn has_a_front(line: &str) -> bool {
    line.split_once(": ").is_some_and(|(front, _)| is_somebody(front))
}

/// Whether words in front of a colon can stand for somebody: few, and none that says nobody or a state.
fn is_somebody(front: &str) -> bool {
    let lower = front.to_lowercase();
    let words: Vec<&str> = lower.split_whitespace().collect();
    let no_name = |word: &&str| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        answer::denies(word)
            || is_state(word)
            || LOST.contains(&word)
            || THINGS.iter().any(|(thing, _)| *thing == word)
            || REFUSED.contains(&word)
    };
    (1..=LONGEST_NAME).contains(&words.len()) && !words.iter().any(no_name)
}

/// Whether no word of a name is for everybody, or for what stands behind it.
fn is_account(words: &[&str]) -> bool {
    !words.iter().any(|word| NO_ACCOUNT.contains(&word.to_lowercase().as_str()))
}

/// Words in front of a colon for everybody, or for what stands behind it.
const NO_ACCOUNT: [&str; 11] =
    ["all", "everybody", "everyone", "both", "reason", "cause", "error", "code", "status", "note", "others"];

/// More words are no name.
const LONGEST_NAME: usize = 6;
