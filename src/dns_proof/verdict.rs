//! From what was seen to what it means. A pure function of the observation, the expected value and the time.

use chrono::{DateTime, Duration, FixedOffset};

use super::advice::Advice;
use super::exchange::{Data, Exchange, Outcome, Rcode, Soa};
use super::expected::Expected;
use super::finding::{Finding, FindingId as Id, Severity, Verdict};
use super::name::Name;
use super::observation::{Observation, Observed, Probe, Purpose, Way};
use super::picture::{Picture, answers_impossible, negative_ttl};
use super::report::Report;

/// Judges one observation.
#[must_use]
pub fn judge(observation: Observation, expected: Expected, now: DateTime<FixedOffset>) -> Report {
    let mut bench = Bench::new(&observation, &expected);
    let verdict = bench.verdict();
    bench.the_way();
    bench.the_delegation(verdict);
    bench.the_servers();
    bench.the_value(verdict);
    bench.the_wire();
    bench.the_resolvers();
    bench.the_date();
    bench.the_provider();
    let (negative_ttl_s, wait) = (bench.negative_ttl(), bench.wait(verdict));
    let findings = bench.finish();
    let next_check_at = wait.map(|s| now + Duration::seconds(i64::from(s)));
    Report { expected, checked_at: now, verdict, findings, negative_ttl_s, next_check_at, observation }
}

/// One of the zone's servers and what it showed.
pub(super) struct Seen<'a> {
    pub(super) observed: &'a Observed,
    pub(super) picture: Picture,
    pub(super) serial: Option<&'a Soa>,
}

impl Seen<'_> {
    pub(super) fn label(&self) -> String {
        self.observed.label()
    }
}

pub(super) struct Bench<'a> {
    pub(super) o: &'a Observation,
    pub(super) expected: &'a Expected,
    pub(super) seen: Vec<Seen<'a>>,
    pub(super) advice: Advice<'a>,
    findings: Vec<Finding>,
}

impl<'a> Bench<'a> {
    fn new(o: &'a Observation, expected: &'a Expected) -> Self {
        let values = o.exchanges.iter().filter(|e| e.purpose == Purpose::Value);
        let seen = values.map(|observed| {
            let place = &observed.exchange.ask.server;
            let mut picture = Picture::read(&observed.exchange, &o.target, expected);
            // A server that gives the value even for a name that cannot exist proves nothing with it.
            let parrot = o.exchanges.iter().any(|e| {
                e.purpose == Purpose::Impossible
                    && e.exchange.ask.server == *place
                    && answers_impossible(&e.exchange)
                    && e.exchange
                        .reply()
                        .is_some_and(|r| Picture::of_records(r, &e.exchange.ask.name, expected).is_right())
            });
            if parrot {
                picture = Picture::NotAuthoritative;
            }
            Seen { observed, picture, serial: serial_at(o, observed) }
        });
        Self { o, expected, seen: seen.collect(), advice: Advice::new(o, expected), findings: Vec::new() }
    }

    pub(super) fn find(&mut self, id: Id, server: Option<String>, detail: impl Into<String>) {
        self.find_as(id, id.severity(), server, detail);
    }

    pub(super) fn find_as(
        &mut self,
        id: Id,
        severity: Severity,
        server: Option<String>,
        detail: impl Into<String>,
    ) {
        let finding = Finding { id, severity, server, detail: detail.into(), hint: self.advice.hint(id) };
        if !self.findings.contains(&finding) {
            self.findings.push(finding);
        }
    }

    fn verdict(&self) -> Verdict {
        if self.o.way != Way::Found {
            return Verdict::Unknown;
        }
        let answers = || self.seen.iter().filter(|s| s.picture.is_answer());
        if answers().next().is_none() {
            return Verdict::Unknown;
        }
        if self.seen.iter().any(|s| s.picture.is_right()) {
            let whole = self.o.servers.iter().all(|server| self.is_whole(&server.name))
                && self.seen.iter().all(|s| {
                    matches!(
                        s.picture,
                        Picture::Right | Picture::Silent | Picture::Unreachable | Picture::NoRoute
                    )
                });
            return if whole { Verdict::Visible } else { Verdict::Partly };
        }
        let misplaced = !self.wrong_places().is_empty();
        let other = answers()
            .any(|s| matches!(s.picture, Picture::Near(_) | Picture::Alias(_) | Picture::Renamed(_)));
        if misplaced || other { Verdict::Wrong } else { Verdict::NotYet }
    }

    /// One address of this name server has the value, or none of them can be reached for want of IPv6.
    fn is_whole(&self, name: &Name) -> bool {
        let Some(server) = self.o.servers.iter().find(|s| s.name == *name) else { return true };
        let pictures: Vec<&Picture> = self
            .seen
            .iter()
            .filter(|s| s.observed.exchange.ask.server.ip().is_some_and(|ip| server.addresses.contains(&ip)))
            .map(|s| &s.picture)
            .collect();
        if pictures.is_empty() {
            return false;
        }
        pictures.iter().any(|p| p.is_right()) || pictures.iter().all(|p| matches!(p, Picture::NoRoute))
    }

    /// Places where the value, or something like it, stands by mistake.
    pub(super) fn wrong_places(&self) -> Vec<(Probe, Name)> {
        let mut found: Vec<(Probe, Name)> = Vec::new();
        for observed in &self.o.exchanges {
            let Purpose::Probe(probe) = observed.purpose else { continue };
            let name = &observed.exchange.ask.name;
            let picture = Picture::read(&observed.exchange, name, self.expected);
            let hit = matches!(picture, Picture::Right | Picture::Near(_));
            if hit && !found.iter().any(|f| f.0 == probe && f.1 == *name) {
                found.push((probe, name.clone()));
            }
        }
        // What a wildcard gives for a random label it gives for every other label too.
        if found.iter().any(|f| f.0 == Probe::Random) {
            found.retain(|f| matches!(f.0, Probe::Random | Probe::Parent));
        }
        found
    }

    /// This was found at this server already.
    pub(super) fn knows(&self, id: Id, server: &str) -> bool {
        self.findings.iter().any(|f| f.id == id && f.server.as_deref() == Some(server))
    }

    fn finish(mut self) -> Vec<Finding> {
        // The same thing at every server that answers is one finding.
        let answering: Vec<String> =
            self.seen.iter().filter(|s| s.picture.is_answer()).map(Seen::label).collect();
        let mut kept: Vec<Finding> = Vec::new();
        let all = std::mem::take(&mut self.findings);
        for finding in &all {
            let same = |f: &&Finding| f.id == finding.id && f.detail == finding.detail && f.server.is_some();
            let at: Vec<&String> = all.iter().filter(same).filter_map(|f| f.server.as_ref()).collect();
            let everywhere = answering.len() > 1 && answering.iter().all(|a| at.contains(&a));
            let merged =
                Finding { server: finding.server.clone().filter(|_| !everywhere), ..finding.clone() };
            if !kept.contains(&merged) {
                kept.push(merged);
            }
        }
        kept.sort_by_key(|f| (f.severity, f.id));
        kept
    }

    fn negative_ttl(&self) -> Option<u32> {
        let at_resolvers = self
            .of(Purpose::Resolver)
            .filter_map(|e| e.reply())
            .filter(|r| !Picture::of_records(r, &self.o.target, self.expected).is_right());
        let at_servers = self
            .seen
            .iter()
            .filter(|s| matches!(s.picture, Picture::RecordAbsent | Picture::NameAbsent))
            .filter_map(|s| s.observed.exchange.reply());
        at_resolvers.filter_map(negative_ttl).max().or_else(|| at_servers.filter_map(negative_ttl).max())
    }

    pub(super) fn of(&self, purpose: Purpose) -> impl Iterator<Item = &'a Exchange> + use<'a> {
        self.o.exchanges.iter().filter(move |e| e.purpose == purpose).map(|e| &*e.exchange)
    }

    /// Seconds until looking again can show something new.
    fn wait(&self, verdict: Verdict) -> Option<u32> {
        match verdict {
            Verdict::Visible => self.resolver_waits().into_iter().max().map(|s| s.clamp(1, 86_400)),
            // A secondary asks its primary again after REFRESH; a person needs a minute to edit a zone.
            Verdict::Partly => {
                let refresh = self.seen.iter().filter_map(|s| s.serial).map(|soa| soa.refresh).min();
                Some(refresh.unwrap_or(60).clamp(30, 300))
            }
            Verdict::NotYet | Verdict::Wrong => Some(60),
            Verdict::Unknown => Some(120),
        }
    }
}

/// The start of authority that the same address gave, in its own answer or beside a negative one.
#[must_use]
pub fn serial_at<'a>(o: &'a Observation, value: &Observed) -> Option<&'a Soa> {
    let place = &value.exchange.ask.server;
    o.exchanges
        .iter()
        .filter(|e| e.exchange.ask.server == *place && matches!(e.purpose, Purpose::Serial | Purpose::Value))
        .filter_map(|e| e.exchange.reply())
        .filter(|r| r.authoritative && matches!(r.rcode, Rcode::OK | Rcode::NXDOMAIN))
        .flat_map(|r| r.answers.iter().chain(&r.authority))
        .find_map(|r| match &r.data {
            Data::Soa(soa) if r.owner == o.zone => Some(soa),
            _ => None,
        })
}

/// How an exchange failed, in words; `None` when it brought a reply.
pub(super) fn failure(exchange: &Exchange) -> Option<(Id, String)> {
    let seconds = exchange.took_ms as f64 / 1000.0;
    match &exchange.outcome {
        Outcome::Reply(_) | Outcome::NoRoute => None,
        Outcome::Timeout => {
            Some((Id::ServerTimeout, format!("no answer within {seconds:.0} s, over UDP and TCP")))
        }
        Outcome::Skipped => {
            Some((Id::ServerTimeout, "not asked again: it was silent earlier in this run".into()))
        }
        Outcome::Unreachable(why) => Some((Id::ServerUnreachable, why.clone())),
        Outcome::Malformed => {
            Some((Id::MalformedReply, "its reply is not a DNS message; kept as evidence".into()))
        }
        Outcome::TruncatedTcpBlocked => Some((
            Id::TruncatedTcpBlocked,
            "the answer is too big for UDP, and TCP to the server fails".into(),
        )),
    }
}
