use chrono::SecondsFormat;
use serde::Serialize;

use crate::dns_proof::answer_class::values;
use crate::dns_proof::exchange::{Data, Kind, Outcome, Raw, Transport, shown};
use crate::dns_proof::finding::{Finding, FindingId, Severity, Verdict};
use crate::dns_proof::observation::{Observation, Observed, Purpose};
use crate::dns_proof::report::Report;
use crate::dns_proof::serial_at;
use crate::report::dns_words::Words;

/// `reentry/dns-check/v1`.
#[derive(Debug, Serialize)]
pub struct View {
    schema: &'static str,
    domain: String,
    /// Where the record should stand; the domain unless a host was asked for.
    name: String,
    expected: String,
    checked_at: String,
    verdict: Verdict,
    findings: Vec<FindingView>,
    servers: Vec<ServerView>,
    /// Servers that --ignore took out of the verdict.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ignored: Vec<String>,
    /// The end of the aliases, where there are some.
    #[serde(skip_serializing_if = "Option::is_none")]
    alias_end: Option<String>,
    negative_ttl_s: Option<u32>,
    next_check_at: Option<String>,
    /// In a watch: it ends with this line.
    #[serde(rename = "final", skip_serializing_if = "std::ops::Not::not")]
    last: bool,
}

#[derive(Debug, Serialize)]
struct FindingView {
    id: FindingId,
    severity: Severity,
    server: Option<String>,
    detail: String,
    hint: String,
}

#[derive(Debug, Serialize)]
struct ServerView {
    name: Option<String>,
    address: String,
    role: &'static str,
    transport: Option<Transport>,
    rcode: Option<String>,
    aa: Option<bool>,
    ttl: Option<u32>,
    serial: Option<u32>,
    values: Vec<String>,
    raw_hex: Vec<String>,
    rtt_ms: Option<u64>,
    error: Option<&'static str>,
}

impl View {
    /// The last line of a watch.
    #[must_use]
    pub fn last(report: &Report) -> Self {
        Self { last: true, ..Self::from(report) }
    }
}

impl From<&Report> for View {
    fn from(report: &Report) -> Self {
        let time = |at: &chrono::DateTime<chrono::FixedOffset>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
        let o = &report.observation;
        let words = Words::new(report);
        Self {
            schema: "reentry/dns-check/v1",
            domain: o.domain.to_string(),
            name: o.target.to_string(),
            expected: report.expected.text.clone(),
            checked_at: time(&report.checked_at),
            verdict: report.verdict,
            findings: report.findings.iter().map(|f| FindingView::new(f, &words)).collect(),
            servers: [Purpose::Delegation, Purpose::Value, Purpose::Resolver]
                .into_iter()
                .flat_map(|purpose| o.of(purpose))
                .filter_map(|e| Some(ServerView::new(role(e, o)?, e, o)))
                .collect(),
            ignored: o.ignored.clone(),
            alias_end: o.followed.last().map(|s| s.name.to_string()),
            negative_ttl_s: report.negative_ttl_s,
            next_check_at: report.next_check_at.as_ref().map(time),
            last: false,
        }
    }
}

impl FindingView {
    fn new(finding: &Finding, words: &Words<'_>) -> Self {
        Self {
            id: finding.id(),
            severity: finding.severity,
            server: finding.server.clone(),
            detail: words.detail(finding),
            hint: words.hint(finding),
        }
    }
}

/// Only exchanges about the delegation, the value and the resolvers are shown; the rest is in the evidence.
fn role(observed: &Observed, o: &Observation) -> Option<&'static str> {
    match observed.purpose {
        Purpose::Value => Some("authoritative"),
        Purpose::Resolver => Some("resolver"),
        Purpose::Delegation => {
            let reply = observed.exchange.reply()?;
            let names = |r: &crate::dns_proof::exchange::Record| r.kind == Kind::Ns && r.owner == o.zone;
            (!reply.authoritative && reply.authority.iter().any(names)).then_some("parent")
        }
        _ => None,
    }
}

impl ServerView {
    fn new(role: &'static str, observed: &Observed, o: &Observation) -> Self {
        let exchange = &observed.exchange;
        let reply = exchange.reply();
        let found =
            reply.filter(|_| role != "parent").map(|r| values(r, &exchange.ask.name)).unwrap_or_default();
        let ttl = reply.and_then(|r| {
            let here = |record: &&crate::dns_proof::exchange::Record| record.owner == exchange.ask.name;
            r.answers.iter().filter(here).find(|x| matches!(x.data, Data::Txt(_))).map(|x| x.ttl)
        });
        Self {
            name: observed.server.as_ref().map(ToString::to_string),
            address: exchange.ask.server.to_string(),
            role,
            transport: reply.map(|_| exchange.transport),
            rcode: reply.map(|r| r.rcode.to_string()),
            aa: reply.map(|r| r.authoritative),
            ttl,
            serial: serial_at(o, observed).map(|soa| soa.serial),
            values: found.iter().map(|v| shown(v)).collect(),
            raw_hex: found.into_iter().map(|v| Raw(v).hex()).collect(),
            rtt_ms: reply.map(|_| exchange.took_ms),
            error: match exchange.outcome {
                Outcome::Reply(_) => None,
                Outcome::Timeout => Some("timeout"),
                Outcome::Unreachable(_) => Some("unreachable"),
                Outcome::NoRoute => Some("no-route"),
                Outcome::Malformed => Some("malformed"),
                Outcome::TruncatedTcpBlocked => Some("truncated-tcp-blocked"),
                Outcome::Skipped => Some("skipped"),
                Outcome::OutOfTime => Some("out-of-time"),
            },
        }
    }
}
