//! One file of an export: its lists, what each is, and what a tool did to it.

use std::collections::BTreeSet;

use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::super::{Domain, Group, Membership, Object, Organization, RoleAssignment, SecurityDefaults, User};
use super::json::{self, List, Members, Shape};
use super::kind::{self, Kind};
use super::normal;
use super::rows::{self, UserRow};
use super::table;
use crate::model::TenantId;
use crate::model::harmless::shown;
use crate::model::text::whole;
use crate::partner::read as relationships;

/// A file that was read.
#[derive(Debug)]
pub struct FileRead {
    /// Its name, from the folder or zip that was given, with `/`.
    pub file: String,
    pub lists: Vec<ListRead>,
    /// Tenants that it names.
    pub tenants: BTreeSet<TenantId>,
    /// Error answers of Graph in it, by their code.
    pub errors: Vec<String>,
}

/// One list of a file.
#[derive(Debug)]
pub struct ListRead {
    pub kind: Kind,
    /// The request that it answers, as far as that tells lists of one kind apart.
    pub(in crate::tenant) of: String,
    pub(in crate::tenant) shape: Shape,
    pub rows: Rows,
    /// How many objects the list has.
    pub count: usize,
    /// Entries that a tool cut, or that lack what makes an object of this kind.
    pub cut: Vec<usize>,
    /// The page says that there are more objects than it holds.
    pub(in crate::tenant) short: bool,
}

/// Objects with the entry that each stands in, from 1.
#[derive(Debug)]
pub enum Rows {
    Organization(Vec<(usize, Organization)>),
    Domains(Vec<(usize, Domain)>),
    Users(Vec<(usize, User)>),
    Groups(Vec<(usize, Group, Option<Membership>)>),
    Members(Membership),
    Roles(Vec<(usize, RoleAssignment)>),
    SecurityDefaults(Vec<(usize, SecurityDefaults)>),
    Objects(Vec<(usize, Object)>),
    Relationships(relationships::Reading),
    /// Accounts that an assessment tool was told to be emergency accounts.
    Proposed(Vec<String>),
    /// Recognised, and not read further.
    Nothing,
}

/// Why a file gives nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub struct NotRead {
    pub what: String,
    /// What to do about it.
    pub cure: &'static str,
    /// What it would have held, as far as its beginning shows.
    pub kind: Option<Kind>,
    /// It is no export at all: nobody misses it.
    pub strange: bool,
}

impl NotRead {
    /// It is whole and readable, and holds nothing of interest.
    pub(in crate::tenant) fn is_nothing_known(&self) -> bool {
        self.what == NOTHING
    }
}

const AGAIN: &str = "Export it again, straight into a file, and do not copy it from a window.";
pub(super) const AS_TEXT: &str = "Give the JSON or the CSV that the export made.";

/// Reads one file.
///
/// # Errors
/// It is no text, broken JSON or CSV, or something that no export holds.
pub fn read(name: &str, bytes: &[u8]) -> Result<FileRead, NotRead> {
    let file: String = shown(name).chars().take(160).collect();
    let strange = |what: String, cure| NotRead { what, cure, kind: None, strange: true };
    let Some(text) = whole(bytes) else {
        let what = if bytes.starts_with(b"PK") { "it is a spreadsheet or a zip" } else { "it is not text" };
        return Err(strange(
            what.into(),
            if bytes.starts_with(b"PK") { "Save a spreadsheet as CSV." } else { AS_TEXT },
        ));
    };
    let start = text.trim_start_matches('\u{feff}').trim_start();
    if start.is_empty() {
        return Err(strange("it is empty".into(), AGAIN));
    }
    if !start.starts_with(['{', '[']) {
        return table::read(file, start, bytes);
    }
    let known = |members: &Members<'_>| kind::by_members(members).is_some() || is_map_of_names(members);
    let walked = json::walk(start, &known).map_err(|e| NotRead {
        what: if e.is_eof() {
            format!("its JSON is cut off at line {}, column {}", e.line(), e.column())
        } else {
            format!("its JSON has a mistake: {}", shown(&e.to_string()))
        },
        cure: AGAIN,
        kind: kind::by_sight(start),
        strange: false,
    })?;
    let mut tenants: BTreeSet<TenantId> = walked.tenants.iter().filter_map(|id| id.parse().ok()).collect();
    let mut lists = Vec::new();
    for list in &walked.lists {
        for read in of_list(&file, list)? {
            if let Rows::Organization(all) = &read.rows {
                tenants.extend(all.iter().filter_map(|(_, one)| one.id));
            }
            lists.push(read);
        }
    }
    if lists.is_empty() && walked.errors.is_empty() {
        return Err(strange(NOTHING.into(), AS_TEXT));
    }
    Ok(FileRead { file, lists, tenants, errors: walked.errors })
}

/// What a list of users is that holds deleted ones alone.
pub(super) const DELETED: (Kind, Rows) = (Kind::PassedOver("deleted objects"), Rows::Nothing);

pub(super) const NOTHING: &str = "it holds nothing that this program knows";

/// IntuneManagement's table of the names that its export uses.
fn is_map_of_names(members: &Members<'_>) -> bool {
    members.get("TenantId").is_some() && members.get("Objects").is_some()
}

/// A list, split where it holds several kinds.
fn of_list(file: &str, list: &List<'_>) -> Result<Vec<ListRead>, NotRead> {
    if list.key.eq_ignore_ascii_case("EmergencyAccessAccounts") {
        return Ok(vec![proposed(list)]);
    }
    let by_context = kind::by_context(&list.context);
    if list.objects.is_empty() {
        let Some(kind) = by_context.or_else(|| by_key(&list.key)) else { return Ok(Vec::new()) };
        return Ok(vec![of_kind(file, list, kind, &[])?]);
    }
    let mut parts: Vec<(Kind, Vec<(usize, &RawValue)>)> = Vec::new();
    let mut unknown = Vec::new();
    let mut tenants = BTreeSet::new();
    for (at, object) in list.objects.iter().enumerate() {
        let members: Members<'_> = serde_json::from_str(object.get()).map_err(|e| too_deep(&e))?;
        let by_members = kind::by_members(&members);
        let kind = match (by_context, by_members) {
            (Some(Kind::Users), _) => Some(Kind::Users),
            // An answer of What If has all members of a policy and is none, whatever was written above it.
            (_, Some(tried @ Kind::PassedOver(_))) => Some(tried),
            (Some(kind), _) => Some(kind),
            // Many answers of Graph name users; a request that is not known is no list of them.
            (None, Some(Kind::Users)) if is_other_request(&list.context) => {
                Some(Kind::PassedOver("a list that names users and is none of users"))
            }
            (None, kind) => kind,
        };
        let of_customers =
            matches!(kind, Some(Kind::Relationships | Kind::AccessAssignments | Kind::PassedOver(_)) | None);
        if let Some(tenant) = members.text("Tenant").filter(|_| !of_customers) {
            tenants.insert(tenant.trim().to_lowercase());
        }
        match (kind, parts.iter_mut().find(|(known, _)| Some(*known) == kind)) {
            (Some(_), Some((_, objects))) => objects.push((at + 1, object)),
            (Some(kind), None) => parts.push((kind, vec![(at + 1, object)])),
            (None, _) => unknown.push((at + 1, *object)),
        }
    }
    if let (Some(first), Some(second)) = (tenants.first(), tenants.iter().nth(1)) {
        let what = format!(
            "it holds objects of {} tenants, of {} and {} for example",
            tenants.len(),
            shown(first),
            shown(second)
        );
        let cure = "Export each tenant by itself.";
        return Err(NotRead { what, cure, kind: parts.first().map(|(kind, _)| *kind), strange: false });
    }
    // Beside policies, an object without conditions is a policy that lost them.
    if let Some((_, objects)) = parts.first_mut() {
        objects.extend(unknown);
        objects.sort_by_key(|(at, _)| *at);
    }
    parts.iter().map(|(kind, objects)| of_kind(file, list, *kind, objects)).collect()
}

/// A request of Graph that answers with something else than users.
fn is_other_request(context: &str) -> bool {
    context.contains("$metadata#") && !kind::answers_with_users(context)
}

/// An empty list has no object that tells its kind; the container's name may.
fn by_key(key: &str) -> Option<Kind> {
    key.eq_ignore_ascii_case("conditional_access_policies").then_some(Kind::Policies)
}

fn too_deep(e: &serde_json::Error) -> NotRead {
    NotRead { what: format!("its JSON cannot be used: {e}"), cure: AGAIN, kind: None, strange: false }
}

fn of_kind(
    file: &str,
    list: &List<'_>,
    kind: Kind,
    objects: &[(usize, &RawValue)],
) -> Result<ListRead, NotRead> {
    let mut read = ListRead {
        kind,
        of: request(kind, &list.context),
        shape: list.shape,
        rows: Rows::Nothing,
        count: objects.len(),
        cut: Vec::new(),
        short: list
            .count
            .is_some_and(|count| count > list.objects.len() && list.shape == Shape::Page { more: false }),
    };
    if kind == Kind::Users {
        let is_of_all;
        (read.rows, is_of_all) = users(objects)?;
        if let Rows::Users(all) = &read.rows {
            read.count = all.len();
        }
        let named = kind::by_context(&list.context) == Some(Kind::Users);
        // Who exports one object into a file of its own exports the whole folder of them.
        let is_part = list.context.contains("$metadata#") || (!is_of_all && read.shape != Shape::Lone);
        if is_part && !named {
            read.shape = Shape::Part;
        }
        if !objects.is_empty() && matches!(&read.rows, Rows::Users(all) if all.is_empty()) {
            (read.kind, read.rows) = DELETED;
        }
        return Ok(read);
    }
    if matches!(kind, Kind::Relationships | Kind::AccessAssignments) {
        read.rows = relationships_of(file, list, objects, &mut read.cut);
        return Ok(read);
    }
    if matches!(kind, Kind::PassedOver(_) | Kind::ServicePrincipals) {
        return Ok(read);
    }
    let mut whole: Vec<(usize, Map<String, Value>)> = Vec::with_capacity(objects.len());
    for (at, object) in objects {
        let object: Map<String, Value> = serde_json::from_str(object.get()).map_err(|e| too_deep(&e))?;
        // Who still is in the bin can be restored, and nobody is in a group that lies there.
        let text = |key: &str| normal::get(&object, key).and_then(Value::as_str);
        if kind == Kind::Groups && kind::is_deleted(text) {
            continue;
        }
        let object = normal::object(object);
        let lost = kind == Kind::Policies && object.get("conditions").is_none_or(|c| !c.is_object());
        if lost || normal::is_cut(&object) {
            read.cut.push(*at);
        } else {
            whole.push((*at, object));
        }
    }
    read.rows = rows_of(file, kind, &list.context, whole, &mut read.cut);
    Ok(read)
}

fn rows_of(
    file: &str,
    kind: Kind,
    context: &str,
    objects: Vec<(usize, Map<String, Value>)>,
    cut: &mut Vec<usize>,
) -> Rows {
    let each = objects.iter();
    match kind {
        Kind::Organization => Rows::Organization(each.map(|(at, o)| (*at, rows::organization(o))).collect()),
        Kind::Domains => Rows::Domains(each.filter_map(|(at, o)| Some((*at, rows::domain(o)?))).collect()),
        Kind::Groups => {
            let groups = each.map(|(at, o)| {
                let (group, members) = rows::group(o);
                (*at, group, members)
            });
            Rows::Groups(groups.collect())
        }
        Kind::Members => Rows::Members(Membership {
            group: rows::id_in(file),
            group_name: None,
            whole: true,
            members: each.map(|(_, o)| rows::member(o)).collect(),
            nested: file.to_lowercase().contains("transitive"),
        }),
        Kind::Roles => {
            let mut held = Vec::new();
            for (at, object) in each {
                match rows::role(object, context) {
                    Some(role) => held.push((*at, role)),
                    None => cut.push(*at),
                }
            }
            Rows::Roles(held)
        }
        Kind::DirectoryRoles => {
            let mut held = Vec::new();
            for (at, object) in each {
                let read = rows::directory_role(object);
                if read.as_ref().is_none_or(|(_, all)| !all) {
                    cut.push(*at);
                }
                held.extend(read.into_iter().flat_map(|(all, _)| all).map(|role| (*at, role)));
            }
            Rows::Roles(held)
        }
        Kind::SecurityDefaults => {
            Rows::SecurityDefaults(each.map(|(at, o)| (*at, rows::security_defaults(o))).collect())
        }
        _ => Rows::Objects(objects),
    }
}

/// The users, and whether the list is one of all of them by what it says of one.
fn users(objects: &[(usize, &RawValue)]) -> Result<(Rows, bool), NotRead> {
    let (mut powershell, mut is_of_all) = (false, false);
    let mut read: Vec<(usize, UserRow)> = Vec::with_capacity(objects.len());
    for (at, object) in objects {
        let members: Members<'_> = serde_json::from_str(object.get()).map_err(|e| too_deep(&e))?;
        powershell |= members.0.iter().any(|(key, _)| matches!(key.as_ref(), "Id" | "UserPrincipalName"));
        // A user in the bin is no user; a deleted one may still stand in an export of all of them.
        if kind::is_deleted(|key| members.get(key).map(RawValue::get)) {
            continue;
        }
        is_of_all = is_of_all || kind::is_of_all_users(|mark| members.get(mark).is_some());
        read.push((*at, rows::user(&members)));
    }
    rows::settle(&mut read, powershell);
    Ok((Rows::Users(read.into_iter().map(|(at, row)| (at, row.user)).collect()), is_of_all))
}

/// The partner's reader takes its own kind of page: one is made of these objects, with their request above them.
fn relationships_of(
    file: &str,
    list: &List<'_>,
    objects: &[(usize, &RawValue)],
    cut: &mut Vec<usize>,
) -> Rows {
    let context = serde_json::to_string(&list.context).unwrap_or_default();
    let page = |objects: &[(usize, &RawValue)]| {
        let all: Vec<&str> = objects.iter().map(|(_, object)| object.get()).collect();
        let text = format!("{{\"@odata.context\":{context},\"value\":[{}]}}", all.join(","));
        relationships::read(file, text.as_bytes())
    };
    if let Ok(reading) = page(objects) {
        return Rows::Relationships(reading);
    }
    // One that cannot be read takes the others along; they are read one by one.
    let mut all = relationships::Reading::default();
    for one in objects {
        match page(std::slice::from_ref(one)) {
            Ok(reading) => {
                all.relationships.extend(reading.relationships);
                all.assignments.extend(reading.assignments);
                all.lists_assignments_of.extend(reading.lists_assignments_of);
                all.problems.extend(reading.problems);
            }
            Err(_) => cut.push(one.0),
        }
    }
    Rows::Relationships(all)
}

fn proposed(list: &List<'_>) -> ListRead {
    let name = |object: &&RawValue| -> Option<String> {
        let members: Members<'_> = serde_json::from_str(object.get()).ok()?;
        let named = members.get("UserPrincipalName")?.get();
        Some(shown(serde_json::from_str::<String>(named).ok()?.trim()).into_owned())
    };
    let named: Vec<String> = list.objects.iter().filter_map(name).collect();
    ListRead {
        kind: Kind::PassedOver("emergency accounts, as an assessment tool was told"),
        of: String::new(),
        shape: Shape::Array,
        count: named.len(),
        rows: Rows::Proposed(named),
        cut: Vec::new(),
        short: false,
    }
}

/// Which list of its kind it is: assignments, activations and eligibilities are three lists of roles.
fn request(kind: Kind, context: &str) -> String {
    let last = context.split('#').next_back().unwrap_or_default();
    let last = last.split(['(', '/']).rfind(|part| !part.starts_with('$') && !part.is_empty());
    match kind {
        Kind::Roles => last.unwrap_or_default().to_ascii_lowercase(),
        Kind::DirectoryRoles => "directoryroles".to_owned(),
        _ => String::new(),
    }
}
