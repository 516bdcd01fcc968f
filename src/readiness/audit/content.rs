//! What an audit looked at, by name, so that two audits compare more than their verdicts: a second policy that forgets
//! an account changes no verdict, and a domain that left the tenant is no item at all.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::partner::relationship::Status;
use crate::readiness::profile::Profile;
use crate::tenant::{Look, Snapshot, exclusion};

/// Names by kind. A kind that was not looked at is absent, and nothing is missing from it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Content {
    pub accounts: Option<BTreeSet<String>>,
    pub domains: Option<BTreeSet<String>>,
    pub policies: Option<BTreeSet<String>>,
    pub relationships: Option<BTreeSet<String>>,
}

impl Content {
    pub(super) fn of(profile: &Profile, snapshot: Option<&Snapshot>, now: DateTime<Utc>) -> Self {
        let name = |user: &Option<String>, id: Option<crate::model::ObjectId>| {
            id.map(|id| id.to_string()).or_else(|| user.clone()).unwrap_or_default()
        };
        // By object ID: a renamed account is the same one. One that left the list of users is gone.
        let is_gone = |user: &Option<String>, id| {
            snapshot.is_some_and(|seen| matches!(seen.user(id, user.as_deref()), Look::NotThere))
        };
        let accounts = profile.emergency_account.as_ref().map(|all| {
            let there = all.iter().filter(|one| !is_gone(&one.user, one.object_id));
            there.map(|one| one.user.clone().unwrap_or_else(|| name(&one.user, one.object_id))).collect()
        });
        let domains =
            profile.domain.as_ref().map(|all| all.iter().filter_map(|one| one.name.clone()).collect());
        let whole = snapshot.filter(|seen| seen.policies.is_whole());
        let policies = whole.map(|seen| {
            let label = |policy| exclusion::name(policy).to_owned();
            seen.policies.values().map(label).collect::<BTreeSet<_>>()
        });
        let relationships = snapshot.filter(|seen| seen.relationships.is_whole()).map(|seen| {
            let live = seen
                .relationships
                .values()
                .filter(|one| one.status == Status::Active && one.ends.is_none_or(|ends| ends > now));
            live.filter_map(|one| one.name.clone().or_else(|| one.id.clone())).collect()
        });
        Self { accounts, domains, policies, relationships }
    }

    /// Kinds with their names, in an order of their own. Losing one of the last kind makes nothing worse by itself.
    pub(super) fn kinds(&self) -> [(&'static str, Option<&BTreeSet<String>>, bool); 4] {
        [
            ("accounts", self.accounts.as_ref(), true),
            ("domains", self.domains.as_ref(), true),
            ("relationships", self.relationships.as_ref(), true),
            ("policies", self.policies.as_ref(), false),
        ]
    }
}
