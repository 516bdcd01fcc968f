use std::io::{self, Read};

use super::Event;
use super::find::{Filter, Found, NotSearched, Search};

/// A table of rows: the portal's CSV in its forms, or one that Excel saved again with `;` or tabs.
/// Columns are found by name; their order, further ones and doubled names do not matter.
pub(super) fn find(head: Vec<u8>, from: &mut dyn Read, filter: &Filter) -> Result<Found, NotSearched> {
    let delimiter = delimiter(&head);
    let mut rows = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .has_headers(false)
        .buffer_capacity(1 << 20)
        .from_reader(io::Cursor::new(head).chain(from));
    let mut header = csv::StringRecord::new();
    let mut row = csv::ByteRecord::new();
    // Excel may put `sep=;` or a title above the names.
    for _ in 0..10 {
        if !rows.read_byte_record(&mut row).map_err(broken)? {
            return Err(NotSearched::Columns);
        }
        header = csv::StringRecord::from_byte_record_lossy(row.clone());
        if is_header(&header) {
            break;
        }
    }
    if !is_header(&header) {
        return Err(NotSearched::Columns);
    }
    let names: Vec<String> = header.iter().map(|name| name.trim().to_owned()).collect();
    let mut search = Search::new(filter);
    let column = |wanted: &[&str]| names.iter().position(|name| wanted.contains(&fold(name).as_str()));
    let (status, code) =
        (column(&["status"]), column(&["signinerrorcode", "errorcode", "resulttype", "statuserrorcode"]));
    while rows.read_byte_record(&mut row).map_err(broken)? {
        if row.iter().all(<[u8]>::is_empty) {
            continue;
        }
        let cell = |column: Option<usize>| column.and_then(|at| row.get(at)).unwrap_or_default();
        let well = cell(status).eq_ignore_ascii_case(b"success") && matches!(cell(code), b"" | b"0")
            || (status.is_none() && cell(code) == b"0");
        if well || !search.may_fit(row.as_slice()) {
            search.pass();
            continue;
        }
        let cells: Vec<_> = row.iter().map(String::from_utf8_lossy).collect();
        let pairs = names.iter().map(String::as_str).zip(cells.iter().map(AsRef::as_ref));
        search.row(Event::from_row(pairs));
    }
    Ok(search.found())
}

/// The same for a table or JSON in UTF-16, which is read whole: only small exports come so.
pub(super) fn find_wide(head: Vec<u8>, from: &mut dyn Read, filter: &Filter) -> Result<Found, NotSearched> {
    const MOST: u64 = 24 << 20;
    let mut bytes = head;
    from.take(MOST).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MOST {
        return Err(NotSearched::TooLarge);
    }
    let text = crate::signin::paste::text_of(&bytes).into_owned().into_bytes();
    match text.iter().find(|b| !b.is_ascii_whitespace()) {
        Some(b'{' | b'[') => super::find::json(text, &mut io::empty(), filter),
        Some(_) => find(text, &mut io::empty(), filter),
        None => Err(NotSearched::Empty),
    }
}

fn broken(error: csv::Error) -> NotSearched {
    match error.into_kind() {
        csv::ErrorKind::Io(e) => NotSearched::Io(e),
        _ => NotSearched::Columns,
    }
}

fn delimiter(head: &[u8]) -> u8 {
    let first = head.split(|b| *b == b'\n').find(|line| line.len() > 20).unwrap_or(head);
    [b',', b';', b'\t'].into_iter().max_by_key(|d| first.iter().filter(|b| *b == d).count()).unwrap_or(b',')
}

/// A column's name without case and signs.
fn fold(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

fn is_header(names: &csv::StringRecord) -> bool {
    let has = |wanted: &[&str]| names.iter().any(|name| wanted.contains(&fold(name).as_str()));
    has(&["dateutc", "date", "createddatetime", "timegenerated", "timegeneratedutc", "time"])
        && has(&["requestid", "correlationid", "id"])
        && has(&["status", "signinerrorcode", "errorcode", "resulttype", "statuserrorcode"])
}
