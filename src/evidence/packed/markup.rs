//! The text of Office documents: what stands between the tags of their XML, a paragraph a line, a row of a table a line
//! with tabs between its cells. A workbook keeps its texts apart from its cells; they are put together again, because a
//! column that is called Password says so in another cell than its values.

use super::Part;

/// The files of a zip, with those of a document made readable.
pub(super) fn of_office(mut parts: Vec<Part>) -> Vec<Part> {
    let texts = parts.iter().find(|part| part.name.ends_with("sharedStrings.xml"));
    let texts: Vec<String> = texts.map(|part| items(&part.bytes)).unwrap_or_default();
    for part in &mut parts {
        if !part.name.ends_with(".xml") {
            continue;
        }
        let xml = String::from_utf8_lossy(&part.bytes);
        let is_sheet = part.name.contains("worksheets/");
        let text = if is_sheet { sheet(&xml, &texts) } else { plain(&xml) };
        part.bytes = text.into_bytes();
    }
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
    let (mut shared, mut value) = (false, String::new());
    for piece in pieces(xml) {
        match piece {
            Piece::Opened { name: "c", attributes, empty } => {
                shared = attributes.contains("t=\"s\"");
                value.clear();
                if empty {
                    out.push('\t');
                }
            }
            Piece::Text(text) => unescaped(text, &mut value),
            Piece::Closed("c") => {
                let text = value.trim().parse::<usize>().ok().filter(|_| shared).and_then(|at| texts.get(at));
                out.push_str(text.map_or(value.as_str(), String::as_str));
                out.push('\t');
                value.clear();
            }
            Piece::Closed("row") => out.push('\n'),
            _ => {}
        }
    }
    out
}
