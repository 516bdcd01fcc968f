use super::exchange::{CLASS_IN, Note, Rcode};
use super::finding::{FindingId as Id, Severity, Verdict};
use super::name::Name;
use super::observation::{Purpose, Way};
use super::picture::{Picture, answers_impossible, values};
use super::verdict::{Bench, failure};

/// Slower than this is worth telling, in milliseconds.
const SLOW: u64 = 1_500;
/// Bigger than this is fragile: fragments and TCP.
const LARGE: usize = 4_096;

impl Bench<'_> {
    /// Did the way down reach the zone at all?
    pub(super) fn the_way(&mut self) {
        match self.o.way {
            Way::Found => {}
            Way::Intercepted => {
                self.find(Id::Intercepted, None, "a root server seems to answer for names that cannot exist, or as a resolver: something in this network answers in its place");
            }
            Way::RootsSilent | Way::ParentsSilent => {
                let failures: Vec<(Id, String)> = self
                    .of(Purpose::Delegation)
                    .chain(self.of(Purpose::Impossible))
                    .filter_map(failure)
                    .collect();
                let rcode = self.of(Purpose::Delegation).filter_map(|e| e.reply()).map(|r| r.rcode).next();
                let whom = if self.o.way == Way::RootsSilent {
                    "no root server".to_owned()
                } else {
                    format!("no server of the zone above, \"{}\",", self.o.zone)
                };
                let (id, why) = match (rcode, failures.first()) {
                    (Some(rcode), _) => (Id::ServerError, format!("they said {rcode}")),
                    (None, Some((id, why))) => (*id, why.clone()),
                    (None, None) => {
                        (Id::ServerUnreachable, "this laptop has no route to the internet".into())
                    }
                };
                self.find(
                    id,
                    None,
                    format!("{whom} gave a usable answer ({why}); nothing is known about the record"),
                );
            }
        }
        let parrots: Vec<String> = self
            .o
            .exchanges
            .iter()
            .filter(|e| e.purpose == Purpose::Impossible && answers_impossible(&e.exchange))
            .map(super::observation::Observed::label)
            .collect();
        for server in parrots.into_iter().filter(|_| self.o.way != Way::Intercepted) {
            let detail = "it answers even for a name that cannot exist; what it says proves nothing";
            self.find_as(Id::Intercepted, Severity::Warning, Some(server), detail);
        }
    }

    /// Does the parent name the same servers as the zone itself, and do they serve it?
    pub(super) fn the_delegation(&mut self, verdict: Verdict) {
        let (parent, child) = (sorted(&self.o.parent_names), sorted(&self.o.child_names));
        if !parent.is_empty()
            && !child.is_empty()
            && parent != child
            && self.o.way == Way::Found
            && self.o.zone.depth() > 1
        {
            let severity = if verdict == Verdict::Visible { Severity::Warning } else { Severity::Error };
            let detail =
                format!("the registry names {}; the zone itself names {}", list(&parent), list(&child));
            self.find_as(Id::DelegationMismatch, severity, None, detail);
        }
        let homeless: Vec<Name> =
            self.o.servers.iter().filter(|s| s.addresses.is_empty()).map(|s| s.name.clone()).collect();
        for name in homeless {
            self.find(
                Id::LameDelegation,
                Some(name.to_string()),
                "this name server's name leads to no address",
            );
        }
        let lame: Vec<(String, Rcode)> = self
            .seen
            .iter()
            .filter_map(
                |s| if let Picture::Lame(rcode) = s.picture { Some((s.label(), rcode)) } else { None },
            )
            .collect();
        let answered = self.seen.iter().any(|s| s.picture.is_answer());
        if !lame.is_empty() && !answered {
            let detail =
                format!("none of the {} name servers that reply serves \"{}\"", lame.len(), self.o.zone);
            self.find(Id::ZoneNotAtProvider, None, detail);
        }
        for (server, rcode) in lame {
            let detail = if rcode == Rcode::OK {
                "it does not serve the zone: it points to other servers".to_owned()
            } else {
                format!("it does not serve the zone: it says {rcode}")
            };
            self.find(Id::LameDelegation, Some(server), detail);
        }
    }

    /// Servers that cannot be asked, fail, or speak without authority.
    pub(super) fn the_servers(&mut self) {
        let mut found: Vec<(Id, Severity, String, String)> = Vec::new();
        for seen in &self.seen {
            let server = seen.label();
            if let Some((id, why)) = failure(&seen.observed.exchange) {
                // Another address of the same name server may well answer.
                let spare = self
                    .seen
                    .iter()
                    .any(|s| s.observed.server == seen.observed.server && s.picture.is_answer());
                let severity = if spare { Severity::Warning } else { id.severity() };
                found.push((id, severity, server, why));
                continue;
            }
            match seen.picture {
                Picture::Failed(rcode) => {
                    found.push((Id::ServerError, Severity::Error, server, format!("it failed with {rcode}")));
                }
                Picture::NotAuthoritative => {
                    let detail =
                        "it answers without authority (a cache, not the zone); this is no proof".into();
                    found.push((Id::NotAuthoritative, Severity::Error, server, detail));
                }
                Picture::NoRoute => {
                    let detail = "not asked: this laptop has no way to this kind of address".into();
                    found.push((Id::Ipv6Untested, Severity::Info, server, detail));
                }
                _ => {}
            }
        }
        for (id, severity, server, detail) in found {
            self.find_as(id, severity, Some(server), detail);
        }
    }

    /// Oddities on the wire, at the servers asked for the value.
    pub(super) fn the_wire(&mut self) {
        let mut found: Vec<(Id, String, String)> = Vec::new();
        for observed in self.o.exchanges.iter().filter(|e| {
            matches!(e.purpose, Purpose::Value | Purpose::Serial | Purpose::NameServers | Purpose::Resolver)
        }) {
            let (exchange, server) = (&observed.exchange, observed.label());
            let strays =
                exchange.rejected.iter().filter(|r| r.why != super::exchange::Mismatch::Malformed).count();
            if strays > 0 {
                let detail = "replies came that do not belong to the question; they were not believed and are kept as evidence";
                found.push((Id::SpoofedReply, server.clone(), detail.into()));
            }
            if strays < exchange.rejected.len() {
                let detail =
                    "a reply came that is not a DNS message; it was not believed and is kept as evidence";
                found.push((Id::MalformedReply, server.clone(), detail.into()));
            }
            for note in &exchange.notes {
                let detail = match note {
                    Note::EdnsRefused(rcode) => format!("it refuses EDNS ({rcode}); asked again without"),
                    Note::EdnsDropped => "questions with EDNS vanish on the way; asked again without".into(),
                    _ => continue,
                };
                found.push((Id::EdnsRefused, server.clone(), detail));
            }
            let Some(reply) = exchange.reply() else { continue };
            if reply.answers.iter().any(|r| r.class != CLASS_IN) {
                found.push((
                    Id::ForeignClass,
                    server.clone(),
                    "its answer holds records of a class that is not the internet's; they do not count"
                        .into(),
                ));
            }
            if exchange.took_ms >= SLOW {
                let seconds = exchange.took_ms as f64 / 1000.0;
                found.push((Id::ServerSlow, server.clone(), format!("it took {seconds:.0} s to answer")));
            }
            if observed.purpose == Purpose::Value {
                let count = values(reply, &self.o.target).len();
                if reply.raw.0.len() > LARGE {
                    let detail =
                        format!("the answer has {} TXT records and {} bytes", count, reply.raw.0.len());
                    found.push((Id::LargeAnswer, server.clone(), detail));
                }
            }
        }
        for (id, server, detail) in found {
            // A slow server is slow for every question; one line is enough.
            if !(matches!(id, Id::ServerSlow | Id::EdnsRefused) && self.knows(id, &server)) {
                self.find(id, Some(server), detail);
            }
        }
    }
}

fn sorted(names: &[Name]) -> Vec<Name> {
    let mut names = names.to_vec();
    names.sort();
    names
}

fn list(names: &[Name]) -> String {
    names.iter().map(Name::to_string).collect::<Vec<_>>().join(", ")
}
