//! What `prepare` says: the questions of the profile, and at the end what has changed.

pub mod import;

use super::harmless::shown;
use crate::model::FactType;
use crate::readiness::interview::{Answer, Change, Question, changes};
use crate::readiness::profile::Profile;

/// Changes that are listed one by one; of more the number is said.
const LISTED: usize = 20;

/// The first words.
#[must_use]
pub fn greeting(file: &str, known: &Profile, new: bool) -> String {
    let state = match (new, known.reviewed) {
        (true, _) => format!("A new profile begins in {file}."),
        (false, Some(day)) => format!("{file} was gone through on {day}. What is known is not asked again."),
        (false, None) => format!("{file} is there already. What is known is not asked again."),
    };
    format!(
        "{state}\n\
         Every answer is saved at once; stop whenever you like. What you cannot answer now, put \
         off with: later. Never type a password, PIN or recovery code: only where it is kept."
    )
}

/// The file lies where others get a copy.
#[must_use]
pub fn in_a_checkout(dir: &str) -> String {
    format!(
        "CAUTION: {} is a git checkout. The profile names people, places and accounts, and \
         a push gives them to everybody who reads the repository. Better: quit, and start with a \
         FILE that lies elsewhere, or add this one to .gitignore now:\n   reentry prepare FILE",
        shown(dir)
    )
}

/// The file lies where it leaves this laptop.
#[must_use]
pub fn synced(service: &str) -> String {
    format!(
        "CAUTION: this looks like a {service} folder. The profile would be copied to a cloud, perhaps \
         into the very tenant that it is for, where you cannot read it on the worst day. Better: quit, \
         and start with a FILE on a plain local disk, then print it for the safe:\n   reentry prepare FILE"
    )
}

fn list(found: &[Change], text: &mut String) {
    for change in found.iter().take(LISTED) {
        text.push_str(&format!("   {}\n", line(change)));
    }
    if found.len() > LISTED {
        text.push_str(&format!("   and {} more\n", found.len() - LISTED));
    }
}

/// One question with all that helps to answer it.
#[must_use]
pub fn question(question: &Question<'_>) -> String {
    let def = &question.key.def;
    let about = question.about.as_ref().map(|name| format!("   {}", shown(name))).unwrap_or_default();
    let mut text = format!("\n{} of about {}{about}\n", question.number, question.of.max(question.number));
    let ask = if question.begins && question.entries > 0 { "And another one? " } else { "" };
    text.push_str(&format!("{ask}{}\n", def.ask));
    if let Some(example) = def.example.as_ref().filter(|_| question.known.is_none()) {
        text.push_str(&format!("   For example: {example}\n"));
    }
    match def.kind {
        FactType::Date => text.push_str("   Write year-month-day, or: today\n"),
        FactType::Names | FactType::Roles => text.push_str("   Several: separate them by commas\n"),
        FactType::Choices => {
            text.push_str(&format!("   Several of: {}\n", def.options.join(", ")));
        }
        _ => {}
    }
    match (question.begins, question.entries) {
        _ if by_number_only(question) => drop(text.pop()),
        (true, 0) => text.push_str("   (if there is none: none)"),
        (true, _) => text.push_str("   (if there is no other: none)"),
        _ => text.push_str("   (if nobody knows: unknown)"),
    }
    text
}

const KEEP: &str = "Keep: ";
const NO_OTHER: &str = "none";
const UNKNOWN: &str = "unknown";

/// What can be answered by a number.
#[must_use]
pub fn options(question: &Question<'_>) -> Vec<String> {
    let keep = question.known.as_ref().map(|known| {
        let known = shown(known);
        let short: String = known.chars().take(50).collect();
        let more = if short.len() < known.len() { "…" } else { "" };
        format!("{KEEP}{short}{more}")
    });
    let def = &question.key.def;
    let fixed: Vec<String> = match def.kind {
        FactType::YesNo => vec!["yes".into(), "no".into(), UNKNOWN.into()],
        FactType::Choice if question.begins => def.options.iter().cloned().chain([NO_OTHER.into()]).collect(),
        FactType::Choice => def.options.iter().cloned().chain([UNKNOWN.into()]).collect(),
        _ => Vec::new(),
    };
    keep.into_iter().chain(fixed).collect()
}

/// Whether only the options are answers.
#[must_use]
pub fn by_number_only(question: &Question<'_>) -> bool {
    matches!(question.key.def.kind, FactType::YesNo | FactType::Choice)
}

/// What the words of an option, or words of the person's own, mean.
#[must_use]
pub fn answer(question: &Question<'_>, said: &str) -> Answer {
    let word = said.trim().to_lowercase();
    match word.as_str() {
        _ if question.known.is_some() && said.starts_with(KEEP) => Answer::Keep,
        UNKNOWN => Answer::Unknown,
        NO_OTHER | "no" if question.begins => Answer::NoneOther,
        _ => Answer::Words(said.to_owned()),
    }
}

/// The last words: what is different now, and what to do with it.
#[must_use]
pub fn end(before: &Profile, after: &Profile, file: &str, whole: bool) -> String {
    let found = changes(before, after);
    let mut text = String::from("\n");
    let since = before.reviewed.map(|day| format!(" since {day}")).unwrap_or_default();
    if found.is_empty() {
        text.push_str(&format!("Nothing has changed{since}.\n"));
    } else {
        text.push_str(&format!("What changed{since}:\n"));
        list(&found, &mut text);
    }
    text.push_str(&format!("\nSaved in {file}\n"));
    if whole {
        let day =
            after.review_by().map(|day| format!(", and go through it again by {day}")).unwrap_or_default();
        text.push_str(&format!(
            "Now print it for the safe{day}:\n\
   reentry print --profile \"{file}\" -o kit.html\n\
             To be asked everything again, and for further entries of a list:\n   reentry prepare \"{file}\" --all"
        ));
    } else {
        text.push_str(&format!("Continue with:\n   reentry prepare \"{file}\""));
    }
    text
}

fn line(change: &Change) -> String {
    let short = |text: &str| -> String { shown(text).chars().take(48).collect() };
    let place = short(&change.place);
    match (&change.was, &change.is) {
        (None, Some(is)) => format!("{place}: {} = {}", change.key, short(is)),
        (Some(was), Some(is)) => format!("{place}: {} = {} (was {})", change.key, short(is), short(was)),
        (Some(was), None) => format!("{place}: {} is not known any more (was {})", change.key, short(was)),
        (None, None) => format!("{place}: {}", change.key),
    }
}
