//! Whether what a policy demands can be met by this account, with this device.

use uuid::Uuid;

use super::people;
use super::question::Context;
use super::reason::Reason;
use super::scene::Scene;
use super::trace::Trace;
use super::truth::Truth;
use crate::tenant::conditional_access::{
    AskedStrength, Control, Grant, KeyRule, Method, MethodRule, Operator, Registered, Strength, Targets,
    built_in,
};

/// Whether the grant controls of a policy can be met. A policy without any demands nothing.
pub(super) fn met(grant: &Grant, scene: &Scene, trace: &mut Trace) -> Truth {
    let mut certain = Truth::Yes;
    for path in &grant.cut {
        certain = Truth::Unknown;
        trace.lacks(Reason::Cut, || format!("{path}: a tool cut it off; export again with a greater depth"));
    }
    for path in &grant.unknown {
        certain = Truth::Unknown;
        trace.lacks(Reason::UnknownKey, || format!("what {path} demands"));
    }
    joined(grant, scene, trace).and(certain)
}

fn joined(grant: &Grant, scene: &Scene, trace: &mut Trace) -> Truth {
    if grant.controls.is_empty() {
        return Truth::Yes;
    }
    let mark = trace.mark();
    let each: Vec<Truth> = grant.controls.iter().map(|one| control(one, grant, scene, trace)).collect();
    let all = each.iter().fold(Truth::Yes, |truth, one| truth.and(*one));
    let one = each.iter().fold(Truth::No, |truth, one| truth.or(*one));
    let truth = match &grant.operator {
        Operator::And => all,
        Operator::Or => one,
        Operator::Absent if all == one => all,
        Operator::Absent | Operator::Unknown(_) => {
            trace.lacks(Reason::UnknownOperator, || {
                "whether all of the policy's controls are demanded, or one of them".to_owned()
            });
            return Truth::Unknown;
        }
    };
    if truth != Truth::Unknown {
        trace.settled(mark);
    }
    truth
}

fn control(one: &Control, grant: &Grant, scene: &Scene, trace: &mut Trace) -> Truth {
    let truth = match one {
        Control::BuiltIn(word) => built_in_control(word, grant, scene, trace),
        Control::Strength(asked) => strength(asked, scene, trace),
        Control::TermsOfUse => Truth::Yes,
        Control::Custom => {
            trace.lacks(Reason::ExternalMfa, || {
                "whether the custom control's provider lets the account through".to_owned()
            });
            Truth::Unknown
        }
    };
    if truth == Truth::No {
        trace.because(|| format!("it demands {}, which this sign-in cannot meet", demanded(one)));
    }
    truth
}

/// A control in words.
#[must_use]
pub(super) fn demanded(control: &Control) -> String {
    match control {
        Control::BuiltIn(word) => match word.as_str() {
            "mfa" => "multifactor authentication".to_owned(),
            "compliantdevice" => "a compliant device".to_owned(),
            "domainjoineddevice" => "a hybrid joined device".to_owned(),
            "approvedapplication" => "an approved client app".to_owned(),
            "compliantapplication" => "an app with an app protection policy".to_owned(),
            "passwordchange" => "a password change".to_owned(),
            "riskremediation" => "risk remediation".to_owned(),
            "block" => "nothing: it blocks".to_owned(),
            other => format!("\"{other}\""),
        },
        Control::Strength(asked) => {
            let built = asked.id.as_ref().and_then(built_in).and_then(|strength| strength.name);
            let name = asked.name.clone().or(built);
            let name = name.or_else(|| asked.id.as_ref().map(ToString::to_string));
            format!("the authentication strength {}", name.unwrap_or_else(|| "without a name".to_owned()))
        }
        Control::TermsOfUse => "that terms of use are accepted".to_owned(),
        Control::Custom => "a custom control".to_owned(),
    }
}

fn built_in_control(word: &str, grant: &Grant, scene: &Scene, trace: &mut Trace) -> Truth {
    match word {
        "block" => Truth::No,
        "mfa" => multifactor(scene, trace),
        "passwordchange" => any_method(scene, trace),
        "compliantdevice" => managed(scene.context.device.is_compliant(), "compliant", scene, trace),
        "domainjoineddevice" => hybrid_joined(scene, trace),
        "compliantapplication" => protected_app(scene, trace),
        "approvedapplication" => {
            trace.lacks(Reason::ApprovedApp, || {
                "whether the control \"approved client app\" still counts: Microsoft announced its end for March 2026"
                    .to_owned()
            });
            Truth::Unknown
        }
        "riskremediation" => {
            let beside = grant.controls.iter().find_map(|control| match control {
                Control::Strength(asked) => Some(asked),
                _ => None,
            });
            match beside {
                Some(asked) => strength(asked, scene, trace),
                None => unknown_control(word, trace),
            }
        }
        other => unknown_control(other, trace),
    }
}

fn unknown_control(word: &str, trace: &mut Trace) -> Truth {
    trace.lacks(Reason::UnknownControl, || format!("what the control \"{word}\" demands"));
    Truth::Unknown
}

/// Whether a home tenant's proof may have to count here: then nobody outside can tell.
fn trust(scene: &Scene, trace: &mut Trace) -> Truth {
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

/// Multifactor authentication by any method. Programs of the old protocols cannot do it.
fn multifactor(scene: &Scene, trace: &mut Trace) -> Truth {
    if is_old(scene) {
        return Truth::No;
    }
    any_method(scene, trace).and(trust(scene, trace))
}

fn is_old(scene: &Scene) -> bool {
    matches!(scene.context.client.as_deref(), Some("other" | "exchangeactivesync"))
}

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

fn no_methods(trace: &mut Trace) -> Truth {
    trace.lacks(Reason::Methods, || "which sign-in methods are registered for the account".to_owned());
    Truth::Unknown
}

fn unknown_method(one: &Registered, trace: &mut Trace) -> Truth {
    trace.lacks(Reason::Methods, || format!("what the method \"{}\" is", one.name));
    Truth::Unknown
}

/// Whether the account can use a method that counts: the pass has not expired, and the tenant's methods policy allows it.
/// Where nobody gives the policy, a method that is registered counts.
fn usable(one: &Registered, counts: Truth, scene: &Scene, trace: &mut Trace) -> Truth {
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

/// Whether the account has a combination of methods that the strength accepts.
fn strength(asked: &AskedStrength, scene: &Scene, trace: &mut Trace) -> Truth {
    if is_old(scene) {
        return Truth::No;
    }
    let definitions = definitions(asked, scene);
    if definitions.is_empty() {
        trace.lacks(Reason::Strength, || {
            format!(
                "which methods {} accepts: its definition is not in the exports",
                demanded(&Control::Strength(asked.clone()))
            )
        });
        return Truth::Unknown;
    }
    let Some(methods) = &scene.person.methods else {
        return no_methods(trace);
    };
    let mark = trace.mark();
    let each: Vec<Truth> = definitions.iter().map(|one| has_one(one, methods, scene, trace)).collect();
    if each.iter().any(|one| *one == Truth::Yes) && each.iter().any(|one| *one == Truth::No) {
        trace.lacks(Reason::Stale, || {
            format!(
                "which version of {} is in force: the exports have several",
                demanded(&Control::Strength(asked.clone()))
            )
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

/// Whether the device is hybrid joined, which only Windows can be.
fn hybrid_joined(scene: &Scene, trace: &mut Trace) -> Truth {
    let state = scene.context.device.is_hybrid_joined();
    match scene.context.platform.as_deref() {
        None if state == Some(true) => {
            let context = Context { platform: Some("windows".to_owned()), ..scene.context.clone() };
            managed(state, "hybrid joined", &Scene { context: &context, ..*scene }, trace)
        }
        Some("windows") | None => managed(state, "hybrid joined", scene, trace),
        // The system is what the program says of itself; where it denies what is known of the device, neither is certain.
        Some(system) if state == Some(true) && !is_old(scene) => {
            trace.lacks(Reason::DeviceState, || {
                format!("which is right: the device is hybrid joined, which only Windows can be, and says that it is {system}")
            });
            Truth::Unknown
        }
        Some(_) => Truth::No,
    }
}

/// Whether the device's state reaches Entra in this sign-in.
fn managed(state: Option<bool>, what: &'static str, scene: &Scene, trace: &mut Trace) -> Truth {
    let context = scene.context;
    if is_old(scene) || state == Some(false) {
        return Truth::No;
    }
    let mut truth = Truth::Yes;
    if state.is_none() {
        trace.lacks(Reason::DeviceState, || format!("whether the device is {what}"));
        truth = Truth::Unknown;
    }
    // A device code is typed on another device than the one that signs in. Pages in a browser never use one.
    if !context.surface.is_some_and(super::question::Surface::is_page) {
        match context.flow.as_deref() {
            Some("devicecodeflow") => return Truth::No,
            Some(_) => {}
            None => {
                trace.lacks(Reason::Flow, || {
                    "whether the sign-in uses a device code, which shows no device".to_owned()
                });
                truth = Truth::Unknown;
            }
        }
    }
    match context.platform.as_deref() {
        Some("macos" | "ios") => {
            trace.lacks(Reason::DeviceState, || {
                "whether the Apple device shows its state: Safari and some apps need the Enterprise SSO plug-in".to_owned()
            });
            truth = Truth::Unknown;
        }
        Some(_) => {}
        None => {
            trace.lacks(Reason::Platform, || {
                "the operating system: Apple devices do not always show their state".to_owned()
            });
            truth = Truth::Unknown;
        }
    }
    truth.and(trust(scene, trace))
}

/// App protection is there on telephones; on Windows it is a preview in one browser; elsewhere it is not there.
fn protected_app(scene: &Scene, trace: &mut Trace) -> Truth {
    if is_old(scene) {
        return Truth::No;
    }
    match scene.context.platform.as_deref() {
        Some("ios" | "android") => Truth::Yes,
        Some("windows") if scene.context.client.as_deref() != Some("mobileappsanddesktopclients") => {
            trace.lacks(Reason::DeviceState, || {
                "whether Edge on this Windows device has an app protection policy, which is a preview"
                    .to_owned()
            });
            Truth::Unknown
        }
        Some(_) => Truth::No,
        None => {
            trace.lacks(Reason::Platform, || {
                "the operating system: app protection is there on telephones".to_owned()
            });
            Truth::Unknown
        }
    }
}
