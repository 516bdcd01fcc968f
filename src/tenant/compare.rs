//! What is different between two snapshots of one tenant, by object and property.
//!
//! What is not in the newer one was removed, if the newer list is whole; else nobody knows, and nothing is said of it.
//! A property that the newer export did not ask for has not changed.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;

use super::merge::essence;
use super::{Collection, Membership, Object, Snapshot, User};
use crate::partner::role::Role;

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub struct Change {
    /// Which list: `users`, `policies`.
    pub collection: &'static str,
    /// The object's name, or its id.
    pub object: String,
    pub change: Sort,
    /// The property; empty where the object itself came or went.
    pub property: String,
    pub was: Option<String>,
    pub is: Option<String>,
}

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sort {
    Added,
    Removed,
    Changed,
}

/// Objects by their key, each with its name and its properties.
type Table = BTreeMap<String, (String, Value)>;

/// What changed from `earlier` to `new`, in an order of its own. Both may leave out people whom no judgement needs; of
/// `new` it is better if it does not.
#[must_use]
pub fn changes(earlier: &Snapshot, new: &Snapshot) -> Vec<Change> {
    let mut found = Vec::new();
    let names = names(earlier, new);
    macro_rules! lists {
        ($($field:ident, $name:literal, $added:literal, $table:expr;)*) => {$(
            if !earlier.$field.is_absent() && !new.$field.is_absent() {
                let table = $table;
                let whole = new.$field.is_whole();
                let was = table(&earlier.$field, None);
                // A tenant has many people and few of them are kept: whom the earlier one does not have is not looked at.
                let is = table(&new.$field, (!$added).then_some(&was));
                differ($name, $added && earlier.$field.is_whole(), whole, &was, &is, &mut found);
            }
        )*};
    }
    lists! {
        organization, "organization", true, |list: &Collection<super::Organization>, of| table(list, of, |one| {
            (one.id.map(|id| id.to_string()).unwrap_or_default(), one.name.clone().unwrap_or_default())
        });
        domains, "domains", true, |list: &Collection<super::Domain>, of| {
            table(list, of, |one| (one.name.clone(), one.name.clone()))
        };
        users, "users", false, |list: &Collection<User>, of| table(list, of, |one| {
            let name = one.user.clone().unwrap_or_default();
            (one.id.map_or_else(|| name.to_lowercase(), |id| id.to_string()), name)
        });
        groups, "groups", false, |list: &Collection<super::Group>, of| table(list, of, |one| {
            let name = one.name.clone().unwrap_or_default();
            (one.id.map_or_else(|| name.clone(), |id| id.to_string()), name)
        });
        role_assignments, "role assignments", true, |list: &Collection<super::RoleAssignment>, _| roles(list, &names);
        role_eligibilities, "eligible roles", true, |list: &Collection<super::RoleAssignment>, _| roles(list, &names);
        policies, "policies", true, objects;
        named_locations, "named locations", true, objects;
        authentication_strengths, "authentication strengths", true, objects;
        authentication_methods_policy, "authentication methods policy", true, objects;
        registered_methods, "registered methods", false, objects;
        security_defaults, "security defaults", true, |list: &Collection<super::SecurityDefaults>, of| {
            table(list, of, |_| (String::new(), "security defaults".to_owned()))
        };
        conditional_access_settings, "Conditional Access settings", true, objects;
        policy_plans, "policy plans", true, objects;
        relationships, "relationships", true, |list: &Collection<super::Relationship>, of| table(list, of, |one| {
            let name = one.name.clone().unwrap_or_default();
            (one.id.clone().unwrap_or_else(|| name.clone()), name)
        });
    }
    members(&earlier.memberships, &new.memberships, &mut found);
    found.sort();
    found
}

/// User names of those who hold a role, by object ID, from both.
fn names(earlier: &Snapshot, new: &Snapshot) -> BTreeMap<String, String> {
    let of = |one: &Snapshot| {
        let roles = one.role_assignments.values().chain(one.role_eligibilities.values());
        roles.map(|role| role.principal).collect::<BTreeSet<_>>()
    };
    let holders: BTreeSet<_> = of(earlier).union(&of(new)).copied().collect();
    let users = earlier.users.values().chain(new.users.values());
    let holding = users.filter(|user| user.id.is_some_and(|id| holders.contains(&id)));
    holding.filter_map(|user| Some((user.id?.to_string(), user.user.clone()?))).collect()
}

/// The objects of a list; with `of` those alone that are in that table.
fn table<T: Serialize>(
    list: &Collection<T>,
    of: Option<&Table>,
    key: impl Fn(&T) -> (String, String),
) -> Table {
    let row = |one: &T| {
        let (key, name) = key(one);
        if of.is_some_and(|of| !of.contains_key(&key)) {
            return None;
        }
        let value = serde_json::to_value(one).ok().and_then(|value| essence(&value)).unwrap_or_default();
        let name = if name.is_empty() { key.clone() } else { name };
        Some((key, (name, value)))
    };
    list.values().filter_map(row).collect()
}

/// An assignment is the same when the same person holds the same role over the same scope in the same way.
fn roles(list: &Collection<super::RoleAssignment>, names: &BTreeMap<String, String>) -> Table {
    let row = |one: &super::RoleAssignment| {
        let id = one.principal.to_string();
        let who =
            one.principal_name.clone().or_else(|| names.get(&id).cloned()).unwrap_or_else(|| id.clone());
        let role = one.built_in().map_or_else(
            || one.role_name.clone().or_else(|| Some(one.role?.to_string())).unwrap_or_default(),
            |role: Role| role.name().to_owned(),
        );
        let value = serde_json::json!({ "until": one.until, "holding": one.holding });
        (
            format!("{id} {role} {:?}", one.scope),
            (format!("{who}: {role}"), essence(&value).unwrap_or_default()),
        )
    };
    list.values().map(row).collect()
}

fn objects(list: &Collection<Object>, of: Option<&Table>) -> Table {
    let row = |object: &Object| {
        let text = |key: &str| object.get(key).and_then(Value::as_str).unwrap_or_default();
        let id = text("id").to_ascii_lowercase();
        if of.is_some_and(|of| !id.is_empty() && !of.contains_key(&id)) {
            return None;
        }
        let mut content = object.clone();
        // When it was changed is no change of its own.
        content.remove("modifiedDateTime");
        let value = essence(&Value::Object(content)).unwrap_or_default();
        let name = [text("displayName"), text("userPrincipalName"), text("id")];
        let name = name.into_iter().find(|name| !name.is_empty()).unwrap_or("without a name").to_owned();
        let key = if id.is_empty() { value.to_string() } else { id };
        Some((key, (name, value)))
    };
    list.values().filter_map(row).collect()
}

fn differ(
    collection: &'static str,
    added: bool,
    whole: bool,
    earlier: &Table,
    new: &Table,
    found: &mut Vec<Change>,
) {
    let change = |object: &str, change, property: &str, was, is| Change {
        collection,
        object: object.to_owned(),
        change,
        property: property.to_owned(),
        was,
        is,
    };
    for (key, (name, was)) in earlier {
        match new.get(key) {
            Some((_, is)) => {
                let mut differences = Vec::new();
                properties("", was, is, &mut differences);
                found.extend(
                    differences
                        .into_iter()
                        .map(|(property, was, is)| change(name, Sort::Changed, &property, was, is)),
                );
            }
            None if whole => found.push(change(name, Sort::Removed, "", None, None)),
            None => {}
        }
    }
    for (key, (name, _)) in new.iter().filter(|_| added) {
        if !earlier.contains_key(key) {
            found.push(change(name, Sort::Added, "", None, None));
        }
    }
}

type Difference = (String, Option<String>, Option<String>);

/// Properties that differ. One that the newer export does not tell (`notAsked`) has not changed.
fn properties(path: &str, was: &Value, is: &Value, found: &mut Vec<Difference>) {
    let untold = |value: &Value| matches!(value.as_str(), Some("notAsked" | "not-known")) || value.is_null();
    match (was, is) {
        (Value::Object(a), Value::Object(b)) => {
            let keys: BTreeSet<&String> = a.keys().chain(b.keys()).collect();
            for key in keys {
                let path = if path.is_empty() || key == "is" { key.clone() } else { format!("{path}.{key}") };
                let (was, is) = (a.get(key).unwrap_or(&Value::Null), b.get(key).unwrap_or(&Value::Null));
                properties(&path, was, is, found);
            }
        }
        (a, b) if a == b || (untold(a) && untold(b)) => {}
        (_, b) if matches!(b.as_str(), Some("notAsked" | "not-known")) => {}
        (Value::Array(a), Value::Array(b)) => {
            let texts = |items: &[Value]| items.iter().map(words).collect::<BTreeSet<String>>();
            let (a, b) = (texts(a), texts(b));
            found.extend(a.difference(&b).map(|gone| (path.to_owned(), Some(gone.clone()), None)));
            found.extend(b.difference(&a).map(|new| (path.to_owned(), None, Some(new.clone()))));
        }
        // A list that is empty is not written.
        (Value::Array(a), Value::Null) => {
            found.extend(a.iter().map(|gone| (path.to_owned(), Some(words(gone)), None)));
        }
        (Value::Null, Value::Array(b)) => {
            found.extend(b.iter().map(|new| (path.to_owned(), None, Some(words(new)))));
        }
        (a, b) => {
            let told = |value: &Value| (!untold(value)).then(|| words(value));
            found.push((path.to_owned(), told(a), told(b)));
        }
    }
}

fn words(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Members of one group that came or went. Of a group whose members are not all known nobody went.
fn members(earlier: &Collection<Membership>, new: &Collection<Membership>, found: &mut Vec<Change>) {
    for was in earlier.values() {
        let same = |one: &&Membership| {
            one.group == was.group && one.group_name == was.group_name && one.nested == was.nested
        };
        let Some(is) = new.values().find(same) else { continue };
        let name = |member: &super::Member| {
            let id = member.id.map(|id| id.to_string()).unwrap_or_default();
            (id.clone(), member.name.clone().unwrap_or(id))
        };
        let (a, b): (BTreeMap<_, _>, BTreeMap<_, _>) =
            (was.members.iter().map(name).collect(), is.members.iter().map(name).collect());
        let id = || was.group.map(|id| id.to_string());
        let group = was.group_name.clone().or_else(id).unwrap_or_default();
        let mut say = |sort, was: Option<&String>, is: Option<&String>| {
            found.push(Change {
                collection: "memberships",
                object: group.clone(),
                change: sort,
                property: "members".to_owned(),
                was: was.cloned(),
                is: is.cloned(),
            });
        };
        for (_, gone) in a.iter().filter(|(id, _)| is.whole && !b.contains_key(*id)) {
            say(Sort::Removed, Some(gone), None);
        }
        for (_, came) in b.iter().filter(|(id, _)| was.whole && !a.contains_key(*id)) {
            say(Sort::Added, None, Some(came));
        }
    }
}
