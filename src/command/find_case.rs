//! Which case a verb is about: the one that is named, the one here, or the only one below here.

use std::io;
use std::path::{Path, PathBuf};

use crate::case::{Entry, Event, Head, journal};
use crate::error::{Error, Kind, Result};
use crate::world::World;

use super::open_case::OpenCase;

/// Endings of files that belong to a case or stand beside one: a folder's name never needs them.
const FILES: [&str; 14] =
    ["zip", "txt", "json", "jsonl", "toml", "html", "htm", "pdf", "csv", "har", "png", "jpg", "jpeg", "md"];

impl OpenCase {
    /// The case meant by `--case`, else the one here, else the only one below here; nothing if there is none.
    pub(super) fn find(world: &mut World) -> Result<Option<Self>> {
        match place(world)? {
            Some(dir) => Self::open(world, &dir).map(Some),
            None => Ok(None),
        }
    }

    /// The same for verbs that work without a case: several cases below this folder are none, unless one is named.
    pub(super) fn find_quietly(world: &mut World) -> Result<Option<Self>> {
        match place(world) {
            Ok(Some(dir)) => Self::open(world, &dir).map(Some),
            Err(e) if world.settings.case.is_some() => Err(e),
            Ok(None) | Err(_) => Ok(None),
        }
    }

    /// The same, where a verb cannot do without.
    pub(super) fn need(world: &mut World) -> Result<Self> {
        Self::find(world)?.ok_or_else(|| {
            Error::new(Kind::Case, "there is no case in this folder")
                .command("to start one here", "reentry recover")
                .hint("or type the same command again with --case and the folder of one elsewhere")
        })
    }

    /// Refuses a place for a new case that is a file, or that reads like one that was mistyped.
    pub(super) fn no_file(world: &World, place: &Path, verb: &str) -> Result<()> {
        let shown = place.display();
        let is_file = world.files.exists(place) && !world.files.is_folder(place);
        let ends = place.extension().map(|end| end.to_string_lossy().to_lowercase());
        let reads_like_one = ends.is_some_and(|end| FILES.contains(&end.as_str()));
        if is_file {
            return Err(Error::new(Kind::Input, format!("{shown} is no folder, and a case is one"))
                .command("to use a folder", format!("{verb} FOLDER")));
        }
        if reads_like_one && !world.files.exists(place) {
            return Err(Error::new(Kind::Input, format!("there is no file {shown}"))
                .because("a case is a folder, and this name ends like a file: nothing was started")
                .hint("compare the name with the file's own, and say the folder that it lies in")
                .command("to start in a new folder, leave the ending out", format!("{verb} FOLDER")));
        }
        Ok(())
    }
}

fn place(world: &World) -> Result<Option<PathBuf>> {
    if let Some(dir) = &world.settings.case {
        return Ok(Some(dir.clone()));
    }
    let nowhere = |e| Error::new(Kind::Environment, "the current directory cannot be read").because(e);
    let here = world.store.here().map_err(nowhere)?;
    if world.store.open(&here).is_ok() {
        return Ok(Some(here));
    }
    let mut below = world.store.below(&here).map_err(nowhere)?;
    // A leftover drill must never be mistaken for a real case.
    below.retain(|dir| !is_drill(world, dir));
    match below.len() {
        0 | 1 => Ok(below.pop()),
        many => {
            let mut error = Error::new(Kind::Case, format!("there are {many} cases below this folder"));
            for dir in below.iter().take(5) {
                error = error.hint(format!("reentry status --case \"{}\"", dir.display()));
            }
            Err(error.hint("every other command takes --case and the folder in the same way"))
        }
    }
}

/// Says what stands at the place where a case was looked for.
pub(super) fn not_there(world: &World, dir: &Path, why: io::Error) -> Error {
    let whole = world.store.here().map_or_else(|_| dir.to_owned(), |here| here.join(dir));
    let place = whole.display();
    let start = |error: Error| error.command("to start a case", "reentry recover FOLDER");
    if why.kind() != io::ErrorKind::NotFound {
        return start(Error::new(Kind::Case, format!("there is no readable case in {place}")).because(why));
    }
    let Ok(below) = world.store.below(&whole) else {
        return start(Error::new(Kind::Case, format!("there is no folder {place}")));
    };
    let error = Error::new(Kind::Case, format!("there is no case in {place}"));
    if below.is_empty() {
        return start(error.because("the folder is there, but no journal.jsonl lies in it"));
    }
    let error = error.because("the folder is there, but the case lies in a folder below it");
    below.iter().take(5).fold(error, |e, dir| e.hint(format!("reentry status --case \"{}\"", dir.display())))
}

/// Whether the first line of this folder's journal opens a drill.
fn is_drill(world: &World, dir: &Path) -> bool {
    // The line that opens a case is short; the journal may not be.
    let bytes = world.store.open(dir).and_then(|folder| folder.first(64 << 10)).unwrap_or_default();
    let end = memchr::memchr(b'\n', &bytes).map_or(bytes.len(), |end| end + 1);
    let first = journal::read(&Head::start(), &bytes[..end]).ok().and_then(|mut read| read.entries.pop());
    matches!(first.as_ref().and_then(Entry::event), Some(Event::Opened { drill: Some(_), .. }))
}
