//! What several captured sign-ins together say about the cause, and which one more would settle.
//!
//! It weighs three ways: a cause is *supported*, *contradicted*, or *open*, each with its reasons. It knows in which
//! order a sign-in is checked (the tenant, the account, the password, the second factor, the policies), so that a
//! refusal at a late check contradicts every earlier one. It refuses to turn many weak hints into a certainty: where a
//! log names the refusing policy, that is measured and beats every guess; all else stays a candidate.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::catalogue::{self, Class};
use super::{ErrorCode, SignIn};
use crate::model::Cause;

/// How a cause stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// At least one capture speaks for it, and none against.
    Supported,
    /// Nothing speaks either way, or captures disagree.
    Open,
    /// At least one capture rules it out, and none speaks for it.
    Contradicted,
}

/// One cause with what speaks for and against it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Weighed {
    pub cause: Cause,
    pub standing: Standing,
    /// Whether a log measured it (it names the refusing policy).
    pub measured: bool,
    /// Captures whose code usually means it.
    pub usual: usize,
    pub for_it: Vec<String>,
    pub against_it: Vec<String>,
}

/// What the captures say together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// All causes but `unknown`, the best supported first.
    pub causes: Vec<Weighed>,
    /// One more sign-in that would settle what is open, and what each outcome means. At most three.
    pub settle: Vec<String>,
}

/// How far a sign-in got before it was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Reached {
    Tenant,
    Account,
    Password,
    SecondFactor,
    Policy,
}

fn reached(code: ErrorCode) -> Option<Reached> {
    match code.number() {
        5_000_224 | 5_000_225 => Some(Reached::Tenant),
        50_034 | 50_057 | 50_053 | 51_004 => Some(Reached::Account),
        50_055 | 50_126 | 50_056 | 50_064 | 50_144 => Some(Reached::Password),
        // The demand for a second factor comes before the policies are done; the refusal of a token comes last.
        _ => match catalogue::lookup(code)?.class {
            Class::Mfa => Some(Reached::SecondFactor),
            Class::Ca | Class::Licence => Some(Reached::Policy),
            Class::Federation => Some(Reached::Password),
            _ => None,
        },
    }
}

/// What was tried or is known beside the captures: it need not be asked for once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tried {
    /// A sign-in from the organisation's own place or device.
    pub place: bool,
    /// A sign-in with another method.
    pub method: bool,
    /// A sign-in of another administrator.
    pub another: bool,
    /// Whether the policy blocks or demands something is known.
    pub demand: bool,
}

/// Weighs the captures against every cause.
#[must_use]
pub fn weigh(captures: &[SignIn]) -> Finding {
    weigh_beside(captures, Tried::default())
}

/// The same where more is known than the captures: what was tried does not settle anything any more.
#[must_use]
pub fn weigh_beside(captures: &[SignIn], tried: Tried) -> Finding {
    let mut causes: Vec<Weighed> =
        Cause::all().filter(|c| *c != Cause::Unknown).map(|cause| one(cause, captures)).collect();
    causes.sort_by_key(|w| (w.standing, !w.measured, Reverse(w.usual), Reverse(w.for_it.len()), w.cause));
    Finding { causes, settle: settle(captures, tried) }
}

fn one(cause: Cause, captures: &[SignIn]) -> Weighed {
    let (mut named, mut for_it, mut against_it, mut usual) = (Vec::new(), Vec::new(), Vec::new(), 0);
    for capture in captures {
        let who = capture.user.as_deref().map_or_else(String::new, |user| format!("{user}: "));
        if cause == Cause::ConditionalAccess {
            for policy in capture.policies.iter().filter(|p| p.result.eq_ignore_ascii_case("failure")) {
                let name = policy.name.as_deref().or(policy.id.as_deref()).unwrap_or("without a name");
                named.push(format!("{who}the log says that the policy \"{name}\" refused it"));
            }
        }
        for code in &capture.codes {
            let candidates = catalogue::cause_candidates(*code);
            if let Some(place) = candidates.iter().position(|c| *c == cause) {
                usual += usize::from(place == 0);
                let how = if place == 0 { "is the usual code of it" } else { "fits it too" };
                for_it.push(format!("{who}{code} {how}"));
            }
            if let Some(at) = reached(*code)
                && !candidates.contains(&cause)
                && let Some(why) = rules_out(cause, at)
            {
                against_it.push(format!("{who}{code}: {why}"));
            }
        }
        if capture.policies.iter().any(|p| p.result.eq_ignore_ascii_case("success"))
            && matches!(cause, Cause::PasswordLost | Cause::AccountDisabled | Cause::AccountDeleted)
        {
            against_it.push(format!("{who}policies were evaluated, so account and password were accepted"));
        }
    }
    // The second factor that fails for several people at once is seldom lost by all of them.
    let factor: BTreeSet<&str> = captures
        .iter()
        .filter(|c| c.codes.iter().any(|code| matches!(code.number(), 500_121 | 50_074 | 50_086 | 50_087)))
        .filter_map(|c| c.user.as_deref())
        .collect();
    if factor.len() > 1 {
        let text = format!("{} people failed at the second factor", factor.len());
        match cause {
            Cause::MfaServiceDown => for_it.push(text),
            Cause::MfaLost => against_it.push(format!("{text}: it is seldom lost by all at once")),
            _ => {}
        }
    }
    let disabled: BTreeSet<&str> = captures
        .iter()
        .filter(|c| c.code().is_some_and(|c| c.number() == 50_057))
        .filter_map(|c| c.user.as_deref())
        .collect();
    if cause == Cause::HostileAdmin && disabled.len() > 1 {
        for_it.push(format!("{} administrators are disabled at once", disabled.len()));
    }
    let measured = !named.is_empty();
    // What was measured is said first.
    named.append(&mut for_it);
    let mut for_it = named;
    for_it.dedup();
    against_it.dedup();
    let standing = match (for_it.is_empty(), against_it.is_empty()) {
        _ if measured => Standing::Supported,
        (false, true) => Standing::Supported,
        (true, false) => Standing::Contradicted,
        _ => Standing::Open,
    };
    Weighed { cause, standing, measured, usual, for_it, against_it }
}

/// Why a sign-in that got this far rules a cause out, if it does. About that account only.
fn rules_out(cause: Cause, reached: Reached) -> Option<&'static str> {
    match cause {
        Cause::TenantBlocked if reached > Reached::Tenant => Some("the tenant was reached"),
        Cause::AccountDisabled | Cause::AccountDeleted | Cause::AccountLocked
            if reached > Reached::Password =>
        {
            Some("the account was accepted")
        }
        Cause::PasswordLost if reached > Reached::Password => Some("the password was accepted"),
        Cause::FederationDown if reached > Reached::Password => Some("the first step was passed"),
        Cause::RoleLost | Cause::LastAdminLeft if reached == Reached::Policy => {
            Some("a policy decided before any role was looked at")
        }
        _ => None,
    }
}

fn settle(captures: &[SignIn], tried: Tried) -> Vec<String> {
    let codes: BTreeSet<u32> = captures.iter().flat_map(|c| &c.codes).map(|c| c.number()).collect();
    let measured =
        captures.iter().any(|c| c.policies.iter().any(|p| p.result.eq_ignore_ascii_case("failure")));
    let places: BTreeSet<_> = captures.iter().filter_map(|c| c.ip).collect();
    let users: BTreeSet<_> = captures.iter().filter_map(|c| c.user.as_deref()).collect();
    let mut lines = Vec::new();
    let place = tried.place || places.len() > 1;
    let settled = measured || tried.demand || (place && tried.method);
    if codes.contains(&53_003) && !settled {
        lines.push(if !place {
            "Sign in once from the office network, on a device the organisation manages. In: the policy asks for place or device. 53003 again: it blocks, or asks for a method.".to_owned()
        } else {
            "Sign in once with the strongest method you hold (a security key, a passkey). In: the policy asks for that method. 53003 again: it blocks.".to_owned()
        });
    }
    if codes.contains(&500_121) && users.len() < 2 && !tried.another {
        lines.push("Let another administrator sign in now. 500121 there too: the service is down. Not there: this method is lost.".to_owned());
    }
    if codes.contains(&50_053) {
        lines.push("Wait an hour without trying, then sign in once from a phone's hotspot. In: the address or the lock was it. 50053 again: somebody keeps attacking the account.".to_owned());
    }
    if codes.contains(&50_034) {
        lines.push("Sign in once with the name that ends in onmicrosoft.com. Another error: the first name was wrong. 50034 again: the account is gone, or it is the wrong tenant.".to_owned());
    }
    if codes.contains(&50_126) && !tried.another && lines.len() < 3 {
        lines.push("Let another administrator sign in once. In: only this password is wrong. 50126 too: the passwords were changed, or the name's domain is federated.".to_owned());
    }
    if captures.iter().all(|c| c.codes.is_empty()) && !captures.is_empty() {
        lines.push(
            "Sign in once at https://entra.microsoft.com and copy the details with the error code."
                .to_owned(),
        );
    }
    lines.truncate(3);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signin::AppliedPolicy;

    fn capture(code: &str, user: &str) -> SignIn {
        SignIn { codes: vec![code.parse().unwrap()], user: Some(user.into()), ..SignIn::default() }
    }

    fn of(finding: &Finding, cause: Cause) -> Standing {
        finding.causes.iter().find(|w| w.cause == cause).unwrap().standing
    }

    #[test]
    fn a_late_refusal_contradicts_the_early_causes() {
        let finding = weigh(&[capture("53003", "a@c.com")]);
        assert_eq!(finding.causes[0].cause, Cause::ConditionalAccess);
        assert_eq!(of(&finding, Cause::PasswordLost), Standing::Contradicted);
        assert_eq!(of(&finding, Cause::AccountDisabled), Standing::Contradicted);
        assert_eq!(of(&finding, Cause::TenantBlocked), Standing::Contradicted);
        assert_eq!(of(&finding, Cause::HostileAdmin), Standing::Open);
        assert!(finding.settle[0].contains("office network"));
    }

    #[test]
    fn an_early_refusal_says_nothing_about_policies() {
        let finding = weigh(&[capture("50126", "a@c.com")]);
        assert_eq!(finding.causes[0].cause, Cause::PasswordLost);
        assert_eq!(of(&finding, Cause::ConditionalAccess), Standing::Open);
        assert_eq!(of(&finding, Cause::MfaLost), Standing::Open);
    }

    #[test]
    fn many_who_fail_at_the_second_factor_speak_for_the_service() {
        let alone = weigh(&[capture("500121", "a@c.com")]);
        assert_eq!(alone.causes[0].cause, Cause::MfaLost);
        let both = weigh(&[capture("500121", "a@c.com"), capture("500121", "b@c.com")]);
        assert_eq!(both.causes[0].cause, Cause::MfaServiceDown);
        assert_eq!(of(&both, Cause::MfaLost), Standing::Open);
    }

    #[test]
    fn a_policy_named_by_the_log_beats_every_guess() {
        let mut logged = capture("50076", "a@c.com");
        let policy = |name: &str, result: &str| AppliedPolicy {
            id: None,
            name: Some(name.into()),
            result: result.into(),
            controls: vec![],
        };
        logged.policies = vec![
            policy("Report", "reportOnlyFailure"),
            policy("CA007 Block", "failure"),
            policy("CA008 Block", "failure"),
        ];
        let finding = weigh(&[capture("53003", "c@c.com"), logged, capture("50126", "b@c.com")]);
        assert_eq!(finding.causes[0].cause, Cause::ConditionalAccess);
        assert!(finding.causes[0].measured);
        let named: Vec<_> = finding.causes[0].for_it.iter().map(|why| why.contains("Block")).collect();
        assert_eq!(named, [true, true, false], "what was measured is said first");
        assert!(finding.causes[0].for_it[0].contains("CA007"), "in the log's order");
        assert!(!finding.causes[0].for_it.iter().any(|r| r.contains("Report")));
    }

    #[test]
    fn nothing_captured_leaves_everything_open() {
        assert!(weigh(&[]).causes.iter().all(|w| w.standing == Standing::Open));
        assert!(weigh(&[]).settle.is_empty());
    }
}
