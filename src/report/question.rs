//! A question as the person reads it: heading, prose, and the few fixed words that every runbook shares.

use std::borrow::Cow;

use chrono::{DateTime, FixedOffset};

use super::document::{Block, Inline, Role};
use super::runbook::prose;
use super::screen::Screen;
use super::text::rows;
use super::when::{clock_time, span};
use crate::case::{Case, Reply};
use crate::guide::{Asked, Emergency, Given, Question};
use crate::model::{Class, facts};
use crate::runbook::{Check, DoorAccount, WaitKind};

/// A step that is taller than this, at so many columns, is shown by its beginning.
const TALLEST: usize = 10;
const COLUMNS: usize = 76;

/// So many words of it.
const BRIEF: usize = 50;

/// Before a question that takes a pasted page.
pub const PASTE: &str = "Paste the whole error page (an empty line ends it), or choose:";

/// Before the answer to a board.
pub const NUMBERS: &str = "Numbers, or none";

/// Asked of a sign-in whose text names nobody.
pub const WHOSE: &str = "Whose sign-in is it? (user name)";

/// Said where no user name was typed.
pub const NO_USER_NAME: &str =
    "   This is not a user name. Type one, like anna@contoso.com, or press Enter if nobody knows.";

/// Said where several user names were typed for one sign-in.
#[must_use]
pub fn one_user_name(all: &[String]) -> String {
    let all: Vec<String> = all.iter().map(|one| super::harmless::shown(one).into_owned()).collect();
    format!(
        "   These are {} user names: {}. Type one, or press Enter if nobody knows.",
        all.len(),
        all.join(", ")
    )
}

/// Said of a page that was pasted, once it is on disk.
pub const KEPT: &str = "   Kept.";

/// Said before a question that stands once more, because something was pasted at it.
pub const AGAIN: &str = "   The question from before stands again:";

/// Lines that are no answer, and no sign-in.
#[must_use]
pub fn kept_as_note(lines: usize) -> String {
    format!(
        "   No sign-in error is in the pasted text. It is kept as a note ({}). Nothing of it was taken as an answer.\n{AGAIN}",
        lines_of(lines)
    )
}

/// Said where a sentence was typed at a menu.
pub const KEPT_SENTENCE: &str =
    "   Your sentence is kept as a note of the case. The question is still open: type the number of a line.";

/// The public page of the tenant was pasted early.
#[must_use]
pub fn kept_tenant(id: &str) -> String {
    format!("   Understood: the tenant ID {id}. It is kept and not asked for later.")
}

/// Said where words came instead of a page.
pub const KEPT_WORDS: &str = "   Your words hold no error code and no IDs. They are kept as a note of the case. The question is still open:";

/// The same, where they are too many for a note.
#[must_use]
pub fn too_long_to_keep(lines: usize) -> String {
    format!(
        "   No sign-in error is in the pasted text ({}), and it is too long for a note. Nothing of it was taken.\n   To keep it, \
         save it as a file, and type in another window: reentry attach FILE\n{AGAIN}",
        lines_of(lines)
    )
}

fn lines_of(lines: usize) -> String {
    if lines == 1 { "1 line".into() } else { format!("{lines} lines") }
}

/// Asked where somebody is at a door already.
pub const WHO_DOES_IT: &str = "Who does it? (Enter: no name; it is not asked again)";

/// Above the sentence that an e-mail of theirs wants back.
pub const WANTED: &str = "Support wants back exactly this, and nothing else:";

/// Asked once before the first question to DNS leaves this computer.
pub const CONSENT: &str = "May this laptop ask public DNS now?";

/// The answers to it.
pub const CONSENT_ANSWERS: [&str; 2] =
    ["yes (only the domain's name leaves this laptop)", "no, nothing leaves this laptop"];

/// The heading alone.
#[must_use]
pub fn title(question: &Question<'_>, drill: bool) -> Screen {
    let head = [Inline::strong(&question.step.title)];
    if drill { Block::marked("DRILL  ", Role::Dim, head) } else { Block::words(head) }.into()
}

/// The text of the request, as it stands, between two rules.
#[must_use]
pub fn request(text: &str) -> Screen {
    vec![Block::Rule, Block::Code(text.trim_end().to_owned()), Block::Rule].into()
}

/// Prose in which the names of the sample tenant are the tenant's own, as far as they are known.
fn own_names<'t>(case: &Case, prose: &'t str) -> Cow<'t, str> {
    let own = case.items(facts::DOMAINS).first().cloned();
    let initial = case.text(facts::ONMICROSOFT);
    let names = [("contoso.onmicrosoft.com", initial), ("contoso.com", own)];
    let mut text = Cow::Borrowed(prose);
    for (sample, name) in names {
        // A name that could mark up the page or a command line stays out of both.
        let plain = |name: &String| name.chars().all(|c| c.is_ascii_alphanumeric() || "-.".contains(c));
        if let Some(name) = name.filter(plain).filter(|_| text.contains(sample)) {
            text = Cow::Owned(text.replace(sample, &name));
        }
    }
    text
}

/// The heading and the prose of a step. The first question of a run says what is counted.
#[must_use]
pub fn step(question: &Question<'_>, case: &Case, drill: bool, first: bool) -> Screen {
    let mut head = vec![Inline::strong(&question.step.title)];
    if let Some(left) = question.to_text.filter(|left| *left > 0) {
        let what = if first { " to a text you can send" } else { "" };
        head.push(Inline::dim(format!("  (about {left} more{what})")));
    }
    let head = if drill { Block::marked("DRILL  ", Role::Dim, head) } else { Block::words(head) };
    let mut blocks = vec![head];
    let body = &question.step.body;
    match brief(question) {
        Some(brief) => {
            blocks.extend(prose(question.runbook, &own_names(case, &brief)).blocks);
            blocks.push(Block::words([Inline::dim("This step is long. Type ? to read all of it.")]));
        }
        None => blocks.extend(prose(question.runbook, &own_names(case, body)).blocks),
    }
    blocks.into()
}

/// What a person can answer to steps whose words are the same in every runbook.
#[must_use]
pub fn options(question: &Question<'_>) -> Vec<String> {
    let fixed = |words: &[&str]| words.iter().map(|w| (*w).to_owned()).collect();
    match &question.asked {
        Asked::Act => fixed(&["Done", "This is not possible here"]),
        Asked::Door if question.step.account == Some(DoorAccount::Emergency) => fixed(&[
            "It opened: somebody is in",
            "Its sign-in was refused",
            "It is out of reach now",
            "We looked, and did not find it",
            "There is none",
        ]),
        Asked::Door => fixed(&[
            "It opened: somebody is in",
            "Tried, it did not open",
            "Somebody does it now: go on",
            "We do not have this",
        ]),
        Asked::Choice { options, .. } | Asked::Board(options) => {
            options.iter().map(|o| o.label.clone()).collect()
        }
        Asked::Case(options) => options.iter().map(|o| o.label.clone()).collect(),
        // Nobody comes back from a wait of our own.
        Asked::Clock { kind: WaitKind::NotBefore, .. } if question.runbook.head.phase == "regain-access" => {
            fixed(&["The waiting time is over"])
        }
        Asked::Clock { kind: WaitKind::NotBefore, .. } => {
            fixed(&["They came back to us", "The time is over, and nobody came"])
        }
        Asked::Clock { kind: WaitKind::Deadline, .. } => fixed(&["It is done", "The time is over"]),
        Asked::Files(_) => fixed(&["There is nothing to attach"]),
        Asked::Look(Check::SignIn) => fixed(&["There is none, or no newer one: go on"]),
        Asked::Form(_) | Asked::Look(_) => Vec::new(),
    }
}

/// An answer to a board that names none of its lines.
#[must_use]
pub fn not_numbers(lines: usize) -> String {
    format!("   Type the numbers that you have, from 1 to {lines}, like: 1 3. Or: none, or: not known.")
}

/// The beginning of a step that would push its own question off the screen. Our steps are short, and a test holds that; a
/// team's own runbooks may have longer ones.
fn brief(question: &Question<'_>) -> Option<String> {
    let body = &question.step.body;
    if rows(&prose(question.runbook, body).blocks, COLUMNS) <= TALLEST {
        return None;
    }
    let mut left = BRIEF;
    let mut kept = Vec::new();
    for line in body.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        if words.len() > left {
            kept.push(format!("{} …", words[..left].join(" ")));
            break;
        }
        left -= words.len();
        kept.push(line.to_owned());
        if kept.len() >= TALLEST {
            break;
        }
    }
    Some(kept.join("\n"))
}

/// What `?` shows: the rest of the step; where there is none, what its runbook is for.
#[must_use]
pub fn more(question: &Question<'_>, case: &Case) -> Screen {
    let text = question.step.more.as_ref().unwrap_or(&question.runbook.intro);
    let mut blocks = Vec::new();
    if brief(question).is_some() {
        blocks.extend(prose(question.runbook, &own_names(case, &question.step.body)).blocks);
    }
    blocks.extend(prose(question.runbook, &own_names(case, text)).blocks);
    blocks.push(Block::words([Inline::dim("change, note, later, back and quit work at every question.")]));
    blocks.into()
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
                Reply::Done if matches!(asked, Asked::Door) => "Somebody does it now",
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
        Given::Board(None) => "not known".into(),
        Given::Board(Some(have)) if have.is_empty() => "none".into(),
        Given::Board(Some(have)) => have.join(", "),
        Given::Emergency(how) => match how {
            Emergency::Opened => "It opened: somebody is in",
            Emergency::Refused => "Its sign-in was refused",
            Emergency::OutOfReach => "It is out of reach now",
            Emergency::NotFound => "We looked, and did not find it",
            Emergency::None => "There is none",
        }
        .to_owned(),
        Given::Later => "later".into(),
        Given::Back => "back".into(),
        Given::Files(files) => format!("{} files", files.len()),
        Given::SignIns(..)
        | Given::Looked(..)
        | Given::TakeUp(_)
        | Given::Fact(..)
        | Given::AsTyped(..)
        | Given::Unknown(_)
        | Given::Formed
        | Given::Happened(..) => return Screen::default(),
    };
    Block::marked(">", Role::Dim, [Inline::value(words.replace('\n', ", "))]).into()
}

/// A machine check that could not run.
#[must_use]
pub fn not_checked(why: &str) -> Screen {
    Block::Indent(vec![
        Block::words(["This could not be checked: ".into(), Inline::value(why), ".".into()]),
        Block::said("It is recorded as unknown, and the walk goes on."),
    ])
    .into()
}
