//! Which methods an account can use to prove itself.
//!
//! It knows the methods that are registered, and what the tenant's methods policy and a home tenant say about them. It refuses
//! to know what a policy demands. Where nobody gives the methods policy, what is registered counts; what a policy that is
//! given does not say is not known.

use super::people;
use super::reason::Reason;
use super::scene::Scene;
use super::trace::Trace;
use super::truth::Truth;
use crate::tenant::conditional_access::{
    KeyRule, Method, MethodRule, PasskeyTypes, Registered, Targets, Types,
};

/// Whether the account has a method that makes several factors.
pub(super) fn any_method(scene: &Scene, trace: &mut Trace) -> Truth {
    let Some(methods) = &scene.person.methods else {
        return no_methods(trace);
    };
    let mark = trace.mark();
    let password = methods.iter().any(|one| one.method == Some(Method::Password));
    let mut truth = Truth::No;
    for one in methods {
        let counts = match one.method {
            Some(Method::X509Single) => Truth::from(password),
            Some(method) => Truth::from(method.is_multifactor()),
            None => unknown_method(one, trace),
        };
        truth = truth.or(counts.and(usable(one, counts, scene, trace)));
        if truth == Truth::Yes {
            trace.settled(mark);
            break;
        }
    }
    truth
}

pub(super) fn no_methods(trace: &mut Trace) -> Truth {
    trace.lacks(Reason::Methods, || "which sign-in methods are registered for the account".to_owned());
    Truth::Unknown
}

pub(super) fn unknown_method(one: &Registered, trace: &mut Trace) -> Truth {
    trace.lacks(Reason::Methods, || format!("what the method \"{}\" is", one.name));
    Truth::Unknown
}

/// Whether the account can use a method that counts: the pass has not expired, and the tenant's methods policy allows it.
/// Where nobody gives the policy, a method that is registered counts.
pub(super) fn usable(one: &Registered, counts: Truth, scene: &Scene, trace: &mut Trace) -> Truth {
    if counts == Truth::No {
        return Truth::Yes;
    }
    if let Some(reason) = &one.unusable {
        trace.because(|| format!("{} cannot be used now: {reason}", one.name));
        return Truth::No;
    }
    let (Some(policy), Some(method)) = (&scene.around.methods, one.method) else { return Truth::Yes };
    let has_no_rule = matches!(method, Method::Password | Method::WindowsHello | Method::FederatedMfa);
    let mark = trace.mark();
    // Several rules are several providers, or versions of one rule.
    let allowed =
        match policy.rules(method).map(|rule| allowed(rule, one, scene, trace)).reduce(Truth::agreed) {
            Some(allowed) => allowed,
            None if policy.in_part && !has_no_rule => Truth::Unknown,
            None => return Truth::Yes,
        };
    let older = matches!(
        method,
        Method::Push | Method::Sms | Method::Voice | Method::SoftwareOath | Method::HardwareOath
    ) && policy.migrated != Some(true);
    if allowed == Truth::No && older {
        trace.lacks(Reason::MethodsPolicy, || {
            format!("whether the older multifactor settings still allow the method {}", one.name)
        });
        return Truth::Unknown;
    }
    match allowed {
        Truth::No => {
            trace.because(|| format!("the methods policy does not let the account use {}", one.name));
        }
        Truth::Yes => trace.settled(mark),
        Truth::Unknown => {
            trace.lacks(Reason::MethodsPolicy, || {
                format!("whether the methods policy lets the account use {}", one.name)
            });
            if policy.cut {
                trace.lacks(Reason::Cut, || {
                    "what a tool cut off in the methods policy; export it again, for example with ConvertTo-Json -Depth 20"
                        .to_owned()
                });
            }
        }
    }
    allowed
}

fn allowed(rule: &MethodRule, one: &Registered, scene: &Scene, trace: &mut Trace) -> Truth {
    let enabled = rule.enabled.map_or(Truth::Unknown, Truth::from);
    if enabled == Truth::No {
        return Truth::No;
    }
    let excluded = within(&rule.exclude, scene, trace);
    let included = within(&rule.include, scene, trace);
    enabled.and(excluded.not()).and(included).and(keys_allowed(rule, one, scene, trace))
}

fn within(targets: &Targets, scene: &Scene, trace: &mut Trace) -> Truth {
    match targets {
        Targets::All => Truth::Yes,
        Targets::These(users) => people::reached(users, scene, trace),
        Targets::NotSaid => Truth::Unknown,
    }
}

/// Whether the model of a security key is allowed: by the profiles of the targets that the account is or may be among.
/// Where those differ, it is not known.
fn keys_allowed(rule: &MethodRule, one: &Registered, scene: &Scene, trace: &mut Trace) -> Truth {
    let mut each = Vec::new();
    for bound in &rule.bound {
        if within(&bound.who, scene, trace) == Truth::No {
            continue;
        }
        let is_its = |key: &&KeyRule| match (&bound.profiles, &key.profile) {
            (Some(ids), Some(id)) => ids.contains(id),
            _ => true,
        };
        let own = rule.keys.iter().filter(is_its).map(|key| key_allowed(key, one, trace));
        // A profile that is named and not there may allow anything.
        each.push(own.reduce(Truth::agreed).unwrap_or(Truth::Unknown));
    }
    if rule.bound.is_empty() {
        each.extend(rule.keys.iter().map(|key| key_allowed(key, one, trace)));
    }
    each.into_iter().reduce(Truth::agreed).unwrap_or(Truth::Yes)
}

fn key_allowed(key: &KeyRule, one: &Registered, trace: &mut Trace) -> Truth {
    model_allowed(key, one, trace).and(type_allowed(key, one, trace))
}

/// Whether the profile allows this type of passkey. A profile that says nothing of types leaves none out. Of a passkey that
/// was registered while another rule held, nobody says whether it still works.
fn type_allowed(key: &KeyRule, one: &Registered, trace: &mut Trace) -> Truth {
    let allowed = match (key.types, one.is_synced()) {
        (PasskeyTypes::NotSaid, _) => true,
        (PasskeyTypes::NotUnderstood, _) => false,
        (PasskeyTypes::Only(types), Some(synced)) => {
            (types.synced && synced) || (types.device_bound && !synced)
        }
        (PasskeyTypes::Only(types), None) => types == Types::BOTH,
    };
    if allowed {
        return Truth::Yes;
    }
    trace.lacks(Reason::MethodsPolicy, || {
        "whether the passkey is of a type that the methods policy allows".to_owned()
    });
    Truth::Unknown
}

fn model_allowed(key: &KeyRule, one: &Registered, trace: &mut Trace) -> Truth {
    match (key.enforced, one.aaguid, &key.models, key.allow) {
        (Some(false), ..) => Truth::Yes,
        (Some(true), Some(model), Some(models), Some(allow)) if !models.is_empty() => {
            Truth::from(models.contains(&model) == allow)
        }
        (Some(true), None, ..) => {
            trace.lacks(Reason::MethodsPolicy, || {
                "which model the security key is: the methods policy allows only some".to_owned()
            });
            Truth::Unknown
        }
        _ => {
            trace.lacks(Reason::MethodsPolicy, || {
                "which models of security keys the methods policy allows".to_owned()
            });
            Truth::Unknown
        }
    }
}

/// Whether a home tenant's proof may have to count here: then nobody outside can tell.
pub(super) fn trust(scene: &Scene, trace: &mut Trace) -> Truth {
    let kinds = &scene.person.kinds.0;
    if kinds.iter().all(|kind| !kind.is_external()) {
        return Truth::Yes;
    }
    if kinds.iter().any(|kind| !kind.is_external()) {
        trace.lacks(Reason::AccountKind, || {
            "whether the account is a member or comes from another tenant".to_owned()
        });
        return Truth::Unknown;
    }
    trace.lacks(Reason::Trust, || {
        "whether this tenant trusts what the account's home tenant says about factors and devices".to_owned()
    });
    Truth::Unknown
}

/// The program speaks an old protocol, which can prove nothing but a password.
pub(super) fn is_old(scene: &Scene) -> bool {
    matches!(scene.context.client.as_deref(), Some("other" | "exchangeactivesync"))
}
