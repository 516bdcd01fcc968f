//! `prepare`: one question at a time into `tenant.toml`, saved after each answer.

use std::io::Read as _;
use std::path::PathBuf;

use super::kept_profile::Kept;
use crate::cli;
use crate::error::{Error, Kind, Result};
use crate::model::Exit;
use crate::port::{Prompt, Said, Silent, Words};
use crate::readiness::import::{self, Export};
use crate::readiness::interview::{Answer, Interview, Question};
use crate::report::prepare as report;
use crate::world::World;

/// More than any export; a larger file is something else.
const LARGEST: u64 = 256 << 20;

pub fn run(args: &cli::Prepare, world: &mut World) -> Result<Exit> {
    let mut kept = Kept::open(&args.file, world)?;
    let before = kept.profile.clone();
    say(&report::greeting(&kept.name(), &before, kept.is_new()), world, None, &kept)?;
    for caution in kept.cautions(world)? {
        say(&caution, world, None, &kept)?;
    }
    let mut start = before.clone();
    start.maker = args.maker.clone().or(start.maker);
    let today = world.clock.now().date_naive();
    let exports = exports(&args.import, world)?;
    if !exports.is_empty() {
        let (filled, untold) = import::fill(&exports, &start, today).map_err(|refused| {
            Error::new(Kind::Input, "a name in the exports cannot stand in a profile").because(refused)
        })?;
        say(&report::imported(&exports, &start, &filled, &untold), world, None, &kept)?;
        start = filled;
    }
    let mut talk = Interview::new(start, args.all, today);
    kept.save(talk.profile(), world)?;
    let mut section = String::new();
    let whole = loop {
        let Some(question) = talk.ask() else { break true };
        if section != question.section.id {
            section.clone_from(&question.section.id);
            say(&format!("\n{}", question.section.title.to_uppercase()), world, None, &kept)?;
        }
        let Some(answer) = ask(&question, world, &kept)? else { break false };
        match talk.answer(answer) {
            Ok(()) => {
                // An account that was just named may stand in an export.
                if !exports.is_empty()
                    && let Ok((filled, _)) = import::fill(&exports, talk.profile(), today)
                {
                    talk.update(filled);
                }
                kept.save(talk.profile(), world)?;
            }
            Err(refused) => {
                say(&format!("   {}", crate::model::harmless::shown(&refused.0)), world, None, &kept)?;
            }
        }
    };
    if whole {
        talk.reviewed();
        kept.save(talk.profile(), world)?;
    }
    say(&report::end(&before, talk.profile(), &kept.name(), whole), world, None, &kept)?;
    Ok(Exit::Done)
}

/// Reads every export before anything is asked; one that cannot be used ends the run with nothing changed.
fn exports(files: &[PathBuf], world: &World) -> Result<Vec<Export>> {
    let read = |path: &PathBuf| {
        let failed = |e| Error::unread(path, e);
        let mut bytes = Vec::new();
        let file = world.files.open(path).map_err(failed)?;
        file.take(LARGEST).read_to_end(&mut bytes).map_err(failed)?;
        let name = path.file_name().map_or_else(|| "-".into(), |name| name.to_string_lossy());
        import::read(&name, &bytes).map_err(|refused| {
            Error::new(Kind::Input, format!("{} cannot be imported", path.display())).because(refused)
        })
    };
    files.iter().map(read).collect()
}

/// Puts a question until it is answered; nothing when the person stops.
fn ask(question: &Question<'_>, world: &mut World, kept: &Kept) -> Result<Option<Answer>> {
    say(&report::question(question), world, Some(question), kept)?;
    let options = report::options(question);
    let labels: Vec<&str> = options.iter().map(String::as_str).collect();
    let words = if report::by_number_only(question) { Words::None } else { Words::Line };
    loop {
        let prompt = Prompt { line: "", options: &labels, words, step: &question.id, ways_out: true };
        let said = world.terminal.ask(&prompt).map_err(|silent| nobody(silent, Some(question), kept))?;
        return Ok(Some(match said {
            Said::Quit => return Ok(None),
            Said::Back => Answer::Back,
            Said::Later => Answer::Later,
            Said::Option(at) => report::answer(question, options.get(at).map_or("", String::as_str)),
            Said::Text(text) => report::answer(question, &text),
            Said::Why => {
                say(&format!("   {}", question.key.def.why), world, Some(question), kept)?;
                continue;
            }
            Said::Note(_) => {
                say(
                    "   Notes belong to a case, and this is none. Answer, or type: later",
                    world,
                    None,
                    kept,
                )?;
                continue;
            }
        }));
    }
}

fn say(text: &str, world: &mut World, question: Option<&Question<'_>>, kept: &Kept) -> Result<()> {
    if text.is_empty() {
        return Ok(());
    }
    let text = crate::report::text::fold(text, world.settings.columns);
    world.terminal.say(&text).map_err(|silent| nobody(silent, question, kept))
}

/// Nobody answered: says which question is open, and how to go on.
fn nobody(silent: Silent, question: Option<&Question<'_>>, kept: &Kept) -> Error {
    let error = match silent {
        Silent::Interrupted => Error::new(Kind::Interrupted, "interrupted"),
        Silent::Io(e) => Error::new(Kind::Environment, "the terminal failed").because(e),
        Silent::Nobody => {
            let what = question.map_or_else(
                || "an answer is needed, and there is nobody to ask".to_owned(),
                |q| format!("{} is not answered: {}", q.id, q.key.def.ask),
            );
            Error::new(Kind::NeedsAnswer, what)
        }
    };
    let name = kept.name();
    error
        .command("to continue here", format!("reentry prepare \"{name}\""))
        .saved(format!("everything answered so far, in {name}"))
}
