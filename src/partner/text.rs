//! Text from files that others wrote: read in whatever encoding it came, shown without harm.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Shortens a foreign text and replaces what could steer a screen or reorder a line.
#[must_use]
pub fn harmless(text: &str) -> String {
    let dangerous = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{061c}')
    };
    let text = text.trim();
    // Nearly every name: 10,000 relationships hold a hundred thousand of them.
    if text.len() <= 120 && text.bytes().all(|b| (b' '..=b'~').contains(&b)) {
        return text.to_owned();
    }
    let mut out: String = text.chars().map(|c| if dangerous(c) { '\u{fffd}' } else { c }).take(121).collect();
    if out.chars().count() > 120 {
        out = out.chars().take(119).chain(['…']).collect();
    }
    out
}

/// Turns the bytes of an export into text: byte-order marks, PowerShell's UTF-16 with and without one, UTF-8, and
/// Windows-1252 for what is left. `None` when it is not text at all.
#[must_use]
pub fn decode(bytes: &[u8]) -> Option<Cow<'_, str>> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return whole(encoding, &bytes[mark..]);
    }
    let start = &bytes[..bytes.len().min(256)];
    let zeros = |odd: usize| start.iter().skip(odd).step_by(2).filter(|b| **b == 0).count();
    if start.len() >= 4 && zeros(0) + zeros(1) > 0 {
        let half = start.len() / 2;
        return match (zeros(0), zeros(1)) {
            (0, odd) if odd * 2 > half => whole(UTF_16LE, bytes),
            (even, 0) if even * 2 > half => whole(UTF_16BE, bytes),
            _ => None,
        };
    }
    whole(UTF_8, bytes).or_else(|| whole(WINDOWS_1252, bytes))
}

fn whole<'a>(encoding: &'static Encoding, bytes: &'a [u8]) -> Option<Cow<'a, str>> {
    let text = encoding.decode_without_bom_handling_and_without_replacement(bytes)?;
    (!text.contains('\0')).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powershell_redirections_are_text_and_pictures_are_not() {
        let utf16: Vec<u8> = "{\"value\": []}".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(decode(&utf16).as_deref(), Some("{\"value\": []}"));
        assert_eq!(decode(&[&[0xff, 0xfe][..], &utf16].concat()).as_deref(), Some("{\"value\": []}"));
        assert_eq!(decode("\u{feff}[]".as_bytes()).as_deref(), Some("[]"));
        assert_eq!(decode(b"M\xfcller").as_deref(), Some("Müller"));
        assert_eq!(decode(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), None);
    }

    #[test]
    fn a_hostile_name_steers_nothing() {
        assert_eq!(harmless("\x1b[2Jevil\u{202e}txt\n"), "\u{fffd}[2Jevil\u{fffd}txt");
        assert_eq!(harmless(&"x".repeat(500)).chars().count(), 120);
    }
}
