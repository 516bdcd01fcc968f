//! A partner's delegated administration (GDAP) relationship, as it is kept.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Told;
use crate::model::TenantId;
use crate::partner::relationship::Status;
use crate::partner::role::Held;

/// One relationship.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Relationship {
    pub id: Option<String>,
    /// The relationship's own name, which is not the partner's.
    pub name: Option<String>,
    pub customer: Option<TenantId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partner: Option<TenantId>,
    pub status: Status,
    /// The roles that the customer approved.
    pub roles: Told<Vec<Held>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub created: Option<DateTime<Utc>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends: Option<DateTime<Utc>>,
    /// By how many days it is extended without anybody; 0 is not at all.
    pub auto_extend_days: Told<u32>,
    /// Which roles the partner's groups hold; without one the approved roles help nobody.
    pub assignments: Told<Vec<AccessAssignment>>,
}

/// Roles given to one of the partner's security groups.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AccessAssignment {
    /// Its status, in lower case: only `active` gives access.
    pub status: String,
    pub roles: Vec<Held>,
}

impl Relationship {
    /// How much it may do against a lockout: changing policies counts most, then resetting administrators.
    #[must_use]
    pub fn strength(&self) -> usize {
        use crate::partner::action::Action;
        use crate::partner::matrix::{Answer, cell_of};
        let known = || self.roles.value().into_iter().flatten().filter_map(Held::known);
        let can = |action: Action| known().any(|role| cell_of(role, action).answer == Answer::Yes);
        let actions = Action::ALL.iter().filter(|action| can(**action)).count();
        actions + if can(Action::EditPolicy) { 100 } else { 0 }
    }
}
