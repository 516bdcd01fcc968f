//! Finds labels with their values, codes with their sentences, and loose ids: each with its place, in one pass.
//!
//! It knows what stands between a label and its value, and what a value looks like that was altered or blanked. It
//! refuses to know which record a value belongs to, and it never takes a value over another label.

mod altered;
mod code;
mod labelled;
mod oauth;
mod sentence;
mod words;

use altered::token;
use code::{aadsts, is_listed};
use labelled::labelled;
use oauth::oauth_word;
use sentence::read_messages;

use crate::signin::paste::clean::Clean;
use crate::signin::paste::label::{Label, label_at};
use crate::signin::paste::message::{Said, is_user};
use crate::signin::paste::moment::{Moment, moment_at};
use crate::signin::paste::value::{code_digits, glued_label, guid_at, is_wrap};
use crate::signin::{ErrorCode, Field};

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
    /// An id behind its label in a sentence; `request`, or else a correlation.
    Prose {
        request: bool,
        id: String,
    },
    /// The account that a sentence says somebody signed in as.
    ProseUser(String),
    /// A listed number that a sentence calls an error or a code.
    ProseCode(ErrorCode),
    /// The flag line: whether the sign-in is flagged for review, if that can be read.
    Flag(Option<bool>),
    /// The result of a log: the account got in.
    Succeeded,
    /// A label that begins a text of its own: what came before is over.
    Begin,
    /// A label whose value does not interest, which still ends the value before it.
    Stop,
    /// A GUID or a moment under no label we know.
    LooseGuid(String),
    LooseTime(Moment),
}

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
                // One label may have several meanings, each an item of its own.
                let mut last = items.iter().rev().take(3);
                let end = last.any(|item| item.end == i || glued_label(text, item.end) == Some(i));
                (glued && end).then(|| label_at(text, i).map(|l| (l, i))).flatten()
            });
            // `msal.application: …` is the name of a log, and no application's.
            let namespace = start_is_dotted(text, i);
            let label = label.filter(|((labels, _), _)| !(namespace && labels.contains(&Label::App)));
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
        What::Request(Some(_))
            | What::Trace(Some(_))
            | What::Correlation(Some(_))
            | What::Prose { .. }
            | What::Oauth { .. }
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

/// Whether a dot with a letter before it stands right before this place.
fn start_is_dotted(text: &[char], at: usize) -> bool {
    at > 1 && text[at - 1] == '.' && text[at - 2].is_alphanumeric()
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
    if c.is_ascii_digit()
        && let Some((digits, end)) = code_digits(text, i, is_listed).filter(|(digits, _)| is_listed(digits))
        && let Ok(code) = digits.parse()
    {
        let before: String = text[i.saturating_sub(12)..i].iter().flat_map(|c| c.to_lowercase()).collect();
        return ["error", "code"]
            .iter()
            .any(|word| before.contains(word))
            .then_some((Item { start: i, end, what: What::ProseCode(code) }, end));
    }
    if matches!(c, 's' | 'S' | 'l' | 'L')
        && let Some((user, end)) = signed_in_as(text, i)
    {
        return Some((Item { start: i, end, what: What::ProseUser(user) }, end));
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

/// `signing in as bert@contoso.com`: the account, and where it ends.
fn signed_in_as(text: &[char], at: usize) -> Option<(String, usize)> {
    const VERBS: [&str; 10] = [
        "sign in",
        "sign-in",
        "signs in",
        "signing in",
        "signed in",
        "log in",
        "logs in",
        "logging in",
        "logged in",
        "login",
    ];
    let verb = VERBS.iter().find(|verb| starts_with(text, at, verb))?;
    let from = at + verb.len();
    let word =
        [" as ", " with ", " by ", " of ", " for "].iter().find(|word| starts_with(text, from, word))?;
    let from = from + word.len();
    let token = token(text, from);
    let user = token.trim_matches(['.', ',', ';', ':', '(', ')', '\'', '<', '>']);
    (is_user(user) && user.contains('@')).then(|| (user.to_owned(), from + token.chars().count()))
}

fn starts_with(text: &[char], at: usize, word: &str) -> bool {
    word.chars().enumerate().all(|(n, c)| text.get(at + n).is_some_and(|t| t.eq_ignore_ascii_case(&c)))
}
