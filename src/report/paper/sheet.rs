//! One runbook as one part of a print.

use super::choose::Chosen;
use super::cited::Cited;
use super::numbers::{Numbers, anchor};
use super::said::{Names, on_paper};
use super::{Extent, Print, condition, fields, page};
use crate::model::StepRef;
use crate::report::document::{Block, Inline, Part};
use crate::report::markdown;
use crate::report::runbook::{note, sources};
use crate::runbook::{Runbook, Step};

/// What every runbook of one print shares.
pub(super) struct Sheets<'a> {
    pub(super) print: &'a Print<'a>,
    pub(super) chosen: &'a Chosen<'a>,
    pub(super) numbers: &'a Numbers<'a>,
    pub(super) extent: Extent<'a>,
    pub(super) cited: &'a Cited,
    pub(super) names: Names,
}

impl Sheets<'_> {
    pub(super) fn part(&self, runbook: &Runbook) -> Part {
        let number = self.numbers.runbook(&runbook.head.id);
        let alone = matches!(self.extent, Extent::These(_));
        let mut blocks = self.prose(runbook, &runbook.intro, true);
        blocks.extend(self.chosen.steps(runbook).map(|at| self.step(runbook, at)));
        let sources = if alone { sources(runbook) } else { Vec::new() };
        if !sources.is_empty() {
            let reviewed = format!("Sources, last compared on {}", runbook.head.reviewed);
            let mut small = vec![Block::Paragraph(vec![Inline::strong(reviewed)])];
            small.extend(sources);
            blocks.push(Block::Small(small));
        }
        Part {
            anchor: runbook.head.id.clone(),
            group: phase(&runbook.head.phase),
            label: format!("Runbook {number} of {}", self.numbers.total()),
            title: runbook.title.clone(),
            blocks,
            one_page: false,
            flows: !alone,
            end: format!("END of runbook {number}: {}", runbook.title),
        }
    }

    fn prose(&self, runbook: &Runbook, words: &str, powershell: bool) -> Vec<Block> {
        let cite = |id: &str| {
            let source = runbook.head.source.iter().find(|source| source.id == id)?;
            Some(if matches!(self.extent, Extent::These(_)) { note(source) } else { self.cited.note(source) })
        };
        on_paper(markdown::read(words, &cite).blocks, &self.names, powershell)
    }

    fn step(&self, runbook: &Runbook, step: &Step) -> Block {
        let at = StepRef::new(&runbook.head.id, &step.id);
        let library = self.print.library;
        let powershell = self.extent != Extent::Kit || library.kit().prints_powershell(&at);
        let mut blocks: Vec<Block> =
            condition::line(self.print, self.numbers, &at, step).into_iter().collect();
        blocks.extend(self.prose(runbook, &step.body, powershell));
        if let Some(more) = &step.more {
            blocks.extend(self.prose(runbook, more, powershell));
        }
        blocks.extend(library.kit().shows(&at).flat_map(|shown| page::field(self.print, shown)));
        blocks.extend(fields::of(self.print, self.numbers, &at, step));
        Block::Step { number: self.numbers.step(&at), anchor: anchor(&at), title: title(&step.title), blocks }
    }
}

/// Nothing can be pasted into paper.
fn title(said: &str) -> String {
    said.strip_prefix("Paste ").map_or_else(|| said.to_owned(), |what| format!("Write down {what}"))
}

/// `proof-of-control` reads `Proof of control`.
fn phase(id: &str) -> String {
    let words = id.replace('-', " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
