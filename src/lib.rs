//! `reentry` walks a locked-out Microsoft 365 administrator back in: offline, with one file, without tenant access.
//!
//! # The path
//! Triage, every door that is still open, evidence, the support request, proof of control, escalation, after
//! recovery, prevention. It is written in `runbooks/`, not here: this crate walks it, prints it and checks it.
//!
//! # Three ideas
//! 1. **Runbooks are data.** What an admin should do or read is Markdown; [`runbook`] reads and lints it, [`guide`]
//!    walks it, [`report`] prints it.
//! 2. **A case is a journal.** [`case`] is an append-only chain of events and a pure fold over them. Resuming, waits,
//!    deadlines, the timeline and the audit trail all follow from it; nothing else stores state.
//! 3. **Pure core, thin edges.** Deciding is pure. Touching the world is one file in [`adapter`] for each thing,
//!    behind a trait in [`port`]; `command` connects the two, and only `main` knows the adapters. A test holds the
//!    direction of imports.
//!
//! # The rooms
//! | Room | Knows | Refuses to know |
//! |---|---|---|
//! | [`model`] | ids, causes, facts, classes, exit codes: how each is spelled | any other room |
//! | [`runbook`] | steps, targets, sources, the set as a graph | what a screen looks like |
//! | [`lint`] | the rules of the format, what fits a screen | how a rule came about |
//! | [`case`] | what can happen, the chain, the state | where it is kept, what is next |
//! | [`guide`] | which step is next, what an answer means | how a question is shown |
//! | [`signin`] | failed sign-ins in any shape, error codes | where the bytes came from |
//! | [`dns_proof`] | the expected value, observations, the verdict | sockets |
//! | [`partner`] | roles, GDAP relationships, who can help | who was asked |
//! | [`tenant`] | what exports prove about a tenant, and how whole they are | what a person says |
//! | [`policy`] | Conditional Access, decided from exports | files, people |
//! | [`readiness`] | the profile, the checklist, alerts, drills | the lockout itself |
//! | [`evidence`] | the bag, its manifests, what must never leave | the case's story |
//! | `words` | the sentences about the values of the rooms above | where they are shown |
//! | [`report`] | tables, pages, JSON | anything else |
//!
//! # Words
//! *tenant*: a Microsoft Entra directory. *case*: ours, one lockout. *support request*: Microsoft's, with a number.
//! *door*: a step that may let somebody in. *fact*: `noun.fact`, typed, from `runbooks/facts.toml`. *bundle*: a BagIt
//! bag in one zip file. *fingerprint*: SHA-256 of the bag's tag manifest.

pub mod adapter;
pub mod case;
pub mod cli;
mod command;
pub mod dns_proof;
pub mod error;
pub mod evidence;
pub mod guide;
pub mod lint;
pub mod model;
pub mod partner;
pub mod policy;
pub mod port;
pub mod readiness;
pub mod report;
pub mod runbook;
pub mod settings;
pub mod signin;
pub mod tenant;
mod words;
pub mod world;

use std::io::{BufWriter, Write};

use error::{Error, Result};
use model::Exit;
use world::World;

/// Runs one command line in this world. `-o FILE` gets the answer whole or not at all.
pub fn run(cli: &cli::Cli, mut world: World) -> Result<Exit> {
    let ended = answer(cli, &mut world);
    world.tell_limits();
    ended
}

fn answer(cli: &cli::Cli, world: &mut World) -> Result<Exit> {
    let verb = cli.verb.as_ref();
    let makes_own_file = match verb {
        Some(cli::Verb::Bundle(_) | cli::Verb::Handover(_)) => true,
        Some(cli::Verb::Print(print)) => print.profiles.is_some(),
        _ => false,
    };
    let Some(path) = world.settings.output.clone().filter(|_| !makes_own_file) else {
        return command::run(verb, world);
    };
    let failed = |e| Error::unwritten(&path, e);
    let mut file = world.files.create(&path).map_err(failed)?;
    let mut out = BufWriter::new(&mut file);
    let settings = world.settings.clone();
    let mut inner =
        World { out: &mut out, terminal: &mut *world.terminal, err: &mut *world.err, settings, ..*world };
    let exit = command::run(verb, &mut inner)?;
    out.flush().map_err(failed)?;
    drop(out);
    // An interactive command produces no output to save; an empty file would look like a lost answer.
    if file.stream_position().map_err(failed)? == 0 {
        let notice = format!("notice: {} was not made: there was nothing to write into it", path.display());
        let _ = writeln!(world.err, "{}", model::harmless::lines(&notice));
        return Ok(exit);
    }
    file.commit().map_err(failed)?;
    Ok(exit)
}
