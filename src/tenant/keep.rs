//! What of an import is kept: those people whom a judgement needs, names without secrets, everything in one order.
//!
//! A tenant has thousands of people, and a lockout concerns a handful: who holds a role, who is an emergency account,
//! who is in a group that a policy or a role names. Everybody else becomes a number.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::read::{name, without_secrets};
use super::{AccessAssignment, Collection, Item, Object, Origin, Relationship, Snapshot, Told};
use crate::model::{ObjectId, TenantId};
use crate::partner::read::Record;
use crate::partner::text::harmless;

/// People and groups that a person named, in the profile.
#[derive(Debug, Clone, Default)]
pub struct Named {
    /// Object IDs of accounts and groups.
    pub ids: BTreeSet<ObjectId>,
    /// User names and group names, in lower case.
    pub names: BTreeSet<String>,
}

impl Named {
    fn has(&self, id: Option<ObjectId>, name: Option<&str>) -> bool {
        id.is_some_and(|id| self.ids.contains(&id))
            || name.is_some_and(|name| self.names.contains(&name.trim().to_lowercase()))
    }
}

/// Members of a registration report that are kept.
const REGISTERED: [&str; 7] = [
    "id",
    "userPrincipalName",
    "isMfaRegistered",
    "isMfaCapable",
    "isPasswordlessCapable",
    "methodsRegistered",
    "lastUpdatedDateTime",
];

impl Snapshot {
    /// What is kept of it. With `all_users` nobody is left out.
    #[must_use]
    pub fn kept(mut self, named: &Named, all_users: bool) -> Self {
        let mut needed = named.clone();
        self.looked_for =
            named.ids.iter().map(ToString::to_string).chain(named.names.iter().cloned()).collect();
        for role in self.role_assignments.values().chain(self.role_eligibilities.values()) {
            needed.ids.insert(role.principal);
        }
        for policy in self.policies.values() {
            referred(policy, &mut needed);
        }
        self.need_inner_groups(&mut needed);
        let group_is_needed = |needed: &Named, id, name: Option<&str>| needed.has(id, name);
        let mut people = needed.clone();
        self.memberships.items.retain(|item| {
            let of = &item.value;
            let needed = group_is_needed(&needed, of.group, of.group_name.as_deref());
            if needed {
                people.ids.extend(of.members.iter().filter_map(|member| member.id));
            }
            needed
        });
        leave_out(&mut self.groups, |group| group_is_needed(&needed, group.id, group.name.as_deref()));
        if !all_users {
            leave_out(&mut self.users, |user| people.has(user.id, user.user.as_deref()));
            leave_out(&mut self.registered_methods, |object| {
                let text = |key| object.get(key).and_then(Value::as_str);
                people.has(text("id").and_then(|id| id.parse().ok()), text("userPrincipalName"))
            });
        }
        self.clean();
        self.ordered()
    }

    /// Whoever is in a group within a needed one is in that one as well: the inner groups are needed too.
    fn need_inner_groups(&self, needed: &mut Named) {
        let groups: BTreeSet<ObjectId> = self.memberships.values().filter_map(|one| one.group).collect();
        let mut inner: BTreeMap<ObjectId, Vec<ObjectId>> = BTreeMap::new();
        let mut open = Vec::new();
        for one in self.memberships.values() {
            let Some(group) = one.group else { continue };
            let within = one.members.iter().filter_map(|member| member.id).filter(|id| groups.contains(id));
            inner.entry(group).or_default().extend(within);
            if needed.has(Some(group), one.group_name.as_deref()) {
                open.push(group);
            }
        }
        // Each group's list is taken once, so that a circle ends.
        while let Some(group) = open.pop() {
            for id in inner.remove(&group).unwrap_or_default() {
                needed.ids.insert(id);
                open.push(id);
            }
        }
    }

    /// Names without secrets, and of the registration report what is on the list.
    fn clean(&mut self) {
        let each = |text: &mut Option<String>| {
            if let Some(text) = text {
                *text = name(text);
            }
        };
        self.organization.items.iter_mut().for_each(|item| each(&mut item.value.name));
        self.users.items.iter_mut().for_each(|item| each(&mut item.value.user));
        self.groups.items.iter_mut().for_each(|item| each(&mut item.value.name));
        for item in &mut self.memberships.items {
            each(&mut item.value.group_name);
            item.value.members.iter_mut().for_each(|member| each(&mut member.name));
        }
        for role in self.role_assignments.items.iter_mut().chain(&mut self.role_eligibilities.items) {
            each(&mut role.value.principal_name);
            each(&mut role.value.role_name);
        }
        self.relationships.items.iter_mut().for_each(|item| each(&mut item.value.name));
        for item in &mut self.registered_methods.items {
            item.value.retain(|key, _| REGISTERED.contains(&key.as_str()));
        }
        for list in [
            &mut self.policies,
            &mut self.named_locations,
            &mut self.authentication_strengths,
            &mut self.authentication_methods_policy,
            &mut self.registered_methods,
            &mut self.conditional_access_settings,
            &mut self.policy_plans,
        ] {
            list.items.iter_mut().for_each(|item| without_secrets(&mut item.value));
        }
    }

    /// Items in an order of their own, whatever the order of the files.
    fn ordered(mut self) -> Self {
        let text = |object: &Object| {
            let id = object.get("id").and_then(Value::as_str).unwrap_or_default().to_ascii_lowercase();
            (id, object.get("displayName").map(ToString::to_string).unwrap_or_default())
        };
        for list in [
            &mut self.policies,
            &mut self.named_locations,
            &mut self.authentication_strengths,
            &mut self.authentication_methods_policy,
            &mut self.registered_methods,
            &mut self.conditional_access_settings,
            &mut self.policy_plans,
        ] {
            list.items.sort_by_key(|item| text(&item.value));
        }
        self.organization.items.sort_by(|a, b| a.value.cmp(&b.value));
        self.domains.items.sort_by(|a, b| a.value.cmp(&b.value));
        self.users.items.sort_by(|a, b| a.value.cmp(&b.value));
        self.groups.items.sort_by(|a, b| a.value.cmp(&b.value));
        self.memberships.items.sort_by(|a, b| a.value.cmp(&b.value));
        self.role_assignments.items.sort_by(|a, b| a.value.cmp(&b.value));
        self.role_eligibilities.items.sort_by(|a, b| a.value.cmp(&b.value));
        self.relationships.items.sort_by(|a, b| a.value.id.cmp(&b.value.id));
        self
    }

    /// The relationships of this tenant out of those that the files name. How many belong to others is returned.
    pub fn take_relationships(&mut self, record: &Record, tenant: Option<TenantId>) -> usize {
        let mut others = 0;
        for one in &record.relationships {
            if tenant.is_none() || one.customer.tenant != tenant {
                others += 1;
                continue;
            }
            let source =
                self.sources.iter().position(|source| one.place.starts_with(&harmless(&source.file)));
            let entry = one.place.split("entry ").nth(1).and_then(|rest| {
                let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
                digits.parse().ok()
            });
            let from = Origin { source: source.unwrap_or_default(), entry: entry.unwrap_or(1) };
            let value = Relationship {
                id: one.id.clone(),
                name: one.name.clone(),
                customer: one.customer.tenant,
                partner: one.partner_tenant,
                status: one.status.clone(),
                roles: one.roles.clone().map_or(Told::NotAsked, Told::Is),
                created: one.created,
                ends: one.ends,
                auto_extend_days: one.auto_extend.map_or(Told::NotAsked, Told::Is),
                assignments: one.assignments.as_ref().map_or(Told::NotAsked, |all| {
                    let each = all.iter().map(|assignment| AccessAssignment {
                        status: assignment.status.clone(),
                        roles: assignment.roles.clone(),
                    });
                    Told::Is(each.collect())
                }),
            };
            self.relationships.items.push(Item { from, value });
        }
        others
    }
}

/// Counts those who are not needed.
fn leave_out<T>(list: &mut Collection<T>, needed: impl Fn(&T) -> bool) {
    let before = list.items.len();
    list.items.retain(|item| needed(&item.value));
    list.others += before - list.items.len();
}

/// Whom a policy names.
fn referred(policy: &Object, needed: &mut Named) {
    let users = policy.get("conditions").and_then(|conditions| conditions.get("users"));
    for key in ["includeUsers", "excludeUsers", "includeGroups", "excludeGroups"] {
        let list = users.and_then(|users| users.get(key)).and_then(Value::as_array).into_iter().flatten();
        for text in list.filter_map(Value::as_str) {
            match text.parse() {
                Ok(id) => drop(needed.ids.insert(id)),
                Err(_) => drop(needed.names.insert(text.trim().to_lowercase())),
            }
        }
    }
}
