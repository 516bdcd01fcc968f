//! When two files show the same object.
//!
//! The same is what has the same id, and never what has the same name. Two exports of one object may tell different
//! properties (v1.0 and beta, one tool and another); they are put together. Where they contradict each other nobody can
//! tell which is true now, and neither is kept.

use serde_json::Value;

use super::{Lack, Object, Synced, Told, User};

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

fn says_nothing(value: &Value) -> bool {
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

/// What one file says of a user, into what another says. A contradiction makes a property not known.
pub(super) fn users(known: &mut User, other: User, lacks: &mut Vec<Lack>) {
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
    if known.user_type.is_not_asked() {
        known.user_type = other.user_type;
    }
    if contradicts {
        lacks.push(Lack::TwoVersions { object: known.user.clone().unwrap_or_default() });
    }
}
