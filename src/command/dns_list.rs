//! The list of domains that `dns bulk` reads: checked as a whole first, then read again row by row.

use std::collections::HashSet;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::{Path, PathBuf};

use csv::{Reader, ReaderBuilder, StringRecord};

use crate::dns_proof::expected::Expected;
use crate::dns_proof::list::{BadRow, Row, delimiter, done_before, row};
use crate::error::{Error, Kind, Result};
use crate::world::World;

/// Broken rows named at once.
const NAMED: usize = 10;

/// A list that holds only good rows.
pub struct List {
    path: PathBuf,
    /// Standard input and UTF-16 files cannot be read twice as they are, so their text is kept.
    kept: Option<Vec<u8>>,
    pub rows: usize,
}

impl List {
    /// Opens a list and reads it through; every broken row is an error with its line.
    pub fn check(path: &Path, all: &Expected, world: &World) -> Result<Self> {
        let mut list = Self { path: path.to_owned(), kept: None, rows: 0 };
        let mut start = BufReader::new(world.files.open(path).map_err(|e| list.unread(e))?);
        let head = start.fill_buf().map_err(|e| list.unread(e))?;
        let utf16 = head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]);
        if utf16 || path == Path::new("-") {
            let mut bytes = Vec::new();
            start.read_to_end(&mut bytes).map_err(|e| list.unread(e))?;
            let text = encoding_rs::Encoding::for_bom(&bytes)
                .map(|(encoding, _)| encoding.decode(&bytes).0.into_owned());
            list.kept = Some(text.map_or(bytes, String::into_bytes));
        }
        list.count(all, world)
    }

    /// The same for a list that was made here, as CSV.
    pub fn of(path: &Path, rows: Vec<u8>, all: &Expected, world: &World) -> Result<Self> {
        let list = Self { path: path.to_owned(), kept: Some(rows), rows: 0 };
        list.count(all, world)
    }

    fn count(mut self, all: &Expected, world: &World) -> Result<Self> {
        let mut bad = Vec::new();
        for (line, found) in self.read(all, world)? {
            match found {
                Ok(_) => self.rows += 1,
                Err(why) => bad.push(format!("line {line}: {why}")),
            }
        }
        match (bad.len(), self.rows) {
            (0, 0) => Err(Error::new(Kind::Input, format!("{} holds no domain", self.name()))
                .hint("give one domain a line, or a CSV with domain,value")),
            (0, _) => Ok(self),
            (count, _) => {
                let what = format!("{} has {count} broken rows; nothing was asked yet", self.name());
                let first = bad.into_iter().take(NAMED);
                Err(first.fold(Error::new(Kind::Input, what), Error::hint))
            }
        }
    }

    /// The rows, each with its line.
    pub fn read<'a>(
        &self,
        all: &'a Expected,
        world: &World,
    ) -> Result<impl Iterator<Item = (u64, std::result::Result<Row, BadRow>)> + use<'a>> {
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

    fn unread(&self, why: io::Error) -> Error {
        Error::new(Kind::Input, format!("{} could not be read", self.name())).because(why)
    }
}

fn rows<R: Read>(
    mut reader: Reader<R>,
    all: &Expected,
) -> impl Iterator<Item = (u64, std::result::Result<Row, BadRow>)> + use<'_, R> {
    let mut first = true;
    std::iter::from_fn(move || {
        loop {
            let line = reader.position().line();
            let mut record = StringRecord::new();
            let found = match reader.read_record(&mut record) {
                Ok(false) => return None,
                Ok(true) => row(&record, std::mem::take(&mut first), all),
                Err(e) if matches!(e.kind(), csv::ErrorKind::Io(_)) => return None,
                Err(_) => Err(BadRow::Encoding),
            };
            let line = record.position().map_or(line, csv::Position::line);
            if let Some(found) = found.transpose() {
                return Some((line, found));
            }
        }
    })
}

/// The domains that an earlier output holds.
pub fn earlier(path: Option<&Path>, world: &World) -> Result<HashSet<String>> {
    let Some(path) = path else { return Ok(HashSet::new()) };
    let failed = |e| Error::unread(path, e);
    let mut text = String::new();
    world.files.open(path).map_err(failed)?.read_to_string(&mut text).map_err(failed)?;
    Ok(done_before(&text))
}
