//! A judgement about Conditional Access as a frightened person reads it: the verdict first, then who refuses, then the
//! open way, then what would settle the rest.

use super::document::{Block, Inline, Item};
use crate::policy::{By, Context, Judgement, Outcome, Person, Surface, Verdict};

/// The judgement and those of the further ways.
#[must_use]
pub fn check(judgement: &Judgement, ways: &[(Option<String>, Judgement)], policies: usize) -> Vec<Block> {
    let mut blocks = vec![Block::Paragraph(vec![Inline::strong(first_line(judgement.verdict))])];
    blocks.push(limit(policies));
    if !judgement.by.is_empty() {
        blocks.push(Block::heading(
            2,
            match judgement.verdict {
                Verdict::Locked => "Who refuses",
                Verdict::Open | Verdict::CannotTell => "What would decide",
            },
        ));
        blocks.push(list(judgement.by.iter().map(refusal)));
    }
    let open: Vec<_> = ways.iter().filter(|(_, way)| way.verdict == Verdict::Open).collect();
    if !judgement.steps.is_empty() {
        blocks.push(Block::heading(2, "What to do"));
        blocks.push(numbered(&judgement.steps));
    }
    if !ways.is_empty() {
        blocks.push(Block::heading(2, "Other ways"));
        if open.is_empty() {
            blocks.push(Block::said("No other way that was asked about is known to be open."));
        }
        for (name, way) in ways {
            let name = name.as_deref().unwrap_or("a way without a name");
            let end = match way.verdict {
                Verdict::Open => "open",
                Verdict::Locked => "locked",
                Verdict::CannotTell => "cannot be told",
            };
            blocks.push(Block::said(format!("{name}: {end}.")));
            if way.verdict == Verdict::Open {
                blocks.push(numbered(&way.steps));
            }
        }
    }
    if !judgement.missing.is_empty() {
        blocks.push(Block::heading(2, "What is not known"));
        blocks.push(list(judgement.missing.iter().map(|fact| vec![Block::said(format!("{}.", fact.text))])));
    }
    if !judgement.warnings.is_empty() {
        blocks.push(Block::heading(2, "Good to know"));
        let said = |warning: &crate::policy::warning::Warning| {
            let name = warning.policy.as_ref().map(|name| format!("{name}: ")).unwrap_or_default();
            vec![Block::said(format!("{name}{}.", warning.text))]
        };
        blocks.push(list(judgement.warnings.iter().map(said)));
    }
    blocks
}

/// How an account is named in a sentence.
#[must_use]
pub fn who(person: &Person) -> String {
    let id = || person.id.as_ref().map(ToString::to_string);
    person.name.clone().or_else(id).unwrap_or_else(|| "an administrator of whom nothing is known".to_owned())
}

/// How a place is named in a sentence.
#[must_use]
pub fn place(context: &Context) -> String {
    let place = match (context.surface, &context.user_action) {
        (_, Some(action)) => return format!("the action {action}"),
        (Some(Surface::EntraPortal), _) => "Entra admin center and Azure portal",
        (Some(Surface::M365Admin), _) => "Microsoft 365 admin center",
        (Some(Surface::GraphPowershell), _) => "Microsoft Graph PowerShell",
        (Some(Surface::GraphExplorer), _) => "Graph Explorer",
        (Some(Surface::AzureCli), _) => "Azure CLI",
        (Some(Surface::AzurePowershell), _) => "Azure PowerShell",
        (None, None) => "a place that was not named",
    };
    place.to_owned()
}

/// Every administrator at every place: the verdict over all, then who refuses, then the first open way, then what would
/// settle the rest.
#[must_use]
pub fn everybody(answers: &[(&Person, &Context, Judgement)], policies: usize) -> Vec<Block> {
    let open = answers.iter().find(|(_, _, judgement)| judgement.verdict == Verdict::Open);
    let all_locked = answers.iter().all(|(_, _, judgement)| judgement.verdict == Verdict::Locked);
    let first = match open {
        Some((person, context, _)) => format!("OPEN: {} gets in through {}.", who(person), place(context)),
        None if all_locked => "LOCKED: every sign-in that was asked about is refused.".to_owned(),
        None => "CANNOT TELL: no sign-in is known to be let in, and a fact is missing that would decide.".to_owned(),
    };
    let mut blocks = vec![Block::Paragraph(vec![Inline::strong(first)]), limit(policies)];
    let mut refusing: Vec<(&By, usize)> = Vec::new();
    for by in answers.iter().flat_map(|(_, _, judgement)| &judgement.by) {
        match refusing.iter_mut().find(|(one, _)| one.name == by.name && one.id == by.id && one.outcome == by.outcome) {
            Some((_, count)) => *count += 1,
            None => refusing.push((by, 1)),
        }
    }
    if !refusing.is_empty() {
        blocks.push(Block::heading(2, "Who refuses, or may refuse"));
        let total = answers.len();
        blocks.push(list(refusing.iter().map(|(by, count)| {
            let mut blocks = refusal(by);
            blocks.push(Block::said(format!("This concerns {count} of {total} sign-ins that were looked at.")));
            blocks
        })));
    }
    if let Some((person, context, judgement)) = open {
        blocks.push(Block::heading(2, format!("What to do: {} through {}", who(person), place(context))));
        blocks.push(numbered(&judgement.steps));
    }
    blocks.push(Block::heading(2, "Each administrator"));
    let cell = |text: &str| vec![Inline::text(text)];
    let rows = answers.iter().map(|(person, context, judgement)| {
        let verdict = match judgement.verdict {
            Verdict::Open => "open",
            Verdict::Locked => "locked",
            Verdict::CannotTell => "cannot tell",
        };
        vec![cell(&who(person)), cell(&place(context)), cell(verdict)]
    });
    blocks.push(Block::Table { head: vec![cell("Account"), cell("Place"), cell("Verdict")], rows: rows.collect() });
    let mut missing: Vec<&str> = Vec::new();
    for fact in answers.iter().flat_map(|(_, _, judgement)| &judgement.missing) {
        if !missing.contains(&fact.text.as_str()) {
            missing.push(&fact.text);
        }
    }
    if !missing.is_empty() {
        blocks.push(Block::heading(2, "What is not known"));
        blocks.push(list(missing.iter().map(|text| vec![Block::said(format!("{text}."))])));
    }
    blocks
}

fn limit(policies: usize) -> Block {
    Block::said(match policies {
        0 => "There is no policy in the files that were given; the answer goes no further than that.".to_owned(),
        1 => "This answer goes as far as the one policy that was given.".to_owned(),
        count => format!("This answer goes as far as the {count} policies that were given."),
    })
}

fn first_line(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Open => "OPEN: this sign-in is let in.",
        Verdict::Locked => "LOCKED: this sign-in is refused.",
        Verdict::CannotTell => "CANNOT TELL: a fact is missing that would decide.",
    }
}

fn refusal(by: &By) -> Vec<Block> {
    let what = match by.outcome {
        Outcome::Block => "blocks",
        Outcome::Unsatisfied => "asks for something that cannot be met",
        Outcome::MandatoryMfa => "Microsoft's own demand",
        Outcome::Unknown => "may refuse",
    };
    let mut blocks =
        vec![Block::Paragraph(vec![Inline::strong(by.name.clone()), Inline::text(format!(": {what}"))])];
    if let Some(id) = &by.id {
        blocks.push(Block::Code(id.clone()));
    }
    if !by.why.is_empty() {
        blocks.push(list(by.why.iter().map(|step| vec![Block::said(step.clone())])));
    }
    blocks
}

fn list(items: impl Iterator<Item = Vec<Block>>) -> Block {
    Block::List { first: None, tight: true, items: items.map(|blocks| Item { task: None, blocks }).collect() }
}

fn numbered(steps: &[String]) -> Block {
    let items =
        steps.iter().map(|step| Item { task: None, blocks: vec![Block::said(step.clone())] }).collect();
    Block::List { first: Some(1), tight: true, items }
}
