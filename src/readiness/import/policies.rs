//! From Conditional Access policies into the profile: which of them leave the emergency accounts out.

use std::collections::HashSet;

use chrono::NaiveDate;

use super::Rule;
use crate::model::ObjectId;
use crate::partner::role::Role;
use crate::readiness::profile::{Excluded, Exclusion, Policy, Profile};

/// An export shows every policy, so it replaces those of the last one; part of an export replaces nothing.
pub(super) fn fill(rules: &[Rule], whole: bool, profile: &mut Profile, today: NaiveDate) -> Vec<String> {
    if let Some(twice) = told_twice(rules) {
        let name = twice.name.as_deref().unwrap_or("without a name");
        return vec![format!(
            "the policy \"{name}\" is in them in two versions; nothing was taken: give the pages of one export"
        )];
    }
    let ours: Vec<&Rule> = rules.iter().filter(|rule| rule.about_users).collect();
    let mut untold = Vec::new();
    let applications = rules.len() - ours.len();
    if applications > 0 {
        untold.push(format!("{applications} policies concern no users and were left out"));
    }
    let group = profile.exclusion_group.object_id;
    let group_name = profile.exclusion_group.name.clone();
    let accounts: Vec<(Option<ObjectId>, Option<String>)> = profile
        .emergency_accounts()
        .iter()
        .map(|account| (account.object_id, account.user.clone()))
        .collect();
    if accounts.iter().all(|(id, _)| id.is_none()) && group.is_none() {
        untold.push(
            "the object IDs of the emergency accounts and of the exclusion group are not known, so nobody can tell \
             what leaves them out; give the users' export as well"
                .to_owned(),
        );
    }
    // Somebody left out may be the account whose id is not known; then his id is kept, and nobody reads a no from it.
    let anybody = accounts.is_empty() || accounts.iter().any(|(id, _)| id.is_none());
    let policy = |rule: &&Rule| {
        let left = |id: Option<ObjectId>| id.is_some_and(|id| rule.leaves_out.contains(&id));
        let named = accounts
            .iter()
            .filter(|(id, _)| left(*id))
            .filter_map(|(id, user)| user.clone().or_else(|| id.map(|id| id.to_string())));
        let by_group = left(group).then(|| group_name.clone().or_else(|| group.map(|id| id.to_string())));
        let by_role = leaves_out_administrators(rule).then(|| "every Global Administrator".to_owned());
        let known =
            |id: &ObjectId| group == Some(*id) || accounts.iter().any(|(known, _)| *known == Some(*id));
        let others = rule.leaves_out.iter().filter(|id| anybody && !known(id)).map(ToString::to_string);
        Policy {
            name: rule.name.clone(),
            object_id: rule.id,
            state: rule.state,
            leaves_out: Some(named.chain(by_group.flatten()).chain(by_role).chain(others).collect()),
            read: Some(today),
        }
    };
    if whole {
        profile.policy = Some(ours.iter().map(policy).collect());
    } else {
        untold.push("without that page nothing was taken from the policies".to_owned());
    }
    for account in profile.emergency_account.iter_mut().flatten() {
        let Some(id) = account.object_id else { continue };
        let direct = |rule: &&&Rule| rule.leaves_out.contains(&id);
        let through = |rule: &&&Rule| group.is_some_and(|group| rule.leaves_out.contains(&group));
        let count = ours
            .iter()
            .filter(|rule| direct(rule) || through(rule) || leaves_out_administrators(rule))
            .count();
        let seen = match count {
            0 => Excluded::None,
            all if all == ours.len() => Excluded::All,
            _ => Excluded::Some,
        };
        if !whole {
            // What was known stays, unless the pages that are here show the opposite.
            account.excluded = account.excluded.filter(|known| *known == seen || *known == Excluded::Some);
            continue;
        }
        account.excluded = Some(seen);
        if count > 0 {
            let by_group = ours.iter().filter(through).count() >= ours.iter().filter(direct).count();
            account.exclusion = Some(if by_group { Exclusion::Group } else { Exclusion::Direct });
        }
    }
    if group.is_some() {
        untold.push(
            "who is in the exclusion group: compare its members with the emergency accounts".to_owned(),
        );
    }
    untold
}

/// A policy that two files show differently: they were exported at different times.
fn told_twice(rules: &[Rule]) -> Option<&Rule> {
    let mut ids = HashSet::new();
    rules.iter().find(|rule| rule.id.is_some_and(|id| !ids.insert(id)))
}

fn leaves_out_administrators(rule: &Rule) -> bool {
    let global = Role::all().find(|role| role.is_global_administrator()).and_then(Role::template);
    global.is_some_and(|role| rule.leaves_out.iter().any(|id| id.to_string() == role.to_string()))
}
