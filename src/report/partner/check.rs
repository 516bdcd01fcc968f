//! The answer of `partner check` as blocks: whom to call first, what to say, who cannot help and why.

use crate::partner::chain::Chain;
use crate::partner::condition::Chance;
use crate::partner::finding::Reason;
use crate::partner::{Finding, Helper, Kind, Means, Verdict};
use crate::report::document::{Block, Inline, Item};

use super::ask::{self, Sender};
use super::words;

/// The whole answer.
#[must_use]
pub fn blocks(finding: &Finding, sender: &Sender) -> Vec<Block> {
    blocks_saying(finding, sender, words::for_support(finding))
}

/// The same, with what a case says to support about partners.
#[must_use]
pub fn blocks_saying(finding: &Finding, sender: &Sender, statement: Vec<String>) -> Vec<Block> {
    let mut blocks = vec![
        Block::heading(1, "Who can still help"),
        Block::said(format!("The lockout: {}.", finding.cause.title())),
    ];
    blocks.push(Block::Paragraph(vec![Inline::strong(headline(finding))]));
    let calls = |helper: &&Helper| helper.verdict.rescues() || helper.verdict.open();
    for helper in finding.helpers.iter().filter(calls) {
        caller(finding, helper, sender, &mut blocks);
    }
    chains(finding, &mut blocks);
    let rest: Vec<Item> = finding.helpers.iter().filter(|helper| !calls(helper)).map(other).collect();
    if !rest.is_empty() {
        blocks.push(Block::heading(2, "Not for this lockout"));
        blocks.push(Block::List { first: None, tight: false, items: rest });
    }
    if !statement.is_empty() {
        blocks.push(Block::heading(2, "When support asks"));
        blocks.push(Block::Quote(statement.into_iter().map(Block::said).collect()));
    }
    if !finding.problems.is_empty() {
        blocks.push(Block::heading(2, "Look at this in the files"));
        let items =
            finding.problems.iter().map(|problem| entry(vec![Block::said(problem.to_string())])).collect();
        blocks.push(Block::List { first: None, tight: true, items });
    }
    let next = words::next(finding);
    match next.split_once(" reentry ") {
        Some((why, command)) => {
            blocks.push(Block::said(format!("Next: {why}")));
            blocks.push(Block::Code(format!("reentry {command}")));
        }
        None => blocks.push(Block::said(format!("Next: {next}"))),
    }
    blocks
}

fn headline(finding: &Finding) -> String {
    let count = finding.rescuers().count();
    match (count, finding.nobody()) {
        (0, true) => "Nobody on record can undo this lockout.".into(),
        (0, false) if finding.helpers.is_empty() => "Nobody is on record yet.".into(),
        (0, false) => "Nobody is certain to help; some are open.".into(),
        (count, _) => {
            let certain = finding.rescuers().any(|helper| helper.verdict == Verdict::Helps);
            let verb = if certain { "can help" } else { "can help, if one thing is so" };
            if count == 1 {
                format!("One {verb}.")
            } else {
                format!("{count} {verb}. Call the first one first.")
            }
        }
    }
}

fn caller(finding: &Finding, helper: &Helper, sender: &Sender, blocks: &mut Vec<Block>) {
    let kind = if helper.kind == Kind::Gdap { "partner" } else { "your own tenant" };
    blocks.push(Block::heading(
        2,
        format!("{} ({kind}): {}", capital(&helper.who), words::verdict(helper.verdict)),
    ));
    let mut items = Vec::new();
    for means in helper.means.iter().filter(|means| likely(means)).take(3) {
        let mut line = vec![Inline::text(format!("Can {}", words::means(means)))];
        if !means.only_if.is_empty() {
            let all: Vec<&str> = means.only_if.iter().map(|condition| condition.text()).collect();
            line.push(Inline::text(format!(", only if {}", all.join(", and "))));
        }
        if let Some(caveat) = &means.caveat {
            line.push(Inline::text(format!(". Know: {caveat}")));
        }
        line.push(Inline::text("."));
        items.push(entry(vec![Block::Paragraph(line)]));
    }
    items.extend(reasons(helper).into_iter().map(|line| entry(vec![Block::said(line)])));
    if let Some(line) = words::same_policy(finding.cause, helper) {
        items.push(entry(vec![Block::said(line)]));
    }
    if let Some(provider) = helper.gdap.as_ref().and_then(|gdap| gdap.indirect_provider) {
        items.push(entry(vec![Block::said(format!(
            "Made by an indirect provider (tenant {provider}): only the provider can open Azure support requests. Ask the \
             reseller for its name."
        ))]));
    }
    if !helper.cannot.is_empty() {
        items.push(entry(vec![Block::said(format!("It {}.", words::refusals(&helper.cannot)))]));
    }
    blocks.push(Block::List { first: None, tight: true, items });
    if let Some(words) = ask::phone(finding, helper, sender) {
        blocks.push(Block::said("Read out on the phone:"));
        blocks.push(Block::Quote(vec![Block::said(words)]));
    }
    if let Some(letter) = ask::letter(finding, helper, sender) {
        blocks.push(Block::said("Send, from an address outside the tenant:"));
        blocks.push(Block::Rule);
        blocks.push(Block::said(format!("Subject: {}", letter.subject)));
        blocks.push(lines(&letter.opening));
        blocks.push(Block::said(ask::PLEASE));
        let steps = letter.steps.iter().map(|step| entry(vec![Block::said(step)])).collect();
        blocks.push(Block::List { first: Some(1), tight: true, items: steps });
        blocks.push(lines(&letter.closing));
        blocks.push(Block::Rule);
    }
}

/// Rare set-ups are not worth a line beside what helps.
fn likely(means: &Means) -> bool {
    means.only_if.iter().all(|condition| condition.chance() == Chance::Likely)
}

/// A chain is worth a word when it leads further than each helper alone.
fn chains(finding: &Finding, blocks: &mut Vec<Block>) {
    let mut shown = Vec::new();
    for found in &finding.chains {
        let Some(chain) = Chain::all().find(|chain| chain.id == found.id) else { continue };
        let by_one = chain.needs.len() == 1
            && finding.rescuers().any(|helper| {
                helper.roles.iter().any(|held| held.known().is_some_and(|r| chain.needs[0].any.contains(&r)))
            });
        let remote = found.only_if.iter().any(|condition| condition.chance() == Chance::Remote);
        if by_one || (remote && finding.rescuers().next().is_some()) {
            continue;
        }
        let steps = chain.steps.iter().map(|step| entry(vec![Block::said(step)])).collect();
        shown.push(Block::Paragraph(vec![Inline::strong(format!(
            "{}{}.",
            if remote { "A remote chance: " } else { "" },
            chain.title
        ))]));
        if !found.only_if.is_empty() {
            let all: Vec<&str> = found.only_if.iter().map(|condition| condition.text()).collect();
            shown.push(Block::said(format!("Only if {}.", all.join(", and "))));
        }
        shown.push(Block::List { first: Some(1), tight: true, items: steps });
        shown.push(Block::said(format!("Where it may stop: {}", chain.may_stop)));
        shown.push(Block::Small(vec![Block::said(format!(
            "({}, {}, {})",
            chain.source.title, chain.source.date, chain.source.confidence
        ))]));
    }
    if !shown.is_empty() {
        blocks.push(Block::heading(2, "In several steps"));
        blocks.append(&mut shown);
    }
}

fn other(helper: &Helper) -> Item {
    let mut text = vec![
        Inline::strong(capital(&helper.who)),
        Inline::text(format!(": {}. ", words::verdict(helper.verdict))),
    ];
    text.push(Inline::text(reasons(helper).join(" ")));
    if helper.verdict != Verdict::NoAccess {
        let roles: Vec<String> = helper.roles.iter().map(ToString::to_string).collect();
        if helper.kind == Kind::Gdap && !roles.is_empty() {
            text.push(Inline::text(format!(" Roles: {}.", roles.join(", "))));
        }
        if let Some(remote) = helper.means.first() {
            let all: Vec<&str> = remote.only_if.iter().map(|condition| condition.text()).collect();
            text.push(Inline::text(format!(
                " It could {}, only if {}.",
                words::means(remote),
                all.join(", and ")
            )));
        }
        if !helper.cannot.is_empty() {
            text.push(Inline::text(format!(" It {}.", words::refusals(&helper.cannot))));
        }
        if !helper.also.is_empty() {
            let also: Vec<&str> = helper.also.iter().map(|action| action.words().what).collect();
            text.push(Inline::text(format!(" Still useful: it can {}.", also.join(", and "))));
        }
    }
    entry(vec![Block::Paragraph(text)])
}

/// That a relationship works is said by its end date; everything else has its sentence.
fn reasons(helper: &Helper) -> Vec<String> {
    let gdap = helper.gdap.as_ref();
    let mut seen: Vec<&Reason> = Vec::new();
    for reason in &helper.reasons {
        if !seen.contains(&reason) {
            seen.push(reason);
        }
    }
    seen.into_iter().map(|reason| words::reason(reason, gdap)).collect()
}

/// A paragraph whose lines stay lines.
fn lines(lines: &[String]) -> Block {
    let parts = lines.iter().map(Inline::text);
    let mut inlines: Vec<Inline> = parts.flat_map(|line| [line, Inline::Break]).collect();
    inlines.pop();
    Block::Paragraph(inlines)
}

/// The first letter of a heading.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn entry(blocks: Vec<Block>) -> Item {
    Item { task: None, blocks }
}
