//! One tenant as its exports show it at one time: typed collections that know how whole they are, and facts that know
//! where they are from.
//!
//! This room knows what an export proves: objects, what they hold, and which part of a list was given. What was never
//! asked for is *not known* ([`Told::NotAsked`]); an empty answer is [`Told::Null`]; neither is read as no. A list of
//! which a page is missing is [`Whole::Part`], and nobody may conclude from it that something is not there.
//!
//! It refuses to know where a file lies, what a person said about the tenant (that is the profile), and whether a
//! tenant is ready: judging belongs to the audit and to the policy evaluator. The reason is one kind of mistake:
//! an answer of *yes* that was never in the evidence.

mod collection;
mod compare;
pub mod conditional_access;
mod directory;
pub mod exclusion;
mod extent;
mod file_name;
mod find;
mod gather;
mod keep;
mod merge;
mod once;
mod partners;
pub mod read;
mod renew;
pub mod two_dates;
pub mod whose;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::model::TenantId;

pub use collection::{Collection, Item, Lack, Object, Origin, Sign, Source, Told, Whole};
pub use compare::{Change, Sort, changes};
pub use directory::{
    Domain, Group, Holding, Member, Membership, Organization, Principal, RoleAssignment, Scope,
    SecurityDefaults, ServicePrincipal, Synced, User,
};
pub use find::{Held, Look};
pub use gather::{Gathered, Report, gather};
pub use keep::Named;
pub use partners::{AccessAssignment, Relationship};

/// The schema of the file beside the profile.
pub const SCHEMA: &str = "reentry/tenant/v1";

/// What exports say about one tenant.
///
/// Policies and what belongs to them are kept as the objects that the exports hold, with the names of their keys in
/// Graph's spelling and unknown keys included; `conditional_access` reads them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Snapshot {
    pub schema: String,
    /// Whose exports these are; nothing if no file names a tenant.
    pub tenant: Option<TenantId>,
    /// Accounts and groups that were looked for when people whom no judgement needs were left out: who is among these
    /// and not in a whole list is not in the tenant.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub looked_for: BTreeSet<String>,
    /// The files, in the order in which [`Origin::source`] counts them.
    pub sources: Vec<Source>,
    #[serde(default)]
    pub organization: Collection<Organization>,
    #[serde(default)]
    pub domains: Collection<Domain>,
    #[serde(default)]
    pub users: Collection<User>,
    #[serde(default)]
    pub groups: Collection<Group>,
    /// Who is in which group, directly; one collection for all groups, each with its own wholeness in [`Membership`].
    #[serde(default)]
    pub memberships: Collection<Membership>,
    /// Roles that are held.
    #[serde(default)]
    pub role_assignments: Collection<RoleAssignment>,
    /// Roles that may be activated, and those of which the export does not say whether they are held.
    #[serde(default)]
    pub role_eligibilities: Collection<RoleAssignment>,
    /// Graph `identity/conditionalAccess/policies`.
    #[serde(default)]
    pub policies: Collection<Object>,
    #[serde(default)]
    pub named_locations: Collection<Object>,
    #[serde(default)]
    pub authentication_strengths: Collection<Object>,
    /// Graph `policies/authenticationMethodsPolicy`: one object.
    #[serde(default)]
    pub authentication_methods_policy: Collection<Object>,
    /// Who has registered what: Graph `reports/authenticationMethods/userRegistrationDetails`.
    #[serde(default)]
    pub registered_methods: Collection<Object>,
    #[serde(default)]
    pub security_defaults: Collection<SecurityDefaults>,
    /// Graph beta `identity/conditionalAccess/settings`: one object.
    #[serde(default)]
    pub conditional_access_settings: Collection<Object>,
    /// Graph beta `identity/conditionalAccess/plans`: not policies.
    #[serde(default)]
    pub policy_plans: Collection<Object>,
    #[serde(default)]
    pub relationships: Collection<Relationship>,
    /// Those that may write policies.
    #[serde(default)]
    pub service_principals: Collection<ServicePrincipal>,
}

impl Default for Snapshot {
    fn default() -> Self {
        Self {
            schema: SCHEMA.to_owned(),
            tenant: None,
            looked_for: BTreeSet::new(),
            sources: Vec::new(),
            organization: Collection::default(),
            domains: Collection::default(),
            users: Collection::default(),
            groups: Collection::default(),
            memberships: Collection::default(),
            role_assignments: Collection::default(),
            role_eligibilities: Collection::default(),
            policies: Collection::default(),
            named_locations: Collection::default(),
            authentication_strengths: Collection::default(),
            authentication_methods_policy: Collection::default(),
            registered_methods: Collection::default(),
            security_defaults: Collection::default(),
            conditional_access_settings: Collection::default(),
            policy_plans: Collection::default(),
            relationships: Collection::default(),
            service_principals: Collection::default(),
        }
    }
}

impl Snapshot {
    /// The file that a fact is from.
    #[must_use]
    pub fn source(&self, origin: Origin) -> Option<&Source> {
        self.sources.get(origin.source)
    }
}
