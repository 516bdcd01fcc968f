//! The files that a case keeps: whether they are still those that were attached, and what helps where they are not.

use std::io::{self, Read, Write};

use crate::case::{Attachment, KeptName};
use crate::command::open_case::OpenCase;
use crate::error::{Error, Kind, Result};
use crate::evidence::whole::{Whole, is_another};
use crate::report::harmless::shown;

/// What became of a file since it was attached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    Whole,
    Changed,
    Missing,
}

impl OpenCase {
    /// Keeps a file that is named by its content. What stands in its place with another content was changed there, and
    /// is put aside.
    pub(super) fn keep(
        &self,
        name: &KeptName,
        write: &mut dyn FnMut(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<()> {
        match self.folder().keep(name.as_str(), write) {
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {
                self.folder().put_aside(name.as_str())?;
                self.folder().keep(name.as_str(), write)
            }
            kept => kept,
        }
    }

    /// Reads a kept file; reading fails at its end if it is not the one that was attached.
    pub(super) fn read_kept<'a>(&self, item: &'a Attachment) -> io::Result<Box<dyn Read + 'a>> {
        let name = item.kept_as.as_ref().ok_or(io::ErrorKind::NotFound)?;
        Ok(Box::new(Whole::new(self.folder().open_kept(name.as_str())?, item.bytes, &item.sha256)))
    }

    /// Whether a kept file is still the one that was attached.
    pub(super) fn found(&self, item: &Attachment) -> Result<Found> {
        match self.read_kept(item).and_then(|mut from| io::copy(&mut from, &mut io::sink())) {
            Ok(_) => Ok(Found::Whole),
            Err(e) if is_another(&e) => Ok(Found::Changed),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(Found::Missing),
            Err(e) => Err(Error::new(Kind::Case, format!("{} could not be read", named(item))).because(e)),
        }
    }

    /// Why a case with such a file is not packed, and what helps.
    pub(super) fn not_whole(&self, item: &Attachment, found: Found) -> Error {
        let place = item.kept_as.as_ref().map(|name| self.path().join(name.as_str()));
        let place = place.unwrap_or_default().display().to_string();
        let (what, why) = match found {
            Found::Missing => ("is no longer in the case", "is not there"),
            _ => ("was changed after it was attached", "no longer has the SHA-256 that the journal names"),
        };
        let error = Error::new(Kind::Case, format!("{} {what}", named(item)))
            .because(format!("{place} {why}"))
            .command(
                "to put the file as it was back, from the folder where you have it",
                format!("reentry attach {}", as_typed(&item.original_name)),
            );
        if found == Found::Missing {
            return error;
        }
        let why = format!("to take it as it is now; {} stays named as changed", item.id);
        error.command(&why, format!("reentry attach \"{place}\""))
    }
}

/// A file's name in a command that people paste into a shell. It may come from somebody else's case: whatever a shell
/// could act on, even in quotation marks, is not repeated.
fn as_typed(name: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || matches!(c, ' ' | '.' | '-' | '_');
    if !name.starts_with('-') && name.chars().all(plain) { format!("\"{name}\"") } else { "FILE".into() }
}

/// `A001 log.txt`.
pub(super) fn named(item: &Attachment) -> String {
    format!("{} {}", item.id, shown(&item.original_name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_of_somebody_else_never_reaches_a_shell() {
        for good in ["log.txt", "Foto vom Büro-2.png"] {
            assert_eq!(as_typed(good), format!("\"{good}\""));
        }
        for bad in ["x\"; rm -rf ~ #.txt", "$(id).txt", "`id`", "%PATH%.txt", "a\\b", "--all", "a\nb", "x!y"]
        {
            assert_eq!(as_typed(bad), "FILE", "{bad}");
        }
    }
}
