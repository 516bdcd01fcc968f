//! A judgement about Conditional Access as a frightened person reads it: the verdict first, then who refuses, then the
//! open way, then what would settle the rest.

use std::collections::HashSet;

use chrono::{DateTime, NaiveDate, Utc};

use super::document::{Block, Document, Edition, Inline, Item, Part};
use crate::policy::doors::{APPLICATION_STEP, Best, Door, cost};
use crate::policy::grid::Grid;
use crate::policy::preview::{Loss, Preview};
use crate::policy::{By, Context, Judgement, Law, Outcome, Person, Surface, Verdict, explain_some};

/// The judgement and those of the further ways.
#[must_use]
pub fn check(
    judgement: &Judgement,
    ways: &[(Option<String>, Judgement)],
    law: &Law,
    now: DateTime<Utc>,
) -> Vec<Block> {
    let mut blocks = vec![Block::Paragraph(vec![Inline::strong(first_line(judgement.verdict))])];
    blocks.push(limit(law, now));
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
pub fn everybody(answers: &[(&Person, &Context, Judgement)], law: &Law, now: DateTime<Utc>) -> Vec<Block> {
    let open = answers.iter().find(|(_, _, judgement)| judgement.verdict == Verdict::Open);
    let all_locked = answers.iter().all(|(_, _, judgement)| judgement.verdict == Verdict::Locked);
    let first = match open {
        Some((person, context, _)) => format!("OPEN: {} gets in through {}.", who(person), place(context)),
        None if all_locked => "LOCKED: every sign-in that was asked about is refused.".to_owned(),
        None => "CANNOT TELL: no sign-in is known to be let in, and a fact is missing that would decide."
            .to_owned(),
    };
    let mut blocks = vec![Block::Paragraph(vec![Inline::strong(first)]), limit(law, now)];
    let mut refusing: Vec<(&By, usize)> = Vec::new();
    for (_, _, judgement) in answers {
        let mut here: Vec<usize> = Vec::new();
        for by in &judgement.by {
            let same =
                |(one, _): &(&By, usize)| one.name == by.name && one.id == by.id && one.outcome == by.outcome;
            let place = refusing.iter().position(same).unwrap_or_else(|| {
                refusing.push((by, 0));
                refusing.len() - 1
            });
            if !here.contains(&place) {
                here.push(place);
                refusing[place].1 += 1;
            }
        }
    }
    if !refusing.is_empty() {
        blocks.push(Block::heading(2, "Who refuses, or may refuse"));
        let total = answers.len();
        blocks.push(list(refusing.iter().map(|(by, count)| {
            let mut blocks = refusal(by);
            blocks
                .push(Block::said(format!("This concerns {count} of {total} sign-ins that were looked at.")));
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
    blocks.push(Block::Table {
        head: vec![cell("Account"), cell("Place"), cell("Verdict")],
        rows: rows.collect(),
    });
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

fn limit(law: &Law, now: DateTime<Utc>) -> Block {
    let mut text = match law.policies.len() {
        0 => "There is no policy in the files that were given; the answer goes no further than that."
            .to_owned(),
        1 => "This answer goes as far as the one policy that was given.".to_owned(),
        count => format!("This answer goes as far as the {count} policies that were given."),
    };
    if law.is_stale(now) {
        text.push_str(&match law.read {
            Some(read) => format!(
                " They were read on {}; a change since then is not in them, nor a policy that Microsoft has switched on.",
                read.format("%Y-%m-%d")
            ),
            None => " One of them is Microsoft's own and report-only; Microsoft may have switched it on since it was \
                     exported."
                .to_owned(),
        });
    }
    Block::said(text)
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

/// What a search for doors found.
pub struct Found<'a> {
    pub law: &'a Law<'a>,
    pub people: &'a [Person],
    pub doors: &'a [Door],
    pub best: &'a [Best],
    /// The judgement of each person at each door.
    pub grid: &'a Grid<'a>,
    /// When it is asked: old exports are named as old.
    pub now: DateTime<Utc>,
}

/// So many names stand in one line; the others are counted.
const NAMED: usize = 5;

/// A few names in one line; many are counted. Several of one name stand there once, with their number.
#[must_use]
pub fn names(all: &[String]) -> String {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for name in all {
        match counts.iter_mut().find(|(known, _)| known == name) {
            Some((_, count)) => *count += 1,
            None => counts.push((name, 1)),
        }
    }
    let label = |(name, count): &(&str, usize)| match count {
        1 => (*name).to_owned(),
        count => format!("{name} ({count} of this name)"),
    };
    let named: Vec<String> = counts.iter().take(NAMED).map(label).collect();
    let more: usize = counts.iter().skip(NAMED).map(|(_, count)| count).sum();
    match (named.is_empty(), more) {
        (true, _) => "nobody that is known".to_owned(),
        (false, 0) => named.join(", "),
        (false, more) => format!("{} and {more} more", named.join(", ")),
    }
}

/// Who refuses in one line: each policy once, however many sign-ins it refuses.
#[must_use]
pub fn refusers<'a>(by: impl IntoIterator<Item = &'a By>) -> String {
    let mut seen = HashSet::new();
    let each = by.into_iter().filter(|by| seen.insert((&by.id, &by.name)));
    names(&each.map(|by| by.name.clone()).collect::<Vec<_>>())
}

/// So many ways are shown with their steps; the others in one line each.
const IN_FULL: usize = 4;

/// Every way in, cheapest first; then who has none, and what is not known.
#[must_use]
pub fn doors(found: &Found, applications: &[String]) -> Vec<Block> {
    let price = |best: &&Best| cost(&found.people[best.person], &found.doors[best.door]);
    let mut open: Vec<&Best> = found.best.iter().filter(|best| best.verdict == Verdict::Open).collect();
    open.sort_by_key(price);
    let all_locked = found.best.iter().all(|best| best.verdict == Verdict::Locked);
    let first = match open.first() {
        Some(best) => format!(
            "OPEN: the easiest way in is {} through {}.",
            who(&found.people[best.person]),
            place(&found.doors[best.door].context)
        ),
        None if !applications.is_empty() => {
            "OPEN: an application that may write policies is a way in.".to_owned()
        }
        None if all_locked => "LOCKED: no way in is open.".to_owned(),
        None => {
            "CANNOT TELL: no way in is known to be open, and a fact is missing that would decide.".to_owned()
        }
    };
    let mut blocks = vec![Block::Paragraph(vec![Inline::strong(first)]), limit(found.law, found.now)];
    if !open.is_empty() || !applications.is_empty() {
        blocks.push(Block::heading(2, "Open ways, the easiest first"));
    }
    let others = open.split_off(open.len().min(IN_FULL));
    for best in open {
        let (person, door) = (&found.people[best.person], &found.doors[best.door]);
        blocks.push(Block::heading(3, format!("{} through {}", who(person), place(&door.context))));
        let mut all = door.first.clone();
        if let Some(platform) = &door.context.platform {
            all.insert(0, format!("Use a device with {}.", system(platform)));
        }
        all.extend(found.grid.steps(best.person, best.door, &door.context));
        blocks.push(numbered(&all));
    }
    if !others.is_empty() {
        blocks.push(Block::heading(3, "Further open ways"));
        blocks.push(list(others.iter().map(|best| {
            let (person, door) = (&found.people[best.person], &found.doors[best.door]);
            let first =
                if door.first.is_empty() { String::new() } else { format!(" {}", door.first.join(" ")) };
            vec![Block::said(format!("{} through {}.{first}", who(person), place(&door.context)))]
        })));
    }
    for name in applications {
        blocks.push(Block::heading(3, format!("The application {name}")));
        blocks.push(numbered(&[APPLICATION_STEP.to_owned()]));
    }
    let mut facts: Vec<String> = Vec::new();
    let (mut unsure, mut closed) = (Vec::new(), Vec::new());
    for (number, person) in found.people.iter().enumerate() {
        let mine = || found.best.iter().filter(|best| best.person == number);
        let Some(best) = mine().min_by_key(|best| best.verdict) else { continue };
        if best.verdict == Verdict::Open {
            continue;
        }
        let (_, by, missing) = explain_some(found.law, person, &found.doors[best.door].context, 0);
        let by = refusers(&by);
        if best.verdict == Verdict::Locked {
            closed.push(format!("{}: refused by {by}.", who(person)));
            continue;
        }
        unsure.push(format!("{}: it depends on {by}.", who(person)));
        for fact in missing {
            if !facts.contains(&fact.text) {
                facts.push(fact.text);
            }
        }
    }
    let mut section = |title: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            blocks.push(Block::heading(2, title));
            blocks.push(list(lines.into_iter().map(|line| vec![Block::said(line)])));
        }
    };
    section("Cannot be told", unsure);
    section("What would settle it", facts.into_iter().map(|fact| format!("{fact}.")).collect());
    section("No way in", closed);
    blocks
}

fn system(platform: &str) -> &str {
    match platform {
        "windows" => "Windows",
        "macos" => "macOS",
        "linux" => "Linux",
        "ios" => "iOS",
        "android" => "Android",
        other => other,
    }
}

/// What becomes of the emergency accounts together: the first so many of the people.
#[must_use]
pub fn emergency(found: &Preview, count: usize) -> Loss {
    if count == 0 || found.still_open.iter().any(|(person, _)| *person < count) {
        return Loss::None;
    }
    let unsure = |person: &usize| found.unsure.contains(person);
    if (0..count).any(|person| unsure(&person)) { Loss::CannotTell } else { Loss::Last }
}

/// What a change would do: the worst first.
#[must_use]
pub fn preview(found: &Preview, emergencies: usize, before: usize, after: usize) -> Vec<Block> {
    let own = |place: &usize| !found.people[*place].kinds.is_service_provider();
    let of = |loss: Loss| -> Vec<String> {
        let all = (0..found.people.len()).filter(own).filter(|place| found.losses[*place] == loss);
        all.map(|place| who(&found.people[place])).collect()
    };
    let (lost, unsure) = (of(Loss::Last), of(Loss::CannotTell));
    let together = emergency(found, emergencies);
    let first = if !lost.is_empty() {
        format!("STOP: with this change, {} would lose the last way in.", names(&lost))
    } else if together == Loss::Last {
        "STOP: with this change, no emergency account would have a way in.".to_owned()
    } else if !unsure.is_empty() {
        format!("CANNOT TELL: whether {} would keep a way in is not known.", names(&unsure))
    } else if together == Loss::CannotTell {
        "CANNOT TELL: whether an emergency account would have a way in is not known.".to_owned()
    } else {
        "No administrator loses the last way in with this change.".to_owned()
    };
    let mut blocks = vec![
        Block::Paragraph(vec![Inline::strong(first)]),
        Block::said(format!(
            "This answer goes as far as the policies that were given: {before} before, {after} after."
        )),
    ];
    let mut section = |title: &str, lines: Vec<String>| {
        if !lines.is_empty() {
            blocks.push(Block::heading(2, title));
            blocks.push(list(lines.into_iter().map(|line| vec![Block::said(line)])));
        }
    };
    let mut policies: Vec<String> = found.added.iter().map(|name| format!("Added: {name}")).collect();
    policies.extend(found.removed.iter().map(|name| format!("Removed: {name}")));
    policies
        .extend(found.changed.iter().map(|(name, parts)| format!("Changed: {name} ({})", parts.join(", "))));
    section("Policies", policies);
    let changes = found.changes.iter().map(|change| {
        let own = who(&found.people[change.person]);
        let name = change.who.clone().unwrap_or(own);
        let by = if change.by.is_empty() {
            String::new()
        } else {
            format!(" Because of: {}.", refusers(&change.by))
        };
        let (before, after) = (words(change.before), words(change.after));
        format!("{name} through {}: {before} before, {after} after.{by}", place(&change.context))
    });
    section("Who gets in differently", changes.collect());
    let partners = found.people.iter().enumerate().filter(|(place, _)| !own(place));
    let partners = partners.map(|(place, person)| match found.losses[place] {
        Loss::Last => format!("{} loses the last way in.", who(person)),
        Loss::CannotTell => format!("Whether {} keeps a way in is not known.", who(person)),
        Loss::None => format!("Nothing changes for {}.", who(person)),
    });
    section("Partners", partners.collect());
    let sleeping = found.sleeping.iter().map(|(policy, people)| {
        let people = names(&people.iter().map(|one| who(&found.people[*one])).collect::<Vec<_>>());
        format!("{policy} is report-only. Switched on, it would lock out: {people}.")
    });
    section("Report-only policies", sleeping.collect());
    let open = found
        .still_open
        .iter()
        .map(|(person, door)| format!("{} through {}", who(&found.people[*person]), place(&door.context)));
    section("Still open afterwards", open.collect());
    blocks
}

fn words(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Open => "open",
        Verdict::Locked => "locked",
        Verdict::CannotTell => "not known",
    }
}

/// The blocks as a page of its own, for people who were not at the screen.
#[must_use]
pub fn document(title: &str, blocks: Vec<Block>, today: NaiveDate) -> Document {
    Document {
        title: title.to_owned(),
        owner: None,
        edition: Edition {
            version: format!("reentry {}", env!("CARGO_PKG_VERSION")),
            issued: today,
            review_by: None,
        },
        logo: None,
        parts: vec![Part::new("answer", title, blocks)],
    }
}
