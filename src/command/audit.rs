//! `audit`: emergency access readiness against the checklist.

use std::io;
use std::path::Path;

use super::profile;
use crate::cli;
use crate::error::{Error, Kind, Result};
use crate::model::Exit;
use crate::readiness::audit::{Audit, Earlier, Standing};
use crate::readiness::profile::Profile;
use crate::report::audit::{Report, json};
use crate::world::World;

pub fn run(args: &cli::Audit, world: &mut World) -> Result<Exit> {
    let format = super::print::form(args.format, cli::PrintFormat::Text, "audit", world)?;
    let library = super::runbook::library(world)?;
    let earlier = args.since.as_deref().map(|path| earlier(path, world)).transpose()?;
    let asked = args.ask.then(|| args.profile.as_deref().unwrap_or(Path::new(profile::HERE)));
    let profile = match asked {
        Some(path) => Some(super::audit_ask::run(path, world)?),
        None => profile::find(args.profile.as_deref(), world)?,
    };
    if profile.is_none() {
        let _ = writeln!(
            world.err,
            "notice: there is no profile ({}) here, so nothing is known yet. `reentry prepare` makes one.",
            profile::HERE
        );
    }
    let profile = profile.unwrap_or_else(Profile::default);
    let audit = Audit::of(&profile, world.clock.now().date_naive());
    let report = Report { audit: &audit, profile: &profile, earlier: earlier.as_ref(), library: &library };
    let answer = if world.settings.json {
        crate::report::json::document(&json::view(&report)).into_bytes()
    } else {
        super::print::written(&report.document(), format, args.sheet)?
    };
    world.out.write_all(&answer).map_err(Error::from_output)?;
    Ok(match audit.standing() {
        Standing::Ready => Exit::Done,
        Standing::NotReady => Exit::NotSatisfied,
        Standing::NotKnown => Exit::Unchecked,
    })
}

fn earlier(path: &Path, world: &World) -> Result<Earlier> {
    let failed = || format!("{} cannot be compared with", path.display());
    let text = world
        .files
        .read_whole(path, 16 << 20)
        .and_then(|bytes| String::from_utf8(bytes).map_err(|e| io::Error::new(io::ErrorKind::InvalidData, e)))
        .map_err(|e| Error::unread(path, e))?;
    Earlier::read(&text).map_err(|wrong| {
        Error::new(Kind::Input, failed())
            .because(wrong)
            .command("to make one", "reentry audit --json -o audit.json")
    })
}
