//! The judgement of one sign-in: every policy together.

use serde::{Deserialize, Serialize};

use super::conditions::apply;
use super::either::refusing;
use super::law::Law;
use super::outside::{Demand, refuses};
use super::question::{Context, Person};
use super::reason::Missing;
use super::refusal::enforced;
use super::scene::Scene;
use super::to_enter;
use super::trace::Trace;
use super::truth::Truth;
use super::warning::{Warning, warnings};
use crate::tenant::conditional_access::{Policy, Reference, State};

/// Whether a sign-in is let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    Open,
    CannotTell,
    Locked,
}

impl Verdict {
    /// Its name in views.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::CannotTell => "cannot-tell",
            Self::Locked => "locked",
        }
    }
}

/// How one policy takes part in a verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    Block,
    Unsatisfied,
    MandatoryMfa,
    Unknown,
}

impl Outcome {
    /// A policy refuses for certain.
    #[must_use]
    pub fn is_of_a_policy(self) -> bool {
        matches!(self, Self::Block | Self::Unsatisfied)
    }

    /// Its name in views.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Block => "block",
            Self::Unsatisfied => "unsatisfied",
            Self::MandatoryMfa => "mandatory-mfa",
            Self::Unknown => "unknown",
        }
    }
}

/// Who refuses, or would decide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct By {
    pub name: String,
    pub id: Option<String>,
    pub outcome: Outcome,
    /// The path, step by step.
    pub why: Vec<String>,
}

/// The judgement, explained.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    pub verdict: Verdict,
    /// Of a locked one: all that refuse for certain. Of one that cannot be told: all that would decide.
    pub by: Vec<By>,
    pub missing: Vec<Missing>,
    pub steps: Vec<String>,
    pub warnings: Vec<Warning>,
}

/// The verdict alone, quickly.
#[must_use]
pub fn verdict(law: &Law, person: &Person, context: &Context) -> Verdict {
    let scene = Scene::of(law.around, person, context);
    let mut unsure: Vec<&Policy> = Vec::new();
    for policy in law.policies {
        match enforced(policy, law, &scene, &mut Trace::off()) {
            Truth::Yes => return Verdict::Locked,
            Truth::Unknown => unsure.push(policy),
            Truth::No => {}
        }
    }
    let mut perhaps = !law.gaps.is_empty() || !unsure.is_empty();
    for demand in Demand::ALL {
        match refuses(demand, law.mixed, &scene, &mut Trace::off()) {
            Truth::Yes => return Verdict::Locked,
            Truth::Unknown => perhaps = true,
            Truth::No => {}
        }
    }
    if refusing(&unsure, law, &scene).is_some() {
        Verdict::Locked
    } else if perhaps {
        Verdict::CannotTell
    } else {
        Verdict::Open
    }
}

/// The verdict, who decides it, and what is missing; without what a person would do.
#[must_use]
pub fn explain(law: &Law, person: &Person, context: &Context) -> (Verdict, Vec<By>, Vec<Missing>) {
    explain_some(law, person, context, usize::MAX)
}

/// The same with the path of at most so many of those who refuse for certain; the others are named without it. A tenant may
/// have hundreds of them, and nobody reads the paths of all for each of many people.
#[must_use]
pub fn explain_some(
    law: &Law,
    person: &Person,
    context: &Context,
    paths: usize,
) -> (Verdict, Vec<By>, Vec<Missing>) {
    let scene = Scene::of(law.around, person, context);
    let (mut sure, mut unsure, mut missing) = (Vec::new(), Vec::new(), Vec::<Missing>::new());
    let mut sort = |by: By, truth: Truth, trace: Trace| match truth {
        Truth::Yes => sure.push(By { why: trace.why, ..by }),
        Truth::Unknown => {
            for fact in trace.missing {
                if !missing.contains(&fact) {
                    missing.push(fact);
                }
            }
            unsure.push(By { why: trace.why, outcome: Outcome::Unknown, ..by });
        }
        Truth::No => {}
    };
    let mut certain = 0;
    let mut open: Vec<&Policy> = Vec::new();
    for policy in law.policies {
        let truth = enforced(policy, law, &scene, &mut Trace::off());
        // What is certain makes the uncertain ones unimportant.
        if truth == Truth::No || truth == Truth::Unknown && certain > 0 {
            continue;
        }
        let mut trace = Trace::on();
        if truth == Truth::Unknown || certain < paths {
            enforced(policy, law, &scene, &mut trace);
        }
        certain += usize::from(truth == Truth::Yes);
        if truth == Truth::Unknown {
            open.push(policy);
        }
        sort(of_policy(policy), truth, trace);
    }
    for demand in Demand::ALL {
        let mut trace = Trace::on();
        let truth = refuses(demand, law.mixed, &scene, &mut trace);
        let outcome = match demand {
            Demand::MandatoryMfa => Outcome::MandatoryMfa,
            Demand::SecurityDefaults | Demand::PerUserMfa => Outcome::Unsatisfied,
            Demand::EnabledAccount => Outcome::Block,
        };
        sort(By { name: demand.name().to_owned(), id: None, outcome, why: Vec::new() }, truth, trace);
    }
    if sure.is_empty()
        && let Some((fact, all)) = refusing(&open, law, &scene)
    {
        let who = if all.len() == 1 { "it refuses" } else { "one of these policies refuses" };
        let either = |policy: &Policy| {
            let mut trace = Trace::on();
            enforced(policy, law, &scene, &mut trace);
            let mut why = trace.why;
            why.push(format!("{who} {}", scene.whatever(&fact)));
            By { why, ..of_policy(policy) }
        };
        sure = all.into_iter().map(either).collect();
    }
    if !sure.is_empty() {
        (Verdict::Locked, sure, Vec::new())
    } else if !unsure.is_empty() || !law.gaps.is_empty() {
        missing.extend(law.gaps.iter().cloned());
        (Verdict::CannotTell, unsure, missing)
    } else {
        (Verdict::Open, Vec::new(), Vec::new())
    }
}

fn of_policy(policy: &Policy) -> By {
    let outcome = if policy.grant.blocks() { Outcome::Block } else { Outcome::Unsatisfied };
    let id = policy.id.as_ref().map(Reference::to_string);
    By { name: policy.name.clone(), id, outcome, why: Vec::new() }
}

/// The verdict with its path, what to do, and what should be known beside it.
#[must_use]
pub fn judge(law: &Law, person: &Person, context: &Context) -> Judgement {
    let scene = Scene::of(law.around, person, context);
    let (verdict, by, missing) = explain(law, person, context);
    let mut warnings = warnings(law, &scene);
    let steps = match verdict {
        Verdict::Open => entering(law, &scene, &mut warnings),
        Verdict::Locked | Verdict::CannotTell => Vec::new(),
    };
    Judgement { verdict, by, missing, steps, warnings }
}

/// What a person does to enter through a way that is open.
#[must_use]
pub fn steps(law: &Law, person: &Person, context: &Context) -> Vec<String> {
    entering(law, &Scene::of(law.around, person, context), &mut Vec::new())
}

fn entering(law: &Law, scene: &Scene, warnings: &mut Vec<Warning>) -> Vec<String> {
    let applied = law.policies.iter().filter(|policy| {
        policy.state == State::Enabled
            && !policy.deleted
            && apply(policy, scene, &mut Trace::off()) != Truth::No
    });
    to_enter::steps(applied, scene.context, warnings)
}
