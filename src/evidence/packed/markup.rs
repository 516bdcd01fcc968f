//! The text of Office documents: what stands between the tags of their XML, a paragraph a line, a row of a table a line
//! with tabs between its cells. A workbook keeps its texts apart from its cells; they are put together again, because a
//! column that is called Password says so in another cell than its values.

use super::Part;

/// The files of a zip; where they are a document's, with its texts as they are read.
pub(super) fn of_office(mut parts: Vec<Part>) -> Vec<Part> {
    let is_document = |part: &Part| {
        ["word/", "xl/", "ppt/"].iter().any(|folder| part.name.starts_with(folder))
            || part.name == "content.xml"
    };
    if !parts.iter().any(is_document) {
        return parts;
    }
    let texts = parts.iter().find(|part| part.name.ends_with("sharedStrings.xml"));
    let texts: Vec<String> = texts.map(|part| items(&part.bytes)).unwrap_or_default();
    let readable: Vec<Part> = parts
        .iter()
        .filter(|part| part.name.ends_with(".xml"))
        .map(|part| {
            let xml = String::from_utf8_lossy(&part.bytes);
            let text = if part.name.contains("worksheets/") { sheet(&xml, &texts) } else { plain(&xml) };
            Part { name: part.name.clone(), bytes: text.into_bytes() }
        })
        .collect();
    // The XML itself stays: a value may stand in an attribute.
    parts.extend(readable);
    parts
}

/// A tag or the text between two.
enum Piece<'a> {
    Opened { name: &'a str, attributes: &'a str, empty: bool },
    Closed(&'a str),
    Text(&'a str),
}

fn pieces(xml: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut rest = xml;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let Some(tag) = rest.strip_prefix('<') else {
            let end = rest.find('<').unwrap_or(rest.len());
            let (text, after) = rest.split_at(end);
            rest = after;
            return Some(Piece::Text(text));
        };
        let end = tag.find('>').unwrap_or(tag.len());
        let inner = &tag[..end];
        rest = tag.get(end + 1..).unwrap_or_default();
        if let Some(name) = inner.strip_prefix('/') {
            return Some(Piece::Closed(local(name)));
        }
        let (name, attributes) = inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
        let name = name.trim_end_matches('/');
        Some(Piece::Opened { name: local(name), attributes, empty: inner.ends_with('/') })
    })
}

/// Cells of a row that are kept apart from each other.
const MOST_COLUMNS: usize = 64;

/// The value of an attribute, in either kind of quotes.
fn attribute<'a>(attributes: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = attributes;
    loop {
        let at = rest.find(name)?;
        let is_whole = rest[..at].chars().next_back().is_none_or(char::is_whitespace);
        rest = &rest[at + name.len()..];
        let value = rest.strip_prefix('=').filter(|_| is_whole);
        if let Some(quote) = value.and_then(|value| value.chars().next()).filter(|c| ['"', '\''].contains(c))
        {
            return rest[2..].split(quote).next();
        }
    }
}

/// The column in the name of a cell, `C2`, from 0.
fn column(cell: &str) -> usize {
    let letters = cell.bytes().take_while(u8::is_ascii_uppercase).take(3);
    letters.fold(0, |column, letter| column * 26 + usize::from(letter - b'A') + 1).saturating_sub(1)
}

/// A name without its namespace.
fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name).trim()
}

fn unescaped(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let Some(end) = rest.bytes().take(12).position(|b| b == b';') else {
            out.push('&');
            rest = &rest[1..];
            continue;
        };
        let name = &rest[1..end];
        let code = name.strip_prefix('#').and_then(|code| match code.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => code.parse().ok(),
        });
        match name {
            "amp" => out.push('&'),
            "lt" => out.push('<'),
            "gt" => out.push('>'),
            "quot" => out.push('"'),
            "apos" => out.push('\''),
            _ => out.extend(code.and_then(char::from_u32)),
        }
        rest = &rest[end + 1..];
    }
    out.push_str(rest);
}

/// The text of a document.
fn plain(xml: &str) -> String {
    let mut out = String::new();
    let mut cells = 0usize;
    for piece in pieces(xml) {
        match piece {
            Piece::Text(text) => unescaped(text, &mut out),
            Piece::Opened { name: "tab", .. } => out.push('\t'),
            Piece::Opened { name: "tc" | "table-cell", empty: false, .. } => cells += 1,
            Piece::Opened { name: "table-cell", attributes, empty: true } => {
                let many = attribute(attributes, "table:number-columns-repeated");
                let many = many.and_then(|many| many.parse().ok()).unwrap_or(1);
                out.extend(std::iter::repeat_n('\t', many.min(MOST_COLUMNS)));
            }
            Piece::Closed("tc" | "table-cell") => {
                cells = cells.saturating_sub(1);
                out.push('\t');
            }
            // Within a cell a paragraph is no line of the table.
            Piece::Closed("p") if cells > 0 => out.push(' '),
            Piece::Opened { name: "br" | "cr", .. }
            | Piece::Closed("p" | "si" | "tr" | "table-row" | "h" | "comment") => out.push('\n'),
            _ => {}
        }
    }
    out
}

/// The texts of a workbook, by their numbers.
fn items(xml: &[u8]) -> Vec<String> {
    let mut items = Vec::new();
    let mut text = String::new();
    for piece in pieces(&String::from_utf8_lossy(xml)) {
        match piece {
            Piece::Text(part) => unescaped(part, &mut text),
            Piece::Opened { name: "si", .. } => text.clear(),
            Piece::Closed("si") => items.push(std::mem::take(&mut text)),
            _ => {}
        }
    }
    items
}

/// A sheet: a line for each row, with a tab between its cells.
fn sheet(xml: &str, texts: &[String]) -> String {
    let mut out = String::new();
    let (mut shared, mut value, mut at) = (false, String::new(), 0);
    for piece in pieces(xml) {
        match piece {
            Piece::Opened { name: "c", attributes, empty } => {
                shared = attribute(attributes, "t") == Some("s");
                value.clear();
                // Empty cells are left out of a row.
                let column = attribute(attributes, "r").map_or(at, column).min(MOST_COLUMNS);
                out.extend(std::iter::repeat_n('\t', column.saturating_sub(at)));
                at = at.max(column);
                if empty {
                    out.push('\t');
                    at += 1;
                }
            }
            Piece::Text(text) => unescaped(text, &mut value),
            Piece::Closed("c") => {
                let text = value.trim().parse::<usize>().ok().filter(|_| shared).and_then(|at| texts.get(at));
                out.push_str(text.map_or(value.as_str(), String::as_str));
                out.push('\t');
                at += 1;
                value.clear();
            }
            Piece::Closed("row") => {
                out.push('\n');
                at = 0;
            }
            _ => {}
        }
    }
    out
}
