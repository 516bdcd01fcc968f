//! The questions of `audit --ask`.

use super::item::conflict;
use crate::readiness::audit::{Checklist, Outcome, Severity};
use crate::readiness::profile::Verdict;
use crate::report::document::{Block, Inline};
use crate::report::text::{self, Page};

/// What can be answered, in this order.
pub const OPTIONS: [&str; 4] = ["yes", "no", "does not apply here", "nobody knows"];

/// Notes are a case's.
pub const NO_NOTES: &str = "   Notes can only be added to a case. Answer, or type: later";

/// What is going to happen.
#[must_use]
pub fn greeting(count: usize, file: &str) -> String {
    match count {
        0 => "Nothing is left to ask: the profile answers every item.".to_owned(),
        1 => format!("One item is open. The answer is kept in {file}."),
        many => format!(
            "{many} items are open; the profile answers the others. Each answer is kept in {file} at once;\nstop whenever you like. Never write a password or a code."
        ),
    }
}

/// An item as a question.
#[must_use]
pub fn question(one: &Outcome, number: usize, of: usize, page: Page) -> String {
    let head =
        format!("{number} of {of}   {} ({}, {})", one.item.id, one.item.severity.word(), one.item.group);
    let mut blocks = vec![Block::Paragraph(vec![Inline::strong(&one.item.question)])];
    if one.because != "Nobody has answered yet." {
        blocks.push(Block::said(&one.because));
    }
    blocks.extend(Checklist::embedded().conflicts_of(one.item).map(conflict));
    format!("\n{head}\n\n{}", text::write(&blocks, page))
}

/// What to write down with the answer.
#[must_use]
pub fn evidence(one: &Outcome, verdict: Verdict) -> String {
    match verdict {
        Verdict::NotApplicable if one.item.severity != Severity::Medium => {
            "   Why does it not apply? Without a reason it stays unknown.".to_owned()
        }
        _ => format!("   What shows it? {}. (or: none)", one.item.evidence),
    }
}
