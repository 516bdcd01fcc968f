//! `policy check`: who is refused by what.

use serde_json::Value;

use super::{policy_read, policy_said};
use crate::cli;
use crate::error::{Error, Result};
use crate::model::Exit;
use crate::policy::{Judgement, Law, Person, Question, Verdict, Way, gaps, incomplete, judge};
use crate::report;
use crate::report::json;
use crate::world::World;

pub(super) fn run(args: &cli::PolicyCheck, world: &mut World) -> Result<Exit> {
    match &args.question {
        Some(path) => question(args, path, world),
        None => everybody(args, world),
    }
}

fn question(args: &cli::PolicyCheck, path: &std::path::Path, world: &mut World) -> Result<Exit> {
    let mut export = policy_read::given(&args.paths, world)?.export;
    let written = policy_read::question(path, world)?;
    let question = Question::read(&written);
    export.around.add(question.around.clone());
    let gaps = gaps(&export);
    let law = Law::of(&export, &gaps);
    let judgement = judge(&law, &question.person, &question.context);
    let other = |way: &Way| {
        let person = way.person.as_ref().unwrap_or(&question.person);
        (way.name.clone(), judge(&law, person, &way.context))
    };
    let ways: Vec<(Option<String>, Judgement)> = question.ways.iter().map(other).collect();
    let others = question.ways.iter().filter_map(|way| way.person.clone());
    let people: Vec<Person> = std::iter::once(question.person.clone()).chain(others).collect();
    let noon = question.today.and_then(|day| day.and_hms_opt(12, 0, 0));
    let now = noon.map_or_else(|| world.clock.now().to_utc(), |noon| noon.and_utc());
    let answer = if world.settings.json {
        let part = |key: &str| written.get(key).cloned().unwrap_or(Value::Null);
        json::document(&json::policy::check(json::policy::Asked {
            admin: part("admin"),
            context: part("context"),
            judgement: &judgement,
            ways: &ways,
            incomplete: incomplete(&law, &people, now),
        }))
    } else {
        let blocks = report::policy::check(&judgement, &ways, &law, now);
        report::text::write(&blocks, world.settings.page())
    };
    write!(world.out, "{answer}").map_err(Error::from_output)?;
    Ok(exit([judgement.verdict]))
}

/// Every administrator at every place, one after the other.
fn everybody(args: &cli::PolicyCheck, world: &mut World) -> Result<Exit> {
    let given = policy_read::given(&args.paths, world)?;
    let people = policy_said::people(&args.said, &given.snapshot)?;
    let contexts = policy_said::contexts(&args.said)?;
    let gaps = gaps(&given.export);
    let law = Law::of(&given.export, &gaps);
    let now = world.clock.now().to_utc();
    let mut answers = Vec::new();
    for person in &people {
        for context in &contexts {
            let judgement = judge(&law, person, context);
            if world.settings.json {
                let view = json::policy::check(json::policy::Asked {
                    admin: json::policy::admin(person),
                    context: json::policy::context(context),
                    judgement: &judgement,
                    ways: &[],
                    incomplete: incomplete(&law, std::slice::from_ref(person), now),
                });
                write!(world.out, "{}", json::line(&view)).map_err(Error::from_output)?;
            }
            answers.push((person, context, judgement));
        }
    }
    if !world.settings.json {
        let blocks = report::policy::everybody(&answers, &law, now);
        write!(world.out, "{}", report::text::write(&blocks, world.settings.page()))
            .map_err(Error::from_output)?;
    }
    Ok(exit(answers.iter().map(|(_, _, judgement)| judgement.verdict)))
}

/// Over several: one that is open is enough.
pub(super) fn exit(verdicts: impl IntoIterator<Item = Verdict>) -> Exit {
    let mut all = verdicts.into_iter().peekable();
    let nothing = all.peek().is_none();
    match all.min() {
        Some(Verdict::Open) => Exit::Done,
        Some(Verdict::Locked) if !nothing => Exit::NotSatisfied,
        _ => Exit::Unchecked,
    }
}
