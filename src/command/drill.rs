//! `drill`: rehearse the whole path on a sample incident.

use std::path::PathBuf;

use super::open_case::OpenCase;
use super::recover;
use crate::cli;
use crate::error::{Error, Kind, Result};
use crate::model::Exit;
use crate::readiness::drill::{Record, Scenario};
use crate::report::drill as report;
use crate::report::text::fold;
use crate::world::World;

pub(super) fn run(args: &cli::Drill, world: &mut World) -> Result<Exit> {
    let library = super::runbook::library(world)?;
    let today = world.clock.now().date_naive();
    let Some(scenario) = Scenario::all().first() else {
        return Err(Error::new(Kind::Bug, "there is no scenario"));
    };
    if args.table_top {
        let document = report::table_top(scenario, &library, today);
        let format = super::print::form(args.format, cli::PrintFormat::Html, "drill", world)?;
        let written = super::print::written(&document, format, args.sheet)?;
        world.out.write_all(&written).map_err(Error::from_output)?;
        return Ok(Exit::Done);
    }
    let walk = cli::Recover {
        place: None,
        bring_in: false,
        answers: args.answers.clone(),
        profile: args.profile.clone(),
        cause: None,
        resolver: Vec::new(),
        root_hints: None,
    };
    let inputs = recover::Inputs::read(&walk, &library, world)?;
    let named = args.place.clone().or_else(|| world.settings.case.clone());
    let dir = named.unwrap_or_else(|| PathBuf::from(format!("drill-{today}")));
    let open = if world.store.open(&dir).is_ok() {
        let mut open = OpenCase::open(world, &dir)?;
        open.begin(world, Some(&scenario.id))?;
        if open.case().drill.is_none() {
            let what = format!(
                "{} holds a real case, not a drill",
                crate::report::harmless::shown(&dir.display().to_string())
            );
            return Err(Error::new(Kind::Case, what).hint("reentry drill OTHER_DIR"));
        }
        open
    } else {
        OpenCase::no_file(world, &dir, "reentry drill")?;
        let open = OpenCase::create_for(world, &dir, Some(&scenario.id))?;
        let _ = writeln!(world.err, "{}", fold(&report::briefing(scenario), world.settings.columns));
        open
    };
    let exit = recover::go(open, inputs, &library, world)?;
    let open = OpenCase::open(world, &dir)?;
    if let Some(record) = Record::of(open.case(), open.entries(), &library).filter(|record| record.finished) {
        let answer = if world.settings.json { report::json(&record) } else { report::record(&record) };
        write!(world.out, "{answer}").map_err(Error::from_output)?;
    }
    Ok(exit)
}
