//! Which case a verb is about: the one that is named, the one here, or the only one below here.

use std::path::{Path, PathBuf};

use crate::case::{Event, Head, journal};
use crate::error::{Error, Kind, Result};
use crate::world::World;

use super::open_case::OpenCase;

impl OpenCase {
    /// The case meant by `--case`, else the one here, else the only one below here; nothing if there is none.
    pub fn find(world: &mut World) -> Result<Option<Self>> {
        match place(world)? {
            Some(dir) => Self::open(world, &dir).map(Some),
            None => Ok(None),
        }
    }

    /// The same for verbs that work without a case: several cases below this folder are none, unless one is named.
    pub fn find_quietly(world: &mut World) -> Result<Option<Self>> {
        match place(world) {
            Ok(Some(dir)) => Self::open(world, &dir).map(Some),
            Err(e) if world.settings.case.is_some() => Err(e),
            Ok(None) | Err(_) => Ok(None),
        }
    }

    /// The same, where a verb cannot do without.
    pub fn need(world: &mut World) -> Result<Self> {
        Self::find(world)?.ok_or_else(|| {
            Error::new(Kind::Case, "there is no case in this folder")
                .hint("reentry recover              starts one here")
                .hint("--case DIR                   names one elsewhere")
        })
    }
}

fn place(world: &World) -> Result<Option<PathBuf>> {
    if let Some(dir) = &world.settings.case {
        return Ok(Some(dir.clone()));
    }
    let nowhere = |e| Error::new(Kind::Environment, "the present folder cannot be read").because(e);
    let here = world.store.here().map_err(nowhere)?;
    if world.store.open(&here).is_ok() {
        return Ok(Some(here));
    }
    let mut below = world.store.below(&here).map_err(nowhere)?;
    // An exercise that lies about must never be taken for the case of a real night.
    below.retain(|dir| !is_drill(world, dir));
    match below.len() {
        0 | 1 => Ok(below.pop()),
        many => {
            let mut error = Error::new(Kind::Case, format!("there are {many} cases below this folder"));
            for dir in below.iter().take(5) {
                error = error.hint(format!("--case \"{}\"", dir.display()));
            }
            Err(error)
        }
    }
}

/// Whether the first line of this folder's journal opens a drill.
fn is_drill(world: &World, dir: &Path) -> bool {
    let bytes = world.store.open(dir).and_then(|folder| folder.read_from(0)).unwrap_or_default();
    let end = memchr::memchr(b'\n', &bytes).map_or(bytes.len(), |end| end + 1);
    let first = journal::read(&Head::start(), &bytes[..end]).ok().and_then(|mut read| read.entries.pop());
    matches!(first.and_then(|entry| entry.event), Some(Event::Opened { drill: Some(_), .. }))
}
