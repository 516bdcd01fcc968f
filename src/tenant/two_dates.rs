//! Two lists of one kind that cannot both be of today: an export of last year beside one of this morning.
//!
//! It knows which objects each complete list has, and what the files are called. Two lists are of two dates when each is
//! complete in itself, and they share some objects and not all. Lists that share nothing are parts that somebody cut by a
//! filter, and equal ones are one list given twice. Policies and what they refer to are compared whatever their files are
//! called, and also where each lies in a file of its own: then a folder is a list. People, groups and roles are often
//! exported in part on purpose: of two files whose names differ by more than dates, numbers, folders, and words such as *old*,
//! one may hold a part of the other. Where neither does, they are of two dates as well.
//!
//! It refuses to know which of them is the newer one: the clock of a copied file and the number in a name say nothing that
//! anybody could rely on. What only one of them has is not known, and is not kept; what both have is.

use std::collections::{BTreeMap, BTreeSet};

use super::file_name::is_folder_of;
use super::read::{FileRead, Kind, ListRead, NotRead, Rows, Shape};
use super::{Collection, Lack, Object, Snapshot};

type Files = [(String, Result<FileRead, NotRead>)];

/// Where a list stands: the file, and which list of it.
type Place = (usize, usize);

/// One list, which may lie in several pages.
#[derive(Default)]
struct Listed {
    places: Vec<Place>,
    /// Its last page, or all of it, is there.
    ended: bool,
    keys: BTreeSet<String>,
}

/// What two snapshots of one tenant have as whole lists that cannot both be of today; nothing where they agree.
#[must_use]
pub fn between(one: &Snapshot, other: &Snapshot) -> Option<Kind> {
    let pairs = [
        (Kind::Policies, &one.policies, &other.policies),
        (Kind::NamedLocations, &one.named_locations, &other.named_locations),
        (Kind::Strengths, &one.authentication_strengths, &other.authentication_strengths),
    ];
    let keys = |list: &Collection<Object>| list.values().filter_map(object_key).collect::<BTreeSet<_>>();
    let differ = |(_, one, other): &&(Kind, &Collection<Object>, &Collection<Object>)| {
        one.is_whole() && other.is_whole() && keys(one) != keys(other)
    };
    pairs.iter().find(differ).map(|(kind, ..)| *kind)
}

/// Takes out what only one of two such lists has, and says for each kind and request which lists they are.
pub(super) fn taken_out(files: &mut Files) -> Vec<(Kind, String, Lack)> {
    // Only where there are two lists is there anything to compare: an import of one tenant reads on.
    let mut names: BTreeMap<Compared, BTreeSet<String>> = BTreeMap::new();
    for (name, file) in files.iter() {
        for list in file.iter().flat_map(|file| &file.lists) {
            if let Some((compared, own)) = placed(name, list) {
                names.entry(compared).or_default().insert(own);
            }
        }
    }
    names.retain(|_, lists| lists.len() > 1);
    let mut lists: BTreeMap<Compared, BTreeMap<String, Listed>> = BTreeMap::new();
    for (at, (name, file)) in files.iter().enumerate() {
        for (number, list) in file.iter().flat_map(|file| &file.lists).enumerate() {
            let Some((compared, own)) =
                placed(name, list).filter(|(compared, _)| names.contains_key(compared))
            else {
                continue;
            };
            let own = lists.entry(compared).or_default().entry(own).or_default();
            own.places.push((at, number));
            own.ended |= !matches!(list.shape, Shape::Page { more: true } | Shape::Part);
            own.keys.extend(keys(&list.rows));
        }
    }
    let mut found = Vec::new();
    for ((kind, of), same) in lists {
        let complete: Vec<(&String, &Listed)> =
            same.iter().filter(|(_, list)| list.ended && !list.keys.is_empty()).collect();
        let of_all = of_all(kind);
        let differ = |(one, listed): &(&String, &Listed), (other, beside): &(&String, &Listed)| {
            let (keys, others) = (&listed.keys, &beside.keys);
            let may_be_a_part = !of_all && folded(one) != folded(other);
            let is_a_part = keys.is_subset(others) || others.is_subset(keys);
            keys != others && !keys.is_disjoint(others) && !(may_be_a_part && is_a_part)
        };
        let disagree = |one: &&(&String, &Listed)| complete.iter().any(|other| differ(one, other));
        let disagreeing: Vec<_> = complete.iter().filter(disagree).copied().collect();
        let Some((first, second)) = disagreeing.iter().find_map(|one| {
            let other = disagreeing.iter().find(|other| differ(one, other))?;
            Some((one.0.clone(), other.0.clone()))
        }) else {
            continue;
        };
        let complete = disagreeing;
        let mut doubtful: BTreeSet<String> = BTreeSet::new();
        for (_, list) in &complete {
            let lacks = |key: &&String| complete.iter().any(|(_, other)| !other.keys.contains(*key));
            doubtful.extend(list.keys.iter().filter(lacks).cloned());
        }
        found.push((kind, of, Lack::TwoLists { first, second }));
        let places: Vec<Place> = complete.iter().flat_map(|(_, list)| list.places.iter().copied()).collect();
        for (at, number) in places {
            if let Some((_, Ok(file))) = files.get_mut(at)
                && let Some(list) = file.lists.get_mut(number)
            {
                without(&mut list.rows, &doubtful);
            }
        }
    }
    found
}

/// Lists that are compared with one another: their kind, and the request.
type Compared = (Kind, String);

/// Whether lists of this kind are always exported as a whole.
fn of_all(kind: Kind) -> bool {
    matches!(kind, Kind::Policies | Kind::NamedLocations | Kind::Strengths)
}

/// Which lists this one is compared with, and which of them it belongs to; nothing where it is compared with none.
fn placed(name: &str, list: &ListRead) -> Option<(Compared, String)> {
    let lone = list.shape == Shape::Lone;
    if of_all(list.kind) {
        let own = if lone { folder_of_all(name, list.kind)? } else { without_page(name) };
        return Some(((list.kind, String::new()), own));
    }
    (!lone).then(|| ((list.kind, list.of.clone()), without_page(name)))
}

/// The folder that holds all objects of a kind, each in a file of its own: the one that a tool named after the kind, else
/// the one that the file lies in.
fn folder_of_all(name: &str, kind: Kind) -> Option<String> {
    let (folder, _) = name.rsplit_once('/')?;
    let parts: Vec<&str> = folder.split('/').collect();
    let named = parts.iter().rposition(|part| is_folder_of(part, kind));
    Some(parts[..named.map_or(parts.len(), |at| at + 1)].join("/"))
}

/// A file's name without its folder, dates and numbers, and words that tell one date from another.
fn folded(name: &str) -> String {
    const DATES: [&str; 14] = [
        "old",
        "older",
        "new",
        "newer",
        "backup",
        "bak",
        "copy",
        "previous",
        "current",
        "latest",
        "last",
        "today",
        "yesterday",
        "year",
    ];
    let own = name.rsplit('/').next().unwrap_or(name).to_lowercase();
    let words = own.split(|c: char| !c.is_alphabetic()).filter(|word| !DATES.contains(word));
    words.collect()
}

/// A file's name, with its folder, without what counts a page.
fn without_page(name: &str) -> String {
    let stem = name.strip_suffix(".json").or_else(|| name.strip_suffix(".csv")).unwrap_or(name);
    let front = stem.trim_end_matches(')').trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = stem.trim_end_matches(')').len() - front.len();
    let word = front.trim_end_matches(['-', '_', ' ', '(']);
    // A number behind a number is a day, and belongs to the name.
    let is_page = (1..=3).contains(&digits)
        && word.len() < front.len()
        && !word.ends_with(|c: char| c.is_ascii_digit());
    if is_page { word.to_owned() } else { stem.to_owned() }
}

/// What tells the objects of a list apart; nothing for lists that are not compared.
fn keys(rows: &Rows) -> Vec<String> {
    match rows {
        Rows::Users(all) => all.iter().filter_map(|(_, user)| user_key(user)).collect(),
        Rows::Groups(all) => {
            all.iter().filter_map(|(_, group, _)| group.id).map(|id| id.to_string()).collect()
        }
        Rows::Domains(all) => all.iter().map(|(_, domain)| domain.name.to_lowercase()).collect(),
        Rows::Roles(all) => all.iter().map(|(_, role)| role_key(role)).collect(),
        Rows::Objects(all) => all.iter().filter_map(|(_, object)| object_key(object)).collect(),
        _ => Vec::new(),
    }
}

fn user_key(user: &super::User) -> Option<String> {
    user.id.map(|id| id.to_string()).or_else(|| user.user.as_ref().map(|name| name.to_lowercase()))
}

fn role_key(role: &super::RoleAssignment) -> String {
    format!("{} {:?} {:?} {:?}", role.principal, role.role, role.role_name, role.scope)
}

fn object_key(object: &Object) -> Option<String> {
    object.get("id").and_then(serde_json::Value::as_str).map(str::to_lowercase)
}

fn without(rows: &mut Rows, doubtful: &BTreeSet<String>) {
    let sure = |key: Option<String>| key.is_none_or(|key| !doubtful.contains(&key));
    match rows {
        Rows::Users(all) => all.retain(|(_, user)| sure(user_key(user))),
        Rows::Groups(all) => all.retain(|(_, group, _)| sure(group.id.map(|id| id.to_string()))),
        Rows::Domains(all) => all.retain(|(_, domain)| sure(Some(domain.name.to_lowercase()))),
        Rows::Roles(all) => all.retain(|(_, role)| sure(Some(role_key(role)))),
        Rows::Objects(all) => all.retain(|(_, object)| sure(object_key(object))),
        _ => {}
    }
}
