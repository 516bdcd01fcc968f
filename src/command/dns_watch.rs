use std::time::Duration;

use super::dns::{Inquiry, typed};
use super::dns_case::Book;
use super::dns_check::exit;
use crate::cli;
use crate::dns_proof::Memory;
use crate::dns_proof::report::Report;
use crate::dns_proof::survey::Plan;
use crate::dns_proof::watch::{Pause, pause};
use crate::error::{Error, Kind, Result};
use crate::model::Exit;
use crate::report;
use crate::world::World;

/// Without `--wait` it goes on until it is there, or until somebody stops it.
const FOR_EVER: Duration = Duration::from_secs(366 * 86_400);

pub fn run(args: &cli::DnsCheck, world: &mut World) -> Result<Exit> {
    let mut book = Book::open(world)?;
    let (domain, what) = book.fill(args)?;
    let domain = typed(&domain)?;
    let inquiry = Inquiry::read(&what, world)?;
    let plan = inquiry.plan(&domain, what.host.as_deref(), &inquiry.expected)?;
    let wait = inquiry.wait.filter(|w| !w.is_zero()).unwrap_or(FOR_EVER);
    let mut last: Option<Report> = None;
    let mut tell = |report: &Report, world: &mut World| {
        let before = last.replace(report.clone());
        if before.as_ref().is_some_and(|b| report::dns::same(b, report)) {
            return book.count(world);
        }
        // What was seen is said even when the case cannot take it.
        let kept = book.keep(report, world);
        let text = if world.settings.json {
            report::json::line(&report::json::dns_check::View::from(report))
        } else {
            report::dns::change(before.as_ref(), report)
        };
        world.out.write_all(text.as_bytes()).and_then(|()| world.out.flush()).map_err(Error::from_output)?;
        kept
    };
    let ended = until_visible(&inquiry, plan, wait, world, &mut tell);
    let counted = book.write_count(world);
    match ended {
        Ok(report) => counted.map(|()| exit(report.verdict)),
        // A watch is ended this way; what it has said so far is its answer, on a screen or in a file.
        Err(stopped) if stopped.kind == Kind::Interrupted => {
            let _ = writeln!(world.err, "{stopped}");
            Ok(Exit::Interrupted)
        }
        Err(failed) => Err(failed),
    }
}

/// Looks, and looks again whenever that can show something new, until the value is visible or the time is up.
pub fn until_visible(
    inquiry: &Inquiry,
    mut plan: Plan,
    wait: Duration,
    world: &mut World,
    tell: &mut dyn FnMut(&Report, &mut World) -> Result<()>,
) -> Result<Report> {
    let start = world.clock.now();
    let mut slept = Duration::ZERO;
    loop {
        // Delegations may change while we wait, so nothing is remembered from one look to the next.
        let report = inquiry.report(&plan, &Memory::default(), world)?;
        tell(&report, world)?;
        // A rehearsal's clock may stand still; what was slept counts as well.
        let passed = (world.clock.now() - start).to_std().unwrap_or_default().max(slept);
        let Pause::For(span) = pause(&report, inquiry.zone, wait.saturating_sub(passed), inquiry.every)
        else {
            return Ok(report);
        };
        if !world.clock.sleep(span) {
            return Err(Error::new(Kind::Interrupted, "the watch was stopped; nothing is lost")
                .command("to go on", format!("reentry dns watch {}", plan.domain)));
        }
        slept += span;
        plan.expected = plan.expected.at(world.clock.now().to_utc(), inquiry.zone);
    }
}
