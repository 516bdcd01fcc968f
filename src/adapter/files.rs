use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tempfile::NamedTempFile;

use super::place::persist_new;
use crate::port::{Files, NewFile, SeekableFile};

/// How long an interrupted program may take to end by itself, with what it has to say.
pub const GRACE: Duration = Duration::from_millis(1500);

/// Outputs that have no name of their own yet.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Removes what was being written when the program has to end at once.
pub fn drop_unfinished() {
    for path in UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
        let _ = std::fs::remove_file(path);
    }
}

/// Files of this laptop.
pub struct DiskFiles;

impl Files for DiskFiles {
    fn open(&self, path: &Path) -> io::Result<Box<dyn Read>> {
        if path == Path::new("-") {
            return Ok(Box::new(io::stdin()));
        }
        Ok(Box::new(open(path)?))
    }

    fn open_seekable(&self, path: &Path) -> io::Result<Box<dyn SeekableFile>> {
        Ok(Box::new(open(path)?))
    }

    fn read_folder(&self, dir: &Path, endings: &[&str]) -> io::Result<Vec<(String, String)>> {
        let mut found = Vec::new();
        let mut open = vec![(dir.to_owned(), String::new(), 0)];
        while let Some((folder, prefix, depth)) = open.pop() {
            for entry in std::fs::read_dir(&folder)? {
                let entry = entry?;
                let name = entry.file_name().to_string_lossy().into_owned();
                let path = entry.path();
                if entry.file_type()?.is_dir() && depth < 4 {
                    open.push((path, format!("{prefix}{name}/"), depth + 1));
                } else if path.extension().is_some_and(|e| endings.iter().any(|wanted| e == *wanted)) {
                    let text = std::fs::read_to_string(&path)
                        .map_err(|e| io::Error::new(e.kind(), format!("{}: {e}", path.display())))?;
                    found.push((format!("{prefix}{name}"), text));
                }
            }
        }
        found.sort();
        Ok(found)
    }

    fn list(&self, dir: &Path, ending: &str) -> io::Result<Vec<PathBuf>> {
        let paths = std::fs::read_dir(dir)?.map(|entry| entry.map(|entry| entry.path()));
        let mut paths = paths.collect::<io::Result<Vec<_>>>()?;
        let ends = |path: &PathBuf| path.extension().is_some_and(|e| e.eq_ignore_ascii_case(ending));
        paths.retain(|path| ends(path) && !is_hidden(path) && path.is_file());
        paths.sort();
        Ok(paths)
    }

    fn below(&self, dir: &Path) -> io::Result<Vec<(String, PathBuf)>> {
        let mut found = Vec::new();
        let mut open = vec![(dir.to_owned(), String::new(), 0)];
        while let Some((folder, prefix, depth)) = open.pop() {
            for entry in std::fs::read_dir(&folder)? {
                let entry = entry?;
                let path = entry.path();
                if is_hidden(&path) {
                    continue;
                }
                let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
                if entry.file_type()?.is_dir() {
                    if depth < DEEPEST {
                        open.push((path, format!("{name}/"), depth + 1));
                    }
                } else if path.is_file() {
                    found.push((name, path));
                }
            }
        }
        found.sort();
        Ok(found)
    }

    fn folders(&self, dir: &Path) -> io::Result<Vec<PathBuf>> {
        let paths = std::fs::read_dir(dir)?.map(|entry| entry.map(|entry| entry.path()));
        let mut paths = paths.collect::<io::Result<Vec<_>>>()?;
        paths.retain(|path| path.is_dir() && !is_hidden(path));
        paths.sort();
        Ok(paths)
    }

    fn is_folder(&self, path: &Path) -> bool {
        path.is_dir()
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        std::fs::remove_file(path)
    }

    fn exists(&self, path: &Path) -> bool {
        path.symlink_metadata().is_ok()
    }

    fn is_file(&self, path: &Path) -> bool {
        path.is_file()
    }

    fn make_folder(&self, path: &Path) -> io::Result<()> {
        std::fs::create_dir_all(path)
    }

    fn create(&self, path: &Path) -> io::Result<Box<dyn NewFile>> {
        if path.is_dir() {
            return Err(io::Error::new(io::ErrorKind::IsADirectory, "this is a folder, not a file"));
        }
        if path.symlink_metadata().is_ok() {
            return Err(taken());
        }
        begin(path.to_owned(), false)
    }

    fn replace(&self, path: &Path) -> io::Result<Box<dyn NewFile>> {
        // Behind a link the file itself is replaced, never the link.
        begin(path.canonicalize().unwrap_or_else(|_| path.to_owned()), true)
    }
}

/// Folders within folders of an export.
const DEEPEST: usize = 12;

/// A file that its system does not show: what editors and disks leave behind.
fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'))
}

/// A temporary file beside its place; it is readable by its owner alone from the first byte on.
fn begin(path: PathBuf, replaces: bool) -> io::Result<Box<dyn NewFile>> {
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let temporary = tempfile::Builder::new().prefix(".reentry-").tempfile_in(folder)?;
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner).push(temporary.path().to_owned());
    Ok(Box::new(DiskFile { temporary: Some(temporary), path, replaces }))
}

struct DiskFile {
    /// There until it is committed.
    temporary: Option<NamedTempFile>,
    path: PathBuf,
    replaces: bool,
}

impl DiskFile {
    fn file(&mut self) -> io::Result<&mut File> {
        self.temporary.as_mut().map(NamedTempFile::as_file_mut).ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}

impl Drop for DiskFile {
    fn drop(&mut self) {
        let Some(temporary) = &self.temporary else { return };
        UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner).retain(|path| path != temporary.path());
    }
}

impl Write for DiskFile {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        self.file()?.write(buffer)
    }
    fn flush(&mut self) -> io::Result<()> {
        self.file()?.flush()
    }
}

impl Seek for DiskFile {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file()?.seek(to)
    }
}

impl NewFile for DiskFile {
    fn commit(mut self: Box<Self>) -> io::Result<()> {
        self.file()?.sync_all()?;
        let Some(temporary) = self.temporary.take() else { return Err(io::ErrorKind::NotFound.into()) };
        let unfinished = temporary.path().to_owned();
        let persisted = if self.replaces {
            temporary.persist(&self.path).map(drop)
        } else {
            persist_new(temporary, &self.path)
        };
        UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner).retain(|path| *path != unfinished);
        persisted.map_err(|failed| {
            if failed.error.kind() == io::ErrorKind::AlreadyExists { taken() } else { failed.error }
        })?;
        self.path.parent().map(sync_folder);
        Ok(())
    }
}

fn open(path: &Path) -> io::Result<File> {
    if path.is_dir() {
        return Err(io::Error::new(io::ErrorKind::IsADirectory, "this is a folder, not a file"));
    }
    File::open(path)
}

fn taken() -> io::Error {
    io::Error::new(
        io::ErrorKind::AlreadyExists,
        "a file of this name is there already; it is never overwritten",
    )
}

/// Makes a new name survive a power cut, where the system has a call for it. Windows has none for a folder: there the
/// file system's own journal keeps a name or loses it whole, and when it does so is not promised.
pub(super) fn sync_folder(dir: &Path) {
    #[cfg(unix)]
    if let Ok(folder) = File::open(if dir.as_os_str().is_empty() { Path::new(".") } else { dir }) {
        let _ = folder.sync_all();
    }
    #[cfg(not(unix))]
    let _ = dir;
}
