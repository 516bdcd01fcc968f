//! The machine-readable lines of passports, visas and identity cards (ICAO 9303): capitals, digits and `<`.

use std::sync::LazyLock;

use regex::Regex;

use super::literal::Bytes;
use super::{Found, Rule, pattern};

/// The second line of a passport, or of a card: document number or dates with their check digits.
static NUMBERS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:[A-Z0-9<]{9}[0-9<][A-Z<]{3}[0-9<]{6}[0-9][MFX<][0-9]{6}[0-9]|[0-9<]{6}[0-9][MFX<][0-9]{6}[0-9][A-Z<]{3})[A-Z0-9<]*$",
    )
});

pub(super) fn find(text: &str, found: &mut Vec<Found>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    loop {
        at = LINE.next(bytes, at);
        if at == bytes.len() {
            return;
        }
        let end = LINE.run(bytes, at);
        // 30 characters on cards, 36 or 44 on papers; OCR loses a few, two lines may run together.
        if (26..=100).contains(&(end - at)) && looks_like(&text[at..end]) {
            found.push((at..end, Rule::Mrz));
        }
        at = end;
    }
}

static LINE: Bytes = Bytes::capitals_digits_and(b"<");

fn looks_like(run: &str) -> bool {
    let letters = run.bytes().filter(u8::is_ascii_uppercase).count();
    let fillers = run.bytes().filter(|b| *b == b'<').count();
    let card = run.len() == 30 && fillers >= 6 && matches!(run.as_bytes(), [b'A' | b'C' | b'I', ..]);
    card || (letters >= 5 && fillers >= 3 && run.contains("<<")) || NUMBERS.is_match(run)
}
