//! A judgement about Conditional Access as a frightened person reads it: the verdict first, then who refuses, then the
//! open way, then what would settle the rest.

use super::document::{Block, Inline, Item};
use crate::policy::{By, Judgement, Outcome, Verdict};

/// The judgement and those of the further ways.
#[must_use]
pub fn check(judgement: &Judgement, ways: &[(Option<String>, Judgement)], policies: usize) -> Vec<Block> {
    let mut blocks = vec![Block::Paragraph(vec![Inline::strong(first_line(judgement.verdict))])];
    let limit = match policies {
        1 => "This answer goes as far as the one policy that was given.".to_owned(),
        count => format!("This answer goes as far as the {count} policies that were given."),
    };
    blocks.push(Block::said(limit));
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
