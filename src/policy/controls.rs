//! Whether what a policy demands can be met by this account, with this device.

use super::methods::{any_method, is_old, trust};
use super::question::Context;
use super::reason::Reason;
use super::scene::Scene;
use super::strengths;
use super::trace::Trace;
use super::truth::Truth;
use crate::tenant::conditional_access::{Control, Grant, Operator};

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
        Control::Strength(asked) => strengths::met(asked, scene, trace),
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
        Control::Strength(asked) => strengths::named(asked),
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
                Some(asked) => strengths::met(asked, scene, trace),
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

/// Multifactor authentication by any method. Programs of the old protocols cannot do it.
fn multifactor(scene: &Scene, trace: &mut Trace) -> Truth {
    if is_old(scene) {
        return Truth::No;
    }
    any_method(scene, trace).and(trust(scene, trace))
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
