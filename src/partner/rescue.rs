//! The weighing: everybody who holds a role, against the cause of the lockout.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::model::Cause;
use crate::model::TenantId;

use super::action::Action;
use super::chain::{Chain, Situation, Walk};
use super::condition::Condition;
use super::finding::{ChainFound, Finding, Helper, Kind, Reason, Verdict};
use super::judgement;
use super::matrix::{Answer, cell_of};
use super::power::{power, verdict_of};
use super::read::Record;
use super::relationship::{Assigned, Relationship};
use super::role::{Held, Role};
use super::standing::Standing;

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
    helpers.extend(ours.iter().map(|one| judgement::helper(cause, one, question.tenant, &situation, now)));
    helpers.sort_by_key(|helper| (helper.verdict, helper.kind));
    Finding {
        cause,
        as_of: now,
        helpers,
        chains: chains(cause, &situation),
        partners_on_record: question.record.is_some(),
        none_of: Vec::new(),
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
        by_policies: None,
        gdap: None,
    }
}
