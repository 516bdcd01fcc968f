//! Sign-ins for people: what was understood of a paste, the block for the ticket, a code explained.
//!
//! Ids stand alone on their line, whole. Times are shown in UTC, which support wants, and in the zone of this laptop,
//! which the person remembers. What is missing or altered is said, with how to get it.

use chrono::{DateTime, FixedOffset};

use super::harmless::shown;
use super::signin_table;
use super::when::span;
use crate::signin::catalogue::{self, Entry};
use crate::signin::quality::{Retention, Warning, kept_until};
use crate::signin::{ErrorCode, Field, Reading, SignIn};
use crate::words::Say as _;

/// More sign-ins than this are a table, and only the newest of them have a block to copy.
const FEW: usize = 3;

/// More sign-ins than this are counted instead of shown.
const SHOWN: usize = 20;

/// Columns right of a name, on a screen of 80.
const ROOM: usize = 50;

/// What was understood, in the words of the guide.
#[must_use]
pub fn understood(reading: &Reading, now: DateTime<FixedOffset>) -> String {
    let mut text = String::new();
    for (n, sign_in) in reading.sign_ins.iter().take(SHOWN).enumerate() {
        if n > 0 {
            text.push('\n');
        }
        text.push_str(&one(sign_in, now));
    }
    if reading.sign_ins.len() > SHOWN {
        let more = reading.sign_ins.len() - SHOWN;
        text.push_str(&format!("\nand {more} more failed sign-ins (reentry signin find groups them)\n"));
    }
    for problem in &reading.problems {
        text.push_str(&format!("   Note: {}\n", shown(problem)));
    }
    text
}

fn one(s: &SignIn, now: DateTime<FixedOffset>) -> String {
    let mut text = String::new();
    let head = match s.code() {
        Some(code) => {
            let means =
                catalogue::lookup(code).map_or("a code that the list here does not hold", |e| &e.means);
            format!("error {code}: {}", means.trim_end_matches('.'))
        }
        None => "a sign-in error without a code".to_owned(),
    };
    put(&mut text, "Understood:   ", &head);
    let mut row = |name: &str, value: &str| put(&mut text, &format!("{:14}{name:<15} ", ""), value);
    for code in s.codes.iter().skip(1) {
        row("also", &format!("error {code}"));
    }
    if let Some(id) = s.request_id {
        row("Request ID", &id.to_string());
    }
    if let Some(id) = s.correlation_id {
        row("Correlation ID", &id.to_string());
    }
    if let Some(time) = &s.timestamp {
        let (time, beside) = moment(s, time, now);
        if time.len() + 2 + beside.len() <= ROOM {
            row("Time", &format!("{time}  {beside}"));
        } else {
            row("Time", &time);
            row("", &beside);
        }
    }
    for (name, value) in details(s) {
        row(name, &value);
    }
    for policy in s.policies.iter().filter(|p| p.result.eq_ignore_ascii_case("failure")) {
        let name = policy.name.as_deref().or(policy.id.as_deref()).unwrap_or("without a name");
        row("Refused by", &format!("policy \"{}\" (measured: the log names it)", shown(name)));
    }
    let limit = |retention| kept_until(s, retention).map(|until| (until, until.format("%Y-%m-%d %H:%M UTC")));
    match (limit(Retention::Free), limit(Retention::Premium)) {
        (Some((until, shown)), _) if until > now.to_utc() => {
            row("Kept", &format!("at least until {shown} (7 days)"));
        }
        (_, Some((until, shown))) if until > now.to_utc() => {
            row("Kept", &format!("until {shown} in a tenant with P1 or P2; else it may be gone"));
        }
        (_, Some(_)) => row("Kept", "no longer, most likely: it is older than 30 days"),
        _ => {}
    }
    for line in lacking(s) {
        put(&mut text, "   ", &line);
    }
    if let Some(entry) = s.code().and_then(catalogue::lookup).filter(|e| e.readings.len() > 1) {
        put(&mut text, "   ", &format!("{} has two causes. {}", entry.code, entry.says_not));
    }
    text
}

/// `2026-11-22 01:17:25 UTC` and `(02:17 here, 41 min ago)`.
fn moment(s: &SignIn, written: &str, now: DateTime<FixedOffset>) -> (String, String) {
    let Some(utc) = s.timestamp_utc.map(crate::signin::UtcTime::at) else {
        return (shown(written).into_owned(), "(no zone: it may be off by hours)".to_owned());
    };
    let here = utc.with_timezone(now.offset());
    let form = if here.date_naive() == now.date_naive() { "%H:%M" } else { "%Y-%m-%d %H:%M" };
    let age = now.to_utc() - utc;
    let age = if age < chrono::Duration::zero() {
        "ahead of this clock".to_owned()
    } else {
        format!("{} ago", span(age))
    };
    (utc.format("%Y-%m-%d %H:%M:%S UTC").to_string(), format!("({} here, {age})", here.format(form)))
}

fn details(s: &SignIn) -> Vec<(&'static str, String)> {
    let text = |value: &Option<String>| value.as_deref().map(|v| shown(v).into_owned());
    let app = match (text(&s.app_name), s.app_id) {
        (Some(name), Some(id)) => Some(format!("{name} ({id})")),
        (name, id) => name.or(id.map(|id| id.to_string())),
    };
    let device = [text(&s.device_platform), text(&s.device_state)];
    let device: Vec<String> = device.into_iter().flatten().collect();
    let rows = [
        ("User", text(&s.user)),
        ("Tenant ID", s.tenant_id.map(|id| id.to_string())),
        ("Tenant", text(&s.tenant_name)),
        ("App", app),
        ("Resource", s.resource_id.map(|id| id.to_string())),
        ("IP address", s.ip.map(|ip| ip.to_string())),
        ("Device", Some(device.join(", ")).filter(|d| !d.is_empty())),
        ("Device ID", s.device_id.map(|id| id.to_string())),
        ("Log says", text(&s.failure_reason)),
    ];
    rows.into_iter().filter_map(|(name, value)| value.map(|value| (name, value))).collect()
}

/// What a person should still get, one sentence each.
fn lacking(s: &SignIn) -> Vec<String> {
    let mut lines = Vec::new();
    let spoken = |field: &Field| match field {
        Field::RequestId => "Request ID",
        Field::CorrelationId => "Correlation ID",
        Field::Timestamp => "time",
        Field::TenantId => "tenant ID",
        Field::AppId => "app ID",
        Field::DeviceId => "device ID",
        Field::Ip => "IP address",
        Field::User => "user",
        other => other.name(),
    };
    if !s.invalid.is_empty() {
        let names: Vec<&str> = s.invalid.iter().map(spoken).collect();
        lines.push(format!("Not usable, because the text was altered, shortened or blanked: {}. Copy it again; do not repair it.", names.join(", ")));
    }
    if s.request_id.is_none() && s.correlation_id.is_none() && s.invalid.is_empty() {
        lines.push("No Request ID and no Correlation ID: support cannot find this one. On the error page open \"More details\" and copy all of it.".into());
    }
    if s.timestamp.is_none() && (s.request_id.is_some() || s.correlation_id.is_some()) {
        lines.push("No time. Copy the line that begins with Timestamp as well.".into());
    }
    lines
}

/// What to say when a readable text holds no sign-in.
#[must_use]
pub fn nothing_found(reading: &Reading) -> String {
    let mut text = String::from(
        "No failed sign-in was found in this text.\n\
         Looked for: an AADSTS code or an error code, a Request ID (also called Trace ID), a Correlation ID, a time.\n\
         Paste instead: on the error page open \"More details\" (or \"Troubleshooting details\"), press\n\
         \"Copy info to clipboard\", and paste all of it, from \"Error Code\" or \"Request Id\" to the last line.\n",
    );
    for problem in &reading.problems {
        text.push_str(&format!("Note: {}\n", shown(problem)));
    }
    text
}

/// The block for a support request: one value a line, nothing shortened.
#[must_use]
pub fn ticket_block(s: &SignIn) -> String {
    let mut text = String::new();
    let mut row = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            text.push_str(&format!("{name}: {value}\n"));
        }
    };
    let codes: Vec<String> = s.codes.iter().map(ToString::to_string).collect();
    row("Error Code", Some(codes.join(", ")).filter(|c| !c.is_empty()));
    row("Request Id", s.request_id.map(|id| id.to_string()));
    row("Correlation Id", s.correlation_id.map(|id| id.to_string()));
    row("Timestamp (UTC)", s.timestamp_utc.map(|time| time.to_string()));
    row("Timestamp as written, zone not stated", s.timestamp.clone().filter(|_| s.timestamp_utc.is_none()));
    row("User", s.user.as_deref().map(|t| shown(t).into_owned()));
    row("Tenant Id", s.tenant_id.map(|id| id.to_string()));
    row("App name", s.app_name.as_deref().map(|t| shown(t).into_owned()));
    row("App id", s.app_id.map(|id| id.to_string()));
    row("IP address", s.ip.map(|ip| ip.to_string()));
    row("Device identifier", s.device_id.map(|id| id.to_string()));
    row("Device platform", s.device_platform.as_deref().map(|t| shown(t).into_owned()));
    row("Device state", s.device_state.as_deref().map(|t| shown(t).into_owned()));
    text
}

/// The answer of `signin read`: what was understood, and each block to copy.
#[must_use]
pub fn read(reading: &Reading, now: DateTime<FixedOffset>) -> String {
    let many = reading.sign_ins.len() > FEW;
    let mut text = if many { signin_table::text(&reading.sign_ins) } else { understood(reading, now) };
    let mut useful: Vec<&SignIn> =
        reading.sign_ins.iter().filter(|s| s.request_id.is_some() || s.correlation_id.is_some()).collect();
    if many {
        reading.problems.iter().for_each(|problem| text.push_str(&format!("Note: {}\n", shown(problem))));
        useful.sort_by_key(|s| std::cmp::Reverse(s.timestamp_utc));
    }
    useful.truncate(FEW);
    for (n, s) in useful.into_iter().enumerate() {
        text.push_str(if n == 0 {
            if many {
                "\nFor the support request, the newest, to copy:\n\n"
            } else {
                "\nFor the support request, copy this:\n\n"
            }
        } else {
            "\n"
        });
        text.push_str(&ticket_block(s));
    }
    text
}

/// The last line of `signin add`: what was kept, and what the case had already.
#[must_use]
pub fn recorded(new: usize, known: usize, path: &str) -> String {
    match (new, known) {
        (0, 1) => format!("It is in the case already; nothing was added to {path}"),
        (0, _) => format!("All of them are in the case already; nothing was added to {path}"),
        (_, 0) => format!("Recorded in {path}"),
        (1, _) => format!("One is new and was recorded in {path}; the others were there already"),
        (new, _) => format!("{new} are new and were recorded in {path}; the others were there already"),
    }
}

/// Warnings about the evidence, each with its cure.
#[must_use]
pub fn warnings(found: &[Warning]) -> String {
    let mut text = String::new();
    for warning in found {
        put(&mut text, "   ! ", &shown(&warning.say().to_string()));
        put(&mut text, "     ", &shown(&warning.hint().unwrap_or_default()));
    }
    text
}

/// One code explained. Unknown codes come with the address to look them up from another device.
#[must_use]
pub fn explain(code: ErrorCode) -> String {
    let address = catalogue::live_address(code);
    let Some(entry) = catalogue::lookup(code) else {
        return format!(
            "AADSTS{code} is not in the list of this program (codes as of {}).\n\
             Look it up from any device that has the internet:\n   {address}\n",
            catalogue::AS_OF
        );
    };
    let mut text = match &entry.name {
        Some(name) => format!("AADSTS{code}  {name}\n\n"),
        None => format!("AADSTS{code}\n\n"),
    };
    section(&mut text, "What happened", &entry.means);
    readings(&mut text, entry);
    section(&mut text, "What it says about the lockout", &entry.says);
    section(&mut text, "What it does not say", &entry.says_not);
    text.push_str("What to try\n");
    for (n, step) in entry.tries.iter().enumerate() {
        put(&mut text, &format!("   {}. ", n + 1), step);
    }
    text.push_str(&format!("\nGo on with:\n   reentry runbook show {}\n", entry.runbook));
    if !entry.causes.is_empty() {
        let causes: Vec<&str> = entry.causes.iter().map(|c| c.id()).collect();
        text.push_str(&format!("Fits          {}\n", causes.join(", ")));
    }
    text.push_str(&format!(
        "Live page     {address}\nCodes as of   {}; no code by itself proves a cause\n",
        catalogue::AS_OF
    ));
    text
}

fn readings(text: &mut String, entry: &Entry) {
    if entry.readings.is_empty() {
        return;
    }
    text.push_str("It has two causes\n");
    for (letter, reading) in ('a'..).zip(&entry.readings) {
        put(text, &format!("   {letter}) "), &format!("{}. {}", reading.when, reading.means));
        text.push_str(&format!("      Go on with:\n      reentry runbook show {}\n", reading.runbook));
    }
    text.push('\n');
}

fn section(text: &mut String, title: &str, words: &str) {
    text.push_str(&format!("{title}\n"));
    put(text, "   ", words);
    text.push('\n');
}

/// Words behind a head; whoever shows them folds them, the further lines under the first.
fn put(text: &mut String, head: &str, words: &str) {
    text.push_str(&format!("{head}{words}\n"));
}
