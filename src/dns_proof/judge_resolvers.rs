use super::exchange::{Exchange, Rcode};
use super::finding::{FindingId as Id, Severity};
use super::observation::{Purpose, Way};
use super::picture::{Picture, answers_impossible, negative_ttl, values};
use super::verdict::{Bench, failure};

impl Bench<'_> {
    /// What public resolvers say. It never makes the verdict; it says who still sees the past, and until when.
    pub(super) fn the_resolvers(&mut self) {
        let mut found: Vec<(Id, Severity, String, String)> = Vec::new();
        for exchange in self.of(Purpose::Resolver) {
            let at = format!("resolver {}", exchange.ask.server);
            if let Some((id, why)) = failure(exchange) {
                found.push((id, Severity::Info, at, why));
                continue;
            }
            let Some(reply) = exchange.reply() else { continue };
            let picture = Picture::of_records(reply, &self.o.target, self.expected);
            match (reply.rcode, picture) {
                (Rcode::SERVFAIL, _) => found.push(self.failed(exchange, at)),
                (Rcode::OK | Rcode::NXDOMAIN, Picture::Right) if self.o.way != Way::Found => {
                    let detail = "it shows the value; a resolver's word is a good sign and no proof".into();
                    found.push((Id::NotAuthoritative, Severity::Info, at, detail));
                }
                (Rcode::OK | Rcode::NXDOMAIN, Picture::Right) => {}
                (Rcode::OK | Rcode::NXDOMAIN, _) => found.push(self.past(exchange, at)),
                (rcode, _) => {
                    found.push((
                        Id::ResolverRefuses,
                        Severity::Info,
                        at,
                        format!("it does not answer us ({rcode}); it is left out"),
                    ));
                }
            }
        }
        for (id, severity, server, detail) in found {
            self.find_as(id, severity, Some(server), detail);
        }
    }

    /// SERVFAIL: because of signatures, or because it cannot reach the zone?
    fn failed(&self, exchange: &Exchange, at: String) -> (Id, Severity, String, String) {
        let why: Vec<String> =
            exchange.reply().map(|r| r.extended.iter().map(told).collect()).unwrap_or_default();
        let why = if why.is_empty() { String::new() } else { format!(" It says: {}.", why.join("; ")) };
        let unchecked = self
            .of(Purpose::ResolverUnchecked)
            .find(|e| e.ask.server == exchange.ask.server)
            .and_then(Exchange::reply)
            .is_some_and(|r| matches!(r.rcode, Rcode::OK | Rcode::NXDOMAIN));
        if unchecked {
            let detail = format!(
                "it refuses the zone's signatures (DNSSEC) and answers only when told not to check.{why}"
            );
            (Id::DnssecBogus, Severity::Error, at, detail)
        } else {
            (Id::ServerError, Severity::Warning, at, format!("it failed with SERVFAIL.{why}"))
        }
    }

    /// The resolver remembers what was there before.
    fn past(&self, exchange: &Exchange, at: String) -> (Id, Severity, String, String) {
        let Some(reply) = exchange.reply() else {
            return (Id::ResolverStale, Severity::Warning, at, String::new());
        };
        let ttl = reply.answers.iter().filter(|r| r.owner == self.o.target).map(|r| r.ttl).max();
        if let Some(ttl) = ttl.filter(|_| !values(reply, &self.o.target).is_empty()) {
            return (
                Id::ResolverStale,
                Severity::Warning,
                at,
                format!("it still shows the records of before, for {ttl} s at most"),
            );
        }
        let detail = match negative_ttl(reply) {
            Some(ttl) => {
                format!("it remembers that nothing was there; the value is visible there in {ttl} s at most")
            }
            None => "it says that nothing is there, and not for how long; reckon with up to 3 hours".into(),
        };
        (Id::NegativeCache, Severity::Warning, at, detail)
    }

    /// Seconds that each resolver which does not show the value yet may go on so.
    pub(super) fn resolver_waits(&self) -> Vec<u32> {
        self.of(Purpose::Resolver)
            .filter_map(|e| {
                let reply = e.reply().filter(|r| matches!(r.rcode, Rcode::OK | Rcode::NXDOMAIN))?;
                let right = Picture::of_records(reply, &self.o.target, self.expected).is_right();
                let positive = reply.answers.iter().filter(|r| r.owner == self.o.target).map(|r| r.ttl).max();
                (!right && !answers_impossible(e))
                    .then(|| positive.or_else(|| negative_ttl(reply)).unwrap_or(900))
            })
            .collect()
    }
}

fn told(error: &super::exchange::ExtendedError) -> String {
    const NAMES: [(u16, &str); 8] = [
        (6, "DNSSEC bogus"),
        (7, "signature expired"),
        (8, "signature not yet valid"),
        (9, "DNSKEY missing"),
        (10, "signatures missing"),
        (12, "NSEC missing"),
        (22, "no reachable authority"),
        (23, "network error"),
    ];
    let name = NAMES
        .iter()
        .find(|n| n.0 == error.code)
        .map_or_else(|| format!("error {}", error.code), |n| n.1.to_owned());
    if error.text.is_empty() {
        name
    } else {
        format!("{name} ({})", super::exchange::shown(error.text.as_bytes()))
    }
}
