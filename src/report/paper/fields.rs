//! What a step asks, as places to write on.

use super::Print;
use super::numbers::Numbers;
use crate::model::{Class, StepRef};
use crate::model::{FactDef, FactId, FactType};
use crate::report::document::{Block, Field, Inline};
use crate::runbook::{Check, Kind, Step, Target, WaitKind};

/// The fields of a step, and below them where to go on.
pub(super) fn of(print: &Print, numbers: &Numbers, at: &StepRef, step: &Step) -> Vec<Block> {
    let go = |target: &Target| numbers.place_of(at, target);
    let mut fields: Vec<Field> = Vec::new();
    let mut blocks: Vec<Block> = Vec::new();
    let mut leads_on = true;
    match &step.kind {
        Kind::Do { opens: None } => {
            fields.push(Field::Done { label: vec![Inline::text("Done:")] });
        }
        Kind::Do { opens: Some(opens) } => {
            fields.push(tick("This opened, and I am in", go(opens), false));
            fields.push(tick("It stays closed", go(&step.go), false));
            fields.push(blank("Time, and what happened", 1));
            leads_on = false;
        }
        Kind::Ask { facts } => blocks.extend(facts.iter().flat_map(|fact| ask(print, fact))),
        Kind::Choose { fact, options, .. } => {
            let known = fact.as_ref().and_then(|fact| print.known(fact.as_str()));
            for (at, option) in numbers.offered(at, options, &step.go).into_iter().enumerate() {
                let target = option.go.as_ref().unwrap_or(&step.go);
                let ticked = print.answered && known.as_ref().is_some_and(|known| option.id == *known);
                // The guide's numbers: whoever reads this aloud and whoever types mean the same.
                let mut label = vec![Inline::text(format!("{}  {}", at + 1, option.label))];
                label.extend(super::condition::not_if(numbers, &option.unless));
                fields.push(Field::Tick { label, go: go(target), ticked, time: false });
            }
            leads_on = false;
        }
        Kind::Board { options, .. } => {
            for (at, option) in numbers.offered(at, options, &step.go).into_iter().enumerate() {
                fields.push(tick(&format!("{}  {}", at + 1, option.label), Vec::new(), false));
            }
        }
        Kind::Case { options, .. } => {
            for (at, option) in options.iter().enumerate() {
                let label = format!("{}  {}", at + 1, option.label);
                fields.push(tick(&label, option.go.as_ref().map(&go).unwrap_or_default(), true));
            }
            leads_on = false;
        }
        Kind::Check { check, facts, yes, no, unknown } => {
            blocks.extend(facts.iter().flat_map(|fact| ask(print, fact)));
            let label = vec![Inline::text(looked(*check))];
            fields.push(Field::Tick { label, go: Vec::new(), ticked: false, time: true });
            for (answer, target) in [("Yes", yes), ("No", no), ("Not known", unknown)] {
                fields.push(tick(answer, go(target.as_ref().unwrap_or(&step.go)), false));
            }
            leads_on = false;
        }
        Kind::Wait { kind, minutes, after, .. } => {
            let anchor = match after {
                Some(after) => Some(after.parse().unwrap_or_else(|_| StepRef::new(&at.runbook, after))),
                None => before(print, at),
            };
            let mut start = vec![Inline::text("The clock starts")];
            if let Some(anchor) = anchor {
                start.push(Inline::text(" with "));
                start.extend(numbers.name(at, &anchor));
            }
            let until = match kind {
                WaitKind::NotBefore => format!("Do not go on before ({} later)", span(*minutes)),
                WaitKind::Deadline => format!("It must be done before ({} later)", span(*minutes)),
            };
            fields.push(Field::Clock { label: start });
            fields.push(Field::Clock { label: vec![Inline::text(until)] });
            fields.push(tick("Done", Vec::new(), true));
        }
        Kind::Attach { class } => {
            let rule = match class {
                Class::Support => "For support",
                Class::Internal => "For us only, not for support",
                Class::Legal => "Legal paper: only by the channel that support names, never by mail",
            };
            fields.push(blank("File or paper", 1));
            fields.push(blank("Where it is kept", 1));
            fields.push(tick(rule, Vec::new(), true));
        }
    }
    blocks.extend(fields.into_iter().map(Block::Field));
    if leads_on && !follows(numbers, at, &step.go) {
        let mut words = vec![Inline::strong("Then ")];
        match numbers.below(at) {
            // The screen asks meanwhile what has happened; on paper the step below waits for it.
            Some(below) if numbers.resolve(at, &step.go).is_some_and(|to| numbers.is_of_the_screen(&to)) => {
                words.push(Inline::text("wait for it, and go on with "));
                words.push(numbers.place(&below));
                words.push(Inline::text(". If something else happens, "));
            }
            _ => {}
        }
        words.extend(numbers.go(at, &step.go));
        words.push(Inline::text("."));
        blocks.push(Block::Paragraph(words));
    }
    blocks
}

/// A question with its ruled lines, or with a box for each answer where the answers are known.
fn ask(print: &Print, id: &FactId) -> Vec<Block> {
    let Some(def) = print.library.facts().get(id) else { return Vec::new() };
    let value = print.known(id.as_str());
    let boxes = matches!(def.kind, FactType::YesNo | FactType::Choice);
    if let (true, false, Some(value)) = (boxes, print.answered, &value) {
        // What was known when the kit was printed is said, and ticked by nobody.
        let value = Some(value.replace('-', " "));
        return vec![Block::Field(Field::Blank { label: def.ask.clone(), hint: None, value, lines: 1 })];
    }
    let answers: Vec<String> = match def.kind {
        FactType::YesNo => vec!["yes".to_owned(), "no".to_owned()],
        FactType::Choice => def.options.clone(),
        _ => {
            let hint = def.example.as_ref().map(|example| format!("for example {example}"));
            let label = def.ask.clone();
            return vec![Block::Field(Field::Blank { label, hint, value, lines: lines(def) })];
        }
    };
    let mut blocks = vec![Block::Paragraph(vec![Inline::strong(&def.ask)])];
    blocks.extend(answers.into_iter().map(|answer| {
        let ticked = value.as_ref() == Some(&answer);
        let words =
            print.library.kit().words(id, &answer).map_or_else(|| answer.replace('-', " "), str::to_owned);
        Block::Field(Field::Tick { label: vec![Inline::text(words)], go: Vec::new(), ticked, time: false })
    }));
    blocks
}

/// Ruled lines that an answer of this type needs in handwriting.
fn lines(def: &FactDef) -> u8 {
    match def.kind {
        FactType::Lines | FactType::Emails | FactType::Domains | FactType::Roles => 3,
        FactType::Text if def.example.as_ref().is_some_and(|example| example.len() > 40) => 2,
        _ => 1,
    }
}

/// What a person does where the screen would look by itself.
fn looked(check: Check) -> &'static str {
    match check {
        Check::SignIn => "Compared: code, time, Request ID and Correlation ID are on paper. Is it so?",
        Check::DnsTxt => "Asked the domain's own name servers for the record. Is it there, to the letter?",
        Check::Partner => "Compared the roles with the steps of this kit. Can somebody help?",
        Check::TenantDns => "Looked the domain up. Does its mail go to the locked tenant?",
    }
}

fn tick(label: &str, go: Vec<Inline>, time: bool) -> Field {
    Field::Tick { label: vec![Inline::text(label)], go, ticked: false, time }
}

fn blank(label: &str, lines: u8) -> Field {
    Field::Blank { label: label.to_owned(), hint: None, value: None, lines }
}

fn before(print: &Print, at: &StepRef) -> Option<StepRef> {
    let steps = &print.library.get(&at.runbook)?.steps;
    let place = steps.iter().position(|step| step.id == at.step)?;
    Some(StepRef::new(&at.runbook, &steps.get(place.checked_sub(1)?)?.id))
}

/// Whether the target is simply the step below.
fn follows(numbers: &Numbers, at: &StepRef, target: &Target) -> bool {
    let below = numbers.below(at);
    let to = numbers.resolve(at, target);
    matches!((below, to), (Some(below), Some(to)) if to == below)
}

/// Minutes as a person says them.
fn span(minutes: u32) -> String {
    let part = |count: u32, one: &str| format!("{count} {one}{}", if count == 1 { "" } else { "s" });
    match (minutes / 60, minutes % 60) {
        (0, minutes) => part(minutes, "minute"),
        (hours, 0) => part(hours, "hour"),
        (hours, minutes) => format!("{} {}", part(hours, "hour"), part(minutes, "minute")),
    }
}
