use super::Clean;
use super::plain::harmless;
use crate::signin::paste::label::label_at;
use crate::signin::paste::value::is_wrap;

impl Clean {
    /// Resolves escapes of JSON and of program text at any depth: a run of backslashes counts as one.
    pub(super) fn unescape(self) -> Self {
        let mut out = Self::empty_like(&self);
        let mut i = 0;
        while i < self.text.len() {
            let c = self.text[i];
            if c == '`' && matches!(self.at(i + 1), Some('r' | 'n')) && matches!(self.at(i + 2), Some('`')) {
                out.push('\n', self.from[i]);
                i += 2;
                continue;
            }
            if c != '\\' {
                out.copy(&self, i);
                i += 1;
                continue;
            }
            let from = self.from[i];
            let mut run = self.text[i..].iter().take_while(|c| **c == '\\').count();
            let cut = self.at(i + run).is_some_and(is_wrap);
            if cut && matches!(self.at(i + run + 1), Some('n' | 'r' | 't' | 'u' | '"' | '\'' | '/' | '\\')) {
                // A console cut between the backslash and its letter.
                run += 1 + self.text[i + run + 1..].iter().take_while(|c| **c == '\\').count();
            }
            let (Some(letter), next) = (self.at(i + run), self.at(i + run + 1)) else {
                break;
            };
            i += run + 1;
            let path = run == 1
                && out.text.last().is_some_and(|c| c.is_alphanumeric())
                && next.is_some_and(char::is_lowercase)
                && label_at(&self.text, i).is_none();
            match letter {
                'n' | 'r' | 't' if path => {
                    out.push('\\', from);
                    out.push(letter, from);
                }
                'n' | 't' => {
                    out.push('\n', from);
                    // A console that broke here made no blank line.
                    i += usize::from(self.at(i) == Some('\n'));
                }
                'r' => {
                    // \r\n is one line end; a damaged \r\ too.
                    if self.at(i) != Some('\\') {
                        out.push('\n', from);
                    }
                }
                'u' => match hex(&self.text, i, 4).and_then(char::from_u32) {
                    Some(decoded) => {
                        if let Some(decoded) = harmless(decoded) {
                            out.push(decoded, from);
                        }
                        i += 4;
                    }
                    None => out.push('u', from),
                },
                '"' | '\'' | '/' | '`' | '&' => out.push(letter, from),
                _ if letter.is_uppercase()
                    && run == 1
                    && out.text.last().is_some_and(|c| c.is_alphanumeric()) =>
                {
                    out.push('\\', from);
                    out.push(letter, from);
                }
                _ => {
                    out.push('\n', from);
                    out.push(letter, from);
                }
            }
        }
        out
    }
}

pub(super) fn hex(text: &[char], at: usize, digits: usize) -> Option<u32> {
    let digits = text.get(at..at + digits)?;
    digits.iter().try_fold(0, |value, c| c.to_digit(16).map(|d| value * 16 + d))
}
