//! Runbooks as sheets that work with a pen, when no laptop does.
//!
//! What the guide asks, paper asks too: a step of kind `ask` becomes ruled lines, `choose` becomes boxes that say where
//! to go on, `wait` becomes two clock times. Numbers belong to the whole set, so that "step 14.2" means the same on
//! every sheet of one edition, however many of them were printed.
//!
//! This room knows the order of things on a sheet. It refuses to know what a sheet looks like: that is the writers'.

mod choose;
mod cited;
mod condition;
mod fields;
mod numbers;
mod page;
mod said;
mod sheet;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{Days, NaiveDate};

use super::document::{Block, Document, Edition, Part};
use super::logo::Logo;
use crate::model::{FactId, Value, facts};
use crate::runbook::Library;
use crate::runbook::page::{Page, Place};
use choose::Chosen;
use cited::Cited;
use numbers::Numbers;
use said::Names;
use sheet::Sheets;

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
    /// The logo of the provider that makes it.
    pub logo: Option<&'a Arc<Logo>>,
    /// Whether the facts are answers that somebody gave in a case. What was prepared on a quiet day ticks no box.
    pub answered: bool,
}

/// How much is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent<'a> {
    /// What a lockout of this tenant can need, by the rules of `kit.toml`; its numbers count what it holds.
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
        let chosen = Chosen::of(self.library, self.filling, extent);
        let counted = if extent == Extent::Kit { chosen.runbooks.clone() } else { self.library.in_order() };
        let numbers = Numbers::new(self.library, &counted, &chosen);
        let cited = Cited::default();
        let pages = |place: Place| {
            let here = move |page: &&Page| {
                let quiet = extent == Extent::Kit && page.head.quiet;
                page.head.place == place && (ids.is_empty() || ids.contains(&page.head.id)) && !quiet
            };
            self.library.pages().filter(here).map(|page| page::part(self, &numbers, page))
        };
        let mut parts: Vec<Part> = pages(Place::Front).collect();
        let listed = parts.iter().any(|part| part.blocks.contains(&Block::Contents));
        if chosen.runbooks.len() > 1 && !listed {
            parts.insert(0, Part::new("contents", "Contents", vec![Block::Contents]));
        }
        let runbooks = self.library.in_order().into_iter();
        let named =
            runbooks.map(|one| (one.head.id.as_str(), one.title.as_str(), numbers.number(&one.head.id)));
        let names = Names::of(self.filling).with_runbooks(named);
        let sheets = Sheets { print: self, chosen: &chosen, numbers: &numbers, extent, cited: &cited, names };
        parts.extend(chosen.runbooks.iter().map(|runbook| sheets.part(runbook)));
        parts.extend(cited.part());
        parts.extend(pages(Place::Back));
        if let Some(left) = chosen.left_out() {
            let sheet = parts.iter_mut().find(|part| part.blocks.contains(&Block::Contents));
            sheet.into_iter().for_each(|part| part.blocks.push(left.clone()));
        }
        let title = match parts.as_slice() {
            [one] => one.title.clone(),
            _ if extent == Extent::All => "Recovery kit, complete".to_owned(),
            _ if ids.is_empty() => "Recovery kit".to_owned(),
            _ => "From the recovery kit".to_owned(),
        };
        Ok(Document {
            title,
            owner: self.known(facts::NAME),
            edition: self.edition(),
            logo: self.logo.cloned(),
            parts,
        })
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

#[cfg(test)]
mod tests;
