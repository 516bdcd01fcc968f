//! What a Terraform plan sends to Microsoft Graph as it is, by a provider that knows addresses and bodies.
//!
//! It knows which addresses verdicts hang on, and which bodies say everything of an object: those that make one, and changes
//! after which nothing is left of what was there before. It refuses to guess the rest. A change keeps what its body does not
//! have, and what it keeps stands in no plan; such an object is named, and cannot be read.

use serde_json::{Map, Value, json};

use super::{Place, Policy, Strength};

/// What is known only after the change stands as a text that no object has.
pub(super) const LATER: &str = "(known after apply)";

/// Whether one object has not all members that another one has, at any depth.
pub(super) fn lacks(object: Option<&Value>, other: Option<&Value>) -> bool {
    match (object.and_then(Value::as_object), other.and_then(Value::as_object)) {
        (Some(object), Some(other)) => {
            other.iter().any(|(key, value)| !object.contains_key(key) || lacks(object.get(key), Some(value)))
        }
        _ => false,
    }
}

/// The object's own id; the provider writes it behind a path.
pub(super) fn id(object: &Map<String, Value>) -> Option<String> {
    let id = object.get("object_id").or_else(|| object.get("id")).and_then(Value::as_str)?;
    let id = id.rsplit('/').next().unwrap_or(id);
    (!id.is_empty() && id != LATER).then(|| id.to_owned())
}

/// What verdicts hang on, by its name in other providers for Microsoft Graph.
pub(super) const FOREIGN: [&str; 4] = [
    "conditional_access_policy",
    "named_location",
    "authentication_strength",
    "authentication_methods_policy",
];

/// What verdicts hang on, by its address in Microsoft Graph, and what stands below the same address and decides nothing.
const DECIDES: [&str; 4] =
    ["conditionalaccess/", "authenticationstrength", "authenticationmethodspolicy", "securitydefaults"];
const DECIDES_NOTHING: [&str; 2] = ["authenticationcontextclassreferences", "conditionalaccess/templates"];

/// Lists of people that are empty where whoever makes a policy leaves them out.
const EMPTY: [&str; 5] = ["includeGroups", "includeRoles", "excludeUsers", "excludeGroups", "excludeRoles"];

/// The object that a provider for all of Microsoft Graph sends as it is; nothing where no verdict hangs on it. What changes
/// only a part of one, deletes or restores one, or goes to an address that is known later, cannot be read.
pub(super) fn body(object: &Map<String, Value>) -> Value {
    let text = |key: &str| object.get(key).and_then(Value::as_str).unwrap_or_default();
    let url = format!("{}{}/{}", text("url"), text("resource_url"), text("action")).to_lowercase();
    let method = text("method").to_lowercase();
    let has = |mark: &&str| url.contains(*mark);
    let is_known = !url.contains(LATER);
    let decides = DECIDES.iter().any(has) && !DECIDES_NOTHING.iter().any(has);
    if method == "get" || is_known && !decides {
        return Value::Null;
    }
    let Some(Value::Object(body)) = object.get("body").filter(|_| is_known && method != "delete") else {
        return foreign(object);
    };
    let (list, last) = url.trim_end_matches('/').rsplit_once('/').unwrap_or_default();
    let makes = ["policies", "namedlocations", "authenticationstrengthpolicies"].contains(&last)
        && (Policy::is_one(body) || Place::is_one(body) || Strength::is_one(body));
    let replaces = list.ends_with("conditionalaccess/policies") && has_all(body, &POLICY)
        || list.ends_with("conditionalaccess/namedlocations")
            && (has_all(body, &ADDRESSES) || has_all(body, &COUNTRIES));
    if !(makes || replaces) {
        return foreign(object);
    }
    let mut body = body.clone();
    // Who writes a policy leaves out the lists that stay empty; whom it is about must be said.
    let users = body.get_mut("conditions").and_then(|all| all.get_mut("users"));
    if let Some(users) = users.and_then(Value::as_object_mut) {
        for key in EMPTY {
            users.entry(key).or_insert_with(|| json!([]));
        }
    }
    if let Some(id) = if makes { id(object) } else { Some(last.to_owned()) } {
        body.entry("id").or_insert(Value::String(id));
    }
    Value::Object(body)
}

/// What a change must say, null or not, so that nothing is left of the object that stood there before: a change keeps what
/// its body does not have.
const POLICY: [&str; 19] = [
    "/state",
    "/grantControls",
    "/sessionControls",
    "/conditions/users/includeUsers",
    "/conditions/users/includeGroups",
    "/conditions/users/includeRoles",
    "/conditions/users/includeGuestsOrExternalUsers",
    "/conditions/users/excludeUsers",
    "/conditions/users/excludeGroups",
    "/conditions/users/excludeRoles",
    "/conditions/users/excludeGuestsOrExternalUsers",
    "/conditions/applications/includeApplications",
    "/conditions/applications/excludeApplications",
    "/conditions/clientAppTypes",
    "/conditions/platforms",
    "/conditions/locations",
    "/conditions/devices",
    "/conditions/signInRiskLevels",
    "/conditions/userRiskLevels",
];
const ADDRESSES: [&str; 2] = ["/ipRanges", "/isTrusted"];
const COUNTRIES: [&str; 2] = ["/countriesAndRegions", "/includeUnknownCountriesAndRegions"];

fn has_all(body: &Map<String, Value>, paths: &[&str]) -> bool {
    let body = Value::Object(body.clone());
    paths.iter().all(|path| body.pointer(path).is_some())
}

/// A policy whose form is not known: it is named, and cannot be read.
pub(super) fn foreign(object: &Map<String, Value>) -> Value {
    let named = || object.get("body")?.get("displayName");
    let address = || object.get("url").or_else(|| object.get("resource_url"));
    let name = object.get("display_name").or_else(named).or_else(address);
    json!({ "displayName": name, "builtInControls": null })
}

pub(super) fn is_foreign(form: &Value) -> bool {
    form.get("builtInControls").is_some_and(Value::is_null)
}
