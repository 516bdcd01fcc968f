//! One survey: its plan, its belongings, its budget, and how it is run. Which questions are asked of a zone is said in
//! `ask_zone`, of resolvers in `ask_resolvers`, and the way down in `walk`. A survey never asks without end: a hostile
//! zone can name a thousand servers, each in a zone with a thousand more (NXNS, RFC 9267).

use std::cell::{Cell, RefCell};
use std::future::Future;
use std::net::IpAddr;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use super::exchange::{Ask, Exchange, Place};
use super::executor::{Executor, Memory};
use super::expected::Expected;
use super::name::Name;
use super::observation::{Observation, Observed, Stage, WalkOutcome};

/// Questions of one survey at most.
pub const BUDGET: usize = 300;
/// Aliases that are followed, as resolvers do.
const LONGEST_CHAIN: usize = 8;

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
    /// Ask resolvers only.
    pub resolvers_only: bool,
    /// Servers to leave out, by name or address.
    pub ignored: Rc<[String]>,
    /// This laptop has a way to IPv6 addresses.
    pub ipv6: bool,
    /// Addresses of private networks may be asked: the root is a private one.
    pub private: bool,
    /// How often the value is asked for again at one address: two for one domain, one in a long list.
    pub repeats: usize,
    /// Where this plan stands in a list.
    pub row: usize,
    /// A label that exists nowhere.
    pub random: String,
    /// Gather the tenant's traces instead of judging a value.
    pub tenant: bool,
}

/// One survey's belongings while it runs.
pub(super) struct Field {
    pub(super) plan: Plan,
    pub(super) executor: Executor,
    pub(super) memory: Memory,
    pub(super) seen: RefCell<Vec<Observed>>,
    /// Public names that lead to private addresses.
    pub(super) private: RefCell<Vec<(Name, IpAddr)>>,
    asked: Cell<usize>,
    spent: Cell<bool>,
    /// Some of a zone's servers or addresses were left out, because there are too many.
    cut_short: Cell<bool>,
    no_v4: Cell<bool>,
    no_v6: Cell<bool>,
}

/// A survey under way. Whoever runs it takes questions out and puts exchanges back.
pub struct Survey {
    executor: Executor,
    memory: Memory,
    version: u64,
    waits_for_others: bool,
    work: Pin<Box<dyn Future<Output = Observation>>>,
}

impl Survey {
    /// Begins; nothing is asked before the first `advance`.
    #[must_use]
    pub fn new(plan: Plan, memory: &Memory) -> Self {
        let executor = Executor::default();
        let field = Field {
            plan,
            executor: executor.clone(),
            memory: memory.clone(),
            seen: RefCell::default(),
            private: RefCell::default(),
            asked: Cell::new(0),
            spent: Cell::new(false),
            cut_short: Cell::new(false),
            no_v4: Cell::new(false),
            no_v6: Cell::new(false),
        };
        let work = Box::pin(async move { field.survey().await });
        Self { executor, memory: memory.clone(), version: u64::MAX, waits_for_others: false, work }
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
        self.executor.take()
    }

    /// The exchange of an earlier question.
    pub fn put(&mut self, token: u64, exchange: Exchange) {
        self.executor.put(token, exchange);
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

    /// Counts a question; false when there is none left.
    pub(super) fn may_ask(&self) -> bool {
        let asked = self.asked.get();
        if asked >= BUDGET {
            self.spend();
        }
        self.asked.set(asked + 1);
        !self.spent.get()
    }

    /// Nothing more is asked.
    pub(super) fn spend(&self) {
        self.spent.set(true);
    }

    /// Not every server of a zone is asked.
    pub(super) fn mark_cut(&self) {
        self.cut_short.set(true);
    }

    pub(super) fn is_spent(&self) -> bool {
        self.spent.get()
    }

    /// May this address be asked? A public name that leads into a private network leads into somebody's office.
    pub(super) fn is_public(&self, name: &Name, ip: IpAddr) -> bool {
        if self.plan.private || !is_private(ip) {
            return true;
        }
        let mut private = self.private.borrow_mut();
        if !private.iter().any(|p| p.0 == *name && p.1 == ip) {
            private.push((name.clone(), ip));
        }
        false
    }

    async fn survey(self) -> Observation {
        let mut observation = Observation::nothing(&self.plan, WalkOutcome::NotWalked);
        observation.ignored = self.plan.ignored.to_vec();
        if !self.plan.resolvers_only && self.plan.target.is_within(&self.plan.domain) {
            let mut stages = self.walk_the_names().await.into_iter();
            if let Some(first) = stages.next() {
                observation.way = first.way;
                observation.zone = first.zone;
                observation.parent = first.parent;
                observation.parent_names = first.parent_names;
                observation.child_names = first.child_names;
                observation.servers = first.servers;
            }
            observation.followed = stages.collect();
        }
        if !self.plan.tenant {
            self.ask_resolvers(&observation).await;
        }
        observation.spent = self.is_spent() || self.cut_short.get();
        observation.exchanges = self.seen.take();
        observation.private = self.private.take();
        observation
    }

    /// The name asked for, and then each name that an alias leads to.
    async fn walk_the_names(&self) -> Vec<Stage> {
        let mut stages: Vec<Stage> = Vec::new();
        let mut name = self.plan.target.clone();
        loop {
            let place = self.locate(&name, true, 0).await;
            let mut stage = Stage {
                name: name.clone(),
                way: place.way,
                zone: place.cut.zone.clone(),
                parent: place.above.as_ref().map(|a| a.zone.clone()),
                parent_names: place.cut.names.clone(),
                ..Stage::default()
            };
            if place.way == WalkOutcome::Found {
                if self.plan.tenant {
                    self.ask_traces(&self.plan.domain, &place).await;
                } else {
                    self.ask_zone(&mut stage, &place, stages.is_empty()).await;
                }
            }
            let next = self.alias_of(&stage);
            stages.push(stage);
            match next {
                Some(to) if stages.len() <= LONGEST_CHAIN && !stages.iter().any(|s| s.name == to) => {
                    name = to;
                }
                _ => return stages,
            }
        }
    }
}

/// Addresses of private networks, of this laptop and of no use (RFC 6890).
#[must_use]
pub fn is_private(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => {
            let [a, b, ..] = ip.octets();
            ip.is_private()
                || ip.is_loopback()
                || ip.is_link_local()
                || ip.is_unspecified()
                || ip.is_broadcast()
                || ip.is_multicast()
                || a == 0
                || a == 100 && (64..128).contains(&b)
        }
        IpAddr::V6(ip) => {
            let first = ip.segments()[0];
            ip.is_loopback()
                || ip.is_unspecified()
                || ip.is_multicast()
                || first & 0xfe00 == 0xfc00
                || first & 0xffc0 == 0xfe80
                || ip.to_ipv4_mapped().is_some_and(|v4| is_private(IpAddr::V4(v4)))
        }
    }
}
