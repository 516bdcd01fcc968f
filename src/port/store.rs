use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// Case folders and their journals.
pub trait CaseStore {
    /// Makes a case folder (mode 0700) with an empty journal. Fails if a journal is there already.
    fn create(&self, dir: &Path) -> io::Result<Box<dyn CaseFolder>>;
    /// Opens a case folder. `NotFound` if there is no journal in it.
    fn open(&self, dir: &Path) -> io::Result<Box<dyn CaseFolder>>;
    /// The current directory, in full.
    fn here(&self) -> io::Result<PathBuf>;
    /// Folders directly below one that hold a journal, sorted.
    fn below(&self, dir: &Path) -> io::Result<Vec<PathBuf>>;
    /// The name of a cloud service whose synced folder this path lies in, if it looks like one.
    fn synced_by(&self, dir: &Path) -> Option<String>;
    /// What the disks of cases and outputs could not do, so that another way was taken. Each is given once.
    fn limits_met(&self) -> Vec<DiskLimit>;
}

/// What a disk or a share does not know. The work goes on; the person has to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DiskLimit {
    /// Two programs cannot keep each other out.
    #[error(
        "notice: this disk or share has no locks. Keep this case open in one window at a time: two would not\n\
         see each other."
    )]
    NoLocks,
    /// A finished file cannot get its name in one step that never replaces another.
    #[error(
        "notice: this disk (exFAT, some shares) names a finished file in two steps. Nothing was replaced.\n\
         If the power fails in between, an empty file stays: delete it and type the same again."
    )]
    NoExclusiveNames,
}

/// One case folder.
pub trait CaseFolder {
    /// Its full path.
    fn path(&self) -> &Path;
    /// Keeps other programs from writing until the guard is dropped. Waits a few seconds, then names the holder.
    fn lock(&self, who: &str) -> Result<Box<dyn LockGuard>, Locked>;
    /// Claims the walk: one guided walk at a time, while notes from another window stay possible.
    fn claim(&self, who: &str) -> Result<Box<dyn LockGuard>, Locked>;
    /// The journal's length in bytes.
    fn length(&self) -> io::Result<u64>;
    /// The journal's bytes from an offset on.
    fn read_from(&self, offset: u64) -> io::Result<Vec<u8>>;
    /// The journal's first bytes, at most so many.
    fn first(&self, most: u64) -> io::Result<Vec<u8>>;
    /// Writes at the end, which must be at `offset`, and syncs; refused if the end is elsewhere. On failure the journal
    /// is as before.
    fn append(&self, offset: u64, bytes: &[u8]) -> io::Result<()>;
    /// Moves everything from `offset` on into a file of its own and cuts the journal there. Returns that file.
    fn set_aside(&self, offset: u64) -> io::Result<PathBuf>;
    /// Keeps a file below the folder, mode 0600, synced. Another file of that name is never overwritten; the same one
    /// is kept already.
    fn keep(&self, name: &str, write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>) -> io::Result<()>;
    /// Frees the place of a file below the folder by giving the file another name beside it.
    fn put_aside(&self, name: &str) -> io::Result<()>;
    /// Opens a file below the folder.
    fn open_kept(&self, name: &str) -> io::Result<Box<dyn Read>>;
}

/// A lock that is held; dropping it lets go.
pub trait LockGuard {}

/// Somebody else holds the lock, or it could not be taken at all.
#[derive(Debug, thiserror::Error)]
pub enum Locked {
    /// Held by another program.
    #[error("held by {0}")]
    By(String),
    /// The lock file could not be used.
    #[error(transparent)]
    Io(#[from] io::Error),
}
