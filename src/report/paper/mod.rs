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

use super::document::{Block, Document, Edition, Part};
use crate::case::{FactId, Value};
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

impl Print<'_> {
    /// The whole kit, or the named runbooks and sheets in the order of the kit. Names nobody knows are returned.
    pub fn document(&self, ids: &[String]) -> Result<Document, Vec<String>> {
        let known =
            |id: &str| self.library.get(id).is_some() || self.library.pages().any(|page| page.head.id == id);
        let unknown: Vec<String> = ids.iter().filter(|id| !known(id)).cloned().collect();
        if !unknown.is_empty() {
            return Err(unknown);
        }
        let chosen = |id: &String| ids.is_empty() || ids.contains(id);
        let runbooks: Vec<&Runbook> =
            self.library.in_order().into_iter().filter(|runbook| chosen(&runbook.head.id)).collect();
        let numbers = Numbers::new(self.library, &runbooks);
        let pages = |place: Place| {
            let here = move |page: &&Page| page.head.place == place && chosen(&page.head.id);
            self.library.pages().filter(here).map(|page| page::part(self, &numbers, page))
        };
        let mut parts: Vec<Part> = pages(Place::Front).collect();
        let listed = parts.iter().any(|part| part.blocks.contains(&Block::Contents));
        if runbooks.len() > 1 && !listed {
            parts.insert(0, contents());
        }
        parts.extend(runbooks.iter().map(|runbook| sheet::part(self, &numbers, runbook)));
        parts.extend(pages(Place::Back));
        let title = match parts.as_slice() {
            [one] => one.title.clone(),
            _ if ids.is_empty() => "Recovery kit".to_owned(),
            _ => "From the recovery kit".to_owned(),
        };
        Ok(Document { title, owner: self.known(crate::case::facts::NAME), edition: self.edition(), parts })
    }

    fn edition(&self) -> Edition {
        let review_by = self.today.checked_add_days(REVIEW_AFTER).unwrap_or(self.today);
        Edition { version: format!("reentry {}", env!("CARGO_PKG_VERSION")), issued: self.today, review_by }
    }

    fn known(&self, fact: &str) -> Option<String> {
        fact.parse::<FactId>().ok().and_then(|id| self.filling.get(&id)).and_then(Value::text)
    }
}

fn contents() -> Part {
    Part {
        anchor: "contents".into(),
        group: String::new(),
        label: String::new(),
        title: "Contents".into(),
        blocks: vec![Block::Contents],
        one_page: false,
        end: "END of the contents".into(),
    }
}

#[cfg(test)]
mod tests;
