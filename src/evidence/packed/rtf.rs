//! The text of an RTF document: its control words left out, its escaped letters put in.

/// Reads the text. Any bytes give some.
pub(super) fn text(bytes: &[u8]) -> String {
    let mut out = String::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        at += 1;
        match byte {
            b'{' | b'}' | b'\r' | b'\n' => {}
            b'\\' => at = control(bytes, at, &mut out),
            _ => out.push(char::from(byte)),
        }
    }
    out
}

/// What stands behind a backslash; where it ends.
fn control(bytes: &[u8], at: usize, out: &mut String) -> usize {
    let Some(&first) = bytes.get(at) else { return at };
    if first == b'\'' {
        let hex = bytes.get(at + 1..at + 3).and_then(|two| std::str::from_utf8(two).ok());
        if let Some(byte) = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            out.push_str(&encoding_rs::WINDOWS_1252.decode_without_bom_handling(&[byte]).0);
            return at + 3;
        }
        return at + 1;
    }
    if !first.is_ascii_alphabetic() {
        match first {
            b'~' => out.push(' '),
            b'_' => out.push('-'),
            b'\\' | b'{' | b'}' => out.push(char::from(first)),
            b'\r' | b'\n' => out.push('\n'),
            _ => {}
        }
        return at + 1;
    }
    let run = |from: usize, of: fn(&u8) -> bool| {
        bytes.get(from..).map_or(from, |rest| from + rest.iter().take_while(|b| of(b)).count())
    };
    let end = run(at, u8::is_ascii_alphabetic);
    let word = &bytes[at..end];
    let digits = end + usize::from(bytes.get(end) == Some(&b'-'));
    let number = run(digits, u8::is_ascii_digit);
    let parameter = std::str::from_utf8(&bytes[end..number]).ok().and_then(|text| text.parse::<i32>().ok());
    match word {
        b"par" | b"line" | b"row" | b"sect" | b"page" => out.push('\n'),
        b"tab" | b"cell" => out.push('\t'),
        b"u" => {
            let code = parameter.map(|code| code.rem_euclid(1 << 16).unsigned_abs());
            out.extend(code.and_then(char::from_u32));
            // The letter for readers that know no Unicode stands behind it.
            let next = number + usize::from(bytes.get(number) == Some(&b' '));
            return match bytes.get(next) {
                Some(b'\\') if bytes.get(next + 1) == Some(&b'\'') => (next + 4).min(bytes.len()),
                Some(b'\\' | b'{' | b'}') | None => next,
                Some(_) => next + 1,
            };
        }
        _ => {}
    }
    number + usize::from(bytes.get(number) == Some(&b' '))
}
