//! What several captured sign-ins say together: which cause fits, what they rule out, what one more would settle.

use serde::Serialize;

use super::document::{Block, Inline, Row};
use super::harmless::shown;
use super::screen::Screen;
use crate::case::Case;
use crate::signin::SignIn;
use crate::signin::cause::{Finding, Standing, Weighed, weigh_beside};

/// Reasons shown for one cause; the others are counted.
const REASONS: usize = 3;

/// The finding for the walk. Nothing where no capture says anything.
#[must_use]
pub fn screen(finding: &Finding) -> Screen {
    let told = |w: &&Weighed| !w.for_it.is_empty() || !w.against_it.is_empty();
    let of = |standing: Standing| finding.causes.iter().filter(told).filter(move |w| w.standing == standing);
    if finding.causes.iter().all(|w| !told(&w)) {
        return Screen::default();
    }
    let mut rows = Vec::new();
    for weighed in of(Standing::Supported) {
        let how = if weighed.measured { " (measured)" } else { "" };
        let mut words = vec![Inline::strong(weighed.cause.title()), how.into()];
        words.extend(reasons(&weighed.for_it));
        rows.push(Row::new("fits", words));
    }
    for weighed in of(Standing::Open) {
        let mut words = vec![Inline::text(weighed.cause.title())];
        words.extend(reasons(&weighed.for_it));
        words.extend(weighed.against_it.iter().take(REASONS).flat_map(|why| below("but ", why)));
        rows.push(Row::new("undecided", words));
    }
    let ruled: Vec<&str> = of(Standing::Contradicted).map(|w| w.cause.title()).collect();
    if !ruled.is_empty() {
        // Eight names in a row help nobody at night; the reasons are all in `status --json`.
        let named = if ruled.len() > REASONS {
            format!("{} other causes (named by: reentry status --json)", ruled.len())
        } else {
            ruled.join("; ")
        };
        rows.push(Row::new("ruled out", [format!("for those accounts: {named}").into()]));
    }
    rows.extend(finding.settle.iter().map(|settle| Row::new("to settle", [Inline::text(settle)])));
    Screen::new([Block::section("What the captured sign-ins say together:", vec![Block::Rows(rows)])])
}

fn reasons(reasons: &[String]) -> Vec<Inline> {
    let mut words: Vec<Inline> = reasons.iter().take(REASONS).flat_map(|why| below("", why)).collect();
    if reasons.len() > REASONS {
        words.extend(below("", &format!("and {} more", reasons.len() - REASONS)));
    }
    words
}

/// A line below the one before.
fn below(lead: &str, words: &str) -> [Inline; 3] {
    [Inline::Break, lead.into(), Inline::value(words)]
}

/// The rows of the status sheet: what fits, what contradicts the recorded cause, what would settle it.
#[must_use]
pub fn rows(case: &Case) -> Vec<(&'static str, String)> {
    let finding = weigh_case(case);
    let mut rows = Vec::new();
    let fits: Vec<String> = finding
        .causes
        .iter()
        .filter(|w| w.standing == Standing::Supported && (w.measured || case.cause() != Some(w.cause)))
        .map(|w| {
            format!(
                "{}{}",
                w.cause.title(),
                if w.measured { " (measured: the log names the policy)" } else { "" }
            )
        })
        .collect();
    if !fits.is_empty() {
        rows.push(("Fits", fits.join("\n")));
    }
    let recorded = case.cause().and_then(|cause| finding.causes.iter().find(|w| w.cause == cause));
    if let Some(weighed) = recorded.filter(|w| w.standing != Standing::Supported && !w.against_it.is_empty())
    {
        let words = format!("the recorded cause; {}", shown(&weighed.against_it.join("; ")));
        rows.push(("Contradicts", words));
    }
    let settled = finding.causes.iter().any(|w| w.measured);
    if let Some(settle) = finding.settle.first().filter(|_| !settled) {
        rows.push(("To settle", settle.clone()));
    }
    rows
}

fn weigh_case(case: &Case) -> Finding {
    let captures: Vec<SignIn> = case.sign_ins.iter().map(|record| record.sign_in.clone()).collect();
    weigh_beside(&captures, case.tried())
}

/// The part of `reentry/status/v1` about captured sign-ins.
#[derive(Debug, Serialize)]
pub struct Captures {
    count: usize,
    causes: Vec<Standings>,
    settle: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Standings {
    cause: &'static str,
    standing: &'static str,
    measured: bool,
    #[serde(rename = "for")]
    for_it: Vec<String>,
    #[serde(rename = "against")]
    against_it: Vec<String>,
}

/// The view of what the captures say; causes that nothing speaks about are left out.
#[must_use]
pub fn view(case: &Case) -> Captures {
    let finding = weigh_case(case);
    let told = finding.causes.into_iter().filter(|w| !w.for_it.is_empty() || !w.against_it.is_empty());
    Captures {
        count: case.sign_ins.len(),
        causes: told
            .map(|w| Standings {
                cause: w.cause.id(),
                standing: match w.standing {
                    Standing::Supported => "supported",
                    Standing::Open => "open",
                    Standing::Contradicted => "contradicted",
                },
                measured: w.measured,
                for_it: w.for_it,
                against_it: w.against_it,
            })
            .collect(),
        settle: finding.settle,
    }
}
