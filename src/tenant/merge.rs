//! When two files show the same object.
//!
//! The same is what has the same id, and never what has the same name. Two exports of one object may tell different
//! properties (v1.0 and beta, one tool and another); they are put together. Where they contradict each other nobody can
//! tell which is true now, and neither is kept.

use std::collections::{BTreeSet, HashMap, HashSet};

use serde_json::Value;

use super::{Collection, Item, Lack, Object, Snapshot, Synced, Told, User, Whole};
use crate::model::ObjectId;

/// The object without what says nothing: null, empty lists, empty objects.
#[must_use]
pub(super) fn essence(value: &Value) -> Option<Value> {
    match value {
        Value::Null => None,
        Value::Array(items) => {
            let items: Vec<Value> = items.iter().filter_map(essence).collect();
            (!items.is_empty()).then_some(Value::Array(items))
        }
        Value::Object(object) => {
            let object: Object =
                object.iter().filter_map(|(key, value)| Some((key.clone(), essence(value)?))).collect();
            (!object.is_empty()).then_some(Value::Object(object))
        }
        Value::String(text) if text.is_empty() => None,
        other => Some(other.clone()),
    }
}

/// Both together; nothing where they contradict each other.
pub(super) fn together(one: &Value, other: &Value) -> Option<Value> {
    match (one, other) {
        (Value::Object(a), Value::Object(b)) => {
            let mut both = a.clone();
            for (key, value) in b {
                let value = match a.get(key) {
                    Some(known) => together(known, value)?,
                    None => value.clone(),
                };
                both.insert(key.clone(), value);
            }
            Some(Value::Object(both))
        }
        (Value::Array(a), Value::Array(b)) => same_items(a, b).then(|| one.clone()),
        (a, b) if says_nothing(a) => Some(b.clone()),
        (a, b) if says_nothing(b) || a == b => Some(a.clone()),
        _ => None,
    }
}

pub(super) fn says_nothing(value: &Value) -> bool {
    value.is_null() || value.as_str().is_some_and(str::is_empty)
}

/// Lists of ids come in any order.
fn same_items(a: &[Value], b: &[Value]) -> bool {
    let sorted = |items: &[Value]| {
        let mut texts: Vec<String> = items.iter().map(ToString::to_string).collect();
        texts.sort_unstable();
        texts
    };
    a == b || (a.len() == b.len() && sorted(a) == sorted(b))
}

impl Snapshot {
    /// Takes in what another snapshot says about people. Of what both say, and each otherwise, nothing is known; lists of members
    /// stand side by side.
    pub fn add_people(&mut self, other: Self, [first, second]: [&str; 2]) {
        let offset = self.sources.len();
        self.sources.extend(other.sources);
        let lack = Lack::TwoLists { first: first.to_owned(), second: second.to_owned() };
        let mut lacks = Vec::new();
        let mut users = moved(other.users, offset);
        if !self.users.is_absent() && !users.is_absent() {
            let mut known = Users::default();
            for (at, user) in self.users.values().enumerate() {
                known.note(user, at);
            }
            for item in std::mem::take(&mut users.items) {
                if known.join(&mut self.users.items, item, &mut lacks) {
                    lacks.push(lack.clone());
                }
            }
            self.users.lose(lacks);
        } else if self.users.is_absent() {
            self.users = users;
        }
        in_both(&mut self.role_assignments, moved(other.role_assignments, offset), &lack);
        in_both(&mut self.role_eligibilities, moved(other.role_eligibilities, offset), &lack);
        let id = |row: &Object| row.get("id").and_then(Value::as_str).map(str::to_lowercase);
        let mut rows = moved(other.registered_methods, offset);
        let own: HashMap<String, Object> =
            self.registered_methods.values().filter_map(|row| Some((id(row)?, row.clone()))).collect();
        let differs = |a: &Object, b: &Object| a.get("methodsRegistered") != b.get("methodsRegistered");
        let disputed: HashSet<String> = rows
            .values()
            .filter_map(|row| Some((id(row)?, row)))
            .filter(|(id, row)| own.get(id).is_some_and(|known| differs(known, row)))
            .map(|(id, _)| id)
            .collect();
        rows.items.retain(|item| id(&item.value).is_none_or(|id| !own.contains_key(&id)));
        let methods = &mut self.registered_methods;
        methods.items.retain(|item| id(&item.value).is_none_or(|id| !disputed.contains(&id)));
        methods.items.append(&mut rows.items);
        if methods.is_absent() {
            methods.whole = rows.whole;
        }
        let lists = moved(other.memberships, offset);
        self.memberships.items.extend(lists.items);
        if self.memberships.is_absent() {
            self.memberships.whole = lists.whole;
        }
        let groups: HashSet<_> = self.groups.values().map(|group| group.id).collect();
        let more = moved(other.groups, offset).items;
        self.groups.items.extend(more.into_iter().filter(|item| !groups.contains(&item.value.id)));
        if self.relationships.is_absent() {
            self.relationships = moved(other.relationships, offset);
        }
    }
}

impl<T> Collection<T> {
    /// It is no whole list any more.
    fn lose(&mut self, more: Vec<Lack>) {
        if more.is_empty() {
            return;
        }
        let mut lacks = self.lacks().to_vec();
        lacks.extend(more);
        lacks.sort();
        lacks.dedup();
        self.whole = Whole::Part { lacks };
    }
}

/// The list with the places of its items among the sources of another snapshot.
fn moved<T>(mut list: Collection<T>, offset: usize) -> Collection<T> {
    list.items.iter_mut().for_each(|item| item.from.source += offset);
    list.files = list.files.iter().map(|file| file + offset).collect();
    list
}

/// Keeps what both lists have, and what a list has that the other one, a part, need not have.
fn in_both<T: Ord + Clone>(known: &mut Collection<T>, other: Collection<T>, lack: &Lack) {
    if other.is_absent() {
        return;
    }
    if known.is_absent() {
        *known = other;
        return;
    }
    let (a, b): (BTreeSet<T>, BTreeSet<T>) =
        (known.values().cloned().collect(), other.values().cloned().collect());
    let (whole_a, whole_b) = (known.is_whole(), other.is_whole());
    let before = known.items.len();
    known.items.retain(|item| !whole_b || b.contains(&item.value));
    let mut lost = known.items.len() < before;
    for item in other.items.into_iter().filter(|item| !a.contains(&item.value)) {
        if whole_a {
            lost = true;
        } else {
            known.items.push(item);
        }
    }
    known.files.extend(other.files);
    if lost {
        known.lose(vec![lack.clone()]);
    } else if !whole_a && whole_b {
        known.whole = other.whole;
    }
}

/// Where each user stands in a list, by id and by name.
#[derive(Default)]
pub(super) struct Users {
    ids: HashMap<ObjectId, usize>,
    names: HashMap<String, usize>,
}

impl Users {
    fn note(&mut self, user: &User, at: usize) {
        if let Some(id) = user.id {
            self.ids.insert(id, at);
        }
        if let Some(name) = &user.user {
            self.names.insert(name.to_lowercase(), at);
        }
    }

    /// Where the list has this user. A user name is unique in a tenant, unlike the name of a group; still, two ids are two users.
    pub(super) fn place(&self, list: &[Item<User>], user: &User) -> Option<usize> {
        let by_id = user.id.and_then(|id| self.ids.get(&id).copied());
        let by_name = user.user.as_ref().and_then(|name| self.names.get(&name.to_lowercase()).copied());
        let no_id = |at: &usize| list.get(*at).is_some_and(|known| known.value.id.is_none());
        by_id.or(by_name.filter(|at| user.id.is_none() || no_id(at)))
    }

    /// Puts what a file says of a user to what the list says of the same one; whether the list did not have the user.
    pub(super) fn join(
        &mut self,
        list: &mut Vec<Item<User>>,
        item: Item<User>,
        lacks: &mut Vec<Lack>,
    ) -> bool {
        let at = self.place(list, &item.value).unwrap_or(list.len());
        self.note(&item.value, at);
        match list.get_mut(at) {
            Some(known) => users(&mut known.value, item.value, lacks),
            None => {
                list.push(item);
                return true;
            }
        }
        false
    }
}

/// What one file says of a user, into what another says. A contradiction makes a property not known.
fn users(known: &mut User, other: User, lacks: &mut Vec<Lack>) {
    let mut contradicts = false;
    known.id = known.id.or(other.id);
    if known.user.is_none() {
        known.user = other.user;
    }
    known.enabled = match (known.enabled, other.enabled) {
        (Told::NotAsked, told) | (told, Told::NotAsked) => told,
        (a, b) if a == b => a,
        _ => {
            contradicts = true;
            Told::NotAsked
        }
    };
    known.synced = match (known.synced, other.synced) {
        (Synced::NotKnown, told) | (told, Synced::NotKnown) => told,
        (a, b) if a == b => a,
        _ => {
            contradicts = true;
            Synced::NotKnown
        }
    };
    known.user_type = match (std::mem::take(&mut known.user_type), other.user_type) {
        (Told::NotAsked, told) | (told, Told::NotAsked) => told,
        (a, b) if a == b => a,
        _ => {
            contradicts = true;
            Told::NotAsked
        }
    };
    if contradicts {
        lacks.push(Lack::TwoVersions { object: known.user.clone().unwrap_or_default() });
    }
}
