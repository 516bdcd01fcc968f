//! An earlier audit, from its JSON view, and what changed since.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::Audit;
use crate::readiness::profile::Verdict;

/// The part of `reentry/audit/v1` that a comparison needs.
#[derive(Debug, Clone)]
pub struct Earlier {
    /// The day of that audit, as written there.
    pub day: String,
    results: BTreeMap<String, Verdict>,
}

/// An item that is answered otherwise than before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change<'a> {
    /// The item's id.
    pub id: &'a str,
    /// None: that audit did not know the item.
    pub from: Option<Verdict>,
    pub to: Verdict,
}

/// Why a file is no earlier audit.
#[derive(Debug, thiserror::Error)]
pub enum NotAnAudit {
    #[error("it is not the JSON of an audit: {0}")]
    Json(#[from] serde_json::Error),
    #[error("its schema is \"{0}\", and \"reentry/audit/v1\" is wanted")]
    Schema(String),
}

#[derive(Deserialize)]
struct View {
    schema: String,
    day: String,
    items: Vec<One>,
}

#[derive(Deserialize)]
struct One {
    id: String,
    result: Verdict,
}

impl Earlier {
    /// Reads what `reentry audit --json` printed.
    pub fn read(text: &str) -> Result<Self, NotAnAudit> {
        let view: View = serde_json::from_str(text)?;
        if view.schema != "reentry/audit/v1" {
            return Err(NotAnAudit::Schema(view.schema.escape_debug().take(60).collect()));
        }
        let results = view.items.into_iter().map(|one| (one.id, one.result)).collect();
        Ok(Self { day: view.day.chars().take(40).collect(), results })
    }

    /// What is answered otherwise now, in the checklist's order.
    #[must_use]
    pub fn changes<'a>(&self, now: &'a Audit) -> Vec<Change<'a>> {
        let change = |one: &'a super::Outcome| Change {
            id: &one.item.id,
            from: self.results.get(&one.item.id).copied(),
            to: one.verdict,
        };
        now.outcomes.iter().map(change).filter(|change| change.from != Some(change.to)).collect()
    }
}
