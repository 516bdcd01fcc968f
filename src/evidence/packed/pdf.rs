//! The strings of a PDF's pages: what stands in parentheses in its streams, and as hexadecimal digits.

use super::{Budget, Packing, Part};

pub(super) fn parts(bytes: &[u8], budget: &mut Budget) -> Vec<Part> {
    // What is not in a stream: the title, forms, comments.
    let mut parts = vec![Part { name: "document".into(), bytes: strings(bytes).into_bytes() }];
    let mut from = 0;
    while let Some(at) = memchr::memmem::find(&bytes[from..], b"stream").map(|at| from + at) {
        from = at + b"stream".len();
        let begin = match bytes.get(from..) {
            Some([b'\r', b'\n', ..]) => from + 2,
            Some([b'\n' | b'\r', ..]) => from + 1,
            _ => continue,
        };
        if bytes[..at].ends_with(b"end") || budget.bytes == 0 {
            continue;
        }
        let dictionary = &bytes[at.saturating_sub(400)..at];
        let dictionary =
            memchr::memmem::rfind(dictionary, b"obj").map_or(dictionary, |obj| &dictionary[obj..]);
        // Its own first bytes tell as well: the dictionary may be longer than what was looked at.
        let zlib = bytes[begin..].first().is_some_and(|first| first & 0x0f == 8);
        if memchr::memmem::find(dictionary, b"/Image").is_some()
            || !(zlib || memchr::memmem::find(dictionary, b"Flate").is_some())
        {
            continue;
        }
        let (content, took) = budget.unpack(&bytes[begin..], Packing::Zlib);
        from = begin + took;
        parts.push(Part { name: format!("stream {}", parts.len()), bytes: strings(&content).into_bytes() });
    }
    parts
}

/// The strings of a stream, put together as they are shown: those of one array are one word, an operator that moves to
/// another line ends it.
fn strings(content: &[u8]) -> String {
    let mut out = String::new();
    let mut at = 0;
    while let Some(&byte) = content.get(at) {
        at += 1;
        match byte {
            b'(' => at = literal(content, at, &mut out),
            b'<' if content.get(at).is_some_and(u8::is_ascii_hexdigit) => {
                at = hexadecimal(content, at, &mut out);
            }
            // Tj, TJ, T*, Td, TD, Tm, ET; and the quotes that show a string on a line of its own.
            b'T' if content.get(at).is_some_and(|b| b"jJ*dDm".contains(b)) => newline(&mut out),
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
