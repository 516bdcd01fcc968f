//! From what was seen to what it means. A pure function of the observation, the expected value and the time.

use chrono::{DateTime, Duration, FixedOffset};

use super::answer_class::{AnswerClass, answers_impossible, negative_ttl, values};
use super::exchange::{Data, Exchange, Outcome, Rcode, Soa};
use super::expected::Expected;
use super::finding::{Finding, FindingId as Id, Severity, Verdict};
use super::name::Name;
use super::observation::{NameServer, Observation, Observed, Probe, Purpose, Stage, WalkOutcome};
use super::report::Report;
use super::signatures::{Signing, signing};
use super::what::{Failure, What};

/// Judges one observation.
#[must_use]
pub fn judge(observation: Observation, expected: Expected, now: DateTime<FixedOffset>) -> Report {
    let mut evaluator = Evaluator::new(&observation, &expected, now.timestamp());
    let verdict = evaluator.verdict();
    evaluator.the_way();
    evaluator.the_delegation(verdict);
    evaluator.the_servers();
    evaluator.the_value(verdict);
    evaluator.the_wire();
    evaluator.the_signatures();
    evaluator.the_resolvers();
    evaluator.the_date();
    evaluator.the_provider();
    let (negative_ttl_s, wait) = (evaluator.negative_ttl(), evaluator.wait(verdict));
    let findings = evaluator.finish();
    let next_check_at = wait.map(|s| now + Duration::seconds(i64::from(s)));
    Report { expected, checked_at: now, verdict, findings, negative_ttl_s, next_check_at, observation }
}

/// One of a zone's servers and what it showed.
pub(super) struct Seen<'a> {
    pub(super) observed: &'a Observed,
    pub(super) class: AnswerClass,
    pub(super) serial: Option<&'a Soa>,
    /// Which of the stages it belongs to.
    pub(super) stage: usize,
    /// The registry lists it, and nobody told us to leave it out.
    pub(super) counts: bool,
    /// Answers in all, and those that held the value.
    pub(super) answers: usize,
    pub(super) right: usize,
}

impl Seen<'_> {
    pub(super) fn label(&self) -> String {
        self.observed.label()
    }

    /// The same address gave the value and did not give it.
    pub(super) fn differs(&self) -> bool {
        self.right > 0 && self.right < self.answers
    }
}

pub(super) struct Evaluator<'a> {
    pub(super) o: &'a Observation,
    pub(super) expected: &'a Expected,
    pub(super) stages: Vec<Stage>,
    pub(super) seen: Vec<Seen<'a>>,
    pub(super) signing: Signing,
    findings: Vec<Finding>,
}

impl<'a> Evaluator<'a> {
    fn new(o: &'a Observation, expected: &'a Expected, now: i64) -> Self {
        let stages = o.stages();
        let mut seen = Vec::new();
        for (index, stage) in stages.iter().enumerate() {
            let values = o.exchanges.iter().filter(|e| {
                e.purpose == Purpose::Value
                    && e.exchange.ask.name == stage.name
                    && stage.servers.iter().any(|s| Some(&s.name) == e.server.as_ref())
            });
            seen.extend(values.map(|observed| look(o, expected, stage, index, observed)));
        }
        let signing = signing(o, &stages, now);
        Self { o, expected, stages, seen, signing, findings: Vec::new() }
    }

    /// The stage at the end of the aliases, where the value should stand.
    pub(super) fn end(&self) -> &Stage {
        &self.stages[self.stages.len() - 1]
    }

    /// What the servers of the last stage showed.
    pub(super) fn at_end(&self) -> impl Iterator<Item = &Seen<'a>> {
        let last = self.stages.len() - 1;
        self.seen.iter().filter(move |s| s.stage == last)
    }

    pub(super) fn find(&mut self, what: What) {
        self.find_as(what.id().severity(), None, what);
    }

    pub(super) fn find_at(&mut self, server: impl Into<String>, what: What) {
        self.find_as(what.id().severity(), Some(server.into()), what);
    }

    pub(super) fn find_as(&mut self, severity: Severity, server: Option<String>, what: What) {
        let finding = Finding { severity, server, what };
        if !self.findings.contains(&finding) {
            self.findings.push(finding);
        }
    }

    fn verdict(&self) -> Verdict {
        let reached = self.stages.iter().all(|s| s.way == WalkOutcome::Found);
        if !reached || self.o.spent {
            return Verdict::Unknown;
        }
        let answers = || self.at_end().filter(|s| s.counts && s.class.is_answer());
        if answers().next().is_none() {
            return Verdict::Unknown;
        }
        if answers().any(|s| s.class.is_right()) {
            let whole = (0..self.stages.len()).all(|stage| self.is_whole(stage)) && !self.signing.breaks;
            return if whole { Verdict::Visible } else { Verdict::Partly };
        }
        let misplaced = !self.wrong_places().is_empty() || self.swapped().is_some();
        let near = answers().any(|s| matches!(s.class, AnswerClass::Near { .. }));
        let alias = self.stages.len() > 1 || answers().any(|s| s.class.alias().is_some());
        let other = near || alias && self.wildcard_alias().is_none();
        if misplaced || other { Verdict::Wrong } else { Verdict::NotYet }
    }

    /// Every server of this stage that counts leads on to the next, or has the value at the last.
    fn is_whole(&self, stage: usize) -> bool {
        let next = self.stages.get(stage + 1).map(|s| &s.name);
        let good = |class: &AnswerClass| match next {
            None => class.is_right(),
            Some(next) => class.alias() == Some(next),
        };
        let all: Vec<&Seen<'_>> = self.seen.iter().filter(|s| s.stage == stage && s.counts).collect();
        let quiet = |p: &AnswerClass| {
            matches!(p, AnswerClass::Silent | AnswerClass::Unreachable | AnswerClass::NoRoute)
        };
        let none_differs = all.iter().all(|s| !s.differs() && (good(&s.class) || quiet(&s.class)));
        let counted = || self.stages[stage].servers.iter().filter(|s| self.counts(s));
        // RFC 2181 forbids aliases as name servers, and not every resolver follows them.
        let named = counted().any(|s| s.alias.is_none());
        none_differs && named && counted().all(|server| self.answers_well(stage, server, &good))
    }

    /// One address of this name server does well, or none of them can be reached for want of IPv6.
    fn answers_well(&self, stage: usize, server: &NameServer, good: &dyn Fn(&AnswerClass) -> bool) -> bool {
        // Whoever comes from outside finds a server inside its zone at the addresses that the registry gives.
        let leads = if server.glue.is_empty() { &server.addresses } else { &server.glue };
        let classes: Vec<&AnswerClass> = self
            .seen
            .iter()
            .filter(|s| s.stage == stage)
            .filter(|s| s.observed.exchange.ask.server.ip().is_some_and(|ip| leads.contains(&ip)))
            .map(|s| &s.class)
            .collect();
        !classes.is_empty()
            && (classes.iter().any(|p| good(p)) || classes.iter().all(|p| matches!(p, AnswerClass::NoRoute)))
    }

    /// The registry lists it, and nobody told us to leave it out.
    pub(super) fn counts(&self, server: &NameServer) -> bool {
        counts(self.o, server)
    }

    /// Places where the value, or something like it, stands by mistake.
    pub(super) fn wrong_places(&self) -> Vec<(Probe, Name)> {
        let mut found: Vec<(Probe, Name)> = Vec::new();
        for observed in &self.o.exchanges {
            let Purpose::Probe(probe) = observed.purpose else { continue };
            let name = &observed.exchange.ask.name;
            let class = AnswerClass::read(&observed.exchange, name, self.expected);
            let hit =
                matches!(class, AnswerClass::Right | AnswerClass::Near { .. }) && *name != self.o.target;
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

    /// The name under the value itself, when something else stands there: host and value changed places.
    pub(super) fn swapped(&self) -> Option<Name> {
        let probes = |probe| self.of(Purpose::Probe(probe));
        let exists = |e: &Exchange| e.reply().is_some_and(|r| r.authoritative && r.rcode == Rcode::OK);
        // A wildcard makes this name as well; then only another record than the wildcard's was made by hand.
        let wildcard: Vec<&Exchange> = probes(Probe::Random).filter(|e| exists(e)).collect();
        if probes(Probe::Random).all(|e| e.reply().is_none()) {
            return None;
        }
        let records = |e: &Exchange| e.reply().map(|r| values(r, &e.ask.name)).unwrap_or_default();
        let made = |e: &Exchange| {
            let own = records(e);
            wildcard.is_empty() || !own.is_empty() && wildcard.iter().all(|w| records(w) != own)
        };
        let there = probes(Probe::ValueAsHost).find(|e| exists(e) && made(e))?;
        let value = AnswerClass::read(there, &there.ask.name, self.expected);
        (!matches!(value, AnswerClass::Right | AnswerClass::Near { .. })).then(|| there.ask.name.clone())
    }

    /// The alias that a wildcard makes of every name beside the one asked for, and of this one.
    pub(super) fn wildcard_alias(&self) -> Option<Name> {
        let first = self.stages.first()?;
        let here = self.seen.iter().filter(|s| s.stage == 0).find_map(|s| s.class.alias())?;
        let beside = self.of(Purpose::Probe(Probe::Random)).filter(|e| e.ask.name.is_within(&first.zone));
        let mut beside = beside.map(|e| AnswerClass::read(e, &e.ask.name, self.expected));
        beside.any(|p| p.alias() == Some(here)).then(|| here.clone())
    }

    /// This was found at this server already.
    pub(super) fn knows(&self, id: Id, server: &str) -> bool {
        self.findings.iter().any(|f| f.id() == id && f.server.as_deref() == Some(server))
    }

    /// This was found, anywhere.
    pub(super) fn has(&self, id: Id) -> bool {
        self.findings.iter().any(|f| f.id() == id)
    }

    fn finish(mut self) -> Vec<Finding> {
        // The same thing at every server that answers is one finding.
        let answering: Vec<String> = self.at_end().filter(|s| s.class.is_answer()).map(Seen::label).collect();
        let mut kept: Vec<Finding> = Vec::new();
        let all = std::mem::take(&mut self.findings);
        for finding in &all {
            let same = |f: &&Finding| f.what == finding.what && f.server.is_some();
            let at: Vec<&String> = all.iter().filter(same).filter_map(|f| f.server.as_ref()).collect();
            let everywhere = answering.len() > 1 && answering.iter().all(|a| at.contains(&a));
            let merged =
                Finding { server: finding.server.clone().filter(|_| !everywhere), ..finding.clone() };
            if !kept.contains(&merged) {
                kept.push(merged);
            }
        }
        kept.sort_by_key(|f| (f.severity, f.id()));
        kept
    }

    fn negative_ttl(&self) -> Option<u32> {
        let at_resolvers = self
            .of(Purpose::Resolver)
            .filter_map(|e| e.reply())
            .filter(|r| !AnswerClass::of_records(r, &self.o.target, self.expected).is_right());
        let at_servers = self
            .seen
            .iter()
            .filter(|s| matches!(s.class, AnswerClass::RecordAbsent | AnswerClass::NameAbsent))
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

/// Only servers that the registry lists decide, and those that nobody told us to leave out.
fn counts(o: &Observation, server: &NameServer) -> bool {
    let ignored = |ip| o.is_ignored(Some(&server.name), ip);
    let all = !server.addresses.is_empty() && server.addresses.iter().all(|ip| ignored(Some(*ip)));
    server.in_parent && !ignored(None) && !all
}

/// What one exchange, and the same question asked again, show of a server.
fn look<'a>(
    o: &'a Observation,
    expected: &Expected,
    stage: &Stage,
    index: usize,
    observed: &'a Observed,
) -> Seen<'a> {
    let place = &observed.exchange.ask.server;
    let mut class = AnswerClass::read(&observed.exchange, &stage.name, expected);
    let again = o.exchanges.iter().filter(|e| {
        e.purpose == Purpose::Again && e.exchange.ask.server == *place && e.exchange.ask.name == stage.name
    });
    let again: Vec<AnswerClass> = again
        .map(|e| AnswerClass::read(&e.exchange, &stage.name, expected))
        .filter(AnswerClass::is_answer)
        .collect();
    let all = || again.iter().chain(Some(&class).filter(|p| p.is_answer()));
    let (answers, right) = (all().count(), all().filter(|p| p.is_right()).count());
    // A server that gives the value even for a name that cannot exist proves nothing with it.
    let invents = o.exchanges.iter().any(|e| {
        e.purpose == Purpose::Impossible
            && e.exchange.ask.server == *place
            && answers_impossible(&e.exchange)
            && e.exchange
                .reply()
                .is_some_and(|r| AnswerClass::of_records(r, &e.exchange.ask.name, expected).is_right())
    });
    if right > 0 {
        class = AnswerClass::Right;
    }
    if invents {
        class = AnswerClass::NotAuthoritative;
    }
    let server = stage.servers.iter().find(|s| Some(&s.name) == observed.server.as_ref());
    let counts = server.is_some_and(|s| counts(o, s)) && !o.is_ignored(None, place.ip());
    Seen {
        observed,
        class,
        serial: serial_of(o, &stage.zone, observed),
        stage: index,
        counts,
        answers,
        right,
    }
}

/// The start of authority that the same address gave, in its own answer or beside a negative one.
#[must_use]
pub fn serial_at<'a>(o: &'a Observation, value: &Observed) -> Option<&'a Soa> {
    let stages = o.stages();
    let stage = stages.iter().find(|s| s.name == value.exchange.ask.name)?;
    serial_of(o, &stage.zone, value)
}

fn serial_of<'a>(o: &'a Observation, zone: &Name, value: &Observed) -> Option<&'a Soa> {
    let place = &value.exchange.ask.server;
    o.exchanges
        .iter()
        .filter(|e| {
            e.exchange.ask.server == *place
                && matches!(e.purpose, Purpose::Serial | Purpose::Value | Purpose::Probe(_) | Purpose::Again)
        })
        .filter_map(|e| e.exchange.reply())
        .filter(|r| r.authoritative && matches!(r.rcode, Rcode::OK | Rcode::NXDOMAIN))
        .flat_map(|r| r.answers.iter().chain(&r.authority))
        .find_map(|r| match &r.data {
            Data::Soa(soa) if r.owner == *zone => Some(soa),
            _ => None,
        })
}

/// How an exchange failed; `None` when it brought a reply, or could not be tried at all.
pub(super) fn failure(exchange: &Exchange) -> Option<Failure> {
    match &exchange.outcome {
        Outcome::Reply(_) | Outcome::NoRoute => None,
        Outcome::Timeout => Some(Failure::Timeout { ms: exchange.took_ms }),
        Outcome::Skipped => Some(Failure::Skipped),
        Outcome::OutOfTime => Some(Failure::OutOfTime),
        Outcome::Unreachable(why) => Some(Failure::Unreachable { why: why.clone() }),
        Outcome::Malformed => Some(Failure::Malformed),
        Outcome::TruncatedTcpBlocked => Some(Failure::TcpBlocked),
    }
}
