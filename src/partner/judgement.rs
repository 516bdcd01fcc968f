//! One partner relationship against one lockout: its standing, its roles, and whether they are assigned.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use crate::model::Cause;
use crate::model::TenantId;

use super::action::Action;
use super::chain::Situation;
use super::finding::{Gdap, Helper, Kind, Reason, Verdict};
use super::matrix::{Answer, cell_of};
use super::power::{Power, power, verdict_of};
use super::relationship::{Assigned, Relationship};
use super::role::Role;
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
/// Weighs one relationship, and says why.
pub(super) fn helper(
    cause: Cause,
    one: &Relationship,
    tenant: Option<TenantId>,
    situation: &Situation,
    now: DateTime<Utc>,
) -> Helper {
    let standing = one.standing(now);
    let Judgement { verdict, mut reasons, whole, usable } = judge(cause, one, tenant, situation, standing);
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
        by_policies: None,
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

/// What the roles of a relationship are worth: all of them, those it may use, and the verdict.
struct Judgement {
    verdict: Verdict,
    reasons: Vec<Reason>,
    whole: Power,
    usable: Power,
}

/// The verdict alone, for a whole base of customers.
pub(super) fn verdict(cause: Cause, one: &Relationship, now: DateTime<Utc>) -> Verdict {
    judge(cause, one, None, &Situation::default(), one.standing(now)).verdict
}

fn judge(
    cause: Cause,
    one: &Relationship,
    tenant: Option<TenantId>,
    situation: &Situation,
    standing: Standing,
) -> Judgement {
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
    Judgement { verdict, reasons, whole, usable }
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
