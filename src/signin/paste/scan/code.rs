use super::{Item, What};
use crate::signin::paste::label::label_at;
use crate::signin::paste::value::{code_digits, is_wrap};
use crate::signin::{ErrorCode, catalogue};

pub(super) fn aadsts(text: &[char], at: usize) -> Option<(Item, usize)> {
    let begins = |service: &'static str| letters(text, at, service).map(|end| (end, service));
    let fresh = at == 0 || !text[at - 1].is_alphanumeric();
    let (mut i, service) = begins("AADSTS")
        .or_else(|| begins("AADB2C"))
        .or_else(|| begins("ACS").filter(|(end, _)| fresh && access_control(text, *end)))?;
    let mut skipped = 0;
    while skipped < 3 && text.get(i).is_some_and(|c| is_wrap(*c) || matches!(c, ' ' | ':' | '-' | '_' | '*'))
    {
        i += 1;
        skipped += 1;
    }
    let named = |digits: &str| match service {
        "AADSTS" => digits.to_owned(),
        service => format!("{service}{digits}"),
    };
    let (digits, end) = code_digits(text, i, |digits| is_listed(&named(digits)))?;
    let code: ErrorCode = named(&digits).parse().ok()?;
    if skipped > 0 && !is_listed(&named(&digits)) {
        return None;
    }
    let before =
        text[..at].iter().rev().take(3).find(|c| !matches!(c, ' ' | '*' | '`' | '(' | '[') && !is_wrap(**c));
    let after = text[end..].iter().take(6).find(|c| !matches!(c, ' ' | '*' | '`') && !is_wrap(**c));
    // An address or an anchor that names a code tells of no sign-in.
    let address = text[at] == 'a' && at > 0 && matches!(text[at - 1], '-' | '/' | '#' | '_');
    let tells = matches!(after, Some(':')) || matches!(before, Some('"' | '\'' | '=' | ':' | '>' | '“'));
    let what = if tells && !address { What::Message(code, Vec::new()) } else { What::Mention(code) };
    (!address).then_some((Item { start: at, end, what }, end))
}

/// Whether five digits and a colon follow: three letters and a number are often something else.
fn access_control(text: &[char], from: usize) -> bool {
    let digits = text[from..].iter().take(6).take_while(|c| c.is_ascii_digit()).count();
    digits == 5 && text.get(from + digits) == Some(&':')
}

/// The end of these letters, over line ends that a console put between them.
fn letters(text: &[char], at: usize, wanted: &str) -> Option<usize> {
    let mut i = at;
    for letter in wanted.chars() {
        if i > at && text.get(i).is_some_and(|c| is_wrap(*c)) {
            i += 1;
        }
        if !text.get(i)?.eq_ignore_ascii_case(&letter) {
            return None;
        }
        i += 1;
    }
    Some(i)
}

pub(super) fn is_listed(digits: &str) -> bool {
    digits.parse().is_ok_and(|code| catalogue::lookup(code).is_some())
}

/// The numbers of `error_codes`, whatever brackets stand around them.
pub(super) fn code_list(text: &[char], from: usize) -> (Vec<ErrorCode>, usize) {
    let (mut codes, mut i, mut end) = (Vec::new(), from, from);
    while i < text.len() && i < from + 160 && codes.len() < 8 {
        if text[i].is_ascii_digit() && !text[i - 1].is_alphanumeric() {
            let Some((digits, stop)) = code_digits(text, i, is_listed) else {
                i += 1;
                continue;
            };
            if let Ok(code) = digits.parse() {
                codes.push(code);
                end = stop;
            }
            i = stop;
            continue;
        }
        let closing = text[i] == ')' || (text[i] == ']' && !codes.is_empty());
        let word = text[i].is_alphabetic() && (label_at(text, i).is_some() || !codes.is_empty());
        if closing || word {
            break;
        }
        i += 1;
    }
    (codes, end)
}
