//! The failures of a sign-in log export, the most frequent first.

use chrono::{DateTime, FixedOffset};

use super::document::{Block, Inline, Role, Row};
use super::screen::Screen;
use crate::signin::catalogue;
use crate::signin::log::{Found, Group};

/// Kinds shown; the others are counted.
const SHOWN: usize = 25;

/// What was found.
#[must_use]
pub fn screen(found: &Found, now: DateTime<FixedOffset>) -> Screen {
    let mut blocks = vec![Block::said(format!(
        "{} of {}",
        many(found.failures, "failed sign-in"),
        many(found.events, "event")
    ))];
    blocks.extend(found.groups.iter().take(SHOWN).map(|group| one(group, now)));
    let more = found.groups.len().saturating_sub(SHOWN);
    if more > 0 {
        blocks.push(Block::said(format!(
            "and {} more (--json shows all; --user and --code narrow it)",
            many(more as u64, "kind")
        )));
    }
    blocks.extend(notes(found));
    blocks.into()
}

fn one(group: &Group, now: DateTime<FixedOffset>) -> Block {
    let code = group
        .code
        .map_or_else(|| vec!["without a code".into()], |code| vec!["error ".into(), Inline::id(code)]);
    let mut title = vec![Inline::text(format!("{} x  ", group.count))];
    title.extend(code);
    title.push("   ".into());
    title.push(group.user.as_deref().map_or_else(|| "somebody".into(), Inline::value));
    let mut rows = Vec::new();
    let mut row = |name: &str, text: Vec<Inline>| rows.push(Row::new(name, text));
    if let Some(entry) = group.code.and_then(catalogue::lookup) {
        row("means", vec![entry.means.trim_end_matches('.').into()]);
    }
    for (id, name) in &group.refused_by {
        let name = name.as_deref().map_or_else(|| "without a name".into(), Inline::value);
        let mut words = vec!["policy \"".into(), name, "\"".into()];
        if let Some(id) = id {
            words.extend([" (".into(), Inline::id(id), ")".into()]);
        }
        row("refused by", words);
    }
    if let Some(app) = &group.app {
        row("app", vec![Inline::value(app)]);
    }
    let last = &group.last;
    match (last.timestamp_utc, &last.timestamp) {
        (Some(utc), _) => {
            let here = utc.at().with_timezone(now.offset()).format("%Y-%m-%d %H:%M");
            let time = Inline::id(utc.at().format("%Y-%m-%d %H:%M:%S UTC"));
            row("newest", vec![time, " ".into(), Inline::dim(format!("({here} here)"))]);
        }
        (None, Some(written)) => {
            row(
                "newest",
                vec![Inline::value(written), " (zone or order of day and month not stated)".into()],
            );
        }
        (None, None) => {}
    }
    if let Some(first) = group.first.filter(|first| Some(*first) != last.timestamp_utc) {
        row("oldest", vec![Inline::id(first.at().format("%Y-%m-%d %H:%M:%S UTC"))]);
    }
    if let Some(id) = last.request_id {
        row("Request ID", vec![Inline::id(id)]);
    }
    if let Some(id) = last.correlation_id {
        row("Correlation ID", vec![Inline::id(id)]);
    }
    if let Some(ip) = last.ip {
        row("IP address", vec![Inline::id(ip)]);
    }
    Block::Section { title, blocks: vec![Block::Rows(rows)] }
}

fn notes(found: &Found) -> Vec<Block> {
    let mut notes = Vec::new();
    let mut note = |words: String| notes.push(Block::marked("Note:", Role::Caution, [words.into()]));
    if found.ambiguous > 0 {
        note(format!(
            "{} have a date that can be read in two ways (day and month, or the zone). It was \
             re-saved, perhaps by Excel. Export again as JSON, or read the dates in the portal.",
            many(found.ambiguous, "failure")
        ));
    }
    if found.unrecognized > 0 {
        note(format!("{} in it are no sign-in events and were left out.", many(found.unrecognized, "entry")));
    }
    if found.crowded > 0 {
        note(format!("{} of further kinds are counted only.", many(found.crowded, "failure")));
    }
    notes
}

/// What to say when nothing fits.
#[must_use]
pub fn nothing(found: &Found) -> Screen {
    let mut blocks =
        vec![Block::said(format!("No failed sign-in fits, among {}.", many(found.events, "event")))];
    blocks.extend(notes(found));
    blocks.into()
}

fn many(count: u64, noun: &str) -> String {
    match (count, noun.strip_suffix('y')) {
        (1, _) => format!("1 {noun}"),
        (_, Some(stem)) => format!("{count} {stem}ies"),
        _ => format!("{count} {noun}s"),
    }
}
