use super::Clean;
use crate::model::harmless::is_control_like;

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
        _ if is_control_like(letter) || ('\u{E000}'..='\u{F8FF}').contains(&letter) => None,
        '\u{A0}' | '\u{1680}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3000}' => Some(' '),
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(letter as u32 - 0xFEE0),
        _ => Some(letter),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_acts_on_a_screen_is_kept() {
        for letter in '\0'..=char::MAX {
            let kept = harmless(letter);
            assert!(
                kept.is_none_or(|kept| matches!(kept, '\n' | '\t') || !is_control_like(kept)),
                "{letter:?} {kept:?}"
            );
        }
    }
}
