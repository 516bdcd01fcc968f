//! Text as Kusto writes it.

use std::fmt::Write as _;

/// A string literal. Whatever the text holds, the literal ends where it ends, on the line where it began.
pub(super) fn literal(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            ' '..='~' => quoted.push(c),
            c if c.is_alphanumeric() => quoted.push(c),
            // Line ends, and what forges what a person reads: by number. Kusto's numbers have four digits.
            c => match u16::try_from(u32::from(c)) {
                Ok(number) => drop(write!(quoted, "\\u{number:04X}")),
                Err(_) => quoted.push('?'),
            },
        }
    }
    quoted.push('"');
    quoted
}

/// A `dynamic` array of string literals.
pub(super) fn array<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    list("dynamic([", texts, "])")
}

/// A bag of names and values.
pub(super) fn bag<'a>(pairs: impl IntoIterator<Item = [&'a str; 2]>) -> String {
    let mut pairs = pairs.into_iter().peekable();
    if pairs.peek().is_none() {
        return "dynamic({})".to_owned();
    }
    let pair = |[name, value]: [&str; 2]| format!("{}, {}", literal(name), literal(value));
    let pairs: Vec<String> = pairs.map(pair).collect();
    format!("bag_pack(\n  {})", pairs.join(",\n  "))
}

fn list<'a>(open: &str, texts: impl IntoIterator<Item = &'a str>, close: &str) -> String {
    let texts: Vec<String> = texts.into_iter().map(literal).collect();
    match texts.as_slice() {
        [] => format!("{open}{close}"),
        [one] => format!("{open}{one}{close}"),
        many => format!("{open}\n  {}{close}", many.join(",\n  ")),
    }
}
