//! A Terraform plan as JSON: which policies and named locations it would leave behind, in Graph's form.

use serde_json::{Map, Value, json};

use super::graph_request::{FOREIGN, LATER, body, foreign, id, is_foreign, lacks};

/// What a plan says of one object.
#[derive(Debug, Clone, PartialEq)]
pub struct Planned {
    /// The object as it is, nothing where it will be made.
    pub before: Option<Value>,
    /// The object as it will be, nothing where it will be deleted.
    pub after: Option<Value>,
}

/// The objects of a plan. Nothing where the text is no plan.
#[must_use]
pub fn read(plan: &Value) -> Option<Vec<Planned>> {
    plan.get("terraform_version").or_else(|| plan.get("format_version"))?;
    let changes = plan.get("resource_changes")?.as_array()?;
    let mut all = Vec::new();
    // What a plan only reads stays as it is.
    for change in changes.iter().filter(|change| change.get("mode").is_none_or(|mode| mode != "data")) {
        let form: fn(&Map<String, Value>) -> Value = match change.get("type").and_then(Value::as_str) {
            Some("azuread_conditional_access_policy") => policy,
            Some("azuread_named_location") => location,
            Some("azuread_authentication_strength_policy") => strength,
            Some("msgraph_resource" | "msgraph_update_resource" | "msgraph_resource_action") => body,
            Some(other) if FOREIGN.iter().any(|name| other.contains(name)) && !other.contains("template") => {
                foreign
            }
            _ => continue,
        };
        let Some(inner) = change.get("change") else { continue };
        let side = |key: &str| inner.get(key).and_then(Value::as_object);
        let kind = change.get("type").and_then(Value::as_str).unwrap_or_default();
        let actions = inner.get("actions").and_then(Value::as_array);
        let does = |name: &str| actions.is_some_and(|all| all.iter().any(|action| action == name));
        // What Terraform forgets stays in the tenant; so does what a request did that Terraform cannot take back.
        let is_request = kind == "msgraph_update_resource" || kind == "msgraph_resource_action";
        let stays = does("forget") || is_request && (does("delete") || side("after").is_none());
        if stays {
            let kept = side("before").map(form);
            all.push(Planned { before: kept.clone(), after: kept });
            if does("forget") || side("after").is_none() {
                continue;
            }
        }
        let after = side("after").map(|object| {
            let mut object = Value::Object(object.clone());
            if let Some(unknown) = inner.get("after_unknown") {
                fill(&mut object, unknown);
            }
            // A change keeps what the body had and has no more.
            let body = |key: &str| side(key)?.get("body");
            let keeps = kind == "msgraph_resource" && !does("delete") && lacks(body("after"), body("before"));
            object.as_object().map(if keeps { foreign } else { form }).unwrap_or_default()
        });
        // What cannot be read is the same before and after by its name alone.
        let is_changed = inner.get("before") != inner.get("after");
        let is_unread = after.as_ref().is_some_and(is_foreign);
        let before = side("before").filter(|_| !(stays || is_changed && is_unread));
        all.push(Planned { before: before.map(form), after });
    }
    Some(all)
}

fn fill(value: &mut Value, unknown: &Value) {
    match unknown {
        Value::Bool(true) => *value = Value::String(LATER.to_owned()),
        Value::Object(members) => {
            if let Value::Object(object) = value {
                for (key, unknown) in members {
                    fill(object.entry(key.clone()).or_insert(Value::Null), unknown);
                }
            }
        }
        Value::Array(items) => {
            if !items.is_empty() && value.is_null() {
                *value = Value::Array(Vec::new());
            }
            if let Value::Array(list) = value {
                for (place, unknown) in items.iter().enumerate() {
                    if list.len() <= place {
                        list.push(Value::Null);
                    }
                    fill(&mut list[place], unknown);
                }
            }
        }
        _ => {}
    }
}

/// The only block of its name, or the attribute itself.
fn block<'a>(object: &'a Map<String, Value>, key: &str) -> Option<&'a Map<String, Value>> {
    match object.get(key)? {
        Value::Array(items) => items.first()?.as_object(),
        Value::Object(object) => Some(object),
        _ => None,
    }
}

/// Copies members under Graph's names; those that nobody knows keep theirs, so that they count as unknown.
fn renamed(object: &Map<String, Value>, names: &[(&str, &str)]) -> Map<String, Value> {
    let name = |key: &String| {
        let known = names.iter().find(|(own, _)| own == key);
        known.map_or_else(|| key.clone(), |(_, graph)| (*graph).to_owned())
    };
    object.iter().map(|(key, value)| (name(key), value.clone())).collect()
}

const USERS: [(&str, &str); 8] = [
    ("included_users", "includeUsers"),
    ("excluded_users", "excludeUsers"),
    ("included_groups", "includeGroups"),
    ("excluded_groups", "excludeGroups"),
    ("included_roles", "includeRoles"),
    ("excluded_roles", "excludeRoles"),
    ("included_guests_or_external_users", "includeGuestsOrExternalUsers"),
    ("excluded_guests_or_external_users", "excludeGuestsOrExternalUsers"),
];

const APPLICATIONS: [(&str, &str); 5] = [
    ("included_applications", "includeApplications"),
    ("excluded_applications", "excludeApplications"),
    ("included_user_actions", "includeUserActions"),
    ("included_authentication_context_class_references", "includeAuthenticationContextClassReferences"),
    ("filter", "applicationFilter"),
];

const CONDITIONS: [(&str, &str); 11] = [
    ("users", "users"),
    ("applications", "applications"),
    ("client_app_types", "clientAppTypes"),
    ("platforms", "platforms"),
    ("locations", "locations"),
    ("devices", "devices"),
    ("sign_in_risk_levels", "signInRiskLevels"),
    ("user_risk_levels", "userRiskLevels"),
    ("insider_risk_levels", "insiderRiskLevels"),
    ("client_applications", "clientApplications"),
    ("service_principal_risk_levels", "servicePrincipalRiskLevels"),
];

fn policy(object: &Map<String, Value>) -> Value {
    let conditions = block(object, "conditions").map(|block| Value::Object(conditions(block)));
    let grant = block(object, "grant_controls").map(|inner| {
        let strength = inner.get("authentication_strength_policy_id").and_then(Value::as_str);
        let id = strength.map(|id| id.rsplit('/').next().unwrap_or(id)).filter(|id| !id.is_empty());
        let mut grant = renamed(
            inner,
            &[
                ("built_in_controls", "builtInControls"),
                ("custom_authentication_factors", "customAuthenticationFactors"),
                ("terms_of_use", "termsOfUse"),
            ],
        );
        grant.remove("authentication_strength_policy_id");
        if let Some(id) = id {
            grant.insert("authenticationStrength".to_owned(), json!({ "id": id }));
        }
        Value::Object(grant)
    });
    json!({
        "id": id(object),
        "displayName": object.get("display_name"),
        "state": object.get("state"),
        "conditions": conditions,
        "grantControls": grant,
        "sessionControls": block(object, "session_controls").map(session),
    })
}

fn conditions(object: &Map<String, Value>) -> Map<String, Value> {
    let mut all = renamed(object, &CONDITIONS);
    let mut put = |graph: &str, inner: Option<Map<String, Value>>| match inner {
        Some(inner) => {
            all.insert(graph.to_owned(), Value::Object(inner));
        }
        None => {
            all.remove(graph);
        }
    };
    put(
        "users",
        block(object, "users").map(|inner| {
            let mut users = renamed(inner, &USERS);
            for key in ["includeGuestsOrExternalUsers", "excludeGuestsOrExternalUsers"] {
                if let Some(value) = users.remove(key) {
                    let guests = value
                        .as_array()
                        .and_then(|all| all.first())
                        .or(Some(&value))
                        .and_then(Value::as_object);
                    if let Some(guests) = guests {
                        users.insert(key.to_owned(), guest(guests));
                    }
                }
            }
            users
        }),
    );
    put(
        "applications",
        block(object, "applications").map(|inner| {
            let mut applications = renamed(inner, &APPLICATIONS);
            if let Some(filter) = block(inner, "filter") {
                applications.insert("applicationFilter".to_owned(), Value::Object(filter.clone()));
            }
            applications
        }),
    );
    put(
        "platforms",
        block(object, "platforms").map(|inner| {
            renamed(
                inner,
                &[("included_platforms", "includePlatforms"), ("excluded_platforms", "excludePlatforms")],
            )
        }),
    );
    put(
        "locations",
        block(object, "locations").map(|inner| {
            renamed(
                inner,
                &[("included_locations", "includeLocations"), ("excluded_locations", "excludeLocations")],
            )
        }),
    );
    put(
        "devices",
        block(object, "devices").and_then(|inner| {
            let filter = block(inner, "filter")?;
            Some(Map::from_iter([("deviceFilter".to_owned(), Value::Object(filter.clone()))]))
        }),
    );
    put(
        "clientApplications",
        block(object, "client_applications").map(|inner| {
            renamed(
                inner,
                &[
                    ("included_service_principals", "includeServicePrincipals"),
                    ("excluded_service_principals", "excludeServicePrincipals"),
                ],
            )
        }),
    );
    all
}

fn guest(object: &Map<String, Value>) -> Value {
    let tenants = block(object, "external_tenants")
        .map(|inner| renamed(inner, &[("membership_kind", "membershipKind")]));
    json!({
        "guestOrExternalUserTypes": object.get("guest_or_external_user_types"),
        "externalTenants": tenants,
    })
}

fn session(object: &Map<String, Value>) -> Value {
    let interval = object.get("sign_in_frequency_interval").and_then(Value::as_str);
    json!({
        "disableResilienceDefaults": object.get("disable_resilience_defaults"),
        "signInFrequency": interval.map(|interval| json!({ "isEnabled": true, "frequencyInterval": interval })),
        "cloudAppSecurity": object
            .get("cloud_app_security_policy")
            .filter(|value| value.is_string())
            .map(|kind| json!({ "isEnabled": true, "cloudAppSecurityType": kind })),
    })
}

fn location(object: &Map<String, Value>) -> Value {
    let (ip, country) = (block(object, "ip"), block(object, "country"));
    let ranges = ip.and_then(|ip| ip.get("ip_ranges")).and_then(Value::as_array);
    let mut place = json!({ "id": id(object), "displayName": object.get("display_name") });
    if let (Some(ip), Some(place)) = (ip, place.as_object_mut()) {
        let ranges: Vec<Value> =
            ranges.into_iter().flatten().map(|range| json!({ "cidrAddress": range })).collect();
        place.insert("ipRanges".to_owned(), Value::Array(ranges));
        place.insert("isTrusted".to_owned(), ip.get("trusted").cloned().unwrap_or(Value::Bool(false)));
    }
    if let (Some(country), Some(place)) = (country, place.as_object_mut()) {
        let get = |key: &str| country.get(key).cloned().unwrap_or(Value::Null);
        place.insert("countriesAndRegions".to_owned(), get("countries_and_regions"));
        place.insert(
            "includeUnknownCountriesAndRegions".to_owned(),
            get("include_unknown_countries_and_regions"),
        );
        place.insert("countryLookupMethod".to_owned(), get("country_lookup_method"));
    }
    place
}

fn strength(object: &Map<String, Value>) -> Value {
    json!({
        "id": id(object),
        "displayName": object.get("display_name"),
        "allowedCombinations": object.get("allowed_combinations"),
    })
}
