//! A bag: the bundle as BagIt 1.0 (RFC 8493) sees it, described first and written in one pass.
//!
//! It knows the layout, the order and the rules that make two bundles of one case the same bytes. It does not know what
//! a case is (the caller brings entries), nor what a zip is (the caller brings a [`Container`]), nor what time it is.
//!
//! ```
//! use reentry::evidence::bag::{Bag, Container, Entry, Packing};
//! use reentry::model::Class;
//!
//! // Any container will do; the real one is a zip.
//! struct Names(Vec<String>);
//! impl Container for Names {
//!     fn begin(&mut self, path: &str, _size: u64, _packing: Packing) -> std::io::Result<()> {
//!         self.0.push(path.to_owned());
//!         Ok(())
//!     }
//!     fn write(&mut self, _chunk: &[u8]) -> std::io::Result<()> { Ok(()) }
//!     fn packed(&self) -> u64 { u64::MAX }
//!     fn take_back(&mut self) -> std::io::Result<()> { Ok(()) }
//! }
//!
//! let summary = Entry::text("00-SUMMARY.md", Class::Support, "# Locked out\n");
//! let bag = Bag::new("case-contoso", chrono::NaiveDate::MIN, Class::Support, "case-contoso", vec![summary])?;
//! let mut names = Names(Vec::new());
//! let written = bag.write(&mut names)?;
//! assert_eq!(written.files, 3); // with the inventory and the list of redactions
//! assert_eq!(names.0[0], "case-contoso/data/00-SUMMARY.md");
//! # Ok::<(), reentry::evidence::bag::BagError>(())
//! ```

mod entry;
pub(super) mod tags;
mod write;

use std::io;

use chrono::NaiveDate;

pub use entry::{Entry, Net, Source};
pub use write::Summary;

use super::inventory::Removed;
use super::redact::Hit;
use crate::model::Class;
use crate::model::names::{self, BadName};

/// What a bag is written into, one file after the other.
pub trait Container {
    /// Starts a file of this size. The path is whole, with the bag's folder.
    ///
    /// # Errors
    /// Whatever writing fails with.
    fn begin(&mut self, path: &str, size: u64, packing: Packing) -> io::Result<()>;
    /// The next bytes of the file. The bag fills every chunk but the last to the same size: compressed bytes depend on it.
    ///
    /// # Errors
    /// Whatever writing fails with.
    fn write(&mut self, chunk: &[u8]) -> io::Result<()>;
    /// How many bytes the file takes in the container so far.
    fn packed(&self) -> u64;
    /// Removes the file that is being written.
    ///
    /// # Errors
    /// Whatever writing fails with.
    fn take_back(&mut self) -> io::Result<()>;
}

/// Whether a file is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packing {
    /// As it is: pictures, recordings, archives.
    Stored,
    /// Deflated: text.
    Deflated,
}

/// A bag that may be written.
#[derive(Debug)]
pub struct Bag<'a> {
    folder: String,
    date: NaiveDate,
    class: Class,
    case: String,
    /// Sorted by the bytes of their paths.
    entries: Vec<Entry<'a>>,
    /// What is not in it, and why: path below `data/`. Nothing where nobody said what is not in it.
    left_out: Option<Vec<(String, Vec<Removed>)>>,
    store: bool,
}

/// Why a bag cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum BagError {
    /// A name that is not safe everywhere.
    #[error("the name {path:?} cannot be in a bundle: {why}")]
    Name {
        /// As it was given.
        path: String,
        /// The rule.
        why: BadName,
    },
    /// A file of another class.
    #[error("{path} is of class {file}, and a {bundle} bundle must not hold it")]
    Class {
        /// Below `data/`.
        path: String,
        /// Its class.
        file: Class,
        /// The bundle's.
        bundle: Class,
    },
    /// A label that does not fit on its line in `bag-info.txt`.
    #[error("the case's identifier has a line break or a control character")]
    Identifier,
    /// More than a reader would accept.
    #[error("{0}")]
    TooMuch(&'static str),
    /// A source could not be read.
    #[error("{path} could not be read")]
    Read {
        /// Below `data/`.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// A source has another size than it had when it was listed.
    #[error("{path} changed while it was packed")]
    Changed {
        /// Below `data/`.
        path: String,
    },
    /// The container could not be written.
    #[error("the bundle could not be written")]
    Write(#[source] io::Error),
}

/// Secrets in a file that is about to leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suspicion {
    /// Below `data/`.
    pub path: String,
    /// Where, and which rule.
    pub hits: Vec<Hit>,
}

impl<'a> Bag<'a> {
    /// A bag of this class with these files. `folder` and `case` are the case's id, the date is the case's own.
    ///
    /// # Errors
    /// A name that is not safe on every system or is there twice, a file of a class that does not belong here, more
    /// files or bytes than [`super::verify`] would read.
    pub fn new(
        folder: &str,
        date: NaiveDate,
        class: Class,
        case: &str,
        mut entries: Vec<Entry<'a>>,
    ) -> Result<Self, BagError> {
        entries.sort_by(|a, b| a.path.as_bytes().cmp(b.path.as_bytes()));
        let mut seen = names::Seen::default();
        let generated = [write::INVENTORY, write::REDACTIONS];
        for path in entries.iter().map(|entry| entry.path.as_str()).chain(generated) {
            let whole = format!("{folder}/data/{path}");
            let safe = names::check(whole.as_bytes())
                .and_then(|name| if name.is_ascii() { Ok(name) } else { Err(BadName::Character) })
                .and_then(|name| seen.add(name));
            safe.map_err(|why| BagError::Name { path: path.to_owned(), why })?;
        }
        if folder.contains('/') {
            return Err(BagError::Name { path: folder.to_owned(), why: BadName::Character });
        }
        if case.chars().any(char::is_control) || case.trim().is_empty() {
            return Err(BagError::Identifier);
        }
        if let Some(entry) = entries.iter().find(|entry| !class.may_hold(entry.class)) {
            return Err(BagError::Class { path: entry.path.clone(), file: entry.class, bundle: class });
        }
        let bytes: u64 = entries.iter().map(Entry::size).sum();
        if entries.len() + 8 > super::container::MOST_ENTRIES {
            return Err(BagError::TooMuch("a bundle holds at most 10,000 files"));
        }
        if bytes > super::container::MOST_BYTES - 64 * 1024 * 1024 {
            return Err(BagError::TooMuch("a bundle holds at most 8 GiB"));
        }
        Ok(Self {
            folder: folder.to_owned(),
            date,
            class,
            case: case.to_owned(),
            entries,
            left_out: None,
            store: false,
        })
    }

    /// Names the files of a case that are not in it, and why, in the list of redactions: that list is complete then, and
    /// `verify` misses what is neither there nor listed.
    #[must_use]
    pub fn without(mut self, left_out: Vec<(String, Vec<Removed>)>) -> Self {
        self.left_out = Some(left_out);
        self
    }

    /// Compresses nothing: the same bytes from every version of this program, not only from this one.
    #[must_use]
    pub fn stored(mut self) -> Self {
        self.store = true;
        self
    }

    /// What goes in, for a preview: path below `data/`, class, bytes.
    pub fn contents(&self) -> impl Iterator<Item = (&str, Class, u64)> {
        self.entries.iter().map(|entry| (entry.path.as_str(), entry.class, entry.size()))
    }

    /// Looks for secrets in every file that is text, once more before it leaves.
    ///
    /// # Errors
    /// A source that cannot be read.
    pub fn suspicions(&self) -> Result<Vec<Suspicion>, BagError> {
        let mut found = Vec::new();
        for entry in &self.entries {
            let failed = |source| BagError::Read { path: entry.path.clone(), source };
            let hits = entry.suspicious().map_err(failed)?;
            if !hits.is_empty() {
                found.push(Suspicion { path: entry.path.clone(), hits });
            }
        }
        Ok(found)
    }
}
