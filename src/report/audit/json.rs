//! `reentry/audit/v1`: frozen. Members may be added, none is renamed.

use serde::Serialize;

use super::Report;
use crate::readiness::audit::{By, Checklist, Content, ContentChange, Severity, Standing};
use crate::readiness::profile::Verdict;

/// The view.
#[derive(Debug, Serialize)]
pub struct View<'a> {
    schema: &'static str,
    /// The day of the look; everything that ages is counted from it.
    day: String,
    tenant_id: Option<String>,
    tenant_name: Option<&'a str>,
    profile_reviewed: Option<String>,
    /// `ready`, `not-known` or `not-ready`.
    result: &'static str,
    /// Ids of what to do first.
    first: Vec<&'a str>,
    /// What was looked at, by name.
    content: &'a Content,
    items: Vec<One<'a>>,
    since: Option<Since<'a>>,
}

#[derive(Debug, Serialize)]
struct One<'a> {
    id: &'a str,
    severity: Severity,
    item: &'a str,
    result: Verdict,
    because: &'a str,
    /// The policies or accounts that the result is about.
    concerns: &'a [String],
    /// `profile`, `person`; null where nobody answered.
    answered_by: Option<&'static str>,
    evidence: Option<&'a str>,
    on: Option<String>,
    /// The step of a runbook that mends it.
    step: String,
    conflicts: Vec<&'a str>,
    sources: &'a [String],
}

#[derive(Debug, Serialize)]
struct Since<'a> {
    day: &'a str,
    changed: Vec<Changed<'a>>,
    /// Accounts, domains, relationships and policies that came or went.
    content: Vec<ContentChange>,
    worse: bool,
}

#[derive(Debug, Serialize)]
struct Changed<'a> {
    id: &'a str,
    from: Option<Verdict>,
    to: Verdict,
    #[serde(skip_serializing_if = "is_false")]
    worse: bool,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    new: Vec<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    gone: Vec<String>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde wants a reference")]
fn is_false(flag: &bool) -> bool {
    !flag
}

/// The view of a report.
#[must_use]
pub fn view<'a>(report: &Report<'a>) -> View<'a> {
    let Report { audit, profile, earlier, .. } = *report;
    let items = audit.outcomes.iter().map(|one| One {
        id: &one.item.id,
        severity: one.item.severity,
        item: &one.item.item,
        result: one.verdict,
        because: &one.because,
        concerns: &one.concerns,
        answered_by: match one.by {
            By::Profile => Some("profile"),
            By::Person => Some("person"),
            By::Nobody => None,
        },
        evidence: one.evidence.as_deref(),
        on: one.on.map(|day| day.to_string()),
        step: one.item.step.to_string(),
        conflicts: Checklist::embedded().conflicts_of(one.item).map(|c| c.id.as_str()).collect(),
        sources: &one.item.sources,
    });
    View {
        schema: "reentry/audit/v1",
        day: audit.day.to_string(),
        tenant_id: profile.tenant.id.map(|id| id.to_string()),
        tenant_name: profile.tenant.name.as_deref(),
        profile_reviewed: profile.reviewed.map(|day| day.to_string()),
        result: match audit.standing() {
            Standing::Ready => "ready",
            Standing::NotKnown => "not-known",
            Standing::NotReady => "not-ready",
        },
        first: audit.first().into_iter().map(|one| one.item.id.as_str()).collect(),
        content: &audit.content,
        items: items.collect(),
        since: earlier.map(|earlier| Since {
            day: &earlier.day,
            content: earlier.content_changes(audit),
            worse: earlier.is_worse(audit),
            changed: earlier
                .changes(audit)
                .into_iter()
                .map(|change| Changed {
                    worse: change.is_worse(),
                    id: change.id,
                    from: change.from,
                    to: change.to,
                    new: change.new,
                    gone: change.gone,
                })
                .collect(),
        }),
    }
}
