//! Text from files that others wrote, shortened and shown without harm.

use crate::evidence::redact;

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
    // Lines that are joined and words that are cut off are no longer seen for what they are.
    let (text, _) = redact::redact(text);
    let mut out: String = text.chars().map(|c| if dangerous(c) { '\u{fffd}' } else { c }).take(121).collect();
    if out.chars().count() > 120 {
        out = out.chars().take(119).chain(['…']).collect();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hostile_name_steers_nothing() {
        assert_eq!(harmless("\x1b[2Jevil\u{202e}txt\n"), "\u{fffd}[2Jevil\u{fffd}txt");
        assert_eq!(harmless(&"x".repeat(500)).chars().count(), 120);
    }
}
