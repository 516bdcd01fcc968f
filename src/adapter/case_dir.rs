//! A case folder on disk: the journal, its lock files, and what was kept beside it.
//!
//! A case folder may come from somebody else: out of an archive, from a stick or a share. So nothing in it is followed:
//! every file that is opened is an ordinary file of this folder, and every folder below it is one, never a link to
//! another place, never a pipe that waits for ever. What is acknowledged is on the disk first: the bytes of a file before
//! its name, the name before the next step (`sync_folder` says where a system promises less).

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Component, Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use super::files::sync_folder;
use super::limits;
use super::place::{persist_new, private};
use crate::port::{CaseFolder, CaseStore, DiskLimit, LockGuard, Locked};

const JOURNAL: &str = "journal.jsonl";
/// The largest journal that is read.
const LARGEST: u64 = 1 << 30;
const PATIENCE: Duration = Duration::from_secs(3);

/// Case folders of this laptop.
pub struct DiskCases;

impl CaseStore for DiskCases {
    fn create(&self, dir: &Path) -> io::Result<Box<dyn CaseFolder>> {
        private_folder(dir)?;
        dir.parent().map(sync_folder);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        private(&mut options).open(dir.join(JOURNAL))?.sync_all()?;
        sync_folder(dir);
        self.open(dir)
    }

    fn open(&self, dir: &Path) -> io::Result<Box<dyn CaseFolder>> {
        let path = std::path::absolute(dir)?;
        let journal = path.join(JOURNAL);
        ordinary(&journal)?.ok_or(io::ErrorKind::NotFound)?;
        Ok(Box::new(DiskCase { path, journal }))
    }

    fn here(&self) -> io::Result<PathBuf> {
        std::env::current_dir()
    }

    fn below(&self, dir: &Path) -> io::Result<Vec<PathBuf>> {
        let mut found = Vec::new();
        for entry in fs::read_dir(dir)? {
            let path = entry?.path();
            if path.join(JOURNAL).is_file() {
                found.push(path);
            }
        }
        found.sort();
        Ok(found)
    }

    fn limits_met(&self) -> Vec<DiskLimit> {
        limits::untold()
    }

    fn synced_by(&self, dir: &Path) -> Option<String> {
        // Windows and macOS know no capitals; a warning too many does no harm.
        let folded = |path: &Path| PathBuf::from(path.to_string_lossy().to_lowercase());
        let path = folded(&std::path::absolute(dir).ok()?);
        let variable = ["OneDrive", "OneDriveCommercial", "OneDriveConsumer"].iter().any(|name| {
            std::env::var_os(name)
                .is_some_and(|root| !root.is_empty() && path.starts_with(folded(Path::new(&root))))
        });
        if variable {
            return Some("OneDrive".into());
        }
        path.components().find_map(|part| match part {
            Component::Normal(name) => {
                let name = name.to_string_lossy();
                let service = [
                    ("onedrive", "OneDrive"),
                    ("dropbox", "Dropbox"),
                    ("google drive", "Google Drive"),
                    ("icloud", "iCloud"),
                ];
                service
                    .into_iter()
                    .find(|(word, _)| name.starts_with(word))
                    .map(|(_, service)| service.to_owned())
            }
            _ => None,
        })
    }
}

struct DiskCase {
    path: PathBuf,
    journal: PathBuf,
}

impl CaseFolder for DiskCase {
    fn path(&self) -> &Path {
        &self.path
    }

    fn lock(&self, who: &str) -> Result<Box<dyn LockGuard>, Locked> {
        take(&self.path.join("journal.lock"), who, PATIENCE)
    }

    fn claim(&self, who: &str) -> Result<Box<dyn LockGuard>, Locked> {
        take(&self.path.join("walk.lock"), who, Duration::ZERO)
    }

    fn length(&self) -> io::Result<u64> {
        Ok(fs::metadata(&self.journal)?.len())
    }

    fn read_from(&self, offset: u64) -> io::Result<Vec<u8>> {
        let mut file = read(&self.journal)?;
        // A sparse file may claim any size.
        if file.metadata()?.len() > LARGEST {
            let why = format!("the journal is larger than {} MiB", LARGEST >> 20);
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, why));
        }
        file.seek(SeekFrom::Start(offset))?;
        let mut bytes = Vec::new();
        file.take(LARGEST).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn first(&self, most: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        read(&self.journal)?.take(most).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn append(&self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        ordinary(&self.journal)?;
        let mut file = OpenOptions::new().write(true).open(&self.journal)?;
        if file.metadata()?.len() != offset {
            let why = "the journal was changed by another program at this moment";
            return Err(io::Error::new(io::ErrorKind::InvalidData, why));
        }
        file.seek(SeekFrom::Start(offset))?;
        let written = file.write_all(bytes).and_then(|()| file.sync_data());
        if written.is_err() {
            // A full disk may have taken half a line. Nobody was told that it is saved, so it goes again.
            let _ = file.set_len(offset);
        }
        written
    }

    fn set_aside(&self, offset: u64) -> io::Result<PathBuf> {
        let torn = self.read_from(offset)?;
        let (place, mut file) = (1..)
            .find_map(|n| {
                let place = self.path.join(format!("journal.torn-{n}"));
                let mut options = OpenOptions::new();
                options.write(true).create_new(true);
                match private(&mut options).open(&place) {
                    Ok(file) => Some(Ok((place, file))),
                    Err(e) if e.kind() == io::ErrorKind::AlreadyExists && n < 1000 => None,
                    Err(e) => Some(Err(e)),
                }
            })
            .unwrap_or_else(|| Err(io::ErrorKind::AlreadyExists.into()))?;
        file.write_all(&torn)?;
        file.sync_all()?;
        sync_folder(&self.path);
        let journal = OpenOptions::new().write(true).open(&self.journal)?;
        journal.set_len(offset)?;
        journal.sync_all()?;
        Ok(place)
    }

    fn keep(&self, name: &str, write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
        let place = self.path.join(name);
        let folder = place.parent().unwrap_or(&self.path);
        self.folder_of(folder)?;
        let mut temporary = tempfile::NamedTempFile::new_in(&self.path)?;
        write(temporary.as_file_mut())?;
        temporary.as_file().sync_all()?;
        if let Err(refused) = persist_new(temporary, &place)
            && !(refused.error.kind() == io::ErrorKind::AlreadyExists && same(refused.file.path(), &place)?)
        {
            return Err(refused.error);
        }
        sync_folder(folder);
        sync_folder(&self.path);
        Ok(())
    }

    fn put_aside(&self, name: &str) -> io::Result<()> {
        let place = self.path.join(name);
        self.folder_of(place.parent().unwrap_or(&self.path))?;
        let aside = |n| self.path.join(format!("{name}.changed-{n}"));
        let free = (1..1000).map(aside).find(|path| path.symlink_metadata().is_err());
        let free = free.ok_or(io::ErrorKind::AlreadyExists)?;
        match fs::hard_link(&place, &free) {
            // Linking never replaces what another window has put there meanwhile; renaming could.
            Ok(()) => fs::remove_file(&place)?,
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => return Err(e),
            // Some disks know no links, and a link is not one to keep.
            Err(_) => fs::rename(&place, free)?,
        }
        place.parent().map(sync_folder);
        Ok(())
    }

    fn open_kept(&self, name: &str) -> io::Result<Box<dyn Read>> {
        let place = self.path.join(name);
        if let Some(folder) = place.parent().filter(|folder| folder.symlink_metadata().is_ok()) {
            own_folder(folder)?;
        }
        Ok(Box::new(read(&place)?))
    }
}

impl DiskCase {
    /// Makes a folder below the case, or makes sure that the one that is there is one.
    fn folder_of(&self, folder: &Path) -> io::Result<()> {
        if folder != self.path && folder.symlink_metadata().is_ok() {
            return own_folder(folder);
        }
        private_folder(folder)
    }
}

/// An ordinary file, or nothing; refused if a link, a pipe, a device or a folder stands there.
fn ordinary(path: &Path) -> io::Result<Option<fs::Metadata>> {
    match fs::symlink_metadata(path) {
        Ok(found) if found.is_file() => Ok(Some(found)),
        Ok(_) => Err(strange(path, "an ordinary file")),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(e),
    }
}

/// Refuses a folder that is a link to another place.
fn own_folder(path: &Path) -> io::Result<()> {
    if fs::symlink_metadata(path)?.is_dir() { Ok(()) } else { Err(strange(path, "a folder of the case")) }
}

fn strange(path: &Path, wanted: &str) -> io::Error {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    io::Error::new(io::ErrorKind::InvalidData, format!("{name} is not {wanted}, and is not followed"))
}

/// Opens an ordinary file.
fn read(path: &Path) -> io::Result<File> {
    ordinary(path)?.ok_or(io::ErrorKind::NotFound)?;
    File::open(path)
}

/// An OS lock on a sidecar file; the operating system lets go when the program dies, however it dies.
struct Held {
    file: File,
}

impl LockGuard for Held {}

impl Drop for Held {
    fn drop(&mut self) {
        let _ = self.file.set_len(0);
        let _ = self.file.unlock();
    }
}

/// Where the disk has no locks. Two windows that write at the same moment still find out: a journal that does not end
/// where it was read to is not written to.
struct Unheld;

impl LockGuard for Unheld {}

/// Whether a file system answers like this when it has no locks: some shares, and disks in a program of their own.
fn knows_no_locks(error: &io::Error) -> bool {
    /// `ENOLCK` of Linux and of the BSDs, which `std` has no name for.
    const NO_LOCKS: i32 = if cfg!(target_os = "linux") { 37 } else { 77 };
    matches!(error.kind(), io::ErrorKind::Unsupported | io::ErrorKind::InvalidInput)
        || (cfg!(unix) && error.raw_os_error() == Some(NO_LOCKS))
}

fn take(path: &Path, who: &str, patience: Duration) -> Result<Box<dyn LockGuard>, Locked> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    ordinary(path)?;
    let mut file = private(&mut options).open(path)?;
    let end = Instant::now() + patience;
    loop {
        match file.try_lock() {
            Ok(()) => break,
            Err(TryLockError::WouldBlock) if Instant::now() < end => thread::sleep(Duration::from_millis(20)),
            Err(TryLockError::WouldBlock) => return Err(Locked::By(holder(path))),
            Err(TryLockError::Error(e)) if knows_no_locks(&e) => {
                limits::meet(DiskLimit::NoLocks);
                return Ok(Box::new(Unheld));
            }
            Err(TryLockError::Error(e)) => return Err(e.into()),
        }
    }
    // Best effort: the name is for the person who waits, the lock itself does not depend on it.
    let _ = file.set_len(0);
    let _ = file.seek(SeekFrom::Start(0));
    let _ = write!(file, "{who} (process {})", std::process::id());
    Ok(Box::new(Held { file }))
}

fn holder(path: &Path) -> String {
    // On Windows a locked file cannot be read by others; then nobody can be named.
    let name = fs::read_to_string(path).unwrap_or_default();
    let name: String = name.chars().filter(|c| !c.is_control()).take(120).collect();
    if name.is_empty() { "another program".into() } else { name }
}

#[cfg(unix)]
fn private_folder(dir: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(dir)
}

#[cfg(not(unix))]
fn private_folder(dir: &Path) -> io::Result<()> {
    fs::create_dir_all(dir)
}

/// Whether two files hold the same bytes.
fn same(one: &Path, other: &Path) -> io::Result<bool> {
    if ordinary(other)?.is_none_or(|there| there.len() != fs::metadata(one).map_or(0, |one| one.len())) {
        return Ok(false);
    }
    let (mut one, mut other) = (File::open(one)?, read(other)?);
    let (mut these, mut those) = (vec![0; 1 << 16], vec![0; 1 << 16]);
    loop {
        let length = one.read(&mut these)?;
        if length == 0 {
            return Ok(other.read(&mut those)? == 0);
        }
        match other.read_exact(&mut those[..length]) {
            Ok(()) if these[..length] == those[..length] => {}
            Err(e) if e.kind() != io::ErrorKind::UnexpectedEof => return Err(e),
            _ => return Ok(false),
        }
    }
}
