//! A question as the person reads it: heading, prose, and the few fixed words that every runbook shares.

use chrono::{DateTime, FixedOffset};

use super::document::{Block, Inline, Role};
use super::runbook::prose;
use super::screen::Screen;
use super::when::{clock_time, span};
use crate::case::Reply;
use crate::guide::{Asked, Given, Question};
use crate::model::Class;
use crate::runbook::{Check, WaitKind};

/// The heading and the prose of a step.
#[must_use]
pub fn step(question: &Question<'_>, drill: bool) -> Screen {
    let count = format!("{} of about {}", question.number, question.of.max(question.number));
    let mark = if drill { format!("DRILL   {count}  ") } else { format!("{count}  ") };
    let mut blocks = vec![Block::marked(mark, Role::Dim, [Inline::strong(&question.step.title)])];
    blocks.extend(prose(question.runbook, &question.step.body).blocks);
    blocks.into()
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

/// The question of a fact, with an example and the way to say that it is not known. Nothing for other questions.
#[must_use]
pub fn fact(asked: &Asked<'_>) -> Screen {
    let Asked::Fact { def, .. } = asked else { return Screen::default() };
    let mut below = Vec::new();
    if let Some(example) = &def.example {
        below.push(Block::words(["For example: ".into(), Inline::id(example)]));
    }
    // Where there are options, unknown is one of them or is not wanted.
    if def.options.is_empty() {
        below.push(Block::words([Inline::dim("(if nobody knows: unknown)")]));
    }
    Block::Tight(vec![Block::words([Inline::strong(&def.ask)]), Block::Indent(below)]).into()
}

/// Why a question is asked.
#[must_use]
pub fn why(question: &Question<'_>) -> Screen {
    match &question.asked {
        Asked::Fact { def, .. } => Screen::said(&def.why),
        _ => prose(question.runbook, &question.runbook.intro).blocks.into(),
    }
}

/// A clock as a clock time, and how long that is.
#[must_use]
pub fn clock(kind: WaitKind, until: DateTime<FixedOffset>, now: DateTime<FixedOffset>) -> Screen {
    let time = Inline::strong(clock_time(until, now));
    let left = span(until - now);
    let words = match kind {
        WaitKind::NotBefore if now >= until => vec!["The waiting time was over at ".into(), time, ".".into()],
        WaitKind::NotBefore => vec![
            "Not before ".into(),
            time,
            format!("   ({left} from now). You can stop here; it is remembered.").into(),
        ],
        WaitKind::Deadline if now >= until => {
            let ago = format!(", {} ago.", span(now - until));
            vec![Inline::Span(Role::Danger, "The deadline was ".into()), time, ago.into()]
        }
        WaitKind::Deadline => {
            vec![Inline::Span(Role::Danger, "Before ".into()), time, format!("   ({left} left).").into()]
        }
    };
    Block::Paragraph(words).into()
}

/// Where the file lies that a calendar takes.
#[must_use]
pub fn calendar(path: &str) -> Screen {
    Block::Indent(vec![Block::words(["For your calendar: ".into(), Inline::path(path)])]).into()
}

/// How files are given.
#[must_use]
pub fn files(class: Class) -> &'static str {
    match class {
        Class::Support => "Type the path of a file; it goes into the bundle for support.",
        Class::Internal => "Type the path of a file; it stays with you.",
        Class::Legal => {
            "Type the path of the document. Only its name, size, hash and place are recorded; it is not copied."
        }
    }
}

/// What an answers file said, so that a transcript reads like a talk.
#[must_use]
pub fn echo(given: &Given, asked: &Asked<'_>) -> Screen {
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
        Given::SignIns(..) | Given::Looked(..) | Given::TakeUp(_) => return Screen::default(),
    };
    Block::marked(">", Role::Dim, [Inline::value(words.replace('\n', ", "))]).into()
}

/// A machine check that could not run.
#[must_use]
pub fn not_checked(why: &crate::error::Error) -> Screen {
    Block::Indent(vec![
        Block::words(["This could not be checked: ".into(), Inline::value(&why.what), ".".into()]),
        Block::said("It is recorded as unknown, and the walk goes on."),
    ])
    .into()
}
