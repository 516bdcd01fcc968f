use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

use super::Event;
use super::search::{LARGEST, NotSearched, Search};

/// Excel may put `sep=;` or a title above the names.
const ABOVE: usize = 10;

/// A table of rows: the portal's CSV in its forms, or one that Excel saved again with `;` or tabs.
/// Columns are found by name; their order, further ones and doubled names do not matter.
pub(super) fn search(head: Vec<u8>, from: &mut dyn Read, search: &mut Search) -> Result<(), NotSearched> {
    let delimiter = delimiter(&head);
    // The reader stands before the second half of such a line end when it begins a row.
    let half = u64::from(memchr::memmem::find(&head, b"\r\n").is_some());
    let since_row = Rc::new(Cell::new(0));
    let source = Bounded { from: io::Cursor::new(head).chain(from), since_row: since_row.clone() };
    let mut rows = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .has_headers(false)
        .buffer_capacity(1 << 20)
        .from_reader(source);
    let mut row = csv::ByteRecord::new();
    let mut next = |row: &mut csv::ByteRecord| {
        since_row.set(0);
        rows.read_byte_record(row).map_err(broken)
    };
    let mut names: Option<Vec<String>> = None;
    for _ in 0..ABOVE {
        if !next(&mut row)? {
            break;
        }
        names = header(&row);
        if names.is_some() {
            break;
        }
    }
    let names = names.ok_or(NotSearched::Columns)?;
    let column = |wanted: &[&str]| names.iter().position(|name| wanted.contains(&fold(name).as_str()));
    let (status, code) =
        (column(&["status"]), column(&["signinerrorcode", "errorcode", "resulttype", "statuserrorcode"]));
    while next(&mut row)? {
        if row.iter().all(<[u8]>::is_empty) {
            continue;
        }
        let cell = |column: Option<usize>| column.and_then(|at| row.get(at)).unwrap_or_default();
        let well = cell(status).eq_ignore_ascii_case(b"success") && matches!(cell(code), b"" | b"0")
            || (status.is_none() && cell(code) == b"0");
        let line = row.position().map_or(0, |at| u32::try_from(at.line() + half).unwrap_or(u32::MAX));
        search.row(well, row.as_slice(), || {
            let cells: Vec<_> = row.iter().map(String::from_utf8_lossy).collect();
            let pairs = names.iter().map(String::as_str).zip(cells.iter().map(AsRef::as_ref));
            let mut event = Event::from_row(pairs)?;
            event.sign_in.line = line;
            Some(event)
        });
    }
    Ok(())
}

/// Whether a text begins with the names of a sign-in log.
pub(super) fn has_header(head: &[u8]) -> bool {
    let mut rows = csv::ReaderBuilder::new()
        .delimiter(delimiter(head))
        .flexible(true)
        .has_headers(false)
        .from_reader(head);
    rows.byte_records().take(ABOVE).map_while(Result::ok).any(|row| header(&row).is_some())
}

/// Ends a row that is no row: one line of any length, or a quote that is never closed.
struct Bounded<R> {
    from: R,
    /// Bytes read since the last row.
    since_row: Rc<Cell<usize>>,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.since_row.get() > LARGEST {
            return Err(io::Error::other(NotSearched::TooLarge));
        }
        let length = self.from.read(out)?;
        self.since_row.set(self.since_row.get() + length);
        Ok(length)
    }
}

fn broken(error: csv::Error) -> NotSearched {
    match error.into_kind() {
        csv::ErrorKind::Io(e) => e.downcast().unwrap_or_else(NotSearched::Io),
        _ => NotSearched::Columns,
    }
}

fn delimiter(head: &[u8]) -> u8 {
    // PowerShell may name a type above the columns.
    let first = head
        .split(|b| *b == b'\n')
        .take(ABOVE)
        .find(|line| line.len() > 20 && !line.starts_with(b"#TYPE"))
        .unwrap_or(head);
    [b',', b';', b'\t'].into_iter().max_by_key(|d| first.iter().filter(|b| *b == d).count()).unwrap_or(b',')
}

/// A column's name without case and signs; of a path of names the last.
fn fold(name: &str) -> String {
    let name = name.rsplit('.').next().unwrap_or(name);
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// The names of the columns, if this row has the ones that a sign-in log cannot do without.
fn header(row: &csv::ByteRecord) -> Option<Vec<String>> {
    let names: Vec<String> = row.iter().map(|name| String::from_utf8_lossy(name).trim().to_owned()).collect();
    let has = |wanted: &[&str]| names.iter().any(|name| wanted.contains(&fold(name).as_str()));
    let is_log = has(&super::fields::TIMES)
        && has(&["requestid", "correlationid", "id"])
        && has(&["status", "signinerrorcode", "errorcode", "resulttype", "statuserrorcode"]);
    // The unified audit log holds each event as a text.
    let unified = has(&["auditdata"]) && has(&["operation", "operations"]);
    (is_log || unified).then_some(names)
}
