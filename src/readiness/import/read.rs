//! Reads an export: JSON of Graph or of PowerShell, or the portal's CSV.

use serde_json::{Map, Value};

use super::{Assigned, Export, Holds, Name, Organization, Rule, User};
use crate::model::ObjectId;
use crate::model::harmless::shown;
use crate::model::text::whole;
use crate::partner::read as relationships;
use crate::partner::role::Held;
use crate::readiness::profile::PolicyState;

type Object = Map<String, Value>;

/// Why a file gives nothing.
#[derive(Debug, thiserror::Error)]
pub enum NotAnExport {
    /// A picture, a spreadsheet.
    #[error("the file is not text")]
    NotText,
    /// Broken JSON, or GDAP data that its own reader refuses.
    #[error("{0}")]
    Broken(String),
    /// Something else.
    #[error(
        "the file holds none of: users, Conditional Access policies, domains, organization, role assignments, GDAP"
    )]
    SomethingElse,
}

/// Reads one file.
///
/// # Errors
/// It is no text, broken, or holds something else.
pub fn read(name: &str, bytes: &[u8]) -> Result<Export, NotAnExport> {
    let file: String = shown(name).chars().take(80).collect();
    let text = whole(bytes).ok_or(NotAnExport::NotText)?;
    let start = text.trim_start_matches('\u{feff}').trim_start();
    if !start.starts_with(['{', '[']) {
        let users = table(start)?;
        return match users {
            Some(users) => Ok(Export { file, holds: Holds::Users(users), more_pages: false }),
            None => gdap(file, bytes),
        };
    }
    let whole: Value = serde_json::from_str(start).map_err(|e| NotAnExport::Broken(e.to_string()))?;
    let more_pages = !ends(&whole);
    let mut objects = Vec::new();
    flatten(&whole, &mut objects);
    let Some(first) = objects.first() else { return Err(NotAnExport::SomethingElse) };
    let has = |key: &str| get(first, key).is_some();
    let holds = if has("conditions") && (has("state") || has("grantControls")) {
        Holds::Policies(objects.iter().map(|object| rule(object)).collect())
    } else if has("roleDefinitionId") && has("principalId") {
        Holds::Roles(objects.iter().filter_map(|object| assigned(object)).collect())
    } else if has("verifiedDomains") {
        Holds::Organization(organization(first))
    } else if has("userPrincipalName") {
        Holds::Users(objects.iter().filter_map(|object| user(object)).collect())
    } else if has("isVerified") {
        Holds::Domains(objects.iter().filter_map(|object| domain(object)).collect())
    } else {
        return gdap(file, bytes);
    };
    Ok(Export { file, holds, more_pages })
}

fn gdap(file: String, bytes: &[u8]) -> Result<Export, NotAnExport> {
    let reading = relationships::read(&file, bytes).map_err(|e| match e {
        relationships::Unreadable::NotRelationships { .. }
        | relationships::Unreadable::OtherHeader { .. }
        | relationships::Unreadable::OtherKind { .. } => NotAnExport::SomethingElse,
        other => NotAnExport::Broken(other.to_string()),
    })?;
    let more_pages = reading.more_pages;
    Ok(Export { file, holds: Holds::Relationships(reading), more_pages })
}

/// Whether a list ends here: its last page is in it, or it is no page at all.
fn ends(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.is_empty() || items.iter().any(ends),
        Value::Object(page) => get(page, "@odata.nextLink").is_none_or(Value::is_null),
        _ => true,
    }
}

/// The objects of a page, an array, several pages in an array, or one alone.
fn flatten<'a>(value: &'a Value, objects: &mut Vec<&'a Object>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| flatten(item, objects)),
        Value::Object(object) => match get(object, "value") {
            Some(Value::Array(items)) => items.iter().for_each(|item| flatten(item, objects)),
            _ => objects.push(object),
        },
        _ => {}
    }
}

fn rule(object: &Object) -> Rule {
    let within = |object: &'_ Object, key: &str| get(object, key).and_then(Value::as_object).cloned();
    let conditions = within(object, "conditions").unwrap_or_default();
    let users = within(&conditions, "users").unwrap_or_default();
    let applications = within(&conditions, "clientApplications").is_some_and(|list| {
        get(&list, "includeServicePrincipals").and_then(Value::as_array).is_some_and(|l| !l.is_empty())
    });
    let included =
        ["includeUsers", "includeGroups", "includeRoles"].iter().flat_map(|key| strings(&users, key));
    let nobody = included.clone().all(|who| who == "None")
        && get(&users, "includeGuestsOrExternalUsers").is_none_or(Value::is_null);
    let left = ["excludeUsers", "excludeGroups", "excludeRoles"].iter().flat_map(|key| strings(&users, key));
    let mut leaves_out: Vec<ObjectId> = left.filter_map(|id| id.parse().ok()).collect();
    leaves_out.sort_unstable();
    leaves_out.dedup();
    Rule {
        name: string(object, "displayName"),
        id: string(object, "id").and_then(|id| id.parse().ok()),
        state: string(object, "state").and_then(|state| match state.as_str() {
            "enabled" => Some(PolicyState::Enabled),
            "disabled" => Some(PolicyState::Disabled),
            "enabledForReportingButNotEnforced" => Some(PolicyState::ReportOnly),
            _ => None,
        }),
        about_users: !applications && !nobody,
        leaves_out,
    }
}

fn assigned(object: &Object) -> Option<Assigned> {
    // Over a part of the directory only: that is no administrator of the tenant.
    if string(object, "directoryScopeId").is_some_and(|scope| scope != "/") {
        return None;
    }
    let principal = get(object, "principal").and_then(Value::as_object);
    Some(Assigned {
        principal: string(object, "principalId")?.parse().ok()?,
        name: principal.and_then(|principal| string(principal, "userPrincipalName")),
        role: Held::read(&string(object, "roleDefinitionId")?),
    })
}

fn organization(object: &Object) -> Organization {
    let mut domains = Vec::new();
    get(object, "verifiedDomains").into_iter().for_each(|list| flatten(list, &mut domains));
    let name = |domain: &&Object| {
        let initial = get(domain, "isInitial").and_then(Value::as_bool).unwrap_or_default();
        Some(Name { name: string(domain, "name")?.to_lowercase(), verified: true, initial })
    };
    Organization {
        id: string(object, "id").and_then(|id| id.parse().ok()),
        name: string(object, "displayName"),
        contacts: strings(object, "technicalNotificationMails")
            .map(|mail| shown(mail).into_owned())
            .collect(),
        domains: domains.iter().filter_map(name).collect(),
    }
}

fn domain(object: &Object) -> Option<Name> {
    let flag = |key: &str| get(object, key).and_then(Value::as_bool).unwrap_or_default();
    Some(Name {
        name: string(object, "id")?.to_lowercase(),
        verified: flag("isVerified"),
        initial: flag("isInitial"),
    })
}

fn user(object: &Object) -> Option<User> {
    // Graph writes null for an account that was never synced; a field that was not asked for is not there.
    let synced = get(object, "onPremisesSyncEnabled").map(|value| value.as_bool().unwrap_or_default());
    Some(User {
        name: string(object, "userPrincipalName")?,
        id: string(object, "id").and_then(|id| id.parse::<ObjectId>().ok()),
        enabled: get(object, "accountEnabled").and_then(Value::as_bool),
        synced,
    })
}

/// The portal's list of users; nothing when the columns are others.
fn table(text: &str) -> Result<Option<Vec<User>>, NotAnExport> {
    let semicolons =
        text.lines().next().is_some_and(|head| head.matches(';').count() > head.matches(',').count());
    let delimiter = if semicolons { b';' } else { b',' };
    let mut rows = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
    let normalized =
        |name: &str| name.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    let head: Vec<String> = match rows.headers() {
        Ok(head) => head.iter().map(normalized).collect(),
        Err(e) => return Err(NotAnExport::Broken(e.to_string())),
    };
    let column = |names: &[&str]| head.iter().position(|name| names.contains(&name.as_str()));
    let Some(name) = column(&["userprincipalname"]) else { return Ok(None) };
    let (id, enabled) = (column(&["id", "objectid"]), column(&["accountenabled", "enabled"]));
    let synced = column(&["onpremisessyncenabled", "dirsyncenabled", "directorysynced"]);
    let mut users = Vec::new();
    for row in rows.records() {
        let row = row.map_err(|e| NotAnExport::Broken(e.to_string()))?;
        let field = |at: Option<usize>| at.and_then(|at| row.get(at)).map(str::trim);
        let yes =
            |at: Option<usize>| field(at).map(|text| matches!(text.to_lowercase().as_str(), "true" | "yes"));
        let Some(text) = field(Some(name)).filter(|text| !text.is_empty()) else { continue };
        users.push(User {
            name: text.to_owned(),
            id: field(id).and_then(|id| id.parse().ok()),
            enabled: yes(enabled),
            synced: yes(synced),
        });
    }
    Ok(Some(users))
}

/// PowerShell writes the same names with capitals.
fn get<'a>(object: &'a Object, key: &str) -> Option<&'a Value> {
    object
        .get(key)
        .or_else(|| object.iter().find(|(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, value)| value))
}

fn string(object: &Object, key: &str) -> Option<String> {
    get(object, key)
        .and_then(Value::as_str)
        .map(|text| shown(text.trim()).into_owned())
        .filter(|text| !text.is_empty())
}

fn strings<'a>(object: &'a Object, key: &str) -> impl Iterator<Item = &'a str> + Clone {
    get(object, key)
        .and_then(Value::as_array)
        .map(Vec::as_slice)
        .unwrap_or_default()
        .iter()
        .filter_map(Value::as_str)
}
