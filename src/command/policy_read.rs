//! Reads exported policies, and the JSON of a question, for the verbs of `policy`.

use std::io::Read;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use crate::error::{Error, Kind, Result};
use crate::model::harmless::shown;
use crate::model::text::whole;
use crate::tenant::conditional_access::Export;
use crate::tenant::conditional_access::terraform::{self, Planned};
use crate::tenant::{SCHEMA, Snapshot, gather, read};
use crate::world::World;

/// More than any export of policies.
const LARGEST: u64 = 256 * 1024 * 1024;

/// What files say about Conditional Access, and about the people that it is about.
pub struct Given {
    pub export: Export,
    pub snapshot: Snapshot,
}

/// Reads files and folders.
pub fn given(paths: &[PathBuf], world: &World) -> Result<Given> {
    let mut export = Export::default();
    let mut snapshot = None;
    let mut files = Vec::new();
    for path in paths {
        let inside = if world.files.is_file(path) || path == Path::new("-") {
            vec![path.clone()]
        } else {
            let mut inside = world.files.list(path, "json").map_err(|e| Error::unread(path, e))?;
            inside.extend(world.files.list(path, "csv").map_err(|e| Error::unread(path, e))?);
            inside
        };
        for file in inside {
            let bytes = bytes(&file, world)?;
            let name = file.file_name().map_or_else(|| "-".into(), |name| name.to_string_lossy());
            if let Some(kept) = kept(&bytes) {
                export.take_snapshot(&kept);
                snapshot = Some(kept);
                continue;
            }
            if file.extension().is_none_or(|ending| ending != "csv") {
                export.take(&name, &bytes);
            }
            files.push((name.clone().into_owned(), read::read(&name, &bytes)));
        }
    }
    if !files.is_empty() {
        let gathered = gather(files, world.clock.now().to_utc(), false).snapshot;
        export.complete_by(&gathered);
        snapshot = snapshot.or(Some(gathered));
    }
    let given = Given { export, snapshot: snapshot.unwrap_or_default() };
    if given.export.has_policies { Ok(given) } else { Err(nothing(paths, &given.export)) }
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
pub fn question(path: &Path, world: &World) -> Result<Map<String, Value>> {
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
pub fn plan(path: &Path, world: &World) -> Result<Option<Vec<Planned>>> {
    if !world.files.is_file(path) {
        return Ok(None);
    }
    let bytes = bytes(path, world)?;
    let text = whole(&bytes).unwrap_or_default();
    let value: Option<Value> = serde_json::from_str(text.trim_start_matches('\u{feff}')).ok();
    Ok(value.as_ref().and_then(terraform::read))
}
