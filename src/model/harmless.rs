//! Characters that act instead of showing: terminal escapes, bidi overrides, invisible joiners. In a paste or a profile
//! they can forge what a person reads, so every writer shows them by their number.

use std::borrow::Cow;
use std::fmt::Write as _;

use unicode_normalization::UnicodeNormalization;

/// Whether a character would change or hide its neighbours instead of showing itself.
#[must_use]
pub fn is_control_like(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}')
}

/// The text with every acting character shown as `<U+001B>`. Line breaks and tabs become spaces.
#[must_use]
pub fn shown(text: &str) -> Cow<'_, str> {
    if !text.contains(is_control_like) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' => safe.push(' '),
            c if is_control_like(c) => number(c, &mut safe),
            c => safe.push(c),
        }
    }
    Cow::Owned(safe)
}

/// The same for text of several lines: line breaks stay.
#[must_use]
pub fn lines(text: &str) -> Cow<'_, str> {
    if !text.contains(|c| c != '\n' && is_control_like(c)) {
        return Cow::Borrowed(text);
    }
    let lines: Vec<_> = text.split('\n').map(shown).collect();
    Cow::Owned(lines.join("\n"))
}

/// The same for consoles that know ASCII only: typographic signs become their typewriter form, accents fall off, and
/// what is left is shown by its number, so that nothing is silently lost.
#[must_use]
pub fn ascii(text: &str) -> Cow<'_, str> {
    if text.is_ascii() && !text.contains(is_control_like) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for c in shown(text).chars() {
        match c {
            c if c.is_ascii() => safe.push(c),
            '\u{a0}' | '\u{202f}' | '\u{2009}' => safe.push(' '),
            '\u{2018}' | '\u{2019}' => safe.push('\''),
            '\u{201c}' | '\u{201d}' | '\u{201e}' => safe.push('"'),
            '\u{2010}'..='\u{2012}' => safe.push('-'),
            '\u{2013}' | '\u{2014}' => safe.push_str("--"),
            '\u{2026}' => safe.push_str("..."),
            '\u{2192}' => safe.push_str("->"),
            '\u{2265}' => safe.push_str(">="),
            '\u{2264}' => safe.push_str("<="),
            '\u{df}' => safe.push_str("ss"),
            '\u{b7}' | '\u{2022}' => safe.push('*'),
            c => match std::iter::once(c).nfd().next().filter(char::is_ascii_alphabetic) {
                Some(letter) => safe.push(letter),
                None => number(c, &mut safe),
            },
        }
    }
    Cow::Owned(safe)
}

fn number(c: char, safe: &mut String) {
    let _ = write!(safe, "<U+{:04X}>", u32::from(c));
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_escape_and_a_turned_name_lose_their_power() {
        assert_eq!(shown("a\u{1b}[2Jb"), "a<U+001B>[2Jb");
        assert_eq!(shown("gpj.\u{202e}exe"), "gpj.<U+202E>exe");
        assert_eq!(shown("two\r\nlines"), "two  lines");
    }

    #[test]
    fn old_consoles_get_letters_not_question_marks() {
        assert_eq!(ascii("Müller \u{2013} “Straße”"), "Muller -- \"Strasse\"");
        assert_eq!(ascii("中"), "<U+4E2D>");
    }

    proptest! {
        #[test]
        fn nothing_that_acts_survives(text in any::<String>()) {
            prop_assert!(!shown(&text).contains(is_control_like));
            let many = lines(&text);
            prop_assert!(!many.contains(|c| c != '\n' && is_control_like(c)));
            prop_assert_eq!(many.matches('\n').count(), text.matches('\n').count());
            let plain = ascii(&text);
            prop_assert!(plain.bytes().all(|b| (b' '..=b'~').contains(&b)), "{plain:?}");
        }
    }
}
