//! Reads exported policies, and the JSON of a question, for the verbs of `policy`.

use std::collections::BTreeSet;
use std::io::Read;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use super::exports;
use crate::error::{Error, Kind, Result};
use crate::model::harmless::shown;
use crate::model::text::whole;
use crate::tenant::conditional_access::terraform::{self, Planned};
use crate::tenant::conditional_access::{Export, Mixed};
use crate::tenant::{Lack, SCHEMA, Snapshot, gather, two_dates, whose};
use crate::world::World;

/// More than any export of policies.
const LARGEST: u64 = 256 * 1024 * 1024;

/// What files say about Conditional Access, and about the people that it is about.
pub(super) struct Given {
    pub export: Export,
    pub snapshot: Snapshot,
    /// One policy that stands alone in the one file that was named: something to import, and no list.
    pub is_one_policy: bool,
}

/// Reads files, folders and zips.
pub(super) fn given(paths: &[PathBuf], world: &World) -> Result<Given> {
    let given = of_files(exports::all(paths, world)?, world);
    if given.export.has_policies { Ok(given) } else { Err(nothing(paths, &given.export)) }
}

/// The same of files whose bytes are there: their names, their bytes, and whether each was named by itself.
pub(super) fn of_files(raw: exports::Named, world: &World) -> Given {
    let is_one_file = matches!(&raw[..], [(_, _, true)]);
    let mut export = Export::default();
    let mut snapshot: Option<(Snapshot, String)> = None;
    let mut files = Vec::new();
    for (name, bytes, alone) in raw {
        match bytes {
            Ok(bytes) => match kept(&bytes) {
                Some(kept) => {
                    export.take_snapshot(&kept);
                    match &mut snapshot {
                        Some((known, first)) => {
                            beside(&mut export, (first, known), (&name, &kept));
                            known.add_people(kept, [first, &name]);
                        }
                        None => snapshot = Some((kept, name)),
                    }
                }
                None => {
                    if alone && !is_table(&name) || is_json(&name, &bytes) {
                        export.take(&name, &bytes);
                    }
                    files.push((name, Ok(bytes)));
                }
            },
            Err(why) => export.unread.push((name, why.what)),
        }
    }
    if !files.is_empty() {
        let gathered = gather(exports::parse(files), world.clock.now().to_utc(), false);
        let known = whose::Known {
            tenant: snapshot.as_ref().and_then(|(kept, _)| kept.tenant),
            microsoft_names: BTreeSet::new(),
        };
        if let Err(foreign) = gathered.belongs_to(&known) {
            export.mixed = Some((Mixed::Tenants, foreign.to_string()));
        }
        for lack in gathered.snapshot.policies.lacks() {
            if let Lack::TwoLists { first, second } = lack {
                export.two_dates(first, second);
            }
        }
        if let Some((kept, name)) = &snapshot {
            beside(&mut export, (name, kept), ("the other files", &gathered.snapshot));
        }
        export.complete_by(&gathered.snapshot);
        // The policies and what belongs to them are in the export; the snapshot is for people and their roles.
        let mut people = gathered.snapshot;
        for objects in [
            &mut people.policies,
            &mut people.named_locations,
            &mut people.authentication_strengths,
            &mut people.authentication_methods_policy,
        ] {
            objects.items = Vec::new();
        }
        match &mut snapshot {
            Some((known, name)) => known.add_people(people, [name, "the other files"]),
            None => snapshot = Some((people, String::new())),
        }
    }
    let is_one_policy = is_one_file && export.is_one_alone();
    Given { export, snapshot: snapshot.map(|(snapshot, _)| snapshot).unwrap_or_default(), is_one_policy }
}

/// Two snapshots, each with the name of its file, must be of one tenant and of one day.
fn beside(export: &mut Export, (first, one): (&str, &Snapshot), (second, other): (&str, &Snapshot)) {
    if one.tenant.is_some() && other.tenant.is_some() && one.tenant != other.tenant {
        export.mixed = Some((Mixed::Tenants, format!("{first} and {second} are of two tenants")));
    } else if two_dates::between(one, other).is_some() {
        export.two_dates(first, second);
    }
}

fn is_table(name: &str) -> bool {
    name.to_lowercase().ends_with(".csv")
}

/// Whether a file of a folder is meant to be JSON: by its name or by its first character.
fn is_json(name: &str, bytes: &[u8]) -> bool {
    let start = bytes.get(..bytes.len().min(64)).unwrap_or_default();
    let first = whole(start).and_then(|text| text.trim_start_matches('\u{feff}').trim_start().chars().next());
    name.to_lowercase().ends_with(".json") || matches!(first, Some('{' | '['))
}

/// A snapshot that an earlier import kept.
fn kept(bytes: &[u8]) -> Option<Snapshot> {
    let start = bytes.get(..bytes.len().min(512)).unwrap_or_default();
    let mark = SCHEMA.as_bytes();
    if !start.windows(mark.len()).any(|window| window == mark) {
        return None;
    }
    serde_json::from_slice(bytes).ok()
}

fn nothing(paths: &[PathBuf], export: &Export) -> Error {
    let names: Vec<String> =
        paths.iter().map(|path| shown(&path.display().to_string()).into_owned()).collect();
    let mut error =
        Error::new(Kind::Input, format!("no Conditional Access policies were found in {}", names.join(", ")));
    for (file, why) in &export.unread {
        error = error.hint(format!("{}: {}", shown(file), shown(why)));
    }
    for passed in &export.passed {
        error = error.hint(shown(passed).into_owned());
    }
    error.hint(
        "give the list of policies as JSON: Microsoft Graph identity/conditionalAccess/policies, or the file of a backup \
         tool",
    )
}

fn bytes(path: &Path, world: &World) -> Result<Vec<u8>> {
    let failed = |e| Error::unread(path, e);
    let mut bytes = Vec::new();
    let file = world.files.open(path).map_err(failed)?;
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > LARGEST {
        return Err(Error::new(Kind::Input, format!("{} is larger than 256 MB", path.display()))
            .hint("give the exports of policies alone"));
    }
    Ok(bytes)
}

/// Reads the object in a question's file.
pub(super) fn question(path: &Path, world: &World) -> Result<Map<String, Value>> {
    let bytes = bytes(path, world)?;
    let refused = || {
        Error::new(Kind::Input, format!("{} is not a question", shown(&path.display().to_string())))
            .hint("a question is a JSON object with \"admin\" and \"context\"")
    };
    let text = whole(&bytes).ok_or_else(refused)?;
    match serde_json::from_str(text.trim_start_matches('\u{feff}')) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(refused()),
        Err(why) => Err(refused().because(why)),
    }
}

/// The objects of a Terraform plan; nothing where the file is something else.
pub(super) fn plan(path: &Path, world: &World) -> Result<Option<Vec<Planned>>> {
    if !world.files.is_file(path) {
        return Ok(None);
    }
    let bytes = bytes(path, world)?;
    let text = whole(&bytes).unwrap_or_default();
    let value: Option<Value> = serde_json::from_str(text.trim_start_matches('\u{feff}')).ok();
    Ok(value.as_ref().and_then(terraform::read))
}
