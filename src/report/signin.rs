//! Sign-ins for people: what was understood of a paste, the block for the ticket, a code explained.
//!
//! Ids stand alone on their line, whole. Times are shown in UTC, which support wants, and in the zone of this laptop,
//! which the person remembers. What is missing or altered is said, with how to get it.

use chrono::{DateTime, FixedOffset};

use super::document::{Block, Inline, Item, Role, Row};
use super::screen::Screen;
use super::signin_table;
use super::when::span;
use crate::signin::catalogue::{self, Entry};
use crate::signin::quality::{Retention, Warning, kept_until};
use crate::signin::{ErrorCode, Field, Reading, SignIn};
use crate::words::Say as _;

/// More sign-ins than this are a table, and only the newest of them have a block to copy.
const FEW: usize = 3;

/// More sign-ins than this are counted instead of shown.
pub const SHOWN: usize = 20;

/// What was understood, in the words of the guide.
#[must_use]
pub fn understood(reading: &Reading, now: DateTime<FixedOffset>) -> Screen {
    let mut blocks: Vec<Block> = reading.sign_ins.iter().take(SHOWN).map(|s| one(s, now)).collect();
    if reading.sign_ins.len() > SHOWN {
        let more = reading.sign_ins.len() - SHOWN;
        blocks
            .push(Block::said(format!("and {more} more failed sign-ins (reentry signin find groups them)")));
    }
    blocks.extend(got_in(reading, now));
    blocks.extend(problems(reading));
    blocks.into()
}

/// Accounts that got in, each told once with its newest sign-in: who can still sign in is a way in.
#[must_use]
fn got_in(reading: &Reading, now: DateTime<FixedOffset>) -> Vec<Block> {
    let newest = reading.got_in();
    let mut blocks: Vec<Block> = Vec::new();
    for s in newest.iter().take(SHOWN) {
        let who = s.user.as_ref().map_or_else(
            || vec!["an account that the text does not name".into()],
            |user| vec!["the account ".into(), Inline::id(user)],
        );
        let when = s.timestamp.as_ref().map(|time| {
            let (time, beside) = moment(s, time, now);
            vec![" at ".into(), Inline::id(time), " ".into(), Inline::dim(beside)]
        });
        let words: Vec<Inline> = who
            .into_iter()
            .chain([" got in".into()])
            .chain(when.into_iter().flatten())
            .chain(s.app_name.iter().flat_map(|app| [" to ".into(), Inline::value(app)]))
            .chain([". Ask that person to sign in now: if it still works, it is a way in.".into()])
            .collect();
        blocks.push(Block::marked("Succeeded:", Role::Good, words));
    }
    if newest.len() > SHOWN {
        blocks.push(Block::said(format!("and {} more accounts got in", newest.len() - SHOWN)));
    }
    blocks
}

fn problems(reading: &Reading) -> impl Iterator<Item = Block> {
    reading.problems.iter().map(|problem| Block::marked("Note:", Role::Caution, [Inline::value(problem)]))
}

fn one(s: &SignIn, now: DateTime<FixedOffset>) -> Block {
    let head = match s.code() {
        Some(code) => {
            let means =
                catalogue::lookup(code).map_or("a code that the list here does not hold", |e| &e.means);
            vec!["error ".into(), Inline::id(code), format!(": {}", means.trim_end_matches('.')).into()]
        }
        None => vec!["a sign-in error without a code".into()],
    };
    let mut rows: Vec<Row> = Vec::new();
    let mut row = |name: &str, text: Vec<Inline>| rows.push(Row::new(name, text));
    for code in s.codes.iter().skip(1) {
        row("also", vec!["error ".into(), Inline::id(code)]);
    }
    if let Some(id) = s.request_id {
        row("Request ID", vec![Inline::id(id)]);
    }
    if let Some(id) = s.correlation_id {
        row("Correlation ID", vec![Inline::id(id)]);
    }
    if let Some(time) = &s.timestamp {
        let (time, beside) = moment(s, time, now);
        row("Time", vec![Inline::id(time), Inline::Break, Inline::dim(beside)]);
    }
    for (name, value) in details(s) {
        row(name, vec![Inline::value(value)]);
    }
    for policy in s.policies.iter().filter(|p| p.result.eq_ignore_ascii_case("failure")) {
        let name = policy.name.as_deref().or(policy.id.as_deref()).unwrap_or("without a name");
        row(
            "Refused by",
            vec!["policy \"".into(), Inline::value(name), "\" (measured: the log names it)".into()],
        );
    }
    let limit = |retention| kept_until(s, retention).map(|until| (until, until.format("%Y-%m-%d %H:%M UTC")));
    match (limit(Retention::Free), limit(Retention::Premium)) {
        (Some((until, shown)), _) if until > now.to_utc() => {
            row("Kept", vec![format!("at least until {shown} (7 days)").into()]);
        }
        (_, Some((until, shown))) if until > now.to_utc() => {
            row("Kept", vec![format!("until {shown} in a tenant with P1 or P2; else it may be gone").into()]);
        }
        (_, Some(_)) => row("Kept", vec!["no longer, most likely: it is older than 30 days".into()]),
        _ => {}
    }
    let mut blocks = vec![Block::marked("Understood:", Role::Good, head)];
    let mut below = if rows.is_empty() { Vec::new() } else { vec![Block::Rows(rows)] };
    below.extend(lacking(s).into_iter().map(Block::said));
    if let Some(entry) = s.code().and_then(catalogue::lookup).filter(|e| e.readings.len() > 1) {
        below.push(Block::said(format!("{} has two causes. {}", entry.code, entry.says_not)));
    }
    blocks.push(Block::Indent(below));
    Block::Tight(blocks)
}

/// `2026-11-22 01:17:25 UTC` and `(02:17 here, 41 min ago)`.
fn moment(s: &SignIn, written: &str, now: DateTime<FixedOffset>) -> (String, String) {
    let Some(utc) = s.timestamp_utc.map(crate::signin::UtcTime::at) else {
        return (written.to_owned(), "(no zone: it may be off by hours)".to_owned());
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
    let text = |value: &Option<String>| value.clone();
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

/// A success as a note of the case.
#[must_use]
pub fn got_in_note(user: &str, at: DateTime<FixedOffset>, app: Option<&str>) -> String {
    let app = app.map(|app| format!(" to {app}")).unwrap_or_default();
    format!("A sign-in log says: {user} got in at {}{app}.", super::when::utc(at))
}

/// What to say when a readable text holds no failed sign-in: who got in, or what was looked for.
#[must_use]
pub fn nothing_found(reading: &Reading, now: DateTime<FixedOffset>) -> Screen {
    if !reading.succeeded.is_empty() {
        return got_in(reading, now).into_iter().chain(problems(reading)).collect::<Vec<_>>().into();
    }
    let mut blocks = vec![Block::Tight(vec![
        Block::said("No failed sign-in was found in this text."),
        Block::said(
            "Looked for: an AADSTS code or an error code, a Request ID (also called Trace ID), a Correlation ID, a time.",
        ),
        Block::said(
            "Paste instead: on the error page open \"More details\" (or \"Troubleshooting details\"), press \
         \"Copy info to clipboard\", and paste all of it, from \"Error Code\" or \"Request Id\" to the last line.",
        ),
    ])];
    blocks.extend(problems(reading));
    blocks.into()
}

/// The block for a support request: one value a line, nothing shortened.
#[must_use]
pub fn ticket_block(s: &SignIn) -> Block {
    let mut lines = Vec::new();
    let mut row = |name: &str, value: Option<Inline>| {
        if let Some(value) = value {
            lines.push(Block::words([format!("{name}: ").into(), value]));
        }
    };
    let text = |value: &Option<String>| value.as_deref().map(Inline::value);
    let codes: Vec<String> = s.codes.iter().map(ToString::to_string).collect();
    row("Error Code", Some(codes.join(", ")).filter(|c| !c.is_empty()).map(Inline::id));
    row("Request Id", s.request_id.map(Inline::id));
    row("Correlation Id", s.correlation_id.map(Inline::id));
    row("Timestamp (UTC)", s.timestamp_utc.map(Inline::id));
    row(
        "Timestamp as written, zone not stated",
        s.timestamp.clone().filter(|_| s.timestamp_utc.is_none()).map(Inline::value),
    );
    row("User", text(&s.user));
    row("Tenant Id", s.tenant_id.map(Inline::id));
    row("App name", text(&s.app_name));
    row("App id", s.app_id.map(Inline::id));
    row("IP address", s.ip.map(Inline::id));
    row("Device identifier", s.device_id.map(Inline::id));
    row("Device platform", text(&s.device_platform));
    row("Device state", text(&s.device_state));
    Block::Tight(lines)
}

/// The answer of `signin read`: what was understood, and each block to copy.
#[must_use]
pub fn read(reading: &Reading, now: DateTime<FixedOffset>) -> Screen {
    let many = reading.sign_ins.len() > FEW;
    let mut screen = if many { signin_table::screen(&reading.sign_ins) } else { understood(reading, now) };
    let mut useful: Vec<&SignIn> =
        reading.sign_ins.iter().filter(|s| s.request_id.is_some() || s.correlation_id.is_some()).collect();
    if many {
        screen.0.extend(got_in(reading, now));
        screen.0.extend(problems(reading));
        useful.sort_by_key(|s| std::cmp::Reverse(s.timestamp_utc));
    }
    useful.truncate(FEW);
    if !useful.is_empty() {
        screen.push(Block::words([Inline::strong(if many {
            "For the support request, the newest, to copy:"
        } else {
            "For the support request, copy this:"
        })]));
    }
    screen.0.extend(useful.into_iter().map(ticket_block));
    screen
}

/// The last line of `signin add`: what was kept, and what the case had already.
#[must_use]
pub fn recorded(new: usize, known: usize, path: &str) -> Block {
    let (before, after) = match (new, known) {
        (0, 1) => ("This sign-in is already recorded; nothing was added to ".to_owned(), ""),
        (0, _) => ("All of these sign-ins are already recorded; nothing was added to ".to_owned(), ""),
        (_, 0) => ("Recorded in ".to_owned(), ""),
        (1, _) => ("One is new and was recorded in ".to_owned(), "; the others were there already"),
        (new, _) => (format!("{new} are new and were recorded in "), "; the others were there already"),
    };
    Block::words([before.into(), Inline::path(path), after.into()])
}

/// That a success was kept as a note.
#[must_use]
pub fn noted(path: &str) -> Screen {
    Block::words(["Noted in ".into(), Inline::path(path)]).into()
}

/// Warnings about the evidence, each with its cure.
pub fn warnings(found: &[Warning]) -> impl Iterator<Item = Block> {
    found.iter().map(|warning| Block::Marked {
        mark: "!".to_owned(),
        role: Role::Danger,
        blocks: vec![
            Block::words([Inline::value(warning.say().to_string())]),
            Block::words([Inline::value(warning.hint().unwrap_or_default())]),
        ],
    })
}

/// One code explained. Unknown codes come with the address to look them up from another device.
#[must_use]
pub fn explain(code: ErrorCode) -> Screen {
    let address = catalogue::live_address(code);
    let Some(entry) = catalogue::lookup(code) else {
        if code.of_customers() {
            return Screen::new([
                Block::Paragraph(vec![Inline::strong(code.with_letters())]),
                Block::said(
                    "This code is not in the list of this program. Its letters say that it comes from a directory of \
                     customers (Azure AD B2C): people sign in there to a website or an app. It says nothing about your \
                     administrators.",
                ),
                Block::command("Go on with:", "reentry runbook show failed-sign-in"),
            ]);
        }
        return Screen::new([Block::Tight(vec![
            Block::said(format!(
                "{} is not in the list of this program (codes as of {}).",
                code.with_letters(),
                catalogue::AS_OF
            )),
            Block::said("Look it up from any device that has the internet:"),
            Block::Command(address),
        ])]);
    };
    let mut title = vec![Inline::strong(code.with_letters())];
    title.extend(entry.name.as_ref().map(|name| Inline::text(format!("  {name}"))));
    let mut blocks = vec![Block::Paragraph(title), section("What happened", &entry.means)];
    blocks.extend(readings(entry));
    blocks.push(section("What it says about the lockout", &entry.says));
    blocks.push(section("What it does not say", &entry.says_not));
    let tries = entry.tries.iter().map(|step| Item { task: None, blocks: vec![Block::said(step)] });
    let tries = Block::List { first: Some(1), tight: true, items: tries.collect() };
    blocks.push(Block::section("What to try", vec![tries]));
    blocks.push(Block::command("Go on with:", format!("reentry runbook show {}", entry.runbook)));
    let mut rows = Vec::new();
    if !entry.causes.is_empty() {
        let causes: Vec<&str> = entry.causes.iter().map(|c| c.id()).collect();
        rows.push(Row::new("Fits", [causes.join(", ").into()]));
    }
    // Microsoft's live page knows the codes of its directory; of other services it is not known to.
    if code.number() != 0 {
        rows.push(Row::new("Live page", [Inline::id(address)]));
    }
    rows.push(Row::new(
        "Codes as of",
        [Inline::dim(format!("{}; no code by itself proves a cause", entry.origin.words()))],
    ));
    blocks.push(Block::Rows(rows));
    blocks.into()
}

/// The codes nearest to some words, to choose from.
#[must_use]
pub fn nearest(words: &str, nearest: &[&Entry]) -> Screen {
    if nearest.is_empty() {
        return Screen::new([
            Block::Paragraph(vec!["No code of the list fits \"".into(), Inline::value(words), "\".".into()]),
            Block::said(
                "Try fewer words, or the English words of the page. An error page shows its code behind \"More details\" \
                 or \"View details\".",
            ),
        ]);
    }
    let rows = nearest.iter().map(|entry| {
        let mut words = vec![Inline::text(&entry.means)];
        words.extend(entry.name.iter().flat_map(|name| [Inline::Break, Inline::dim(name)]));
        Row::new(entry.code.with_letters(), words)
    });
    let first = nearest.first().map(|entry| entry.code.to_string()).unwrap_or_default();
    Screen::new([
        Block::Paragraph(vec![
            "The codes nearest to \"".into(),
            Inline::value(words),
            "\", best first:".into(),
        ]),
        Block::Rows(rows.collect()),
        Block::said(
            "Only the code on the error page tells which one it is. These words alone prove nothing.",
        ),
        Block::command("Read about one:", format!("reentry signin explain {first}")),
    ])
}

fn readings(entry: &Entry) -> Option<Block> {
    let readings: Vec<Block> = ('a'..)
        .zip(&entry.readings)
        .map(|(letter, reading)| Block::Marked {
            mark: format!("{letter})"),
            role: Role::Value,
            blocks: vec![
                Block::said(format!("{}. {}", reading.when, reading.means)),
                Block::command("Go on with:", format!("reentry runbook show {}", reading.runbook)),
            ],
        })
        .collect();
    (!readings.is_empty()).then(|| Block::section("It has two causes", readings))
}

fn section(title: &str, words: &str) -> Block {
    Block::section(title, vec![Block::said(words)])
}
