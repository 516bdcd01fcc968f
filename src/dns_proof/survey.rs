//! Which questions are asked about one domain, in which order. The zone's own servers first; resolvers only when
//! nothing can be spoiled by asking them: a resolver that is asked too early remembers "no such record" for hours.

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::net::IpAddr;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use super::desk::{Desk, Lesson, Memory, Recall, Topic, all};
use super::exchange::{Ask, Exchange, Kind, Place, Rcode};
use super::expected::Expected;
use super::name::Name;
use super::observation::{NameServer, Observation, Observed, Probe, Purpose, Way};
use super::picture::{Picture, answers_impossible};
use super::walk::{Reached, unique};

/// What is to be found out, and how.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The domain that is verified in the tenant.
    pub domain: Name,
    /// Where the record should stand.
    pub target: Name,
    /// The value asked for.
    pub expected: Expected,
    /// Root servers.
    pub roots: Rc<[(Name, IpAddr)]>,
    /// The port of name servers: 53, or another one in a rehearsal.
    pub port: u16,
    /// Resolvers to ask once the zone's servers are right.
    pub resolvers: Rc<[Place]>,
    /// The resolvers of this laptop, for networks where nothing else can be asked.
    pub fallback: Rc<[Place]>,
    /// Ask resolvers although the zone's servers are not right yet.
    pub resolvers_now: bool,
    /// Ask the zone's servers only, whatever they say.
    pub authoritative_only: bool,
    /// A label that exists nowhere.
    pub random: String,
    /// Gather the tenant's traces instead of judging a value.
    pub tenant: bool,
}

/// One survey's belongings while it runs.
pub(super) struct Field {
    pub(super) plan: Plan,
    pub(super) desk: Desk,
    pub(super) memory: Memory,
    pub(super) seen: RefCell<Vec<Observed>>,
    no_v4: Cell<bool>,
    no_v6: Cell<bool>,
}

/// A survey under way. Whoever runs it takes questions out and puts exchanges back.
pub struct Survey {
    desk: Desk,
    memory: Memory,
    version: u64,
    waits_for_others: bool,
    work: Pin<Box<dyn Future<Output = Observation>>>,
}

impl Survey {
    /// Begins; nothing is asked before the first `advance`.
    #[must_use]
    pub fn new(plan: Plan, memory: &Memory) -> Self {
        let desk = Desk::default();
        let field = Field {
            plan,
            desk: desk.clone(),
            memory: memory.clone(),
            seen: RefCell::default(),
            no_v4: Cell::new(false),
            no_v6: Cell::new(false),
        };
        let work = Box::pin(async move { field.survey().await });
        Self { desk, memory: memory.clone(), version: u64::MAX, waits_for_others: false, work }
    }

    /// Goes on as far as the exchanges allow; the observation once everything is known.
    pub fn advance(&mut self) -> Option<Observation> {
        self.memory.take_waiting();
        let end = self.work.as_mut().poll(&mut Context::from_waker(Waker::noop()));
        self.waits_for_others = self.memory.take_waiting();
        self.version = self.memory.version();
        match end {
            Poll::Ready(observation) => Some(observation),
            Poll::Pending => None,
        }
    }

    /// The next question to send, if any.
    pub fn take(&mut self) -> Option<(u64, Ask)> {
        self.desk.take()
    }

    /// The exchange of an earlier question.
    pub fn put(&mut self, token: u64, exchange: Exchange) {
        self.desk.put(token, exchange);
    }

    /// True when it waits for what another survey finds out, and something was found out since.
    #[must_use]
    pub fn may_go_on(&self) -> bool {
        self.waits_for_others && self.version != self.memory.version()
    }
}

impl Field {
    pub(super) fn family_is_dead(&self, ip: IpAddr) -> bool {
        if ip.is_ipv4() { self.no_v4.get() } else { self.no_v6.get() }
    }

    pub(super) fn mark_dead(&self, ip: IpAddr) {
        if ip.is_ipv4() { self.no_v4.set(true) } else { self.no_v6.set(true) }
    }

    async fn survey(self) -> Observation {
        let intercepted = self.roots_answer_everything().await;
        let place = if intercepted {
            None
        } else if self.plan.target.is_within(&self.plan.domain) {
            Some(self.locate(&self.plan.domain, true, 0).await)
        } else {
            None
        };
        let way = place.as_ref().map_or(Way::Intercepted, |p| p.way);
        let mut observation = Observation::nothing(&self.plan, way);
        if let Some(place) = place {
            observation.zone = place.cut.zone.clone();
            observation.parent = place.above.as_ref().map(|a| a.zone.clone());
            observation.parent_names.clone_from(&place.cut.names);
            if place.way == Way::Found {
                if self.plan.tenant {
                    self.ask_traces(&mut observation, &place).await;
                } else {
                    self.ask_zone(&mut observation, &place).await;
                }
            }
        }
        if !self.plan.tenant {
            self.ask_resolvers(&observation).await;
        }
        observation.exchanges = self.seen.take();
        observation
    }

    /// Asks a root server for a name that cannot exist. A network that answers it answers everything itself.
    async fn roots_answer_everything(&self) -> bool {
        match self.memory.recall(Topic::Roots).await {
            Recall::Known(lesson) => return matches!(lesson, Lesson::Truth(true)),
            Recall::Ours => {}
        }
        let Ok(name) = Name::root().child(self.plan.random.as_bytes()) else { return false };
        let mut verdict = false;
        for wave in self.plan.roots.chunks(2).take(3) {
            let asked = wave.iter().filter(|r| !self.family_is_dead(r.1)).map(|(server, ip)| {
                self.exchange(Some(server), self.place(*ip), name.clone(), Kind::Txt, Purpose::Impossible)
            });
            let exchanges = all(asked).await;
            if exchanges.iter().any(|e| e.reply().is_some()) {
                verdict = exchanges.iter().any(|e| answers_impossible(e));
                break;
            }
        }
        self.memory.learn(Topic::Roots, Lesson::Truth(verdict));
        verdict
    }

    async fn ask_zone(&self, observation: &mut Observation, place: &Reached) {
        let few = place.cut.zone.depth() <= 1;
        let mut parent_names = place.cut.names.clone();
        if few {
            // The name does not exist, says the registry: a few of its servers are witnesses enough.
            parent_names.truncate(4);
        }
        let servers = self.find_servers(&parent_names, &place.cut.glue).await;
        observation.servers = servers;
        self.ask_servers(observation, &[]).await;
        observation.child_names = self.named_by_children(&observation.zone);
        if !few {
            let missing: Vec<Name> =
                observation.child_names.iter().filter(|n| !parent_names.contains(n)).cloned().collect();
            let known = observation.servers.clone();
            observation.servers.extend(self.find_servers(&missing, &place.cut.glue).await);
            self.ask_servers(observation, &known).await;
            observation.child_names = self.named_by_children(&observation.zone);
        }
        for server in &mut observation.servers {
            server.in_parent = parent_names.contains(&server.name);
            server.in_child = observation.child_names.contains(&server.name);
        }
        if self.all_right(&observation.target) {
            self.ask_impossible(observation).await;
        } else {
            self.ask_wrong_places(observation, place).await;
        }
    }

    /// Looks up where the servers live; glue counts.
    async fn find_servers(&self, names: &[Name], glue: &[(Name, IpAddr)]) -> Vec<NameServer> {
        let found = all(names.iter().map(|name| async move {
            let known: Vec<IpAddr> = glue.iter().filter(|g| g.0 == *name).map(|g| g.1).collect();
            let addresses = if known.is_empty() { self.host(name, 1).await } else { known };
            NameServer { name: name.clone(), addresses, in_parent: false, in_child: false }
        }));
        found.await
    }

    /// Value, serial and name servers, at every address that was not asked before.
    async fn ask_servers(&self, observation: &Observation, asked_before: &[NameServer]) {
        let known: Vec<IpAddr> = asked_before.iter().flat_map(|s| s.addresses.clone()).collect();
        let mut asked: Vec<IpAddr> = Vec::new();
        let mut questions = Vec::new();
        for server in &observation.servers {
            for &ip in &server.addresses {
                if known.contains(&ip) || asked.contains(&ip) {
                    continue;
                }
                asked.push(ip);
                for (name, kind, purpose) in [
                    (&observation.target, Kind::Txt, Purpose::Value),
                    (&observation.zone, Kind::Soa, Purpose::Serial),
                    (&observation.zone, Kind::Ns, Purpose::NameServers),
                ] {
                    questions.push(self.exchange(
                        Some(&server.name),
                        self.place(ip),
                        name.clone(),
                        kind,
                        purpose,
                    ));
                }
            }
        }
        all(questions).await;
    }

    fn named_by_children(&self, zone: &Name) -> Vec<Name> {
        let seen = self.seen.borrow();
        let replies =
            seen.iter().filter(|o| o.purpose == Purpose::NameServers).filter_map(|o| o.exchange.reply());
        unique(replies.filter(|r| r.authoritative).flat_map(|r| &r.answers).filter_map(|r| match &r.data {
            super::exchange::Data::Ns(name) if r.owner == *zone => Some(name.clone()),
            _ => None,
        }))
    }

    /// True when every server address that could be asked has the value.
    fn all_right(&self, target: &Name) -> bool {
        let seen = self.seen.borrow();
        let pictures: Vec<Picture> = seen
            .iter()
            .filter(|o| o.purpose == Purpose::Value)
            .map(|o| Picture::read(&o.exchange, target, &self.plan.expected))
            .filter(|p| !matches!(p, Picture::NoRoute))
            .collect();
        !pictures.is_empty() && pictures.iter().all(Picture::is_right)
    }

    /// A server that has the value for a name that cannot exist proves nothing with it.
    async fn ask_impossible(&self, observation: &Observation) {
        let Ok(name) = Name::root().child(self.plan.random.as_bytes()) else { return };
        let checks = observation.servers.iter().flat_map(|s| s.addresses.iter().map(move |ip| (s, *ip))).map(
            |(server, ip)| {
                let name = name.clone();
                async move {
                    let topic = Topic::AnswersAll(ip);
                    if self.family_is_dead(ip) {
                        return;
                    }
                    // What this address says to an impossible name is the same for every domain, but each domain's
                    // evidence needs it once: remembered, it is asked again only when it answered everything.
                    if let Recall::Known(Lesson::Truth(false)) = self.memory.recall(topic.clone()).await {
                        return;
                    }
                    let exchange = self
                        .exchange(Some(&server.name), self.place(ip), name, Kind::Txt, Purpose::Impossible)
                        .await;
                    self.memory.learn(topic, Lesson::Truth(answers_impossible(&exchange)));
                }
            },
        );
        all(checks).await;
    }

    /// Looks where records end up by mistake, at the servers that answer.
    async fn ask_wrong_places(&self, observation: &Observation, place: &Reached) {
        let (domain, target) = (&observation.domain, &observation.target);
        let mut places: Vec<(Probe, Name)> = Vec::new();
        let mut add = |probe, name: Result<Name, super::name::NotAName>| {
            places.extend(name.ok().filter(|n| n != target).map(|n| (probe, n)));
        };
        add(Probe::Doubled, domain.below(target));
        add(Probe::LiteralAt, domain.child(b"@"));
        add(Probe::Random, domain.child(self.plan.random.as_bytes()));
        add(Probe::Subdomain, domain.child(b"www"));
        add(Probe::Subdomain, domain.child(b"txt"));
        add(Probe::Subdomain, domain.child(self.plan.expected.text.as_bytes()));
        if domain != target {
            add(Probe::Parent, Ok(domain.clone()));
        } else if observation.zone != *domain {
            add(Probe::Parent, Ok(observation.zone.clone()));
        }
        let answering: Vec<(Name, IpAddr)> = {
            let seen = self.seen.borrow();
            let values = seen.iter().filter(|o| o.purpose == Purpose::Value);
            let usable = values.filter(|o| {
                o.exchange
                    .reply()
                    .is_some_and(|r| r.authoritative && matches!(r.rcode, Rcode::OK | Rcode::NXDOMAIN))
            });
            usable.filter_map(|o| Some((o.server.clone()?, o.exchange.ask.server.ip()?))).take(4).collect()
        };
        let mut questions = Vec::new();
        for (server, ip) in &answering {
            for (probe, name) in &places {
                let purpose = Purpose::Probe(*probe);
                questions.push(self.exchange(
                    Some(server),
                    self.place(*ip),
                    name.clone(),
                    Kind::Txt,
                    purpose,
                ));
            }
        }
        // The parent may be a zone of its own, with servers of its own.
        let above = place
            .above
            .as_ref()
            .filter(|a| observation.zone == *domain && a.zone.depth() >= 2 && domain == target);
        if let Some(above) = above {
            for (server, ip) in above.glue.iter().filter(|g| !self.family_is_dead(g.1)).take(2) {
                let purpose = Purpose::Probe(Probe::Parent);
                questions.push(self.exchange(
                    Some(server),
                    self.place(*ip),
                    above.zone.clone(),
                    Kind::Txt,
                    purpose,
                ));
            }
        }
        all(questions).await;
    }

    /// Resolvers: when nothing can be spoiled, or when there is nothing else to ask.
    async fn ask_resolvers(&self, observation: &Observation) {
        let blocked = matches!(observation.way, Way::RootsSilent | Way::Intercepted);
        if self.plan.authoritative_only && !blocked {
            return;
        }
        let right = observation.way == Way::Found && self.all_right(&observation.target);
        if !(right || self.plan.resolvers_now || blocked) {
            return;
        }
        // Where nothing else can be asked, the laptop's own resolvers are the ones that work.
        let own = blocked && !self.plan.fallback.is_empty();
        let asked = if own { &self.plan.fallback } else { &self.plan.resolvers };
        let Ok(impossible) = Name::root().child(self.plan.random.as_bytes()) else { return };
        let each = asked.iter().map(|place| {
            let impossible = impossible.clone();
            async move {
                let question = |purpose| {
                    self.exchange(None, place.clone(), observation.target.clone(), Kind::Txt, purpose)
                };
                let first = question(Purpose::Resolver).await;
                if first.reply().is_some_and(|r| r.rcode == Rcode::SERVFAIL) {
                    question(Purpose::ResolverUnchecked).await;
                } else if first.reply().is_some_and(|r| r.rcode == Rcode::OK) {
                    let ask = Ask {
                        server: place.clone(),
                        name: impossible,
                        kind: Kind::Txt,
                        recursion: true,
                        checking_disabled: false,
                    };
                    let exchange = self.desk.ask(ask).await;
                    self.seen.borrow_mut().push(Observed {
                        server: None,
                        purpose: Purpose::Impossible,
                        exchange: Arc::new(exchange),
                    });
                }
            }
        });
        all(each).await;
    }
}
