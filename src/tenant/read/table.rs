//! Tables: the list of users of a portal or of PowerShell, and a partner's list of relationships.

use super::super::{Synced, Told, User};
use super::file::{AS_TEXT, DELETED, FileRead, ListRead, NOTHING, NotRead, Rows};
use super::json::Shape;
use super::kind::{self, Kind};
use super::normal;
use super::rows::{UserRow, settle};
use crate::model::harmless::shown;
use crate::partner::read as relationships;

/// Reads a table.
///
/// # Errors
/// It breaks, or has columns of nothing that this program knows.
pub(super) fn read(file: String, text: &str, bytes: &[u8]) -> Result<FileRead, NotRead> {
    // `Export-Csv` of Windows PowerShell writes the type first.
    let text = match text.strip_prefix("#TYPE") {
        Some(rest) => rest.split_once('\n').map_or("", |(_, rest)| rest),
        None => text,
    };
    let line = text.lines().next().unwrap_or_default();
    let count = |sign: char| line.matches(sign).count();
    let delimiter = [b',', b';', b'\t'].into_iter().max_by_key(|sign| count(char::from(*sign)));
    let mut rows = csv::ReaderBuilder::new()
        .delimiter(delimiter.unwrap_or(b','))
        .flexible(true)
        .from_reader(text.as_bytes());
    let broken = |e: &csv::Error| NotRead {
        what: format!("its table breaks: {}", shown(&e.to_string())),
        cure: "Export it again, or put the field in double quotes.",
        kind: None,
        strange: false,
    };
    let head: Vec<String> = match rows.headers() {
        Ok(head) => head.iter().map(str::to_owned).collect(),
        Err(e) => return Err(broken(&e)),
    };
    let normalized: Vec<String> = head
        .iter()
        .map(|name| name.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase())
        .collect();
    let column = |names: &[&str]| normalized.iter().position(|name| names.contains(&name.as_str()));
    let list = |kind, rows, count, cut| {
        let list = ListRead { kind, of: String::new(), shape: Shape::Array, rows, count, cut, short: false };
        FileRead { file: file.clone(), lists: vec![list], tenants: Default::default(), errors: Vec::new() }
    };
    if column(&["conditions"]).is_some() && column(&["grantcontrols"]).is_some() {
        // A table has no place for conditions: every one of them is cut.
        let count = rows.records().filter(Result::is_ok).count();
        return Ok(list(Kind::Policies, Rows::Objects(Vec::new()), count, (1..=count.max(1)).collect()));
    }
    let Some(name) = column(&["userprincipalname"]) else {
        return gdap(file, bytes, head.len() > 1);
    };
    let has = |mark: &str| column(&[mark]).is_some();
    let kind = kind::naming_users(has);
    if kind != Kind::Users {
        let count = rows.records().filter(Result::is_ok).count();
        return Ok(list(kind, Rows::Nothing, count, Vec::new()));
    }
    let columns = Columns {
        name,
        id: column(&["id", "objectid", "userobjectid"]),
        enabled: column(&["accountenabled", "enabled"]),
        blocked: column(&["blockcredential", "signinblocked", "blocksignin"]),
        synced: column(&["onpremisessyncenabled", "dirsyncenabled", "directorysynced"]),
        last_sync: column(&["lastdirsynctime", "onpremiseslastsyncdatetime"]),
        kind: column(&["usertype"]),
    };
    // A portal names only columns that it has asked for; PowerShell writes those that nobody asked for as well.
    let powershell = head[name].starts_with('U') && !head[name].contains(' ');
    let mut found: Vec<(usize, UserRow)> = Vec::new();
    let mut any_deleted = false;
    for (at, row) in rows.records().enumerate() {
        let row = row.map_err(|e| broken(&e))?;
        let is_deleted = kind::is_deleted(|name| column(&[name]).and_then(|at| row.get(at)));
        any_deleted |= is_deleted;
        if let Some(user) = columns.user(&row).filter(|_| !is_deleted) {
            found.push((at + 1, user));
        }
    }
    if any_deleted && found.is_empty() {
        let (kind, rows) = DELETED;
        return Ok(list(kind, rows, 0, Vec::new()));
    }
    settle(&mut found, powershell);
    let count = found.len();
    let users = found.into_iter().map(|(at, row)| (at, row.user)).collect();
    let mut read = list(Kind::Users, Rows::Users(users), count, Vec::new());
    if !kind::is_of_all_users(has) {
        read.lists.iter_mut().for_each(|list| list.shape = Shape::Part);
    }
    Ok(read)
}

struct Columns {
    name: usize,
    id: Option<usize>,
    enabled: Option<usize>,
    blocked: Option<usize>,
    synced: Option<usize>,
    last_sync: Option<usize>,
    kind: Option<usize>,
}

impl Columns {
    fn user(&self, row: &csv::StringRecord) -> Option<UserRow> {
        let field = |at: Option<usize>| at.and_then(|at| row.get(at)).map(str::trim);
        let flag = |at: Option<usize>| match field(at).map(str::to_lowercase).as_deref() {
            Some("true" | "yes" | "1" | "enabled") => Some(true),
            Some("false" | "no" | "0" | "disabled") => Some(false),
            _ => None,
        };
        let name = field(Some(self.name)).filter(|text| !text.is_empty())?;
        let enabled = flag(self.enabled).or_else(|| flag(self.blocked).map(|blocked| !blocked));
        let empty = |at: Option<usize>| field(at).is_some_and(str::is_empty);
        let stamped = field(self.last_sync).is_some_and(|when| !when.is_empty());
        let (synced, sync_is_null) = match flag(self.synced) {
            Some(true) => (Synced::Yes, false),
            _ if stamped => (Synced::Yes, false),
            Some(false) => (Synced::No, false),
            None => (Synced::NotKnown, empty(self.synced) || empty(self.last_sync)),
        };
        let user = User {
            id: field(self.id).and_then(|id| id.parse().ok()),
            user: Some(normal::name(name)),
            enabled: enabled.map_or(Told::NotAsked, Told::Is),
            synced,
            user_type: field(self.kind)
                .filter(|kind| !kind.is_empty())
                .map_or(Told::NotAsked, |kind| Told::Is(shown(kind).into_owned())),
        };
        Some(UserRow { user, sync_is_null })
    }
}

const AS_JSON: &str = "Of tables, lists of users and of relationships are read, with English names of columns. Give the JSON of \
     Microsoft Graph.";

fn gdap(file: String, bytes: &[u8], is_table: bool) -> Result<FileRead, NotRead> {
    use relationships::Unreadable;
    match relationships::read(&file, bytes) {
        Ok(reading) => {
            let list = ListRead {
                kind: Kind::Relationships,
                of: String::new(),
                shape: Shape::Array,
                count: reading.relationships.len(),
                rows: Rows::Relationships(reading),
                cut: Vec::new(),
                short: false,
            };
            Ok(FileRead { file, lists: vec![list], tenants: Default::default(), errors: Vec::new() })
        }
        Err(broken @ Unreadable::BadLine { .. }) => Err(NotRead {
            what: broken.to_string(),
            cure: broken.cure(),
            kind: Some(Kind::Relationships),
            strange: false,
        }),
        Err(_) => Err(NotRead {
            what: NOTHING.into(),
            cure: if is_table { AS_JSON } else { AS_TEXT },
            kind: None,
            strange: true,
        }),
    }
}
