//! Export files that a person names: files, folders and zips, each read whole before anything is judged.

use std::collections::BTreeSet;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use crate::error::{Error, Kind, Result};
use crate::tenant::read::{self, FileRead, NotRead};
use crate::world::World;

/// More than any export; a larger file is something else.
const LARGEST: u64 = 256 << 20;

/// Files by their names, from the folder or zip that was named, before anybody has looked into them.
pub(super) type Raw = Vec<(String, std::result::Result<Vec<u8>, NotRead>)>;

/// The same; with each, whether it was named by itself and lies in no folder or zip.
pub(super) type Named = Vec<(String, std::result::Result<Vec<u8>, NotRead>, bool)>;

/// The same, and what was read of each.
pub(super) type Files = Vec<(String, std::result::Result<FileRead, NotRead>)>;

/// Reads everything that is named. What cannot be used is part of the answer; only a path that is not there is an error.
pub(super) fn read(paths: &[PathBuf], world: &World) -> Result<Files> {
    Ok(parse(all(paths, world)?.into_iter().map(|(name, bytes, _)| (name, bytes)).collect()))
}

/// The bytes of everything that is named.
pub(super) fn all(paths: &[PathBuf], world: &World) -> Result<Named> {
    let mut files = Vec::new();
    let mut named = BTreeSet::new();
    for path in paths {
        let raw = raw(path, world)?;
        // Two paths may end in the same name; what comes later is told apart by the folder that it lies in, and where that is
        // taken too, by a number.
        let folder = path.parent().and_then(Path::file_name).map(|name| name.to_string_lossy());
        let mut before = String::new();
        let mut number = 1;
        while raw.iter().any(|(name, _)| named.contains(&format!("{before}{name}"))) {
            before = match &folder {
                Some(folder) if number == 1 => format!("{folder}/"),
                Some(folder) => format!("{folder}-{number}/"),
                None => format!("{number}/"),
            };
            number += 1;
        }
        for (name, bytes) in raw {
            let alone = !world.files.is_folder(path) && !name.contains('/');
            let name = format!("{before}{name}");
            named.insert(name.clone());
            files.push((name, bytes, alone));
        }
    }
    Ok(files)
}

/// Looks into files. Each is let go as soon as it is read.
pub(super) fn parse(raw: Raw) -> Files {
    let one = |(name, bytes): (String, std::result::Result<Vec<u8>, NotRead>)| {
        let read = bytes.and_then(|bytes| read::read(&name, &bytes));
        (name, read)
    };
    raw.into_iter().map(one).collect()
}

/// The bytes of a file, of all files of a folder, or of all files of a zip.
pub(super) fn raw(path: &Path, world: &World) -> Result<Raw> {
    let mut files = Vec::new();
    if world.files.is_folder(path) {
        let whole = world.store.here().map_or_else(|_| path.to_owned(), |here| here.join(path));
        let folder = whole.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        for (name, file) in world.files.below(path).map_err(|e| Error::unread(path, e))? {
            let name = format!("{folder}/{name}");
            match bytes(&file, world) {
                Ok(bytes) => content(name, &file, bytes, world, &mut files),
                Err(error) => files.push((name, Err(unreadable(&error)))),
            }
        }
        return Ok(files);
    }
    let bytes = bytes(path, world)?;
    let name = path.file_name().map_or_else(|| "-".into(), |name| name.to_string_lossy());
    content(name.into_owned(), path, bytes, world, &mut files);
    Ok(files)
}

/// What a gzip holds: one file. The name without the ending says which.
fn gunzip(name: &str, bytes: &[u8]) -> (String, std::result::Result<Vec<u8>, NotRead>) {
    let mut inner = Vec::new();
    let read = flate2::read::MultiGzDecoder::new(bytes).take(LARGEST + 1).read_to_end(&mut inner);
    let what = match read {
        Ok(_) if inner.len() as u64 <= LARGEST => {
            let stem = name.strip_suffix(".gz").unwrap_or(name);
            return (stem.to_owned(), Ok(inner));
        }
        Ok(_) => "unpacked, it is larger than 256 MB".to_owned(),
        Err(why) => format!("the gzip cannot be unpacked: {why}"),
    };
    let cure = "Unpack it, and give the file.";
    (name.to_owned(), Err(NotRead { what, cure, kind: None, strange: false }))
}

fn content(name: String, path: &Path, bytes: Vec<u8>, world: &World, files: &mut Raw) {
    if bytes.starts_with(&[0x1f, 0x8b]) {
        files.push(gunzip(&name, &bytes));
        return;
    }
    let is_office = ["xlsx", "docx", "pptx"].iter().any(|e| name.to_lowercase().ends_with(e));
    if !bytes.starts_with(b"PK\x03\x04") || is_office {
        files.push((name, Ok(bytes)));
        return;
    }
    drop(bytes);
    let unpacked =
        world.files.open_seekable(path).and_then(|mut file| world.archive.files(&mut *file, LARGEST));
    match unpacked {
        Ok(inner) => {
            let stem = name.strip_suffix(".zip").unwrap_or(&name).to_owned();
            for (file, bytes) in inner {
                let hidden = file.split('/').any(|part| part.starts_with('.') || part == "__MACOSX");
                if !hidden {
                    files.push((format!("{stem}/{file}"), Ok(bytes)));
                }
            }
        }
        Err(why) => {
            let what = format!("the zip cannot be unpacked: {why}");
            let cure = "Unpack it, and give the folder.";
            files.push((name, Err(NotRead { what, cure, kind: None, strange: false })));
        }
    }
}

fn bytes(path: &Path, world: &World) -> Result<Vec<u8>> {
    let failed = |e| Error::unread(path, e);
    let mut bytes = Vec::new();
    let file = world.files.open(path).map_err(failed)?;
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > LARGEST {
        return Err(Error::new(Kind::Input, format!("{} is larger than 256 MB", path.display())));
    }
    Ok(bytes)
}

fn unreadable(error: &Error) -> NotRead {
    NotRead {
        what: error.to_string(),
        cure: "Copy the file to this computer's own disk.",
        kind: None,
        strange: false,
    }
}
