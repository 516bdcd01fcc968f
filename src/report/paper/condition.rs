//! When a step is for the reader at all: the line that stands before everything else in it.

use crate::model::{FactId, FactType};
use crate::report::document::{Block, Inline};
use crate::runbook::{Condition, Kind, Library, Step};

/// `Only if …` and `Skip this if …`, or nothing for a step that is for everybody.
pub(super) fn line(library: &Library, step: &Step) -> Option<Block> {
    let mut words = Vec::new();
    for (lead, condition, joint) in
        [("Only if ", &step.when, " and "), ("Skip this if ", &step.unless, " or ")]
    {
        if condition.is_empty() {
            continue;
        }
        if !words.is_empty() {
            words.push(Inline::text(" "));
        }
        words.push(Inline::strong(lead));
        words.push(Inline::text(clauses(library, condition).join(joint) + "."));
    }
    (!words.is_empty()).then_some(Block::Paragraph(words))
}

fn clauses(library: &Library, condition: &Condition) -> Vec<String> {
    let clause = |(fact, values): (&FactId, &Vec<String>)| {
        let known = values.iter().any(|value| value == "*");
        let question = library.facts().get(fact).map_or(fact.as_str(), |def| def.ask.as_str());
        let answers: Vec<String> = values.iter().map(|value| answer(library, fact, value)).collect();
        if known {
            return format!("you know the answer to \u{201c}{question}\u{201d}");
        }
        format!("the answer to \u{201c}{question}\u{201d} is {}", answers.join(" or "))
    };
    condition.iter().map(clause).collect()
}

/// An answer in the words that the person ticked, wherever the set asks for this fact.
fn answer(library: &Library, fact: &FactId, value: &str) -> String {
    let yes_no = library.facts().get(fact).is_some_and(|def| def.kind == FactType::YesNo);
    if yes_no {
        return format!("\u{201c}{value}\u{201d}");
    }
    let steps = library.in_order().into_iter().flat_map(|runbook| &runbook.steps);
    let label = steps.filter_map(|step| match &step.kind {
        Kind::Choose { fact: Some(asked), options, .. } | Kind::Board { fact: asked, options }
            if asked == fact =>
        {
            options.iter().find(|option| option.id == value).map(|option| option.label.clone())
        }
        _ => None,
    });
    format!("\u{201c}{}\u{201d}", label.into_iter().next().unwrap_or_else(|| value.replace('-', " ")))
}
