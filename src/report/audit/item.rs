//! One item of an audit.

use super::{cell, word};
use crate::readiness::audit::{By, Checklist, Conflict, Outcome};
use crate::readiness::profile::Verdict;
use crate::report::document::{Block, Inline};
use crate::runbook::Library;

/// An item to do first: what, why now, where.
pub(super) fn first(one: &Outcome, library: &Library) -> Vec<Block> {
    vec![title(one), Block::said(&one.because), mend(one, library)]
}

/// An open item with everything that helps to close it.
pub(super) fn told(one: &Outcome, library: &Library) -> Vec<Block> {
    let mut blocks = vec![title(one)];
    let mut words = format!("{} {}", one.because, one.item.why);
    if let Some(evidence) = &one.evidence {
        words.push_str(&format!(" Noted: {evidence}"));
    }
    blocks.push(Block::said(words));
    blocks.push(mend(one, library));
    let checklist = Checklist::embedded();
    blocks.extend(checklist.conflicts_of(one.item).map(conflict));
    let names = one.item.sources.iter().filter_map(|id| checklist.source(id)).map(|s| s.name.as_str());
    let asked = format!("Asked for by: {}.", names.collect::<Vec<_>>().join(", "));
    blocks.push(Block::Small(vec![Block::said(asked)]));
    blocks
}

/// That sources disagree, and what counts here.
pub(super) fn conflict(conflict: &Conflict) -> Block {
    let label = Inline::strong(format!("Sources disagree ({}). Counts here: ", conflict.id));
    Block::Paragraph(vec![label, Inline::text(&conflict.answer)])
}

/// A settled item on one line.
pub(super) fn row(one: &Outcome) -> Vec<Vec<Inline>> {
    let mut because = one.because.clone();
    if let (By::Person, Some(evidence)) = (one.by, &one.evidence) {
        because.push_str(&format!(" {evidence}"));
    }
    let disputed: Vec<&str> =
        Checklist::embedded().conflicts_of(one.item).map(|conflict| conflict.id.as_str()).collect();
    if !disputed.is_empty() {
        because.push_str(&format!(" (Sources disagree: {})", disputed.join(", ")));
    }
    vec![cell(&one.item.id), cell(&one.item.item), cell(because)]
}

fn title(one: &Outcome) -> Block {
    let state = format!("{} {}, {}: ", one.item.id, word(one.verdict), one.item.severity.word());
    Block::Paragraph(vec![Inline::strong(state), Inline::strong(&one.item.item)])
}

/// The step that mends it, and what to write down afterwards.
fn mend(one: &Outcome, library: &Library) -> Block {
    let at = &one.item.step;
    let lead = if one.verdict == Verdict::Unknown { "Find out, or mend it: " } else { "Mend it: " };
    let mut words = vec![Inline::text(lead)];
    if let Some((runbook, step)) = library.step(at) {
        words.push(Inline::text(format!(
            "\u{201c}{}\u{201d}, \u{201c}{}\u{201d}; ",
            runbook.title, step.title
        )));
    }
    words.push(Inline::Code(format!("reentry runbook show {}", at.runbook)));
    words.push(Inline::text(format!(". Write down: {}.", lower(&one.item.evidence))));
    Block::Paragraph(words)
}

/// The first letter small, unless the word is a name.
fn lower(words: &str) -> String {
    let mut chars = words.chars();
    match (chars.next(), chars.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() || second == ' ' => {
            first.to_lowercase().chain(chars).collect()
        }
        _ => words.to_owned(),
    }
}
