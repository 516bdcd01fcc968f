use std::time::Duration;

use super::dns::{Inquiry, typed};
use super::dns_case::CaseRecorder;
use super::dns_check::{again, exit};
use crate::cli;
use crate::dns_proof::Memory;
use crate::dns_proof::report::Report;
use crate::dns_proof::survey::Plan;
use crate::dns_proof::watch::{PATIENCE, Pause, can_get_no_better, pause};
use crate::error::{Error, Kind, Result};
use crate::model::Exit;
use crate::report;
use crate::world::World;

/// Without `--wait` it goes on until it is there, or until somebody stops it.
const FOR_EVER: Duration = Duration::from_secs(366 * 86_400);

pub(super) fn run(args: &cli::DnsCheck, world: &mut World) -> Result<Exit> {
    let mut recorder = CaseRecorder::open(world)?;
    let (domain, what) = recorder.fill(args)?;
    let domain = typed(&domain)?;
    let inquiry = Inquiry::read(&what, world)?;
    let plan = inquiry.plan(&domain, what.host.as_deref(), &inquiry.expected)?;
    let wait = inquiry.wait.filter(|w| !w.is_zero()).unwrap_or(FOR_EVER);
    let mut last: Option<Report> = None;
    let mut tell = |report: &Report, end: bool, world: &mut World| {
        let before = last.replace(report.clone());
        let same = before.as_ref().is_some_and(|b| report::dns::same(b, report));
        // What was seen is said even when the case cannot take it.
        let kept = if same { recorder.count(world) } else { recorder.keep(report, world) };
        // A script that reads lines is told which one is the last.
        let text = match (world.settings.json, end) {
            (true, true) => report::json::line(&report::json::dns_check::View::last(report)),
            (_, false) | (false, true) if same => String::new(),
            (true, false) => report::json::line(&report::json::dns_check::View::from(report)),
            (false, _) => report::dns::change(before.as_ref(), report),
        };
        let why = if end && !world.settings.json && can_get_no_better(report) {
            report::dns::no_better(report, &again(&what))
        } else {
            String::new()
        };
        let text = text + &why;
        world.out.write_all(text.as_bytes()).and_then(|()| world.out.flush()).map_err(Error::from_output)?;
        kept
    };
    let ended = until_visible(&inquiry, plan, wait, world, &again(&what), &mut tell);
    let counted = recorder.write_count(world);
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
pub(super) fn until_visible(
    inquiry: &Inquiry,
    mut plan: Plan,
    wait: Duration,
    world: &mut World,
    flags: &str,
    tell: &mut dyn FnMut(&Report, bool, &mut World) -> Result<()>,
) -> Result<Report> {
    let start = world.clock.now();
    let mut slept = Duration::ZERO;
    let mut in_vain = 0;
    loop {
        // Delegations may change while we wait, so nothing is remembered from one look to the next.
        let report = inquiry.report(&plan, &Memory::default(), world)?;
        in_vain = if can_get_no_better(&report) { in_vain + 1 } else { 0 };
        // A rehearsal's clock may stand still; what was slept counts as well.
        let passed = (world.clock.now() - start).to_std().unwrap_or_default().max(slept);
        let left = if in_vain < PATIENCE { wait.saturating_sub(passed) } else { Duration::ZERO };
        let pause = pause(&report, inquiry.zone, left, inquiry.every);
        tell(&report, pause == Pause::End, world)?;
        let Pause::For(span) = pause else { return Ok(report) };
        if !world.clock.sleep(span) {
            return Err(Error::new(Kind::Interrupted, "the watch was stopped; nothing is lost").command(
                "to go on",
                format!("reentry dns watch {}", report::dns::typed_again(&report, flags)),
            ));
        }
        slept += span;
        plan.expected = plan.expected.at(world.clock.now().to_utc(), inquiry.zone);
    }
}
