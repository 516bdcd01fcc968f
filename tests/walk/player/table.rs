//! The table: what the walk costs each person, in both terminals. A snapshot, so that every change of it is seen; and
//! the budgets, as an assertion. What a budget does not hold yet is listed by name in `personas/unreached.toml`; the
//! list fails as well when one of its rows is reached, so it can only become shorter.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use serde::Deserialize;

use super::drive::At;
use super::persona::{Persona, everybody, people, topics};
use super::play::{Cost, Played, play};
use crate::program::file;

/// Answers to the first door that fits.
const DOOR: usize = 5;

/// Answers and words to a text that can be sent.
const TEXT: Cost = Cost { answers: 22, words: 1_500 };

/// The same where another party, or two accounts with different causes, are told.
const TEXT_FOR_TWO: Cost = Cost { answers: 26, words: 1_800 };

struct Row {
    name: String,
    persona: Persona,
    at: At,
    played: Played,
}

/// Everybody at both seats, two at a time.
fn rows() -> Vec<Row> {
    let people = everybody();
    let topics = topics(&people);
    let seats: Vec<(usize, At)> =
        (0..people.len()).flat_map(|who| [(who, At::Terminal), (who, At::Pipe)]).collect();
    let (queue, played) = (Mutex::new(seats.iter()), Mutex::new(BTreeMap::new()));
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                loop {
                    let Some((who, at)) = queue.lock().unwrap().next() else { return };
                    let done = play(&people[*who].1, &topics, *at);
                    played.lock().unwrap().insert((*who, *at), done);
                }
            });
        }
    });
    let played = played.into_inner().unwrap();
    let talks = std::env::var_os("REENTRY_TALKS");
    let mut rows = Vec::new();
    for ((who, at), played) in played {
        // A person is read once for each seat.
        let (name, persona) = everybody().swap_remove(who);
        if let Some(dir) = &talks {
            let path = std::path::Path::new(dir).join(format!("{name}.{}.txt", seat(at)));
            std::fs::write(path, format!("{}\n\n{}", played.talk, played.texts)).unwrap();
        }
        rows.push(Row { name, persona, at, played });
    }
    rows
}

fn seat(at: At) -> &'static str {
    if at == At::Terminal { "terminal" } else { "pipe" }
}

fn cost(cost: Option<Cost>) -> String {
    cost.map_or_else(|| "never".into(), |c| format!("{:>2} {:>5}", c.answers, c.words))
}

fn table(rows: &[Row]) -> String {
    let mut table = String::new();
    for Row { name, persona, .. } in rows.iter().filter(|row| row.at == At::Pipe) {
        let source = persona.source.as_deref().unwrap_or("made up");
        table.push_str(&format!("{name}: {} ({source})\n", persona.story));
    }
    table.push_str(
        "\nperson                        at         door       text       board      tall twice none short\n",
    );
    for Row { name, at, played, .. } in rows {
        table.push_str(&format!(
            "{name:<29} {:<9}  {:<9}  {:<9}  {:<9}  {:>4} {:>5} {:>4} {:>5}\n",
            seat(*at),
            cost(played.door),
            cost(played.text),
            cost(played.end),
            played.tall.len(),
            played.twice.len(),
            played.about_none.len(),
            played.short.len(),
        ));
    }
    table
}

/// What does not hold for one person at one seat.
fn unreached(row: &Row) -> Vec<String> {
    let Row { persona, played, .. } = row;
    let budget = if persona.told_for_two { TEXT_FOR_TWO } else { TEXT };
    let mut open = Vec::new();
    if played.door.is_none_or(|door| door.answers > DOOR) {
        open.push("the first door".to_owned());
    }
    if played.text.is_none_or(|text| text.answers > budget.answers) {
        open.push("answers to the text".into());
    }
    if played.text.is_none_or(|text| text.words > budget.words) {
        open.push("words to the text".into());
    }
    if played.end.is_none() {
        open.push("the board of the case".into());
    }
    let each = |what: &'static str, lines: &[String]| {
        lines.iter().map(|line| format!("{what}: {line}")).collect::<Vec<_>>()
    };
    open.extend(each("taller than the window", &played.tall));
    open.extend(each("asked twice", &played.twice));
    open.extend(each("asked about what there is none of", &played.about_none));
    open.extend(each("more answers than promised", &played.short));
    open.extend(each("not said", &played.unsaid));
    open.extend(each("said, and must never be", &played.said));
    open
}

/// What is known not to hold yet, by person.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Unreached {
    #[serde(default)]
    unreached: BTreeMap<String, BTreeSet<String>>,
}

#[test]
fn the_walk_keeps_its_budgets_for_everybody() {
    let rows = rows();
    let listed: Unreached =
        toml::from_str(&std::fs::read_to_string(file("walk/personas/unreached.toml")).unwrap()).unwrap();
    let mut open: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in &rows {
        let lines = unreached(row);
        if !lines.is_empty() {
            open.entry(row.name.clone()).or_default().extend(lines);
        }
    }
    let shown = |open: &BTreeMap<String, BTreeSet<String>>| {
        let lines =
            open.iter().flat_map(|(name, lines)| lines.iter().map(move |line| format!("{name}: {line}")));
        lines.collect::<Vec<_>>().join("\n")
    };
    if std::env::var_os("REENTRY_PERSONAS").is_some() {
        panic!("{}\n{}", table(&rows), shown(&open));
    }
    insta::assert_snapshot!("what_the_walk_costs", table(&rows));
    assert_eq!(shown(&open), shown(&listed.unreached), "left: what does not hold; right: what is listed");
}

/// Answers to the text for somebody who has every way in.
const TEXT_WITH_EVERY_WAY: usize = 30;

#[test]
fn whoever_has_every_way_is_told_how_long_it_takes() {
    let people = people(&file("walk/every-way"));
    assert!(!people.is_empty());
    let topics = topics(&people);
    for (name, persona) in &people {
        let played = play(persona, &topics, At::Pipe);
        let answers = played.text.map(|text| text.answers);
        assert!(answers.is_some_and(|answers| answers <= TEXT_WITH_EVERY_WAY), "{name}: {answers:?}");
        for what in
            [&played.tall, &played.twice, &played.about_none, &played.short, &played.unsaid, &played.said]
        {
            assert_eq!(what, &Vec::<String>::new(), "{name}");
        }
    }
}
