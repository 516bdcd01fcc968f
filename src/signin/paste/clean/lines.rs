use super::{Clean, MAYBE_WRAP, SPACE_WRAP, WRAP};
use crate::signin::paste::label;
use crate::signin::paste::value::is_wrap;

impl Clean {
    /// Drops quote marks, gutters and bullets before lines, and fences.
    /// With `wrapped`, real line ends are told from those that a console or a mail program made.
    pub(super) fn lines(self, wrapped: bool) -> Self {
        let mut out = Self::empty_like(&self);
        let lines: Vec<&[char]> = self.text.split(|c| *c == '\n').collect();
        let blocks = if wrapped { blocks(&lines) } else { vec![Block::default(); lines.len()] };
        let (mut start, mut pending): (usize, Option<char>) = (0, None);
        for (number, line) in lines.iter().enumerate() {
            // The bracket that closes a tag is no quote mark.
            let closes = number > 0 && line.first() == Some(&'>') && in_a_tag(lines[number - 1]);
            let skip = if closes { 0 } else { prefix(line) };
            let body = &line[skip..];
            let fence = is_fence(body);
            if let Some(end) = pending {
                out.push(end, self.from[start - 1]);
            }
            if pending == Some(WRAP) && gutter(line) == 0 && line.first() == Some(&' ') {
                // A hard wrap keeps the blank it fell on at the start of the next line.
                out.push(' ', self.from[start]);
            }
            if !fence {
                for (i, c) in body.iter().enumerate() {
                    let column = (*c == '|' || *c == '│')
                        && (i == 0 || body[i - 1] == ' ')
                        && (i + 1 == body.len() || body[i + 1] == ' ');
                    out.push(if column { '\t' } else { *c }, self.from[start + skip + i]);
                }
            }
            pending = lines.get(number + 1).map(|next| line_end(line, next, fence, blocks[number]));
            start += line.len() + 1;
        }
        out
    }
}

/// Whether a line ends inside a tag.
fn in_a_tag(line: &[char]) -> bool {
    let sign = line.iter().rposition(|c| matches!(c, '<' | '>'));
    sign.is_some_and(|at| {
        line[at] == '<' && line.get(at + 1).is_some_and(|c| c.is_ascii_alphabetic() || *c == '/')
    })
}

/// How many characters before a line are wrapping: blanks, quote marks, comment signs, bullets, gutters.
pub(super) fn prefix(line: &[char]) -> usize {
    let mut i = gutter(line);
    loop {
        let rest = &line[i..];
        let blanks = rest.iter().take_while(|c| matches!(c, ' ' | '\t')).count();
        let Some(sign) = rest.get(blanks) else { return line.len() };
        let after = rest.get(blanks + 1);
        let spaced = after.is_none_or(|c| *c == ' ');
        let mark = match sign {
            '>' | '#' | '|' | '│' | '┃' | '‖' | '•' | '·' => true,
            '-' | '+' | '*' => spaced,
            '/' if after == Some(&'/') => true,
            _ => false,
        };
        i += blanks;
        if !mark {
            return i + list_number(&line[i..]);
        }
        i += if *sign == '/' { 2 } else { 1 };
    }
}

/// The length of `2. ` or `2) ` before a label: a list somebody typed.
pub(super) fn list_number(body: &[char]) -> usize {
    let digits = body.iter().take_while(|c| c.is_ascii_digit()).count();
    let sign = matches!(body.get(digits), Some('.' | ')')) && body.get(digits + 1) == Some(&' ');
    if (1..=2).contains(&digits) && sign && starts_with_label(&body[digits + 2..]) { digits + 2 } else { 0 }
}

/// A console's gutter of line numbers and a bar, with nothing after it taken.
pub(super) fn gutter(line: &[char]) -> usize {
    let blanks = line.iter().take_while(|c| **c == ' ').count();
    let digits = line[blanks..].iter().take_while(|c| c.is_ascii_digit()).count();
    let more = line[blanks + digits..].iter().take_while(|c| **c == ' ').count();
    let bar = blanks + digits + more;
    if line.get(bar) == Some(&'|') { bar + 1 } else { 0 }
}

pub(super) fn is_fence(body: &[char]) -> bool {
    let ticks = body.iter().take_while(|c| **c == '`').count();
    ticks >= 3
        && body.len() <= ticks + 20
        && body[ticks..].iter().all(|c| c.is_alphanumeric() || " +-_".contains(*c))
}

/// How the paragraph of a line was wrapped, if it was.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Block {
    /// The widest line: where a console would have wrapped.
    width: usize,
    how: Wrapped,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Wrapped {
    /// Nothing speaks for it: one line is the longest in any text.
    #[default]
    No,
    /// At a fixed column, through words.
    Hard,
    /// At blanks, so a line that is exactly full lost a blank too.
    AtBlanks,
}

/// For each line how its paragraph was wrapped.
pub(super) fn blocks(lines: &[&[char]]) -> Vec<Block> {
    let mut blocks = vec![Block::default(); lines.len()];
    let mut start = 0;
    for end in 0..=lines.len() {
        if end == lines.len() || lines[end].iter().all(|c| c.is_whitespace()) {
            let width = lines[start..end].iter().map(|l| l.len()).max().unwrap_or(0);
            let full = lines[start..end].iter().filter(|l| l.len() == width).count();
            let short = lines[start..end]
                .windows(2)
                .filter(|pair| {
                    pair[0].len() < width
                        && line_end(pair[0], pair[1], false, Block { width, how: Wrapped::AtBlanks })
                            == SPACE_WRAP
                })
                .count();
            let how = match (full, short) {
                (_, 1..) if full <= 1 + short / 4 => Wrapped::AtBlanks,
                (2.., _) => Wrapped::Hard,
                _ => Wrapped::No,
            };
            blocks[start..end].fill(Block { width, how });
            start = (end + 1).min(lines.len());
        }
    }
    blocks
}

/// What the end of this line is: real, or put there by a console of this width.
pub(super) fn line_end(line: &[char], next: &[char], fence: bool, block: Block) -> char {
    let body = &next[prefix(next)..];
    let real = fence
        || block.width == 0
        || body.is_empty()
        || line[prefix(line)..].is_empty()
        || is_fence(body)
        || starts_with_label(body)
        || is_label(&line[prefix(line)..]);
    if real {
        return '\n';
    }
    let word = first_word(next);
    if block.how == Wrapped::No {
        if line.len() == block.width { MAYBE_WRAP } else { '\n' }
    } else if line.len() == block.width && block.how == Wrapped::Hard {
        WRAP
    } else if line.len() + 1 + word > block.width {
        SPACE_WRAP
    } else {
        '\n'
    }
}

/// The length of the first word of a line, without what stands before lines.
pub(super) fn first_word(line: &[char]) -> usize {
    line[prefix(line)..].iter().take_while(|c| !c.is_whitespace()).count()
}

/// Whether a line begins with a label: with its colon, or alone on the line.
pub(super) fn starts_with_label(body: &[char]) -> bool {
    label::label_at(body, 0).is_some_and(|(_, end)| {
        body[end..]
            .iter()
            .find(|c| !matches!(c, ' ' | '"' | '*' | '\''))
            .is_none_or(|c| matches!(c, ':' | '=' | '\t' | '|'))
            || is_one_value(&body[end..])
    })
}

/// Whether a blank, and then a number, an id or a moment is all that is left of a line: notes that somebody typed.
pub(in crate::signin::paste) fn is_one_value(rest: &[char]) -> bool {
    let value = rest.strip_prefix(&[' ']).unwrap_or(&[]);
    let end = value.iter().take(50).position(|c| is_wrap(*c)).unwrap_or(value.len());
    end < 50
        && value.first().is_some_and(char::is_ascii_hexdigit)
        && value[..end].iter().any(char::is_ascii_digit)
        && value[..end].iter().filter(|c| **c == ' ').count() <= 1
}

/// Whether a line is a label and nothing else: its value stands on the next line.
pub(super) fn is_label(body: &[char]) -> bool {
    label::label_at(body, 0).is_some_and(|(_, end)| body[end..].iter().all(|c| matches!(c, ' ' | ':' | '*')))
}
