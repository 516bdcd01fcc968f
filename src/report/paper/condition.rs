//! When a step is for the reader at all: the line that stands before everything else in it.

use super::Print;
use super::numbers::Numbers;
use crate::model::{FactId, FactType};
use crate::report::document::{Block, Inline};
use crate::runbook::{Condition, Kind, Library, Step};

/// `Only if …` and `Skip this if …`, or nothing for a step that is for everybody.
pub(super) fn line(print: &Print, numbers: &Numbers, step: &Step) -> Option<Block> {
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
        words.extend(clauses(print.library, numbers, condition, joint));
        words.push(Inline::text("."));
    }
    (!words.is_empty()).then_some(Block::Paragraph(words))
}

fn clauses(library: &Library, numbers: &Numbers, condition: &Condition, joint: &str) -> Vec<Inline> {
    let mut words = Vec::new();
    for (at, (fact, values)) in condition.iter().enumerate() {
        if at > 0 {
            words.push(Inline::text(joint));
        }
        words.extend(clause(library, numbers, fact, values));
    }
    words
}

/// By the numbers of the boxes where the question with its boxes is in this print, else by the words of the answers.
fn clause(library: &Library, numbers: &Numbers, fact: &FactId, values: &[String]) -> Vec<Inline> {
    if let Some((asked, options)) = numbers.printed_choice(fact) {
        let number = |value: &String| options.iter().position(|option| option.id == *value).map(|at| at + 1);
        if let Some(found) = values.iter().map(number).collect::<Option<Vec<usize>>>() {
            return vec![
                Inline::text("your answer in "),
                Inline::strong(format!("step {}", numbers.step(&asked))),
                Inline::text(format!(" is {}", listed(found))),
            ];
        }
    }
    let question = library.facts().get(fact).map_or(fact.as_str(), |def| def.ask.as_str());
    if values.iter().any(|value| value == "*") {
        return vec![Inline::text(format!("you know the answer to \u{201c}{question}\u{201d}"))];
    }
    let answers: Vec<String> = values.iter().map(|value| answer(library, fact, value)).collect();
    vec![Inline::text(format!("the answer to \u{201c}{question}\u{201d} is {}", answers.join(" or ")))]
}

/// `1, 3 or 4`.
fn listed(mut numbers: Vec<usize>) -> String {
    numbers.sort_unstable();
    let texts: Vec<String> = numbers.iter().map(usize::to_string).collect();
    match texts.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, before)) => format!("{} or {last}", before.join(", ")),
        None => String::new(),
    }
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
