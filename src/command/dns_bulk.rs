//! `dns bulk`: many domains, a line each as soon as it is known.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use super::dns::{Inquiry, stopped};
use super::dns_cases::Cases;
use super::dns_list::{List, Missed, earlier};
use crate::cli;
use crate::dns_proof::list::{ForAll, Row};
use crate::dns_proof::{Memory, judge, observation::Observation, round::Round, survey::Plan};
use crate::error::{Error, Result};
use crate::model::Exit;
use crate::port::Stopped;
use crate::report::dns_bulk::{Form, Tally};
use crate::world::World;

/// Domains under way at a time.
const WIDTH: usize = 256;
/// A line of progress after so many.
const STRIDE: usize = 500;

pub(super) fn run(args: &cli::DnsBulk, world: &mut World) -> Result<Exit> {
    let mut inquiry = Inquiry::read(&args.what, world)?;
    inquiry.options.shared_sockets = true;
    inquiry.sparingly();
    // Thousands of questions at once are too many for public resolvers, unless somebody names one.
    inquiry.servers_only(args.what.resolver.is_empty() && !args.what.resolvers_now);
    let form = match args.format {
        _ if world.settings.json => Form::Ndjson,
        cli::BulkFormat::Table => Form::Table,
        cli::BulkFormat::Csv => Form::Csv,
        cli::BulkFormat::Ndjson => Form::Ndjson,
    };
    let skip = earlier(args.resume.as_deref(), world)?;
    let all = ForAll { expected: &inquiry.expected, host: args.what.host.as_deref() };
    let (mut cases, list) = match Cases::below(&args.file, all, world)? {
        Some((cases, list)) => (Some(cases), list),
        None => (None, List::check(&args.file, all, world)?),
    };
    let rows = list.read(all, world)?;
    let to_do = list.rows.saturating_sub(skip.len());
    // What goes on is appended to what was there, so the heading stands there already.
    let heading = if args.resume.is_some() && world.settings.output.is_none() { "" } else { form.heading() };
    world.out.write_all(heading.as_bytes()).map_err(Error::from_output)?;

    for row in &list.bad {
        writeln!(world.err, "not asked: {row}").map_err(Error::from_output)?;
    }
    let broken = RefCell::new(None);
    let turn = Cell::new(0);
    let plan = |row: std::result::Result<Row, Missed>| {
        let row = row.map_err(|missed| list.lost(missed))?;
        inquiry.plan(&row.domain, row.host.as_deref(), &row.expected)
    };
    // A row that cannot be read is named already; a list that breaks off ends the run with its reason: nobody may read
    // the absence of its rest as a good end.
    let mut plans = rows
        .filter(|row| !matches!(row, Err(Missed::Row(..))))
        .map(plan)
        .map_while(|plan| plan.map_err(|e| *broken.borrow_mut() = Some(e)).ok())
        .filter(|plan| !skip.contains(&plan.target.to_string()))
        .map(|plan| Plan { row: turn.replace(turn.get() + 1), ..plan })
        .take_while(|_| broken.borrow().is_none());
    let mut waiting: BTreeMap<usize, String> = BTreeMap::new();
    let mut next = 0;
    let mut tally = Tally::default();
    let (dns, now, memory) = (world.dns, world.clock.now(), Memory::default());
    let mut done = |plan: Plan, observation: Observation| {
        let (row, report) = (plan.row, judge(observation, plan.expected, now));
        tally.add(report.verdict);
        if let Some(cases) = &mut cases {
            cases.note(&report);
        }
        // Answers come in the order of the list, whichever name servers are quick.
        waiting.insert(row, form.line(&report));
        while let Some(line) = waiting.remove(&next) {
            next += 1;
            if let Err(e) = world.out.write_all(line.as_bytes()).and_then(|()| world.out.flush()) {
                *broken.borrow_mut() = Some(Error::from_output(e));
            }
        }
        if tally.total().is_multiple_of(STRIDE) {
            // Progress that cannot be shown must not end the run.
            drop(world.err.write_all(tally.line(to_do).as_bytes()));
        }
    };
    let ended = dns.run(&inquiry.options, &mut Round::new(&mut plans, WIDTH, &memory, &mut done));
    // What was known when somebody stopped the run is not lost; --resume knows each line by its name.
    for line in waiting.into_values() {
        drop(world.out.write_all(line.as_bytes()).and_then(|()| world.out.flush()));
    }
    drop(world.err.write_all(tally.line(to_do).as_bytes()));
    let kept = cases.map_or(Exit::Done, |cases| cases.keep(world));
    match (broken.take(), ended) {
        (Some(e), _) => Err(e),
        // What DNS said comes first; a case that could not take it is news only where DNS has none.
        (None, Ok(())) if !list.bad.is_empty() => Ok(Exit::Input),
        (None, Ok(())) => Ok(Some(tally.exit()).filter(|exit| *exit != Exit::Done).unwrap_or(kept)),
        (None, Err(Stopped::Interrupted)) => {
            let how = "Interrupted. To go on: the same command with --resume FILE, FILE being what was written so far.\n";
            drop(world.err.write_all(how.as_bytes()));
            Ok(Exit::Interrupted)
        }
        (None, Err(other)) => Err(stopped(other)),
    }
}
