use super::label;
use super::value::is_wrap;

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

    /// Drops quote marks, gutters and bullets before lines, and fences.
    /// With `wrapped`, real line ends are told from those that a console or a mail program made.
    fn lines(self, wrapped: bool) -> Self {
        let mut out = Self::empty_like(&self);
        let lines: Vec<&[char]> = self.text.split(|c| *c == '\n').collect();
        let blocks = if wrapped { blocks(&lines) } else { vec![Block::default(); lines.len()] };
        let (mut start, mut pending): (usize, Option<char>) = (0, None);
        for (number, line) in lines.iter().enumerate() {
            let skip = prefix(line);
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

    /// Resolves escapes of JSON and of program text at any depth: a run of backslashes counts as one.
    fn unescape(self) -> Self {
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
                && next.is_some_and(char::is_lowercase);
            match letter {
                'n' | 'r' | 't' if path => {
                    out.push('\\', from);
                    out.push(letter, from);
                }
                'n' | 't' => out.push('\n', from),
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

    /// Drops tags and resolves entities of HTML; drops the addresses that mail programs put behind a link.
    fn unmarkup(self) -> Self {
        let mut out = Self::empty_like(&self);
        let mut i = 0;
        while i < self.text.len() {
            match self.text[i] {
                '<' => {
                    if let Some((length, breaks)) = tag(&self.text[i..]) {
                        if breaks {
                            out.push('\n', self.from[i]);
                        }
                        i += length;
                        continue;
                    }
                }
                '&' => {
                    if let Some((decoded, length)) = entity(&self.text[i..]) {
                        out.push(decoded, self.from[i]);
                        i += length;
                        continue;
                    }
                }
                _ => {}
            }
            out.copy(&self, i);
            i += 1;
        }
        out
    }

    /// Resolves one level of percent signs in each stretch that has them and speaks of an error.
    fn unpercent(self) -> Self {
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
                        for letter in String::from_utf8_lossy(&bytes).chars() {
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

/// Characters that must never reach a screen or an id: controls, direction marks, invisible joiners.
fn harmless(letter: char) -> Option<char> {
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

/// Drops terminal sequences and everything invisible, and makes all line ends one kind.
fn plain(source: &str, offset: usize) -> Clean {
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

/// How many characters before a line are wrapping: blanks, quote marks, comment signs, bullets, gutters.
fn prefix(line: &[char]) -> usize {
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
fn list_number(body: &[char]) -> usize {
    let digits = body.iter().take_while(|c| c.is_ascii_digit()).count();
    let sign = matches!(body.get(digits), Some('.' | ')')) && body.get(digits + 1) == Some(&' ');
    if (1..=2).contains(&digits) && sign && starts_with_label(&body[digits + 2..]) { digits + 2 } else { 0 }
}

/// A console's gutter of line numbers and a bar, with nothing after it taken.
fn gutter(line: &[char]) -> usize {
    let blanks = line.iter().take_while(|c| **c == ' ').count();
    let digits = line[blanks..].iter().take_while(|c| c.is_ascii_digit()).count();
    let more = line[blanks + digits..].iter().take_while(|c| **c == ' ').count();
    let bar = blanks + digits + more;
    if line.get(bar) == Some(&'|') { bar + 1 } else { 0 }
}

fn is_fence(body: &[char]) -> bool {
    let ticks = body.iter().take_while(|c| **c == '`').count();
    ticks >= 3
        && body.len() <= ticks + 20
        && body[ticks..].iter().all(|c| c.is_alphanumeric() || " +-_".contains(*c))
}

/// How the paragraph of a line was wrapped, if it was.
#[derive(Debug, Clone, Copy, Default)]
struct Block {
    /// The widest line: where a console would have wrapped.
    width: usize,
    how: Wrapped,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Wrapped {
    /// Nothing speaks for it: one line is the longest in any text.
    #[default]
    No,
    /// At a fixed column, through words.
    Hard,
    /// At blanks, so a line that is exactly full lost a blank too.
    AtBlanks,
}

/// For each line how its paragraph was wrapped.
fn blocks(lines: &[&[char]]) -> Vec<Block> {
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
fn line_end(line: &[char], next: &[char], fence: bool, block: Block) -> char {
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
fn first_word(line: &[char]) -> usize {
    line[prefix(line)..].iter().take_while(|c| !c.is_whitespace()).count()
}

/// Whether a line begins with a label: with its colon, or alone on the line.
fn starts_with_label(body: &[char]) -> bool {
    label::label_at(body, 0).is_some_and(|(_, end)| {
        body[end..]
            .iter()
            .find(|c| !matches!(c, ' ' | '"' | '*' | '\''))
            .is_none_or(|c| matches!(c, ':' | '=' | '\t' | '|'))
            || is_one_value(&body[end..])
    })
}

/// Whether a blank, and then a number, an id or a moment is all that is left of a line: notes that somebody typed.
pub(super) fn is_one_value(rest: &[char]) -> bool {
    let value = rest.strip_prefix(&[' ']).unwrap_or(&[]);
    let end = value.iter().take(50).position(|c| is_wrap(*c)).unwrap_or(value.len());
    end < 50
        && value.first().is_some_and(char::is_ascii_hexdigit)
        && value[..end].iter().any(char::is_ascii_digit)
        && value[..end].iter().filter(|c| **c == ' ').count() <= 1
}

/// Whether a line is a label and nothing else: its value stands on the next line.
fn is_label(body: &[char]) -> bool {
    label::label_at(body, 0).is_some_and(|(_, end)| body[end..].iter().all(|c| matches!(c, ' ' | ':' | '*')))
}

fn hex(text: &[char], at: usize, digits: usize) -> Option<u32> {
    let digits = text.get(at..at + digits)?;
    digits.iter().try_fold(0, |value, c| c.to_digit(16).map(|d| value * 16 + d))
}

/// One `%XX`, also when a console wrapped it.
fn percent(text: &[char], at: usize) -> Option<(u8, usize)> {
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

/// The stretch without blanks that starts at `at`, and whether it is a percent-encoded address or form body
/// in which an error is spoken of.
fn stretch(text: &[char], at: usize) -> (usize, bool) {
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

fn speaks_of_error(text: &[char]) -> bool {
    let starts = |word: &str| {
        text.len() >= word.len() && word.chars().zip(text).all(|(a, b)| a.eq_ignore_ascii_case(b))
    };
    starts("error") || starts("aadsts")
}

/// The length of an HTML tag that is known, and whether it breaks the line.
fn tag(text: &[char]) -> Option<(usize, bool)> {
    let closing = usize::from(text.get(1) == Some(&'/'));
    let name: String =
        text[1 + closing..].iter().take(10).take_while(|c| c.is_ascii_alphanumeric()).collect();
    let after = text.get(1 + closing + name.len());
    if name.eq_ignore_ascii_case("mailto") || (closing == 0 && name.starts_with("http")) {
        let end = text.iter().take(300).position(|c| *c == '>')?;
        let link = text[..end].contains(&':') && !text[..end].iter().any(|c| c.is_whitespace());
        return link.then_some((end + 1, false));
    }
    let name = name.to_ascii_lowercase();
    let inline =
        ["a", "b", "i", "u", "s", "em", "strong", "span", "font", "code", "small", "label", "mark", "wbr"];
    let block = [
        "br",
        "p",
        "div",
        "td",
        "th",
        "tr",
        "li",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "table",
        "tbody",
        "thead",
        "pre",
        "hr",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "html",
        "head",
        "body",
        "title",
        "section",
        "blockquote",
        "img",
        "input",
        "button",
        "form",
        "o",
    ];
    let breaks = block.contains(&name.as_str());
    if !breaks && !inline.contains(&name.as_str()) {
        return None;
    }
    if !matches!(after, Some('>' | ' ' | '/' | '\n' | ':')) {
        return None;
    }
    let end = text.iter().take(600).position(|c| *c == '>')?;
    Some((end + 1, breaks))
}

fn entity(text: &[char]) -> Option<(char, usize)> {
    let end = text.iter().take(10).position(|c| *c == ';')?;
    let name: String = text[1..end].iter().collect();
    let letter = match name.as_str() {
        "amp" => '&',
        "quot" => '"',
        "apos" | "lsquo" | "rsquo" => '\'',
        "lt" => '<',
        "gt" => '>',
        "nbsp" => ' ',
        "hyphen" | "ndash" => '-',
        _ => {
            let number = name.strip_prefix('#')?;
            let value = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                None => number.parse().ok()?,
            };
            let letter = harmless(char::from_u32(value).map(|c| if c == '\r' { '\n' } else { c })?)?;
            return Some((letter, end + 1));
        }
    };
    Some((letter, end + 1))
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
            "http://h/\nerror=e\nerror_description=AADSTS1: T\n\nX: y\ns=1"
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
