//! A DNS report in words: the answer first, then what is wrong and what to do, then what each server said.

use std::collections::BTreeSet;

use chrono::{DateTime, FixedOffset};

use crate::dns_proof::answer_class::{AnswerClass, values};
use crate::dns_proof::exchange::{Exchange, Outcome, Rcode, shown};
use crate::dns_proof::expected::Today;
use crate::dns_proof::finding::{Finding, FindingId as Id, Severity, Verdict};
use crate::dns_proof::name::Name;
use crate::dns_proof::observation::Purpose;
use crate::dns_proof::report::Report;
use crate::dns_proof::serial_at;

use super::dns_words::Words;
use super::document::{Block, Inline, Role, Row};
use super::screen::Screen;

/// How the person writes the domain, and what they typed with it.
#[derive(Debug, Clone, Copy)]
pub struct Page<'a> {
    /// The domain in its own letters, when it has some outside ASCII.
    pub unicode: Option<&'a str>,
    /// The flags that belong to the same question on a command line, in front of which a blank stands.
    pub flags: &'a str,
}

/// The verdict in a few words.
#[must_use]
pub fn headline(report: &Report) -> &'static str {
    // Servers that only the zone names, that were left out, or that cannot be reached from here, decide nothing.
    let some = [Id::DelegationMismatch, Id::ServerIgnored, Id::Ipv6Untested];
    match report.verdict {
        Verdict::Visible if report.findings.iter().any(|f| some.contains(&f.id())) => {
            "VISIBLE at every name server that was asked and that the registry lists"
        }
        Verdict::Visible => "VISIBLE at every name server",
        Verdict::Partly => "PARTLY VISIBLE: not at every name server, or not for everybody",
        Verdict::NotYet => "NOT THERE YET",
        Verdict::Wrong => "WRONG: something is there, but not what was asked for",
        Verdict::Unknown => "UNKNOWN: the name servers could not be asked",
    }
}

/// The whole report.
#[must_use]
pub fn screen(report: &Report, today: &Today, page: Page) -> Screen {
    let o = &report.observation;
    let name = page.unicode.map_or_else(|| o.target.to_string(), |u| format!("{} ({u})", o.target));
    let verdict = vec![Block::words([Inline::Span(look(report.verdict), headline(report).into())])];
    let mut blocks = vec![
        Block::Section { title: vec![Inline::value(name)], blocks: verdict },
        Block::Rows(vec![
            Row::new("Expected TXT value", [Inline::id(&report.expected.text)]),
            Row::new("Checked", [clock(report.checked_at).into()]),
        ]),
    ];
    blocks.extend(days(report, today).into_iter().map(Block::said));
    let words = Words::new(report);
    for (title, severity) in [
        ("What is wrong", Severity::Error),
        ("What to look out for", Severity::Warning),
        ("Good to know", Severity::Info),
    ] {
        blocks.extend(section(&words, title, severity, &of(report, severity)));
    }
    blocks.extend(servers(report));
    blocks.push(ending(report, page));
    blocks.into()
}

/// How a verdict looks.
fn look(verdict: Verdict) -> Role {
    match verdict {
        Verdict::Visible => Role::Good,
        Verdict::Wrong => Role::Danger,
        Verdict::Partly | Verdict::NotYet | Verdict::Unknown => Role::Caution,
    }
}

fn of(report: &Report, severity: Severity) -> Vec<&Finding> {
    report.findings.iter().filter(|f| f.severity == severity).collect()
}

fn section(words: &Words<'_>, title: &str, severity: Severity, findings: &[&Finding]) -> Option<Block> {
    let role = match severity {
        Severity::Error => Role::Danger,
        Severity::Warning => Role::Caution,
        Severity::Info => Role::Value,
    };
    let mut told: BTreeSet<String> = BTreeSet::new();
    let mut one = |finding: &&Finding| {
        let mut title = vec![Inline::Span(role, finding.id().to_string())];
        if let Some(server) = &finding.server {
            title.push(Inline::value(format!("  at {server}")));
        }
        let mut blocks = vec![Block::words([Inline::value(sentence(&words.detail(finding)))])];
        // The same advice once is enough.
        let hint = words.steps(finding);
        if told.insert(hint.clone()) {
            blocks.push(advice(&hint));
        }
        Block::Section { title, blocks }
    };
    let blocks: Vec<Block> = findings.iter().map(&mut one).collect();
    (!blocks.is_empty()).then(|| Block::section(title, blocks))
}

/// What to do, behind an arrow; each line of it its own.
fn advice(hint: &str) -> Block {
    let blocks = hint.lines().map(|line| Block::words([Inline::value(line.trim())])).collect();
    Block::Marked { mark: "->".into(), role: Role::Dim, blocks }
}

fn servers(report: &Report) -> Vec<Block> {
    let o = &report.observation;
    let titles = [("Name servers, asked directly", Purpose::Value), ("Resolvers", Purpose::Resolver)];
    let group = |(title, purpose)| {
        let mut lines = Vec::new();
        for row in o.of(purpose) {
            let serial = serial_at(o, row).map(|s| format!(" serial\u{a0}{}", s.serial)).unwrap_or_default();
            let said = outcome(&row.exchange, report);
            lines.push(Block::words([
                Inline::value(row.label()),
                ": ".into(),
                Inline::value(said),
                Inline::dim(serial),
            ]));
            let found = row.exchange.reply().map(|r| values(r, &row.exchange.ask.name)).unwrap_or_default();
            for value in found {
                let right = value == report.expected.text.as_bytes();
                let (mark, role) = if right { ("=", Role::Good) } else { (" ", Role::Value) };
                let value = Inline::id(format!("\"{}\"", cut(&shown(&value))));
                lines.push(Block::Indent(vec![Block::marked(mark, role, [value])]));
            }
        }
        (!lines.is_empty()).then(|| Block::section(title, lines))
    };
    titles.into_iter().filter_map(group).collect()
}

/// One exchange in a few words.
fn outcome(exchange: &Exchange, report: &Report) -> String {
    match &exchange.outcome {
        Outcome::Reply(reply) => {
            let class = match exchange.ask.recursion {
                true => AnswerClass::of_records(reply, &exchange.ask.name, &report.expected),
                false => AnswerClass::read(exchange, &exchange.ask.name, &report.expected),
            };
            // Whoever refuses or fails says nothing about the record.
            let said = matches!(reply.rcode, Rcode::OK | Rcode::NXDOMAIN);
            let what = match class {
                AnswerClass::Right => "has it".to_owned(),
                AnswerClass::Lame(Rcode::OK) => "points to other servers".into(),
                AnswerClass::NotAuthoritative => "answers without authority".into(),
                _ if reply.rcode == Rcode::REFUSED => "refuses to answer".into(),
                _ if !said => "fails".into(),
                class => class.alias().map_or("does not have it".into(), |to| format!("alias for {to}")),
            };
            format!("{what} ({}, {} ms)", reply.rcode, exchange.took_ms)
        }
        Outcome::Timeout => "no answer in time".into(),
        Outcome::Unreachable(why) => why.clone(),
        Outcome::NoRoute => "not asked, no way to this address from here".into(),
        Outcome::Malformed => "its reply is no DNS message".into(),
        Outcome::TruncatedTcpBlocked => "answer too big, and TCP is blocked".into(),
        Outcome::Skipped => "skipped: it did not respond earlier".into(),
        Outcome::OutOfTime => "not asked, the time was over".into(),
    }
}

/// Which day it is where, when that can go wrong.
fn days(report: &Report, today: &Today) -> Vec<String> {
    let Some(date) = report.expected.date.filter(|d| d.moves) else { return Vec::new() };
    let mut lines = Vec::new();
    if today.differs() {
        let engineer =
            today.engineer.map(|d| format!(", {d} in the support engineer's time zone")).unwrap_or_default();
        lines.push(format!(
            "The day is not the same everywhere: {} here, {} in UTC{engineer}. Expected is {}.",
            today.here, today.utc, today.counts
        ));
    }
    if today.nearly_over() {
        let next = today.counts.succ_opt().map(|d| date.format.write(d)).unwrap_or_default();
        lines.push(format!(
            "This day ends in {} min. Publish {next} as a second TXT record beside it now; both may stand.",
            today.minutes_left
        ));
    }
    lines
}

/// What happens next.
fn ending(report: &Report, page: Page<'_>) -> Block {
    let again = report.next_check_at.map(|at| format!(" not before {}", clock(at))).unwrap_or_default();
    let domain = command(report, page);
    let check = format!("reentry dns check {domain}");
    match report.verdict {
        Verdict::Visible => Block::said(
            "Tell the engineer that the record is there, and read the value to them. Keep it until they say they have seen it; then delete it. Leave MS= and SPF records alone.",
        ),
        Verdict::Unknown => Block::command(
            format!("Nothing is known about the record. Look again{again}, best from another network:"),
            check,
        ),
        _ => Block::Tight(vec![
            Block::command(format!("Look again{again}:"), check),
            Block::command("Or keep checking automatically:", format!("reentry dns watch {domain}")),
        ]),
    }
}

/// The domain with what belongs to it on a command line.
fn command(report: &Report, page: Page<'_>) -> String {
    let o = &report.observation;
    let value = &report.expected.text;
    // What a shell might take apart is left to the person.
    let plain = value.chars().all(|c| c.is_alphanumeric() || " -_.:/=+@,".contains(c));
    let value = match report.expected.date {
        Some(date) if date.format.write(date.day) == *value => String::new(),
        _ if plain => format!(" --value \"{value}\""),
        _ => " --value ...".into(),
    };
    let below = o.target.depth().saturating_sub(o.domain.depth());
    let host = Name::from_labels(o.target.labels().take(below)).unwrap_or_default();
    let host = if below == 0 { String::new() } else { format!(" --host {host}") };
    format!("{}{value}{host}{}", o.domain, page.flags)
}

/// The same for somebody who knows the other flags.
#[must_use]
pub fn typed_again(report: &Report, flags: &str) -> String {
    command(report, Page { unicode: None, flags })
}

/// Why a watch ends before the value is visible everywhere.
#[must_use]
pub fn no_better(report: &Report, flags: &str) -> String {
    let errors = report.findings.iter().filter(|f| f.severity == Severity::Error);
    let gone: Vec<&str> = errors.filter_map(|f| f.server.as_deref()).collect();
    let gone: BTreeSet<&str> = gone.into_iter().filter_map(|s| s.split(' ').next()).collect();
    let ignore: String = gone.iter().map(|s| format!(" --ignore {s}")).collect();
    format!(
        "It can get no better: every other name server has the value, and waiting does not bring back {}.\nTo leave it out:\n   reentry dns check {}{ignore}\n",
        gone.into_iter().collect::<Vec<_>>().join(", "),
        typed_again(report, flags)
    )
}

/// True when nothing changed that a person would want to hear.
#[must_use]
pub fn same(before: &Report, now: &Report) -> bool {
    let essence = |r: &Report| {
        let found: BTreeSet<_> = r.findings.iter().map(|f| (f.id(), f.server.clone())).collect();
        (r.verdict, r.expected.text.clone(), found)
    };
    essence(before) == essence(now)
}

/// One line for each change, for a pipe or a quiet terminal.
#[must_use]
pub fn change(before: Option<&Report>, now: &Report) -> String {
    let moved = before.filter(|b| b.expected.text != now.expected.text);
    let moved = moved
        .map(|_| format!("{}  a new day: now {} is expected\n", clock(now.checked_at), now.expected.text));
    let ids: Vec<String> = now
        .findings
        .iter()
        .filter(|f| f.severity != Severity::Info)
        .map(|f| f.server.as_ref().map_or_else(|| f.id().to_string(), |s| format!("{} at {s}", f.id())))
        .collect();
    let found = if ids.is_empty() { String::new() } else { format!("  ({})", ids.join(", ")) };
    let next =
        now.next_check_at.map(|at| format!("  next look {}", at.format("%H:%M:%S"))).unwrap_or_default();
    let line =
        format!("{}  {}  {}{found}{next}\n", clock(now.checked_at), now.observation.target, now.verdict);
    moved.unwrap_or_default() + &line
}

fn clock(at: DateTime<FixedOffset>) -> String {
    at.format("%Y-%m-%d %H:%M:%S %:z").to_string()
}

fn cut(text: &str) -> String {
    if text.len() <= 120 {
        text.to_owned()
    } else {
        format!("{}... ({} characters)", &text[..110], text.len())
    }
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    let end = if text.ends_with('.') { "" } else { "." };
    format!("{first}{}{end}", letters.as_str())
}
