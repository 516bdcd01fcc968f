use std::net::IpAddr;

use super::NAME;
use crate::signin::paste::clean::{MAYBE_WRAP, SPACE_WRAP, WRAP};
use crate::signin::paste::label::{Label, label_at};
use crate::signin::paste::value::is_wrap;

/// An address, over a line end if only both parts make one.
pub(super) fn address(text: &[char], at: usize) -> Option<(IpAddr, usize)> {
    let part = |c: &&char| c.is_ascii_hexdigit() || matches!(c, '.' | ':');
    let read = |letters: &str| letters.trim_end_matches(['.', ':']).parse::<IpAddr>().ok();
    let token = text[at..].iter().take(46).take_while(part).count();
    let whole: String = text[at..at + token].iter().collect();
    let next = text.get(at + token);
    if next.is_some_and(|c| is_wrap(*c)) {
        let rest = text[at + token + 1..].iter().take(46).take_while(part).count();
        let end = at + token + 1 + rest;
        let joined: String = whole.chars().chain(text[at + token + 1..end].iter().copied()).collect();
        let stops = text.get(end).is_none_or(|c| !c.is_alphanumeric());
        if let Some(ip) = read(&joined).filter(|_| {
            rest > 0 && stops && (read(&whole).is_none() || matches!(next, Some(&(WRAP | MAYBE_WRAP))))
        }) {
            return Some((ip, end));
        }
    }
    // A label may be glued to it, and begin with letters that an address may have.
    let label = (1..=token)
        .find(|n| text.get(at + n).is_some_and(|c| c.is_uppercase()) && label_at(text, at + n).is_some());
    if let Some((ip, n)) = label.and_then(|n| Some((read(&text[at..at + n].iter().collect::<String>())?, n)))
    {
        return Some((ip, at + n));
    }
    let stops = next.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '*' | '%' | '/'));
    read(&whole).filter(|_| stops).map(|ip| (ip, at + token))
}

/// A free text that ends with its line, at the next label, or at a sign that belongs to no name.
pub(super) fn words(text: &[char], at: usize, short: bool) -> (String, usize) {
    let mut out = String::new();
    let mut i = at;
    while let Some(&c) = text.get(i) {
        let two = c == ' ' && text.get(i + 1) == Some(&' ');
        let sign = matches!(c, '\n' | MAYBE_WRAP | '\t' | '"' | '`' | '←')
            || two
            || (c == '<' && text.get(i + 1) == Some(&'-'));
        let list = short && matches!(c, ',' | ';' | '\'' | '(' | '.' | '。' | '，');
        let fresh = i > at && !text[i - 1].is_alphanumeric();
        let next = (fresh && c.is_alphanumeric() && follows(text, i)) || (i > at && !fresh && glued(text, i));
        if sign || list || next || out.len() > NAME {
            break;
        }
        match c {
            WRAP => {}
            SPACE_WRAP => out.push(' '),
            _ => out.push(c),
        }
        i += 1;
    }
    let value = out
        .trim()
        .trim_matches(|c| matches!(c, '*' | '\'' | '’' | '‘' | '“' | '”'))
        .trim_end_matches([',', ';', ' ', '.', '-', '—']);
    (value.to_owned(), i)
}

/// Whether a label with its colon is glued to the word before it: `Azure PortalApp id: …`.
fn glued(text: &[char], i: usize) -> bool {
    text[i].is_uppercase()
        && !text[i - 1].is_uppercase()
        && label_at(text, i).is_some_and(|(labels, end)| {
            let own = |l: &Label| {
                !matches!(l, Label::Oauth | Label::Other | Label::App | Label::TimeWeak | Label::UserWeak)
            };
            labels.iter().any(own) && text.get(end) == Some(&':')
        })
}

/// Whether a label with a value starts here.
pub(super) fn follows(text: &[char], i: usize) -> bool {
    label_at(text, i).is_some_and(|(labels, end)| {
        let weak = labels.iter().all(|l| {
            matches!(l, Label::Oauth | Label::Other | Label::App | Label::TimeWeak | Label::UserWeak)
        });
        let tied = text[end..]
            .iter()
            .take(3)
            .find(|c| !matches!(c, ' ' | '"'))
            .is_some_and(|c| matches!(c, ':' | '='));
        tied && (!weak || text[i].is_uppercase())
    })
}
