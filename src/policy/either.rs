//! Whether a sign-in is refused whatever a missing fact turns out to be.
//!
//! It knows that one policy may refuse where a fact is so, and another one where it is not: whoever is in the group is blocked
//! by the first, whoever is not by the second. Then the fact is missing and not needed, and *locked* is certain. It takes one
//! fact after the other, and tries every value that it can have.
//!
//! It refuses to weigh several missing facts against one another: their values may depend on each other, and people want to
//! follow the answer.

use std::collections::{BTreeSet, HashSet};

use super::assumed::{Assumed, Fact};
use super::law::Law;
use super::question::{Context, Kinds, Person};
use super::refusal::enforced;
use super::scene::Scene;
use super::trace::Trace;
use super::truth::Truth;
use crate::tenant::conditional_access::{Conditions, Control, Locations, Policy, Reference};

/// At most so many facts are tried.
const MOST: usize = 64;

/// Every value that a fact of the context can have. A system that no policy can name is one more.
const CLIENTS: &[&str] = &["browser", "mobileappsanddesktopclients", "exchangeactivesync", "other"];
const PLATFORMS: &[&str] = &["windows", "macos", "linux", "ios", "android", "windowsphone", "other"];
const RISKS: &[&str] = &["none", "low", "medium", "high", "hidden"];
const INSIDER: &[&str] = &["none", "minor", "moderate", "elevated"];

/// The facts that are not known here, and about which the policies may be of two minds. Most laws have none.
fn facts<'a>(policies: &[&'a Policy], scene: &Scene) -> Vec<Fact<'a>> {
    let mut facts = about_objects(policies);
    let (context, device) = (scene.context, &scene.context.device);
    let any = |asks: fn(&Policy) -> bool| policies.iter().any(|policy| asks(policy));
    if context.client.is_none() && any(|policy| conditions(policy).is_some_and(|all| !all.clients.is_empty()))
    {
        facts.push(Fact::Client);
    }
    if context.platform.is_none() && any(is_about_systems) {
        facts.push(Fact::Platform);
    }
    if device.compliant.is_none() && device.registered != Some(false) && any(is_about_compliance) {
        facts.push(Fact::Compliant);
    }
    if scene.person.kinds.0.len() > 1 && any(is_about_kinds) {
        facts.push(Fact::Kind);
    }
    let covered = |values: &[&str], listed: fn(&Conditions) -> &[String]| {
        let lists = |value: &&str| {
            policies
                .iter()
                .filter_map(|one| conditions(one))
                .any(|one| listed(one).iter().any(|word| word == value))
        };
        values.iter().all(lists)
    };
    if context.sign_in_risk.is_none() && covered(RISKS, |one| &one.sign_in_risk) {
        facts.push(Fact::SignInRisk);
    }
    if context.user_risk.is_none() && covered(RISKS, |one| &one.user_risk) {
        facts.push(Fact::UserRisk);
    }
    if context.insider_risk.is_none() && covered(INSIDER, |one| &one.insider_risk) {
        facts.push(Fact::InsiderRisk);
    }
    facts.truncate(MOST);
    facts
}

fn conditions(policy: &Policy) -> Option<&Conditions> {
    policy.conditions.as_ref()
}

/// Objects and rules that one policy includes and another one excludes.
fn about_objects<'a>(policies: &[&'a Policy]) -> Vec<Fact<'a>> {
    let all: Vec<&Conditions> = policies.iter().filter_map(|policy| conditions(policy)).collect();
    let mut facts = Vec::new();
    let users = || all.iter().filter_map(|conditions| conditions.users.as_ref());
    both(&mut facts, users().map(|one| (&one.include_users, &one.exclude_users)), Fact::User);
    both(&mut facts, users().map(|one| (&one.include_groups, &one.exclude_groups)), Fact::Group);
    both(&mut facts, users().map(|one| (&one.include_roles, &one.exclude_roles)), Fact::Role);
    let places = all.iter().filter_map(|conditions| match &conditions.locations {
        Locations::Lists { include, exclude } => Some((include, exclude)),
        _ => None,
    });
    both(&mut facts, places, Fact::Place);
    let filters = || all.iter().filter_map(|conditions| conditions.devices.filter.as_ref());
    let excluding: HashSet<&str> =
        filters().filter(|one| one.mode == "exclude").map(|one| one.rule.as_str()).collect();
    let including: BTreeSet<&str> =
        filters().filter(|one| one.mode == "include").map(|one| one.rule.as_str()).collect();
    facts.extend(including.into_iter().filter(|rule| excluding.contains(rule)).map(Fact::Filter));
    facts
}

/// Whether there is anything among these policies that could refuse either way, whoever signs in and however. Where every
/// fact of the context is known, nothing else can.
pub(super) fn may_refuse(policies: &[&Policy]) -> bool {
    !about_objects(policies).is_empty()
        || policies.iter().any(|policy| {
            conditions(policy).is_some_and(|all| {
                !all.sign_in_risk.is_empty() || !all.user_risk.is_empty() || !all.insider_risk.is_empty()
            })
        })
}

/// Whether something about the sign-in is not known that policies could be of two minds about.
pub(super) fn is_open(scene: &Scene) -> bool {
    let (context, device) = (scene.context, &scene.context.device);
    context.client.is_none()
        || context.platform.is_none()
        || device.compliant.is_none() && device.registered != Some(false)
        || scene.person.kinds.0.len() > 1
}

fn is_about_systems(policy: &Policy) -> bool {
    let asks = |one: &Control| matches!(one, Control::BuiltIn(word) if matches!(word.as_str(), "compliantdevice" | "domainjoineddevice" | "compliantapplication"));
    conditions(policy).is_some_and(|all| !all.platforms.is_empty()) || policy.grant.controls.iter().any(asks)
}

fn is_about_kinds(policy: &Policy) -> bool {
    let word = |one: &Reference| one.is("guestsorexternalusers");
    conditions(policy).and_then(|all| all.users.as_ref()).is_some_and(|users| {
        users.include_guests.is_some()
            || users.exclude_guests.is_some()
            || users.include_users.iter().chain(&users.exclude_users).any(word)
    })
}

fn is_about_compliance(policy: &Policy) -> bool {
    let control = |one: &Control| matches!(one, Control::BuiltIn(word) if word == "compliantdevice");
    // A compliant device is registered, which other properties of a filter depend on.
    let filters = conditions(policy).is_some_and(|all| all.devices.filter.is_some());
    filters || policy.grant.controls.iter().any(control)
}

/// What one policy includes and another one excludes.
fn both<'a>(
    facts: &mut Vec<Fact<'a>>,
    sides: impl Iterator<Item = (&'a Vec<Reference>, &'a Vec<Reference>)> + Clone,
    fact: fn(&'a Reference) -> Fact<'a>,
) {
    let excluded: HashSet<&Reference> = sides.clone().flat_map(|(_, exclude)| exclude).collect();
    let included: BTreeSet<&Reference> = sides.flat_map(|(include, _)| include).collect();
    facts.extend(included.into_iter().filter(|one| excluded.contains(one)).map(fact));
}

/// The policies that together refuse whatever a missing fact is; nothing where there is no such fact. `policies` are those of
/// which it is not known whether they refuse.
pub(super) fn refusing<'a>(
    policies: &[&'a Policy],
    law: &Law,
    scene: &Scene<'a>,
) -> Option<(Fact<'a>, Vec<&'a Policy>)> {
    if policies.is_empty() {
        return None;
    }
    facts(policies, scene).into_iter().find_map(|fact| Some((fact, whatever(fact, policies, law, scene)?)))
}

fn whatever<'a>(
    fact: Fact<'a>,
    policies: &[&'a Policy],
    law: &Law,
    scene: &Scene<'a>,
) -> Option<Vec<&'a Policy>> {
    let context = scene.context;
    let refuse = |scene: &Scene| {
        policies.iter().copied().find(|one| enforced(one, law, scene, &mut Trace::off()) == Truth::Yes)
    };
    let in_context = |values: &[&str], put: fn(&mut Context, String)| {
        let each = values.iter().map(|value| {
            let mut context = context.clone();
            put(&mut context, (*value).to_owned());
            refuse(&Scene { context: &context, ..*scene })
        });
        each.collect::<Option<Vec<_>>>()
    };
    // Programs of the old protocols open none of the surfaces.
    let clients = if context.surface.is_some() { &CLIENTS[..2] } else { CLIENTS };
    let found = match fact {
        Fact::Client => in_context(clients, |context, value| context.client = Some(value)),
        Fact::Platform => in_context(PLATFORMS, |context, value| context.platform = Some(value)),
        Fact::SignInRisk => in_context(RISKS, |context, value| context.sign_in_risk = Some(value)),
        Fact::UserRisk => in_context(RISKS, |context, value| context.user_risk = Some(value)),
        Fact::InsiderRisk => in_context(INSIDER, |context, value| context.insider_risk = Some(value)),
        Fact::Compliant if context.device.compliant.is_some() || context.device.registered == Some(false) => {
            None
        }
        Fact::Compliant => {
            let each = [true, false].map(|compliant| {
                let mut context = context.clone();
                context.device.compliant = Some(compliant);
                refuse(&Scene { context: &context, ..*scene })
            });
            each.into_iter().collect()
        }
        Fact::Kind => {
            let each = scene.person.kinds.0.iter().map(|kind| {
                let person = Person { kinds: Kinds(vec![*kind]), ..scene.person.clone() };
                refuse(&Scene { person: &person, ..*scene })
            });
            each.collect()
        }
        fact => {
            let each = [true, false]
                .map(|holds| refuse(&Scene { assumed: Some(Assumed { fact, holds }), ..*scene }));
            each.into_iter().collect()
        }
    };
    let all: Vec<&Policy> = found?;
    Some(policies.iter().copied().filter(|one| all.iter().any(|other| std::ptr::eq(*other, *one))).collect())
}
