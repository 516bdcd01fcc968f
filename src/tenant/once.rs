//! Objects that stand in several files of one import: each is kept once.
//!
//! It knows when two objects are the same one, and which of two versions says that it was changed later. Where neither says it,
//! it refuses to choose: the object is taken out and named, and nothing is known of it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde_json::Value;

use super::{Collection, Domain, Item, Lack, Object, Origin, merge};

/// The same value from two files is one.
pub(super) fn once<T: Ord + Clone>(list: &mut Collection<T>) {
    let mut seen = BTreeSet::new();
    list.items.retain(|item| seen.insert(item.value.clone()));
}

/// Each object with an id once. Those that contradict themselves are taken out and named.
pub(super) fn once_each(items: &mut Vec<Item<Object>>) -> Vec<Lack> {
    let mut kept: Vec<Item<Object>> = Vec::with_capacity(items.len());
    let mut by_id: HashMap<String, usize> = HashMap::new();
    let mut without_id: HashMap<String, usize> = HashMap::new();
    let mut gone: BTreeMap<usize, String> = BTreeMap::new();
    for item in items.drain(..) {
        let id = item.value.get("id").and_then(Value::as_str).map(str::to_ascii_lowercase);
        let Some(id) = id else {
            // The same file given twice: nothing else makes two objects without id one.
            let text = Value::Object(item.value.clone()).to_string();
            if without_id.get(&text).is_none_or(|source| *source == item.from.source) {
                without_id.insert(text, item.from.source);
                kept.push(item);
            }
            continue;
        };
        let Some(at) = by_id.get(&id).copied() else {
            by_id.insert(id, kept.len());
            kept.push(item);
            continue;
        };
        let (known, new) = (Value::Object(kept[at].value.clone()), Value::Object(item.value.clone()));
        match merge::together(&known, &new) {
            Some(Value::Object(both)) => kept[at].value = both,
            _ => match later(&kept[at].value, &item.value) {
                Some(true) => kept[at] = item,
                Some(false) => {}
                None => drop(gone.insert(at, name_of(&item.value, &id))),
            },
        }
    }
    let mut at = 0;
    kept.retain(|_| {
        at += 1;
        !gone.contains_key(&(at - 1))
    });
    *items = kept;
    gone.into_values().map(|object| Lack::TwoVersions { object }).collect()
}

/// Whether the second one was changed later; nothing if they do not say.
fn later(one: &Object, other: &Object) -> Option<bool> {
    let changed = |object: &Object| {
        let when = object.get("modifiedDateTime").or_else(|| object.get("createdDateTime"))?;
        super::read::moment(when)
    };
    let (one, other) = (changed(one)?, changed(other)?);
    (one != other).then_some(other > one)
}

fn name_of(object: &Object, id: &str) -> String {
    object.get("displayName").and_then(Value::as_str).map_or_else(|| id.to_owned(), super::read::name)
}

/// Takes domains in: what one list was not asked, another one may say.
pub(super) fn add_domains(list: &mut Collection<Domain>, source: usize, all: Vec<(usize, Domain)>) {
    for (entry, domain) in all {
        match list.items.iter_mut().find(|one| one.value.name == domain.name) {
            Some(known) => {
                let known = &mut known.value;
                // One list says that it is verified, the other one was not asked.
                for (is, other) in
                    [(&mut known.verified, domain.verified), (&mut known.initial, domain.initial)]
                {
                    if is.is_not_asked() {
                        *is = other;
                    }
                }
                if known.authentication.is_not_asked() {
                    known.authentication = domain.authentication;
                }
            }
            None => list.items.push(Item { from: Origin { source, entry }, value: domain }),
        }
    }
}
