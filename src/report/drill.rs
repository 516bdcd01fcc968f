//! A drill in words: its mark, the other side's moves, its record, and the paper for playing it at a table.

mod record;
mod table_top;

use chrono::{DateTime, FixedOffset};

use super::harmless::shown;
use super::paper::Filling;
use super::when::full;
use crate::case::Case;
use crate::model::{FactId, Value, facts};
use crate::readiness::drill::Scenario;

pub use record::{json, record};
pub use table_top::table_top;

/// What stands on everything that a drill's case says; nothing for a real one.
#[must_use]
pub fn mark(case: &Case) -> &'static str {
    if case.drill.is_some() {
        "DRILL: an exercise. Nothing here is real, and nothing of it goes to Microsoft.\n"
    } else {
        ""
    }
}

/// What a print is filled with: in a drill the organisation's name, which stands on every page, says so.
#[must_use]
pub fn marked(case: &Case, mut filling: Filling) -> Filling {
    if case.drill.is_some() {
        let name = case.text(facts::NAME).unwrap_or_default();
        filling.insert(FactId::known(facts::NAME), Value::One(format!("DRILL {name}").trim_end().to_owned()));
    }
    filling
}

/// What everybody is told before it begins.
#[must_use]
pub fn briefing(scenario: &Scenario) -> String {
    format!("DRILL: {}\n\n{}\n", scenario.title, indented(&scenario.briefing, ""))
}

/// What the other side says, and when.
#[must_use]
pub fn told(from: &str, text: &str, at: DateTime<FixedOffset>) -> String {
    format!("\n-- DRILL, {} -- {from}:\n\n{}", full(at), indented(text, "   "))
}

/// A wait is over at once.
#[must_use]
pub fn waited(until: DateTime<FixedOffset>) -> String {
    format!("-- DRILL -- The time passes. It is {} now.", full(until))
}

/// The answer was the one they waited for.
pub const ACCEPTED: &str = "-- DRILL -- \"Thank you, that is what I need.\"";

/// It was not.
#[must_use]
pub fn not_accepted(last: bool) -> &'static str {
    if last {
        "-- DRILL -- That is not what they wait for. Here it goes on all the same; the record keeps it."
    } else {
        "-- DRILL -- \"I cannot accept this answer. Please answer exactly what was asked.\""
    }
}

/// A door that the scenario keeps shut.
pub const STAYS_SHUT: &str =
    "-- DRILL -- In this drill that door stays shut. Answer that it was tried and did not open.";

/// Each line behind the indent; whoever shows it folds it.
fn indented(text: &str, indent: &str) -> String {
    text.lines().map(|line| format!("{indent}{}", shown(line))).collect::<Vec<_>>().join("\n")
}
