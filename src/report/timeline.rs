//! What happened, line by line: for the person, for the bundle, and as JSON.

use std::collections::BTreeSet;

use chrono::{DateTime, FixedOffset};
use serde::Serialize;

use super::document::{Block, Inline, Item};
use super::harmless::shown;
use super::said;
use super::screen::Screen;
use super::when::{full, span, utc};
use crate::case::{Audience, Content, Entry, Event, Observed, Outcome, Reply};
use crate::model::{Cause, FactId, Value, facts};
use crate::runbook::Library;

/// A clock that steps back by less is being set right, as clocks are.
const MINUTE: chrono::TimeDelta = chrono::TimeDelta::minutes(1);

/// Who reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Show<'a> {
    /// The organisation itself.
    All,
    /// Support: neither internal lines nor these, which were taken back.
    Support(&'a BTreeSet<u64>),
}

/// The timeline, one entry an event; what the reader is not meant to see is shown as withheld.
#[must_use]
pub fn screen(entries: &[Entry], library: &Library, show: Show<'_>) -> Screen {
    let mut items = Vec::new();
    let mut item =
        |words: Vec<Inline>| items.push(Item { task: None, blocks: vec![Block::Paragraph(words)] });
    let mut before: Option<&Entry> = None;
    for entry in entries {
        if let Some(earlier) = before.filter(|earlier| earlier.at - entry.at >= MINUTE) {
            // The order of the lines is chained and holds; only the clock was wrong, before or after.
            item(vec![Inline::dim(format!(
                "(the laptop's clock went back here by {}; the lines are in the order in which they were written)",
                span(earlier.at - entry.at)
            ))]);
        }
        before = Some(entry);
        item(vec![
            format!("{} ", full(entry.at)).into(),
            Inline::dim(format!("({})", utc(entry.at))),
            "  ".into(),
            Inline::value(&entry.who),
            ": ".into(),
            Inline::value(words(entry, library, show)),
        ]);
    }
    Screen::new([
        Block::heading(1, "Timeline"),
        Block::said("Times are those of the laptop that wrote the line, with its offset."),
        Block::List { first: None, tight: true, items },
    ])
}

/// The timeline as JSON, one object an event.
#[must_use]
pub fn json(entries: &[Entry], library: &Library, show: Show<'_>) -> String {
    let lines: Vec<Line> = entries
        .iter()
        .map(|entry| Line {
            seq: entry.seq,
            at: entry.at.to_rfc3339(),
            happened: entry.happened.filter(|_| withheld(entry, show).is_none()).map(|at| at.to_rfc3339()),
            at_utc: entry.at.to_utc().to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
            who: entry.who.clone(),
            what: words(entry, library, show),
            hash: entry.hash.clone(),
        })
        .collect();
    let view = View { schema: "reentry/timeline/v1", events: lines };
    serde_json::to_string_pretty(&view).unwrap_or_default() + "\n"
}

#[derive(Serialize)]
struct View {
    schema: &'static str,
    events: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    seq: u64,
    at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    happened: Option<String>,
    at_utc: String,
    who: String,
    what: String,
    hash: String,
}

/// A file's name without its folders, which are nobody else's business. The case may come from another system.
fn name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or_default()
}

/// One line in words.
#[must_use]
pub fn words(entry: &Entry, library: &Library, show: Show<'_>) -> String {
    if let Some(why) = withheld(entry, show) {
        return why.to_owned();
    }
    let Some(event) = entry.event() else { return String::new() };
    let said = event_words(entry, event, library, show);
    match event {
        Event::Learned { .. } | Event::Answered { .. } => told(said, entry.happened, None),
        _ => said,
    }
}

/// What stands in the place of a line that this reader is not shown; nothing where it is shown.
fn withheld(entry: &Entry, show: Show<'_>) -> Option<&'static str> {
    let retracted = matches!(show, Show::Support(retracted) if retracted.contains(&entry.seq));
    match &entry.content {
        Content::Newer(_) => Some("(written by a newer reentry)"),
        Content::Withheld => Some("(withheld)"),
        Content::Event(_) if entry.audience == Audience::Internal && show != Show::All => {
            Some("(withheld: internal)")
        }
        Content::Event(_) => retracted.then_some("(withheld: taken back)"),
    }
}

/// What a line tells, in words.
fn event_words(entry: &Entry, event: &Event, library: &Library, show: Show<'_>) -> String {
    let title = |step: &crate::model::StepRef| {
        library.step(step).map_or_else(|| step.to_string(), |(_, s)| format!("{} [{step}]", s.title))
    };
    match event {
        Event::Opened { case, tool, rehearsal, drill } => {
            let mark = if *rehearsal { ", REHEARSAL with a clock set by hand" } else { "" };
            let drill = if drill.is_some() { ", DRILL: an exercise, nothing in it is real" } else { "" };
            format!("case {case} opened with {tool}{mark}{drill}")
        }
        Event::Learned { fact, value, .. } => learned(fact, value, library),
        Event::Answered { step, reply, note, .. } => {
            let note = note.as_ref().map(|n| format!(" ({})", shown(n))).unwrap_or_default();
            format!("{}: {}{note}", title(step), replied(reply))
        }
        Event::WentBack { to } => format!("went back to {}", title(to)),
        Event::PutOff { step, .. } => format!("put off: {}", title(step)),
        Event::TakenUp { step, .. } => format!("taken up again: {}", title(step)),
        Event::SignedIn { sign_in, .. } => {
            let code =
                sign_in.code().map_or_else(|| "no code".to_owned(), crate::signin::ErrorCode::with_letters);
            let id =
                sign_in.request_id.map_or_else(|| "no Request ID".to_owned(), |i| format!("Request ID {i}"));
            format!("failed sign-in recorded: {code}, {id}")
        }
        Event::DnsObserved { report } => {
            format!("DNS checked: {}: {}", report.observation.domain, super::dns::headline(report))
        }
        Event::Observed { what, about, file, .. } => {
            let what = match what {
                Observed::Dns => "DNS checked",
                Observed::Partners => "roles and partners weighed",
                Observed::Policies => "exported policies weighed",
            };
            let about = about.as_ref().map(|about| format!(" ({})", shown(about))).unwrap_or_default();
            format!("{what}{about}; what was seen is not there any more, or was changed: {file}")
        }
        Event::SameObserved { looks, until, .. } => {
            let looks = if *looks == 1 { "one more look".to_owned() } else { format!("{looks} more looks") };
            format!("DNS checked: the same at {looks}, the last at {}", full(*until))
        }
        Event::PartnersWeighed { .. } => "roles and partners weighed".into(),
        Event::PoliciesWeighed { computed } => format!(
            "exported policies weighed: {} for {}",
            said::words::counted(computed.policies, "policy", "policies"),
            said::words::counted(computed.accounts.len(), "account", "accounts")
        ),
        Event::Noted { text, ticket, team, who, account, happened } => {
            let mut words = shown(text).into_owned();
            for (label, value) in
                [("request", ticket), ("account", account), ("team", team), ("said by", who)]
            {
                if let Some(value) = value {
                    words.push_str(&format!(" [{label} {}]", shown(value)));
                }
            }
            if let Some(at) = happened {
                words.push_str(&format!(" [happened {}]", full(*at)));
            }
            words
        }
        Event::Attached { item } => {
            format!("attached {} ({}), class {}", item.id, shown(&item.original_name), item.class)
        }
        Event::Played { from, text, replies, .. } => {
            let replies: String = replies.iter().map(|r| format!(" [answered: {}]", shown(r))).collect();
            format!("DRILL, {} (played): {}{replies}", shown(from), shown(text))
        }
        Event::TookOver { by } => format!("taken over by {}", shown(by)),
        Event::AccountTold { report, happened, said_by } => {
            told(said::account_told(report), *happened, said_by.as_deref())
        }
        Event::AccountsListed { list, said_by } => told(said::list_told(*list), None, said_by.as_deref()),
        Event::DoorTold { report, happened, said_by } => {
            told(said::door_told(report, &title(&report.door)), *happened, said_by.as_deref())
        }
        Event::RequestTold { report, happened, said_by } => {
            told(said::request_told(report), *happened, said_by.as_deref())
        }
        Event::Happened { report, happened } => {
            told(said::happened(report, &title), *happened, report.who.as_deref())
        }
        Event::AskWorded { words: Some(words) } => format!("what we ask was worded: {}", shown(words)),
        Event::AskWorded { words: None } => "what we ask is again what the program proposes".into(),
        Event::Retracted { line } => format!("line {line} was taken back: it was wrong"),
        Event::BroughtIn { told_by, told_at, line, told, .. } => {
            let there = Entry {
                at: *told_at,
                who: told_by.clone(),
                content: Content::Event((**told).clone()),
                ..entry.clone()
            };
            let inner = words(&there, library, show);
            format!("told by {} at {} (line {line} of another copy): {inner}", shown(told_by), full(*told_at))
        }
        Event::Bundled { class, file, fingerprint } => {
            format!(
                "bundle of class {class} packed: {}, fingerprint {}",
                shown(name(file)),
                fingerprint.short()
            )
        }
        Event::HandedOver { to, file } => format!("handed over to {}: {}", shown(to), shown(name(file))),
    }
}

/// A fact in the words of its question; never its name in the vocabulary.
fn learned(fact: &FactId, value: &Value, library: &Library) -> String {
    let def = library.facts().get(fact);
    let ask = def.map_or_else(|| fact.to_string(), |def| def.ask.clone());
    let choice = def.is_some_and(|def| !def.options.is_empty());
    let value = match value.text() {
        None => "asked, not known".to_owned(),
        Some(text) if choice && fact.as_str() == facts::CAUSE => {
            text.parse::<Cause>().map_or(text, |cause| cause.title().to_owned())
        }
        Some(text) if choice => text.replace('-', " "),
        Some(text) => shown(&text).into_owned(),
    };
    format!("\"{ask}\" {value}")
}

fn told(mut words: String, happened: Option<DateTime<FixedOffset>>, by: Option<&str>) -> String {
    let by = by.map(|by| format!(" [said by {}]", shown(by))).unwrap_or_default();
    let at = happened.map(|at| format!(" [happened {}]", full(at))).unwrap_or_default();
    words.push_str(&by);
    words.push_str(&at);
    words
}

fn replied(reply: &Reply) -> String {
    match reply {
        Reply::Done => "done".into(),
        Reply::Opened => "OPENED, somebody is in".into(),
        Reply::Closed => "tried, did not open".into(),
        Reply::NotPossible => "not possible".into(),
        Reply::Told => "answered".into(),
        Reply::Chosen(id) => id.to_string(),
        Reply::Checked(Outcome::Yes) => "checked: yes".into(),
        Reply::Checked(Outcome::No) => "checked: no".into(),
        Reply::Checked(Outcome::Unknown) => "could not be checked".into(),
        Reply::Over => "over".into(),
        Reply::Attached(count) => format!("{count} files"),
    }
}
