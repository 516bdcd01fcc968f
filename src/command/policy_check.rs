//! `policy check`: who is refused by what.

use serde_json::Value;

use super::policy_read;
use crate::cli;
use crate::error::{Error, Result};
use crate::model::Exit;
use crate::policy::{Judgement, Law, Question, Verdict, gaps, incomplete, judge};
use crate::report;
use crate::report::json;
use crate::world::World;

pub fn run(args: &cli::PolicyCheck, world: &mut World) -> Result<Exit> {
    let mut export = policy_read::export(&args.paths, world)?;
    let written = policy_read::question(&args.question, world)?;
    let question = Question::read(&written);
    export.around.add(question.around.clone());
    let gaps = gaps(&export);
    let law = Law { policies: &export.policies, around: &export.around, twice: &export.twice, gaps: &gaps };
    let judgement = judge(&law, &question.person, &question.context);
    let other = |way: &crate::policy::Way| {
        let person = way.person.as_ref().unwrap_or(&question.person);
        (way.name.clone(), judge(&law, person, &way.context))
    };
    let ways: Vec<(Option<String>, Judgement)> = question.ways.iter().map(other).collect();
    let answer = if world.settings.json {
        let part = |key: &str| written.get(key).cloned().unwrap_or(Value::Null);
        json::document(&json::policy::check(json::policy::Asked {
            admin: part("admin"),
            context: part("context"),
            judgement: &judgement,
            ways: &ways,
            incomplete: incomplete(&law),
        }))
    } else {
        let blocks = report::policy::check(&judgement, &ways, export.policies.len());
        report::text::write(&blocks, world.settings.page())
    };
    write!(world.out, "{answer}").map_err(Error::from_output)?;
    Ok(exit(judgement.verdict))
}

fn exit(verdict: Verdict) -> Exit {
    match verdict {
        Verdict::Open => Exit::Done,
        Verdict::Locked => Exit::NotSatisfied,
        Verdict::CannotTell => Exit::Unchecked,
    }
}
