//! The strings of a PDF's pages: what stands in parentheses in its streams, and as hexadecimal digits.

use super::{Budget, Packing, Part};

pub(super) fn parts(bytes: &[u8], budget: &mut Budget) -> Vec<Part> {
    let (mut parts, mut outside) = (Vec::new(), String::new());
    let (mut from, mut rest) = (0, 0);
    while let Some(at) = memchr::memmem::find(&bytes[from..], b"stream").map(|at| from + at) {
        from = at + b"stream".len();
        let begin = match bytes.get(from..) {
            Some([b'\r', b'\n', ..]) => from + 2,
            Some([b'\n' | b'\r', ..]) => from + 1,
            _ => continue,
        };
        if bytes[..at].ends_with(b"end") {
            continue;
        }
        outside.push_str(&strings(&bytes[rest..at], Where::Outside));
        from = memchr::memmem::find(&bytes[begin..], b"endstream").map_or(bytes.len(), |end| begin + end);
        rest = from;
        if is_picture(bytes, at) {
            continue;
        }
        let text = if is_packed(bytes, at, begin) && budget.bytes > 0 {
            strings(&budget.unpack(&bytes[begin..], Packing::Zlib).0, Where::Page)
        } else if memchr::memmem::find(dictionary(bytes, at), b"/Filter").is_none() {
            strings(&bytes[begin..from], Where::Page)
        } else {
            continue;
        };
        parts.push(Part { name: format!("stream {}", parts.len() + 1), bytes: text.into_bytes() });
    }
    // What is in no stream: the title, the outline, forms.
    outside.push_str(&strings(&bytes[rest..], Where::Outside));
    parts.push(Part { name: "document".into(), bytes: outside.into_bytes() });
    parts
}

/// The dictionary in front of a stream, or as much of it as is looked at.
fn dictionary(bytes: &[u8], at: usize) -> &[u8] {
    let before = &bytes[at.saturating_sub(400)..at];
    memchr::memmem::rfind(before, b"obj").map_or(before, |obj| &before[obj..])
}

fn is_picture(bytes: &[u8], at: usize) -> bool {
    let before = dictionary(bytes, at);
    [b"/Subtype/Image".as_slice(), b"/Subtype /Image"]
        .iter()
        .any(|kind| memchr::memmem::find(before, kind).is_some())
}

/// By the dictionary, or by its own first bytes: the dictionary may be longer than what is looked at.
fn is_packed(bytes: &[u8], at: usize, begin: usize) -> bool {
    memchr::memmem::find(dictionary(bytes, at), b"Flate").is_some()
        || bytes.get(begin).is_some_and(|first| first & 0x0f == 8)
}

/// Where strings stand.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Where {
    /// In a page: they go on until the text moves to another line.
    Page,
    /// Between the streams: each stands by itself.
    Outside,
}

/// Strings as they are shown. Those of one array are one word, unless a gap as wide as a blank parts them.
fn strings(content: &[u8], place: Where) -> String {
    /// A thousandth of the size of the letters; blanks are about a quarter of it wide.
    const BLANK: f64 = -180.0;
    let mut out = String::new();
    let (mut at, mut in_array) = (0, false);
    while let Some(&byte) = content.get(at) {
        at += 1;
        let is_hex = byte == b'<' && content.get(at).is_some_and(u8::is_ascii_hexdigit);
        if byte == b'(' || is_hex {
            at = if is_hex { hexadecimal(content, at, &mut out) } else { literal(content, at, &mut out) };
            if place == Where::Outside {
                newline(&mut out);
            }
            continue;
        }
        match byte {
            b'[' => in_array = true,
            b']' => in_array = false,
            b'-' if in_array => {
                let digits = content[at..].iter().take_while(|b| b.is_ascii_digit() || **b == b'.').count();
                let gap =
                    std::str::from_utf8(&content[at - 1..at + digits]).ok().and_then(|gap| gap.parse().ok());
                if gap.is_some_and(|gap: f64| gap < BLANK) {
                    out.push(' ');
                }
                at += digits;
            }
            // T*, Td, TD, Tm, ET; and the quotes that show a string on a line of its own.
            b'T' if content.get(at).is_some_and(|b| b"*dDm".contains(b)) => newline(&mut out),
            b'E' if content.get(at) == Some(&b'T') => newline(&mut out),
            b'\'' | b'"' => newline(&mut out),
            _ => {}
        }
    }
    out
}

fn newline(out: &mut String) {
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
}

/// A string in parentheses; where it ends.
fn literal(content: &[u8], mut at: usize, out: &mut String) -> usize {
    let mut open = 0;
    while let Some(&byte) = content.get(at) {
        at += 1;
        match byte {
            b'\\' => {
                let octal = content
                    .get(at..)
                    .map_or(0, |rest| rest.iter().take(3).take_while(|b| (b'0'..=b'7').contains(b)).count());
                if octal > 0 {
                    let code =
                        content[at..at + octal].iter().fold(0u32, |code, b| code * 8 + u32::from(b - b'0'));
                    out.extend(char::from_u32(code & 0xff));
                    at += octal;
                    continue;
                }
                match content.get(at) {
                    Some(b'n' | b'r') => out.push('\n'),
                    Some(b't') => out.push('\t'),
                    Some(b'\n' | b'\r') | None => {}
                    Some(other) => out.push(char::from(*other)),
                }
                at += 1;
            }
            b'(' => {
                open += 1;
                out.push('(');
            }
            b')' if open == 0 => return at,
            b')' => {
                open -= 1;
                out.push(')');
            }
            // UTF-16 of Latin letters is plain letters here.
            0 | 0xfe | 0xff => {}
            other => out.push(char::from(other)),
        }
    }
    at
}

fn hexadecimal(content: &[u8], at: usize, out: &mut String) -> usize {
    let rest = content.get(at..).unwrap_or_default();
    let end = rest.iter().position(|b| *b == b'>').unwrap_or(rest.len());
    let digits: Vec<u8> = rest[..end].iter().copied().filter(|b| !b.is_ascii_whitespace()).collect();
    for pair in digits.chunks(2) {
        let value = std::str::from_utf8(pair).ok().and_then(|hex| u8::from_str_radix(hex, 16).ok());
        out.extend(value.filter(|value| (b' '..=b'~').contains(value)).map(char::from));
    }
    at + end + 1
}
