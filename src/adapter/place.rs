//! How a finished file gets its name without taking that of another.
//!
//! Where the disk can, the name is given in one step that fails if it is taken (a rename that does not replace, or a hard
//! link). Sticks with exFAT and some shares know neither. There the name is claimed first, by an empty file that nobody
//! else can have made, and the finished file takes the place of that one. What stood there before is never touched in
//! either way; only a power cut between the two steps can leave the empty file behind.

use std::fs::{self, OpenOptions};
use std::io;
use std::path::Path;

use tempfile::{NamedTempFile, PersistError};

use super::limits;
use crate::port::DiskLimit;

/// Gives the file this name.
///
/// # Errors
/// `AlreadyExists` if something stands there; else what the disk says. The temporary file comes back with it.
pub(super) fn persist_new(temporary: NamedTempFile, place: &Path) -> Result<(), PersistError> {
    let Err(refused) = temporary.persist_noclobber(place) else { return Ok(()) };
    if !may_not_know(&refused.error) {
        return Err(refused);
    }
    if let Err(error) = private(OpenOptions::new().write(true).create_new(true)).open(place) {
        return Err(PersistError { error, file: refused.file });
    }
    let Err(failed) = refused.file.persist(place) else {
        limits::meet(DiskLimit::NoExclusiveNames);
        return Ok(());
    };
    // The empty file is ours: nobody else could make one of this name since.
    let _ = fs::remove_file(place);
    Err(failed)
}

/// Whether a disk answers like this when it does not know the call. Where it means something else, such as a folder
/// that may not be written to, the second way fails as well and says so.
fn may_not_know(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::Unsupported | io::ErrorKind::InvalidInput | io::ErrorKind::PermissionDenied
    )
}

/// Readable by its owner alone, where the system has such a right.
#[cfg(unix)]
pub(super) fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    options.mode(0o600)
}

#[cfg(not(unix))]
pub(super) fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    options
}
