//! A runbook as plain text on a screen.

use crate::runbook::{Library, Runbook};

/// The whole runbook, its steps numbered.
#[must_use]
pub fn text(runbook: &Runbook, _library: &Library, _columns: usize) -> String {
    let mut text = format!("{}\n\n{}\n", runbook.title, runbook.intro);
    for (at, step) in runbook.steps.iter().enumerate() {
        text.push_str(&format!("\n{}. {}\n\n{}\n", at + 1, step.title, step.body));
    }
    text
}
