//! From an export into the profile. Each returns what the file cannot tell.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::{Assigned, Name, Organization, User};
use crate::model::ObjectId;
use crate::partner::read::{Reading, gather};
use crate::partner::relationship::{Relationship, Status};
use crate::readiness::profile::{Admin, Domain, Partner, Profile};

/// Ids and states of accounts that the profile names already.
pub(super) fn users(users: &[User], profile: &mut Profile) -> Vec<String> {
    let by_name: HashMap<String, &User> = users.iter().map(|user| (user.name.to_lowercase(), user)).collect();
    let by_id: HashMap<ObjectId, &User> = users.iter().filter_map(|user| Some((user.id?, user))).collect();
    let find = |name: &Option<String>, id: Option<ObjectId>| {
        let named = name.as_ref().and_then(|name| by_name.get(&name.to_lowercase()));
        id.and_then(|id| by_id.get(&id)).or(named).copied()
    };
    let mut missing = Vec::new();
    for account in profile.emergency_account.iter_mut().flatten() {
        let Some(user) = find(&account.user, account.object_id) else {
            missing.extend(account.user.clone());
            continue;
        };
        account.user = Some(user.name.clone());
        account.object_id = user.id.or(account.object_id);
        account.enabled = user.enabled.or(account.enabled);
        account.cloud_only = user.synced.map(|synced| !synced).or(account.cloud_only);
    }
    for admin in profile.admin.iter_mut().flatten() {
        if let Some(user) = find(&admin.user, admin.object_id) {
            admin.user = Some(user.name.clone());
            admin.object_id = user.id.or(admin.object_id);
        }
    }
    let mut untold: Vec<String> = missing
        .iter()
        .map(|name| format!("{name} is not in it; is the name right, is the export whole?"))
        .collect();
    if profile.emergency_accounts().is_empty() {
        untold.push(format!(
            "{} users, but no list of users tells which are emergency accounts; name them, and the rest is filled in",
            users.len()
        ));
    }
    untold
}

pub(super) fn domains(names: &[Name], profile: &mut Profile) -> Vec<String> {
    let listed = profile.domain.iter().flatten().filter_map(|domain| domain.name.as_deref());
    let mut known: HashSet<String> = listed.map(str::to_ascii_lowercase).collect();
    for name in names.iter().filter(|name| name.verified) {
        if name.name.contains(".onmicrosoft.") || name.name.contains(".partner.onmschina.") {
            if name.initial || profile.tenant.onmicrosoft.is_none() {
                profile.tenant.onmicrosoft = Some(name.name.clone());
            }
            continue;
        }
        let list = profile.domain.get_or_insert_default();
        if known.insert(name.name.to_ascii_lowercase()) {
            list.push(Domain { name: Some(name.name.clone()), ..Domain::default() });
        }
    }
    let open = names.iter().filter(|name| !name.verified).count();
    let mut untold =
        vec!["registrar and DNS provider of each domain, and whether their logins survive".to_owned()];
    if open > 0 {
        untold.push(format!("{open} domains are not verified and were left out: they prove nothing"));
    }
    untold
}

pub(super) fn organization(all: &[Organization], profile: &mut Profile) -> Vec<String> {
    let mut ids: Vec<_> = all.iter().filter_map(|one| one.id).collect();
    ids.dedup();
    if profile.tenant.id.is_none()
        && let [one, other, ..] = ids[..]
    {
        return vec![format!("they are of several tenants ({one}, {other}); nothing was taken from them")];
    }
    let mut untold = Vec::new();
    for Organization { id, name, contacts, domains: names } in all {
        if let (Some(known), Some(id)) = (profile.tenant.id, id)
            && known != *id
        {
            untold.push(format!("it is another tenant ({id}); nothing was taken"));
            continue;
        }
        profile.tenant.id = id.or(profile.tenant.id);
        profile.tenant.name = profile.tenant.name.take().or_else(|| name.clone());
        if let Some(mail) = contacts.first() {
            profile.tenant.contact_mail = Some(mail.clone());
        }
        untold.extend(domains(names, profile));
        untold.push("the technical contact's phone, and whether anybody answers there".to_owned());
    }
    untold
}

pub(super) fn roles(assigned: &[Assigned], users: &[User], profile: &mut Profile) -> Vec<String> {
    let expanded = assigned.iter().filter_map(|one| Some((one.principal, one.name.as_ref()?)));
    let listed = users.iter().filter_map(|user| Some((user.id?, &user.name)));
    // One page may name a holder whom another page shows by his id alone.
    let names: HashMap<ObjectId, &String> = expanded.chain(listed).collect();
    let mut nameless = BTreeSet::new();
    for Assigned { principal, role, .. } in assigned {
        let name = names.get(principal).copied().cloned();
        let is = |user: &Option<String>, id: Option<ObjectId>| {
            id == Some(*principal)
                || user.as_ref().zip(name.as_ref()).is_some_and(|(a, b)| a.eq_ignore_ascii_case(b))
        };
        if let Some(account) = profile
            .emergency_account
            .iter_mut()
            .flatten()
            .find(|account| is(&account.user, account.object_id))
        {
            account.object_id = Some(*principal);
            let global = role.known().is_some_and(crate::partner::role::Role::is_global_administrator);
            if global || account.role.is_none() {
                account.role = Some(role.clone());
            }
            continue;
        }
        let list = profile.admin.get_or_insert_default();
        let at = list.iter().position(|admin| is(&admin.user, admin.object_id));
        let Some(at) = at.or_else(|| name.is_some().then_some(list.len())) else {
            nameless.insert(principal);
            continue;
        };
        if at == list.len() {
            list.push(Admin { user: name.clone(), ..Admin::default() });
        }
        let admin = &mut list[at];
        admin.object_id = Some(*principal);
        let roles = admin.roles.get_or_insert_default();
        if !roles.contains(role) {
            roles.push(role.clone());
        }
    }
    let mut untold = vec!["whether a role is permanent: active assignments look the same in it".to_owned()];
    if !nameless.is_empty() {
        let nameless = nameless.len();
        untold.push(format!("{nameless} holders have no user name in it: groups, applications, or users of an export that was not given"));
    }
    untold
}

/// What of the partners' relationships concerns this tenant.
pub(super) fn relationships(readings: Vec<Reading>, profile: &mut Profile) -> Vec<String> {
    if readings.is_empty() {
        return Vec::new();
    }
    let record = gather(readings);
    let mut untold: Vec<String> = record.problems.iter().map(ToString::to_string).collect();
    let Some(tenant) = profile.tenant.id else {
        untold.push(
            "the tenant ID is not known yet, so nobody can tell which GDAP relationship is this tenant's"
                .to_owned(),
        );
        return untold;
    };
    let alive = |one: &&Relationship| matches!(one.status, Status::Active | Status::Expiring);
    let mut ours: Vec<_> =
        record.relationships.iter().filter(|one| one.customer.tenant == Some(tenant)).filter(alive).collect();
    // Of several with one name, the one that ends last counts.
    ours.sort_by_key(|one| (&one.name, one.ends, &one.id));
    for one in &ours {
        let list = profile.partner.get_or_insert_default();
        let name = one.name.clone().unwrap_or_else(|| "a partner".to_owned());
        let at = list.iter().position(|known| {
            let mark = known.relationship.as_deref().unwrap_or_default();
            known.name.as_ref() == Some(&name) || mark.contains(&name)
        });
        let at = at.unwrap_or_else(|| {
            list.push(Partner { name: Some(name.clone()), ..Partner::default() });
            list.len() - 1
        });
        let partner = &mut list[at];
        partner.relationship =
            partner.relationship.take().or_else(|| Some(format!("GDAP relationship {name}")));
        partner.roles = one.roles.clone().or_else(|| partner.roles.take());
        partner.ends = one.ends.map(|ends| ends.date_naive()).or(partner.ends);
        partner.auto_extend = one.auto_extend.map(|days| days > 0).or(partner.auto_extend);
    }
    untold.push(if ours.is_empty() {
        "no active GDAP relationship with this tenant is in the files".to_owned()
    } else {
        "the partner's own name, phone and mail: a GDAP relationship has none".to_owned()
    });
    untold
}
