//! The way down from the root to the zone that holds a name, one delegation after the other.

use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;

use super::exchange::{Ask, CLASS_IN, Data, Exchange, Kind, Outcome, Place, Rcode, Reply, Style};
use super::executor::{Cut, Found, Lesson, Recall, Topic, all};
use super::name::Name;
use super::observation::{Observed, Purpose, WalkOutcome};
use super::roots;
use super::survey::Field;

/// Name servers whose names need name servers whose names …: deeper than this it is a loop or an attack.
const DEEPEST: usize = 5;
/// More delegations than this on one way are a joke.
const LONGEST: usize = 12;
/// Addresses of one zone that are tried on the way before it counts as silent.
const PATIENCE: [usize; 3] = [1, 2, 4];

/// Name servers and addresses of one zone that are looked at: who lists more wants a flood (NXNS, RFC 9267).
pub(super) const MOST_NAMES: usize = 13;
pub(super) const MOST_ADDRESSES: usize = 26;

struct Addresses {
    answered: bool,
    /// Somebody said something about the name, be it that there is nothing.
    told: bool,
    found: Found,
}

/// Where the way ended.
#[derive(Debug, Clone)]
pub(super) struct Reached {
    /// The zone that holds the name, and its servers.
    pub(super) cut: Cut,
    /// The servers of the zone above.
    pub(super) above: Option<Cut>,
    pub(super) way: WalkOutcome,
}

/// What a reply on the way down says.
enum Step {
    /// Go on there.
    Down(Cut),
    /// This server holds the name; the zone begins here.
    Here(Name, Vec<Name>),
    /// It says what a server of that zone cannot say: somebody else answers in its place.
    Impossible,
    /// Useless: another server may know.
    Nothing,
}

impl Field {
    /// Walks from the deepest zone known to the zone that holds `name`.
    /// `fresh`: asks the zone directly above again, although it may be remembered.
    pub(super) fn locate<'a>(
        &'a self,
        name: &'a Name,
        fresh: bool,
        depth: usize,
    ) -> Pin<Box<dyn Future<Output = Reached> + 'a>> {
        Box::pin(async move {
            let mut above: Option<Cut> = None;
            let mut cut = self.start(name, fresh);
            for _ in 0..LONGEST {
                let next = name.suffix(cut.zone.depth() + 1);
                let topic = Topic::Zone(next.clone());
                // The last step is asked for every name; steps above it are learned once for all.
                let shared = next != *name || !fresh;
                if shared {
                    match self.memory.recall(topic.clone()).await {
                        Recall::Known(Lesson::Zone(known)) if name.is_within(&known.zone) => {
                            above = Some(std::mem::replace(&mut cut, known));
                            if cut.zone == *name {
                                return Reached { cut, above, way: WalkOutcome::Found };
                            }
                            continue;
                        }
                        Recall::Known(_) | Recall::Ours => {}
                    }
                }
                match self.step(&cut, name, depth).await {
                    Step::Impossible => return Reached { cut, above, way: WalkOutcome::Intercepted },
                    Step::Down(child) => {
                        // A claim on a name in between is settled: seen from above it is no zone of its own.
                        if shared && child.zone != next {
                            self.memory.learn(topic, Lesson::NoCut);
                        }
                        // Found for one, known to all; but a name's own delegation is never taken from memory.
                        if child.zone != *name || !fresh {
                            self.memory.learn(Topic::Zone(child.zone.clone()), Lesson::Zone(child.clone()));
                        }
                        above = Some(std::mem::replace(&mut cut, child));
                        if cut.zone == *name {
                            return Reached { cut, above, way: WalkOutcome::Found };
                        }
                    }
                    Step::Here(apex, names) => {
                        if shared {
                            self.memory.learn(topic, Lesson::NoCut);
                        }
                        if apex == cut.zone {
                            return Reached { cut, above, way: WalkOutcome::Found };
                        }
                        // The same servers hold the zone above and this one: no delegation can be seen.
                        let names = if names.is_empty() { cut.names.clone() } else { names };
                        let glue = self.glue_beside(&cut, &apex, &names, depth).await;
                        return Reached {
                            cut: Cut { zone: apex, names, glue },
                            above: Some(cut),
                            way: WalkOutcome::Found,
                        };
                    }
                    Step::Nothing => {
                        if shared {
                            self.memory.give_up(&topic);
                        }
                        // A zone of somebody's own that does not answer is the zone to look at; a registry is not.
                        let way = match cut.zone.depth() {
                            0 => WalkOutcome::RootsSilent,
                            1 => WalkOutcome::ParentsSilent,
                            _ => WalkOutcome::Found,
                        };
                        return Reached { cut, above, way };
                    }
                }
            }
            Reached { cut, above, way: WalkOutcome::ParentsSilent }
        })
    }

    /// The deepest zone above `name` that is known already; the root otherwise.
    pub(super) fn start(&self, name: &Name, fresh: bool) -> Cut {
        let mut zone = if fresh { name.parent() } else { Some(name.clone()) };
        while let Some(candidate) = zone {
            if let Some(Lesson::Zone(cut)) = self.memory.peek(&Topic::Zone(candidate.clone())) {
                return cut;
            }
            zone = candidate.parent();
        }
        let names = self.plan.roots.iter().map(|r| r.0.clone());
        Cut { zone: Name::root(), names: unique(names), glue: self.plan.roots.to_vec() }
    }

    /// Asks the servers of `cut` who serves `name`, a few at a time, until one of them knows.
    async fn step(&self, cut: &Cut, name: &Name, depth: usize) -> Step {
        let mut addresses = self.cut_addresses(cut, depth).await;
        // Spread the load: not every question of ten thousand goes to the first server.
        let turn =
            name.labels().flatten().fold(0usize, |sum, b| sum.wrapping_mul(31).wrapping_add(usize::from(*b)));
        if !addresses.is_empty() {
            let length = addresses.len();
            addresses.rotate_left(turn % length);
        }
        addresses.sort_by_key(|(_, ip)| ip.is_ipv6());
        let mut rest = addresses.as_slice();
        let mut suspicious = false;
        let (high, public) = (cut.zone.depth() <= 1, roots::are_public(&self.plan.roots));
        // The zone `co.uk` beside `uk` is the registry's as well; no office has one of that name.
        let own = |apex: &Name| *apex == cut.zone || cut.zone.depth() == 1 && apex.is_registry();
        let mut waves = PATIENCE.iter();
        while let (false, Some(&size)) = (rest.is_empty(), waves.next()) {
            let mut wave = Vec::new();
            while let (true, Some(((server, ip), after))) = (wave.len() < size, rest.split_first()) {
                rest = after;
                if !self.family_is_dead(*ip) {
                    wave.push((server, *ip));
                }
            }
            let asked = wave.iter().map(|(server, ip)| {
                let style = Style { signatures: true, ..Style::default() };
                let ask = Ask { style, ..Ask::new(self.place(*ip), name.clone(), Kind::Ns) };
                self.send(Some(server), ask, Purpose::Delegation)
            });
            for exchange in all(asked).await {
                let Some(reply) = exchange.reply() else { continue };
                match read_step(reply, &cut.zone, name, public) {
                    Step::Nothing => {}
                    Step::Here(apex, names) if high && !own(&apex) => {
                        match self.is_above(&exchange, &cut.zone, &apex).await {
                            Some(true) => return Step::Here(apex, names),
                            Some(false) => suspicious = true,
                            None => {}
                        }
                    }
                    // One server that was taken over is no reason to believe the others less.
                    Step::Impossible => suspicious = true,
                    useful => return useful,
                }
            }
            if suspicious {
                return Step::Impossible;
            }
        }
        Step::Nothing
    }

    /// A registry that serves a zone below it as well still speaks for itself when it is asked about that zone's keys
    /// (RFC 4035, section 3.1.4.1). Somebody who has only the zone below, as an office has, cannot. Who leaves that
    /// question without an answer may be either.
    async fn is_above(&self, answered: &Exchange, zone: &Name, apex: &Name) -> Option<bool> {
        let ask = Ask { name: apex.clone(), kind: Kind::Ds, ..answered.ask.clone() };
        let exchange = self.send(None, ask, Purpose::Ds).await;
        let reply = exchange.reply().filter(|r| matches!(r.rcode, Rcode::OK | Rcode::NXDOMAIN))?;
        let own = reply.answers.iter().chain(&reply.authority).any(|r| match r.data {
            Data::Soa(_) => r.owner == *zone,
            Data::Ds(_) => r.owner == *apex,
            _ => false,
        });
        Some(reply.authoritative && own)
    }

    /// Addresses of a zone's servers where the same servers hold the zone above, so that no glue was to be seen.
    async fn glue_beside(
        &self,
        above: &Cut,
        apex: &Name,
        names: &[Name],
        depth: usize,
    ) -> Vec<(Name, IpAddr)> {
        let mut glue = above.glue.clone();
        let inside = |name: &&Name| name.is_within(apex) && !above.glue.iter().any(|g| g.0 == **name);
        let servers = &self.willing(above, depth).await;
        let found = names.iter().filter(inside).take(MOST_NAMES).map(|name| async move {
            for (server, ip) in servers {
                let answer = self.addresses_at(server, *ip, name, &[Kind::A, Kind::Aaaa]).await;
                if answer.answered || !answer.found.addresses.is_empty() {
                    return (name, answer.found.addresses);
                }
            }
            (name, Vec::new())
        });
        for (name, addresses) in all(found).await {
            glue.extend(addresses.into_iter().map(|ip| (name.clone(), ip)));
        }
        glue
    }

    /// A few addresses of a zone's servers, to be asked one after the other until one knows; first those that have
    /// answered in this look already.
    pub(super) async fn willing(&self, cut: &Cut, depth: usize) -> Vec<(Name, IpAddr)> {
        let mut servers = self.cut_addresses(cut, depth).await;
        let seen = self.seen.borrow();
        let silent = |ip: IpAddr| {
            !seen.iter().any(|o| o.exchange.ask.server.ip() == Some(ip) && o.exchange.reply().is_some())
        };
        servers.retain(|(_, ip)| !self.family_is_dead(*ip));
        servers.sort_by_key(|(_, ip)| (silent(*ip), ip.is_ipv6()));
        servers.truncate(4);
        servers
    }

    /// Where the servers of a cut live: glue first; names without glue are looked up.
    async fn cut_addresses(&self, cut: &Cut, depth: usize) -> Vec<(Name, IpAddr)> {
        let mut found = cut.glue.clone();
        found.retain(|(name, ip)| self.is_public(name, *ip));
        found.truncate(MOST_ADDRESSES);
        if !found.iter().any(|(_, ip)| !self.family_is_dead(*ip)) {
            // A server inside its own zone without glue cannot be found by asking that zone.
            let outside = cut.names.iter().filter(|n| !n.is_within(&cut.zone) || cut.zone.depth() == 0);
            for name in outside.take(MOST_NAMES) {
                if !found.iter().any(|(known, _)| known == name) {
                    let addresses = self.host(name, depth + 1).await.addresses;
                    found.extend(addresses.into_iter().map(|ip| (name.clone(), ip)));
                }
                if found.len() >= 4 {
                    break;
                }
            }
        }
        found.retain(|(name, ip)| self.is_public(name, *ip));
        found
    }

    /// The addresses of a name server, A and AAAA, from the zone that holds its name.
    pub(super) fn host<'a>(
        &'a self,
        name: &'a Name,
        depth: usize,
    ) -> Pin<Box<dyn Future<Output = Found> + 'a>> {
        Box::pin(async move {
            if depth > DEEPEST || self.is_spent() {
                return Found::default();
            }
            let topic = Topic::Host(name.clone());
            if let Recall::Known(lesson) = self.memory.recall(topic.clone()).await {
                return if let Lesson::Host(found) = lesson { found } else { Found::default() };
            }
            let found = self.look_up(name, depth).await;
            self.memory.learn(topic, Lesson::Host(found.clone()));
            found
        })
    }

    async fn look_up(&self, name: &Name, depth: usize) -> Found {
        let Some(parent) = name.parent() else { return Found::default() };
        let place = self.locate(&parent, false, depth).await;
        let mut found = Found { unknown: place.way != WalkOutcome::Found, ..Found::default() };
        if found.unknown {
            return found;
        }
        let servers = self.cut_addresses(&place.cut, depth).await;
        let mut usable: Vec<_> = servers.iter().filter(|(_, ip)| !self.family_is_dead(*ip)).collect();
        usable.sort_by_key(|(_, ip)| ip.is_ipv6());
        let (both, mut told) = ([Kind::A, Kind::Aaaa], false);
        for (server, ip) in usable.into_iter().take(4) {
            // Addresses of a kind that this laptop cannot reach are asked for only where there are no others.
            let kinds = if self.plan.ipv6 { &both[..] } else { &both[..1] };
            let mut answer = self.addresses_at(server, *ip, name, kinds).await;
            if answer.answered
                && answer.found.addresses.is_empty()
                && answer.found.alias.is_none()
                && !self.plan.ipv6
            {
                answer = self.addresses_at(server, *ip, name, &both[1..]).await;
            }
            if let (true, Some(to)) = (answer.found.addresses.is_empty(), answer.found.alias.clone()) {
                let end = self.host(&to, depth + 1).await;
                return Found { alias: Some(to), ..end };
            }
            if answer.answered || !answer.found.addresses.is_empty() {
                return answer.found;
            }
            told |= answer.told;
            found.unknown = !told;
        }
        found
    }

    /// The addresses of `name` as one server gives them.
    async fn addresses_at(&self, server: &Name, ip: IpAddr, name: &Name, kinds: &[Kind]) -> Addresses {
        let asked = kinds
            .iter()
            .map(|kind| self.exchange(Some(server), self.place(ip), name.clone(), *kind, Purpose::Address));
        let exchanges = all(asked).await;
        let mut answer = Addresses { answered: false, told: false, found: Found::default() };
        for reply in exchanges.iter().filter_map(|e| e.reply()) {
            // A zone cut between the name and its parent: its servers have the addresses, and the referral often too.
            let referred = reply.additional.iter().filter(|_| !reply.authoritative);
            answer.told |= matches!(reply.rcode, Rcode::OK | Rcode::NXDOMAIN);
            answer.answered |= answer.told && reply.authoritative;
            for record in reply.answers.iter().chain(referred) {
                match &record.data {
                    _ if record.owner != *name || record.class != CLASS_IN => {}
                    Data::A(ip) => answer.found.addresses.push(IpAddr::V4(*ip)),
                    Data::Aaaa(ip) => answer.found.addresses.push(IpAddr::V6(*ip)),
                    Data::Cname(to) if reply.authoritative && to != name => {
                        answer.found.alias = Some(to.clone());
                    }
                    _ => {}
                }
            }
        }
        answer.found.addresses = unique(std::mem::take(&mut answer.found.addresses));
        answer
    }

    /// One question to one address, without recursion; the exchange is kept as evidence.
    pub(super) async fn exchange(
        &self,
        server: Option<&Name>,
        place: Place,
        name: Name,
        kind: Kind,
        purpose: Purpose,
    ) -> Arc<Exchange> {
        self.send(server, Ask::new(place, name, kind), purpose).await
    }

    /// The same for any question. A survey whose questions or time are used up asks no more.
    pub(super) async fn send(&self, server: Option<&Name>, ask: Ask, purpose: Purpose) -> Arc<Exchange> {
        if !self.may_ask() {
            return Arc::new(Exchange::not_asked(ask));
        }
        let exchange = Arc::new(self.executor.ask(ask).await);
        match (&exchange.outcome, exchange.ask.server.ip()) {
            (Outcome::NoRoute, Some(ip)) => self.mark_dead(ip),
            (Outcome::OutOfTime, _) => self.spend(),
            _ => {}
        }
        self.seen.borrow_mut().push(Observed {
            server: server.cloned(),
            purpose,
            exchange: Arc::clone(&exchange),
        });
        exchange
    }

    /// Name servers are asked at one port; 53 but for rehearsals.
    pub(super) fn place(&self, ip: IpAddr) -> Place {
        Place::Socket(SocketAddr::new(ip, self.plan.port))
    }
}

/// What a reply of a server of `zone` says about the way to `name`.
/// `public`: the walk began at the public root, whose every word is signed.
fn read_step(reply: &Reply, zone: &Name, name: &Name, public: bool) -> Step {
    // Root servers and registries do not resolve for others, and know nothing of what they delegated.
    let high = zone.depth() <= 1;
    if high && reply.recursion_available && !reply.authoritative {
        return Step::Impossible;
    }
    if !matches!(reply.rcode, Rcode::OK | Rcode::NXDOMAIN) {
        return Step::Nothing;
    }
    let internet = |records: &[super::exchange::Record]| -> Vec<super::exchange::Record> {
        records.iter().filter(|r| r.class == CLASS_IN).cloned().collect()
    };
    let (answers, authority) = (internet(&reply.answers), internet(&reply.authority));
    if reply.authoritative {
        let own: Vec<Name> = answers
            .iter()
            .filter_map(|r| match &r.data {
                Data::Ns(server) if r.owner == *name => Some(server.clone()),
                _ => None,
            })
            .collect();
        let soa = authority.iter().find(|r| matches!(r.data, Data::Soa(_)) && name.is_within(&r.owner));
        // A start of authority above the zone we asked would be an upward referral in disguise.
        let apex = match (own.is_empty(), soa) {
            (false, _) => name.clone(),
            (true, Some(soa)) => soa.owner.clone(),
            (true, None) => zone.clone(),
        };
        let alias = answers.iter().any(|r| matches!(r.data, Data::Cname(_) | Data::Dname(_)));
        // Whoever has no zone to speak for, as a captive portal has none, gives no start of authority either.
        let homeless = own.is_empty() && soa.is_none() && !alias;
        if high && (apex.depth() >= zone.depth() + 2 || homeless) {
            return Step::Impossible;
        }
        // An office can have a root of its own, in which the rest of the world does not exist. It cannot sign it.
        if public && zone.depth() == 0 && own.is_empty() && !signed_by(&authority, zone) {
            return if reply.edns { Step::Impossible } else { Step::Nothing };
        }
        return if apex.is_within(zone) { Step::Here(apex, own) } else { Step::Nothing };
    }
    // A referral counts only when it leads down, and towards the name.
    let below = authority.iter().find(|r| {
        matches!(r.data, Data::Ns(_))
            && name.is_within(&r.owner)
            && r.owner.is_within(zone)
            && r.owner != *zone
    });
    let Some(child) = below.map(|r| r.owner.clone()) else { return Step::Nothing };
    if reply.rcode != Rcode::OK {
        return Step::Nothing;
    }
    let names = unique(authority.iter().filter_map(|r| match &r.data {
        Data::Ns(server) if r.owner == child => Some(server.clone()),
        _ => None,
    }));
    let glue = reply.additional.iter().filter_map(|r| {
        // Glue from outside the zone that was asked is hearsay.
        let wanted = names.contains(&r.owner) && r.owner.is_within(zone) && r.class == CLASS_IN;
        match r.data {
            Data::A(ip) if wanted => Some((r.owner.clone(), IpAddr::V4(ip))),
            Data::Aaaa(ip) if wanted => Some((r.owner.clone(), IpAddr::V6(ip))),
            _ => None,
        }
    });
    let glue = unique(glue);
    Step::Down(Cut { zone: child, names, glue })
}

fn signed_by(records: &[super::exchange::Record], zone: &Name) -> bool {
    records.iter().any(|r| matches!(&r.data, Data::Rrsig(signature) if signature.signer == *zone))
}

/// Each once, in the order met.
pub(super) fn unique<T: PartialEq>(items: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut kept = Vec::new();
    for item in items {
        if !kept.contains(&item) {
            kept.push(item);
        }
    }
    kept
}
