//! `reentry/signin-code/v1`: what the catalogue says about a code.

use serde::Serialize;

use crate::signin::{ErrorCode, catalogue};

#[derive(Debug, Serialize)]
pub struct View {
    schema: &'static str,
    code: String,
    /// Whether the catalogue holds the code; without it only the address is there.
    known: bool,
    name: Option<String>,
    means: Option<String>,
    says: Option<String>,
    says_not: Option<String>,
    #[serde(rename = "try")]
    try_: Vec<String>,
    runbook: Option<String>,
    causes: Vec<&'static str>,
    readings: Vec<Reading>,
    look_up: String,
    as_of: &'static str,
}

#[derive(Debug, Serialize)]
struct Reading {
    when: String,
    means: String,
    causes: Vec<&'static str>,
    runbook: String,
}

/// The view of one code.
#[must_use]
pub fn view(code: ErrorCode) -> View {
    let entry = catalogue::lookup(code);
    let text = |pick: fn(&catalogue::Entry) -> &String| entry.map(|e| pick(e).clone());
    View {
        schema: "reentry/signin-code/v1",
        code: code.to_string(),
        known: entry.is_some(),
        name: entry.and_then(|e| e.name.clone()),
        means: text(|e| &e.means),
        says: text(|e| &e.says),
        says_not: text(|e| &e.says_not),
        try_: entry.map_or_else(Vec::new, |e| e.tries.clone()),
        runbook: text(|e| &e.runbook),
        causes: entry.map_or_else(Vec::new, |e| e.causes.iter().map(|c| c.id()).collect()),
        readings: entry.map_or_else(Vec::new, |e| {
            let reading = |r: &catalogue::Reading| Reading {
                when: r.when.clone(),
                means: r.means.clone(),
                causes: r.causes.iter().map(|c| c.id()).collect(),
                runbook: r.runbook.clone(),
            };
            e.readings.iter().map(reading).collect()
        }),
        look_up: catalogue::live_address(code),
        as_of: catalogue::AS_OF,
    }
}
