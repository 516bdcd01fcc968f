use std::net::IpAddr;

use super::clean::{Clean, MAYBE_WRAP, SPACE_WRAP, WRAP, is_one_value};
use super::label::{Label, label_at};
use super::message::{self, Said};
use super::value::{Moment, Read, code_digits, glued_label, guid_at, is_wrap, looks_like_guid, moment_at};
use crate::signin::{ErrorCode, Field, catalogue};

/// One thing found in a text, and where.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) what: What,
}

#[derive(Debug, Clone)]
pub(super) enum What {
    /// `AADSTS…` with a message (or as a value), and what the message says.
    Message(ErrorCode, Vec<Said>),
    /// `AADSTS…` in passing.
    Mention(ErrorCode),
    /// The number under "Error Code" of a page.
    PageCode(ErrorCode),
    /// Something under "Error Code" that was a number before it was read by a camera.
    AlteredCode,
    /// The number under "Sign-in error code" of a portal or log.
    LogCode(ErrorCode),
    /// `error_codes`.
    Codes(Vec<ErrorCode>),
    /// `error?code=`.
    AddressCode(ErrorCode),
    /// "Request Id" as pages and logs write it. `None`: altered.
    Request(Option<String>),
    /// "Trace ID" as OAuth texts write it.
    Trace(Option<String>),
    Correlation(Option<String>),
    Time {
        moment: Option<Moment>,
        weak: bool,
    },
    /// Any other field, as text; `None`: altered.
    Value(Field, Option<String>),
    /// An OAuth word; `bare` when no label announced it.
    Oauth {
        word: String,
        bare: bool,
    },
    /// A label whose value does not interest, which still ends the value before it.
    Stop,
    /// A GUID or a moment under no label we know.
    LooseGuid(String),
    LooseTime(Moment),
}

/// The closed list of OAuth errors that the sign-in service sends.
const OAUTH: [&str; 26] = [
    "access_denied",
    "account_selection_required",
    "authorization_declined",
    "authorization_pending",
    "bad_verification_code",
    "consent_required",
    "expired_token",
    "interaction_required",
    "invalid_client",
    "invalid_grant",
    "invalid_instance",
    "invalid_request",
    "invalid_resource",
    "invalid_scope",
    "invalid_token",
    "login_required",
    "server_error",
    "slow_down",
    "temporarily_unavailable",
    "unauthorized_client",
    "unmet_authn_requirements",
    "unsupported_grant_type",
    "unsupported_response_mode",
    "unsupported_response_type",
    "user_authentication_required",
    "protection_policy_required",
];

/// How far a value may stand from its label, in characters that carry nothing.
const GAP: usize = 40;
/// How long a message is read.
const MESSAGE: usize = 1800;
/// The longest name of an app, a platform, a state.
const NAME: usize = 160;

/// Finds everything in one pass. The work for one place never depends on the length of the text.
pub(super) fn scan(clean: &Clean) -> Vec<Item> {
    let text = &clean.text;
    let mut items: Vec<Item> = Vec::new();
    let mut i = 0;
    while i < text.len() {
        let c = text[i];
        let fresh = i == 0 || !text[i - 1].is_alphanumeric();
        if matches!(c, 'A' | 'a')
            && let Some((item, end)) = aadsts(text, i)
        {
            items.push(item);
            i = end;
            continue;
        }
        if (fresh || c.is_uppercase()) && (c.is_alphanumeric()) {
            let glued = !fresh;
            let label = if fresh {
                label_at(text, i).map(|l| (l, i)).or_else(|| after_escape(text, i))
            } else {
                None
            };
            let label = label.or_else(|| {
                let end =
                    items.last().is_some_and(|item| item.end == i || glued_label(text, item.end) == Some(i));
                (glued && end).then(|| label_at(text, i).map(|l| (l, i))).flatten()
            });
            if let Some(((labels, end), start)) = label {
                let mut next = end;
                for label in labels {
                    if let Some(item) = labelled(text, *label, start, end) {
                        next = next.max(item.end.min(if jumps(&item) { item.end } else { end }));
                        let name = name_behind(text, &item);
                        items.push(item);
                        items.extend(name);
                    }
                }
                i = next.max(i + 1);
                continue;
            }
            if fresh && let Some((item, end)) = loose(text, i) {
                items.push(item);
                i = end;
                continue;
            }
        }
        i += 1;
    }
    read_messages(text, &mut items);
    items
}

/// Whether the scan goes on behind the value. A free text may hold further items, so it is read again.
fn jumps(item: &Item) -> bool {
    matches!(
        item.what,
        What::Request(Some(_)) | What::Trace(Some(_)) | What::Correlation(Some(_)) | What::Oauth { .. }
    ) || matches!(&item.what, What::Time { moment: Some(_), .. })
        || matches!(
            item.what,
            What::Value(Field::AppId | Field::DeviceId | Field::TenantId | Field::ResourceId, Some(_))
        )
}

/// The name in brackets behind an app's id.
fn name_behind(text: &[char], item: &Item) -> Option<Item> {
    if !matches!(item.what, What::Value(Field::AppId, Some(_))) {
        return None;
    }
    let from = item.end + usize::from(text.get(item.end).is_some_and(|c| matches!(c, '\'' | ' ')));
    (text.get(from) == Some(&'(')).then_some(())?;
    let length = text[from + 1..].iter().take(NAME).position(|c| *c == ')')?;
    let name: String = text[from + 1..from + 1 + length].iter().filter(|c| !is_wrap(**c)).collect();
    let what = What::Value(Field::AppName, Some(name.trim().to_owned()).filter(|n| !n.is_empty()));
    Some(Item { start: from + 1, end: from + 1 + length, what })
}

/// `nTrace ID`, `rnCorrelation ID`: an escape that lost its backslash.
fn after_escape(text: &[char], i: usize) -> Option<((&'static [Label], usize), usize)> {
    let at = glued_label(text, i).filter(|at| *at > i)?;
    let (labels, end) = label_at(text, at)?;
    let ids = labels
        .iter()
        .any(|l| matches!(l, Label::Trace | Label::Correlation | Label::Time | Label::RequestPage));
    ids.then_some(((labels, end), at))
}

fn aadsts(text: &[char], at: usize) -> Option<(Item, usize)> {
    let mut i = at;
    for wanted in "AADSTS".chars() {
        if i > at && text.get(i).is_some_and(|c| is_wrap(*c)) {
            i += 1;
        }
        if !text.get(i)?.eq_ignore_ascii_case(&wanted) {
            return None;
        }
        i += 1;
    }
    let mut skipped = 0;
    while skipped < 3 && text.get(i).is_some_and(|c| is_wrap(*c) || matches!(c, ' ' | ':' | '-' | '_' | '*'))
    {
        i += 1;
        skipped += 1;
    }
    let (digits, end) = code_digits(text, i, is_listed)?;
    let code: ErrorCode = digits.parse().ok()?;
    if skipped > 0 && !is_listed(&digits) {
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

fn is_listed(digits: &str) -> bool {
    digits.parse().is_ok_and(|code| catalogue::lookup(code).is_some())
}

/// A GUID, a moment or an OAuth word under no label.
fn loose(text: &[char], i: usize) -> Option<(Item, usize)> {
    let c = text[i];
    if c.is_ascii_hexdigit()
        && let Some((guid, end)) = guid_at(text, i)
        && guid.len() == 36
    {
        return Some((Item { start: i, end, what: What::LooseGuid(guid) }, end));
    }
    if c.is_ascii_digit()
        && let Some((moment, end)) = moment_at(text, i)
        && moment.utc.is_some()
    {
        return Some((Item { start: i, end, what: What::LooseTime(moment) }, end));
    }
    if c.is_ascii_lowercase()
        && let Some((word, end)) = oauth_word(text, i)
    {
        let after = text[end..].iter().take(4).find(|c| **c != ' ');
        let tied = matches!(after, Some(':' | ')' | ']' | '-' | '–' | ',' | ';' | '\'' | '"'));
        return tied.then_some((Item { start: i, end, what: What::Oauth { word, bare: true } }, end));
    }
    if starts_with(text, i, "error?code=") {
        let from = i + "error?code=".len();
        let (digits, end) = code_digits(text, from, is_listed)?;
        return Some((Item { start: i, end, what: What::AddressCode(digits.parse().ok()?) }, end));
    }
    None
}

fn starts_with(text: &[char], at: usize, word: &str) -> bool {
    word.chars().enumerate().all(|(n, c)| text.get(at + n).is_some_and(|t| t.eq_ignore_ascii_case(&c)))
}

fn oauth_word(text: &[char], at: usize) -> Option<(String, usize)> {
    let mut word = String::new();
    let mut i = at;
    while let Some(c) = text.get(i) {
        if c.is_ascii_lowercase() || *c == '_' {
            word.push(*c);
        } else if *c != WRAP || word.is_empty() {
            break;
        }
        if word.len() > 32 {
            return None;
        }
        i += 1;
    }
    OAUTH.contains(&word.as_str()).then_some((word, i))
}

/// The way from a label to its value.
struct Gap {
    at: usize,
    /// A sign that ties them: `:`, `=`, `=>`, or a closing key quote.
    tied: bool,
    /// Real line ends on the way.
    lines: usize,
}

fn gap(text: &[char], from: usize) -> Gap {
    let mut gap = Gap { at: from, tied: false, lines: 0 };
    while gap.at < from + GAP {
        let Some(&c) = text.get(gap.at) else { break };
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
fn verb(text: &[char], at: usize) -> bool {
    starts_with(text, at, "was:") || starts_with(text, at, "is:\n")
}

fn labelled(text: &[char], label: Label, start: usize, end: usize) -> Option<Item> {
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
                Read::Nothing => item(What::Stop, end),
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
            match guid(text, &gap, empty, near) {
                Read::Value(id, end) => item(What::Value(field, Some(id)), end),
                Read::Altered(end) if matches!(field, Field::AppId | Field::TenantId) => {
                    item(What::Value(field, None), end)
                }
                Read::Altered(_) if field == Field::DeviceId && looks_like_guid(&token(text, gap.at)) => {
                    item(What::Value(field, None), end)
                }
                _ if field == Field::DeviceId && near => {
                    let end = if gap.lines > 0 { words(text, gap.at, true).1.max(end) } else { end };
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
        Label::User => {
            if !near || empty {
                return None;
            }
            let token = token(text, gap.at);
            let name = token.trim_end_matches(['.', ',', ';', ')', '\'', '"']);
            let stop = gap.at + token.chars().count();
            if message::is_user(name) && name.contains('@') {
                item(What::Value(Field::User, Some(name.to_owned())), stop)
            } else if token.starts_with(['{', '<', '*', '['])
                || (token.contains('@') && token.contains(['*', '…']))
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
        Label::Message | Label::Other => item(What::Stop, end),
    }
}

fn begins_line(text: &[char], start: usize) -> bool {
    text[..start]
        .iter()
        .rev()
        .take(12)
        .find(|c| !matches!(c, ' ' | '*' | '`' | '>' | '#'))
        .is_none_or(|c| matches!(*c, '\n' | MAYBE_WRAP | '\t' | '"'))
}

fn gap_is_tied(text: &[char], from: usize) -> bool {
    let gap = gap(text, from);
    gap.tied || gap.lines > 0
}

/// `request-id` and `requestId` with another service's neighbours (Graph and storage answers carry them).
fn foreign(text: &[char], start: usize, end: usize) -> bool {
    text[start..end].contains(&'-') && text[start].is_ascii_lowercase()
}

fn guid(text: &[char], gap: &Gap, empty: bool, near: bool) -> Read<String> {
    let at = gap.at + usize::from(matches!(text.get(gap.at), Some('{' | '<')));
    if let Some((id, end)) = guid_at(text, at) {
        if !near {
            return Read::Nothing;
        }
        let nil = id.chars().all(|c| c == '0' || c == '-');
        return if nil { Read::Altered(end) } else { Read::Value(id, end) };
    }
    let token = token(text, gap.at);
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
fn token(text: &[char], at: usize) -> String {
    let stop =
        |c: char| c.is_whitespace() || matches!(c, '"' | ',' | ';' | '`' | SPACE_WRAP | MAYBE_WRAP | '|');
    text[at.min(text.len())..].iter().take(80).take_while(|c| !stop(**c)).filter(|c| **c != WRAP).collect()
}

/// Digits with letters among them that a camera or an eye takes for digits.
fn is_altered_code(token: &str) -> bool {
    let digits = token.chars().filter(char::is_ascii_digit).count();
    let letters = token.chars().filter(|c| "OoQDlI|SsBZzgq".contains(*c)).count();
    (4..=7).contains(&token.len()) && digits >= 2 && letters > 0 && digits + letters == token.len()
}

fn is_altered_time(token: &str) -> bool {
    let lower = token.to_lowercase();
    let word = lower.trim_matches(|c: char| !c.is_alphanumeric());
    let digits = token.chars().filter(char::is_ascii_digit).count();
    !matches!(word, "null" | "none" | "undefined")
        && (token.starts_with(['{', '<', '[', '*'])
            || lower.contains("redacted")
            || lower.contains("xx")
            || lower.contains("removed")
            || lower.starts_with("yyyy-mm")
            || word == "n/a"
            || digits >= 6)
}

fn is_altered_ip(token: &str) -> bool {
    let lower = token.to_lowercase();
    token.starts_with(|c: char| c.is_ascii_digit()) && token.contains(['.', ':'])
        || lower.contains("x.x")
        || lower.contains("redacted")
        || token.starts_with(['{', '<', '[', '*'])
        || lower.contains("***")
}

/// A word of letters and underlines, over a line end if a closing quote shows that it goes on.
fn suberror(text: &[char], at: usize) -> (String, usize) {
    let run = |from: usize| {
        text[from..].iter().take(64).take_while(|c| c.is_ascii_alphanumeric() || **c == '_').count()
    };
    let mut end = at + run(at);
    let mut word: String = text[at..end].iter().collect();
    if end > at && text.get(end).is_some_and(|c| is_wrap(*c)) {
        let rest = end + 1 + run(end + 1);
        if rest > end + 1 && matches!(text.get(rest), Some('"' | '\'')) {
            word.extend(&text[end + 1..rest]);
            end = rest;
        }
    }
    (word, end)
}

/// An address, over a line end if only both parts make one.
fn address(text: &[char], at: usize) -> Option<(IpAddr, usize)> {
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
    let stops = next.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '*' | '%' | '/'));
    read(&whole).filter(|_| stops).map(|ip| (ip, at + token))
}

/// The numbers of `error_codes`, whatever brackets stand around them.
fn code_list(text: &[char], from: usize) -> (Vec<ErrorCode>, usize) {
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

/// A free text that ends with its line, at the next label, or at a sign that belongs to no name.
fn words(text: &[char], at: usize, short: bool) -> (String, usize) {
    let mut out = String::new();
    let mut i = at;
    while let Some(&c) = text.get(i) {
        let two = c == ' ' && text.get(i + 1) == Some(&' ');
        let sign = matches!(c, '\n' | MAYBE_WRAP | '\t' | '"' | '`' | '←')
            || two
            || (c == '<' && text.get(i + 1) == Some(&'-'));
        let list = short && matches!(c, ',' | ';' | '\'' | '(' | '.' | '。' | '，');
        let next = i > at && !text[i - 1].is_alphanumeric() && c.is_alphanumeric() && follows(text, i);
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

/// Whether a label with a value starts here.
fn follows(text: &[char], i: usize) -> bool {
    label_at(text, i).is_some_and(|(labels, end)| {
        let weak =
            labels.iter().all(|l| matches!(l, Label::Oauth | Label::Other | Label::App | Label::TimeWeak));
        let tied = text[end..]
            .iter()
            .take(3)
            .find(|c| !matches!(c, ' ' | '"'))
            .is_some_and(|c| matches!(c, ':' | '='));
        tied && (!weak || text[i].is_uppercase())
    })
}

/// Reads the sentence behind each code, up to the next thing that is no part of it.
fn read_messages(text: &[char], items: &mut [Item]) {
    for n in 0..items.len() {
        let What::Message(code, _) = items[n].what else { continue };
        let from = items[n].end;
        let stop =
            items[n + 1..].iter().find(|item| ends_message(item)).map_or(text.len(), |item| item.start);
        let stop = stop.min(from + MESSAGE);
        // A console may have cut a word in two or taken a blank; what the one reading does not give, the other may.
        let mut said = sentence(text, from, stop, None);
        for value in sentence(text, from, stop, Some(' ')) {
            if !said.iter().any(|s| s.field == value.field) {
                said.push(value);
            }
        }
        items[n].what = What::Message(code, said);
    }
}

/// Reads one sentence, with a hard wrap read as nothing or as a blank.
fn sentence(text: &[char], from: usize, stop: usize, wrap: Option<char>) -> Vec<Said> {
    let (mut letters, mut places) = (String::new(), Vec::new());
    let mut next = from;
    while next < stop {
        let i = next;
        next += 1;
        // A GUID that a line end cut in two is one GUID.
        let fresh = text[i].is_ascii_hexdigit() && !text[i - 1].is_ascii_alphanumeric();
        if fresh
            && let Some((guid, end)) = guid_at(text, i).filter(|(guid, end)| guid.len() == 36 && end - i > 36)
        {
            letters.push_str(&guid);
            places.resize(letters.len(), i);
            next = end;
            continue;
        }
        let c = match (text[i], wrap) {
            (WRAP, None) | ('*', _) => continue,
            (WRAP, Some(c)) => c,
            (SPACE_WRAP | MAYBE_WRAP | '\n' | '\t', _) => ' ',
            (c, _) => c,
        };
        if c == ' ' && letters.ends_with(' ') {
            continue;
        }
        letters.push(c);
        places.resize(letters.len(), i);
    }
    let mut said = message::read(&letters);
    for value in &mut said {
        value.at = places.get(value.at).copied().unwrap_or(from);
    }
    said
}

fn ends_message(item: &Item) -> bool {
    matches!(
        item.what,
        What::Message(..)
            | What::PageCode(_)
            | What::LogCode(_)
            | What::Codes(_)
            | What::Request(_)
            | What::Trace(_)
            | What::Correlation(_)
            | What::Time { weak: false, .. }
    )
}
