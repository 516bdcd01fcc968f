//! Chains: one surviving role opens the way for another. Data in `data/chains.toml`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde::Deserialize;

use crate::model::Cause;
use crate::model::carried;

use super::condition::Condition;
use super::role::Role;
use super::source::Source;

/// A way in over several steps.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Chain {
    /// Its id in JSON.
    pub id: String,
    /// What happens, in a line.
    pub title: String,
    /// The lockouts that it undoes.
    pub causes: Vec<Cause>,
    /// The roles that somebody must hold: one of each group.
    pub needs: Vec<Need>,
    /// What must also be true.
    pub conditions: Vec<Condition>,
    /// What to do, in order.
    pub steps: Vec<String>,
    /// Where the same policy may stop it.
    pub may_stop: String,
    #[serde(deserialize_with = "source")]
    /// Who says so.
    pub source: Source,
}

/// One of these roles, held by one of these people.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Need {
    /// Any of these.
    #[serde(deserialize_with = "roles")]
    pub any: Vec<Role>,
    /// Who must hold it.
    pub by: By,
}

/// Who holds a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum By {
    /// An account of the tenant.
    Survivor,
    /// A partner's technician.
    Partner,
    /// Either.
    Anyone,
}

#[derive(Deserialize)]
struct File {
    chain: Vec<Chain>,
}

static CHAINS: LazyLock<Vec<Chain>> = LazyLock::new(|| {
    toml::from_str(carried!("src/partner/data/chains.toml").text())
        .map_or_else(|_| Vec::new(), |file: File| file.chain)
});

fn roles<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Vec<Role>, D::Error> {
    let names = Vec::<String>::deserialize(from)?;
    let find = |name: String| {
        Role::by_name(&name).ok_or_else(|| serde::de::Error::custom(format!("no role {name}")))
    };
    names.into_iter().map(find).collect()
}

fn source<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Source, D::Error> {
    let id = String::deserialize(from)?;
    Source::find(&id).ok_or_else(|| serde::de::Error::custom(format!("no source {id}")))
}

/// Who holds what, and what is known to be so or not so.
#[derive(Debug, Clone, Default)]
pub struct Situation {
    /// Roles that accounts of the tenant still hold.
    pub survivors: BTreeSet<Role>,
    /// Roles that partners hold in relationships that work today.
    pub partners: BTreeSet<Role>,
    /// Preconditions that somebody has looked at.
    pub known: BTreeMap<Condition, bool>,
}

/// How far a chain leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Walk {
    /// To the open door.
    Opens,
    /// To the open door, if these hold.
    OnlyIf(Vec<Condition>),
    /// Nobody holds one of these roles.
    NobodyHolds(Vec<Role>),
    /// This is known not to hold.
    Fails(Condition),
    /// It does not undo this lockout.
    OtherCause,
}

impl Chain {
    /// All chains.
    pub fn all() -> impl Iterator<Item = &'static Chain> {
        CHAINS.iter()
    }

    /// Walks the chain in this situation, as far as it leads.
    #[must_use]
    pub fn walk(&self, cause: Cause, situation: &Situation) -> Walk {
        if !self.causes.contains(&cause) {
            return Walk::OtherCause;
        }
        for need in &self.needs {
            let held = |role: &Role| match need.by {
                By::Survivor => situation.survivors.contains(role),
                By::Partner => situation.partners.contains(role),
                By::Anyone => situation.survivors.contains(role) || situation.partners.contains(role),
            };
            if !need.any.iter().any(held) {
                return Walk::NobodyHolds(need.any.clone());
            }
        }
        let mut open = Vec::new();
        for condition in &self.conditions {
            match situation.known.get(condition) {
                Some(true) => {}
                Some(false) => return Walk::Fails(*condition),
                None => open.push(*condition),
            }
        }
        if open.is_empty() { Walk::Opens } else { Walk::OnlyIf(open) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holding(need: &[Need], without: Option<usize>) -> Situation {
        let mut situation = Situation::default();
        for (at, need) in need.iter().enumerate().filter(|(at, _)| Some(*at) != without) {
            let role =
                need.any.iter().find(|role| !role.is_global_administrator()).copied().unwrap_or(need.any[0]);
            match need.by {
                By::Survivor => situation.survivors.insert(role),
                By::Anyone if at % 2 == 0 => situation.survivors.insert(role),
                By::Partner | By::Anyone => situation.partners.insert(role),
            };
        }
        situation
    }

    #[test]
    fn all_chains_are_read() {
        let written = carried!("src/partner/data/chains.toml").text().matches("[[chain]]").count();
        assert_eq!(
            CHAINS.len(),
            written,
            "{:?}",
            toml::from_str::<File>(carried!("src/partner/data/chains.toml").text()).err()
        );
    }

    #[test]
    fn every_chain_opens_the_door_and_stops_where_something_is_missing() {
        for chain in Chain::all() {
            for cause in chain.causes.iter().copied() {
                let mut situation = holding(&chain.needs, None);
                let open = chain.walk(cause, &situation);
                match &chain.conditions[..] {
                    [] => assert_eq!(open, Walk::Opens, "{}", chain.id),
                    conditions => assert_eq!(open, Walk::OnlyIf(conditions.to_vec()), "{}", chain.id),
                }
                situation.known = chain.conditions.iter().map(|c| (*c, true)).collect();
                assert_eq!(chain.walk(cause, &situation), Walk::Opens, "{}", chain.id);
                for condition in &chain.conditions {
                    let mut worse = situation.clone();
                    worse.known.insert(*condition, false);
                    assert_eq!(chain.walk(cause, &worse), Walk::Fails(*condition), "{}", chain.id);
                }
                for missing in 0..chain.needs.len() {
                    let walk = chain.walk(cause, &holding(&chain.needs, Some(missing)));
                    assert_eq!(walk, Walk::NobodyHolds(chain.needs[missing].any.clone()), "{}", chain.id);
                }
            }
            assert_eq!(chain.walk(Cause::TenantBlocked, &holding(&chain.needs, None)), Walk::OtherCause);
        }
    }

    #[test]
    fn a_partner_cannot_approve_its_own_relationship() {
        let chain = Chain::all().find(|chain| chain.id == "approver-lets-a-partner-in").unwrap();
        let role = Role::by_name("Customer Delegated Admin Relationship Administrator").unwrap();
        let situation = Situation { partners: [role].into(), ..Situation::default() };
        assert!(matches!(chain.walk(Cause::ConditionalAccess, &situation), Walk::NobodyHolds(_)));
    }
}
