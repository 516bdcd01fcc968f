use super::answer_class::{AnswerClass, answers_impossible, negative_ttl, values};
use super::exchange::{Data, Exchange, ExtendedError, Rcode, Reply};
use super::finding::{FindingId as Id, Severity};
use super::name::Name;
use super::observation::{Purpose, WalkOutcome};
use super::verdict::{Evaluator, failure};
use super::what::What;

/// RFC 8914: what it shows has run out already, and is shown because it cannot reach the zone. Its TTL means nothing.
const OVERDUE: [u16; 2] = [3, 19];

fn is_overdue(reply: &Reply) -> bool {
    reply.extended.iter().any(|e| OVERDUE.contains(&e.code))
}

/// RFC 8914: forged, blocked, censored, filtered, prohibited.
const FILTERED: [u16; 5] = [4, 15, 16, 17, 18];

/// "Nothing there", said with the start of authority of a zone that is not above the name: a filter's own zone.
fn denies_from_elsewhere(reply: &Reply, target: &Name) -> bool {
    let soa = reply.authority.iter().find(|r| matches!(r.data, Data::Soa(_)));
    // Behind an alias the zone of its end speaks.
    reply.answers.is_empty() && soa.is_some_and(|r| !target.is_within(&r.owner))
}

impl Evaluator<'_> {
    /// What resolvers say. It never makes the verdict better; it says who still sees the past, and until when.
    pub(super) fn the_resolvers(&mut self) {
        let mut found: Vec<(Severity, String, What)> = Vec::new();
        let sensitive = self.case_sensitive();
        for exchange in self.of(Purpose::Resolver) {
            let at = format!("resolver {}", exchange.ask.server);
            if let Some(why) = failure(exchange) {
                found.push((Severity::Info, at, What::Failed(why)));
                continue;
            }
            let Some(reply) = exchange.reply() else { continue };
            let class = AnswerClass::of_records(reply, &self.o.target, self.expected);
            let filter = reply.extended.iter().find(|e| FILTERED.contains(&e.code));
            let blocked = filter.is_some() || denies_from_elsewhere(reply, &self.o.target);
            let mut tell = |what: What| found.push((what.id().severity(), at.clone(), what));
            match (reply.rcode, class) {
                (_, AnswerClass::Right) if !blocked => {
                    if self.o.way != WalkOutcome::Found {
                        found.push((Severity::Info, at, What::NotAuthoritative { resolver: true }));
                    }
                }
                (_, _) if blocked => tell(What::ResolverFilters { why: filter.cloned() }),
                (Rcode::SERVFAIL, _) if sensitive.is_empty() => found.push(self.failed(exchange, at)),
                (Rcode::SERVFAIL | Rcode::OK | Rcode::NXDOMAIN, _) if !sensitive.is_empty() => {}
                (Rcode::OK | Rcode::NXDOMAIN, _) if reply.authoritative => tell(What::ResolverOwnZone),
                (Rcode::OK | Rcode::NXDOMAIN, _) => tell(self.past(exchange)),
                (rcode, _) => tell(What::ResolverRefuses { rcode }),
            }
        }
        for (severity, server, what) in found {
            self.find_as(severity, Some(server), what);
        }
        for server in sensitive {
            self.find_at(server, What::CaseSensitiveServer);
        }
    }

    /// Servers that have the value, and not for the same name in mixed letters.
    fn case_sensitive(&self) -> Vec<String> {
        let mixed = self.o.exchanges.iter().filter(|e| e.purpose == Purpose::MixedCase);
        let without = mixed.filter(|e| {
            let class = AnswerClass::read(&e.exchange, &self.end().name, self.expected);
            e.exchange.reply().is_some() && !class.is_right()
        });
        without.map(super::observation::Observed::label).collect()
    }

    /// SERVFAIL: because of signatures, or because it cannot reach the zone?
    fn failed(&self, exchange: &Exchange, at: String) -> (Severity, String, What) {
        let why: Vec<ExtendedError> = exchange.reply().map(|r| r.extended.clone()).unwrap_or_default();
        let unchecked = self
            .of(Purpose::ResolverUnchecked)
            .find(|e| e.ask.server == exchange.ask.server)
            .and_then(Exchange::reply)
            .is_some_and(|r| matches!(r.rcode, Rcode::OK | Rcode::NXDOMAIN));
        if unchecked {
            let told = [Id::SignaturesExpired, Id::DsLeftBehind, Id::DnssecBogus];
            let explained = told.into_iter().any(|id| self.has(id));
            let severity = if explained { Severity::Info } else { Severity::Error };
            (severity, at, What::DnssecBogus { why, explained })
        } else {
            (Severity::Warning, at, What::ResolverFailed { why })
        }
    }

    /// The resolver remembers what was there before.
    fn past(&self, exchange: &Exchange) -> What {
        let Some(reply) = exchange.reply() else { return What::NegativeCache { seconds: None } };
        if let Some((names, seconds)) = self.old_delegation(exchange) {
            return What::ResolverOldDelegation { names, seconds };
        }
        let ttl = reply.answers.iter().filter(|r| r.owner == self.o.target).map(|r| r.ttl).max();
        let known = |seconds: u32| Some(seconds).filter(|_| !is_overdue(reply));
        match ttl.filter(|_| !values(reply, &self.o.target).is_empty()) {
            Some(seconds) => What::ResolverStale { seconds: known(seconds) },
            None => What::NegativeCache { seconds: negative_ttl(reply).and_then(known) },
        }
    }

    /// The resolver asks other servers than those that the registry lists.
    fn old_delegation(&self, exchange: &Exchange) -> Option<(Vec<Name>, u32)> {
        let zone = &self.o.zone;
        let asked = self.of(Purpose::ResolverDelegation).find(|e| e.ask.server == exchange.ask.server)?;
        let records: Vec<(Name, u32)> = asked
            .reply()?
            .answers
            .iter()
            .filter_map(|r| match &r.data {
                Data::Ns(name) if r.owner == *zone => Some((name.clone(), r.ttl)),
                _ => None,
            })
            .collect();
        let known = |n: &Name| self.o.parent_names.contains(n) || self.o.child_names.contains(n);
        if records.is_empty() || records.iter().any(|(name, _)| known(name)) {
            return None;
        }
        let seconds = records.iter().map(|r| r.1).max()?;
        Some((records.into_iter().map(|r| r.0).collect(), seconds))
    }

    /// Seconds that each resolver which does not show the value yet may go on so.
    pub(super) fn resolver_waits(&self) -> Vec<u32> {
        self.of(Purpose::Resolver)
            .filter_map(|e| {
                let reply = e.reply().filter(|r| matches!(r.rcode, Rcode::OK | Rcode::NXDOMAIN))?;
                let right = AnswerClass::of_records(reply, &self.o.target, self.expected).is_right();
                // A filter and a zone of the office forget nothing.
                let for_ever = reply.authoritative
                    || reply.extended.iter().any(|x| FILTERED.contains(&x.code))
                    || denies_from_elsewhere(reply, &self.o.target);
                if right || for_ever || answers_impossible(e) {
                    return None;
                }
                let positive = reply.answers.iter().filter(|r| r.owner == self.o.target).map(|r| r.ttl).max();
                let old = self.old_delegation(e).map(|o| o.1);
                Some(old.or(positive).or_else(|| negative_ttl(reply)).unwrap_or(900))
            })
            .collect()
    }
}
