//! Folds one paragraph. Tokens in ASCII (ids, addresses, commands) stay whole; writing without spaces, such as Chinese
//! or Thai, is parted where Unicode allows it.

use super::style;
use textwrap::core::Word;
use textwrap::{Options, WordSeparator, WordSplitter};

/// The lines of one paragraph, `\n` being a forced end and U+00A0 a space that never ends a line.
pub(super) fn wrap(text: &str, columns: usize) -> Vec<String> {
    let options = Options::new(columns)
        .break_words(false)
        .word_splitter(WordSplitter::NoHyphenation)
        .word_separator(WordSeparator::Custom(words));
    let mut lines = Vec::new();
    for line in text.split('\n') {
        let line = line.split([' ', '\t']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
        for folded in textwrap::wrap(&line, &options) {
            lines.push(folded.replace('\u{a0}', " ").trim_end().to_owned());
        }
    }
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    style::closed(&mut lines);
    lines
}

fn words(line: &str) -> Box<dyn Iterator<Item = Word<'_>> + '_> {
    let mut start = 0;
    Box::new(WordSeparator::AsciiSpace.find_words(line).flat_map(move |word| {
        let end = start + word.word.len() + word.whitespace.len();
        let whole = &line[start..end];
        start = end;
        if word.word.is_ascii() {
            Box::new(std::iter::once(word)) as Box<dyn Iterator<Item = Word<'_>>>
        } else {
            WordSeparator::UnicodeBreakProperties.find_words(whole)
        }
    }))
}
