use super::Clean;
use super::plain::harmless;
use crate::signin::paste::value::is_wrap;

impl Clean {
    /// Drops tags and resolves entities of HTML; drops the addresses that mail programs put behind a link.
    pub(super) fn unmarkup(self) -> Self {
        let mut out = Self::empty_like(&self);
        let mut i = 0;
        while i < self.text.len() {
            match self.text[i] {
                '<' => {
                    if let Some((length, breaks)) = tag(&self.text[i..]) {
                        if breaks {
                            out.push('\n', self.from[i]);
                        }
                        // `<br>` and the line end behind it are one line end.
                        let lone = breaks && matches!(self.at(i + 1), Some('b' | 'B'));
                        i += length + usize::from(lone && self.at(i + length).is_some_and(is_wrap));
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
}

const INLINE: [&str; 14] =
    ["a", "b", "i", "u", "s", "em", "strong", "span", "font", "code", "small", "label", "mark", "wbr"];
const BLOCK: [&str; 34] = [
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

/// Whether the tag of this name breaks the line; `None` for a name that no page of HTML has.
fn breaks_line(name: &str) -> Option<bool> {
    let holds = |names: &[&str]| names.iter().any(|known| known.eq_ignore_ascii_case(name));
    let block = holds(&BLOCK);
    (block || holds(&INLINE)).then_some(block)
}

/// The length of an HTML tag that is known, and whether it breaks the line.
pub(super) fn tag(text: &[char]) -> Option<(usize, bool)> {
    // A console may have cut behind the bracket.
    let cut = usize::from(text.get(1).is_some_and(|c| is_wrap(*c)) && text.get(2) == Some(&'/'));
    let closing = usize::from(text.get(1 + cut) == Some(&'/'));
    let from = 1 + cut + closing;
    let name: String = text[from..].iter().take(10).take_while(|c| c.is_ascii_alphanumeric()).collect();
    let mut after = from + name.len();
    if name.eq_ignore_ascii_case("mailto") || (closing == 0 && name.starts_with("http")) {
        let end = text.iter().take(300).position(|c| *c == '>')?;
        let link = text[..end].contains(&':') && !text[..end].iter().any(|c| c.is_whitespace());
        return link.then_some((end + 1, false));
    }
    let mut breaks = breaks_line(&name);
    if text.get(after).is_some_and(|c| is_wrap(*c)) {
        // A console may have cut the name in two.
        let rest: String =
            text[after + 1..].iter().take(10).take_while(|c| c.is_ascii_alphanumeric()).collect();
        if let Some(joined) = breaks_line(&format!("{name}{rest}")).filter(|_| !rest.is_empty()) {
            breaks = Some(joined);
            after += 1 + rest.len();
        }
    }
    let breaks = breaks?;
    if !text.get(after).is_some_and(|c| matches!(c, '>' | ' ' | '/' | ':') || is_wrap(*c)) {
        return None;
    }
    let end = text.iter().take(600).position(|c| *c == '>')?;
    Some((end + 1, breaks))
}

pub(super) fn entity(text: &[char]) -> Option<(char, usize)> {
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
