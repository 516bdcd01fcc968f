//! What is said about a sign-in on the command line, as the evaluator takes it.

use serde_json::{Map, Value, json};

use crate::cli::Said;
use crate::error::{Error, Kind, Result};
use crate::model::harmless::shown;
use crate::policy::{Context, Person, Surface, roster};
use crate::tenant::Snapshot;
use crate::tenant::conditional_access::{Method, Reference, Registered};

/// The contexts that are meant: the surface that was said, or each, with everything else that was said.
pub(super) fn contexts(said: &Said) -> Result<Vec<Context>> {
    let surfaces = match &said.surface {
        Some(name) => vec![Surface::read(name).ok_or_else(|| {
            let all: Vec<&str> = Surface::ALL.into_iter().map(Surface::name).collect();
            wrong("--surface", name, &all.join(", "))
        })?],
        None if said.user_action.is_some() => Vec::new(),
        None => Surface::ALL.to_vec(),
    };
    let mut written = Map::new();
    let mut put = |key: &str, value: &Option<String>| {
        if let Some(value) = value {
            written.insert(key.to_owned(), Value::String(value.clone()));
        }
    };
    put("client", &said.client);
    put("platform", &said.platform);
    put("ip", &said.ip);
    put("country", &said.country);
    put("signInRisk", &said.sign_in_risk);
    put("userRisk", &said.user_risk);
    put("flow", &said.flow);
    put("userAction", &said.user_action);
    if let Some(state) = &said.device {
        let device = match state.to_lowercase().as_str() {
            "unregistered" => json!({"registered": false}),
            "registered" => json!({"registered": true}),
            "compliant" => json!({"registered": true, "isCompliant": true}),
            "hybrid-joined" => json!({"registered": true, "hybridJoined": true}),
            _ => return Err(wrong("--device", state, "unregistered, registered, compliant, hybrid-joined")),
        };
        written.insert("device".to_owned(), device);
    }
    let context = Context::read(&written);
    if let Some(what) = context.not_understood.first() {
        let hint = match (what.key, what.words()) {
            ("country", _) => "a country is two letters, such as NL".to_owned(),
            ("userAction", _) => "an action looks like urn:user:registersecurityinfo".to_owned(),
            (_, []) => "an address looks like 203.0.113.7 or 2001:db8::7".to_owned(),
            (_, words) => format!("one of: {}", words.join(", ")),
        };
        return Err(
            Error::new(Kind::Usage, format!("{} is not understood", shown(&what.to_string()))).hint(hint)
        );
    }
    if surfaces.is_empty() {
        return Ok(vec![context]);
    }
    Ok(surfaces
        .into_iter()
        .map(|surface| {
            let ordinary = Context::ordinary(surface);
            Context {
                surface: Some(surface),
                client: context.client.clone().or(ordinary.client),
                flow: context.flow.clone().or(ordinary.flow),
                ..context.clone()
            }
        })
        .collect())
}

fn wrong(flag: &str, text: &str, right: &str) -> Error {
    Error::new(Kind::Usage, format!("{flag} \"{}\" is not known", shown(text)))
        .hint(format!("one of: {right}"))
}

/// The accounts that are meant: those that were named, or every administrator in the exports; where there is none,
/// somebody of whom nothing is known.
pub(super) fn people(said: &Said, snapshot: &Snapshot) -> Result<Vec<Person>> {
    let mut people = if said.who.is_empty() {
        roster::roster(snapshot)
    } else {
        said.who.iter().map(|who| roster::find(snapshot, who)).collect()
    };
    if people.is_empty() {
        people.push(Person::default());
    }
    known(&mut people, said)?;
    Ok(people)
}

/// Adds what was said about the accounts.
pub(super) fn known(people: &mut [Person], said: &Said) -> Result<()> {
    for person in people.iter_mut() {
        person.groups.extend(said.group.iter().map(|group| Reference::read(group)));
    }
    if !said.method.is_empty() {
        let named = said.method.iter().flat_map(|list| list.split(',')).map(str::trim);
        let mut methods = Vec::new();
        for name in named.filter(|name| !name.is_empty() && !name.eq_ignore_ascii_case("none")) {
            if Method::read(name).is_none() {
                return Err(wrong(
                    "--method",
                    name,
                    "password, push, phoneSignIn, fido2, windowsHello, x509Multi, x509Single, tap, softwareOath, hardwareOath, sms, voice, externalMfa, federatedMfa, none",
                ));
            }
            methods.push(Registered::named(name));
        }
        people.iter_mut().for_each(|person| person.methods = Some(methods.clone()));
    }
    Ok(())
}
