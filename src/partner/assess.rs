//! A whole customer base: for each customer and each lockout, would anybody be let back in tonight?

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::LazyLock;

use chrono::{DateTime, Utc};

use crate::model::Cause;

use super::chain::Situation;
use super::finding::{Kind, Verdict};
use super::judgement;
use super::power::{power, verdict_of};
use super::read::{Problem, Record};
use super::relationship::{Assigned, Customer, Relationship};
use super::role::{Held, Role};
use super::standing::Standing;

/// The lockouts that a partner can do something about, in the order of the contract.
pub const CAUSES: [Cause; 12] = [
    Cause::ConditionalAccess,
    Cause::MfaLost,
    Cause::MfaServiceDown,
    Cause::MandatoryMfa,
    Cause::PasswordLost,
    Cause::AccountLocked,
    Cause::AccountDisabled,
    Cause::AccountDeleted,
    Cause::RoleLost,
    Cause::LastAdminLeft,
    Cause::HostileAdmin,
    Cause::FederationDown,
];

/// Roles worth adding, least powerful first. Global Administrator is not among them: with it a relationship cannot
/// extend itself.
const CANDIDATES: [&str; 5] = [
    "Domain Name Administrator",
    "Conditional Access Administrator",
    "Security Administrator",
    "Privileged Authentication Administrator",
    "Privileged Role Administrator",
];

/// The whole base.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assessment {
    /// When it was weighed.
    pub as_of: DateTime<Utc>,
    /// One entry a customer, those without rescue first, then by name.
    pub customers: Vec<Row>,
    /// Relationships that work today and end within 90 days, soonest first.
    pub ending: Vec<Ending>,
    /// The fewest roles that close all gaps of somebody who has none.
    pub least_roles: Vec<Role>,
    /// A file said that there is more than it holds.
    pub incomplete: bool,
    /// What a person should look at in the files.
    pub problems: Vec<Problem>,
}

/// One customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Who.
    pub customer: Customer,
    /// The best verdict over its relationships, in the order of [`CAUSES`].
    pub verdicts: [Verdict; CAUSES.len()],
    /// How many relationships are on record, and how many of them work today.
    pub relationships: (usize, usize),
    /// The last day on which one of those that rescue still works, if all of them end.
    pub rescue_ends: Option<DateTime<Utc>>,
    /// Whether a relationship that rescues extends itself.
    pub extends: bool,
    /// A relationship that rescues cannot extend itself because it holds Global Administrator.
    pub blocked_by_global_admin: bool,
    /// The fewest roles that no relationship has and that close the gaps which are left.
    pub missing: Vec<Role>,
    /// Roles that a working relationship has, and that no group of the partner holds yet.
    pub to_assign: Vec<Role>,
    /// The same, where the assignment is being set up.
    pub pending: Vec<Role>,
    /// The last day of those that work today; nothing if one of them has no end.
    pub ends: Option<DateTime<Utc>>,
    /// No relationship works any more, and one did: its name and its end.
    pub ended: Option<(String, Option<DateTime<Utc>>)>,
}

/// A relationship that ends soon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ending {
    /// Its customer.
    pub customer: Customer,
    /// Its name.
    pub name: String,
    /// When it ends.
    pub ends: DateTime<Utc>,
    /// Whole days until then.
    pub days_left: i64,
    /// Whether it extends itself; `None` when the file does not say.
    pub extends: Option<bool>,
    /// Global Administrator forbids automatic extension.
    pub global_admin: bool,
    /// Whether it rescues from any lockout today.
    pub rescues: bool,
}

impl Row {
    /// Lockouts from which nobody on record would let this customer back in.
    pub fn gaps(&self) -> impl Iterator<Item = Cause> {
        CAUSES
            .into_iter()
            .zip(self.verdicts)
            .filter(|(_, verdict)| !verdict.rescues())
            .map(|(cause, _)| cause)
    }
}

impl Assessment {
    /// How many customers have this verdict for this lockout.
    #[must_use]
    pub fn count(&self, cause: Cause, wanted: impl Fn(Verdict) -> bool) -> usize {
        let at = CAUSES.iter().position(|one| *one == cause);
        self.customers.iter().filter(|row| at.is_some_and(|at| wanted(row.verdicts[at]))).count()
    }

    /// For how many customers adding this role is part of closing their gaps.
    #[must_use]
    pub fn missing(&self, role: Role) -> usize {
        self.customers.iter().filter(|row| row.missing.contains(&role)).count()
    }
}

/// What decides the verdicts of a relationship: with equal keys they are equal, and a base has few different ones.
type Key = (Standing, Option<Vec<(Held, Assigned)>>);

/// Weighs everybody's relationships against every lockout. The customers of the roster may have no relationship at all:
/// they are rows like the others.
#[must_use]
pub fn assess(record: &Record, roster: &[Customer], now: DateTime<Utc>) -> Assessment {
    let mut verdicts_of: HashMap<Key, [Verdict; CAUSES.len()]> = HashMap::new();
    let mut missing_of: HashMap<BTreeSet<Role>, Vec<Role>> = HashMap::new();
    let mut order: Vec<Vec<&Relationship>> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    // A request that no customer has accepted yet names nobody: it is not a customer without rescue.
    let named = |one: &&Relationship| one.customer.tenant.is_some() || one.customer.name.is_some();
    for one in record.relationships.iter().filter(named) {
        let place = *places.entry(identity(&one.customer)).or_insert_with(|| {
            order.push(Vec::new());
            order.len() - 1
        });
        order[place].push(one);
    }
    let mut ending = Vec::new();
    let mut customers = Vec::with_capacity(order.len());
    for customer in roster {
        let known = places.contains_key(&identity(customer)) || {
            let name = customer.name.as_deref().unwrap_or_default().to_lowercase();
            customer.tenant.is_none()
                && order
                    .iter()
                    .flatten()
                    .any(|one| one.customer.name.as_ref().is_some_and(|known| known.to_lowercase() == name))
        };
        if !known {
            customers.push(Row {
                customer: customer.clone(),
                verdicts: [Verdict::NoAccess; CAUSES.len()],
                relationships: (0, 0),
                rescue_ends: None,
                extends: false,
                blocked_by_global_admin: false,
                missing: least(&BTreeSet::new()),
                to_assign: Vec::new(),
                pending: Vec::new(),
                ends: None,
                ended: None,
            });
        }
    }
    for relationships in &order {
        let mut best = [Verdict::NoAccess; CAUSES.len()];
        let (mut working, mut held, mut rescuing) = (0, BTreeSet::new(), Vec::new());
        let (mut assigned, mut pending, mut lasting) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
        for one in relationships.iter().copied() {
            let standing = one.standing(now);
            let verdicts = *verdicts_of.entry(key(one, standing)).or_insert_with(|| verdicts(one, now));
            for (best, verdict) in best.iter_mut().zip(verdicts) {
                *best = (*best).min(verdict);
            }
            if standing != Standing::Works {
                continue;
            }
            working += 1;
            // What is there and held by no group is no reason to ask for a new relationship.
            held.extend(one.known_roles());
            assigned.extend(one.known_roles().filter(|role| one.assigned(*role) >= Assigned::Unknown));
            pending.extend(one.known_roles().filter(|role| one.assigned(*role) == Assigned::Pending));
            lasting.push(one.ends);
            let rescues = verdicts.iter().any(|verdict| verdict.rescues());
            if rescues {
                rescuing.push(one);
            }
            ending.extend(ends_soon(one, rescues, now));
        }
        let extends = |one: &&Relationship| {
            one.auto_extend.is_some_and(|days| days > 0) && !one.holds_global_administrator()
        };
        let forever = rescuing.iter().any(|one| extends(one) || one.ends.is_none());
        customers.push(Row {
            customer: relationships.first().map(|one| one.customer.clone()).unwrap_or_default(),
            verdicts: best,
            relationships: (relationships.len(), working),
            rescue_ends: rescuing.iter().filter_map(|one| one.ends).max().filter(|_| !forever),
            extends: rescuing.iter().any(extends),
            blocked_by_global_admin: rescuing.iter().any(|one| one.holds_global_administrator()),
            missing: missing_of.entry(held.clone()).or_insert_with(|| least(&held)).clone(),
            to_assign: held
                .iter()
                .filter(|role| !assigned.contains(role) && !pending.contains(role) && is_worth(**role))
                .copied()
                .collect(),
            pending: pending.iter().filter(|role| !assigned.contains(role)).copied().collect(),
            ends: lasting.iter().copied().collect::<Option<Vec<_>>>().and_then(|all| all.into_iter().max()),
            ended: (working == 0).then(|| last_ended(relationships, now)).flatten(),
        });
    }
    let rank = |row: &Row| (row.verdicts.iter().filter(|v| v.rescues()).count(), row.customer.name.clone());
    customers.sort_by_cached_key(rank);
    ending.sort_by_key(|one| one.ends);
    Assessment {
        as_of: now,
        customers,
        ending,
        least_roles: least(&BTreeSet::new()),
        incomplete: record.incomplete,
        problems: record.problems.clone(),
    }
}

/// Whether a role alone undoes any lockout.
fn is_worth(role: Role) -> bool {
    ALONE.get(&role).is_some_and(|alone| alone.iter().any(|verdict| verdict.rescues()))
}

/// The relationship that ended last.
fn last_ended(
    relationships: &[&Relationship],
    now: DateTime<Utc>,
) -> Option<(String, Option<DateTime<Utc>>)> {
    let over =
        relationships.iter().filter(|one| matches!(one.standing(now), Standing::Over | Standing::PastItsEnd));
    let last = over.max_by_key(|one| one.ends)?;
    Some((last.name.clone().unwrap_or_else(|| last.place.clone()), last.ends))
}

/// Tenants decide who is who; where a file has none, the name does.
fn identity(customer: &Customer) -> String {
    let name = || customer.name.as_deref().unwrap_or_default().to_lowercase();
    customer.tenant.map_or_else(name, |tenant| tenant.to_string())
}

fn key(one: &Relationship, standing: Standing) -> Key {
    let assigned = |held: &Held| held.known().map_or(Assigned::Unknown, |role| one.assigned(role));
    let roles = one.roles.as_ref().map(|roles| {
        let mut roles: Vec<(Held, Assigned)> =
            roles.iter().map(|held| (held.clone(), assigned(held))).collect();
        roles.sort();
        roles
    });
    (standing, roles)
}

fn verdicts(one: &Relationship, now: DateTime<Utc>) -> [Verdict; CAUSES.len()] {
    CAUSES.map(|cause| judgement::verdict(cause, one, now))
}

fn ends_soon(one: &Relationship, rescues: bool, now: DateTime<Utc>) -> Option<Ending> {
    // Counted as it is printed: from today's date to the date of its end.
    let ends = one.ends.filter(|ends| *ends > now)?;
    let days_left = (ends.date_naive() - now.date_naive()).num_days();
    if days_left >= 90 {
        return None;
    }
    Some(Ending {
        customer: one.customer.clone(),
        name: one.name.clone().unwrap_or_else(|| one.place.clone()),
        ends,
        days_left,
        extends: one.auto_extend.map(|days| days > 0 && !one.holds_global_administrator()),
        global_admin: one.holds_global_administrator(),
        rescues,
    })
}

/// The fewest candidates to add to these roles so that every lockout is answered as well as all candidates together
/// could; among equally few, the least powerful. 32 sets at most, so all are tried.
fn least(held: &BTreeSet<Role>) -> Vec<Role> {
    let mut candidates = Vec::new();
    for (role, verdicts) in ALONE.iter().filter(|(role, _)| CANDIDATES.contains(&role.name())) {
        candidates.push((*role, verdicts));
    }
    candidates.sort_by_key(|(role, _)| CANDIDATES.iter().position(|name| *name == role.name()));
    let with = |set: usize| {
        let added = candidates
            .iter()
            .enumerate()
            .filter(|(at, _)| set & (1 << at) != 0)
            .map(|(_, (_, alone))| *alone);
        let mut best = [Verdict::NoAccess; CAUSES.len()];
        for alone in added.chain(held.iter().filter_map(|role| ALONE.get(role))) {
            best.iter_mut().zip(alone).for_each(|(best, one)| *best = (*best).min(*one));
        }
        best
    };
    let goal = with((1 << candidates.len()) - 1);
    let mut sets: Vec<usize> = (0..1 << candidates.len()).collect();
    // Bits stand in the order of power, so the smaller number is the less powerful set.
    sets.sort_by_key(|set| (set.count_ones(), *set));
    let found = sets.into_iter().find(|set| with(*set) == goal).unwrap_or(0);
    candidates
        .into_iter()
        .enumerate()
        .filter(|(at, _)| found & (1 << at) != 0)
        .map(|(_, (role, _))| role)
        .collect()
}

/// The roles that undo this lockout for certain, least powerful first; never Global Administrator.
#[must_use]
pub fn roles_that_help(cause: Cause) -> Vec<Role> {
    let at = CAUSES.iter().position(|one| *one == cause);
    let helps =
        |role: &Role| at.is_some_and(|at| ALONE.get(role).is_some_and(|alone| alone[at] == Verdict::Helps));
    CANDIDATES.iter().filter_map(|name| Role::by_name(name)).filter(helps).collect()
}

/// What each role is worth alone, for each lockout.
static ALONE: LazyLock<BTreeMap<Role, [Verdict; CAUSES.len()]>> = LazyLock::new(|| {
    let alone = |role: Role, cause| verdict_of(&power(cause, &[role], Kind::Gdap, &Situation::default()));
    Role::all().map(|role| (role, CAUSES.map(|cause| alone(role, cause)))).collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    fn roles(names: &[&str]) -> BTreeSet<Role> {
        names.iter().map(|name| Role::by_name(name).unwrap()).collect()
    }

    #[test]
    fn the_least_roles_close_every_gap_without_global_administrator() {
        let names = |held: &[&str]| least(&roles(held)).into_iter().map(Role::name).collect::<Vec<_>>();
        let (sec, paa, pra) = (
            "Security Administrator",
            "Privileged Authentication Administrator",
            "Privileged Role Administrator",
        );
        assert_eq!(names(&[]), [sec, paa, pra]);
        assert_eq!(names(&[paa]), [sec, pra]);
        assert_eq!(names(&["Conditional Access Administrator", paa, pra]), ["Domain Name Administrator"]);
        assert_eq!(names(&["Global Administrator"]), [] as [&str; 0]);
    }
}
