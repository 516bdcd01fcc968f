//! Runbooks as sheets that work with a pen, when no laptop does.
//!
//! What the guide asks, paper asks too: a step of kind `ask` becomes ruled lines, `choose` becomes boxes that say where
//! to go on, `wait` becomes two clock times. Numbers belong to the whole set, so that "step 14.2" means the same on
//! every sheet of one edition, however many of them were printed.
//!
//! This room knows the order of things on a sheet. It refuses to know what a sheet looks like: that is the writers'.

mod condition;
mod fields;
mod numbers;
mod page;
mod sheet;

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use super::document::{Block, Document, Edition, Inline, Part};
use crate::model::{FactId, Value, facts};
use crate::runbook::page::{Page, Place};
use crate::runbook::{Library, Runbook};
use numbers::Numbers;

/// Days after which a print should be compared with the world again: the rhythm of the emergency accounts' drill.
const REVIEW_AFTER: Days = Days::new(90);

/// What is known already and need not be written by hand.
pub type Filling = BTreeMap<FactId, Value>;

/// What one print is made from.
pub struct Print<'a> {
    /// All runbooks, for numbers, names and targets.
    pub library: &'a Library,
    /// Known facts.
    pub filling: &'a Filling,
    /// The day of the print.
    pub today: NaiveDate,
}

/// How much is printed. Numbers are the same in each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent<'a> {
    /// What a lockout of this tenant can need: the walk, without what is for other nights and for quiet days.
    Kit,
    /// Every runbook and every sheet.
    All,
    /// These runbooks and sheets, in the order of the kit.
    These(&'a [String]),
}

impl Print<'_> {
    /// The print. Names nobody knows are returned.
    pub fn document(&self, extent: Extent<'_>) -> Result<Document, Vec<String>> {
        let ids = if let Extent::These(ids) = extent { ids } else { &[] };
        let known =
            |id: &str| self.library.get(id).is_some() || self.library.pages().any(|page| page.head.id == id);
        let unknown: Vec<String> = ids.iter().filter(|id| !known(id)).cloned().collect();
        if !unknown.is_empty() {
            return Err(unknown);
        }
        let chosen = |id: &String| ids.is_empty() || ids.contains(id);
        let wanted =
            |runbook: &&Runbook| chosen(&runbook.head.id) && (extent != Extent::Kit || self.in_kit(runbook));
        let (runbooks, left): (Vec<&Runbook>, Vec<&Runbook>) =
            self.library.in_order().into_iter().partition(wanted);
        let numbers = Numbers::new(self.library, &runbooks);
        let pages = |place: Place| {
            let here = move |page: &&Page| {
                let quiet = extent == Extent::Kit && page.head.quiet;
                page.head.place == place && chosen(&page.head.id) && !quiet
            };
            self.library.pages().filter(here).map(|page| page::part(self, &numbers, page))
        };
        let mut parts: Vec<Part> = pages(Place::Front).collect();
        let listed = parts.iter().any(|part| part.blocks.contains(&Block::Contents));
        if runbooks.len() > 1 && !listed {
            parts.insert(0, Part::new("contents", "Contents", vec![Block::Contents]));
        }
        parts.extend(runbooks.iter().map(|runbook| sheet::part(self, &numbers, runbook)));
        parts.extend(pages(Place::Back));
        if extent == Extent::Kit && !left.is_empty() {
            let sheet = parts.iter_mut().find(|part| part.blocks.contains(&Block::Contents));
            sheet.into_iter().for_each(|part| part.blocks.push(left_out(&left, &numbers)));
        }
        let title = match parts.as_slice() {
            [one] => one.title.clone(),
            _ if ids.is_empty() => "Recovery kit".to_owned(),
            _ => "From the recovery kit".to_owned(),
        };
        Ok(Document { title, owner: self.known(facts::NAME), edition: self.edition(), parts })
    }

    /// Whether this tenant's lockout can lead here.
    fn in_kit(&self, runbook: &Runbook) -> bool {
        let known = |(fact, values): (&FactId, &Vec<String>)| {
            self.filling.get(fact).is_some_and(|value| value.items().iter().any(|item| values.contains(item)))
        };
        let head = &runbook.head;
        let reached = !head.stand_alone || !head.kit_when.is_empty() && head.kit_when.iter().all(known);
        reached && !head.kit_unless.iter().any(known)
    }

    fn edition(&self) -> Edition {
        let ninety_days = self.today.checked_add_days(REVIEW_AFTER).unwrap_or(self.today);
        let review_by =
            Some(self.known(facts::KIT_REVIEW_BY).and_then(|day| day.parse().ok()).unwrap_or(ninety_days));
        let maker =
            self.known(facts::KIT_MAKER).map(|maker| format!(", made by {maker}")).unwrap_or_default();
        let version = format!("reentry {}{maker}", env!("CARGO_PKG_VERSION"));
        Edition { version, issued: self.today, review_by }
    }

    fn known(&self, fact: &str) -> Option<String> {
        fact.parse::<FactId>().ok().and_then(|id| self.filling.get(&id)).and_then(Value::text)
    }
}

/// What the kit does without, so that nobody looks for a missing sheet.
fn left_out(runbooks: &[&Runbook], numbers: &Numbers) -> Block {
    let mut words = vec![Inline::strong("Not in this kit: ")];
    let names = runbooks.iter().map(|r| format!("{} {}", numbers.runbook(&r.head.id), r.title));
    words.push(Inline::text(names.collect::<Vec<_>>().join(" \u{b7} ")));
    words.push(Inline::text(". They are for other nights and for quiet days: "));
    words.push(Inline::Code("reentry print --all".to_owned()));
    Block::Small(vec![Block::Paragraph(words)])
}

#[cfg(test)]
mod tests;
