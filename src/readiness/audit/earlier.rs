//! An earlier audit, from its JSON view, and what changed since.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Audit, Content};
use crate::model::TenantId;
use crate::readiness::profile::Verdict;

/// The part of `reentry/audit/v1` that a comparison needs.
#[derive(Debug, Clone)]
pub struct Earlier {
    /// The day of that audit, as written there.
    pub day: String,
    /// The tenant of that audit, if it says it.
    pub tenant: Option<TenantId>,
    results: BTreeMap<String, (Verdict, Option<Vec<String>>)>,
    content: Content,
}

/// An item that is answered otherwise than before, or with the same answer about other policies or accounts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change<'a> {
    /// The item's id.
    pub id: &'a str,
    /// None: that audit did not know the item.
    pub from: Option<Verdict>,
    pub to: Verdict,
    /// Policies or accounts that it is about now and was not then, and the other way round.
    pub new: Vec<&'a str>,
    pub gone: Vec<String>,
}

impl Change<'_> {
    /// Whether it is worse than it was: more fails, or less is known.
    #[must_use]
    pub fn is_worse(&self) -> bool {
        let rank = |verdict: Verdict| match verdict {
            Verdict::No => 0,
            Verdict::Unknown => 1,
            Verdict::Yes | Verdict::NotApplicable => 2,
        };
        match self.from {
            Some(from) if from != self.to => rank(self.to) < rank(from),
            Some(_) => self.to == Verdict::No && !self.new.is_empty(),
            None => false,
        }
    }
}

/// Names that came or went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ContentChange {
    /// `accounts`, `domains`, `relationships` or `policies`.
    pub kind: &'static str,
    pub new: Vec<String>,
    pub gone: Vec<String>,
    /// Something that a rescue may need is gone.
    pub worse: bool,
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
    #[serde(default)]
    tenant_id: Option<String>,
    #[serde(default)]
    content: Content,
    items: Vec<One>,
}

#[derive(Deserialize)]
struct One {
    id: String,
    result: Verdict,
    /// An audit of an earlier program does not say it.
    #[serde(default)]
    concerns: Option<Vec<String>>,
}

impl Earlier {
    /// Reads what `reentry audit --json` printed.
    pub fn read(text: &str) -> Result<Self, NotAnAudit> {
        let view: View = serde_json::from_str(text)?;
        if view.schema != "reentry/audit/v1" && view.schema != "reentry/fleet/v1" {
            return Err(NotAnAudit::Schema(view.schema.escape_debug().take(60).collect()));
        }
        let results = view.items.into_iter().map(|one| (one.id, (one.result, one.concerns))).collect();
        let tenant = view.tenant_id.and_then(|id| id.parse().ok());
        Ok(Self { day: view.day.chars().take(40).collect(), tenant, results, content: view.content })
    }

    /// What is answered otherwise now, in the checklist's order.
    #[must_use]
    pub fn changes<'a>(&self, now: &'a Audit) -> Vec<Change<'a>> {
        let change = |one: &'a super::Outcome| {
            let was = self.results.get(&one.item.id);
            let concerned = was.and_then(|(_, concerns)| concerns.as_ref());
            let new = |concerned: &Vec<String>| {
                one.concerns.iter().filter(|name| !concerned.contains(name)).map(String::as_str).collect()
            };
            let gone = |concerned: &Vec<String>| {
                concerned.iter().filter(|name| !one.concerns.contains(name)).cloned().collect()
            };
            Change {
                id: &one.item.id,
                from: was.map(|(verdict, _)| *verdict),
                to: one.verdict,
                new: concerned.map(new).unwrap_or_default(),
                gone: concerned.map(gone).unwrap_or_default(),
            }
        };
        let differs = |change: &Change<'_>| {
            change.from != Some(change.to) || !change.new.is_empty() || !change.gone.is_empty()
        };
        now.outcomes.iter().map(change).filter(differs).collect()
    }

    /// What came or went, where both audits looked.
    #[must_use]
    pub fn content_changes(&self, now: &Audit) -> Vec<ContentChange> {
        let kinds = self.content.kinds().into_iter().zip(now.content.kinds());
        let change = |((kind, was, matters), (_, is, _)): (Kind<'_>, Kind<'_>)| {
            let (was, is) = was.zip(is)?;
            let gone: Vec<String> = was.difference(is).cloned().collect();
            let new: Vec<String> = is.difference(was).cloned().collect();
            let differs = !gone.is_empty() || !new.is_empty();
            let worse = matters && !gone.is_empty();
            differs.then_some(ContentChange { kind, worse, new, gone })
        };
        kinds.filter_map(change).collect()
    }

    /// Whether something is worse than it was.
    #[must_use]
    pub fn is_worse(&self, now: &Audit) -> bool {
        self.changes(now).iter().any(Change::is_worse)
            || self.content_changes(now).iter().any(|change| change.worse)
    }
}

type Kind<'a> = (&'static str, Option<&'a BTreeSet<String>>, bool);
