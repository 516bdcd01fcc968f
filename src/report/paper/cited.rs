//! The sources of a kit, once at its end, each with its number.
//!
//! Beside a claim stands who said it, when, and the number; the number leads to title and address. A page that two
//! runbooks cite is one source. A sheet that is printed alone carries its own sources instead.

use std::cell::RefCell;

use crate::report::document::{Block, Inline, Item, Part};
use crate::report::runbook::{note, source_words};
use crate::runbook::Source;

/// The sources in the order in which they are first cited.
#[derive(Default)]
pub(super) struct Cited(RefCell<Vec<Source>>);

impl Cited {
    /// The note beside a claim, with the number of its source.
    pub(super) fn note(&self, source: &Source) -> String {
        let note = note(source);
        let number = self.number(source);
        let Some((at, _)) = note.char_indices().next_back() else { return note };
        let (words, bracket) = note.split_at(at);
        format!("{words}; {number}{bracket}")
    }

    fn number(&self, source: &Source) -> usize {
        let mut known = self.0.borrow_mut();
        let same = |one: &Source| {
            let page = if one.url.is_some() { one.url == source.url } else { one.title == source.title };
            page && one.date == source.date && one.confidence == source.confidence
        };
        if let Some(at) = known.iter().position(same) {
            return at + 1;
        }
        known.push(source.clone());
        known.len()
    }

    /// The list for the end of the kit; nothing where nothing is cited.
    pub(super) fn part(&self) -> Option<Part> {
        let known = self.0.borrow();
        // How far to trust it stands beside each claim.
        let item = |source: &Source| {
            let mut words = source_words(source);
            words.pop();
            words.push(Inline::text(format!(", {}", source.date)));
            Item { task: None, blocks: vec![Block::Paragraph(words)] }
        };
        let items: Vec<Item> = known.iter().map(item).collect();
        let lead = "The number behind a claim leads here. A date is the date of the page, as far as the page has one.";
        let list = Block::List { first: Some(1), tight: true, items };
        let blocks = vec![Block::Paragraph(vec![Inline::text(lead)]), Block::Small(vec![list])];
        (!known.is_empty()).then(|| Part { flows: true, ..Part::new("sources", "Sources", blocks) })
    }
}
