//! Characters that do not belong into a value, or pass for ones that do.

use super::finding::FindingId as Id;

/// What kind of stray a character is.
pub(super) fn stray(c: char) -> Option<Id> {
    match c {
        '"'
        | '\''
        | '`'
        | '\u{2018}'..='\u{201f}'
        | '\u{ab}'
        | '\u{bb}'
        | '\u{2039}'
        | '\u{203a}'
        | '\u{ff02}' => Some(Id::QuotesInValue),
        '\\' => Some(Id::BackslashInValue),
        '\u{ad}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}' => Some(Id::WhitespaceInValue),
        c if c.is_whitespace() => Some(Id::WhitespaceInValue),
        _ => None,
    }
}

/// The plain character that this one passes for.
pub(super) fn plain(c: char) -> char {
    let from = |base: u32, to: u32| char::from_u32(u32::from(c) - base + to).unwrap_or(c);
    match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{2043}' => '-',
        '\u{2044}' | '\u{2215}' | '\u{29f8}' => '/',
        '\u{3002}' | '\u{2024}' | '\u{b7}' => '.',
        '\u{ff01}'..='\u{ff5e}' => from(0xff01, 0x21),
        '\u{660}'..='\u{669}' => from(0x660, 0x30),
        '\u{6f0}'..='\u{6f9}' => from(0x6f0, 0x30),
        '\u{966}'..='\u{96f}' => from(0x966, 0x30),
        // Cyrillic and Greek letters drawn like Latin ones.
        '\u{430}' | '\u{3b1}' => 'a',
        '\u{435}' => 'e',
        '\u{43e}' | '\u{3bf}' => 'o',
        '\u{440}' | '\u{3c1}' => 'p',
        '\u{441}' => 'c',
        '\u{445}' => 'x',
        '\u{443}' => 'y',
        '\u{405}' => 'S',
        '\u{41c}' => 'M',
        other => other,
    }
}

/// A letter that is read as a digit.
pub(super) fn confusable_digit(value: char, wanted: char) -> bool {
    matches!((value, wanted), ('O' | 'o' | '\u{39f}' | '\u{41e}', '0') | ('l' | 'I' | '|', '1'))
}
