//! One runbook as one part of a print.

use super::numbers::{Numbers, anchor};
use super::{Print, condition, fields};
use crate::model::StepRef;
use crate::report::document::{Block, Inline, Part};
use crate::report::runbook::{prose, sources, whole_step};
use crate::runbook::{Runbook, Step};

pub(super) fn part(print: &Print, numbers: &Numbers, runbook: &Runbook) -> Part {
    let number = numbers.runbook(&runbook.head.id);
    let mut blocks = prose(runbook, &runbook.intro).blocks;
    blocks.extend(runbook.steps.iter().map(|at| step(print, numbers, runbook, at)));
    let sources = sources(runbook);
    if !sources.is_empty() {
        let reviewed = format!("Sources, last compared on {}", runbook.head.reviewed);
        let mut small = vec![Block::Paragraph(vec![Inline::strong(reviewed)])];
        small.extend(sources);
        blocks.push(Block::Small(small));
    }
    Part {
        anchor: runbook.head.id.clone(),
        group: phase(&runbook.head.phase),
        label: format!("Runbook {number} of {}", numbers.total()),
        title: runbook.title.clone(),
        blocks,
        one_page: false,
        end: format!("END of runbook {number}: {}", runbook.title),
    }
}

fn step(print: &Print, numbers: &Numbers, runbook: &Runbook, step: &Step) -> Block {
    let at = StepRef::new(&runbook.head.id, &step.id);
    let mut blocks: Vec<Block> = condition::line(print.library, step).into_iter().collect();
    blocks.extend(whole_step(runbook, step));
    blocks.extend(fields::of(print, numbers, &at, step));
    Block::Step { number: numbers.step(&at), anchor: anchor(&at), title: step.title.clone(), blocks }
}

/// `proof-of-control` reads `Proof of control`.
fn phase(id: &str) -> String {
    let words = id.replace('-', " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
