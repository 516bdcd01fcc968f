//! Words for a secret that was caught: the rule, the place, the cure; never the text.

use crate::evidence::redact::Hit;

/// What was found, and what to do about it.
#[must_use]
pub fn found(hits: &[Hit], place: &str) -> String {
    let mut text = format!("Something in {place} looks like a secret. It was NOT saved.\n");
    for hit in hits.iter().take(5) {
        text.push_str(&format!("   line {}, column {}: {}\n", hit.line, hit.column, hit.rule));
    }
    if hits.len() > 5 {
        text.push_str(&format!("   and {} more\n", hits.len() - 5));
    }
    text.push_str("If it is a real password or token, change it once you are back in.");
    text
}
