//! The directory's own objects: the organisation, people, groups, roles, domains.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Told;
use crate::model::{AppId, ObjectId, RoleTemplateId, TenantId};

/// The tenant itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Organization {
    pub id: Option<TenantId>,
    pub name: Option<String>,
    /// Where Microsoft writes to.
    pub technical_mails: Vec<String>,
    /// The initial domain, under onmicrosoft.com.
    pub initial_domain: Option<String>,
    pub verified_domains: Vec<String>,
}

/// A domain name of the tenant.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Domain {
    /// In lower case.
    pub name: String,
    pub verified: Told<bool>,
    pub initial: Told<bool>,
    /// `Managed` or `Federated`.
    pub authentication: Told<String>,
}

/// A person's account, as far as a judgement needs it.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct User {
    pub id: Option<ObjectId>,
    /// The user principal name, as written.
    pub user: Option<String>,
    pub enabled: Told<bool>,
    pub synced: Synced,
    /// `Member` or `Guest`.
    pub user_type: Told<String>,
}

/// Whether an account comes from an on-premises directory.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Synced {
    /// It is synchronised.
    Yes,
    /// It exists in the cloud only: the export asked, and the answer was empty.
    No,
    #[default]
    NotKnown,
}

/// A group.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Group {
    pub id: Option<ObjectId>,
    pub name: Option<String>,
    /// Only privileged administrators may change its members.
    pub role_assignable: Told<bool>,
    /// The rule of a dynamic group.
    pub membership_rule: Told<String>,
}

/// Who is in a group, directly.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Membership {
    pub group: Option<ObjectId>,
    pub group_name: Option<String>,
    /// Whether these are all its members.
    pub whole: bool,
    pub members: Vec<Member>,
    /// Whether members of its groups are among them (`transitiveMembers`).
    pub nested: bool,
}

impl Membership {
    /// Members about whom the lists of one group contradict each other: one list names them, and another one, which is whole,
    /// does not. Lists of direct members say nothing about nested ones.
    #[must_use]
    pub fn disputed(lists: &[&Self]) -> HashSet<ObjectId> {
        let mut disputed = HashSet::new();
        if lists.len() < 2 {
            return disputed;
        }
        // A member without an id may be anybody.
        let sure = |one: &&&Self| one.whole && one.members.iter().all(|member| member.id.is_some());
        for whole in lists.iter().filter(sure) {
            let known: HashSet<ObjectId> = whole.members.iter().filter_map(|member| member.id).collect();
            let others = lists.iter().filter(|other| whole.nested || !other.nested);
            let named = others.flat_map(|other| other.members.iter().filter_map(|member| member.id));
            disputed.extend(named.filter(|id| !known.contains(id)));
        }
        disputed
    }
}

/// A member of a group.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Member {
    pub id: Option<ObjectId>,
    pub kind: Principal,
    pub name: Option<String>,
}

/// What somebody who holds a role or a membership is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Principal {
    User,
    Group,
    ServicePrincipal,
    #[default]
    NotKnown,
}

/// Somebody holds a role, or may activate it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RoleAssignment {
    pub principal: ObjectId,
    #[serde(default)]
    pub kind: Principal,
    /// The user or group name, if the export has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub principal_name: Option<String>,
    /// The role's template; nothing for a role that the export names otherwise.
    pub role: Option<RoleTemplateId>,
    /// The role as the export names it, when that is no template ID.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role_name: Option<String>,
    #[serde(default)]
    pub scope: Scope,
    #[serde(default)]
    pub holding: Holding,
    /// When it ends; [`Told::Null`] is without an end.
    #[serde(default)]
    pub until: Told<DateTime<Utc>>,
    /// Held through a group, as the export says (`memberType`); [`Told::NotAsked`] where it does not.
    #[serde(default)]
    pub through_group: Told<bool>,
}

/// Over what a role is held.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// The whole directory.
    Directory,
    /// An administrative unit or one object, as written.
    Within(String),
    #[default]
    NotKnown,
}

/// How a role is held.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Holding {
    /// Active, by an assignment.
    Assigned,
    /// Active for now: an eligible role that was activated.
    Activated,
    /// Active; the export does not tell an assignment from an activation.
    Active,
    /// May be activated, and is not held.
    Eligible,
    /// The export shows an assignment and does not say of which kind.
    #[default]
    NotKnown,
}

/// Whether security defaults are on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct SecurityDefaults {
    pub enabled: Told<bool>,
}

/// An application's identity in the tenant.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ServicePrincipal {
    pub id: Option<ObjectId>,
    pub app: Option<AppId>,
    pub name: Option<String>,
    /// Application permissions that let it write policies, by name.
    pub writes_policies_by: Vec<String>,
}
