use super::clean::{MAYBE_WRAP, SPACE_WRAP, WRAP};
use super::label::label_at;

/// What stands where a value is expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Read<T> {
    /// The value, and where it ends.
    Value(T, usize),
    /// Something stands there that once was a value: altered, blanked, or a placeholder.
    Altered(usize),
    /// Nothing, or a word that says "nothing".
    Nothing,
}

pub(super) fn is_wrap(c: char) -> bool {
    matches!(c, '\n' | WRAP | SPACE_WRAP | MAYBE_WRAP)
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE58}' | '\u{FE63}')
}

/// A GUID that starts exactly at `at`: 32 hex digits, with all four hyphens or none. Line ends may stand anywhere
/// in it and a blank beside a hyphen (consoles and OCR do that); nothing else is forgiven.
pub(super) fn guid_at(text: &[char], at: usize) -> Option<(String, usize)> {
    let mut digits = String::with_capacity(36);
    let (mut i, mut wraps, mut blanks, mut hyphens) = (at, 0, 0, 0);
    while digits.len() - hyphens < 32 {
        let c = *text.get(i)?;
        let place = digits.len() - hyphens;
        let border = matches!(place, 8 | 12 | 16 | 20);
        if c.is_ascii_hexdigit() {
            if border && hyphens > 0 && hyphens < group(place) {
                return None;
            }
            digits.push(c.to_ascii_lowercase());
        } else if is_hyphen(c) && border && hyphens + 1 == group(place) {
            digits.push('-');
            hyphens += 1;
        } else if is_wrap(c) && place > 0 && wraps < 6 {
            wraps += 1;
            while matches!(text.get(i + 1), Some(' ' | '\t')) {
                i += 1;
            }
        } else if c == ' '
            && border
            && blanks < 4
            && (hyphens == group(place) || text.get(i + 1).is_some_and(|c| is_hyphen(*c)))
        {
            blanks += 1;
        } else {
            return None;
        }
        i += 1;
    }
    if hyphens != 0 && hyphens != 4 {
        return None;
    }
    // Without hyphens only an unbroken run is a GUID: words of hex letters must not grow together.
    if hyphens == 0 && i - at != 32 {
        return None;
    }
    ends_here(text, i).then_some((digits, i))
}

/// Which hyphen belongs after this many digits.
fn group(digits: usize) -> usize {
    match digits {
        0..8 => 0,
        8..12 => 1,
        12..16 => 2,
        16..20 => 3,
        _ => 4,
    }
}

/// Whether a GUID may end here: no further letter or digit, unless a label (or the rest of an escape) is glued to it.
fn ends_here(text: &[char], i: usize) -> bool {
    let Some(&c) = text.get(i) else { return true };
    if is_hyphen(c) {
        return text.get(i + 1).is_none_or(|c| !c.is_ascii_alphanumeric());
    }
    if matches!(c, WRAP | MAYBE_WRAP) {
        // A digit too many may have been pushed to the next line.
        let rest: Vec<char> = text[i + 1..]
            .iter()
            .copied()
            .take(10)
            .take_while(|c| !c.is_whitespace() && !is_wrap(*c))
            .collect();
        let tail = rest.iter().take_while(|c| c.is_ascii_hexdigit()).count();
        let digits = rest.iter().take(tail).any(char::is_ascii_digit);
        return !(digits && rest.get(tail).is_none_or(|c| !c.is_alphanumeric()));
    }
    !c.is_alphanumeric() || glued_label(text, i).is_some()
}

/// Where the label begins that stands here with nothing between, or after the remains of an escape (`rn`, `n`).
pub(super) fn glued_label(text: &[char], i: usize) -> Option<usize> {
    let rest: String = text[i..].iter().take(2).collect();
    let skips = match rest.as_str() {
        "rn" => [0, 2],
        r if r.starts_with('n') => [0, 1],
        _ => [0, 0],
    };
    skips.into_iter().map(|skip| i + skip).find(|at| label_at(text, *at).is_some())
}

/// The shape of a GUID with something else in it: five groups of about the right lengths, or a first group and dots.
pub(super) fn looks_like_guid(token: &str) -> bool {
    let parts: Vec<&str> = token.split(is_hyphen).collect();
    let odd = |c: char| c.is_ascii_alphanumeric() || matches!(c, '*' | '.' | '…' | '#' | '_' | '█' | '•');
    if !token.chars().all(|c| odd(c) || is_hyphen(c)) {
        return false;
    }
    let groups = parts.len() == 5
        && parts
            .iter()
            .zip([8usize, 4, 4, 4, 12])
            .all(|(part, wanted)| part.chars().count().abs_diff(wanted) <= 2);
    let cut =
        parts.len() >= 2 && parts[0].len() == 8 && token.contains(['…', '.']) && token.contains(['-', '…']);
    groups || cut
}

/// The digits of an error code that start at `at`, over a line end if need be.
pub(super) fn code_digits(text: &[char], at: usize, known: impl Fn(&str) -> bool) -> Option<(String, usize)> {
    let run = |from: usize| text[from..].iter().take(9).take_while(|c| c.is_ascii_digit()).count();
    let first = run(at);
    if first == 0 || first > 8 {
        return None;
    }
    let mut digits: String = text[at..at + first].iter().collect();
    let mut end = at + first;
    if text.get(end).is_some_and(|c| is_wrap(*c)) {
        let second = run(end + 1);
        let whole: String = text[end + 1..end + 1 + second].iter().collect();
        let joined = format!("{digits}{whole}");
        let after = text.get(end + 1 + second);
        // Fewer than four digits are no code of their own: they belong to the line before.
        let rest = second < 4 && matches!(after, Some(',' | ']' | ')' | '}' | '"'));
        let belongs = after == Some(&':') || (known(&joined) && (rest || !known(&digits)));
        if second > 0 && joined.len() <= 8 && belongs {
            digits = joined;
            end += 1 + second;
        }
    }
    let stops =
        text.get(end).is_none_or(|c| !c.is_alphanumeric() && *c != '_') || glued_label(text, end).is_some();
    (stops && digits.len() >= 4 && !digits.starts_with('0')).then_some((digits, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guid(text: &str) -> Option<String> {
        guid_at(&text.chars().collect::<Vec<_>>(), 0).map(|g| g.0)
    }

    #[test]
    fn guids_survive_wrapping_and_ocr_blanks() {
        let whole = "9eb381ba-429d-45ce-bdc4-74f66b235500";
        for text in [
            "9eb381ba-429d-45ce-bdc4-74f66b235500",
            "9EB381BA-429D-45CE-BDC4-74F66B235500.",
            "9eb381ba-429d-45ce- bdc4-74f66b235500",
            "9eb381ba-429d-45\nce-bdc4-74f66b235500",
            "9eb381ba–429d–45ce–bdc4–74f66b235500",
            "9eb381ba-429d-45ce-bdc4-74f66b235500Correlation ID",
            "9eb381ba-429d-45ce-bdc4-74f66b235500rnCorrelation ID",
            "9eb381ba-429d-45ce-bdc4-74f66b235500\nAdd",
        ] {
            assert_eq!(guid(text).as_deref(), Some(whole), "{text}");
        }
        assert_eq!(guid("9eb381ba429d45cebdc474f66b235500").unwrap().len(), 32);
    }

    #[test]
    fn altered_guids_are_no_guids() {
        for text in [
            "a1daagbb-5047-4c59-170e-ceegeg52590200",
            "367371a4-39c0-459c-b506-61937a4d76475",
            "367371a4-39c0-459c-b506-61937a4d7647\u{E000}5 x",
            "367371a-439c0-459c-b506-61937a4d7647",
            "9eb381ba-429d-45ce-bdc4-74f66b23550",
            "9eb381ba-429d-45ce-bdc4-74f66b235500-x",
            "9eb381ba-429d45ce-bdc4-74f66b235500",
            "9eb381ba 429d 45ce bdc4 74f66b235500",
        ] {
            assert_eq!(guid(text), None, "{text}");
        }
    }
}
