//! Whether one policy refuses one sign-in.

use super::conditions::apply;
use super::controls::met;
use super::law::Law;
use super::reason::Reason;
use super::scene::Scene;
use super::trace::Trace;
use super::truth::Truth;
use crate::tenant::conditional_access::{Grant, Policy, State};

/// Whether this policy refuses the sign-in, if it is enforced.
pub(super) fn refusal(policy: &Policy, scene: &Scene, trace: &mut Trace) -> Truth {
    let applies = apply(policy, scene, trace);
    if applies == Truth::No {
        return Truth::No;
    }
    if policy.grant.blocks() {
        trace.because(|| "it blocks".to_owned());
        return applies;
    }
    if policy.grant == Grant::default() {
        return Truth::No;
    }
    applies.and(met(&policy.grant, scene, trace).not())
}

/// Whether this policy refuses the sign-in, as far as its state and its versions are known.
pub(super) fn enforced(policy: &Policy, law: &Law, scene: &Scene, trace: &mut Trace) -> Truth {
    if policy.deleted || matches!(policy.state, State::Disabled | State::ReportOnly) {
        return Truth::No;
    }
    let mut certain = Truth::Yes;
    if let State::Unknown(state) = &policy.state {
        certain = Truth::Unknown;
        trace.lacks(Reason::UnknownState, || match state {
            Some(state) => format!("whether the state \"{state}\" of the policy means that it is enforced"),
            None => "whether the policy is enforced: the export does not say it".to_owned(),
        });
    }
    if !law.is_certain(policy) {
        certain = Truth::Unknown;
        if law.mixed.is_some() {
            // The reason stands among the gaps, once for all policies.
            trace.because(|| "the files are of several tenants or dates".to_owned());
        } else {
            trace.lacks(Reason::Stale, || {
                "which of the two versions of the policy is the one in force".to_owned()
            });
        }
    }
    refusal(policy, scene, trace).and(certain)
}
