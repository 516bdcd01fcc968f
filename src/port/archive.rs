use std::io;

use super::{NewFile, SeekableFile};
use crate::evidence::{bag::Container, verify::Contents};

/// Zip files: written reproducibly, read with suspicion.
pub trait Archive {
    /// Starts a zip in this file. Nothing is whole before [`OpenZip::finish`].
    fn pack<'a>(&self, to: &'a mut dyn NewFile) -> Box<dyn OpenZip + 'a>;
    /// Opens a zip whose structure was checked before.
    ///
    /// # Errors
    /// The file cannot be read, or is no zip after all.
    fn unpack<'a>(&self, from: &'a mut dyn SeekableFile) -> io::Result<Box<dyn Contents + 'a>>;
    /// The files of a zip that somebody made from a folder, by their paths with `/`. No file is larger than `largest`
    /// bytes, and all together not larger than four times that.
    ///
    /// # Errors
    /// The file cannot be read, is no zip, or unpacks to more than that.
    fn files(&self, from: &mut dyn SeekableFile, largest: u64) -> io::Result<Vec<(String, Vec<u8>)>>;
}

/// A zip that is being written.
pub trait OpenZip: Container {
    /// Writes the directory. The file still has to be committed.
    ///
    /// # Errors
    /// Whatever writing fails with.
    fn finish(self: Box<Self>) -> io::Result<()>;
}
