//! Whether a tenant is ready for its worst night, item by item.
//!
//! The checklist is data (`runbooks/checklist.toml`). An item is answered by what the profile shows, by a person who
//! wrote an answer into the profile, or by nobody; and nobody is never a pass. Where profile and person disagree the
//! worse one counts, and both are said.
//!
//! This room knows the items, the answers and their order of urgency. It refuses to know where a profile is kept, how a
//! question is put and what a report looks like.

mod checklist;
mod content;
mod earlier;
mod evidence;
mod outcome;
mod shown;

use std::cmp::Reverse;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use super::profile::{Profile, Verdict};
use crate::tenant::Snapshot;

pub use checklist::{Checklist, Conflict, Item, Severity, Source};
pub use content::Content;
pub use earlier::{Change, ContentChange, Earlier, NotAnAudit};
pub use outcome::{By, Outcome};

/// How many things to do first are named.
const FIRST: usize = 3;

/// One look at a tenant.
#[derive(Debug, Clone)]
pub struct Audit {
    /// The day of the look.
    pub day: NaiveDate,
    /// Every item of the checklist, in its order.
    pub outcomes: Vec<Outcome>,
    /// What it looked at, by name, for a comparison with another day.
    pub content: Content,
}

/// What the audit comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// No critical or high item fails, and none of them is unknown.
    Ready,
    /// None fails, and at least one is not known.
    NotKnown,
    /// At least one fails.
    NotReady,
}

impl Audit {
    /// Looks at a tenant through its profile.
    #[must_use]
    pub fn of(profile: &Profile, day: NaiveDate) -> Self {
        Self::with(profile, None, day, day.and_time(NaiveTime::MIN).and_utc())
    }

    /// Looks at a tenant through its profile and what exports show. `now` decides whether a role is still held.
    #[must_use]
    pub fn with(profile: &Profile, snapshot: Option<&Snapshot>, day: NaiveDate, now: DateTime<Utc>) -> Self {
        let items = &Checklist::embedded().items;
        let look = shown::Look { profile, snapshot, day, now };
        let outcomes = items.iter().map(|item| outcome::of(item, &look)).collect();
        Self { day, outcomes, content: Content::of(profile, snapshot, now) }
    }

    /// What it comes to. Medium items never decide it.
    #[must_use]
    pub fn standing(&self) -> Standing {
        let weighty = || self.outcomes.iter().filter(|one| one.item.severity != Severity::Medium);
        if weighty().any(|one| one.verdict == Verdict::No) {
            Standing::NotReady
        } else if weighty().any(|one| one.verdict == Verdict::Unknown) {
            Standing::NotKnown
        } else {
            Standing::Ready
        }
    }

    /// What to do first: by severity, nothing before what it depends on, a failure before an unknown, then what makes
    /// most other items worth doing, then the checklist's order.
    #[must_use]
    pub fn first(&self) -> Vec<&Outcome> {
        let mut open: Vec<&Outcome> = self.outcomes.iter().filter(|one| one.is_open()).collect();
        let blocked = |one: &Outcome| {
            let open = |id: &String| self.get(id).is_some_and(Outcome::is_open);
            one.item.unlocks.iter().filter(|id| open(id)).count()
        };
        let waits = |one: &Outcome| {
            let mut roots = self
                .outcomes
                .iter()
                .filter(|root| root.is_open() && root.item.unlocks.contains(&one.item.id));
            roots.any(|root| root.item.severity <= one.item.severity)
        };
        open.sort_by_key(|one| {
            (one.item.severity, waits(one), one.verdict != Verdict::No, Reverse(blocked(one)))
        });
        open.truncate(FIRST);
        open
    }

    /// How many items of this severity have this verdict.
    #[must_use]
    pub fn count(&self, severity: Severity, verdict: Verdict) -> usize {
        self.outcomes.iter().filter(|one| one.item.severity == severity && one.verdict == verdict).count()
    }

    /// The outcome of one item.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Outcome> {
        self.outcomes.iter().find(|one| one.item.id == id)
    }
}
