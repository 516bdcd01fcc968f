use super::answer_class::{AnswerClass, answers_impossible, values};
use super::exchange::{CLASS_IN, Note, Rcode};
use super::finding::{FindingId as Id, Severity, Verdict};
use super::name::Name;
use super::observation::{Purpose, Stage, WalkOutcome};
use super::provider;
use super::verdict::{Evaluator, failure};
use super::walk::unique;
use super::what::{Failure, Interception, Lame, What};

/// Slower than this is worth telling, in milliseconds.
const SLOW: u64 = 1_500;
/// Bigger than this is fragile: fragments and TCP.
const LARGE: usize = 4_096;

impl Evaluator<'_> {
    /// Did the way down reach the zone at all?
    pub(super) fn the_way(&mut self) {
        if self.o.spent {
            self.find(What::SurveyBudget { questions: self.o.exchanges.len() });
        }
        for stage in self.stages.clone() {
            match stage.way {
                WalkOutcome::Found | WalkOutcome::NotWalked => {}
                WalkOutcome::Intercepted => {
                    let how = self.interception(&stage);
                    self.find(What::Intercepted(how));
                }
                WalkOutcome::RootsSilent | WalkOutcome::ParentsSilent if self.o.spent => {}
                WalkOutcome::RootsSilent | WalkOutcome::ParentsSilent => {
                    let asked = || self.of(Purpose::Delegation).chain(self.of(Purpose::Ds));
                    let said = || asked().filter_map(|e| e.reply()).map(|r| r.rcode);
                    let usable = |r: &Rcode| matches!(*r, Rcode::OK | Rcode::NXDOMAIN);
                    let why = said().find(|r| !usable(r)).map(Failure::Says);
                    let why = why.or_else(|| asked().find_map(failure));
                    let why = why.or_else(|| said().next().map(Failure::Says)).unwrap_or(Failure::NoRoute);
                    let zone = (stage.way == WalkOutcome::ParentsSilent).then_some(stage.zone);
                    self.find(What::WayClosed { zone, why });
                }
            }
        }
        let imposters: Vec<String> = self
            .o
            .exchanges
            .iter()
            .filter(|e| e.purpose == Purpose::Impossible && answers_impossible(&e.exchange))
            .map(super::observation::Observed::label)
            .collect();
        for server in imposters {
            let what = What::Intercepted(Interception::Everything);
            self.find_as(Severity::Warning, Some(server), what);
        }
        for (name, address) in self.o.private.clone() {
            self.find_at(name.to_string(), What::PrivateAddress { address });
        }
    }

    /// How it shows that somebody else answers.
    fn interception(&self, stage: &Stage) -> Interception {
        let replies = self.of(Purpose::Delegation).filter_map(|e| Some((e, e.reply()?)));
        let mut high = replies.filter(|(e, _)| e.ask.name == stage.name).map(|(_, r)| r);
        high.find_map(|r| {
            if r.authoritative {
                let zone = r.answers.iter().chain(&r.authority).find(|a| stage.name.is_within(&a.owner));
                return zone.map(|z| Interception::HoldsZone(z.owner.clone()));
            }
            r.recursion_available.then_some(Interception::Recursive)
        })
        .unwrap_or(Interception::Everything)
    }

    /// Does the parent name the same servers as the zone itself, can they be found, and do they serve it?
    pub(super) fn the_delegation(&mut self, verdict: Verdict) {
        for stage in self.stages.clone() {
            if stage.way == WalkOutcome::Found && stage.zone.depth() > 1 {
                self.the_names(&stage, verdict);
                self.the_addresses(&stage, verdict);
            }
        }
        let lame: Vec<(String, Rcode, bool)> = self
            .seen
            .iter()
            .filter_map(|s| match s.class {
                AnswerClass::Lame(rcode) => Some((s.label(), rcode, s.counts)),
                _ => None,
            })
            .collect();
        let answered = self.seen.iter().any(|s| s.class.is_answer());
        let zone = self.end().zone.clone();
        let refused = !answered && lame.iter().all(|(_, rcode, _)| *rcode != Rcode::OK);
        if !lame.is_empty() && !answered {
            let servers = lame.len();
            if refused {
                self.find(What::ServerRefuses { servers, zone: zone.clone() });
            }
            let severity = if refused { Severity::Warning } else { Severity::Error };
            self.find_as(severity, None, What::ZoneNotAtProvider { servers, zone, explained: refused });
        }
        for (server, rcode, counts) in lame {
            let how = match rcode {
                Rcode::OK => Lame::PointsElsewhere,
                _ if refused => Lame::Refused,
                _ => Lame::Says(rcode),
            };
            // Refused by all of them, each refusal is explained already; a server that only the zone names harms less.
            let severity = if answered && counts { Severity::Error } else { Severity::Warning };
            self.find_as(severity, Some(server), What::LameDelegation(how));
        }
        for ignored in self.o.ignored.clone() {
            self.find_at(ignored, What::ServerIgnored);
        }
    }

    fn the_names(&mut self, stage: &Stage, verdict: Verdict) {
        let (registry, zone) = (sorted(&stage.parent_names), sorted(&stage.child_names));
        if !registry.is_empty() && !zone.is_empty() && registry != zone {
            let severity = if verdict == Verdict::Visible { Severity::Warning } else { Severity::Error };
            self.find_as(severity, None, What::DelegationMismatch { registry: registry.clone(), zone });
        }
        let held = registry.into_iter().find(provider::suspends);
        if let Some(server) = held {
            let severity = if verdict == Verdict::Visible { Severity::Warning } else { Severity::Error };
            self.find_as(severity, None, What::RegistrarHold { server });
        }
    }

    fn the_addresses(&mut self, stage: &Stage, verdict: Verdict) {
        let (mut missing, mut unproven): (Vec<Name>, Vec<_>) = (Vec::new(), Vec::new());
        let counted: Vec<_> = stage.servers.iter().filter(|s| self.counts(s)).cloned().collect();
        let aliases = counted.iter().filter(|s| s.alias.is_some()).count();
        for server in &counted {
            let label = server.name.to_string();
            let inside = server.name.is_within(&stage.zone);
            let hidden = self.o.private.iter().any(|p| p.0 == server.name);
            if let Some(to) = &server.alias {
                let all = aliases == counted.len();
                let severity = if all { Severity::Error } else { Severity::Warning };
                self.find_as(severity, None, What::NsIsAlias { name: server.name.clone(), to: to.clone() });
            } else if server.unknown && server.addresses.is_empty() {
                self.find_at(label.clone(), What::AddressUnknown);
            } else if inside && server.glue.is_empty() && !server.unknown && !hidden {
                missing.push(server.name.clone());
            } else if server.addresses.is_empty() && !hidden && !self.o.spent {
                self.find_at(label.clone(), What::LameDelegation(Lame::NoAddress));
            }
            let own: Vec<_> =
                server.addresses.iter().filter(|ip| !server.glue.contains(ip)).copied().collect();
            if inside && !server.glue.is_empty() {
                if own.is_empty() {
                    unproven.push((server.name.clone(), server.glue.clone()));
                } else {
                    let severity =
                        if verdict == Verdict::Visible { Severity::Warning } else { Severity::Error };
                    let what = What::GlueStale { name: server.name.clone(), glue: server.glue.clone(), own };
                    self.find_as(severity, None, what);
                }
            }
        }
        // An old server says of itself that it is the right one: whether it is cannot be seen from here.
        if !unproven.is_empty() && verdict == Verdict::NotYet {
            self.find_as(Severity::Info, None, What::GlueUnproven { servers: unproven });
        }
        if !missing.is_empty() {
            let all = counted.iter().all(|s| missing.contains(&s.name));
            let severity = if all { Severity::Error } else { Severity::Warning };
            self.find_as(severity, None, What::GlueMissing { names: missing, all });
        }
    }

    /// Servers that cannot be asked, fail, or speak without authority.
    pub(super) fn the_servers(&mut self) {
        let mut found: Vec<(Severity, String, What)> = Vec::new();
        let answered = self.seen.iter().any(|s| s.class.is_answer());
        let untested =
            !self.seen.is_empty() && self.seen.iter().all(|s| matches!(s.class, AnswerClass::NoRoute));
        for seen in &self.seen {
            let server = seen.label();
            if let Some(why) = failure(&seen.observed.exchange) {
                if matches!(why, Failure::OutOfTime) && self.o.spent {
                    continue;
                }
                // Another address of the same name server may well answer; one that the registry does not list does
                // not matter to anybody else.
                let spare = self
                    .seen
                    .iter()
                    .any(|s| s.observed.server == seen.observed.server && s.class.is_answer());
                let severity = if spare || !seen.counts { Severity::Warning } else { why.id().severity() };
                found.push((severity, server, What::Failed(why)));
                continue;
            }
            match seen.class {
                AnswerClass::Failed(rcode) => {
                    let expired = answered && rcode == Rcode::SERVFAIL;
                    found.push((Severity::Error, server, What::ServerError { rcode, expired }));
                }
                AnswerClass::NotAuthoritative => {
                    found.push((Severity::Error, server, What::NotAuthoritative { resolver: false }));
                }
                AnswerClass::NoRoute => {
                    let severity = if untested { Severity::Error } else { Severity::Info };
                    found.push((severity, server, What::Ipv6Untested { only: untested }));
                }
                _ => {}
            }
        }
        for (severity, server, what) in found {
            self.find_as(severity, Some(server), what);
        }
    }

    /// Oddities on the wire, at the servers asked for the value.
    pub(super) fn the_wire(&mut self) {
        let mut found: Vec<(String, What)> = Vec::new();
        for observed in self.o.exchanges.iter().filter(|e| {
            matches!(e.purpose, Purpose::Value | Purpose::Serial | Purpose::NameServers | Purpose::Resolver)
        }) {
            let (exchange, server) = (&observed.exchange, observed.label());
            let strays =
                exchange.rejected.iter().filter(|r| r.why != super::exchange::Mismatch::Malformed).count();
            if strays > 0 {
                found.push((server.clone(), What::SpoofedReply));
            }
            if strays < exchange.rejected.len() {
                found.push((server.clone(), What::MalformedReply));
            }
            let mut detour = false;
            for note in &exchange.notes {
                detour |= matches!(note, Note::EdnsDropped | Note::UdpSilent);
                match note {
                    Note::EdnsRefused(rcode) => {
                        found.push((server.clone(), What::EdnsRefused { rcode: Some(*rcode) }));
                    }
                    Note::EdnsDropped => found.push((server.clone(), What::EdnsRefused { rcode: None })),
                    _ => {}
                }
            }
            let Some(reply) = exchange.reply() else { continue };
            if reply.answers.iter().any(|r| r.class != CLASS_IN) {
                found.push((server.clone(), What::ForeignClass));
            }
            // What was lost on the way and asked again is no slowness of the server.
            if exchange.took_ms >= SLOW && !detour {
                found.push((server.clone(), What::ServerSlow { ms: exchange.took_ms }));
            }
            let bytes = reply.raw.0.len();
            if observed.purpose == Purpose::Value && bytes > LARGE {
                let records = values(reply, &exchange.ask.name).len();
                found.push((server.clone(), What::LargeAnswer { records, bytes }));
            }
        }
        for (server, what) in unique(found) {
            // A slow server is slow for every question; one line is enough.
            if !(matches!(what.id(), Id::ServerSlow | Id::EdnsRefused) && self.knows(what.id(), &server)) {
                self.find_at(server, what);
            }
        }
    }

    /// What is wrong with the zone's signatures.
    pub(super) fn the_signatures(&mut self) {
        for (server, what) in std::mem::take(&mut self.signing.found) {
            // Where nobody checks signatures, old ones harm nobody.
            let harmless = matches!(what, What::SignaturesExpired { trusted: false, .. });
            let severity = if harmless { Severity::Info } else { what.id().severity() };
            self.find_as(severity, server, what);
        }
    }
}

fn sorted(names: &[Name]) -> Vec<Name> {
    let mut names = names.to_vec();
    names.sort();
    names
}
