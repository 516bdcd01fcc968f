//! The profile with what exports show about the same tenant, and the way back.
//!
//! The profile file keeps what only people know; the snapshot beside it keeps what exports prove. Whatever prints,
//! asks or judges sees both as one profile ([`with`]). What a person changes then goes into the file without the
//! snapshot's part ([`without`]), so that nothing stands in two places and a domain that left the tenant leaves the
//! printed kit as well.
//!
//! An export that does not tell something changes nothing that a person wrote.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use toml::{Table, Value};

use super::profile::{self, Admin, Domain, Keys, Partner, Profile};
use crate::model::{FactId, Value as Fact, facts};
use crate::partner::relationship::Status;
use crate::partner::role::{Held, Role};
use crate::tenant::{self, Look, Named, RoleAssignment, Scope, Snapshot, Synced, Told};

/// Policies that a printed sheet names.
const POLICIES_ON_PAPER: usize = 20;

/// Whom and what the profile names, for the snapshot to look for.
#[must_use]
pub fn named(profile: &Profile) -> Named {
    let accounts = profile.emergency_accounts();
    let admins = || profile.admin.iter().flatten();
    let ids = accounts.iter().map(|one| one.object_id).chain(admins().map(|one| one.object_id));
    let names = accounts.iter().map(|one| one.user.as_ref()).chain(admins().map(|one| one.user.as_ref()));
    let group = &profile.exclusion_group;
    Named {
        ids: ids.chain([group.object_id]).flatten().collect(),
        names: names.chain([group.name.as_ref()]).flatten().map(|name| name.trim().to_lowercase()).collect(),
    }
}

/// The profile with what the snapshot shows.
#[must_use]
pub fn with(profile: &Profile, snapshot: &Snapshot, now: DateTime<Utc>) -> Profile {
    let mut seen = profile.clone();
    tenant(snapshot, &mut seen);
    domains(snapshot, &mut seen);
    accounts(snapshot, &mut seen, now);
    admins(snapshot, &mut seen, now);
    partners(snapshot, &mut seen);
    seen
}

fn tenant(snapshot: &Snapshot, seen: &mut Profile) {
    let told = &mut seen.tenant;
    told.id = snapshot.tenant.or(told.id);
    if let Some(one) = snapshot.organization.values().next() {
        told.id = one.id.or(told.id);
        told.name = told.name.take().or_else(|| one.name.clone());
        told.onmicrosoft = one.initial_domain.clone().or(told.onmicrosoft.take());
        told.contact_mail = one.technical_mails.first().cloned().or(told.contact_mail.take());
    }
    let initial = snapshot.domains.values().find(|domain| domain.initial == Told::Is(true));
    told.onmicrosoft = initial.map(|domain| domain.name.clone()).or(told.onmicrosoft.take());
    if let Some(defaults) = snapshot.security_defaults.values().next() {
        told.security_defaults = defaults.enabled.value().copied().or(told.security_defaults);
    }
}

/// Whether a name is one that Microsoft gave.
fn is_microsofts(name: &str) -> bool {
    let name = name.to_lowercase();
    name.contains(".onmicrosoft.") || name.contains(".partner.onmschina.")
}

fn domains(snapshot: &Snapshot, seen: &mut Profile) {
    let verified: Vec<&str> = snapshot
        .domains
        .values()
        .filter(|domain| domain.verified == Told::Is(true) && !is_microsofts(&domain.name))
        .map(|domain| domain.name.as_str())
        .collect();
    if snapshot.domains.is_whole()
        && let Some(known) = &mut seen.domain
    {
        known.retain(|one| {
            one.name.as_ref().is_none_or(|name| verified.contains(&name.to_lowercase().as_str()))
        });
    }
    for name in verified {
        let list = seen.domain.get_or_insert_default();
        if !list.iter().any(|one| one.name.as_ref().is_some_and(|known| known.eq_ignore_ascii_case(name))) {
            list.push(Domain { name: Some(name.to_owned()), ..Domain::default() });
        }
    }
}

fn accounts(snapshot: &Snapshot, seen: &mut Profile, now: DateTime<Utc>) {
    let global = Role::all().find(|role| role.is_global_administrator());
    for account in seen.emergency_account.iter_mut().flatten() {
        if let Look::Found(item) = snapshot.user(account.object_id, account.user.as_deref()) {
            let user = &item.value;
            account.user = user.user.clone().or(account.user.take());
            account.object_id = user.id.or(account.object_id);
            account.enabled = user.enabled.value().copied().or(account.enabled);
            account.cloud_only = match user.synced {
                Synced::Yes => Some(false),
                Synced::No => Some(true),
                Synced::NotKnown => account.cloud_only,
            };
        }
        let Some((id, global)) = account.object_id.zip(global) else { continue };
        match snapshot.holds(id, global, now) {
            tenant::Held::Permanent(_) | tenant::Held::Until(..) | tenant::Held::Now(_) => {
                account.role = Some(Held::Known(global));
            }
            // Another role may be held instead.
            tenant::Held::No => {
                let other = snapshot.role_assignments.values().find(|role| {
                    role.principal == id
                        && role.scope == Scope::Directory
                        && !role.is_global_administrator()
                        && role.until.value().is_none_or(|until| *until > now)
                });
                account.role = other.and_then(RoleAssignment::built_in).map(Held::Known);
            }
            _ => {}
        }
    }
}

fn admins(snapshot: &Snapshot, seen: &mut Profile, now: DateTime<Utc>) {
    if !snapshot.role_assignments.is_whole() {
        return;
    }
    let emergency: BTreeSet<_> = seen.emergency_accounts().iter().filter_map(|one| one.object_id).collect();
    let mut list: Vec<Admin> = Vec::new();
    for role in snapshot.role_assignments.values() {
        let over = role.until.value().is_some_and(|until| *until <= now);
        if over || role.scope != Scope::Directory || emergency.contains(&role.principal) {
            continue;
        }
        let known = seen.admin.iter().flatten().find(|one| one.object_id == Some(role.principal));
        let name = snapshot.name_of(role.principal).map(str::to_owned).or_else(|| known?.user.clone());
        // A group, an application, or a user of an export that was not given: nobody to name on paper.
        let Some(name) = name.filter(|name| name.contains('@')) else { continue };
        let held = role
            .built_in()
            .map(Held::Known)
            .or_else(|| Some(Held::read(&role.role_name.clone().or_else(|| Some(role.role?.to_string()))?)));
        let at = list.iter().position(|one| one.object_id == Some(role.principal)).unwrap_or(list.len());
        if at == list.len() {
            list.push(Admin { user: Some(name), object_id: Some(role.principal), roles: Some(vec![]) });
        }
        let roles = list[at].roles.get_or_insert_default();
        roles.extend(held.filter(|held| !roles.contains(held)).into_iter().collect::<Vec<_>>());
    }
    if !list.is_empty() || seen.admin.is_some() {
        seen.admin = Some(list);
    }
}

fn partners(snapshot: &Snapshot, seen: &mut Profile) {
    if snapshot.relationships.is_absent() {
        return;
    }
    let live = |one: &&tenant::Relationship| matches!(one.status, Status::Active | Status::Expiring);
    let mark = |one: &tenant::Relationship| {
        format!("GDAP relationship {}", one.name.as_deref().or(one.id.as_deref()).unwrap_or("without a name"))
    };
    let mut ours: Vec<&tenant::Relationship> = snapshot.relationships.values().filter(live).collect();
    // The strongest first, then the one that lasts longest: the first one named is the first one to ring.
    ours.sort_by_key(|one| (std::cmp::Reverse((one.strength(), one.ends)), one.id.clone()));
    let all: Vec<String> = snapshot.relationships.values().map(mark).collect();
    let alive: Vec<String> = ours.iter().map(|one| mark(one)).collect();
    if let Some(known) = &mut seen.partner {
        // What an import wrote once about a relationship that is over now is not true any more.
        for partner in known.iter_mut() {
            let Some(relationship) = &partner.relationship else { continue };
            let gone = all.contains(relationship) || snapshot.relationships.is_whole();
            if relationship.starts_with("GDAP relationship ") && gone && !alive.contains(relationship) {
                partner.roles = None;
            }
        }
    }
    let maker = seen.made_by_partner().map(str::to_owned);
    for one in ours.iter().rev() {
        let list = seen.partner.get_or_insert_default();
        let text = mark(one);
        let by_mark = list.iter().position(|known| known.relationship.as_ref() == Some(&text));
        // One partner that somebody named, without a relationship of its own: it is this one.
        let only = (list.len() == 1 && ours.len() == 1 && list[0].relationship.is_none()).then_some(0);
        let mut partner = match by_mark.or(only) {
            Some(at) => list.remove(at),
            None => Partner {
                name: Some(maker.clone().unwrap_or_else(|| format!("the partner of {text}"))),
                ..Partner::default()
            },
        };
        partner.relationship = partner.relationship.take().or(Some(text));
        partner.roles = one.roles.value().cloned().or(partner.roles.take());
        partner.ends = one.ends.map(|ends| ends.date_naive()).or(partner.ends);
        partner.auto_extend = one.auto_extend_days.value().map(|days| *days > 0).or(partner.auto_extend);
        list.insert(0, partner);
    }
}

/// What only a snapshot tells the printed kit, beside the facts of the profile. A list of which a part is missing says
/// nothing about what is not there.
pub fn add_kit_facts(snapshot: &Snapshot, known: &mut BTreeMap<FactId, Fact>) {
    let mut one = |fact, value: &str| {
        known.insert(FactId::known(fact), Fact::One(value.to_owned()));
    };
    let federated = |domain: &tenant::Domain| {
        domain.authentication.value().map(|kind| kind.eq_ignore_ascii_case("Federated"))
    };
    let domains: Vec<Option<bool>> = snapshot.domains.values().map(federated).collect();
    if domains.contains(&Some(true)) {
        one(facts::KIT_FEDERATION, "yes");
    } else if snapshot.domains.is_whole() && domains.iter().all(Option::is_some) && !domains.is_empty() {
        one(facts::KIT_FEDERATION, "no");
    }
    if snapshot.service_principals.values().any(|one| !one.writes_policies_by.is_empty()) {
        one(facts::KIT_APPLICATION, "yes");
    }
    let assigned = &snapshot.role_assignments;
    let eligible = &snapshot.role_eligibilities;
    let roles: Option<BTreeSet<String>> = (assigned.is_whole() && eligible.is_whole())
        .then(|| assigned.values().chain(eligible.values()).map(role_name).collect())
        .flatten();
    if let Some(roles) = roles.filter(|roles| !roles.is_empty()) {
        known.insert(FactId::known(facts::KIT_ROLES), Fact::Many(roles.into_iter().collect()));
    }
    let policies = snapshot.policies.values().filter_map(|policy| policy.get("displayName")?.as_str());
    let names: BTreeSet<&str> = policies.map(str::trim).filter(|name| !name.is_empty()).collect();
    if !names.is_empty() {
        let mut lines: Vec<String> =
            names.iter().take(POLICIES_ON_PAPER).map(|&name| name.to_owned()).collect();
        let more = names.len() - lines.len();
        lines.extend((more > 0).then(|| format!("and {more} more")));
        known.insert(FactId::known(facts::KIT_POLICIES), Fact::Many(lines));
    }
}

/// The name of a built-in role; nothing for a role that this program does not know.
fn role_name(role: &RoleAssignment) -> Option<String> {
    role.built_in().map(|role| role.name().to_owned())
}

/// What of an edited profile belongs into the file. `file` is what stands there; `seen` is what [`with`] made of it,
/// and `edited` what a person then made of that.
#[must_use]
pub fn without(file: &Profile, seen: &Profile, edited: &Profile) -> Profile {
    let (file_table, seen, edited_table) =
        (profile::table(file), profile::table(seen), profile::table(edited));
    let mut written = edited_table.clone();
    for section in &Keys::embedded().sections {
        let of = |table: &Table| table.get(&section.id).cloned();
        let value = match (of(&file_table), of(&seen), of(&edited_table)) {
            (file, seen, edited) if seen == edited => file,
            (file, seen, Some(Value::Array(edited))) => {
                let first = section.keys.first().map_or("", |key| key.id.as_str());
                Some(Value::Array(entries(first, &list(file), &list(seen), edited)))
            }
            (file, seen, Some(Value::Table(edited))) => {
                Some(Value::Table(fields(file.as_ref(), seen.as_ref(), edited, None)))
            }
            (_, _, edited) => edited,
        };
        match value {
            Some(value) => drop(written.insert(section.id.clone(), value)),
            None => drop(written.remove(&section.id)),
        }
    }
    written.try_into().unwrap_or_else(|_| edited.clone())
}

fn list(value: Option<Value>) -> Vec<Value> {
    match value {
        Some(Value::Array(entries)) => entries,
        _ => Vec::new(),
    }
}

/// The fields that the file had, or that a person changed. `first` names an entry and always stays.
fn fields(file: Option<&Value>, seen: Option<&Value>, edited: Table, first: Option<&str>) -> Table {
    let mut kept = Table::new();
    for (key, value) in edited {
        let was_seen = seen.and_then(|seen| seen.get(&key)) == Some(&value);
        let in_file = file.and_then(|file| file.get(&key));
        match in_file {
            Some(value) if was_seen => drop(kept.insert(key, value.clone())),
            _ if !was_seen || first == Some(key.as_str()) => drop(kept.insert(key, value)),
            _ => {}
        }
    }
    kept
}

fn entries(first: &str, file: &[Value], seen: &[Value], edited: Vec<Value>) -> Vec<Value> {
    let name = |entry: &Value| entry.get(first).and_then(Value::as_str).map(str::to_lowercase);
    let named = |list: &[Value], wanted: &Option<String>| {
        list.iter().position(|entry| wanted.is_some() && name(entry) == *wanted)
    };
    // What the export does not show any more stays in the file, where a person put it.
    let hidden: Vec<Value> = file
        .iter()
        .filter(|entry| named(seen, &name(entry)).is_none() && name(entry).is_some())
        .cloned()
        .collect();
    let mut kept = Vec::new();
    for entry in edited {
        let key = name(&entry);
        let (in_file, in_seen) = (named(file, &key), named(seen, &key));
        let unchanged = in_seen.is_some_and(|at| seen[at] == entry);
        match (in_file, unchanged, entry) {
            (Some(at), true, _) => kept.push(file[at].clone()),
            (None, true, _) => {}
            (_, false, Value::Table(fields_of)) => kept.push(Value::Table(fields(
                in_file.map(|at| &file[at]),
                in_seen.map(|at| &seen[at]),
                fields_of,
                Some(first),
            ))),
            (_, false, other) => kept.push(other),
        }
    }
    kept.extend(hidden);
    kept
}
