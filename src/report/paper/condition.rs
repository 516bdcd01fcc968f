//! When a step is for the reader at all: the line that stands before everything else in it.

use super::Print;
use super::numbers::Numbers;
use crate::model::{FactId, FactType, StepRef};
use crate::report::document::{Block, Inline};
use crate::runbook::{ChoiceOption, Condition, Kind, Library, Step, Target};

/// `Only if …` and `Skip this if …`, or nothing for a step that is for everybody. Where no step of the runbook stands below,
/// it says where those go on who skip this one.
pub(super) fn line(print: &Print, numbers: &Numbers, at: &StepRef, step: &Step) -> Option<Block> {
    let mut words: Vec<Inline> = Vec::new();
    // Each fact has a sentence: with "and" behind "or", nobody could tell what belongs together.
    for (condition, first, further) in
        [(&step.when, "Only if ", "And only if "), (&step.unless, "Skip this if ", "Skip it also if ")]
    {
        let mut lead = first;
        for (fact, values) in condition.iter().filter(|one| !numbers.is_met(*one)) {
            if !words.is_empty() {
                words.push(Inline::text(" "));
            }
            words.push(Inline::strong(lead));
            words.extend(clause(print.library, numbers, fact, values));
            words.push(Inline::text("."));
            lead = further;
        }
    }
    if words.is_empty() {
        return None;
    }
    let next = numbers.resolve(at, &Target::Next).filter(|to| !numbers.is_of_the_screen(to));
    if numbers.below(at).is_none() && next.is_some() {
        words.push(Inline::text(" Else go to "));
        words.extend(numbers.place_of(at, &Target::Next));
        words.push(Inline::text("."));
    }
    Some(Block::Paragraph(words))
}

/// By the numbers of the boxes where the question with its boxes is in this print, else by the words of the answers.
fn clause(library: &Library, numbers: &Numbers, fact: &FactId, values: &[String]) -> Vec<Inline> {
    if let Some(words) = boxes(numbers, fact, values) {
        return words;
    }
    let labels = board(library, fact, values);
    if !labels.is_empty() {
        return vec![Inline::text(format!("you have: {}", labels.join(", or ")))];
    }
    // Where the question is on paper, its number is shorter than its words.
    let question = match numbers.asked(fact) {
        Some(at) => vec![Inline::text("in "), Inline::strong(format!("step {}", numbers.step(&at)))],
        None => {
            let words = library.facts().get(fact).map_or(fact.as_str(), |def| def.ask.as_str());
            vec![Inline::text(format!("to \u{201c}{words}\u{201d}"))]
        }
    };
    if values.iter().any(|value| value == "*") {
        return [vec![Inline::text("you know the answer ")], question].concat();
    }
    let answers: Vec<String> = values.iter().map(|value| answer(library, fact, value)).collect();
    let is = Inline::text(format!(" is {}", answers.join(" or ")));
    [vec![Inline::text("the answer ")], question, vec![is]].concat()
}

/// What a board that is not on paper says of these answers: things to have.
fn board<'a>(library: &'a Library, fact: &FactId, values: &[String]) -> Vec<&'a str> {
    let steps = library.in_order().into_iter().flat_map(|runbook| &runbook.steps);
    let options = steps.filter_map(|step| match &step.kind {
        Kind::Board { fact: asked, options } if asked == fact => Some(options),
        _ => None,
    });
    let of = |one: &&ChoiceOption| values.iter().any(|value| one.id == *value);
    options.flatten().filter(of).map(|one| one.label.as_str()).collect()
}

/// ` (not if your answer is 4 in step 2.3)` behind a box that the walk would not offer then; nothing where this print does not
/// ask for it.
pub(super) fn not_if(numbers: &Numbers, unless: &Condition) -> Vec<Inline> {
    let mut words = Vec::new();
    for found in unless.iter().filter_map(|(fact, values)| boxes(numbers, fact, values)) {
        words.push(Inline::text(if words.is_empty() { " (not if " } else { " or " }));
        words.extend(found);
    }
    if !words.is_empty() {
        words.push(Inline::text(")"));
    }
    words
}

/// `your answer is 1 or 9 in step 2.1, or 3 in step 2.2`: every box that gives one of these answers. Nothing where an answer
/// has no box in this print.
fn boxes(numbers: &Numbers, fact: &FactId, values: &[String]) -> Option<Vec<Inline>> {
    let asked = numbers.printed_choices(fact);
    let has = |value: &String| asked.iter().any(|(_, options)| options.iter().any(|one| one.gives(value)));
    if asked.is_empty() || !values.iter().all(has) {
        return None;
    }
    let mut words = vec![Inline::text("your answer is ")];
    for (at, options) in asked {
        let found = (1..)
            .zip(options)
            .filter(|(_, one)| values.iter().any(|value| one.gives(value)))
            .map(|(number, _)| number);
        let found: Vec<usize> = found.collect();
        if found.is_empty() {
            continue;
        }
        let joint = if words.len() > 1 { ", or " } else { "" };
        words.push(Inline::text(format!("{joint}{} in ", listed(found))));
        words.push(Inline::strong(format!("step {}", numbers.step(&at))));
    }
    Some(words)
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
    if let Some(words) = library.kit().words(fact, value) {
        return format!("\u{201c}{words}\u{201d}");
    }
    let yes_no = library.facts().get(fact).is_some_and(|def| def.kind == FactType::YesNo);
    if yes_no {
        return format!("\u{201c}{value}\u{201d}");
    }
    let steps = library.in_order().into_iter().flat_map(|runbook| &runbook.steps);
    let label = steps.filter_map(|step| match &step.kind {
        Kind::Choose { fact: Some(asked), options, .. } if asked == fact => {
            options.iter().find(|option| option.id == value).map(|option| option.label.clone())
        }
        _ => None,
    });
    format!("\u{201c}{}\u{201d}", label.into_iter().next().unwrap_or_else(|| value.replace('-', " ")))
}
