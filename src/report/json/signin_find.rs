//! `reentry/signin-find/v1`: the failures of a log export, grouped.

use serde::Serialize;

use super::signin::One;
use crate::signin::log::{Found, Group};

#[derive(Debug, Serialize)]
pub struct View<'a> {
    schema: &'static str,
    source: &'a str,
    events: u64,
    failures: u64,
    /// Objects or rows that are no sign-in events.
    unrecognized: u64,
    /// The same count under its first name, which v1 keeps.
    strangers: u64,
    /// Failures without a date that states its zone and order.
    undated: u64,
    /// Failures of kinds beyond those kept apart.
    crowded: u64,
    groups: Vec<Kind<'a>>,
}

#[derive(Debug, Serialize)]
struct Kind<'a> {
    count: u64,
    user: Option<&'a str>,
    code: Option<String>,
    app_name: Option<&'a str>,
    refused_by: Vec<Policy<'a>>,
    first: Option<String>,
    last: One<'a>,
}

#[derive(Debug, Serialize)]
struct Policy<'a> {
    id: Option<&'a str>,
    name: Option<&'a str>,
}

/// The view of a search.
#[must_use]
pub fn view<'a>(found: &'a Found, source: &'a str) -> View<'a> {
    View {
        schema: "reentry/signin-find/v1",
        source,
        events: found.events,
        failures: found.failures,
        unrecognized: found.unrecognized,
        strangers: found.unrecognized,
        undated: found.undated,
        crowded: found.crowded,
        groups: found.groups.iter().map(kind).collect(),
    }
}

fn kind(g: &Group) -> Kind<'_> {
    Kind {
        count: g.count,
        user: g.user.as_deref(),
        code: g.code.map(|c| c.to_string()),
        app_name: g.app.as_deref(),
        refused_by: g
            .refused_by
            .iter()
            .map(|(id, name)| Policy { id: id.as_deref(), name: name.as_deref() })
            .collect(),
        first: g.first.map(|t| t.to_string()),
        last: One::from(&g.last),
    }
}
