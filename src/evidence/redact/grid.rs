//! Secrets in the tables of HTML and JSON: the rows of a saved page, and `{"columns":[…],"rows":[[…]]}` as query tools give
//! them. What a column is called decides, as in `table.rs`, whose rules these are.
//!
//! No parser of either language: a page that was cut, or pasted without its head, is read as far as it goes. A row is at
//! most 16 KB; what is not closed within that is no row. Tables inside it are looked for again, a bounded number of times.

use std::ops::Range;

use memchr::memmem;

use super::table::{of_an_account, of_secrets, secret};
use super::value::floor;
use super::{Found, Rule};

/// No head of a table, and no row of one, is longer.
const LONGEST: usize = 16 * 1024;

pub(super) fn find(text: &str, found: &mut Vec<Found>) {
    html(text, found);
    json(text, found);
}

fn html(text: &str, found: &mut Vec<Found>) {
    let bytes = text.as_bytes();
    let mut head: Option<Vec<(usize, Rule)>> = None;
    let mut starts = memmem::find_iter(bytes, "<tr").peekable();
    while let Some(start) = starts.next() {
        let end = floor(text, starts.peek().copied().unwrap_or(text.len()).min(start + LONGEST));
        let row = &bytes[start..end];
        let over = memmem::find(row, b"</table");
        let cells = cells(bytes, start, start + over.unwrap_or(row.len()));
        let places: Vec<Range<usize>> = cells.iter().map(|(cell, _)| cell.clone()).collect();
        if let Some(columns) = of_secrets(text, &places) {
            // A name, and what it names beside it: the table has its heads at the side.
            if let ([_, (value, false)], [(0, rule)]) = (&cells[..], &columns[..])
                && !of_an_account(&text[value.clone()])
            {
                if secret(&text[value.clone()]) {
                    found.push((value.clone(), *rule));
                }
            } else if places.len() > 2 || places.iter().any(|place| of_an_account(&text[place.clone()])) {
                head = Some(columns);
            }
        } else if let Some(columns) = &head {
            mark(text, columns, &places, found);
        }
        if over.is_some() {
            head = None;
        }
    }
}

fn mark(text: &str, columns: &[(usize, Rule)], places: &[Range<usize>], found: &mut Vec<Found>) {
    for (column, rule) in columns {
        if let Some(place) = places.get(*column)
            && secret(&text[place.clone()])
        {
            found.push((place.clone(), *rule));
        }
    }
}

/// The texts of the cells of a row, and whether each is a head.
fn cells(bytes: &[u8], from: usize, until: usize) -> Vec<(Range<usize>, bool)> {
    let mut cells = Vec::new();
    let mut at = from + 3;
    while let Some(open) = memmem::find(&bytes[at..until], b"<t").map(|open| at + open) {
        at = open + 2;
        let Some(kind @ (b'd' | b'h')) = bytes.get(at) else { continue };
        // Marks of letters and links stand before the text.
        let mut start = open;
        while bytes.get(start) == Some(&b'<') {
            let Some(close) = memchr::memchr(b'>', &bytes[start..until]) else { return cells };
            start += close + 1;
            start += bytes[start..until].iter().take_while(|b| b.is_ascii_whitespace()).count();
            if bytes[start..until].starts_with(b"</t") {
                break;
            }
        }
        let end = memchr::memchr(b'<', &bytes[start..until]).map_or(until, |end| start + end);
        let text = bytes[start..end].trim_ascii_end();
        cells.push((start..start + text.len(), *kind == b'h'));
        at = end.max(at);
    }
    cells
}

fn json(text: &str, found: &mut Vec<Found>) {
    let bytes = text.as_bytes();
    let mut done = 0;
    // How many bytes of arrays without an end may be looked at again: a few times the text, so that its square is not paid.
    let mut again = 4 * bytes.len() + 64 * LONGEST;
    for word in memmem::find_iter(bytes, "\"columns\"") {
        let at = behind_colon(bytes, word + 9);
        if word < done || bytes.get(at) != Some(&b'[') {
            continue;
        }
        let Some((names, end)) = array(bytes, at) else {
            match again.checked_sub(LONGEST) {
                Some(left) => again = left,
                None => done = at + LONGEST,
            }
            continue;
        };
        done = end;
        let names: Vec<Range<usize>> = names.into_iter().map(|name| named(bytes, name)).collect();
        let Some(columns) = of_secrets(text, &names) else { continue };
        let Some(rows) = memmem::find(&bytes[end..bytes.len().min(end + 400)], b"\"rows\"") else { continue };
        let mut at = behind_colon(bytes, end + rows + 6);
        if bytes.get(at) != Some(&b'[') {
            continue;
        }
        at += 1;
        loop {
            at += bytes[at..].iter().take_while(|b| b.is_ascii_whitespace() || **b == b',').count();
            let Some((row, end)) = array(bytes, at) else { break };
            let places: Vec<Range<usize>> = row.into_iter().map(|cell| unquoted(bytes, cell)).collect();
            mark(text, &columns, &places, found);
            at = end;
        }
        done = done.max(at);
    }
}

fn behind_colon(bytes: &[u8], at: usize) -> usize {
    at + bytes[at..].iter().take_while(|b| b.is_ascii_whitespace() || **b == b':').count()
}

/// The elements of the array that begins here, and where it ends.
fn array(bytes: &[u8], at: usize) -> Option<(Vec<Range<usize>>, usize)> {
    let window = bytes.get(at..)?;
    let window = &window[..window.len().min(LONGEST)];
    (window.first() == Some(&b'[')).then_some(())?;
    let (mut elements, mut start, mut depth, mut string, mut place) = (Vec::new(), 1, 0, false, 0);
    while let Some(byte) = window.get(place) {
        match byte {
            b'\\' if string => place += 1,
            b'"' => string = !string,
            _ if string => {}
            b'[' | b'{' => depth += 1,
            b']' | b'}' if depth > 1 => depth -= 1,
            b']' | b'}' => {
                elements.push(trimmed(bytes, at + start..at + place));
                return Some((elements, at + place + 1));
            }
            b',' if depth == 1 => {
                elements.push(trimmed(bytes, at + start..at + place));
                start = place + 1;
            }
            _ => {}
        }
        place += 1;
    }
    None
}

fn trimmed(bytes: &[u8], place: Range<usize>) -> Range<usize> {
    let text = &bytes[place.clone()];
    let start = place.start + text.len() - text.trim_ascii_start().len();
    start..(start + text.trim_ascii().len())
}

/// The name of a column: a string, or the "name" of an object.
fn named(bytes: &[u8], element: Range<usize>) -> Range<usize> {
    let object = &bytes[element.clone()];
    if object.first() == Some(&b'{')
        && let Some(name) = memmem::find(object, b"\"name\"")
        && let Some(open) = memchr::memchr(b'"', &object[name + 6..]).map(|open| name + 7 + open)
        && let Some(length) = memchr::memchr(b'"', &object[open..])
    {
        return element.start + open..element.start + open + length;
    }
    unquoted(bytes, element)
}

fn unquoted(bytes: &[u8], element: Range<usize>) -> Range<usize> {
    match &bytes[element.clone()] {
        [b'"', .., b'"'] => element.start + 1..element.end - 1,
        _ => element,
    }
}
