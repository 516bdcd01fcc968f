//! What the name servers of one zone are asked: the value at every address, more than once, and what explains a value
//! that is missing. Everything that can be asked side by side is. One address is asked for TXT eight times at most, and
//! one that drops questions is not asked again only to be sure: some ban an address for ten.

use std::collections::HashMap;
use std::net::IpAddr;

use super::answer_class::{AnswerClass, answers_impossible};
use super::exchange::{Ask, Data, Kind, Outcome, Rcode, Style};
use super::executor::all;
use super::name::Name;
use super::observation::{NameServer, Observation, Observed, Probe, Purpose, Stage, is_ignored};
use super::survey::Field;
use super::walk::{MOST_ADDRESSES, MOST_NAMES, Reached, unique};

/// TXT questions to one address in one look.
const MOST_TXT: usize = 8;

impl Field {
    pub(super) async fn ask_zone(&self, stage: &mut Stage, place: &Reached, first: bool) {
        let mut names = place.cut.names.clone();
        if stage.zone.depth() <= 1 && stage.name != stage.zone {
            // The name does not exist, says the registry: a few of its servers are witnesses enough.
            names.truncate(2);
            stage.servers = self.find_servers(&names, place, MOST_ADDRESSES).await;
            for server in &mut stage.servers {
                server.addresses.sort_by_key(|ip| (self.family_is_dead(*ip), ip.is_ipv6()));
                server.addresses.truncate(1);
            }
            self.mark(stage, &names);
            self.ask_servers(stage, &[], false).await;
            return;
        }
        if names.len() > MOST_NAMES {
            names.truncate(MOST_NAMES);
            self.mark_cut();
        }
        stage.servers = self.find_servers(&names, place, MOST_ADDRESSES).await;
        self.mark(stage, &names);
        let here: &Stage = stage;
        all([true, false].map(|servers| async move {
            match &place.above {
                _ if servers => self.ask_servers(here, &[], true).await,
                Some(above) => self.ask_ds(&here.zone, above).await,
                None => {}
            }
        }))
        .await;
        stage.child_names = self.named_by_children(&stage.zone);
        let known = stage.servers.clone();
        self.find_more(stage, place, &names).await;
        self.mark(stage, &names);
        if stage.servers != known {
            self.ask_servers(stage, &known, false).await;
            stage.child_names = self.named_by_children(&stage.zone);
            self.mark(stage, &names);
        }
        self.ask_serials(stage).await;
        self.ask_keys(stage).await;
        self.ask_keys_above(&stage.zone).await;
        if self.all_right(stage) {
            self.ask_impossible().await;
        } else if self.alias_of(stage).is_none() {
            self.ask_wrong_places(stage, place, first).await;
            self.ask_primary(stage).await;
        }
    }

    fn mark(&self, stage: &mut Stage, parent_names: &[Name]) {
        for server in &mut stage.servers {
            server.in_parent = parent_names.contains(&server.name);
            server.in_child = stage.child_names.contains(&server.name);
        }
    }

    /// Somebody told us to leave this server out.
    pub(super) fn leaves_out(&self, server: &NameServer) -> bool {
        let ignored = |ip: Option<IpAddr>| is_ignored(&self.plan.ignored, Some(&server.name), ip);
        ignored(None) || !server.addresses.is_empty() && server.addresses.iter().all(|ip| ignored(Some(*ip)))
    }

    /// Looks up where the servers live; glue counts. A server inside its own zone has no other address than its glue.
    async fn find_servers(&self, names: &[Name], place: &Reached, most: usize) -> Vec<NameServer> {
        let cut = &place.cut;
        let mut found = all(names.iter().map(|name| async move {
            let glue: Vec<IpAddr> = cut.glue.iter().filter(|g| g.0 == *name).map(|g| g.1).collect();
            let mut server = NameServer {
                name: name.clone(),
                addresses: glue.clone(),
                in_parent: false,
                in_child: false,
                alias: None,
                glue,
                unknown: false,
            };
            let inside = name.is_within(&cut.zone) && cut.zone.depth() > 0;
            if server.addresses.is_empty() && inside {
                server.unknown = self.was_asked_for_in_vain(name);
            } else if server.addresses.is_empty() {
                let host = self.host(name, 1).await;
                (server.addresses, server.alias, server.unknown) = (host.addresses, host.alias, host.unknown);
            }
            server.addresses.retain(|ip| self.is_public(name, *ip));
            server
        }))
        .await;
        let mut left = most.max(names.len());
        for server in &mut found {
            if server.addresses.len() > left {
                server.addresses.truncate(left);
                self.mark_cut();
            }
            left -= server.addresses.len();
        }
        found
    }

    /// The address of a server inside its zone was asked for above it, and nobody said anything.
    fn was_asked_for_in_vain(&self, name: &Name) -> bool {
        let seen = self.seen.borrow();
        let mut asked =
            seen.iter().filter(|o| o.purpose == Purpose::Address && o.exchange.ask.name == *name).peekable();
        let told =
            |o: &Observed| o.exchange.reply().is_some_and(|r| matches!(r.rcode, Rcode::OK | Rcode::NXDOMAIN));
        asked.peek().is_some() && !asked.any(told)
    }

    /// What the zone says about its servers beyond what its parent says: other names, other addresses.
    async fn find_more(&self, stage: &mut Stage, place: &Reached, parent_names: &[Name]) {
        for server in &mut stage.servers {
            for ip in self.own_addresses(&server.name) {
                if !server.addresses.contains(&ip)
                    && self.is_public(&server.name, ip)
                    && server.addresses.len() < 4
                {
                    server.addresses.push(ip);
                }
            }
        }
        let mut more: Vec<Name> =
            stage.child_names.iter().filter(|n| !parent_names.contains(n)).cloned().collect();
        more.truncate(MOST_NAMES.saturating_sub(parent_names.len()));
        let inside: Vec<Name> = more.iter().filter(|n| n.is_within(&stage.zone)).cloned().collect();
        self.ask_own_addresses(stage, &inside).await;
        for mut server in self.find_servers(&more, place, MOST_ADDRESSES / 2).await {
            if server.addresses.is_empty() {
                server.addresses = self.own_addresses(&server.name);
                server.addresses.retain(|ip| self.is_public(&server.name, *ip));
            }
            stage.servers.push(server);
        }
    }

    /// Addresses of a name server as the zone that it serves gives them.
    fn own_addresses(&self, name: &Name) -> Vec<IpAddr> {
        let seen = self.seen.borrow();
        let replies =
            seen.iter().filter(|o| o.purpose == Purpose::OwnAddress).filter_map(|o| o.exchange.reply());
        let records =
            replies.filter(|r| r.authoritative).flat_map(|r| &r.answers).filter(|r| r.owner == *name);
        unique(records.filter_map(|r| match r.data {
            Data::A(ip) => Some(IpAddr::V4(ip)),
            _ => None,
        }))
    }

    async fn ask_own_addresses(&self, stage: &Stage, names: &[Name]) {
        let at = stage
            .servers
            .iter()
            .filter(|s| !self.leaves_out(s))
            .filter_map(|s| Some((&s.name, *s.addresses.iter().find(|ip| !self.family_is_dead(**ip))?)));
        let at: Vec<(&Name, IpAddr)> = at.take(2).collect();
        let questions = at.iter().flat_map(|(server, ip)| {
            names.iter().map(|name| {
                self.exchange(Some(server), self.place(*ip), name.clone(), Kind::A, Purpose::OwnAddress)
            })
        });
        all(questions).await;
    }

    /// Value, name servers and neighbours, at every address that was not asked before. `often`: the value again, so
    /// that one address with several answers shows itself, with signatures once, so that a signed zone does too.
    async fn ask_servers(&self, stage: &Stage, asked_before: &[NameServer], often: bool) {
        let known: Vec<IpAddr> = asked_before.iter().flat_map(|s| s.addresses.clone()).collect();
        let mut asked: Vec<IpAddr> = Vec::new();
        let mut questions = Vec::new();
        let random = self.neighbour(stage);
        for server in stage.servers.iter().filter(|s| !self.leaves_out(s)) {
            for &ip in &server.addresses {
                if known.contains(&ip) || asked.contains(&ip) {
                    continue;
                }
                asked.push(ip);
                let ask = |name: &Name, kind| Ask::new(self.place(ip), name.clone(), kind);
                let once = Style { once: true, ..Style::default() };
                questions.push((server, ask(&stage.name, Kind::Txt), Purpose::Value));
                if stage.name == stage.zone || stage.zone.depth() > 1 {
                    questions.push((server, ask(&stage.zone, Kind::Ns), Purpose::NameServers));
                }
                if !often {
                    continue;
                }
                if let Some(random) = &random {
                    let ask = Ask { style: once, ..ask(random, Kind::Txt) };
                    questions.push((server, ask, Purpose::Probe(Probe::Random)));
                }
                for style in [Style { signatures: true, ..once }, once].into_iter().take(self.plan.repeats) {
                    questions.push((server, Ask { style, ..ask(&stage.name, Kind::Txt) }, Purpose::Again));
                }
            }
        }
        let inside: Vec<Name> =
            stage.servers.iter().map(|s| s.name.clone()).filter(|n| n.is_within(&stage.zone)).collect();
        let questions = questions.into_iter().map(|(server, ask, purpose)| async move {
            self.send(Some(&server.name), ask, purpose).await;
        });
        let mut work: Vec<std::pin::Pin<Box<dyn Future<Output = ()> + '_>>> = Vec::new();
        for question in questions {
            work.push(Box::pin(question));
        }
        if often && !inside.is_empty() {
            work.push(Box::pin(async { self.ask_own_addresses(stage, &inside).await }));
        }
        all(work).await;
    }

    /// A name beside the one that is looked for: only a wildcard answers there.
    fn neighbour(&self, stage: &Stage) -> Option<Name> {
        let above = if stage.name == stage.zone { stage.zone.clone() } else { stage.name.parent()? };
        above.child(self.plan.random.as_bytes()).ok()
    }

    /// The serial, where no other answer held it.
    async fn ask_serials(&self, stage: &Stage) {
        let missing: Vec<(Name, IpAddr)> = {
            let seen = self.seen.borrow();
            let has = |ip: IpAddr| {
                let here = seen.iter().filter(|o| o.exchange.ask.server.ip() == Some(ip));
                here.filter_map(|o| o.exchange.reply())
                    .flat_map(|r| r.answers.iter().chain(&r.authority))
                    .any(|r| matches!(r.data, Data::Soa(_)) && r.owner == stage.zone)
            };
            self.answering(stage).into_iter().filter(|(_, ip)| !has(*ip)).collect()
        };
        let asked = missing.iter().map(|(server, ip)| {
            self.exchange(Some(server), self.place(*ip), stage.zone.clone(), Kind::Soa, Purpose::Serial)
        });
        all(asked).await;
    }

    /// Addresses that answered for the zone with authority.
    pub(super) fn answering(&self, stage: &Stage) -> Vec<(Name, IpAddr)> {
        let seen = self.seen.borrow();
        let values = seen.iter().filter(|o| o.purpose == Purpose::Value && o.exchange.ask.name == stage.name);
        let usable = values.filter(|o| {
            o.exchange
                .reply()
                .is_some_and(|r| r.authoritative && matches!(r.rcode, Rcode::OK | Rcode::NXDOMAIN))
        });
        usable.filter_map(|o| Some((o.server.clone()?, o.exchange.ask.server.ip()?))).collect()
    }

    fn named_by_children(&self, zone: &Name) -> Vec<Name> {
        let seen = self.seen.borrow();
        let replies =
            seen.iter().filter(|o| o.purpose == Purpose::NameServers).filter_map(|o| o.exchange.reply());
        unique(replies.filter(|r| r.authoritative).flat_map(|r| &r.answers).filter_map(|r| match &r.data {
            Data::Ns(name) if r.owner == *zone => Some(name.clone()),
            _ => None,
        }))
    }

    /// What each server that counts showed of this name.
    fn classes(&self, stage: &Stage) -> Vec<AnswerClass> {
        let counts = |o: &&Observed| {
            let server = stage.servers.iter().find(|s| Some(&s.name) == o.server.as_ref());
            o.exchange.ask.name == stage.name && server.is_some_and(|s| s.in_parent && !self.leaves_out(s))
        };
        let seen = self.seen.borrow();
        let read = |o: &Observed| AnswerClass::read(&o.exchange, &stage.name, &self.plan.expected);
        let first = seen.iter().filter(|o| o.purpose == Purpose::Value).filter(counts).map(read);
        let again = seen.iter().filter(|o| o.purpose == Purpose::Again).filter(counts).map(read);
        first
            .chain(again.filter(AnswerClass::is_answer))
            .filter(|p| !matches!(p, AnswerClass::NoRoute))
            .collect()
    }

    /// True when every server address that counts and could be asked has the value.
    fn all_right(&self, stage: &Stage) -> bool {
        let classes = self.classes(stage);
        !classes.is_empty() && classes.iter().all(AnswerClass::is_right)
    }

    /// The same for the end of the aliases.
    pub(super) fn is_right(&self, observation: &Observation) -> bool {
        observation.stages().last().is_some_and(|end| self.all_right(end))
    }

    /// Where this name leads, when no server has the value there and one has an alias.
    pub(super) fn alias_of(&self, stage: &Stage) -> Option<Name> {
        let classes = self.classes(stage);
        if classes.iter().any(AnswerClass::is_right) {
            return None;
        }
        classes.iter().find_map(AnswerClass::alias).cloned()
    }

    /// A server that has the value beside it as well may have it everywhere: then it proves nothing with it.
    async fn ask_impossible(&self) {
        let Ok(name) = Name::root().child(self.plan.random.as_bytes()) else { return };
        let everywhere: Vec<(Name, IpAddr)> = {
            let seen = self.seen.borrow();
            let random = seen.iter().filter(|o| o.purpose == Purpose::Probe(Probe::Random));
            let there = random.filter(|o| answers_impossible(&o.exchange));
            there.filter_map(|o| Some((o.server.clone()?, o.exchange.ask.server.ip()?))).collect()
        };
        let asked = everywhere.iter().map(|(server, ip)| {
            self.exchange(Some(server), self.place(*ip), name.clone(), Kind::Txt, Purpose::Impossible)
        });
        all(asked).await;
    }

    /// The server that the zone names as its primary, when the registry does not list it: it may have the value already.
    async fn ask_primary(&self, stage: &Stage) {
        let primary = {
            let seen = self.seen.borrow();
            let records = seen.iter().filter_map(|o| o.exchange.reply()).filter(|r| r.authoritative);
            let mut soas = records.flat_map(|r| r.answers.iter().chain(&r.authority));
            soas.find_map(|r| match &r.data {
                Data::Soa(soa) if r.owner == stage.zone => Some(soa.mname.clone()),
                _ => None,
            })
        };
        let listed = |name: &Name| stage.servers.iter().any(|s| s.name == *name);
        let Some(primary) = primary.filter(|p| p.depth() >= 2 && !listed(p)) else { return };
        let mut addresses =
            if primary.is_within(&stage.zone) { Vec::new() } else { self.host(&primary, 1).await.addresses };
        if addresses.is_empty() && primary.is_within(&stage.zone) {
            self.ask_own_addresses(stage, std::slice::from_ref(&primary)).await;
            addresses = self.own_addresses(&primary);
        }
        let ip = addresses.into_iter().find(|ip| !self.family_is_dead(*ip) && self.is_public(&primary, *ip));
        if let Some(ip) = ip.filter(|ip| !stage.servers.iter().any(|s| s.addresses.contains(ip))) {
            let style = Style { once: true, ..Style::default() };
            let ask = Ask { style, ..Ask::new(self.place(ip), stage.name.clone(), Kind::Txt) };
            self.send(Some(&primary), ask, Purpose::Primary).await;
        }
    }

    /// Looks where records end up by mistake, at the servers that answer. Panels know zones, not domains: what is typed
    /// into the host field gets the zone's name behind it.
    async fn ask_wrong_places(&self, stage: &Stage, place: &Reached, first: bool) {
        if !first {
            return;
        }
        let places = self.wrong_places(stage);
        let mut left: HashMap<IpAddr, usize> = HashMap::new();
        let answering: Vec<(Name, IpAddr)> = {
            let seen = self.seen.borrow();
            let mut drops = Vec::new();
            for o in seen.iter().filter(|o| o.exchange.ask.kind == Kind::Txt) {
                let Some(ip) = o.exchange.ask.server.ip() else { continue };
                let left = left.entry(ip).or_insert(MOST_TXT);
                *left = left.saturating_sub(1);
                if o.exchange.ask.style.once && matches!(o.exchange.outcome, Outcome::Timeout) {
                    drops.push(ip);
                }
            }
            self.answering(stage).into_iter().filter(|(_, ip)| !drops.contains(ip)).collect()
        };
        let style = Style { once: true, ..Style::default() };
        let mut questions = Vec::new();
        for (turn, (probe, name)) in places.iter().enumerate() {
            let mut order = (0..answering.len()).map(|n| &answering[(turn + n) % answering.len()]);
            let free = order.find(|(_, ip)| left.get(ip).is_some_and(|n| *n > 0));
            let Some((server, ip)) = free else { break };
            *left.entry(*ip).or_default() -= 1;
            let kind = if *probe == Probe::OldSpfType { Kind::Other(99) } else { Kind::Txt };
            let ask = Ask { style, ..Ask::new(self.place(*ip), name.clone(), kind) };
            questions.push(self.send(Some(server), ask, Purpose::Probe(*probe)));
        }
        // The parent may be a zone of its own, with servers of its own; a name that it gave away may still stand there.
        let above = place.above.as_ref().filter(|a| a.zone.depth() >= 2);
        if let Some(above) = above {
            for (server, ip) in
                above.glue.iter().filter(|g| !self.family_is_dead(g.1) && self.is_public(&g.0, g.1)).take(2)
            {
                for name in [&above.zone, &stage.name] {
                    let ask = Ask { style, ..Ask::new(self.place(*ip), name.clone(), Kind::Txt) };
                    questions.push(self.send(Some(server), ask, Purpose::Probe(Probe::Parent)));
                }
            }
        }
        all(questions).await;
    }

    /// Where the value could have landed, the likeliest first.
    fn wrong_places(&self, stage: &Stage) -> Vec<(Probe, Name)> {
        let (domain, target, zone) = (&self.plan.domain, &stage.name, &stage.zone);
        let mut places: Vec<(Probe, Name)> = Vec::new();
        let mut add = |probe, name: Option<Name>| {
            places.extend(name.filter(|n| n != target || probe == Probe::OldSpfType).map(|n| (probe, n)));
        };
        add(Probe::Doubled, zone.below(target).ok());
        add(Probe::LiteralAt, zone.child(b"@").ok());
        if target != zone {
            add(Probe::Parent, Some(zone.clone()));
        }
        add(Probe::ValueAsHost, zone.child(self.plan.expected.text.as_bytes()).ok());
        add(Probe::Subdomain, target.child(b"_dnsauth").ok().filter(|_| target == domain));
        add(Probe::Subdomain, zone.labels().next().and_then(|label| zone.child(label).ok()));
        if target != zone {
            add(Probe::LiteralAt, target.child(b"@").ok());
        }
        if domain != target && domain != zone {
            add(Probe::Parent, Some(domain.clone()));
        }
        add(Probe::LiteralAt, zone.child(b"@").ok().and_then(|at| zone.below(&at).ok()));
        add(Probe::Subdomain, zone.child(b"www").ok());
        add(Probe::Subdomain, zone.child(b"txt").ok());
        add(Probe::OldSpfType, Some(target.clone()));
        places.dedup();
        places
    }
}
