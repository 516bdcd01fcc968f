//! Whether an account meets an authentication strength.
//!
//! It knows combinations of methods, and the models of keys and kinds of passes that a strength names. It refuses to know
//! whether a method can be used at all. A definition that is not in the exports, and a part of one that is not understood,
//! is not known: whoever has that method may be registered under another name.

use uuid::Uuid;

use super::methods::{is_old, no_methods, trust, unknown_method, usable};
use super::reason::Reason;
use super::scene::Scene;
use super::trace::Trace;
use super::truth::Truth;
use crate::tenant::conditional_access::{AskedStrength, Method, Registered, Strength, built_in};

/// Whether the account has a combination of methods that the strength accepts.
pub(super) fn met(asked: &AskedStrength, scene: &Scene, trace: &mut Trace) -> Truth {
    if is_old(scene) {
        return Truth::No;
    }
    let definitions = definitions(asked, scene);
    if definitions.is_empty() {
        trace.lacks(Reason::Strength, || {
            format!("which methods {} accepts: its definition is not in the exports", named(asked))
        });
        return Truth::Unknown;
    }
    let Some(methods) = &scene.person.methods else {
        return no_methods(trace);
    };
    let mark = trace.mark();
    let each: Vec<Truth> = definitions.iter().map(|one| has_one(one, methods, scene, trace)).collect();
    if each.contains(&Truth::Yes) && each.contains(&Truth::No) {
        trace.lacks(Reason::Stale, || {
            format!("which version of {} is in force: the exports have several", named(asked))
        });
    }
    let truth = each.into_iter().reduce(Truth::agreed).unwrap_or(Truth::Unknown).and(trust(scene, trace));
    if truth != Truth::Unknown {
        trace.settled(mark);
    }
    truth
}

/// What defines the strength: the policy itself, else the exports, in each version that they have, else Microsoft.
fn definitions(asked: &AskedStrength, scene: &Scene) -> Vec<Strength> {
    if let Some(own) = &asked.inline {
        return vec![own.clone()];
    }
    let fits = |strength: &&Strength| match (&asked.id, &asked.name) {
        (Some(id), _) => strength.id.as_ref() == Some(id),
        (None, Some(name)) => strength.name.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(name)),
        (None, None) => false,
    };
    let listed: Vec<Strength> = scene.around.strengths.iter().filter(fits).cloned().collect();
    if !listed.is_empty() {
        return listed;
    }
    asked.id.as_ref().and_then(built_in).into_iter().collect()
}

/// Whether the account has a combination that this definition accepts.
fn has_one(definition: &Strength, methods: &[Registered], scene: &Scene, trace: &mut Trace) -> Truth {
    let mut truth = Truth::No;
    for combination in &definition.combinations {
        truth = truth.or(accepted(combination, definition, methods, scene, trace));
        if truth == Truth::Yes {
            break;
        }
    }
    truth
}

fn accepted(
    combination: &[String],
    strength: &Strength,
    methods: &[Registered],
    scene: &Scene,
    trace: &mut Trace,
) -> Truth {
    let mark = trace.mark();
    let mut truth = Truth::Yes;
    for part in combination {
        truth = truth.and(part_met(part, strength, methods, scene, trace));
        if truth == Truth::No {
            trace.settled(mark);
            return Truth::No;
        }
    }
    if strength.restricts(combination) {
        trace.lacks(Reason::Strength, || {
            format!(
                "how the strength restricts {} further, and whether that is met",
                combination.join(" and ")
            )
        });
        return Truth::Unknown;
    }
    truth
}

fn part_met(
    part: &str,
    strength: &Strength,
    methods: &[Registered],
    scene: &Scene,
    trace: &mut Trace,
) -> Truth {
    let says_password = methods.iter().any(|one| one.method == Some(Method::Password));
    let Some(wanted) = Method::read(part) else {
        // A password at the own sign-in service is in no list; an account with a password here has none there.
        if part == "federatedsinglefactor" && (says_password || methods.is_empty()) {
            return Truth::No;
        }
        // A method that did not exist when this was written: whoever has it may be registered under another name.
        if part != "federatedsinglefactor" {
            trace.lacks(Reason::UnknownKey, || format!("what \"{part}\" is, which the strength accepts"));
            return Truth::Unknown;
        }
        trace.lacks(Reason::Methods, || format!("whether the account has \"{part}\""));
        return Truth::Unknown;
    };
    let mut truth = Truth::No;
    for one in methods {
        if one.method.is_none() {
            truth = truth.or(unknown_method(one, trace));
        }
        if one.method != Some(wanted) {
            continue;
        }
        let model = match (&strength.keys, wanted) {
            (Some(models), Method::Fido2) => key_model(models, one, trace),
            (_, Method::Tap) => pass_kind(part, strength, one, trace),
            _ => Truth::Yes,
        };
        truth = truth.or(model.and(usable(one, Truth::Yes, scene, trace)));
    }
    // Every list of methods that people write leaves the password out now and then; a factor without one is no account.
    if truth == Truth::No && wanted == Method::Password && !methods.is_empty() && is_second(methods) {
        trace.lacks(Reason::Methods, || {
            "whether the account has a password: the list of methods names none".to_owned()
        });
        return Truth::Unknown;
    }
    truth
}

/// The list holds a factor that stands beside a password only.
fn is_second(methods: &[Registered]) -> bool {
    methods.iter().any(|one| {
        matches!(
            one.method,
            Some(Method::Push | Method::Sms | Method::Voice | Method::SoftwareOath | Method::HardwareOath)
        )
    })
}

/// Whether a Temporary Access Pass is of the kind that a strength names: one that works once, or several times.
fn pass_kind(part: &str, strength: &Strength, one: &Registered, trace: &mut Trace) -> Truth {
    let kinds = ["temporaryaccesspassonetime", "temporaryaccesspassmultiuse"];
    let accepts = |kind: &str| strength.combinations.iter().any(|parts| *parts == [kind]);
    match one.once {
        _ if kinds.into_iter().all(accepts) => Truth::Yes,
        Some(once) => Truth::from((part == kinds[0]) == once),
        None => {
            trace.lacks(Reason::Methods, || {
                "whether the Temporary Access Pass works once or several times: the strength accepts one of them"
                    .to_owned()
            });
            Truth::Unknown
        }
    }
}

fn key_model(models: &[Uuid], one: &Registered, trace: &mut Trace) -> Truth {
    match one.aaguid {
        Some(model) => Truth::from(models.contains(&model)),
        None => {
            trace.lacks(Reason::Methods, || {
                "which model the security key is: the strength accepts only some".to_owned()
            });
            Truth::Unknown
        }
    }
}

/// A strength in words.
#[must_use]
pub(super) fn named(asked: &AskedStrength) -> String {
    let built = asked.id.as_ref().and_then(built_in).and_then(|strength| strength.name);
    let name = asked.name.clone().or(built);
    let name = name.or_else(|| asked.id.as_ref().map(ToString::to_string));
    format!("the authentication strength {}", name.unwrap_or_else(|| "without a name".to_owned()))
}
