//! Two lists of one kind that cannot both be of today: an export of last year beside one of this morning.
//!
//! It knows which objects each complete list has, and what the files are called. Two lists are of two dates when each is
//! complete in itself, their files have the same name but for dates, numbers and folders, and they share some objects and
//! not all. Lists that share nothing are parts that somebody cut by a filter, and equal ones are one list given twice.
//!
//! It refuses to know which of them is the newer one: the clock of a copied file and the number in a name say nothing that
//! anybody could rely on. What only one of them has is not known, and is not kept; what both have is.

use std::collections::{BTreeMap, BTreeSet};

use super::Lack;
use super::read::{FileRead, Kind, NotRead, Rows, Shape};

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

/// Takes out what only one of two such lists has, and says for each kind and request which lists they are.
pub(super) fn taken_out(files: &mut Files) -> Vec<(Kind, String, Lack)> {
    // Only where two files have the same name is there anything to compare: an import of one tenant reads on.
    let mut names: BTreeMap<(&'static str, String), BTreeSet<&str>> = BTreeMap::new();
    for (name, file) in files.iter() {
        for list in file.iter().flat_map(|file| &file.lists) {
            names.entry((list.kind.words(), folded(name))).or_default().insert(name);
        }
    }
    names.retain(|_, files| files.len() > 1);
    let mut lists: BTreeMap<(Kind, String, String), BTreeMap<String, Listed>> = BTreeMap::new();
    for (at, (name, file)) in files.iter().enumerate() {
        for (number, list) in file.iter().flat_map(|file| &file.lists).enumerate() {
            if list.shape == Shape::Lone || !names.contains_key(&(list.kind.words(), folded(name))) {
                continue;
            }
            let same = lists.entry((list.kind, list.of.clone(), folded(name))).or_default();
            let own = same.entry(without_page(name)).or_default();
            own.places.push((at, number));
            own.ended |= matches!(list.shape, Shape::Array | Shape::Page { more: false });
            own.keys.extend(keys(&list.rows));
        }
    }
    let mut found = Vec::new();
    for ((kind, of, _), same) in lists {
        let complete: Vec<(&String, &Listed)> =
            same.iter().filter(|(_, list)| list.ended && !list.keys.is_empty()).collect();
        let differ = |(at, (_, one)): (usize, &(&String, &Listed))| {
            let other = complete
                .iter()
                .skip(at + 1)
                .find(|(_, other)| one.keys != other.keys && !one.keys.is_disjoint(&other.keys))?;
            Some((at, other.0.clone()))
        };
        let Some((first, second)) = complete.iter().enumerate().find_map(differ) else { continue };
        let mut doubtful: BTreeSet<String> = BTreeSet::new();
        for (_, list) in &complete {
            let lacks = |key: &&String| complete.iter().any(|(_, other)| !other.keys.contains(*key));
            doubtful.extend(list.keys.iter().filter(lacks).cloned());
        }
        found.push((kind, of, Lack::TwoLists { first: complete[first].0.clone(), second }));
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

/// A file's name without its folder, dates and numbers.
fn folded(name: &str) -> String {
    let own = name.rsplit('/').next().unwrap_or(name);
    own.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect()
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

fn object_key(object: &super::Object) -> Option<String> {
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
