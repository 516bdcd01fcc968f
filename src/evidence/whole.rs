//! Reading a file that must still be the one that was attached.

use std::io::{self, Read};

use sha2::{Digest, Sha256};

use crate::model::hex;

/// Gives the bytes of a file as they come, and fails, at the end at the latest, if they are not those of this size and
/// SHA-256. Whoever writes them somewhere keeps nothing before the end has come.
pub struct Whole<'a, R> {
    from: R,
    left: u64,
    sha256: &'a str,
    digest: Sha256,
}

/// The file is another one than was attached.
#[derive(Debug, thiserror::Error)]
#[error("its size or its SHA-256 is not the one in the journal")]
pub struct NotTheSame;

impl<'a, R: Read> Whole<'a, R> {
    /// A file of this many bytes with this SHA-256, in lower-case hex.
    pub fn new(from: R, bytes: u64, sha256: &'a str) -> Self {
        Self { from, left: bytes, sha256, digest: Sha256::new() }
    }
}

/// Whether reading failed because the file is another one, and not because of a disk.
#[must_use]
pub fn is_another(error: &io::Error) -> bool {
    matches!(error.get_ref(), Some(inner) if inner.is::<NotTheSame>())
}

impl<R: Read> Read for Whole<'_, R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let another = || io::Error::new(io::ErrorKind::InvalidData, NotTheSame);
        let got = self.from.read(out)?;
        if got == 0 && !out.is_empty() {
            let whole = self.left == 0 && hex(&self.digest.clone().finalize()) == self.sha256;
            return if whole { Ok(0) } else { Err(another()) };
        }
        self.left = self.left.checked_sub(got as u64).ok_or_else(another)?;
        self.digest.update(&out[..got]);
        Ok(got)
    }
}
