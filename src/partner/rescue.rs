//! The weighing: everybody who holds a role, against the cause of the lockout.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use crate::case::Cause;
use crate::ids::TenantId;

use super::action::Action;
use super::chain::{Chain, Situation, Walk};
use super::condition::{Chance, Condition};
use super::finding::{ChainFound, Finding, Gdap, Helper, Kind, Means, Reason, Verdict};
use super::matrix::{Answer, cell_of};
use super::read::Record;
use super::relationship::{Assigned, Relationship};
use super::remedy::remedies;
use super::role::{Held, Role};
use super::standing::Standing;

/// From here on an end date is called near.
const SOON_DAYS: i64 = 30;
/// The roles that Microsoft chose in its transition from DAP to GDAP (as distributors listed them, 2023).
const TRANSITION: [&str; 8] = [
    "Cloud Application Administrator",
    "Directory Readers",
    "Global Reader",
    "Helpdesk Administrator",
    "License Administrator",
    "Privileged Authentication Administrator",
    "Service Support Administrator",
    "User Administrator",
];
/// Worth knowing beside the rescue itself.
const ALSO: [Action; 3] = [Action::OpenTicket, Action::ReadSignInLogs, Action::AcceptGdap];

/// What is asked.
#[derive(Debug, Clone, Default)]
pub struct Question<'a> {
    /// The lockout.
    pub cause: Option<Cause>,
    /// Roles that accounts of the tenant still hold.
    pub surviving: &'a [Held],
    /// What the relationship files say; `None` when no file was given.
    pub record: Option<&'a Record>,
    /// The tenant it is about: relationships with others are left out.
    pub tenant: Option<TenantId>,
    /// Preconditions that somebody has looked at.
    pub known: BTreeMap<Condition, bool>,
}

/// Weighs everybody on record.
#[must_use]
pub fn weigh(question: &Question<'_>, now: DateTime<Utc>) -> Finding {
    let cause = question.cause.unwrap_or(Cause::Unknown);
    let ours: Vec<&Relationship> = question
        .record
        .iter()
        .flat_map(|record| &record.relationships)
        .filter(|one| is_about(one, question.tenant))
        .collect();
    let working = ours.iter().filter(|one| one.standing(now) == Standing::Works);
    let situation = Situation {
        survivors: question.surviving.iter().filter_map(Held::known).collect(),
        partners: working
            .flat_map(|one| one.known_roles().filter(|role| one.assigned(*role) >= Assigned::Unknown))
            .collect(),
        known: question.known.clone(),
    };
    let mut helpers: Vec<Helper> =
        question.surviving.iter().map(|held| survivor(cause, held, &situation)).collect();
    helpers.extend(ours.iter().map(|one| partner(cause, one, question.tenant, &situation, now)));
    helpers.sort_by_key(|helper| (helper.verdict, helper.kind));
    Finding {
        cause,
        as_of: now,
        helpers,
        chains: chains(cause, &situation),
        partners_on_record: question.record.is_some(),
        incomplete: question.record.is_some_and(|record| record.incomplete),
        problems: question.record.map(|record| record.problems.clone()).unwrap_or_default(),
    }
}

/// A relationship that names another customer is not ours; one that names none stays, and is never a rescuer.
fn is_about(one: &Relationship, tenant: Option<TenantId>) -> bool {
    tenant.is_none() || one.customer.tenant.is_none() || one.customer.tenant == tenant
}

fn chains(cause: Cause, situation: &Situation) -> Vec<ChainFound> {
    Chain::all()
        .filter_map(|chain| {
            let only_if = match chain.walk(cause, situation) {
                Walk::Opens => Vec::new(),
                Walk::OnlyIf(conditions) => conditions,
                Walk::NobodyHolds(_) | Walk::Fails(_) | Walk::OtherCause => return None,
            };
            Some(ChainFound { id: chain.id.clone(), only_if })
        })
        .collect()
}

/// What a set of roles can do about one lockout.
struct Power {
    means: Vec<Means>,
    /// The sources do not say, for a remedy that would count.
    silent: bool,
    cannot: Vec<Action>,
    also: Vec<Action>,
}

fn power(cause: Cause, roles: &[Role], kind: Kind, situation: &Situation) -> Power {
    let (mut means, mut cannot, mut silent) = (Vec::new(), Vec::new(), false);
    for remedy in remedies(cause) {
        let mut best: Option<Means> = None;
        for role in roles {
            let needed = match cell_of(*role, remedy.action).answer {
                Answer::No => continue,
                Answer::Yes => None,
                Answer::If(condition) => Some(condition),
                Answer::Unknown => {
                    silent |= remedy.condition.is_none_or(|c| c.chance() == Chance::Likely)
                        && remedy.action != Action::ExclusionGroup;
                    continue;
                }
            };
            let all = [needed, remedy.condition];
            let conditions: Vec<Condition> =
                all.into_iter().flatten().filter(|c| !is_met(*c, situation)).collect();
            if conditions.iter().any(|c| situation.known.get(c) == Some(&false)) {
                continue;
            }
            if kind == Kind::Gdap && conditions.iter().any(|c| !c.known_for_partners()) {
                silent = true;
                continue;
            }
            let better = best.as_ref().is_none_or(|best| rank(&conditions) < rank(&best.only_if));
            if better {
                let caveat = remedy.caveat.map(str::to_owned);
                best = Some(Means {
                    action: remedy.action,
                    role: Held::Known(*role),
                    only_if: conditions,
                    caveat,
                });
            }
        }
        match best {
            Some(one) => means.push(one),
            None => cannot.push(remedy.action),
        }
    }
    means.sort_by_key(|one| rank(&one.only_if));
    let can = |action: Action| roles.iter().any(|role| matches!(cell_of(*role, action).answer, Answer::Yes));
    let also = ALSO.into_iter().filter(|action| can(*action)).collect();
    if !can(Action::OpenTicket) {
        cannot.push(Action::OpenTicket);
    }
    Power { means, silent, cannot, also }
}

fn rank(conditions: &[Condition]) -> (bool, usize) {
    (conditions.iter().any(|c| c.chance() == Chance::Remote), conditions.len())
}

/// Somebody looked and it is so, or somebody on record can make it so.
fn is_met(condition: Condition, situation: &Situation) -> bool {
    let can = |role: &Role, action| matches!(cell_of(*role, action).answer, Answer::Yes);
    let makeable = condition.met_by().is_some_and(|action| {
        situation.survivors.iter().chain(&situation.partners).any(|role| can(role, action))
    });
    makeable || situation.known.get(&condition) == Some(&true)
}

/// From what the roles can do alone.
fn verdict_of(power: &Power) -> Verdict {
    match power.means.first().map(|best| rank(&best.only_if)) {
        Some((false, 0)) => Verdict::Helps,
        Some((false, _)) => Verdict::MayHelp,
        _ if power.silent => Verdict::Unknown,
        Some((true, _)) => Verdict::RemoteChance,
        None => Verdict::Powerless,
    }
}

fn survivor(cause: Cause, held: &Held, situation: &Situation) -> Helper {
    let roles: Vec<Role> = held.known().into_iter().collect();
    let power = power(cause, &roles, Kind::SurvivingRole, situation);
    let mut reasons = Vec::new();
    let mut verdict = match held {
        Held::Known(_) => verdict_of(&power),
        Held::Unknown(text) => {
            reasons.push(Reason::UnknownRoles(vec![text.clone()]));
            Verdict::Unknown
        }
    };
    if verdict == Verdict::Unknown && reasons.is_empty() {
        reasons.push(Reason::SourcesSilent);
    }
    let approves = roles.iter().any(|role| matches!(cell_of(*role, Action::AcceptGdap).answer, Answer::Yes));
    let approver = Chain::all().find(|chain| chain.id == "approver-lets-a-partner-in");
    if let Some(chain) =
        approver.filter(|chain| approves && chain.causes.contains(&cause) && !verdict.rescues())
    {
        reasons.push(Reason::Chain(chain.id.clone()));
        verdict = Verdict::OneStepAway;
    }
    Helper {
        who: match held {
            Held::Known(role) => format!("the person who holds {role}"),
            Held::Unknown(text) => format!("the person who holds \"{text}\""),
        },
        kind: Kind::SurvivingRole,
        verdict,
        reasons,
        roles: vec![held.clone()],
        means: power.means,
        also: power.also,
        cannot: power.cannot,
        refused: None,
        gdap: None,
    }
}

fn partner(
    cause: Cause,
    one: &Relationship,
    tenant: Option<TenantId>,
    situation: &Situation,
    now: DateTime<Utc>,
) -> Helper {
    let standing = one.standing(now);
    let every: Vec<Role> = one.known_roles().collect();
    let with = |wanted: fn(Assigned) -> bool| -> Vec<Role> {
        every.iter().copied().filter(|role| wanted(one.assigned(*role))).collect()
    };
    let whole = power(cause, &every, Kind::Gdap, situation);
    let usable = power(cause, &with(|a| a >= Assigned::Unknown), Kind::Gdap, situation);
    let certain = power(cause, &with(|a| a == Assigned::Yes), Kind::Gdap, situation);
    let unknown_roles: Vec<String> =
        one.roles.iter().flatten().filter(|held| held.known().is_none()).cloned().map(String::from).collect();

    let mut reasons = vec![Reason::Standing(standing)];
    let holds = verdict_of(&whole);
    let verdict = match standing {
        Standing::Over | Standing::Lapsed | Standing::PastItsEnd => Verdict::NoAccess,
        _ if one.roles.is_none() => {
            reasons.push(Reason::RolesNotListed);
            if standing == Standing::AwaitsCustomer { Verdict::NoAccess } else { Verdict::Unknown }
        }
        _ if !holds.rescues() && !unknown_roles.is_empty() => {
            reasons.push(Reason::UnknownRoles(unknown_roles));
            if standing == Standing::AwaitsCustomer { Verdict::NoAccess } else { Verdict::Unknown }
        }
        _ if !holds.rescues() => {
            if holds == Verdict::Unknown {
                reasons.push(Reason::SourcesSilent);
            }
            if standing == Standing::Works || holds == Verdict::Unknown { holds } else { Verdict::Powerless }
        }
        Standing::AwaitsCustomer => not_approved(situation, &mut reasons),
        Standing::MaybeExtended | Standing::Unclear => Verdict::Unknown,
        Standing::Starting | Standing::AwaitsPartner => Verdict::OneStepAway,
        Standing::Works if tenant.is_some() && one.customer.tenant.is_none() => {
            reasons.push(Reason::CustomerNotNamed);
            Verdict::Unknown
        }
        Standing::Works => {
            let (certain, possible) = (verdict_of(&certain), verdict_of(&usable));
            if certain.rescues() {
                certain
            } else if possible.rescues() {
                reasons.push(Reason::Assignment(Assigned::Unknown));
                Verdict::MayHelp
            } else {
                let pending = every.iter().any(|role| one.assigned(*role) == Assigned::Pending);
                reasons.push(Reason::Assignment(if pending { Assigned::Pending } else { Assigned::No }));
                Verdict::OneStepAway
            }
        }
    };
    about_its_end(one, standing, &mut reasons, now);
    // What is shown as its power is what it can use today; a role given to no group does nothing.
    let shown = if verdict.rescues() { usable } else { whole };
    let shown = if verdict == Verdict::NoAccess {
        Power { means: Vec::new(), also: Vec::new(), ..shown }
    } else {
        shown
    };
    Helper {
        who: one.name.clone().or_else(|| one.customer.name.clone()).unwrap_or_else(|| one.place.clone()),
        kind: Kind::Gdap,
        verdict,
        reasons,
        roles: one.roles.clone().unwrap_or_default(),
        means: shown.means,
        also: shown.also,
        cannot: shown.cannot,
        refused: None,
        gdap: Some(Gdap {
            id: one.id.clone(),
            partner_tenant: one.partner_tenant,
            indirect_provider: one.indirect_provider,
            customer: one.customer.clone(),
            status: one.status.clone(),
            standing,
            ends: one.ends,
            days_left: one.days_left(now),
            auto_extend: one.auto_extend.map(|days| days > 0 && !one.holds_global_administrator()),
            holds_global_administrator: one.holds_global_administrator(),
            place: one.place.clone(),
        }),
    }
}

/// A request that nobody has approved helps only if somebody who may approve it can still sign in.
fn not_approved(situation: &Situation, reasons: &mut Vec<Reason>) -> Verdict {
    let approver = |role: &Role| matches!(cell_of(*role, Action::AcceptGdap).answer, Answer::Yes);
    if situation.survivors.iter().any(approver) {
        reasons.push(Reason::Chain("approver-lets-a-partner-in".into()));
        Verdict::OneStepAway
    } else {
        Verdict::NoAccess
    }
}

fn about_its_end(one: &Relationship, standing: Standing, reasons: &mut Vec<Reason>, now: DateTime<Utc>) {
    if standing == Standing::Works {
        let extends = one.auto_extend.is_some_and(|days| days > 0) && !one.holds_global_administrator();
        if let Some(days) = one.days_left(now).filter(|days| *days <= SOON_DAYS && !extends) {
            reasons.push(Reason::EndsSoon(days));
        }
        if one.holds_global_administrator() {
            reasons.push(Reason::NoExtensionWithGlobalAdministrator);
        }
    }
    let roles: BTreeSet<&str> = one.known_roles().map(Role::name).collect();
    let named = one.name.as_deref().is_some_and(|name| name.starts_with("MLT_"));
    if named || roles == TRANSITION.into() {
        reasons.push(Reason::Transition);
    }
}
