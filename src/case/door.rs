//! A way in that may apply: a runbook's step that may let somebody in, and how it stands.
//!
//! Which doors there are is the runbooks' to say (their `opens` steps). This file knows how one stands, by whose word.
//! A door nobody spoke of was not looked at: that is neither shut nor absent, and no text counts it as tried.

use chrono::{DateTime, FixedOffset};
use indexmap::IndexMap;
use indexmap::map::Entry;
use serde::{Deserialize, Serialize};

use super::event::Reply;
use super::told::Told;
use crate::model::StepRef;

/// How a door stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DoorState {
    /// There is no such thing here.
    DoesNotExist,
    NotLookedAt,
    /// Somebody is at it.
    BeingTried,
    /// It was tried, and did not open.
    Shut,
    /// Somebody is in.
    Open,
}

impl DoorState {
    const TABLE: [(Self, &'static str); 5] = [
        (Self::DoesNotExist, "does-not-exist"),
        (Self::NotLookedAt, "not-looked-at"),
        (Self::BeingTried, "being-tried"),
        (Self::Shut, "shut"),
        (Self::Open, "open"),
    ];

    /// The word in files and JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        Self::TABLE[self as usize].1
    }

    /// The state that a word names.
    pub fn named(word: &str) -> Option<Self> {
        Self::TABLE.iter().find(|(_, id)| *id == word).map(|(state, _)| *state)
    }

    /// Every word, for messages.
    pub fn words() -> impl Iterator<Item = &'static str> {
        Self::TABLE.iter().map(|(_, id)| *id)
    }

    /// How an answered step stands, where the answer says so.
    #[must_use]
    pub fn answered(reply: &Reply) -> Option<Self> {
        match reply {
            Reply::Opened => Some(Self::Open),
            Reply::Closed => Some(Self::Shut),
            Reply::NotPossible => Some(Self::DoesNotExist),
            _ => None,
        }
    }
}

/// What somebody says about one door.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct DoorReport {
    /// The step.
    pub door: StepRef,
    pub state: DoorState,
    /// Who tries it, or tried it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Why it is shut, or is not there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
}

/// The door at which each administrator tries to sign in; a test of the guide holds it against the runbooks.
#[must_use]
pub fn of_everybody() -> StepRef {
    StepRef::new("other-administrators", "each-tries")
}

/// One door as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Door {
    pub step: StepRef,
    pub state: DoorState,
    pub by: Option<String>,
    /// When it came to stand so.
    pub since: Option<DateTime<FixedOffset>>,
    pub why: Option<String>,
}

/// Every door that somebody spoke of, in the order in which it was first spoken of. What happened later stands.
#[must_use]
pub fn doors(reports: &[Told<DoorReport>]) -> Vec<Door> {
    let mut doors: IndexMap<&StepRef, Door> = IndexMap::new();
    for told in reports {
        let DoorReport { door, state, by, why } = told.what.clone();
        let new = Door { step: door, state, by: by.or_else(|| told.by.clone()), since: told.at, why };
        match doors.entry(&told.what.door) {
            Entry::Occupied(mut known) if known.get().since <= new.since => drop(known.insert(new)),
            Entry::Occupied(_) => {}
            Entry::Vacant(place) => drop(place.insert(new)),
        }
    }
    doors.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(state: DoorState, minute: i64) -> Told<DoorReport> {
        let what = DoorReport { door: "trusted-place/go-there".parse().unwrap(), state, by: None, why: None };
        let at = DateTime::from_timestamp(1_790_000_000 + minute * 60, 0).map(|t| t.fixed_offset());
        Told { what, at, by: Some("Anna".into()) }
    }

    #[test]
    fn what_happened_later_stands() {
        let found = doors(&[told(DoorState::Shut, 9), told(DoorState::BeingTried, 5)]);
        assert_eq!((found.len(), found[0].state), (1, DoorState::Shut));
        assert_eq!(found[0].by.as_deref(), Some("Anna"));
    }

    #[test]
    fn the_words_are_those_of_serde() {
        for (state, id) in DoorState::TABLE {
            assert_eq!(serde_json::to_value(state).unwrap(), id);
            assert_eq!((state.id(), DoorState::named(id)), (id, Some(state)));
        }
    }
}
