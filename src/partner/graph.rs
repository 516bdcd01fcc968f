//! Relationship files of Microsoft Graph: one object, an array, or a page; Graph's own JSON or PowerShell's.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::Deserializer as _;
use serde::de::{SeqAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::model::TenantId;

use super::moment::{self, Moment};
use super::read::{Problem, Reading, Unreadable};
use super::relationship::{Assignment, Customer, Relationship, Status};
use super::role::{Held, Role};
use super::span;
use super::standing::EXTENSION_DAYS;
use super::text::harmless;

type Object = Map<String, Value>;

/// What is said of a page without its next one.
pub(super) const ONE_PAGE: &str = "this is one page of several, and relationships may be missing";

/// Reads the text of one file.
///
/// # Errors
/// When the JSON is broken, or is something else than relationships and access assignments.
pub fn read(file: &str, text: &str) -> Result<Reading, Unreadable> {
    if let Some(reading) = one_by_one(file, text) {
        return reading;
    }
    let value: Value = serde_json::from_str(text).map_err(|e| broken(&e))?;
    let mut reading = Reading::default();
    top(file, &value, &mut reading)?;
    Ok(reading)
}

/// The entries of a page, each let go before the next one is read: a base of 10,000 relationships is never in memory as a
/// tree. Nothing where the file is no page or breaks; then it is read as a whole, which says where.
fn one_by_one(file: &str, text: &str) -> Option<Result<Reading, Unreadable>> {
    let mut members: BTreeMap<String, &RawValue> = serde_json::from_str(text).ok()?;
    let list = members.remove("value").filter(|list| list.get().starts_with('['))?;
    let mut page = Object::new();
    for (key, value) in members {
        page.insert(key, serde_json::from_str(value.get()).ok()?);
    }
    let mut reading = Reading::default();
    if let Err(why) = above(file, &page, &mut reading) {
        return Some(Err(why));
    }
    let mut entries = Entries { file, context: raw(&page, "@odata.context"), reading, refused: None };
    serde_json::Deserializer::from_str(list.get()).deserialize_seq(&mut entries).ok()?;
    Some(entries.refused.map_or(Ok(entries.reading), Err))
}

/// Takes the entries of a page as they are parsed.
struct Entries<'a> {
    file: &'a str,
    context: &'a str,
    reading: Reading,
    refused: Option<Unreadable>,
}

impl<'de> Visitor<'de> for &mut Entries<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let mut count = 0;
        while let Some(value) = entries.next_element::<Value>()? {
            count += 1;
            // What breaks further down is said before what is wrong with an entry, as where the whole is read first.
            if self.refused.is_none() {
                let place = format!("{}, entry {count}", self.file);
                self.refused = entry(&place, &value, self.context, &mut self.reading).err();
            }
        }
        if count == 0 {
            none_of(self.context, &mut self.reading);
        }
        Ok(())
    }
}

fn broken(error: &serde_json::Error) -> Unreadable {
    let (line, column) = (error.line(), error.column());
    if error.is_eof() {
        return Unreadable::Truncated { line, column };
    }
    let why = error.to_string();
    let why = why.split(" at line").next().unwrap_or_default();
    Unreadable::BadJson { line, column, why: harmless(why) }
}

fn top(file: &str, value: &Value, reading: &mut Reading) -> Result<(), Unreadable> {
    match value {
        Value::Array(items) => items_of(file, items, None, reading),
        Value::Object(object) => {
            above(file, object, reading)?;
            let context = raw(object, "@odata.context");
            match get(object, "value") {
                Some(Value::Array(items)) => items_of(file, items, Some(context), reading),
                _ => item(file, object, context, reading),
            }
        }
        _ => Err(Unreadable::NotRelationships { place: file.to_owned() }),
    }
}

/// What a page says above its entries.
fn above(file: &str, page: &Object, reading: &mut Reading) -> Result<(), Unreadable> {
    if let Some(Value::Object(error)) = get(page, "error") {
        let code = string(error, "code").unwrap_or_else(|| "no code".into());
        return Err(Unreadable::GraphError { code });
    }
    if let Some(what) = other_kind_by_context(raw(page, "@odata.context")) {
        return Err(Unreadable::OtherKind { what });
    }
    if string(page, "@odata.nextLink").is_some() {
        reading.more_pages = true;
        reading.problems.push(Problem {
            place: file.to_owned(),
            what: ONE_PAGE.into(),
            cure: "Fetch the @odata.nextLink as well, until there is none, and give all pages".into(),
        });
    }
    Ok(())
}

/// An empty list of access assignments says that there is none.
fn none_of(context: &str, reading: &mut Reading) {
    if context.to_ascii_lowercase().contains("accessassignments") {
        reading.lists_assignments_of.push(owner(context));
    }
}

fn items_of(
    file: &str,
    items: &[Value],
    context: Option<&str>,
    reading: &mut Reading,
) -> Result<(), Unreadable> {
    let context = context.unwrap_or_default();
    if items.is_empty() {
        none_of(context, reading);
    }
    for (at, value) in items.iter().enumerate() {
        entry(&format!("{file}, entry {}", at + 1), value, context, reading)?;
    }
    Ok(())
}

fn entry(place: &str, value: &Value, context: &str, reading: &mut Reading) -> Result<(), Unreadable> {
    match value {
        Value::Object(object) => item(place, object, context, reading),
        // A page within an array: several answers put together.
        Value::Array(inner) => items_of(place, inner, None, reading),
        _ => Err(Unreadable::NotRelationships { place: place.to_owned() }),
    }
}

fn item(place: &str, object: &Object, context: &str, reading: &mut Reading) -> Result<(), Unreadable> {
    if let Some(Value::Array(items)) = get(object, "value") {
        return items_of(place, items, Some(raw(object, "@odata.context")), reading);
    }
    if get(object, "accessContainer").is_some() {
        let owner = owner(context).or_else(|| string(object, "delegatedAdminRelationshipId"));
        reading.lists_assignments_of.push(owner.clone());
        reading.assignments.push((owner, assignment(place, object)?));
        return Ok(());
    }
    let marks = ["accessDetails", "autoExtendDuration", "duration", "endDateTime"];
    let typed = string(object, "@odata.type").is_some_and(|kind| kind.contains("elegatedAdminRelationship"));
    if let (false, Some(what)) = (typed, other_kind(object)) {
        return Err(Unreadable::OtherKind { what });
    }
    if !typed && !marks.iter().any(|mark| get(object, mark).is_some()) {
        return Err(Unreadable::NotRelationships { place: place.to_owned() });
    }
    let one = relationship(place, object, &mut reading.problems)?;
    reading.relationships.push(one);
    Ok(())
}

fn relationship(
    place: &str,
    object: &Object,
    problems: &mut Vec<Problem>,
) -> Result<Relationship, Unreadable> {
    let name = string(object, "displayName");
    let place = name.as_ref().map_or_else(|| place.to_owned(), |name| format!("{place} (\"{name}\")"));
    let mut note = |what: String, cure: &str| {
        problems.push(Problem { place: place.clone(), what, cure: cure.to_owned() });
    };
    let more = match get(object, "additionalProperties") {
        Some(Value::Object(more)) => Some(more),
        _ => None,
    };
    let field = |key: &str| get(object, key).or_else(|| more.and_then(|more| get(more, key)));

    let status = match string(object, "status") {
        Some(text) => Status::read(&text),
        None => Status::Missing,
    };
    if let Status::Unknown(text) = &status {
        note(
            format!("the status \"{text}\" is not known to this program"),
            "It is counted as neither working nor over: look it up in Partner Center",
        );
    }
    let mut date = |key: &str| match get(object, key) {
        None | Some(Value::Null) => None,
        Some(value) => {
            let text = date_text(value);
            let read = text.as_deref().and_then(moment::read);
            match &read {
                Some(Moment { zoneless: true, or, .. }) => note(
                    format!(
                        "{key} has no time zone{}",
                        if or.is_some() { ", and day and month may be swapped" } else { "" }
                    ),
                    "It is read as UTC, the earlier reading counts: near the end, ask the partner",
                ),
                Some(_) => {}
                None => note(
                    format!(
                        "{key} is not a date: \"{}\"",
                        harmless(&text.unwrap_or_else(|| value.to_string()))
                    ),
                    "It is left out: ask the partner for the end date",
                ),
            }
            read.map(|moment| moment.at)
        }
    };
    let (created, modified) = (date("createdDateTime"), date("lastModifiedDateTime"));
    let (activated, ends) = (date("activatedDateTime"), date("endDateTime"));
    let runs = field("duration").and_then(days);
    let ends = ends.or_else(|| activated?.checked_add_signed(chrono::TimeDelta::days(i64::from(runs?))));

    let auto_extend = field("autoExtendDuration").filter(|value| !value.is_null()).and_then(|value| {
        let read = days(value);
        if read.is_none() {
            note(
                format!("autoExtendDuration is not a duration: {}", harmless(&value.to_string())),
                "Whether it is extended by itself is unknown: look it up in Partner Center",
            );
        }
        read
    });
    let roles = match get(object, "accessDetails") {
        None | Some(Value::Null) => None,
        Some(details) => Some(unified_roles(&place, details)?),
    };
    if roles.is_none() {
        note(
            "no roles are listed (accessDetails)".into(),
            "Without them nobody can say what the partner may do: export again",
        );
    }
    for held in roles.iter().flatten().filter(|held| held.known().is_none()) {
        note(
            format!("the role {} is not known to this program", String::from(held.clone())),
            "It is counted as neither helping nor useless: ask the partner what it may do",
        );
    }
    if auto_extend.is_some_and(|days| days > 0)
        && roles.iter().flatten().any(|r| r.known().is_some_and(Role::is_global_administrator))
    {
        note(
            "automatic extension is written down, but impossible while Global Administrator is among the roles".into(),
            "It ends at its end date: the partner can remove Global Administrator from the relationship, and then extend",
        );
    }
    let customer = match get(object, "customer") {
        Some(Value::Object(customer)) => {
            let tenant = string(customer, "tenantId");
            let read = tenant.as_deref().and_then(|text| TenantId::from_str(text).ok());
            if let (Some(text), None) = (tenant, read) {
                note(
                    format!("the customer's tenant ID is not one: \"{text}\""),
                    "Compare it with the tenant's own ID",
                );
            }
            Customer { tenant: read, name: string(customer, "displayName") }
        }
        _ => Customer::default(),
    };
    let assignments = match get(object, "accessAssignments") {
        Some(Value::Array(items)) => Some(assignments(&place, items)?),
        Some(Value::Object(page)) => match get(page, "value") {
            Some(Value::Array(items)) => Some(assignments(&place, items)?),
            _ => None,
        },
        _ => None,
    };
    let id = string(object, "id");
    Ok(Relationship {
        partner_tenant: id.as_deref().and_then(|id| id.get(37..)?.parse().ok()),
        indirect_provider: field("indirectProviderTenantId")
            .and_then(Value::as_str)
            .and_then(|id| id.parse().ok()),
        partner_consent_pending: field("isPartnerConsentPending").and_then(Value::as_bool).unwrap_or(false),
        place: place.clone(),
        id,
        name,
        customer,
        roles,
        status,
        created,
        modified,
        ends,
        auto_extend,
        assignments,
    })
}

fn assignments(place: &str, items: &[Value]) -> Result<Vec<Assignment>, Unreadable> {
    items.iter().filter_map(Value::as_object).map(|object| assignment(place, object)).collect()
}

fn assignment(place: &str, object: &Object) -> Result<Assignment, Unreadable> {
    let roles = get(object, "accessDetails")
        .map_or_else(|| Ok(Vec::new()), |details| unified_roles(place, details))?;
    Ok(Assignment { status: string(object, "status").unwrap_or_default().to_ascii_lowercase(), roles })
}

/// `accessDetails.unifiedRoles[].roleDefinitionId`, or the placeholders that a shallow `ConvertTo-Json` leaves.
fn unified_roles(place: &str, details: &Value) -> Result<Vec<Held>, Unreadable> {
    let cut = |value: &Value| Unreadable::CutOff {
        place: place.to_owned(),
        seen: harmless(value.as_str().unwrap_or(&value.to_string())),
    };
    let Value::Object(details) = details else { return Err(cut(details)) };
    let list = match get(details, "unifiedRoles") {
        None | Some(Value::Null) => return Ok(Vec::new()),
        Some(Value::Array(items)) => items.iter().collect(),
        Some(one @ Value::Object(_)) => vec![one],
        Some(other) => return Err(cut(other)),
    };
    list.into_iter()
        .map(|role| {
            let Value::Object(role_object) = role else { return Err(cut(role)) };
            string(role_object, "roleDefinitionId").map(|id| Held::read(&id)).ok_or_else(|| cut(role))
        })
        .collect()
}

/// Graph writes names in camel case, PowerShell in Pascal case.
fn get<'a>(object: &'a Object, key: &str) -> Option<&'a Value> {
    object
        .get(key)
        .or_else(|| object.iter().find(|(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, value)| value))
}

fn string(object: &Object, key: &str) -> Option<String> {
    get(object, key).and_then(Value::as_str).map(harmless).filter(|text| !text.is_empty())
}

/// The text as it is: for comparing, never for showing.
fn raw<'a>(object: &'a Object, key: &str) -> &'a str {
    get(object, key).and_then(Value::as_str).unwrap_or_default()
}

/// A date is a text; Windows PowerShell may wrap it in an object.
fn date_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Object(object) => string(object, "value").or_else(|| string(object, "DateTime")),
        _ => None,
    }
}

/// A duration is a text; PowerShell writes time spans as objects.
fn days(value: &Value) -> Option<u32> {
    match value {
        Value::String(text) => span::days(text),
        Value::Object(object) => {
            get(object, "days").and_then(Value::as_u64).and_then(|days| u32::try_from(days).ok())
        }
        Value::Bool(on) => Some(if *on { u32::try_from(EXTENSION_DAYS).unwrap_or(180) } else { 0 }),
        _ => None,
    }
}

/// The relationship that a page of assignments belongs to: `…delegatedAdminRelationships('ID')/accessAssignments`.
fn owner(context: &str) -> Option<String> {
    let rest = context.split("delegatedAdminRelationships('").nth(1)?;
    rest.split('\'').next().filter(|id| !id.is_empty()).map(harmless)
}

fn other_kind_by_context(context: &str) -> Option<&'static str> {
    let context = context.to_ascii_lowercase();
    let kinds = [
        ("conditionalaccess/policies", "Conditional Access policies"),
        ("namedlocations", "named locations"),
        ("auditlogs/signins", "sign-in logs"),
        ("auditlogs/directoryaudits", "audit logs"),
        ("rolemanagement/directory", "role assignments"),
        ("delegatedadmincustomers", "a list of customers (delegatedAdminCustomers)"),
        ("$metadata#contracts", "a list of customers (contracts)"),
        ("$metadata#users", "users"),
        ("$metadata#groups", "groups"),
        ("$metadata#domains", "domains"),
    ];
    kinds.into_iter().find(|(mark, _)| context.contains(mark)).map(|(_, what)| what)
}

fn other_kind(object: &Object) -> Option<&'static str> {
    let kinds = [
        ("grantControls", "Conditional Access policies"),
        ("appliedConditionalAccessPolicies", "sign-in logs"),
        ("correlationId", "logs"),
        ("userPrincipalName", "users"),
        ("principalId", "role assignments"),
        ("rolePermissions", "role definitions"),
        ("mailEnabled", "groups"),
        ("defaultDomainName", "a list of customers (contracts)"),
    ];
    kinds.into_iter().find(|(mark, _)| get(object, mark).is_some()).map(|(_, what)| what)
}
