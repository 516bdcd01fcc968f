//! Objects of the directory, one by one: what each says, and what it was never asked.

use chrono::{DateTime, Utc};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::super::{
    Domain, Group, Holding, Member, Membership, Organization, Principal, RoleAssignment, Scope,
    SecurityDefaults, Synced, Told, User,
};
use super::json::Members;
use super::normal::{get, moment, text};
use crate::model::harmless::shown;
use crate::model::{ObjectId, RoleTemplateId};
use crate::partner::role::{Held, Role};

type Json = Map<String, Value>;

/// `$expand=members` of Graph gives this many and no more; a list that long may go on.
const EXPANDED: usize = 20;

/// A user, and whether an empty `onPremisesSyncEnabled` is an answer: PowerShell writes every property as null that
/// nobody asked for.
pub(super) struct UserRow {
    pub(super) user: User,
    pub(super) sync_is_null: bool,
}

pub(super) fn user(object: &Members<'_>) -> UserRow {
    let string = |key: &str| -> Option<String> {
        let text: String = serde_json::from_str(object.get(key)?.get()).ok()?;
        Some(shown(text.trim()).into_owned()).filter(|text| !text.is_empty())
    };
    // Azure AD Graph and its tools call two of them otherwise.
    let flag = |key: &str| object.get(key).map(RawValue::get);
    let enabled = match flag("accountEnabled") {
        Some("true") => Told::Is(true),
        Some("false") => Told::Is(false),
        // Every account is enabled or not: an empty answer is no answer.
        _ => Told::NotAsked,
    };
    let (synced, sync_is_null) = match flag("onPremisesSyncEnabled").or_else(|| flag("dirSyncEnabled")) {
        Some("true") => (Synced::Yes, false),
        Some("false") => (Synced::No, false),
        Some("null") => (Synced::NotKnown, true),
        _ => (Synced::NotKnown, false),
    };
    let user = User {
        id: string("id").or_else(|| string("objectId")).and_then(|id| id.parse().ok()),
        user: string("userPrincipalName"),
        enabled,
        synced,
        user_type: string("userType").map_or(Told::NotAsked, Told::Is),
    };
    UserRow { user, sync_is_null }
}

/// Settles the empty answers of one list. Graph's own JSON holds null for an account that was never synced; in the
/// objects of PowerShell null is an answer only where another account of the list has one.
pub(super) fn settle(rows: &mut [(usize, UserRow)], powershell: bool) {
    let asked = !powershell || rows.iter().any(|(_, row)| row.user.synced != Synced::NotKnown);
    for (_, row) in rows.iter_mut().filter(|(_, row)| asked && row.sync_is_null) {
        row.user.synced = Synced::No;
    }
}

pub(super) fn organization(object: &Json) -> Organization {
    let domains = get(object, "verifiedDomains").and_then(Value::as_array).into_iter().flatten();
    let named = domains.filter_map(Value::as_object).filter_map(|domain| {
        let initial = get(domain, "isInitial").and_then(Value::as_bool).unwrap_or_default();
        Some((text(domain, "name")?.to_lowercase(), initial))
    });
    let named: Vec<(String, bool)> = named.collect();
    Organization {
        id: text(object, "id").and_then(|id| id.parse().ok()),
        name: string(object, "displayName"),
        technical_mails: strings(object, "technicalNotificationMails"),
        initial_domain: named.iter().find(|(_, initial)| *initial).map(|(name, _)| name.clone()),
        verified_domains: named.into_iter().map(|(name, _)| shown(&name).into_owned()).collect(),
    }
}

pub(super) fn domain(object: &Json) -> Option<Domain> {
    let flag = |key: &str| get(object, key).and_then(Value::as_bool).map_or(Told::NotAsked, Told::Is);
    Some(Domain {
        name: shown(&text(object, "id")?.to_lowercase()).into_owned(),
        verified: flag("isVerified"),
        initial: flag("isInitial"),
        authentication: string(object, "authenticationType").map_or(Told::NotAsked, Told::Is),
    })
}

pub(super) fn group(object: &Json) -> (Group, Option<Membership>) {
    let id = text(object, "id").and_then(|id| id.parse().ok());
    let name = string(object, "displayName");
    let rule = match get(object, "membershipRule") {
        None => Told::NotAsked,
        Some(Value::String(rule)) if !rule.trim().is_empty() => Told::Is(shown(rule).into_owned()),
        Some(_) => Told::Null,
    };
    let group = Group {
        id,
        name: name.clone(),
        role_assignable: get(object, "isAssignableToRole")
            .and_then(Value::as_bool)
            .map_or(Told::NotAsked, Told::Is),
        membership_rule: rule,
    };
    let transitive = get(object, "transitiveMembers").and_then(Value::as_array);
    let members = transitive.or_else(|| get(object, "members").and_then(Value::as_array));
    let membership = members.map(|members| Membership {
        group: id,
        group_name: name,
        whole: members.len() < EXPANDED && !goes_on(object),
        members: members.iter().filter_map(Value::as_object).map(member).collect(),
        nested: transitive.is_some(),
    });
    (group, membership)
}

/// An expanded list that links to its next page.
fn goes_on(object: &Json) -> bool {
    object.keys().any(|key| key.to_ascii_lowercase().ends_with("members@odata.nextlink"))
}

pub(super) fn member(object: &Json) -> Member {
    Member {
        id: text(object, "id").and_then(|id| id.parse().ok()),
        kind: principal(object),
        name: string(object, "userPrincipalName").or_else(|| string(object, "displayName")),
    }
}

fn principal(object: &Json) -> Principal {
    let kind = text(object, "@odata.type").map(str::to_ascii_lowercase).unwrap_or_default();
    match kind.rsplit('.').next().unwrap_or_default() {
        "user" => Principal::User,
        "group" => Principal::Group,
        "serviceprincipal" => Principal::ServicePrincipal,
        _ if get(object, "userPrincipalName").is_some() => Principal::User,
        _ => Principal::NotKnown,
    }
}

pub(super) fn role(object: &Json, context: &str) -> Option<RoleAssignment> {
    let held = get(object, "principal").and_then(Value::as_object);
    let id = text(object, "principalId").or_else(|| text(held?, "id"))?;
    let definition = get(object, "roleDefinition").and_then(Value::as_object);
    let named = text(object, "roleDefinitionId")
        .or_else(|| text(definition?, "templateId"))
        .or_else(|| text(definition?, "id"))
        .or_else(|| text(definition?, "displayName"))?;
    let (role, role_name) = template(named);
    let scope = match text(object, "directoryScopeId") {
        Some("/") if text(object, "appScopeId").is_none_or(|app| app == "/") => Scope::Directory,
        Some("/") | None => match text(object, "appScopeId") {
            Some(app) => Scope::Within(shown(app).into_owned()),
            None => Scope::NotKnown,
        },
        Some(other) => Scope::Within(shown(other).into_owned()),
    };
    Some(RoleAssignment {
        principal: id.parse().ok()?,
        kind: held.map(principal).unwrap_or_default(),
        principal_name: held
            .and_then(|held| string(held, "userPrincipalName").or_else(|| string(held, "displayName"))),
        role,
        role_name,
        scope,
        holding: holding(object, context),
        until: until(object),
        through_group: match text(object, "memberType").map(str::to_ascii_lowercase).as_deref() {
            Some("direct") => Told::Is(false),
            Some("group" | "inherited") => Told::Is(true),
            _ => Told::NotAsked,
        },
    })
}

/// The template of a role that is named by its id or its name.
fn template(named: &str) -> (Option<RoleTemplateId>, Option<String>) {
    match Held::read(named) {
        Held::Known(role) => (role.template(), None),
        Held::Unknown(name) => named.parse().map_or_else(|_| (None, Some(name)), |id| (Some(id), None)),
    }
}

/// What the export is about, and in a list of activations what this one is.
fn holding(object: &Json, context: &str) -> Holding {
    let context = context.to_ascii_lowercase();
    let has = |key: &str| get(object, key).is_some();
    let assigned = text(object, "assignmentType").map(str::to_ascii_lowercase);
    if context.contains("roleeligibilityschedule") || has("roleEligibilityScheduleId") {
        return Holding::Eligible;
    }
    match assigned.as_deref() {
        Some("assigned") => return Holding::Assigned,
        Some("activated") => return Holding::Activated,
        _ => {}
    }
    let active = ["roleAssignmentScheduleId", "roleAssignmentOriginId"].iter().any(|key| has(key));
    if context.contains("roleassignment") || active {
        return Holding::Active;
    }
    // Eligible and active schedules have the same members otherwise.
    let scheduled = ["memberType", "startDateTime", "endDateTime", "scheduleInfo"].iter().any(|key| has(key));
    if scheduled { Holding::NotKnown } else { Holding::Active }
}

fn until(object: &Json) -> Told<DateTime<Utc>> {
    let told = |value: &Value| moment(value).map_or(Told::NotAsked, Told::Is);
    match get(object, "endDateTime") {
        Some(Value::Null) => return Told::Null,
        Some(value) => return told(value),
        None => {}
    }
    let schedule = get(object, "scheduleInfo").and_then(Value::as_object);
    let expiration = schedule.and_then(|schedule| get(schedule, "expiration")).and_then(Value::as_object);
    let Some(expiration) = expiration else { return Told::NotAsked };
    match (text(expiration, "type"), get(expiration, "endDateTime")) {
        (Some(kind), _) if kind.eq_ignore_ascii_case("noExpiration") => Told::Null,
        (_, Some(value)) => told(value),
        _ => Told::NotAsked,
    }
}

/// The holders of an activated role; nothing when the export was not expanded. The flag says whether these are all.
pub(super) fn directory_role(object: &Json) -> Option<(Vec<RoleAssignment>, bool)> {
    let members = get(object, "members").and_then(Value::as_array)?;
    let (role, role_name) = template(text(object, "roleTemplateId")?);
    let all = members.len() < EXPANDED && !goes_on(object);
    let held = members.iter().filter_map(Value::as_object).filter_map(|one| {
        let Member { id, kind, name } = member(one);
        Some(RoleAssignment {
            principal: id?,
            kind,
            principal_name: name,
            role,
            role_name: role_name.clone(),
            scope: Scope::Directory,
            holding: Holding::Active,
            until: Told::NotAsked,
            through_group: Told::NotAsked,
        })
    });
    Some((held.collect(), all))
}

pub(super) fn security_defaults(object: &Json) -> SecurityDefaults {
    SecurityDefaults {
        enabled: get(object, "isEnabled").and_then(Value::as_bool).map_or(Told::NotAsked, Told::Is),
    }
}

impl RoleAssignment {
    /// The built-in role, if it is one that this program knows.
    #[must_use]
    pub fn built_in(&self) -> Option<Role> {
        self.role.and_then(Role::by_template)
    }

    /// Whether it is Global Administrator.
    #[must_use]
    pub fn is_global_administrator(&self) -> bool {
        self.built_in().is_some_and(Role::is_global_administrator)
    }
}

/// An object ID in a text that may hold more: the name of a folder.
pub(super) fn id_in(text: &str) -> Option<ObjectId> {
    text.split(|c: char| !c.is_ascii_hexdigit() && c != '-').rev().find_map(|part| part.parse().ok())
}

fn string(object: &Json, key: &str) -> Option<String> {
    text(object, key).map(|text| shown(text).into_owned())
}

fn strings(object: &Json, key: &str) -> Vec<String> {
    let list = get(object, key).and_then(Value::as_array).into_iter().flatten();
    list.filter_map(Value::as_str).map(|text| shown(text.trim()).into_owned()).collect()
}
