//! Each rule of the model as a question with its answer.

use reentry::policy::{Judgement, Law, Question, gaps, judge};
use reentry::tenant::conditional_access::Export;
use serde_json::Value;

pub(crate) struct Case {
    pub export: Export,
    pub question: Question,
}

impl Case {
    pub(crate) fn of(policies: &Value, question: &Value) -> Self {
        let mut export = Export::default();
        export.take("policies.json", policies.to_string().as_bytes());
        let question = Question::read(question.as_object().unwrap());
        export.around.add(question.around.clone());
        Self { export, question }
    }

    /// The main judgement, then those of the ways.
    pub(crate) fn judge(&self) -> Vec<Judgement> {
        let gaps = gaps(&self.export);
        let export = &self.export;
        let law = Law::of(export, &gaps);
        let question = &self.question;
        let ways =
            question.ways.iter().map(|way| (way.person.as_ref().unwrap_or(&question.person), &way.context));
        std::iter::once((&question.person, &question.context))
            .chain(ways)
            .map(|(person, context)| {
                let judgement = judge(&law, person, context);
                assert_eq!(reentry::policy::verdict(&law, person, context), judgement.verdict);
                judgement
            })
            .collect()
    }
}

fn texts(value: &Value) -> Vec<&str> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

#[test]
fn every_rule_has_its_answer() {
    let all: Vec<Value> = serde_json::from_str(include_str!("vectors.json")).unwrap();
    let mut wrong = Vec::new();
    for one in &all {
        let (name, expect) = (one["vector"].as_str().unwrap(), &one["expect"]);
        let judged = Case::of(&one["policies"], &one["question"]).judge();
        let main = &judged[0];
        let mut check = |fits: bool, what: String| {
            if !fits {
                wrong.push(format!("{name}: {what}\n  {}\n  {main:?}", one["rule"]));
            }
        };
        check(
            main.verdict.name() == expect["verdict"].as_str().unwrap(),
            format!("verdict {:?}", main.verdict),
        );
        if expect["by"].is_array() {
            let by: Vec<&str> = main.by.iter().map(|by| by.name.as_str()).collect();
            check(by == texts(&expect["by"]), format!("by {by:?}"));
        }
        let missing: Vec<&str> = main.missing.iter().map(|fact| fact.id).collect();
        for code in texts(&expect["missing"]) {
            check(missing.contains(&code), format!("missing {missing:?}, not {code}"));
        }
        let warnings: Vec<&str> = main.warnings.iter().map(|warning| warning.id).collect();
        for id in texts(&expect["warnings"]) {
            check(warnings.contains(&id), format!("warnings {warnings:?}, not {id}"));
        }
        for (way, expected) in judged[1..].iter().zip(texts(&expect["ways"])) {
            check(way.verdict.name() == expected, format!("a way is {way:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(all.len(), 62, "no question fell out");
}
