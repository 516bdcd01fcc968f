//! `reentry/alerts/v1`: frozen. Members may be added, none is renamed.

use serde::Serialize;

use super::rhythm;
use crate::readiness::alerts::{Alert, Subjects};

/// The view.
#[derive(Debug, Serialize)]
pub struct View<'a> {
    schema: &'static str,
    /// The tenant that the alerts are about; null where the profile has no tenant ID.
    tenant_id: Option<String>,
    /// As the profile names it.
    workspace: Option<&'a str>,
    /// Whom the alerts shall reach, as the profile names them.
    on_duty: Vec<&'a str>,
    alerts: Vec<One<'a>>,
    /// Ids of alerts for which the tenant's ids are not known.
    left_out: Vec<&'a str>,
}

#[derive(Debug, Serialize)]
struct One<'a> {
    id: &'a str,
    title: &'a str,
    /// The name of the rule: unlike that of another tenant in the same workspace.
    rule_name: String,
    /// The title with the tenant's name.
    display_name: String,
    /// Azure's, 0 (critical) to 4.
    severity: u8,
    tables: &'a [String],
    /// ISO 8601; null for a search that no rule can do.
    evaluation_frequency: Option<String>,
    window_size: Option<String>,
    /// The column to split by, so that each value rings once.
    rings_once_for: Option<&'a str>,
    checklist: &'a [String],
    means: &'a str,
    prove: &'a str,
    source: &'a str,
    written: String,
    confidence: &'static str,
    query: String,
}

/// The view of these alerts for a tenant.
#[must_use]
pub fn view<'a>(alerts: &[&'a Alert], of: &'a Subjects) -> View<'a> {
    let (can, cannot): (Vec<&Alert>, Vec<&Alert>) =
        alerts.iter().partition(|alert| alert.lacks(of).next().is_none());
    let one = |alert: &'a Alert| {
        let rule = alert.rule.as_ref();
        One {
            id: &alert.id,
            title: &alert.title,
            rule_name: of.rule_name(&alert.id),
            display_name: of.titled(&alert.title),
            severity: alert.severity,
            tables: &alert.tables,
            evaluation_frequency: rule.map(|rule| rhythm(rule).0),
            window_size: rule.map(|rule| rhythm(rule).1),
            rings_once_for: rule.and_then(|rule| rule.rings_once_for.as_deref()),
            checklist: &alert.checklist,
            means: &alert.means,
            prove: &alert.prove,
            source: &alert.source,
            written: alert.written.to_string(),
            confidence: alert.confidence.word(),
            query: alert.query(of),
        }
    };
    View {
        schema: "reentry/alerts/v1",
        tenant_id: of.tenant.as_ref().map(|tenant| tenant.id.to_string()),
        workspace: of.workspace.as_deref(),
        on_duty: of.on_duty.iter().map(String::as_str).collect(),
        alerts: can.into_iter().map(one).collect(),
        left_out: cannot.into_iter().map(|alert| alert.id.as_str()).collect(),
    }
}
