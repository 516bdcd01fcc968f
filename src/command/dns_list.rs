//! The list of domains that `dns bulk` reads: checked as a whole first, then read again row by row.

use std::borrow::Cow;
use std::collections::HashSet;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};

use csv::{Reader, ReaderBuilder, StringRecord};

use crate::dns_proof::list::{BadRow, ForAll, Row, delimiter, done_before, row};
use crate::error::{Error, Kind, Result};
use crate::world::World;

/// Broken rows named at once.
const NAMED: usize = 10;

/// A list of rows, and what is wrong with those that cannot be asked.
pub(super) struct List {
    path: PathBuf,
    /// Standard input and UTF-16 files cannot be read twice as they are, so their text is kept.
    kept: Option<Vec<u8>>,
    pub rows: usize,
    /// Broken rows with their lines.
    pub bad: Vec<String>,
}

impl List {
    /// Opens a list and reads it through; every broken row is an error with its line.
    pub(super) fn check(path: &Path, all: ForAll<'_>, world: &World) -> Result<Self> {
        let mut list = Self { path: path.to_owned(), kept: None, rows: 0, bad: Vec::new() };
        let mut start = BufReader::new(world.files.open(path).map_err(|e| list.unread(e))?);
        let head = start.fill_buf().map_err(|e| list.unread(e))?;
        let utf16 = head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]);
        if utf16 || path == Path::new("-") {
            let mut bytes = Vec::new();
            start.read_to_end(&mut bytes).map_err(|e| list.unread(e))?;
            let text = crate::model::text::behind_mark(&bytes).map(Cow::into_owned);
            list.kept = Some(text.map_or(bytes, String::into_bytes));
        }
        list.count(all, world)
    }

    /// The same for a list that was made here, as CSV.
    pub(super) fn of(path: &Path, rows: Vec<u8>, all: ForAll<'_>, world: &World) -> Result<Self> {
        let list = Self { path: path.to_owned(), kept: Some(rows), rows: 0, bad: Vec::new() };
        list.count(all, world)
    }

    fn count(mut self, all: ForAll<'_>, world: &World) -> Result<Self> {
        for found in self.read(all, world)? {
            match found {
                Ok(_) => self.rows += 1,
                Err(Missed::Row(line, why)) => self.bad.push(format!("line {line}: {why}")),
                Err(Missed::Rest(line, why)) => return Err(self.lost(Missed::Rest(line, why))),
            }
        }
        if self.rows > 0 {
            return Ok(self);
        }
        let what = format!("{} holds no domain that can be asked", self.name());
        let error = Error::new(Kind::Input, what);
        if self.bad.is_empty() {
            return Err(error.hint("give one domain a line, or a CSV with domain,value"));
        }
        Err(self.bad.into_iter().take(NAMED).fold(error, Error::hint))
    }

    /// The rows, one after the other. Rows after an unreadable sector are lost.
    pub(super) fn read<'a>(
        &self,
        all: ForAll<'a>,
        world: &World,
    ) -> Result<impl Iterator<Item = std::result::Result<Row, Missed>> + use<'a>> {
        let source: Box<dyn Read> = match &self.kept {
            Some(bytes) => Box::new(Cursor::new(bytes.clone())),
            None => world.files.open(&self.path).map_err(|e| self.unread(e))?,
        };
        let mut source = BufReader::new(source);
        let head = source.fill_buf().map_err(|e| self.unread(e))?;
        let first =
            String::from_utf8_lossy(head.split(|b| *b == b'\n').next().unwrap_or_default()).into_owned();
        let mut builder = ReaderBuilder::new();
        let reader =
            builder.has_headers(false).flexible(true).delimiter(delimiter(&first)).from_reader(source);
        Ok(rows(reader, all))
    }

    fn name(&self) -> String {
        if self.path == Path::new("-") {
            "the list on standard input".into()
        } else {
            self.path.display().to_string()
        }
    }

    /// The list was whole when it was checked; now it is not.
    pub(super) fn lost(&self, missed: Missed) -> Error {
        match missed {
            Missed::Row(line, why) => {
                let what = format!("line {line} of {} was changed while it was read", self.name());
                Error::new(Kind::Input, what).because(why)
            }
            Missed::Rest(line, why) => {
                let what = format!("{} could not be read on from line {line}", self.name());
                Error::new(Kind::Input, what).because(why)
            }
        }
    }

    fn unread(&self, why: io::Error) -> Error {
        Error::new(Kind::Input, format!("{} could not be read", self.name())).because(why)
    }
}

/// What a list does not give, from which line on.
#[derive(Debug)]
pub(super) enum Missed {
    /// One row that means nothing.
    Row(u64, BadRow),
    /// Everything from here on: the disk failed.
    Rest(u64, csv::Error),
}

fn rows<R: Read>(
    mut reader: Reader<R>,
    all: ForAll<'_>,
) -> impl Iterator<Item = std::result::Result<Row, Missed>> + use<'_, R> {
    let (mut first, mut over) = (true, false);
    std::iter::from_fn(move || {
        while !over {
            let line = reader.position().line();
            let mut record = StringRecord::new();
            let found = match reader.read_record(&mut record) {
                Ok(false) => break,
                Ok(true) => row(&record, std::mem::take(&mut first), all),
                Err(e) if matches!(e.kind(), csv::ErrorKind::Io(_)) => {
                    over = true;
                    return Some(Err(Missed::Rest(line, e)));
                }
                Err(_) => Err(BadRow::Encoding),
            };
            let line = record.position().map_or(line, csv::Position::line);
            if let Some(found) = found.transpose() {
                return Some(found.map_err(|why| Missed::Row(line, why)));
            }
        }
        None
    })
}

/// The names that an earlier output holds.
pub(super) fn earlier(path: Option<&Path>, world: &World) -> Result<HashSet<String>> {
    let Some(path) = path else { return Ok(HashSet::new()) };
    let failed = |e| Error::unread(path, e);
    let mut text = String::new();
    world.files.open(path).map_err(failed)?.read_to_string(&mut text).map_err(failed)?;
    Ok(done_before(&text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dns_proof::expected::Expected;

    /// A disk that gives so much and then fails.
    struct Torn<'a>(&'a [u8]);

    impl Read for Torn<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let got = self.0.read(buffer)?;
            if got == 0 { Err(io::Error::other("the stick is gone")) } else { Ok(got) }
        }
    }

    #[test]
    fn a_list_that_breaks_off_is_no_shorter_list() {
        let expected = Expected::verbatim("x").unwrap();
        let all = ForAll { expected: &expected, host: None };
        let reader =
            ReaderBuilder::new().has_headers(false).from_reader(Torn(b"a.example\nb.example\nc.exa"));
        let found: Vec<_> = rows(reader, all).collect();
        assert!(matches!(found.as_slice(), [Ok(_), Ok(_), Err(Missed::Rest(3, _))]), "{found:?}");
    }
}
