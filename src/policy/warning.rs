//! What decides nothing about a sign-in now, and should be known beside its verdict.
//!
//! It knows policies that are report-only, roles that can be activated, exclusions of nobody, and sessions that break. It
//! refuses to change a verdict: whoever reads it can still be let in.

use super::conditions::apply;
use super::filter;
use super::law::Law;
use super::question::Person;
use super::refusal::{enforced, refusal};
use super::scene::Scene;
use super::trace::Trace;
use super::truth::Truth;
use crate::tenant::conditional_access::{Policy, Reference, State};

/// Something that decides nothing now, and should be known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    pub id: &'static str,
    /// The policy's name.
    pub policy: Option<String>,
    pub policy_id: Option<String>,
    pub text: String,
}

pub const REPORT_ONLY: &str = "report-only";
pub const REPORT_ONLY_UNKNOWN: &str = "report-only-not-known";
pub const SESSION: &str = "session-risk";
pub const RESILIENCE: &str = "no-grace-in-an-outage";
pub const NOBODY: &str = "exclusion-protects-nobody";
pub const NOT_KNOWN: &str = "excluded-account-not-known";
pub const ACTIVATION: &str = "applies-once-activated";
pub const INVERSE_FILTER: &str = "inverse-device-filter";
pub const DELETED: &str = "soft-deleted";
pub const TERMS: &str = "terms-of-use";
pub const QUESTION: &str = "question-not-understood";

impl Warning {
    /// About one policy.
    #[must_use]
    pub fn new(id: &'static str, policy: &Policy, text: impl Into<String>) -> Self {
        let policy_id = policy.id.as_ref().map(Reference::to_string);
        Self { id, policy: Some(policy.name.clone()), policy_id, text: text.into() }
    }

    /// About the question.
    #[must_use]
    pub fn about_nothing(id: &'static str, text: impl Into<String>) -> Self {
        Self { id, policy: None, policy_id: None, text: text.into() }
    }
}

/// What decides nothing about this sign-in and should be known beside its verdict.
pub(super) fn warnings(law: &Law, scene: &Scene) -> Vec<Warning> {
    let mut all = Vec::new();
    for strange in scene.context.not_understood.iter().chain(&scene.person.strange_kind) {
        all.push(Warning::about_nothing(
            QUESTION,
            format!("{strange} is not understood and counts as not known"),
        ));
    }
    for policy in law.policies {
        if policy.deleted {
            all.push(Warning::new(
                DELETED,
                policy,
                "the policy is among the deleted ones and counts for nothing; it can be restored for 30 days",
            ));
            continue;
        }
        match &policy.state {
            State::Disabled => continue,
            State::ReportOnly => match refusal(policy, scene, &mut Trace::off()) {
                Truth::Yes => all.push(Warning::new(
                    REPORT_ONLY,
                    policy,
                    "the policy is report-only; switched on, it would refuse this sign-in",
                )),
                Truth::Unknown => all.push(Warning::new(
                    REPORT_ONLY_UNKNOWN,
                    policy,
                    "the policy is report-only; whether it would refuse this sign-in once switched on is not known",
                )),
                Truth::No => {}
            },
            State::Enabled | State::Unknown(_) => {
                activation(policy, law, scene, &mut all);
                excluded_nobody(policy, scene, &mut all);
                inverse_filter(policy, &mut all);
                if apply(policy, scene, &mut Trace::off()) != Truth::No {
                    session(policy, &mut all);
                }
            }
        }
    }
    all
}

/// A role that can be activated, and a policy that would then reach the account.
fn activation(policy: &Policy, law: &Law, scene: &Scene, all: &mut Vec<Warning>) {
    let users = policy.conditions.as_ref().and_then(|conditions| conditions.users.as_ref());
    let Some(users) = users else { return };
    let eligible = &scene.person.eligible;
    if !users.include_roles.iter().any(|role| eligible.contains(role)) {
        return;
    }
    let mut active = scene.person.active.clone();
    active.extend(eligible.iter().cloned());
    let person = Person { active, ..scene.person.clone() };
    let scene_then = Scene { person: &person, ..*scene };
    let now = enforced(policy, law, scene, &mut Trace::off());
    if now == Truth::No && enforced(policy, law, &scene_then, &mut Trace::off()) != Truth::No {
        all.push(Warning::new(
            ACTIVATION,
            policy,
            "the account can activate a role that this policy names; once it is active the policy applies and may refuse",
        ));
    }
}

/// An exclusion that protects nobody: an account that the export of users does not have, a group without members.
fn excluded_nobody(policy: &Policy, scene: &Scene, all: &mut Vec<Warning>) {
    let Some(users) = policy.conditions.as_ref().and_then(|conditions| conditions.users.as_ref()) else {
        return;
    };
    let around = scene.around;
    let known = |one: &Reference| scene.person.id.as_ref() == Some(one) || around.users.contains_key(one);
    for one in &users.exclude_users {
        if !around.users.is_empty() && matches!(one, Reference::Id(_)) && !known(one) {
            let (id, text) = if around.users_whole {
                (NOBODY, "which is not among the users of the export: that protects nobody")
            } else {
                (NOT_KNOWN, "which is not among the users that were given; whether it exists is not known")
            };
            all.push(Warning::new(id, policy, format!("the policy excludes the account {one}, {text}")));
        }
    }
    for one in &users.exclude_groups {
        if around.group(one).is_some_and(|group| group.members_whole && group.members.is_empty()) {
            all.push(Warning::new(
                NOBODY,
                policy,
                format!(
                    "the policy excludes the group {}, which has no members: that protects nobody",
                    scene.name_of(one)
                ),
            ));
        }
    }
}

/// A block that leaves out the devices which do not fit: often the opposite of what was meant.
fn inverse_filter(policy: &Policy, all: &mut Vec<Warning>) {
    let Some(device) = policy.conditions.as_ref().and_then(|conditions| conditions.devices.filter.as_ref())
    else {
        return;
    };
    let negative =
        matches!(filter::parse(&device.rule), Ok(filter::Rule::Is { operator, .. }) if operator.negative);
    if policy.grant.blocks() && device.mode == "exclude" && negative {
        all.push(Warning::new(
            INVERSE_FILTER,
            policy,
            format!(
                "the policy blocks the devices of which this is not true, and lets in all others, also unregistered ones: {}",
                device.rule
            ),
        ));
    }
}

fn session(policy: &Policy, all: &mut Vec<Warning>) {
    let session = &policy.session;
    let risks = [
        (session.every_time, "it asks to sign in again every time, which can end in a loop"),
        (
            session.strict_location,
            "it ends the session when the address changes, for example between IPv4 and IPv6",
        ),
        (session.proxy, "its sessions pass through a proxy that may be down or may refuse"),
        (
            session.token_protection,
            "it binds tokens to the device: programs and devices that cannot do that fail",
        ),
    ];
    for (on, text) in risks {
        if on {
            all.push(Warning::new(SESSION, policy, text));
        }
    }
    if session.no_resilience {
        all.push(Warning::new(
            RESILIENCE,
            policy,
            "it takes away the grace during an outage of Microsoft Entra: sessions are not extended then",
        ));
    }
}
