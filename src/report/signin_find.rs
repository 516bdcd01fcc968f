//! The failures of a sign-in log export, the most frequent first.

use chrono::{DateTime, FixedOffset};

use super::harmless::shown;
use crate::signin::catalogue;
use crate::signin::log::{Found, Group};

/// Kinds shown; the others are counted.
const SHOWN: usize = 25;

/// What was found, as text.
#[must_use]
pub fn text(found: &Found, now: DateTime<FixedOffset>) -> String {
    let mut text = format!("{} of {}\n", many(found.failures, "failed sign-in"), many(found.events, "event"));
    for group in found.groups.iter().take(SHOWN) {
        text.push('\n');
        text.push_str(&one(group, now));
    }
    let more = found.groups.len().saturating_sub(SHOWN);
    if more > 0 {
        text.push_str(&format!(
            "\nand {} more (--json shows all; --user and --code narrow it)\n",
            many(more as u64, "kind")
        ));
    }
    text.push_str(&notes(found));
    text
}

fn one(group: &Group, now: DateTime<FixedOffset>) -> String {
    let code = group.code.map_or_else(|| "without a code".to_owned(), |c| format!("error {c}"));
    let user = group.user.as_deref().map_or_else(|| "somebody".into(), shown);
    let mut text = format!("{:>6} x  {code}   {user}\n", group.count);
    let mut row = |name: &str, value: String| text.push_str(&format!("          {name:<15} {value}\n"));
    if let Some(entry) = group.code.and_then(catalogue::lookup) {
        row("means", entry.means.trim_end_matches('.').to_owned());
    }
    for (id, name) in &group.refused_by {
        let name = name.as_deref().map_or_else(|| "without a name".into(), shown);
        row(
            "refused by",
            format!(
                "policy \"{name}\"{}",
                id.as_deref().map_or_else(String::new, |id| format!(" ({})", shown(id)))
            ),
        );
    }
    if let Some(app) = &group.app {
        row("app", shown(app).into_owned());
    }
    let last = &group.last;
    match (last.timestamp_utc, &last.timestamp) {
        (Some(utc), _) => {
            let here = utc.at().with_timezone(now.offset()).format("%Y-%m-%d %H:%M");
            row("newest", format!("{}  ({here} here)", utc.at().format("%Y-%m-%d %H:%M:%S UTC")));
        }
        (None, Some(written)) => {
            row("newest", format!("{}  (zone or order of day and month not stated)", shown(written)));
        }
        (None, None) => {}
    }
    if let Some(first) = group.first.filter(|first| Some(*first) != last.timestamp_utc) {
        row("oldest", first.at().format("%Y-%m-%d %H:%M:%S UTC").to_string());
    }
    if let Some(id) = last.request_id {
        row("Request ID", id.to_string());
    }
    if let Some(id) = last.correlation_id {
        row("Correlation ID", id.to_string());
    }
    if let Some(ip) = last.ip {
        row("IP address", ip.to_string());
    }
    text
}

fn notes(found: &Found) -> String {
    let mut text = String::new();
    if found.ambiguous > 0 {
        text.push_str(&format!(
            "\nNote: {} have a date that can be read in two ways (day and month, or the zone). It was\n      re-saved, perhaps by Excel. Export again as JSON, or read the dates in the portal.\n",
            many(found.ambiguous, "failure")
        ));
    }
    if found.strangers > 0 {
        text.push_str(&format!(
            "\nNote: {} in it are no sign-in events and were left out.\n",
            many(found.strangers, "entry")
        ));
    }
    if found.crowded > 0 {
        text.push_str(&format!(
            "\nNote: {} of further kinds are counted only.\n",
            many(found.crowded, "failure")
        ));
    }
    text
}

/// What to say when nothing fits.
#[must_use]
pub fn nothing(found: &Found) -> String {
    format!("No failed sign-in fits, among {}.\n{}", many(found.events, "event"), notes(found))
}

fn many(count: u64, noun: &str) -> String {
    match (count, noun.strip_suffix('y')) {
        (1, _) => format!("1 {noun}"),
        (_, Some(stem)) => format!("{count} {stem}ies"),
        _ => format!("{count} {noun}s"),
    }
}
