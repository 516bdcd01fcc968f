use std::io::{self, Read};

use sha2::{Digest, Sha256};

use super::{Bag, BagError, Container, Entry, Packing, tags};
use crate::evidence::container::{GENTLE_BYTES, STEEPEST};
use crate::evidence::inventory::{self, Listed};
use crate::evidence::manifest::Manifest;
use crate::model::Class;
use crate::model::fingerprint::Fingerprint;
use crate::model::hex;

pub(super) const INVENTORY: &str = "90-inventory.json";
pub(super) const REDACTIONS: &str = "91-redactions.json";

/// What is read and compressed at once. Fixed, and always filled: deflate's bytes depend on it.
const CHUNK: usize = 256 * 1024;

/// What was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Summary {
    /// Stands for the whole bundle.
    pub fingerprint: Fingerprint,
    /// Files of the payload.
    pub files: usize,
    /// Bytes of the payload.
    pub bytes: u64,
}

impl Bag<'_> {
    /// Writes the whole bag in one pass: payload, then the lists about it, then the manifests over all. Memory does not
    /// grow with the bag. The container is left open; finishing it is the caller's.
    ///
    /// # Errors
    /// A source that cannot be read or has changed, a container that cannot be written.
    pub fn write(&self, to: &mut dyn Container) -> Result<Summary, BagError> {
        let mut chunk = vec![0; CHUNK];
        let mut payload = Manifest::default();
        let mut listed = Vec::with_capacity(self.entries.len() + 1);
        let mut bytes = 0;
        let removed = inventory::redactions(
            self.entries
                .iter()
                .filter(|e| !e.removed.is_empty())
                .map(|e| (e.path.as_str(), e.removed.as_slice())),
            self.left_out.as_deref(),
        );
        let redactions = Entry::text(REDACTIONS, Class::Support, String::from_utf8_lossy(&removed));

        for entry in self.entries.iter().chain([&redactions]) {
            let path = format!("data/{}", entry.path);
            let digest = self.pack(to, &path, entry, &mut chunk)?;
            payload.add(&path, &digest);
            bytes += entry.size();
            listed.push(Listed {
                path: &entry.path,
                class: entry.class,
                size: entry.size(),
                sha256: hex(&digest),
                provenance: &entry.provenance,
                redactions: entry.removed.iter().map(|removed| removed.count).sum(),
            });
        }
        let inventory = inventory::inventory(&listed);
        bytes += inventory.len() as u64;
        let path = format!("data/{INVENTORY}");
        payload.add(&path, &self.put(to, &path, &inventory)?);

        let files = listed.len() + 1;
        let mut tagged = Manifest::default();
        for (name, content) in [
            ("bagit.txt", tags::DECLARATION.to_owned().into_bytes()),
            ("bag-info.txt", tags::info(self.date, self.class, &self.case, files, bytes).into_bytes()),
            ("VERIFY.txt", tags::verify(&self.folder).into_bytes()),
            ("manifest-sha256.txt", payload.to_bytes()),
        ] {
            tagged.add(name, &self.put(to, name, &content)?);
        }
        let last = tagged.to_bytes();
        self.put(to, "tagmanifest-sha256.txt", &last)?;
        Ok(Summary { fingerprint: Fingerprint::of(&last), files, bytes })
    }

    /// A small file that we made.
    fn put(&self, to: &mut dyn Container, name: &str, content: &[u8]) -> Result<[u8; 32], BagError> {
        let packing = if self.store { Packing::Stored } else { Packing::Deflated };
        let write = |to: &mut dyn Container| {
            to.begin(&format!("{}/{name}", self.folder), content.len() as u64, packing)?;
            content.chunks(CHUNK).try_for_each(|chunk| to.write(chunk))
        };
        write(to).map_err(BagError::Write)?;
        Ok(Sha256::digest(content).into())
    }

    fn pack(
        &self,
        to: &mut dyn Container,
        path: &str,
        entry: &Entry,
        chunk: &mut [u8],
    ) -> Result<[u8; 32], BagError> {
        let packing = if self.store { Packing::Stored } else { entry.packing() };
        let digest = self.stream(to, path, entry, packing, chunk)?;
        // A file of almost nothing but repetition would look like a bomb to whoever checks the bundle.
        let steep = entry.size() > GENTLE_BYTES && entry.size() / STEEPEST > to.packed();
        if packing == Packing::Deflated && steep {
            to.take_back().map_err(BagError::Write)?;
            return self.stream(to, path, entry, Packing::Stored, chunk);
        }
        Ok(digest)
    }

    fn stream(
        &self,
        to: &mut dyn Container,
        path: &str,
        entry: &Entry,
        packing: Packing,
        chunk: &mut [u8],
    ) -> Result<[u8; 32], BagError> {
        let unreadable = |source| BagError::Read { path: entry.path.clone(), source };
        let changed = || BagError::Changed { path: entry.path.clone() };
        let mut from = entry.open().map_err(unreadable)?;
        to.begin(&format!("{}/{path}", self.folder), entry.size(), packing).map_err(BagError::Write)?;
        let mut digest = Sha256::new();
        let mut left = entry.size();
        loop {
            let filled = fill(&mut *from, chunk).map_err(unreadable)?;
            left = left.checked_sub(filled as u64).ok_or_else(changed)?;
            digest.update(&chunk[..filled]);
            to.write(&chunk[..filled]).map_err(BagError::Write)?;
            if filled < chunk.len() {
                return if left == 0 { Ok(digest.finalize().into()) } else { Err(changed()) };
            }
        }
    }
}

/// Fills the chunk unless the end comes first: a pipe or a disk may give less than was asked for.
fn fill(from: &mut dyn Read, chunk: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < chunk.len() {
        match from.read(&mut chunk[filled..]) {
            Ok(0) => break,
            Ok(more) => filled += more,
            Err(again) if again.kind() == io::ErrorKind::Interrupted => {}
            Err(failed) => return Err(failed),
        }
    }
    Ok(filled)
}
