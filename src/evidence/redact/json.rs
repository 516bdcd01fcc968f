//! The strings of JSON as a reader of the values sees them: in JSON text a tab is `\t`, what a line break parts stands
//! on one line, and a letter may be spelled as its number.
//!
//! Only pairs of quotation marks within one line are looked for, so that a cut file, lines of JSON and JSON inside a log
//! are read alike. A text that is no JSON costs one pass and gives strings that hold what the text holds.

use std::ops::Range;

use super::invisible::Visible;

/// The place of each string between its quotation marks.
pub(super) fn strings(text: &str) -> impl Iterator<Item = Range<usize>> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let start = at + memchr::memchr(b'"', &bytes[at..])? + 1;
            let mut end = start;
            loop {
                match memchr::memchr3(b'"', b'\\', b'\n', &bytes[end..]) {
                    Some(more) if bytes[end + more] == b'\\' => end = (end + more + 2).min(bytes.len()),
                    Some(more) => {
                        end += more;
                        break;
                    }
                    None => {
                        at = bytes.len();
                        return None;
                    }
                }
            }
            at = end + 1;
            if bytes[end] == b'"' {
                return Some(start..end);
            }
        }
    })
}

/// What the escapes of a string stand for; nothing where it has none, or is no string of JSON.
pub(super) fn decoded(string: &str) -> Option<Visible> {
    memchr::memchr(b'\\', string.as_bytes())?;
    let (mut text, mut gaps, mut gone) = (String::with_capacity(string.len()), Vec::new(), 0);
    let mut rest = string;
    while let Some(at) = memchr::memchr(b'\\', rest.as_bytes()) {
        text.push_str(&rest[..at]);
        let (c, length) = escape(&rest[at..])?;
        gone += length - c.len_utf8();
        gaps.push((text.len(), gone));
        text.push(c);
        rest = &rest[at + length..];
    }
    text.push_str(rest);
    Some(Visible::spelled(text, gaps))
}

/// The character that an escape stands for, and how many bytes the escape has.
fn escape(text: &str) -> Option<(char, usize)> {
    let c = match text.as_bytes().get(1)? {
        b'n' => '\n',
        b't' => '\t',
        b'r' => '\r',
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        mark @ (b'"' | b'\\' | b'/') => char::from(*mark),
        b'u' => return unicode(text),
        _ => return None,
    };
    Some((c, 2))
}

fn unicode(text: &str) -> Option<(char, usize)> {
    let unit = |at: usize| u32::from_str_radix(text.get(at + 2..at + 6)?, 16).ok();
    let first = unit(0)?;
    if (0xd800..0xdc00).contains(&first) && text.get(6..8) == Some("\\u") {
        let second = unit(6)?.checked_sub(0xdc00).filter(|low| *low < 0x400)?;
        return Some((char::from_u32(0x1_0000 + ((first - 0xd800) << 10) + second)?, 12));
    }
    Some((char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER), 6))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_string_is_read_as_its_writer_meant_it(text in "[ -~\n\t\u{e4}\u{4e2d}\u{1f600}]{0,40}", ascii in any::<bool>()) {
            let mut json = serde_json::to_string(&text).unwrap();
            if ascii {
                let units = |c: char| c.encode_utf16(&mut [0; 2]).iter().map(|u| format!("\\u{u:04x}")).collect::<String>();
                json = json.chars().map(|c| if c.is_ascii() { c.to_string() } else { units(c) }).collect();
            }
            let line = format!("{{\"a\": {json}, \"b\": 1}}");
            let all: Vec<_> = strings(&line).collect();
            prop_assert_eq!(all.len(), 3);
            let inner = &line[all[1].clone()];
            match decoded(inner) {
                Some(read) => {
                    prop_assert_eq!(read.text(), &text);
                    for (at, c) in text.char_indices() {
                        let place = read.span(&(at..at + c.len_utf8()));
                        let raw = &inner[place];
                        let spelled = decoded(raw).map_or_else(|| raw.to_owned(), |read| read.text().to_owned());
                        prop_assert_eq!(spelled, c.to_string());
                    }
                }
                None => prop_assert_eq!(inner, &text),
            }
        }

        #[test]
        fn no_text_makes_it_stumble(text in "[\"\\\\nu0-9d\u{e4} \n]{0,60}") {
            for place in strings(&text) {
                let _ = decoded(&text[place]);
            }
        }
    }
}
