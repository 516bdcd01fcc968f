use super::Clean;

/// Drops terminal sequences and everything invisible, and makes all line ends one kind.
pub(super) fn plain(source: &str, offset: usize) -> Clean {
    let mut out = Clean::default();
    let mut letters = source.char_indices().peekable();
    while let Some((i, letter)) = letters.next() {
        let from = offset + i;
        match letter {
            '\u{1B}' | '\u{9B}' => {
                if letter == '\u{1B}' && letters.peek().is_some_and(|(_, c)| *c == '[') {
                    letters.next();
                } else if letter == '\u{1B}' {
                    continue;
                }
                let mut left = 32;
                while let Some((_, c)) = letters.peek() {
                    let last = ('\u{40}'..='\u{7E}').contains(c);
                    if left == 0 || (!last && !(' '..='?').contains(c)) {
                        break;
                    }
                    left -= 1;
                    letters.next();
                    if last {
                        break;
                    }
                }
            }
            '\r' => {
                if letters.peek().is_none_or(|(_, c)| *c != '\n') {
                    out.push('\n', from);
                }
            }
            _ => {
                if let Some(letter) = harmless(letter) {
                    out.push(letter, from);
                }
            }
        }
    }
    out
}

/// Characters that must never reach a screen or an id: controls, direction marks, invisible joiners.
pub(super) fn harmless(letter: char) -> Option<char> {
    match letter {
        '\n' | '\t' => Some(letter),
        '\u{2028}' | '\u{2029}' | '\u{85}' | '\u{B}' | '\u{C}' => Some('\n'),
        _ if letter.is_control() => None,
        '\u{AD}'
        | '\u{61C}'
        | '\u{180E}'
        | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}'
        | '\u{FEFF}'
        | '\u{FFF9}'..='\u{FFFB}'
        | '\u{E000}'..='\u{F8FF}'
        | '\u{E0000}'..='\u{E007F}' => None,
        '\u{A0}' | '\u{1680}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3000}' => Some(' '),
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(letter as u32 - 0xFEE0),
        _ => Some(letter),
    }
}
