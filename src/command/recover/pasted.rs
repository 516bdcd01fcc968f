//! Several lines that came at once, at whatever question.
//!
//! They are never run as answers. A page that holds a sign-in is kept the moment it is understood, at whatever question
//! it was pasted, and that question stands again; its own question is answered by it. Other lines are kept as a note of
//! the timeline, without their secrets. What a question itself can take of several lines is that question's business:
//! it is asked by [`hear_lines`].

use chrono::{DateTime, FixedOffset};

use crate::case::{Audience, Event};
use crate::command::open_case::OpenCase;
use crate::error::Result;
use crate::evidence::redact;
use crate::guide::{Question, beside};
use crate::model::{answer, not_known};
use crate::port::{Prompt, Said, Silent, Words};
use crate::report;
use crate::signin::{self, Reading};
use crate::world::World;

use super::person::{nobody, say};

/// Longer text belongs into a file that is attached: a note stands in the timeline that support reads.
const LONGEST_NOTE: usize = 4000;

/// Puts a question. Lines that were pasted at it are kept for what they are, and it is put again.
pub(super) fn hear(
    prompt: &Prompt<'_>,
    question: Option<&Question<'_>>,
    open: &mut OpenCase,
    world: &mut World,
) -> Result<Said> {
    loop {
        match hear_lines(prompt, question, open, world)? {
            Some(Said::Pasted(text)) => keep_text(&text, open, world)?,
            Some(said) => return Ok(said),
            None => {}
        }
    }
}

/// The same for a question that can take several lines: it gets those that hold no sign-in. Nothing where the lines were
/// a sign-in; that is kept, and the question is to be put again.
pub(super) fn hear_lines(
    prompt: &Prompt<'_>,
    question: Option<&Question<'_>>,
    open: &mut OpenCase,
    world: &mut World,
) -> Result<Option<Said>> {
    let said = world.terminal.ask(prompt).map_err(|silent| nobody(silent, open, question))?;
    let Said::Pasted(text) = said else { return Ok(Some(said)) };
    let reading = signin::read(text.as_bytes());
    if reading.sign_ins.is_empty() {
        return Ok(Some(Said::Pasted(text)));
    }
    keep(reading, open, world)?;
    say(report::question::AGAIN, open, world)?;
    Ok(None)
}

/// Keeps sign-ins that were pasted beside a question. Whoever presses Ctrl-C when asked whose they are loses none.
fn keep(reading: Reading, open: &mut OpenCase, world: &mut World) -> Result<()> {
    let now = now(open, world);
    say(report::signin::understood(&reading, now), open, world)?;
    let named = reading.sign_ins.iter().all(|one| one.user.is_some());
    let whose = if named { Ok(None) } else { whose(world) };
    let account = whose.as_ref().ok().and_then(Option::as_ref);
    let events = beside::pasted(open.case(), reading.sign_ins, "paste", account);
    open.record_at(world, &events, now, Audience::Support)?;
    say(report::question::KEPT, open, world)?;
    whose.map(drop).map_err(|silent| nobody(silent, open, None))
}

/// Whose a sign-in is; nothing for Enter, and for whoever does not know.
pub(super) fn whose(world: &mut World) -> std::result::Result<Option<String>, Silent> {
    let line = report::question::WHOSE;
    let prompt = Prompt { line, options: &[], words: Words::Line, step: "", ways_out: false, enter: true };
    let (Said::Text(text) | Said::Pasted(text)) = world.terminal.ask(&prompt)? else { return Ok(None) };
    if text.trim().is_empty() || not_known(&text) {
        return Ok(None);
    }
    let address = answer::addresses(&text).into_iter().next();
    let words = || redact::redact(&text.split_whitespace().collect::<Vec<_>>().join(" ")).0;
    // A page is no name.
    let short = |words: &String| words.chars().count() <= 200;
    Ok(address.or_else(|| Some(words()).filter(short)))
}

/// Lines without a sign-in, at a question that takes none: kept as a note, if they are short enough for one.
pub(super) fn keep_text(text: &str, open: &mut OpenCase, world: &mut World) -> Result<()> {
    let text = text.trim();
    let lines = text.lines().count();
    if text.chars().count() > LONGEST_NOTE {
        return say(&report::question::too_long_to_keep(lines), open, world);
    }
    let (kept, hits) = redact::redact(text);
    if !hits.is_empty() {
        say(&report::secret::found(&hits, "what you pasted"), open, world)?;
    }
    let note =
        Event::Noted { text: kept, ticket: None, team: None, who: None, account: None, happened: None };
    let now = now(open, world);
    open.record_at(world, &[note], now, Audience::Support)?;
    say(&report::question::kept_as_note(lines), open, world)
}

/// The case's clock: an exercise is ahead of this computer.
fn now(open: &OpenCase, world: &World) -> DateTime<FixedOffset> {
    let now = world.clock.now();
    let last = open.case().drill.as_ref().and_then(|_| open.entries().last());
    last.map_or(now, |last| last.at.max(now))
}
