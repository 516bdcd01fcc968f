use std::collections::HashSet;

use csv::StringRecord;
use thiserror::Error;

use super::expected::{BadValue, Expected};
use super::request::{BadRequest, target};
use super::typed::{NotADomain, TypedDomain};

/// One row of a list of domains.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub domain: TypedDomain,
    /// The value of this row, or the one that counts for all.
    pub expected: Expected,
    /// The host label of this row, or the one that counts for all.
    pub host: Option<String>,
}

/// What is wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum BadRow {
    #[error("{0}")]
    Domain(#[from] NotADomain),
    #[error("{0}")]
    Value(#[from] BadValue),
    #[error("{0}")]
    Host(#[from] BadRequest),
    #[error(
        "there are {0} columns; give one domain a line, or domain,value or domain,value,host (a value with a comma needs quotation marks)"
    )]
    Columns(usize),
    #[error("the row is not UTF-8 text; save the list as \"CSV UTF-8\"")]
    Encoding,
}

/// What counts for every row that names nothing else.
#[derive(Debug, Clone, Copy)]
pub struct ForAll<'a> {
    pub expected: &'a Expected,
    pub host: Option<&'a str>,
}

/// Reads a row; one that is read can be asked. `None` for a row that holds nothing: blank, a comment, the heading.
pub fn row(record: &StringRecord, first: bool, all: ForAll<'_>) -> Result<Option<Row>, BadRow> {
    let mut cells: Vec<&str> = record.iter().map(str::trim).collect();
    // Spreadsheets write the empty columns beside a list as well.
    while cells.last().is_some_and(|c| c.is_empty()) {
        cells.pop();
    }
    let cells = match cells.first_mut() {
        None => return Ok(None),
        Some(head) => {
            *head = head.trim_start_matches('\u{feff}').trim();
            &cells
        }
    };
    if cells[0].starts_with('#') || first && cells[0].eq_ignore_ascii_case("domain") {
        return Ok(None);
    }
    let (value, host) = match cells.as_slice() {
        [_] => ("", ""),
        [_, value] => (*value, ""),
        [_, value, host] => (*value, *host),
        more => return Err(BadRow::Columns(more.len())),
    };
    let domain = TypedDomain::read(cells[0])?;
    let expected = if value.is_empty() { all.expected.clone() } else { Expected::verbatim(value)? };
    let host = Some(host).filter(|h| !h.is_empty()).or(all.host).map(str::to_owned);
    target(&domain.name, host.as_deref())?;
    Ok(Some(Row { domain, expected, host }))
}

/// What separates the columns: semicolons where a spreadsheet writes decimal commas, tabs in a pasted table.
#[must_use]
pub fn delimiter(first_line: &str) -> u8 {
    *[b',', b';', b'\t']
        .iter()
        .max_by_key(|d| (first_line.bytes().filter(|b| b == *d).count(), **d == b','))
        .unwrap_or(&b',')
}

/// The names that an earlier output holds already: NDJSON, CSV or table. Two hosts of one domain are two names. A line
/// cut off in the middle does not count.
#[must_use]
pub fn done_before(earlier: &str) -> HashSet<String> {
    let whole = earlier.split_inclusive('\n').filter(|line| line.ends_with('\n'));
    let mut column = None;
    whole
        .filter_map(|line| {
            let line = line.trim();
            if line.starts_with('{') {
                let object: serde_json::Value = serde_json::from_str(line).ok()?;
                return object.get("name").or_else(|| object.get("domain"))?.as_str().map(str::to_owned);
            }
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(line.as_bytes());
            let record = reader.records().next()?.ok()?;
            if record.get(0) == Some("domain") {
                column = record.iter().position(|cell| cell == "name");
                return None;
            }
            // A table has no heading, and the name comes first.
            let cell = column.and_then(|at| record.get(at)).or_else(|| record.get(0))?;
            let first = cell.split([' ', '\t']).next()?;
            first.contains('.').then(|| first.to_owned())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(cells: &[&str], first: bool) -> Result<Option<(String, String)>, BadRow> {
        let all = Expected::verbatim("22-11-2026").unwrap();
        let record = StringRecord::from(cells.to_vec());
        let all = ForAll { expected: &all, host: None };
        row(&record, first, all).map(|r| r.map(|r| (r.domain.name.to_string(), r.expected.text)))
    }

    #[test]
    fn rows_headings_and_what_spreadsheets_leave_behind() {
        let of = |domain: &str, value: &str| Ok(Some((domain.to_owned(), value.to_owned())));
        assert_eq!(read(&["contoso.com"], true), of("contoso.com", "22-11-2026"));
        assert_eq!(read(&["contoso.com", "MS-1", "", ""], false), of("contoso.com", "MS-1"));
        assert_eq!(read(&["\u{feff}Domain", "Value"], true), Ok(None));
        assert_eq!(read(&["", ""], false), Ok(None));
        assert_eq!(read(&["# a note"], false), Ok(None));
        assert_eq!(read(&["a.example", "", "_proof"], false), of("a.example", "22-11-2026"));
        assert!(matches!(read(&["a.example", "x", "y..z"], false), Err(BadRow::Host(_))));
        assert!(matches!(read(&["a.example", "x", "y", "z"], false), Err(BadRow::Columns(4))));
        assert!(matches!(read(&["a b.example"], false), Err(BadRow::Domain(_))));
        assert!(matches!(read(&["a.example", "x\0y"], false), Err(BadRow::Value(_))));
    }

    #[test]
    fn separators_are_recognised() {
        assert_eq!(delimiter("domain;value"), b';');
        assert_eq!(delimiter("domain\tvalue"), b'\t');
        assert_eq!(delimiter("contoso.com"), b',');
    }

    #[test]
    fn a_line_cut_off_is_done_again() {
        let earlier = "{\"domain\":\"a.example\",\"verdict\":\"visible\"}\n{\"domain\":\"b.exam";
        assert_eq!(done_before(earlier), HashSet::from(["a.example".to_owned()]));
        let csv = "domain,verdict\na.example,visible\nb.example,";
        assert_eq!(done_before(csv), HashSet::from(["a.example".to_owned()]));
        let csv = "domain,verdict,hint,name\na.example,visible,\"x, y\",_p.a.example\n";
        assert_eq!(done_before(csv), HashSet::from(["_p.a.example".to_owned()]));
        let hosts = "{\"domain\":\"a.example\",\"name\":\"_p.a.example\"}\n";
        assert_eq!(done_before(hosts), HashSet::from(["_p.a.example".to_owned()]));
        let table = "a.example              visible   \n";
        assert_eq!(done_before(table), HashSet::from(["a.example".to_owned()]));
    }
}
