use super::altered::{guid, is_altered_code, is_altered_ip, is_altered_time, token};
use super::code::{code_list, is_listed};
use super::oauth::{oauth_word, suberror};
use super::words::{address, follows, words};
use super::{Item, What, starts_with};
use crate::signin::Field;
use crate::signin::paste::clean::{MAYBE_WRAP, SPACE_WRAP, WRAP, is_one_value};
use crate::signin::paste::label::{Label, label_at};
use crate::signin::paste::message;
use crate::signin::paste::moment::moment_at;
use crate::signin::paste::value::{Read, code_digits, guid_at, is_wrap, looks_like_guid};

/// How far a value may stand from its label, in characters that carry nothing.
pub(super) const GAP: usize = 40;

/// The way from a label to its value.
pub(super) struct Gap {
    pub(super) at: usize,
    /// A sign that ties them: `:`, `=`, `=>`, or a closing key quote.
    pub(super) tied: bool,
    /// Real line ends on the way.
    pub(super) lines: usize,
    /// The longest run of stars on the way: three and more are no bold print, but a value that somebody blanked.
    pub(super) stars: usize,
}

pub(super) fn gap(text: &[char], from: usize) -> Gap {
    let mut gap = Gap { at: from, tied: false, lines: 0, stars: 0 };
    let mut stars = 0;
    while gap.at < from + GAP {
        let Some(&c) = text.get(gap.at) else { break };
        stars = if c == '*' { stars + 1 } else { 0 };
        gap.stars = gap.stars.max(stars);
        match c {
            ':' | '=' | '>' => gap.tied = true,
            '\n' | MAYBE_WRAP => gap.lines += 1,
            ' ' | '\t' | '"' | '\'' | '‘' | '’' | '“' | '”' | '*' | '`' | '_' | ']' | '[' | '(' | '\\'
            | WRAP | SPACE_WRAP => {}
            '-' | '–' | '—' if text.get(gap.at + 1) == Some(&' ') => gap.tied = true,
            'w' | 'i' if !gap.tied && gap.lines == 0 && verb(text, gap.at) => gap.at += 2,
            _ => break,
        }
        gap.at += 1;
    }
    gap
}

/// `was` or `is` with a colon behind it.
pub(super) fn verb(text: &[char], at: usize) -> bool {
    starts_with(text, at, "was:") || starts_with(text, at, "is:\n")
}

pub(super) fn labelled(text: &[char], label: Label, start: usize, end: usize) -> Option<Item> {
    let gap = gap(text, end);
    let item = |what: What, end: usize| Some(Item { start, end, what });
    // A label right behind a label: the first one has no value.
    let empty = label_at(text, gap.at).is_some_and(|(labels, after)| {
        let value = labels.contains(&Label::Other) || labels.contains(&Label::Message);
        !value && gap_is_tied(text, after) || (value && gap.lines > 0 && gap_is_tied(text, after))
    });
    // Without a sign between, label and value stand on lines of their own, or in two columns.
    let columns = text[end..].iter().find(|c| !matches!(c, ' ' | '*' | '`')) == Some(&'\t');
    let near =
        gap.tied || (begins_line(text, start) && (gap.lines > 0 || is_one_value(&text[end..]))) || columns;
    match label {
        Label::RequestPage | Label::Trace | Label::Correlation => {
            let wrap = |id: Option<String>| match label {
                Label::RequestPage => What::Request(id),
                Label::Trace => What::Trace(id),
                _ => What::Correlation(id),
            };
            // x-ms-request-id, client-request-id and request-id are other services' ids.
            if text[..start].last() == Some(&'-') || foreign(text, start, end) {
                return item(What::Stop, end);
            }
            match guid(text, &gap, empty, near) {
                Read::Value(id, end) => item(wrap(Some(id)), end),
                Read::Altered(end) => item(wrap(None), end),
                Read::Nothing => match in_prose(text, end) {
                    Some((id, end)) => item(What::Prose { request: label != Label::Correlation, id }, end),
                    None => item(What::Stop, end),
                },
            }
        }
        Label::Time | Label::TimeWeak => {
            let weak = label == Label::TimeWeak;
            if !near || empty {
                return None;
            }
            if let Some((moment, end)) = moment_at(text, gap.at) {
                return item(What::Time { moment: Some(moment), weak }, end);
            }
            let token = token(text, gap.at);
            let altered = !weak && gap.tied && gap.lines == 0 && is_altered_time(&token);
            altered.then_some(Item { start, end, what: What::Time { moment: None, weak } })
        }
        Label::CodePage | Label::CodeLog => {
            let at = if starts_with(text, gap.at, "AADSTS") { gap.at + 6 } else { gap.at };
            if gap.tied && label == Label::CodePage && is_altered_code(&token(text, at)) {
                return item(What::AlteredCode, end);
            }
            let zero = text.get(at) == Some(&'0') && text.get(at + 1).is_none_or(|c| !c.is_alphanumeric());
            if zero && near && label == Label::CodeLog {
                return item(What::Succeeded, at + 1);
            }
            let (digits, end) = code_digits(text, at, is_listed).filter(|_| near && gap.lines <= 4)?;
            let code = digits.parse().ok()?;
            item(if label == Label::CodeLog { What::LogCode(code) } else { What::PageCode(code) }, end)
        }
        Label::Codes => {
            let (codes, end) = code_list(text, end);
            if codes.is_empty() { None } else { item(What::Codes(codes), end) }
        }
        Label::Oauth => {
            let (word, end) = oauth_word(text, gap.at).filter(|_| near)?;
            item(What::Oauth { word, bare: false }, end)
        }
        Label::Suberror => {
            let (word, end) = suberror(text, gap.at);
            (near && word.len() > 2 && word != "null").then_some(())?;
            item(What::Value(Field::Suberror, Some(word)), end)
        }
        Label::AppId | Label::DeviceId | Label::TenantId | Label::ResourceId => {
            let field = match label {
                Label::AppId => Field::AppId,
                Label::DeviceId => Field::DeviceId,
                Label::TenantId => Field::TenantId,
                _ => Field::ResourceId,
            };
            // `Endpoint URI : https://login.microsoftonline.com/…/oauth2/token`: the tenant is the first part of its path.
            if let Some(at) = path(text, gap.at) {
                let tenant = guid_at(text, at).filter(|(id, _)| id.len() == 36 && field == Field::TenantId);
                return match tenant {
                    Some((id, end)) => item(What::Value(field, Some(id)), end),
                    None => item(What::Stop, end),
                };
            }
            match guid(text, &gap, empty, near) {
                Read::Value(id, end) => item(What::Value(field, Some(id)), end),
                Read::Altered(end) if matches!(field, Field::AppId | Field::TenantId) => {
                    item(What::Value(field, None), end)
                }
                Read::Altered(_) if field == Field::DeviceId && looks_like_guid(&token(text, gap.at)) => {
                    item(What::Value(field, None), end)
                }
                _ if field == Field::DeviceId && near => {
                    let end = words(text, gap.at, true).1.max(end);
                    item(What::Value(field, Some(String::new())), end)
                }
                _ => item(What::Stop, end),
            }
        }
        Label::Ip => {
            if !near || empty {
                return None;
            }
            let token = token(text, gap.at);
            let stop = gap.at + token.chars().count();
            match address(text, gap.at) {
                Some((ip, stop)) => item(What::Value(Field::Ip, Some(ip.to_string())), stop),
                None if gap.tied && gap.lines == 0 && is_altered_ip(&token) => {
                    item(What::Value(Field::Ip, None), stop)
                }
                None => item(What::Stop, end),
            }
        }
        Label::Flag => item(What::Flag(near.then(|| flag(text, gap.at)).flatten()), end),
        Label::User | Label::UserWeak => {
            if !near || empty {
                return item(What::Stop, end);
            }
            let mut token = token(text, gap.at);
            let mut stop = gap.at + token.chars().count();
            if let Some(label) = (gap.at..stop).find(|i| glued_to_address(text, gap.at, *i)) {
                stop = label;
                token = text[gap.at..label].iter().collect();
            }
            let name = token.trim_end_matches(['.', ',', ';', ')', '\'', '"']);
            if runs_on(name) {
                item(What::Stop, end)
            } else if message::is_user(name) && name.contains('@') {
                item(What::Value(Field::User, Some(name.to_owned())), stop)
            } else if label == Label::User
                && (token.starts_with(['{', '<', '*', '['])
                    || (token.contains('@') && token.contains(['*', '…'])))
            {
                item(What::Value(Field::User, None), stop)
            } else {
                item(What::Stop, end)
            }
        }
        Label::AppName | Label::App | Label::DevicePlatform | Label::DeviceState => {
            if !near || empty || (label == Label::App && !gap.tied && gap.lines == 0) {
                return item(What::Stop, end);
            }
            let short = matches!(label, Label::DevicePlatform | Label::DeviceState);
            let (value, stop) = words(text, gap.at, short);
            let field = match label {
                Label::DevicePlatform => Field::DevicePlatform,
                Label::DeviceState => Field::DeviceState,
                _ => Field::AppName,
            };
            if value.is_empty() { item(What::Stop, end) } else { item(What::Value(field, Some(value)), stop) }
        }
        Label::Status => {
            let well =
                near && token(text, gap.at).trim_end_matches(['.', '\'']).eq_ignore_ascii_case("success");
            item(if well { What::Succeeded } else { What::Stop }, end)
        }
        Label::Begin => item(if gap.tied { What::Begin } else { What::Stop }, end),
        Label::Message | Label::Other => item(What::Stop, end),
    }
}

/// The id right behind a label in a sentence: "with correlation id …", "my request ID is …", "(Request ID …".
fn in_prose(text: &[char], from: usize) -> Option<(String, usize)> {
    let blanks = |mut at: usize| {
        while text.get(at).is_some_and(|c| matches!(c, ' ' | '(' | '"' | '\'' | '`' | '#')) && at < from + 8 {
            at += 1;
        }
        at
    };
    let at = blanks(from);
    let verb = ["is ", "was ", "of "].iter().find(|verb| at > from && starts_with(text, at, verb));
    let at = verb.map_or(at, |verb| blanks(at + verb.len()));
    guid_at(text, at).filter(|(id, _)| id.len() == 36 && at > from)
}

/// Where the path of the address begins that stands here, if one does. A console may have cut it anywhere.
fn path(text: &[char], at: usize) -> Option<usize> {
    let mut letters = text[at..].iter().enumerate().take(100).filter(|(_, c)| !is_wrap(**c));
    let scheme: String = letters.by_ref().take(8).map(|(_, c)| *c).collect();
    let end = letters.find(|(_, c)| !c.is_ascii_alphanumeric() && !matches!(c, '.' | '-'));
    end.filter(|(_, c)| scheme == "https://" && **c == '/').map(|(length, _)| at + length + 1)
}

/// Whether a label with its value begins at a capital behind the address from `from`: `anna@contoso.comApp name: …`.
fn glued_to_address(text: &[char], from: usize, at: usize) -> bool {
    let mut domain = text[from..at].iter().skip_while(|c| **c != '@');
    text[at].is_uppercase()
        && at > from
        && text[at - 1].is_alphanumeric()
        && domain.any(|c| *c == '.')
        && follows(text, at)
}

/// `anna@contoso.comBefund`: something is glued to the address, and where it begins is not known.
fn runs_on(name: &str) -> bool {
    let last = name.rsplit_once('@').and_then(|(_, domain)| domain.rsplit('.').next()).unwrap_or_default();
    last.as_bytes().windows(2).any(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase())
}

/// Whether a flag line says that the sign-in is flagged. The page offers what can be done: to enable flagging where it
/// is off, to disable it where it is on. A log says yes or no.
fn flag(text: &[char], at: usize) -> Option<bool> {
    let says = |word: &str| {
        starts_with(text, at, word) && text.get(at + word.len()).is_none_or(|c| !c.is_alphanumeric())
    };
    if says("Disable flagging") || says("Yes") || says("True") {
        Some(true)
    } else if says("Enable flagging") || says("No") || says("False") {
        Some(false)
    } else {
        None
    }
}

pub(super) fn begins_line(text: &[char], start: usize) -> bool {
    text[..start]
        .iter()
        .rev()
        .take(12)
        .find(|c| !matches!(c, ' ' | '*' | '`' | '>' | '#'))
        .is_none_or(|c| matches!(*c, '\n' | MAYBE_WRAP | '\t' | '"'))
}

pub(super) fn gap_is_tied(text: &[char], from: usize) -> bool {
    let gap = gap(text, from);
    gap.tied || gap.lines > 0
}

/// `request-id` and `requestId` with another service's neighbours (Graph and storage answers carry them).
pub(super) fn foreign(text: &[char], start: usize, end: usize) -> bool {
    text[start..end].contains(&'-') && text[start].is_ascii_lowercase()
}
