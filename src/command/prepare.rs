//! `prepare`: one question at a time into `tenant.toml`, saved after each answer.

use chrono::{DateTime, Utc};

use super::kept_profile::Kept;
use crate::cli;
use crate::error::{Error, Kind, Result};
use crate::model::Exit;
use crate::model::harmless::shown;
use crate::port::{Prompt, Said, Silent, Words};
use crate::readiness::import::{Imported, Options, Refused, import};
use crate::readiness::interview::{Answer, Interview, Question};
use crate::readiness::overlay;
use crate::report::prepare as report;
use crate::settings::Asking;
use crate::world::World;

pub(super) fn run(args: &cli::Prepare, world: &mut World) -> Result<Exit> {
    if let Some(folder) = &args.profiles {
        return super::prepare_many::run(args, folder, world);
    }
    if args.forget {
        return forget(args, world);
    }
    let mut kept = Kept::open(&args.file, world)?;
    let before = kept.profile.clone();
    let talks = args.import.is_empty() || !(world.settings.json || args.dry_run);
    if talks {
        if args.import.is_empty() || world.settings.asking != Asking::Never {
            say(&report::greeting(&kept.name(), &before, kept.is_new()), world, None, &kept)?;
        }
        for caution in kept.cautions(world)? {
            say(&caution, world, None, &kept)?;
        }
    }
    let mut imported = None;
    let mut exit = Exit::Done;
    if !args.import.is_empty() || !args.emergency_account.is_empty() {
        let files = super::exports::read(&args.import, world)?;
        let now = world.clock.now().to_utc();
        let taken = take(files, &kept, args, now)?;
        exit = report::import::exit(&taken);
        let snapshot = taken.kept(&taken.profile);
        let after = overlay::with(&taken.profile, &snapshot, now);
        let result = report::import::Result {
            profile: &kept.name(),
            imported: &taken,
            before: &before,
            after: &after,
            dry_run: args.dry_run,
        };
        if world.settings.json {
            let view = report::import::view(&result, &snapshot);
            write!(world.out, "{}", crate::report::json::document(&view)).map_err(Error::from_output)?;
        } else {
            say(&report::import::text(&result, &snapshot), world, None, &kept)?;
        }
        if args.dry_run {
            return Ok(exit);
        }
        kept.imported(taken.profile.clone(), &snapshot, world)?;
        imported = Some(taken);
        if world.settings.json || world.settings.asking == Asking::Never {
            return Ok(exit);
        }
    }
    let mut start = kept.profile.clone();
    start.maker = args.maker.clone().or(start.maker);
    let today = world.clock.now().date_naive();
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
                kept.save(talk.profile(), world)?;
                // An account that was just named may stand in an export.
                if let Some(taken) = &imported {
                    let snapshot = taken.kept(talk.profile());
                    kept.renew(&snapshot, world)?;
                    talk.update(kept.profile.clone());
                }
            }
            Err(refused) => say(&format!("   {}", shown(&refused.0)), world, None, &kept)?,
        }
    };
    if whole {
        talk.reviewed();
        kept.save(talk.profile(), world)?;
    }
    say(&report::end(&before, talk.profile(), &kept.name(), whole), world, None, &kept)?;
    Ok(exit)
}

/// Takes the snapshot away.
fn forget(args: &cli::Prepare, world: &mut World) -> Result<Exit> {
    let there = super::kept_snapshot::forget(&args.file, world)?;
    let path = super::kept_snapshot::path(&args.file);
    let words = if there { "was removed" } else { "is not there" };
    let _ = writeln!(world.err, "{} {words}", shown(&path.display().to_string()));
    Ok(Exit::Done)
}

/// Judges files against what is known; refused ones end the run with nothing changed.
fn take(
    files: super::exports::Files,
    kept: &Kept,
    args: &cli::Prepare,
    now: DateTime<Utc>,
) -> Result<Imported> {
    let tenant =
        args.tenant.as_deref().map(str::parse).transpose().map_err(super::partner_assess::not_a_tenant)?;
    let options = Options {
        tenant,
        emergency_accounts: args.emergency_account.clone(),
        keep_users: args.keep_users,
        whole: args.whole,
    };
    import(files, &kept.file, kept.snapshot.clone(), &options, now).map_err(|refused| {
        let error = Error::new(Kind::Input, "the exports were not taken; nothing was changed");
        match refused {
            Refused::Nothing(files) => {
                let lines = report::import::problems(&files).into_iter();
                lines.fold(error.because("nothing of a tenant could be taken from the files"), Error::hint)
            }
            Refused::Foreign(foreign) => error.because(foreign).hint(
                "Give the exports of one tenant only. For many tenants: reentry prepare --profiles DIR --import EXPORTS",
            ),
        }
    })
}

/// Puts a question until it is answered; nothing when the person stops.
fn ask(question: &Question<'_>, world: &mut World, kept: &Kept) -> Result<Option<Answer>> {
    say(&report::question(question), world, Some(question), kept)?;
    let options = report::options(question);
    let labels: Vec<&str> = options.iter().map(String::as_str).collect();
    let words = if report::by_number_only(question) { Words::None } else { Words::Line };
    loop {
        let prompt =
            Prompt { line: "", options: &labels, words, step: &question.id, ways_out: true, enter: false };
        let said = world.terminal.ask(&prompt).map_err(|silent| nobody(silent, Some(question), kept))?;
        return Ok(Some(match said {
            Said::Quit => return Ok(None),
            Said::Back => Answer::Back,
            Said::Later => Answer::Later,
            Said::Option(at) => report::answer(question, options.get(at).map_or("", String::as_str)),
            Said::Text(text) | Said::Pasted(text) => report::answer(question, &text),
            Said::Why => {
                say(&format!("   {}", question.key.def.why), world, Some(question), kept)?;
                continue;
            }
            Said::Note(_) | Said::Change => {
                say("   Notes can only be added to a case. Answer, or type: later", world, None, kept)?;
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
