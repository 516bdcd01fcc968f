//! When a policy applies: every condition together.

use super::assumed::Fact;
use super::filter;
use super::reason::Reason;
use super::scene::Scene;
use super::trace::Trace;
use super::truth::Truth;
use super::{people, places, resources};
use crate::tenant::conditional_access::{Conditions, DeviceFilter, Policy, Sides};

/// Whether the policy applies to this sign-in. All conditions must hold; the first that does not settles it.
pub(super) fn apply(policy: &Policy, scene: &Scene, trace: &mut Trace) -> Truth {
    let person = to_person(policy, scene, trace);
    if person == Truth::No {
        return Truth::No;
    }
    person.and(to_context(policy, scene, trace))
}

/// Whether the policy is about this person, whatever the context.
pub(super) fn to_person(policy: &Policy, scene: &Scene, trace: &mut Trace) -> Truth {
    let Some(conditions) = &policy.conditions else {
        trace.lacks(Reason::Cut, || "the policy's conditions: they are not in the export".to_owned());
        return Truth::Unknown;
    };
    if conditions.workloads {
        return Truth::No;
    }
    understood(conditions, "users", scene, trace, users)
}

const PARTS: [(&str, Part); 10] = [
    ("applications", |conditions, scene, trace| resources::reached(&conditions.applications, scene, trace)),
    ("clientAppTypes", clients),
    ("platforms", |conditions, scene, trace| platforms(&conditions.platforms, scene, trace)),
    ("locations", |conditions, scene, trace| places::holds(&conditions.locations, scene, trace)),
    ("devices", |conditions, scene, trace| match &conditions.devices.filter {
        Some(filter) => device(filter, scene, trace),
        None => Truth::Yes,
    }),
    ("signInRiskLevels", |conditions, scene, trace| {
        level(&conditions.sign_in_risk, scene.context.sign_in_risk.as_deref(), "sign-in risk", trace)
    }),
    ("userRiskLevels", |conditions, scene, trace| {
        level(&conditions.user_risk, scene.context.user_risk.as_deref(), "user risk", trace)
    }),
    ("insiderRiskLevels", |conditions, scene, trace| {
        level(&conditions.insider_risk, scene.context.insider_risk.as_deref(), "insider risk", trace)
    }),
    ("authenticationFlows", flows),
    ("", others),
];

/// Whether the policy is about this context, whoever signs in.
pub(super) fn to_context(policy: &Policy, scene: &Scene, trace: &mut Trace) -> Truth {
    let Some(conditions) = &policy.conditions else { return Truth::Unknown };
    let mut truth = Truth::Yes;
    for (name, part) in PARTS {
        truth = truth.and(understood(conditions, name, scene, trace, part));
        if truth == Truth::No {
            return Truth::No;
        }
    }
    truth
}

type Part = fn(&Conditions, &Scene, &mut Trace) -> Truth;

/// A part that was cut, or that holds something not understood, cannot be weighed.
fn understood(conditions: &Conditions, name: &str, scene: &Scene, trace: &mut Trace, part: Part) -> Truth {
    if conditions.cut.is_empty() && conditions.unknown.is_empty() {
        return part(conditions, scene, trace);
    }
    let below = |path: &String| {
        let path = path.strip_prefix("conditions.").unwrap_or(path);
        !name.is_empty() && path.split('.').next().is_some_and(|first| first.eq_ignore_ascii_case(name))
    };
    let mut known = true;
    for path in conditions.cut.iter().filter(|path| below(path)) {
        known = false;
        trace.lacks(Reason::Cut, || format!("{path}: a tool cut it off; export again with a greater depth"));
    }
    for path in conditions.unknown.iter().filter(|path| below(path)) {
        known = false;
        trace.lacks(Reason::UnknownKey, || format!("what {path} does"));
    }
    if known { part(conditions, scene, trace) } else { Truth::Unknown }
}

/// Whole conditions that are not understood.
fn others(conditions: &Conditions, _: &Scene, trace: &mut Trace) -> Truth {
    const KNOWN: [&str; 6] =
        ["users", "applications", "platforms", "locations", "devices", "authenticationFlows"];
    let mut truth = Truth::Yes;
    let of_a_part = |path: &str| {
        let path = path.strip_prefix("conditions.").unwrap_or(path);
        path.split_once('.')
            .is_some_and(|(first, _)| KNOWN.iter().any(|known| known.eq_ignore_ascii_case(first)))
    };
    for path in conditions.unknown.iter().filter(|path| !of_a_part(path)) {
        truth = Truth::Unknown;
        trace.lacks(Reason::UnknownKey, || format!("what {path} does"));
    }
    for path in conditions
        .cut
        .iter()
        .filter(|path| *path == "conditions" || path.starts_with("conditions.clientApplications"))
    {
        truth = Truth::Unknown;
        trace.lacks(Reason::Cut, || format!("{path}: a tool cut it off; export again with a greater depth"));
    }
    truth
}

fn users(conditions: &Conditions, scene: &Scene, trace: &mut Trace) -> Truth {
    match &conditions.users {
        Some(users) => people::reached(users, scene, trace),
        None => {
            trace.lacks(Reason::Cut, || "whom the policy is about: the export has no users in it".to_owned());
            Truth::Unknown
        }
    }
}

fn clients(conditions: &Conditions, scene: &Scene, trace: &mut Trace) -> Truth {
    const KNOWN: [&str; 8] = [
        "browser",
        "mobileappsanddesktopclients",
        "exchangeactivesync",
        "other",
        "easunsupported",
        "eassupported",
        "modern",
        "all",
    ];
    let listed = &conditions.clients;
    if listed.is_empty() || listed.iter().any(|one| one == "all") {
        return Truth::Yes;
    }
    let contains = |client: &str| {
        listed.iter().any(|one| match one.as_str() {
            "modern" => client == "mobileappsanddesktopclients",
            "eassupported" | "easunsupported" => client == "exchangeactivesync",
            one => one == client,
        })
    };
    let strange = listed.iter().any(|one| !KNOWN.contains(&one.as_str()));
    let truth = match scene.context.client.as_deref() {
        Some(client) => Truth::from(contains(client)),
        None => {
            // Programs of the old protocols open none of the surfaces.
            let possible = ["browser", "mobileappsanddesktopclients", "exchangeactivesync", "other"];
            let possible = if scene.context.surface.is_some() { &possible[..2] } else { &possible[..] };
            let hits = possible.iter().filter(|client| contains(client)).count();
            match hits {
                0 => Truth::No,
                all if all == possible.len() => Truth::Yes,
                _ => {
                    trace.lacks(Reason::Client, || "the kind of program: a browser, or an app".to_owned());
                    Truth::Unknown
                }
            }
        }
    };
    if truth == Truth::Yes {
        trace.because(|| format!("for programs of the kind {}", listed.join(", ")));
    }
    strange_or(truth, strange, "the client app types", trace)
}

/// A list with a value that is not understood may hold for more than the rest of it says.
fn strange_or(truth: Truth, strange: bool, what: &str, trace: &mut Trace) -> Truth {
    if strange && truth != Truth::Yes {
        trace.lacks(Reason::UnknownKey, || format!("what one of {what} means"));
        return Truth::Unknown;
    }
    truth
}

const PLATFORMS: [&str; 6] = ["android", "ios", "windows", "windowsphone", "macos", "linux"];

fn platforms(sides: &Sides, scene: &Scene, trace: &mut Trace) -> Truth {
    if sides.is_empty() {
        return Truth::Yes;
    }
    let holds = |list: &[String], trace: &mut Trace| {
        if list.iter().any(|one| one == "all") {
            return Truth::Yes;
        }
        if list.iter().all(|one| one == "none") {
            return Truth::No;
        }
        let truth = match scene.context.platform.as_deref() {
            Some(platform) => Truth::from(list.iter().any(|one| one == platform)),
            None => {
                trace.lacks(Reason::Platform, || "the operating system".to_owned());
                Truth::Unknown
            }
        };
        let strange = list.iter().any(|one| one != "none" && !PLATFORMS.contains(&one.as_str()));
        strange_or(truth, strange, "the platforms", trace)
    };
    let excluded = holds(&sides.exclude, trace);
    if excluded == Truth::Yes {
        return Truth::No;
    }
    let included = if sides.include.is_empty() {
        trace.lacks(Reason::UnknownKey, || "which platforms the policy includes: it names none".to_owned());
        Truth::Unknown
    } else {
        holds(&sides.include, trace)
    };
    let truth = included.and(excluded.not());
    if truth == Truth::Yes {
        trace.because(|| "for this operating system".to_owned());
    }
    truth
}

fn device(device: &DeviceFilter, scene: &Scene, trace: &mut Trace) -> Truth {
    let rule = match filter::parse(&device.rule) {
        Ok(rule) => rule,
        Err(why) => {
            trace.lacks(Reason::Filter, || format!("what the device filter says; {why}"));
            return Truth::Unknown;
        }
    };
    let fits = filter::weigh(&rule, &scene.context.device, trace);
    let fits = scene.or_assumed(fits, Fact::Filter(&device.rule));
    let truth = match device.mode.as_str() {
        "include" => fits,
        "exclude" => fits.not(),
        other => {
            trace.lacks(Reason::UnknownKey, || format!("what the device filter's mode \"{other}\" means"));
            return Truth::Unknown;
        }
    };
    if truth == Truth::Yes {
        trace.because(|| {
            let fits = if fits == Truth::Yes { "fits" } else { "does not fit" };
            format!("the device {fits} the filter: {rule}")
        });
    }
    truth
}

fn level(listed: &[String], said: Option<&str>, what: &'static str, trace: &mut Trace) -> Truth {
    const KNOWN: [&str; 8] = ["none", "low", "medium", "high", "hidden", "minor", "moderate", "elevated"];
    if listed.is_empty() {
        return Truth::Yes;
    }
    let strange = listed.iter().any(|one| !KNOWN.contains(&one.as_str()));
    let truth = match said {
        Some(said) => Truth::from(listed.iter().any(|one| one == said)),
        None => {
            trace.lacks(Reason::Risk, || {
                let none = listed.iter().any(|one| one == "none");
                let usual = if none { "it applies" } else { "it does not apply" };
                format!("the {what}; where the risk is none, {usual}")
            });
            return Truth::Unknown;
        }
    };
    if truth == Truth::Yes {
        trace.because(|| format!("the {what} is {}", said.unwrap_or_default()));
    }
    strange_or(truth, strange, what, trace)
}

fn flows(conditions: &Conditions, scene: &Scene, trace: &mut Trace) -> Truth {
    let listed: Vec<&str> =
        conditions.flows.iter().map(String::as_str).filter(|one| *one != "none").collect();
    if listed.is_empty() {
        return Truth::Yes;
    }
    let strange = listed.iter().any(|one| !matches!(*one, "devicecodeflow" | "authenticationtransfer"));
    let truth = match scene.context.flow.as_deref() {
        Some(flow) => Truth::from(listed.contains(&flow)),
        None => {
            trace.lacks(Reason::Flow, || {
                "whether the sign-in uses a device code or is carried over from another device".to_owned()
            });
            return Truth::Unknown;
        }
    };
    if truth == Truth::Yes {
        trace.because(|| format!("the sign-in uses {}", listed.join(", ")));
    }
    strange_or(truth, strange, "the transfer methods", trace)
}
