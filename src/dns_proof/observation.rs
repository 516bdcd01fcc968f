use std::net::IpAddr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::exchange::{Exchange, Place};
use super::name::Name;
use super::survey::Plan;

/// Everything that was seen about one domain. The verdict is computed from it and from nothing else.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Observation {
    /// The domain that is verified in the tenant.
    pub domain: Name,
    /// Where the record should stand: the domain, or a host below it.
    pub target: Name,
    /// How far the way down from the root went.
    pub way: Way,
    /// The zone that holds the target.
    pub zone: Name,
    /// The zone above it.
    pub parent: Option<Name>,
    /// Name servers that the parent names.
    pub parent_names: Vec<Name>,
    /// Name servers that the zone itself names (the union of what its servers say).
    pub child_names: Vec<Name>,
    /// Every name server of either set, with its addresses.
    pub servers: Vec<NameServer>,
    /// Every exchange, in the order they ended.
    pub exchanges: Vec<Observed>,
}

impl Observation {
    /// Exchanges of this purpose, by server name and address: the order of arrival means nothing to a reader.
    #[must_use]
    pub fn of(&self, purpose: Purpose) -> Vec<&Observed> {
        let mut found: Vec<&Observed> = self.exchanges.iter().filter(|e| e.purpose == purpose).collect();
        found.sort_by(|a, b| (&a.server, &a.exchange.ask.server).cmp(&(&b.server, &b.exchange.ask.server)));
        found
    }

    /// Nothing seen yet.
    #[must_use]
    pub fn nothing(plan: &Plan, way: Way) -> Self {
        Self {
            domain: plan.domain.clone(),
            target: plan.target.clone(),
            way,
            zone: Name::root(),
            parent: None,
            parent_names: Vec::new(),
            child_names: Vec::new(),
            servers: Vec::new(),
            exchanges: Vec::new(),
        }
    }
}

/// How far the way down went.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// To the zone's own name servers.
    Found,
    /// No root server answered: port 53 is blocked, or there is no network.
    #[default]
    RootsSilent,
    /// The servers of a zone above did not answer usefully.
    ParentsSilent,
    /// A server above claims to answer for names that cannot exist: somebody else answers in its place.
    Intercepted,
}

/// A name server and where it lives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NameServer {
    pub name: Name,
    /// Empty when its name leads nowhere.
    pub addresses: Vec<IpAddr>,
    pub in_parent: bool,
    pub in_child: bool,
}

/// An exchange and why it was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Observed {
    /// The server's name, where it has one.
    pub server: Option<Name>,
    pub purpose: Purpose,
    pub exchange: Arc<Exchange>,
}

impl Observed {
    /// Name and address, for people.
    #[must_use]
    pub fn label(&self) -> String {
        label(self.server.as_ref(), &self.exchange.ask.server)
    }
}

/// `ns1.example.net (192.0.2.1)`, or the address alone.
#[must_use]
pub fn label(server: Option<&Name>, place: &Place) -> String {
    match server {
        Some(name) => format!("{name} ({place})"),
        None => place.to_string(),
    }
}

/// Why a question was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// On the way down: who serves the next zone.
    Delegation,
    /// Where a name server lives.
    Address,
    /// The TXT record itself, at one of the zone's servers.
    Value,
    /// The zone's serial number.
    Serial,
    /// The zone's own idea of its name servers.
    NameServers,
    /// The value in a wrong place.
    Probe(Probe),
    /// A name that cannot exist, outside the zone.
    Impossible,
    /// The TXT record at a resolver.
    Resolver,
    /// The same, with checking disabled.
    ResolverUnchecked,
    /// A trace of the tenant.
    Trace,
}

/// A wrong place where records end up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Probe {
    /// `contoso.com.contoso.com`.
    Doubled,
    /// `@.contoso.com`.
    LiteralAt,
    /// `www.contoso.com`, `txt.contoso.com`, or the value itself as a host.
    Subdomain,
    /// A random label: only a wildcard answers.
    Random,
    /// The name above.
    Parent,
}
