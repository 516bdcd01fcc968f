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
mod sheet;

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use super::document::{Block, Document, Edition, Part};
use crate::case::{FactId, Value};
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
    /// The named runbooks in the order of the path, or all of them when none is named. Names nobody knows are returned.
    pub fn runbooks(&self, ids: &[String]) -> Result<Document, Vec<String>> {
        let unknown: Vec<String> = ids.iter().filter(|id| self.library.get(id).is_none()).cloned().collect();
        if !unknown.is_empty() {
            return Err(unknown);
        }
        let chosen = |runbook: &&Runbook| ids.is_empty() || ids.contains(&runbook.head.id);
        let chosen: Vec<&Runbook> = self.library.in_order().into_iter().filter(chosen).collect();
        let numbers = Numbers::new(self.library, &chosen);
        let mut parts: Vec<Part> =
            chosen.iter().map(|runbook| sheet::part(self, &numbers, runbook)).collect();
        if parts.len() > 1 {
            parts.insert(0, contents());
        }
        let title = match chosen.as_slice() {
            [one] => one.title.clone(),
            _ => "Recovery runbooks".to_owned(),
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
