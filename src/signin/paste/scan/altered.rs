use super::labelled::Gap;
use crate::signin::paste::clean::{MAYBE_WRAP, SPACE_WRAP, WRAP};
use crate::signin::paste::value::{Read, guid_at, looks_like_guid};

pub(super) fn guid(text: &[char], gap: &Gap, empty: bool, near: bool) -> Read<String> {
    let at = gap.at + usize::from(matches!(text.get(gap.at), Some('{' | '<')));
    if let Some((id, end)) = guid_at(text, at) {
        if !near {
            return Read::Nothing;
        }
        let nil = id.chars().all(|c| c == '0' || c == '-');
        return if nil { Read::Altered(end) } else { Read::Value(id, end) };
    }
    let token = token(text, gap.at);
    let dots = token.len() > 1 && token.chars().all(|c| matches!(c, '.' | '…'));
    if gap.tied && ((dots && gap.lines == 0) || gap.stars > 2) {
        return Read::Altered(gap.at);
    }
    let word = token.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let end = gap.at + token.chars().count();
    if empty
        || token.is_empty()
        || matches!(word.as_str(), "null" | "none" | "undefined" | "nil" | "" | "not")
    {
        let stars = token.chars().filter(|c| matches!(c, '*' | '█' | '•' | '…')).count() > 2;
        return if stars && gap.tied { Read::Altered(end) } else { Read::Nothing };
    }
    let one_line = gap.lines == 0 || looks_like_guid(token.trim_matches(['"', '\'', ',', '.']));
    if gap.tied && one_line { Read::Altered(end) } else { Read::Nothing }
}

/// The next run without blanks, quotes or commas.
pub(super) fn token(text: &[char], at: usize) -> String {
    let stop =
        |c: char| c.is_whitespace() || matches!(c, '"' | ',' | ';' | '`' | SPACE_WRAP | MAYBE_WRAP | '|');
    text[at.min(text.len())..].iter().take(80).take_while(|c| !stop(**c)).filter(|c| **c != WRAP).collect()
}

/// Digits with letters among them that a camera or an eye takes for digits.
pub(super) fn is_altered_code(token: &str) -> bool {
    let digits = token.chars().filter(char::is_ascii_digit).count();
    let letters = token.chars().filter(|c| "OoQDlI|SsBZzgq".contains(*c)).count();
    (4..=7).contains(&token.len()) && digits >= 2 && letters > 0 && digits + letters == token.len()
}

pub(super) fn is_altered_time(token: &str) -> bool {
    let lower = token.to_lowercase();
    let word = lower.trim_matches(|c: char| !c.is_alphanumeric());
    let digits = token.chars().filter(char::is_ascii_digit).count();
    !matches!(word, "null" | "none" | "undefined")
        && (token.starts_with(['{', '<', '[', '*', '…'])
            || token.starts_with("..")
            || lower.contains("redacted")
            || lower.contains("xx")
            || lower.contains("removed")
            || lower.starts_with("yyyy-mm")
            || word == "n/a"
            || digits >= 6)
}

pub(super) fn is_altered_ip(token: &str) -> bool {
    let lower = token.to_lowercase();
    token.starts_with(|c: char| c.is_ascii_digit()) && token.contains(['.', ':'])
        || lower.contains("x.x")
        || lower.contains("redacted")
        || token.starts_with(['{', '<', '[', '*'])
        || lower.contains("***")
}
