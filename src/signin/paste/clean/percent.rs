use super::plain::harmless;
use super::{Clean, MAYBE_WRAP, SPACE_WRAP, WRAP};

impl Clean {
    /// Resolves one level of percent signs in each stretch that has them and speaks of an error.
    pub(super) fn unpercent(self) -> Self {
        let mut out = Self::empty_like(&self);
        let mut i = 0;
        while i < self.text.len() {
            let (end, encoded) = stretch(&self.text, i);
            if !encoded {
                (i..end).for_each(|i| out.copy(&self, i));
                i = end;
                continue;
            }
            out.was_url = true;
            while i < end {
                match self.text[i] {
                    '+' => out.push(' ', self.from[i]),
                    '%' => {
                        let from = self.from[i];
                        let mut bytes = Vec::new();
                        while let Some((byte, length)) = percent(&self.text, i) {
                            bytes.push(byte);
                            i += length;
                        }
                        if bytes.is_empty() {
                            out.push('%', from);
                            i += 1;
                        }
                        // One line end, however it is written: two would be an empty line between what belongs together.
                        for letter in String::from_utf8_lossy(&bytes).replace("\r\n", "\n").chars() {
                            if let Some(letter) = harmless(if letter == '\r' { '\n' } else { letter }) {
                                out.push(letter, from);
                            }
                        }
                        continue;
                    }
                    '&' | '?' if self.at(i + 1).is_some_and(char::is_alphabetic) => {
                        out.push('\n', self.from[i]);
                    }
                    WRAP | SPACE_WRAP | '\n' => {}
                    _ => out.copy(&self, i),
                }
                i += 1;
            }
        }
        out
    }
}

/// The stretch without blanks that starts at `at`, and whether it is a percent-encoded address or form body
/// in which an error is spoken of.
pub(super) fn stretch(text: &[char], at: usize) -> (usize, bool) {
    let (mut i, mut percents, mut breaks, mut error) = (at, 0, 0, false);
    let mut line = at;
    while let Some(&c) = text.get(i) {
        match c {
            ' ' | '\t' | '"' | '\'' | '<' | '>' | '`' => break,
            '\n' | WRAP | SPACE_WRAP | MAYBE_WRAP => {
                // An address broken over lines goes on with another parameter, or where a console cut it.
                let cut =
                    i - line > 60 && text[i + 1..].iter().take(48).any(|c| matches!(c, '%' | '&' | '+'));
                let on = matches!(text.get(i + 1), Some('&' | '?' | '%')) || ((c == WRAP || cut) && i > at);
                line = i;
                breaks += 1;
                if !on || breaks > 400 {
                    break;
                }
            }
            '%' => percents += usize::from(percent(text, i).is_some()),
            'e' | 'E' | 'A' | 'a' => error = error || speaks_of_error(&text[i..]),
            _ => {}
        }
        i += 1;
    }
    if i == at { (at + 1, false) } else { (i, percents > 0 && error) }
}

/// One `%XX`, also when a console wrapped it.
pub(super) fn percent(text: &[char], at: usize) -> Option<(u8, usize)> {
    if text.get(at) != Some(&'%') {
        return None;
    }
    let (mut value, mut found, mut i) = (0, 0, at + 1);
    while found < 2 {
        let c = *text.get(i)?;
        if let Some(digit) = c.to_digit(16) {
            value = value * 16 + digit;
            found += 1;
        } else if !matches!(c, WRAP | SPACE_WRAP | MAYBE_WRAP | '\n') || i > at + 3 {
            return None;
        }
        i += 1;
    }
    Some((value as u8, i - at))
}

pub(super) fn speaks_of_error(text: &[char]) -> bool {
    let starts = |word: &str| {
        text.len() >= word.len() && word.chars().zip(text).all(|(a, b)| a.eq_ignore_ascii_case(b))
    };
    starts("error") || starts("aadsts")
}
