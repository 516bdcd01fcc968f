//! `audit --ask`: what the profile does not show is asked, and each answer is kept in the profile at once.

use std::path::Path;

use super::kept_profile::Kept;
use crate::error::{Error, Kind, Result};
use crate::port::{Prompt, Said, Silent, Words};
use crate::readiness::audit::{Audit, Outcome};
use crate::readiness::profile::{Answer, Profile, Verdict, parse, write};
use crate::report::audit::ask as words;
use crate::world::World;

/// The answers, in the order of [`words::OPTIONS`].
const ANSWERS: [Verdict; 4] = [Verdict::Yes, Verdict::No, Verdict::NotApplicable, Verdict::Unknown];

/// What became of one question.
enum Told {
    Answered(Answer),
    Later,
    Back,
    Quit,
}

/// Asks every item that nobody has answered; returns the profile with the answers in it.
pub(super) fn run(path: &Path, world: &mut World) -> Result<Profile> {
    let mut kept = Kept::open(path, world)?;
    let mut profile = kept.profile.clone();
    let today = world.clock.now().date_naive();
    let before = Audit::with(&profile, kept.snapshot.as_ref(), today, world.clock.now().to_utc());
    let open: Vec<&Outcome> = before.outcomes.iter().filter(|one| one.can_be_asked()).collect();
    say(&words::greeting(open.len(), &kept.name()), world, &kept)?;
    let mut at = 0;
    while let Some(one) = open.get(at) {
        say(&words::question(one, at + 1, open.len(), world.settings.page()), world, &kept)?;
        match ask(one, world, &kept)? {
            Told::Quit => break,
            Told::Back => at = at.saturating_sub(1),
            Told::Later => at += 1,
            Told::Answered(answer) => {
                let mut next = profile.clone();
                next.audit.insert(one.item.id.clone(), Answer { on: Some(today), ..answer });
                // What would not be read again, a secret first of all, is not written.
                if let Err(refused) = parse(&write(&next)) {
                    say(&format!("   {refused}"), world, &kept)?;
                    continue;
                }
                kept.save(&next, world)?;
                profile = next;
                at += 1;
            }
        }
    }
    Ok(profile)
}

fn ask(one: &Outcome, world: &mut World, kept: &Kept) -> Result<Told> {
    let prompt = Prompt {
        line: "",
        options: &words::OPTIONS,
        words: Words::None,
        step: &one.item.id,
        ways_out: true,
        enter: false,
    };
    let verdict = loop {
        match world.terminal.ask(&prompt).map_err(|silent| nobody(&silent, one, kept))? {
            Said::Option(at) => break ANSWERS.get(at).copied().unwrap_or(Verdict::Unknown),
            Said::Why => say(&format!("   {}", one.item.why), world, kept)?,
            Said::Later => return Ok(Told::Later),
            Said::Back => return Ok(Told::Back),
            Said::Quit => return Ok(Told::Quit),
            Said::Note(_) | Said::Text(_) | Said::Pasted(_) | Said::Change => {
                say(words::NO_NOTES, world, kept)?;
            }
        }
    };
    if verdict == Verdict::Unknown {
        return Ok(Told::Answered(Answer { answer: verdict, evidence: None, on: None }));
    }
    say(&words::evidence(one, verdict), world, kept)?;
    let prompt = Prompt {
        line: "",
        options: &[],
        words: Words::Line,
        step: &one.item.id,
        ways_out: true,
        enter: false,
    };
    Ok(match world.terminal.ask(&prompt).map_err(|silent| nobody(&silent, one, kept))? {
        Said::Text(text) => {
            let text = Some(text.trim().to_owned()).filter(|text| !text.eq_ignore_ascii_case("none"));
            Told::Answered(Answer { answer: verdict, evidence: text, on: None })
        }
        Said::Quit => Told::Quit,
        Said::Back => Told::Back,
        _ => Told::Answered(Answer { answer: verdict, evidence: None, on: None }),
    })
}

fn say(text: &str, world: &mut World, kept: &Kept) -> Result<()> {
    let text = crate::report::text::fold(text, world.settings.columns);
    world.terminal.say(&text).map_err(|_| {
        Error::new(Kind::Environment, "the terminal failed")
            .saved(format!("the answers so far, in {}", kept.name()))
    })
}

/// Nobody answered: says which item is open, and how to go on.
fn nobody(silent: &Silent, one: &Outcome, kept: &Kept) -> Error {
    let (kind, what) = match silent {
        Silent::Interrupted => (Kind::Interrupted, "interrupted".to_owned()),
        Silent::Nobody => {
            (Kind::NeedsAnswer, format!("{} is not answered: {}", one.item.id, one.item.question))
        }
        Silent::Io(_) => (Kind::Environment, "the terminal failed".to_owned()),
    };
    Error::new(kind, what)
        .command("to continue here", format!("reentry audit --ask --profile \"{}\"", kept.name()))
        .saved(format!("the answers so far, in {}", kept.name()))
}
