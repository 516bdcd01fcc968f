//! Reads exported policies, and the JSON of a question, for the verbs of `policy`.

use std::io::Read;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use crate::error::{Error, Kind, Result};
use crate::model::text::whole;
use crate::report::harmless::shown;
use crate::tenant::conditional_access::Export;
use crate::world::World;

/// More than any export of policies.
const LARGEST: u64 = 256 * 1024 * 1024;

/// Reads files and folders into one export.
pub fn export(paths: &[PathBuf], world: &World) -> Result<Export> {
    let mut export = Export::default();
    for path in paths {
        if world.files.is_file(path) || path == Path::new("-") {
            take(path, &mut export, world)?;
        } else {
            let inside = world.files.list(path, "json").map_err(|e| Error::unread(path, e))?;
            for file in &inside {
                take(file, &mut export, world)?;
            }
        }
    }
    if !export.has_policies {
        let names: Vec<String> =
            paths.iter().map(|path| shown(&path.display().to_string()).into_owned()).collect();
        let mut error = Error::new(
            Kind::Input,
            format!("no Conditional Access policies were found in {}", names.join(", ")),
        );
        for (file, why) in &export.unread {
            error = error.hint(format!("{}: {}", shown(file), shown(why)));
        }
        for passed in &export.passed {
            error = error.hint(shown(passed).into_owned());
        }
        return Err(error.hint(
            "give the list of policies as JSON: Microsoft Graph identity/conditionalAccess/policies, or the file of a \
             backup tool",
        ));
    }
    Ok(export)
}

fn take(path: &Path, export: &mut Export, world: &World) -> Result<()> {
    let bytes = bytes(path, world)?;
    let name = path.file_name().map_or_else(|| "-".into(), |name| name.to_string_lossy());
    export.take(&name, &bytes);
    Ok(())
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
