//! `reentry/policy-check/v1`: one judgement for scripts.

use serde::Serialize;
use serde_json::Value;

use crate::policy::reason::Missing;
use crate::policy::{By, Judgement, warning::Warning};

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
