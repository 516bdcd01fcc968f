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
    pub way: WalkOutcome,
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
    /// Where the aliases led, one after the other.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub followed: Vec<Stage>,
    /// Servers that somebody told us to leave out, by name or address.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ignored: Vec<String>,
    /// Name servers whose public name leads to an address of a private network; they are not asked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub private: Vec<(Name, IpAddr)>,
    /// The questions or the time of the survey were used up.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub spent: bool,
    /// Every exchange, in the order they ended.
    pub exchanges: Vec<Observed>,
}

/// One name that was looked for, and the zone that holds it. An alias makes the next one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stage {
    pub name: Name,
    pub way: WalkOutcome,
    pub zone: Name,
    pub parent: Option<Name>,
    pub parent_names: Vec<Name>,
    pub child_names: Vec<Name>,
    pub servers: Vec<NameServer>,
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
    pub fn nothing(plan: &Plan, way: WalkOutcome) -> Self {
        Self { domain: plan.domain.clone(), target: plan.target.clone(), way, ..Self::default() }
    }

    /// The stages, the name asked for first.
    #[must_use]
    pub fn stages(&self) -> Vec<Stage> {
        let first = Stage {
            name: self.target.clone(),
            way: self.way,
            zone: self.zone.clone(),
            parent: self.parent.clone(),
            parent_names: self.parent_names.clone(),
            child_names: self.child_names.clone(),
            servers: self.servers.clone(),
        };
        std::iter::once(first).chain(self.followed.iter().cloned()).collect()
    }

    /// Somebody told us to leave this server out.
    #[must_use]
    pub fn is_ignored(&self, server: Option<&Name>, ip: Option<IpAddr>) -> bool {
        is_ignored(&self.ignored, server, ip)
    }
}

/// Whether a list of names and addresses names this server.
#[must_use]
pub fn is_ignored(list: &[String], server: Option<&Name>, ip: Option<IpAddr>) -> bool {
    // Asked for every question of a long list, and nearly always of nothing.
    if list.is_empty() {
        return false;
    }
    let name = server.map(Name::to_string);
    let ip = ip.map(|ip| ip.to_string());
    list.iter().any(|i| Some(i) == name.as_ref() || Some(i) == ip.as_ref())
}

/// How far the way down went.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WalkOutcome {
    /// To the zone's own name servers.
    Found,
    /// No root server answered: port 53 is blocked, or there is no network.
    #[default]
    RootsSilent,
    /// The servers of a zone above did not answer usefully.
    ParentsSilent,
    /// A server above says what it cannot know: somebody else answers in its place.
    Intercepted,
    /// Nobody wanted the zone's servers to be asked.
    NotWalked,
}

/// A name server and where it lives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NameServer {
    pub name: Name,
    /// Empty when its name leads nowhere.
    pub addresses: Vec<IpAddr>,
    pub in_parent: bool,
    pub in_child: bool,
    /// Its name is an alias for this one, which RFC 2181 forbids.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alias: Option<Name>,
    /// The addresses that the registry gives, for a server inside its zone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub glue: Vec<IpAddr>,
    /// Whoever could say where it lives said nothing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unknown: bool,
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
    /// The value again, to see whether one address gives one answer.
    Again,
    /// The value again, in mixed letters.
    MixedCase,
    /// An address of a name server, from the zone that it serves.
    OwnAddress,
    /// What the parent says about the zone's keys.
    Ds,
    /// The zone's keys.
    Keys,
    /// The value at the server that the zone names as its primary.
    Primary,
    /// The zone's name servers as a resolver knows them.
    ResolverDelegation,
}

/// A wrong place where records end up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Probe {
    /// `contoso.com.contoso.com`.
    Doubled,
    /// `@.contoso.com`.
    LiteralAt,
    /// `www.contoso.com`, `_dnsauth.contoso.com`, or another label that panels suggest.
    Subdomain,
    /// The value itself as a host.
    ValueAsHost,
    /// A record of the old type SPF.
    OldSpfType,
    /// A random label: only a wildcard answers.
    Random,
    /// The name above.
    Parent,
}
