//! Takes off what a text was wrapped in on its way here: quote marks and gutters, escapes, markup, percent signs.
//!
//! It knows how mail programs, consoles and browsers wrap a text, and for each character that is left where it stood in
//! the source. Wrappings lie inside each other, so it goes round until nothing more comes off. It refuses to know what
//! the text says, but for one thing: a label at the start of a line tells that the line before ended there.

mod escapes;
mod lines;
mod markup;
mod percent;
mod plain;

pub(super) use lines::is_one_value;
use plain::plain;

/// A line end that a console put into a word: nothing stood there.
pub(super) const WRAP: char = '\u{E000}';
/// A line end that a console put where a blank stood.
pub(super) const SPACE_WRAP: char = '\u{E001}';
/// A line end that may be a wrap: its line is the longest of the paragraph, and nothing else tells.
/// It ends a name; an id, an address or a moment may go on behind it.
pub(super) const MAYBE_WRAP: char = '\u{E002}';

/// A text freed of its wrappings (quotes, gutters, escapes, markup, percent signs), one character a cell,
/// each knowing the byte of the source it came from. No control or direction character survives.
#[derive(Debug, Default, Clone)]
pub(super) struct Clean {
    pub(super) text: Vec<char>,
    /// The byte in the source at which each character began.
    pub(super) from: Vec<usize>,
    /// Whether percent signs had to be resolved.
    pub(super) was_url: bool,
}

/// Wrappings lie inside each other; no real paste has more layers than this.
const LAYERS: usize = 5;

impl Clean {
    /// Unwraps a text. `offset` is the place of its first byte in the source.
    pub(super) fn new(source: &str, offset: usize) -> Self {
        let mut clean = plain(source, offset).lines(true);
        for layer in 0..LAYERS {
            let before = clean.text.len();
            clean = clean.unescape().unmarkup().unpercent();
            if clean.text.len() == before {
                return clean;
            }
            if layer == 0 {
                // Lines that were hidden in escapes have prefixes and fences of their own.
                clean = clean.lines(false);
            }
        }
        clean
    }

    pub(super) fn push(&mut self, letter: char, from: usize) {
        self.text.push(letter);
        self.from.push(from);
    }

    pub(super) fn copy(&mut self, other: &Clean, i: usize) {
        self.push(other.text[i], other.from[i]);
    }

    pub(super) fn empty_like(other: &Clean) -> Self {
        Self {
            text: Vec::with_capacity(other.text.len()),
            from: Vec::with_capacity(other.text.len()),
            was_url: other.was_url,
        }
    }

    fn at(&self, i: usize) -> Option<char> {
        self.text.get(i).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cleaned(source: &str) -> String {
        let clean = Clean::new(source, 0);
        clean
            .text
            .iter()
            .map(|c| {
                if *c == WRAP {
                    '~'
                } else if *c == SPACE_WRAP {
                    '_'
                } else {
                    *c
                }
            })
            .collect()
    }

    #[test]
    fn wrappings_fall_away() {
        assert_eq!(cleaned("> # Request Id: x"), "Request Id: x");
        assert_eq!(cleaned(r#""a\\\\r\\\\nTrace ID: x\\\"""#), "\"a\nTrace ID: x\"\"");
        assert_eq!(cleaned("Request Id: <b>x</b><br/>y&nbsp;&#39;z&amp;quot;"), "Request Id: x\ny 'z\"");
        assert_eq!(
            cleaned("http://h/?error=e&error_description=AADSTS1%253a%2bT%250d%250aX%3a+y&s=1"),
            "http://h/\nerror=e\nerror_description=AADSTS1: T\nX: y\ns=1"
        );
        assert_eq!(cleaned("\u{1B}[31mred\u{1B}[0m \u{202E}x\u{200B}\u{7}"), "red x");
        assert_eq!(cleaned("ＩＤ：１"), "ID:1");
        assert_eq!(cleaned(r"CONTOSO\nina"), r"CONTOSO\nina");
    }

    #[test]
    fn every_letter_knows_its_byte() {
        let source = "> ä \\nTrace";
        let clean = Clean::new(source, 100);
        for (letter, from) in clean.text.iter().zip(&clean.from) {
            if letter.is_alphabetic() {
                assert!(source[from - 100..].starts_with(*letter));
            }
        }
    }
}
