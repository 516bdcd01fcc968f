//! What happened, line by line: for the person, for the bundle, and as JSON.

use serde::Serialize;

use super::document::{Block, Inline, Item};
use super::harmless::shown;
use super::screen::Screen;
use super::when::{full, span, utc};
use crate::case::{Audience, Content, Entry, Event, Observed, Outcome, Reply};
use crate::runbook::Library;

/// A clock that steps back by less is being set right, as clocks are.
const MINUTE: chrono::TimeDelta = chrono::TimeDelta::minutes(1);

/// The timeline, one entry an event; internal lines are shown as withheld unless `all`.
#[must_use]
pub fn screen(entries: &[Entry], library: &Library, all: bool) -> Screen {
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
            Inline::value(words(entry, library, all)),
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
pub fn json(entries: &[Entry], library: &Library, all: bool) -> String {
    let lines: Vec<Line> = entries
        .iter()
        .map(|entry| Line {
            seq: entry.seq,
            at: entry.at.to_rfc3339(),
            at_utc: entry.at.to_utc().to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
            who: entry.who.clone(),
            what: words(entry, library, all),
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
    at_utc: String,
    who: String,
    what: String,
    hash: String,
}

/// A file's name without its folders, which are nobody else's business. The case may come from another system.
fn name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or_default()
}

/// One event in words.
fn words(entry: &Entry, library: &Library, all: bool) -> String {
    let event = match &entry.content {
        Content::Event(event) => event,
        Content::Newer(_) => return "(written by a newer reentry)".into(),
        Content::Withheld => return "(withheld)".into(),
    };
    if entry.audience == Audience::Internal && !all {
        return "(withheld: internal)".into();
    }
    let title = |step: &crate::model::StepRef| {
        library.step(step).map_or_else(|| step.to_string(), |(_, s)| format!("{} [{step}]", s.title))
    };
    match event {
        Event::Opened { case, tool, rehearsal, drill } => {
            let mark = if *rehearsal { ", REHEARSAL with a clock set by hand" } else { "" };
            let drill = if drill.is_some() { ", DRILL: an exercise, nothing in it is real" } else { "" };
            format!("case {case} opened with {tool}{mark}{drill}")
        }
        Event::Learned { fact, value, .. } => {
            format!(
                "{fact} = {}",
                value.text().map_or_else(|| "not known".into(), |t| shown(&t).into_owned())
            )
        }
        Event::Answered { step, reply, note, .. } => {
            let note = note.as_ref().map(|n| format!(" ({})", shown(n))).unwrap_or_default();
            format!("{}: {}{note}", title(step), replied(reply))
        }
        Event::WentBack { to } => format!("went back to {}", title(to)),
        Event::PutOff { step, .. } => format!("put off: {}", title(step)),
        Event::TakenUp { step, .. } => format!("taken up again: {}", title(step)),
        Event::SignedIn { sign_in, .. } => {
            let code =
                sign_in.code().map_or_else(|| "no code".to_owned(), |c| format!("AADSTS{}", c.number()));
            let id =
                sign_in.request_id.map_or_else(|| "no Request ID".to_owned(), |i| format!("Request ID {i}"));
            format!("failed sign-in recorded: {code}, {id}")
        }
        Event::DnsObserved { report } => {
            format!("DNS checked: {}: {}", report.observation.domain, super::dns::headline(report.verdict))
        }
        Event::Observed { what, about, file, .. } => {
            let what = match what {
                Observed::Dns => "DNS checked",
                Observed::Partners => "roles and partners weighed",
            };
            let about = about.as_ref().map(|about| format!(" ({})", shown(about))).unwrap_or_default();
            format!("{what}{about}; what was seen is not there any more, or was changed: {file}")
        }
        Event::SameObserved { looks, until, .. } => {
            let looks = if *looks == 1 { "one more look".to_owned() } else { format!("{looks} more looks") };
            format!("DNS checked: the same at {looks}, the last at {}", full(*until))
        }
        Event::PartnersWeighed { .. } => "roles and partners weighed".into(),
        Event::Noted { text, ticket, team, who, happened } => {
            let mut words = shown(text).into_owned();
            for (label, value) in [("request", ticket), ("team", team), ("said by", who)] {
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
