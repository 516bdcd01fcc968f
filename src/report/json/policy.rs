//! `reentry/policy-check/v1`: one judgement for scripts.

use chrono::{DateTime, Utc};
use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};

use crate::policy::doors::{Best, cost};
use crate::policy::filter::Property;
use crate::policy::preview::{Loss, Preview};
use crate::policy::reason::Missing;
use crate::policy::{
    By, Context, Judgement, Law, Person, Verdict, explain_some, incomplete, warning::Warning,
};
use crate::report::policy::Found;
use crate::tenant::conditional_access::Reference;

/// In a list of ways, so many who refuse are told with their path; the others with an empty one.
const TOLD: usize = 10;

/// How many who refuse are not named: none. A first form of the list named ten, and counted the rest here.
const OTHERS: usize = 0;

/// One judgement, and those of the further ways.
#[derive(Debug, Serialize)]
pub struct Check {
    schema: &'static str,
    admin: Value,
    context: Value,
    verdict: &'static str,
    by: Vec<Refusal>,
    missing: Vec<Missing>,
    steps: Vec<String>,
    warnings: Vec<Said>,
    ways: Vec<OtherWay>,
    incomplete: Vec<&'static str>,
}

#[derive(Debug, Serialize)]
struct Refusal {
    name: String,
    id: Option<String>,
    outcome: &'static str,
    why: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Said {
    id: &'static str,
    policy: Option<String>,
    policy_id: Option<String>,
    text: String,
}

#[derive(Debug, Serialize)]
struct OtherWay {
    name: Option<String>,
    verdict: &'static str,
    by: Vec<Refusal>,
    missing: Vec<Missing>,
}

/// A judgement with the words in which it was asked for.
pub struct Asked<'a> {
    pub admin: Value,
    pub context: Value,
    pub judgement: &'a Judgement,
    pub ways: &'a [(Option<String>, Judgement)],
    pub incomplete: Vec<&'static str>,
}

/// The view.
#[must_use]
pub fn check(asked: Asked) -> Check {
    let judgement = asked.judgement;
    Check {
        schema: "reentry/policy-check/v1",
        admin: asked.admin,
        context: asked.context,
        verdict: judgement.verdict.name(),
        by: judgement.by.iter().map(refusal).collect(),
        missing: judgement.missing.clone(),
        steps: judgement.steps.clone(),
        warnings: judgement.warnings.iter().map(said).collect(),
        ways: asked.ways.iter().map(|(name, one)| way(name.as_deref(), one)).collect(),
        incomplete: asked.incomplete,
    }
}

fn refusal(by: &By) -> Refusal {
    Refusal { name: by.name.clone(), id: by.id.clone(), outcome: by.outcome.name(), why: by.why.clone() }
}

fn said(warning: &Warning) -> Said {
    Said {
        id: warning.id,
        policy: warning.policy.clone(),
        policy_id: warning.policy_id.clone(),
        text: warning.text.clone(),
    }
}

fn way(name: Option<&str>, judgement: &Judgement) -> OtherWay {
    OtherWay {
        name: name.map(str::to_owned),
        verdict: judgement.verdict.name(),
        by: judgement.by.iter().map(refusal).collect(),
        missing: judgement.missing.clone(),
    }
}

/// A person in the words of a question.
#[must_use]
pub fn admin(person: &Person) -> Value {
    let kind = match &person.kinds.0[..] {
        [kind] => Some(kind.name()),
        _ => None,
    };
    let list = |all: &[Reference]| all.iter().map(ToString::to_string).collect::<Vec<_>>();
    let mut groups: Vec<String> = person.groups.iter().map(ToString::to_string).collect();
    groups.sort();
    json!({
        "id": person.id.as_ref().map(ToString::to_string),
        "name": person.name,
        "kind": kind,
        "homeTenant": person.home_tenant.as_ref().map(ToString::to_string),
        "activeRoles": person.active_whole.then(|| list(&person.active)),
        "eligibleRoles": list(&person.eligible),
        "groups": groups,
        "groupsComplete": person.groups_whole,
        "methods": person.methods.as_ref().map(|all| all.iter().map(|one| &one.name).collect::<Vec<_>>()),
    })
}

/// A context in the words of a question; what is not known is left out.
#[must_use]
pub fn context(context: &Context) -> Value {
    let mut object = Map::new();
    let mut put = |key: &str, value: Option<String>| {
        if let Some(value) = value {
            object.insert(key.to_owned(), Value::String(value));
        }
    };
    put("surface", context.surface.map(|surface| surface.name().to_owned()));
    let client = context.client.clone().map(|client| match client.as_str() {
        "mobileappsanddesktopclients" => "mobileAppsAndDesktopClients".to_owned(),
        "exchangeactivesync" => "exchangeActiveSync".to_owned(),
        _ => client,
    });
    put("client", client);
    let platform = context.platform.clone().map(|platform| match platform.as_str() {
        "macos" => "macOS".to_owned(),
        "ios" => "iOS".to_owned(),
        _ => platform,
    });
    put("platform", platform);
    put("ip", context.ip.map(|ip| ip.to_string()));
    put("country", context.country.clone());
    put("signInRisk", context.sign_in_risk.clone());
    put("userRisk", context.user_risk.clone());
    put("insiderRisk", context.insider_risk.clone());
    let flow = context.flow.clone().map(|flow| match flow.as_str() {
        "devicecodeflow" => "deviceCodeFlow".to_owned(),
        "authenticationtransfer" => "authenticationTransfer".to_owned(),
        _ => flow,
    });
    put("flow", flow);
    put("userAction", context.user_action.clone());
    let device = &context.device;
    let mut known = Map::new();
    let flags = [
        ("registered", device.registered),
        ("isCompliant", device.compliant),
        ("hybridJoined", device.hybrid_joined),
    ];
    for (key, flag) in flags {
        if let Some(flag) = flag {
            known.insert(key.to_owned(), Value::Bool(flag));
        }
    }
    for (key, value) in &device.properties {
        let value = match value {
            Property::Text(text) => json!(text),
            Property::Flag(flag) => json!(flag),
            Property::List(list) => json!(list),
        };
        known.insert(key.clone(), value);
    }
    if !known.is_empty() {
        object.insert("device".to_owned(), Value::Object(known));
    }
    Value::Object(object)
}

/// `reentry/policy-doors/v1`: the best way of each person at each place. What is found twice is named once.
///
/// A large tenant has hundreds of thousands of refusals. Each entry is made when it is written, so that no more than one of
/// them is in memory.
#[must_use]
pub fn doors<'a>(found: &'a Found<'a>, applications: &'a [String]) -> impl Serialize + 'a {
    let mut sorted: Vec<&Best> = found.best.iter().collect();
    sorted.sort_by_key(|one| cost(&found.people[one.person], &found.doors[one.door]));
    let of = |verdict: Verdict| sorted.iter().copied().filter(|one| one.verdict == verdict).collect();
    let (open, unsure, closed): (Vec<_>, Vec<_>, Vec<_>) =
        (of(Verdict::Open), of(Verdict::CannotTell), of(Verdict::Locked));
    let open: Vec<Way> = open.into_iter().map(Way::Of).chain(applications.iter().map(Way::Through)).collect();
    let ways = |all: Vec<&'a Best>| all.into_iter().map(Way::Of).collect();
    Doors {
        schema: "reentry/policy-doors/v1",
        open: Ways(found, open),
        cannot_tell: Ways(found, ways(unsure)),
        closed: Ways(found, ways(closed)),
        incomplete: incomplete(found.law, found.people, found.now),
    }
}

#[derive(Serialize)]
struct Doors<'a> {
    schema: &'static str,
    open: Ways<'a>,
    cannot_tell: Ways<'a>,
    closed: Ways<'a>,
    incomplete: Vec<&'static str>,
}

/// One entry of the list.
enum Way<'a> {
    Of(&'a Best),
    /// An application that may write policies.
    Through(&'a String),
}

struct Ways<'a>(&'a Found<'a>, Vec<Way<'a>>);

impl Serialize for Ways<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.1.iter().map(|way| match way {
            Way::Of(best) => entry(self.0, best),
            Way::Through(name) => json!({
                "admin": {"name": name, "kind": "application"},
                "context": {"surface": "app-only"},
                "cost": crate::policy::doors::APPLICATION,
                "steps": [crate::policy::doors::APPLICATION_STEP],
            }),
        }))
    }
}

fn entry(found: &Found, one: &Best) -> Value {
    let Found { law, people, doors, .. } = *found;
    let (person, door) = (&people[one.person], &doors[one.door]);
    let cost = cost(person, door);
    let (who, context) = (admin(person), context(&door.context));
    if one.verdict == Verdict::Open {
        let mut all = door.first.clone();
        all.extend(found.grid.steps(one.person, one.door, &door.context));
        return json!({"admin": who, "context": context, "cost": cost, "steps": all});
    }
    let (_, by, missing) = explain_some(law, person, &door.context, TOLD);
    let by: Vec<Refusal> = by.iter().map(refusal).collect();
    if one.verdict == Verdict::Locked {
        json!({"admin": who, "context": context, "by": by, "by_others": OTHERS})
    } else {
        json!({
            "admin": who, "context": context, "cost": cost, "by": by, "by_others": OTHERS, "missing": missing,
        })
    }
}

/// `reentry/policy-preview/v1`.
#[must_use]
pub fn preview(after: &Law, found: &Preview, now: DateTime<Utc>) -> Value {
    let name = |place: usize| crate::report::policy::who(&found.people[place]);
    let changes: Vec<Value> = found
        .changes
        .iter()
        .map(|change| {
            json!({
                "who": change.who.clone().unwrap_or_else(|| name(change.person)),
                "admin": admin(&found.people[change.person]),
                "context": context(&change.context),
                "before": change.before.name(),
                "after": change.after.name(),
                "by": change.by.iter().map(refusal).collect::<Vec<_>>(),
                "change": change.name(),
            })
        })
        .collect();
    let open = found.still_open.iter().map(|(person, door)| {
        json!({"admin": admin(&found.people[*person]), "context": context(&door.context), "cost": door.cost})
    });
    let of = |loss: Loss| {
        (0..found.people.len()).filter(|place| found.losses[*place] == loss).map(name).collect::<Vec<_>>()
    };
    let changed = found.changed.iter().map(|(name, parts)| json!({"name": name, "parts": parts}));
    let sleeping = found.sleeping.iter().map(|(policy, people)| {
        json!({"policy": policy, "would_lock_out": people.iter().map(|place| name(*place)).collect::<Vec<_>>()})
    });
    json!({
        "schema": "reentry/policy-preview/v1",
        "changes": changes,
        "policies": {
            "added": found.added,
            "removed": found.removed,
            "changed": changed.collect::<Vec<_>>(),
        },
        "still_open": open.collect::<Vec<_>>(),
        "lose_the_last_way": of(Loss::Last),
        "cannot_tell": of(Loss::CannotTell),
        "report_only": sleeping.collect::<Vec<_>>(),
        "incomplete": incomplete(after, &found.people, now),
    })
}
