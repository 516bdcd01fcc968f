//! A question as the person reads it: heading, prose, and the few fixed words that every runbook shares.

use chrono::{DateTime, FixedOffset};

use super::harmless::shown;
use super::runbook::prose;
use super::text::{self, Page};
use super::when::{clock_time, span};
use crate::case::Reply;
use crate::guide::{Asked, Given, Question};
use crate::model::Class;
use crate::runbook::{Check, WaitKind};

/// The heading and the prose of a step.
#[must_use]
pub fn step(question: &Question<'_>, page: Page) -> String {
    let blocks = prose(question.runbook, &question.step.body).blocks;
    let count = format!("{} of about {}", question.number, question.of.max(question.number));
    format!("\n{count}   {}\n\n{}", question.step.title, text::write(&blocks, page))
}

/// What a person can answer to steps whose words are the same in every runbook.
#[must_use]
pub fn options(asked: &Asked<'_>) -> Vec<String> {
    let fixed = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect();
    match asked {
        Asked::Act => fixed(&["Done", "This is not possible here"]),
        Asked::Door => fixed(&["It opened: somebody is in", "Tried, it did not open", "We do not have this"]),
        Asked::Fact { def, .. } if !def.options.is_empty() => def.options.clone(),
        Asked::Choice { options, .. } => options.iter().map(|o| o.label.clone()).collect(),
        Asked::Clock { kind: WaitKind::NotBefore, .. } => {
            fixed(&["They came back to us", "The time is over, and nobody came"])
        }
        Asked::Clock { kind: WaitKind::Deadline, .. } => fixed(&["It is done", "The time is over"]),
        Asked::Files(_) => fixed(&["There is nothing to attach"]),
        Asked::Look(Check::SignIn) => fixed(&["There is none, or no newer one: go on"]),
        Asked::Fact { .. } | Asked::Look(_) => Vec::new(),
    }
}

/// The question of a fact, with an example and the way to say that it is not known.
#[must_use]
pub fn fact(asked: &Asked<'_>) -> String {
    let Asked::Fact { def, .. } = asked else { return String::new() };
    let example = def.example.as_ref().map(|e| format!("   For example: {e}\n")).unwrap_or_default();
    // Where there are options, unknown is one of them or is not wanted.
    let unknown = if def.options.is_empty() { "   (if nobody knows: unknown)" } else { "" };
    format!("{}\n{example}{unknown}", def.ask)
}

/// What `?` answers: the rest of what the step says, and why it is asked.
#[must_use]
pub fn why(question: &Question<'_>, page: Page) -> String {
    let more =
        question.step.more.as_ref().map(|more| text::write(&prose(question.runbook, more).blocks, page));
    let why = match (&question.asked, &more) {
        (Asked::Fact { def, .. }, _) => Some(def.why.clone()),
        (_, Some(_)) => None,
        (_, None) => Some(text::write(&prose(question.runbook, &question.runbook.intro).blocks, page)),
    };
    more.into_iter().chain(why).collect::<Vec<_>>().join("\n")
}

/// A clock as a clock time, and how long that is.
#[must_use]
pub fn clock(kind: WaitKind, until: DateTime<FixedOffset>, now: DateTime<FixedOffset>) -> String {
    let time = clock_time(until, now);
    let left = span(until - now);
    match kind {
        WaitKind::NotBefore if now >= until => format!("The waiting time was over at {time}."),
        WaitKind::NotBefore => {
            format!("Not before {time}   ({left} from now). You can stop here; it is remembered.")
        }
        WaitKind::Deadline if now >= until => format!("The deadline was {time}, {} ago.", span(now - until)),
        WaitKind::Deadline => format!("Before {time}   ({left} left)."),
    }
}

/// How files are given.
#[must_use]
pub fn files(class: Class) -> &'static str {
    match class {
        Class::Support => "Type the path of a file; it goes into the bundle for support.",
        Class::Internal => "Type the path of a file; it stays with you.",
        Class::Legal => {
            "Type the path of a paper. Only its name, size, hash and place are recorded; it is not copied."
        }
    }
}

/// What an answers file said, so that a transcript reads like a talk.
#[must_use]
pub fn echo(given: &Given, asked: &Asked<'_>) -> String {
    let words = match given {
        Given::Said(reply, note) => {
            let word = match reply {
                Reply::Opened => "It opened: somebody is in",
                Reply::Closed => "Tried, it did not open",
                Reply::NotPossible => "Not possible here",
                _ => "Done",
            };
            note.as_ref().map_or_else(|| word.to_owned(), |note| format!("{word}: {note}"))
        }
        Given::Option(id) => match asked {
            Asked::Choice { options, .. } => {
                options.iter().find(|o| o.id == *id).map_or_else(|| id.clone(), |o| o.label.clone())
            }
            _ => id.clone(),
        },
        Given::Fact(text) => match asked {
            Asked::Fact { def, .. } => format!("{} {}", def.ask, text.replace('\n', ", ")),
            _ => text.clone(),
        },
        Given::Unknown => "unknown".into(),
        Given::Later => "later".into(),
        Given::Back => "back".into(),
        Given::Files(files) => format!("{} files", files.len()),
        Given::SignIns(..) | Given::Looked(..) | Given::TakeUp(_) => return String::new(),
    };
    format!("> {}", shown(&words))
}

/// A machine check that could not run.
#[must_use]
pub fn not_checked(why: &crate::error::Error) -> String {
    format!(
        "   This could not be checked: {}.\n   It is recorded as unknown, and the walk goes on.",
        why.what
    )
}
