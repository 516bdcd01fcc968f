//! Characters that nobody sees must not hide a name: `Pass\u{200b}word` is read as it is seen.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::pattern;

/// A text without its invisible characters, and where its bytes stand in the original.
pub(super) struct Visible {
    text: String,
    /// Where the text is shorter than the original, and how many bytes are gone up to there. A place is twice the offset in
    /// `text`: an even one stands between two characters, an odd one inside the character that begins before it.
    gaps: Vec<(usize, usize)>,
}

/// A text with one of the characters of [`unseen`].
static UNSEEN: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"[\u{ad}\u{200b}-\u{200f}\u{2060}-\u{2064}\u{feff}]"));

/// The text without characters that have no width; nothing where it holds none.
pub(super) fn without(text: &str) -> Option<Visible> {
    if text.is_ascii() || !UNSEEN.is_match(text) {
        return None;
    }
    let (mut seen, mut gaps, mut gone) = (String::with_capacity(text.len()), Vec::new(), 0);
    for c in text.chars() {
        if unseen(c) {
            gone += c.len_utf8();
            gaps.push((2 * seen.len(), gone));
        } else {
            seen.push(c);
        }
    }
    Some(Visible { text: seen, gaps })
}

impl Visible {
    /// A text in which characters stand for longer spellings: the offset of each, and how much the text is shorter behind it.
    pub(super) fn spelled(text: String, shorter: impl IntoIterator<Item = (usize, usize)>) -> Self {
        Self { text, gaps: shorter.into_iter().map(|(at, gone)| (2 * at + 1, gone)).collect() }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The same place in the original. What is unseen inside a secret belongs to it.
    pub(super) fn span(&self, span: &Range<usize>) -> Range<usize> {
        let gone = |gaps: &[(usize, usize)]| gaps.last().map_or(0, |(_, gone)| *gone);
        let before = self.gaps.partition_point(|(at, _)| *at <= 2 * span.start);
        let inside = self.gaps.partition_point(|(at, _)| *at < 2 * span.end);
        span.start + gone(&self.gaps[..before])..span.end + gone(&self.gaps[..inside.max(before)])
    }
}

fn unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_place_in_the_seen_text_is_the_same_place_in_the_original(text in "[ab\u{200b}\u{ad}é]{0,30}") {
            let Some(visible) = without(&text) else { return Ok(()) };
            for (at, c) in visible.text().char_indices() {
                let span = visible.span(&(at..at + c.len_utf8()));
                prop_assert_eq!(&text[span], c.to_string());
            }
        }
    }
}
