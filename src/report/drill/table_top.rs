//! The same drill on paper: a sheet for whoever leads it, one for those who play, and the record to fill in.

use chrono::{Days, NaiveDate};

use crate::readiness::drill::Scenario;
use crate::report::document::{Block, Column, Document, Edition, Field, Inline, Item, Part};
use crate::runbook::Library;

/// The printed drill.
#[must_use]
pub fn table_top(scenario: &Scenario, library: &Library, today: NaiveDate) -> Document {
    let edition = Edition {
        version: format!("reentry {}", env!("CARGO_PKG_VERSION")),
        issued: today,
        review_by: today.checked_add_days(Days::new(90)),
    };
    let parts = vec![
        Part::new("players", "DRILL: for everybody at the table", players(scenario)),
        Part::new("leader", "DRILL: for the one who leads it", leader(scenario, library)),
        Part::new("record", "DRILL: the record", record(scenario)),
    ];
    Document { title: format!("DRILL: {}", scenario.title), owner: None, edition, logo: None, parts }
}

fn players(scenario: &Scenario) -> Vec<Block> {
    let rules = [
        "Play from the printed kit, and say aloud what you do. One of you writes the call log.",
        "Nothing here is real. Do not call Microsoft, change anything or sign in anywhere.",
        "The sheet of the one who leads is theirs alone.",
        "Stop after two hours, wherever you are.",
    ];
    let mut blocks: Vec<Block> = paragraphs(&scenario.briefing);
    blocks.push(list(rules.into_iter().map(|rule| vec![say(rule)])));
    blocks
}

/// Each move with its place, its time and what a good team does.
fn leader(scenario: &Scenario, library: &Library) -> Vec<Block> {
    let mut blocks = vec![say(
        "Read a move out when the team has reached its step, never earlier. Set the drill's clock forward as the move \
         says, and write down both times. {page-time} is two minutes ago in UTC; {txt} is the day in India (UTC+05:30) at \
         the moment when the TXT record was asked for, as DD-MM-YYYY; {administrator} is the Global Administrator that the \
         team named last. Accept exact answers only.",
    )];
    for (at, one) in scenario.moves.iter().enumerate() {
        let place = library.step(&one.at).map_or_else(
            || one.at.to_string(),
            |(runbook, step)| format!("\u{201c}{}\u{201d}, \u{201c}{}\u{201d}", runbook.title, step.title),
        );
        let clock = match (&one.until_utc, one.clock) {
            (Some(hour), _) => format!("the next time it is {hour} UTC"),
            (None, 0) => "no time passes".to_owned(),
            (None, minutes) => format!("{minutes} minutes later"),
        };
        let mut inner = vec![say(&format!("At {place}; {clock}.")), Block::Code(one.text.trim().to_owned())];
        if let Some(wanted) = &one.wants {
            inner.push(labelled("Accept only: ", wanted));
        }
        if one.wants_fact.is_some() {
            inner.push(labelled("Accept only: ", "the fact that was asked for, and nothing else."));
        }
        if !one.wants_one_of.is_empty() {
            inner.push(labelled("Accept: ", &one.wants_one_of.join(", ")));
        }
        if let Some(check) = &one.check {
            inner.push(labelled("Write down if so: ", &check.otherwise));
        }
        inner.push(Block::Field(Field::Clock { label: vec![Inline::text("Read out at")] }));
        inner.push(Block::Field(Field::Clock { label: vec![Inline::text("Answered at")] }));
        blocks.push(Block::Step {
            number: (at + 1).to_string(),
            anchor: format!("move-{}", one.id),
            title: one.from.clone(),
            blocks: inner,
        });
    }
    blocks
}

fn record(scenario: &Scenario) -> Vec<Block> {
    let blank = |label: &str, lines| {
        Block::Field(Field::Blank { label: label.to_owned(), hint: None, value: None, lines })
    };
    let clock = |label: &str| Block::Field(Field::Clock { label: vec![Inline::text(label)] });
    let column = |name: &str, width| Column { name: name.to_owned(), width };
    let mut blocks = vec![clock("Began"), clock("Ended"), blank("Who took part", 2)];
    blocks.push(say("What would have cost time, or the case. Tick what happened:"));
    let checks = scenario.moves.iter().filter_map(|one| one.check.as_ref());
    blocks.push(Block::List {
        first: None,
        tight: true,
        items: checks.map(|check| Item { task: Some(false), blocks: vec![say(&check.otherwise)] }).collect(),
    });
    blocks.push(say("What nobody could find:"));
    blocks.push(Block::Form {
        columns: vec![column("What", 8), column("Who finds it", 4), column("By when", 3)],
        rows: 8,
    });
    blocks.push(blank("The next drill", 1));
    blocks.push(blank("Signatures", 2));
    blocks
}

fn paragraphs(text: &str) -> Vec<Block> {
    text.trim().split("\n\n").map(|paragraph| say(paragraph.trim())).collect()
}

fn list(items: impl Iterator<Item = Vec<Block>>) -> Block {
    let items = items.map(|blocks| Item { task: None, blocks }).collect();
    Block::List { first: None, tight: true, items }
}

fn say(words: &str) -> Block {
    Block::Paragraph(vec![Inline::text(words)])
}

fn labelled(label: &str, words: &str) -> Block {
    Block::Paragraph(vec![Inline::strong(label), Inline::text(words)])
}
