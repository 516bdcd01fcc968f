//! One spelling for what several tools write: Graph's own. PowerShell writes names with capitals, dates as
//! `/Date(ms)/`, and what it cut away as the name of a type.
//!
//! An object that a tool cut is recognised here. It must never be read as an object without conditions.

use chrono::{DateTime, SecondsFormat, TimeZone, Utc};
use serde_json::{Map, Value};

use super::super::Object;
use crate::evidence::redact;
use crate::evidence::redact::Rule;
use crate::model::harmless::shown;

/// Lists of Graph that a shallow `ConvertTo-Json` turns into one text, joined by blanks.
const LISTS: [&str; 24] = [
    "includeUsers",
    "excludeUsers",
    "includeGroups",
    "excludeGroups",
    "includeRoles",
    "excludeRoles",
    "includeApplications",
    "excludeApplications",
    "includeUserActions",
    "includeAuthenticationContextClassReferences",
    "includeLocations",
    "excludeLocations",
    "includePlatforms",
    "excludePlatforms",
    "includeServicePrincipals",
    "excludeServicePrincipals",
    "clientAppTypes",
    "signInRiskLevels",
    "userRiskLevels",
    "servicePrincipalRiskLevels",
    "builtInControls",
    "customAuthenticationFactors",
    "termsOfUse",
    "allowedCombinations",
];

/// The object in Graph's spelling, without the noise of `@odata`.
pub(super) fn object(from: Map<String, Value>) -> Object {
    let mut to = Object::new();
    for (key, value) in from {
        // What the SDK's model has no name for.
        if key.eq_ignore_ascii_case("additionalProperties") {
            if let Value::Object(more) = value {
                for (key, value) in object(more) {
                    to.entry(key).or_insert(value);
                }
            }
            continue;
        }
        if key.contains("@odata.") && key != "@odata.type" {
            continue;
        }
        to.insert(camel(&key), self::value(value));
    }
    to
}

fn camel(key: &str) -> String {
    let mut letters = key.chars();
    match letters.next() {
        // `AAGuids` and the like stand in Graph with one small letter as well.
        Some(first) if first.is_ascii_uppercase() => {
            first.to_ascii_lowercase().to_string() + letters.as_str()
        }
        _ => key.to_owned(),
    }
}

fn value(from: Value) -> Value {
    match from {
        Value::Object(map) => Value::Object(object(map)),
        Value::Array(items) => Value::Array(items.into_iter().map(value).collect()),
        Value::String(text) => match date(&text) {
            Some(moment) => Value::String(moment.to_rfc3339_opts(SecondsFormat::AutoSi, true)),
            None => Value::String(text),
        },
        other => other,
    }
}

/// `/Date(1769788627239)/`, of Windows PowerShell.
fn date(text: &str) -> Option<DateTime<Utc>> {
    let inner = text.strip_prefix("/Date(")?.strip_suffix(")/")?;
    let digits = inner.trim_start_matches('-').find(['+', '-']).map_or(inner, |at| &inner[..at]);
    Utc.timestamp_millis_opt(digits.parse().ok()?).single()
}

/// The name of a value's type where its value should stand.
pub(super) fn is_type_name(text: &str) -> bool {
    text.starts_with("Microsoft.Graph.")
        || text.starts_with("System.Collections.")
        || text.starts_with("System.Object")
        || text.starts_with("System.Management.Automation")
        || text.starts_with("@{")
}

/// Whether a tool cut this object, which is in Graph's spelling.
pub(super) fn is_cut(object: &Object) -> bool {
    object.iter().any(|(key, value)| cut(key, value))
}

fn cut(key: &str, value: &Value) -> bool {
    match value {
        Value::String(text) => is_type_name(text) || LISTS.contains(&key),
        Value::Array(items) => items.iter().any(|item| cut("", item)),
        Value::Object(object) => is_cut(object),
        _ => false,
    }
}

/// A name for a screen and for the snapshot: nothing in it acts, and what looks like a secret is taken out. A long name
/// in one piece often looks like base64 and is none.
pub(in crate::tenant) fn name(text: &str) -> String {
    let text: String = shown(text.trim()).chars().take(256).collect();
    let hits = redact::scan(&text);
    if hits.iter().any(|hit| hit.rule != Rule::LongBase64) { redact::redact(&text).0 } else { text }
}

/// The same for every text of an object.
pub(in crate::tenant) fn without_secrets(object: &mut Object) {
    for value in object.values_mut() {
        clean(value);
    }
}

fn clean(value: &mut Value) {
    match value {
        Value::String(text) => {
            let safe = name(text);
            if safe != *text {
                *text = safe;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(clean),
        Value::Object(object) => without_secrets(object),
        _ => {}
    }
}

/// A member by its name in any case of letters.
pub(super) fn get<'a>(object: &'a Map<String, Value>, key: &str) -> Option<&'a Value> {
    object
        .get(key)
        .or_else(|| object.iter().find(|(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, value)| value))
}

pub(super) fn text<'a>(object: &'a Map<String, Value>, key: &str) -> Option<&'a str> {
    get(object, key).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty())
}

/// A moment, as Graph or PowerShell writes it.
pub(in crate::tenant) fn moment(value: &Value) -> Option<DateTime<Utc>> {
    let text = match value {
        Value::String(text) => text.as_str(),
        Value::Object(wrapped) => text(wrapped, "value").or_else(|| text(wrapped, "DateTime"))?,
        _ => return None,
    };
    date(text).or_else(|| crate::partner::moment::read(text).map(|moment| moment.at))
}
