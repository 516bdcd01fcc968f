//! What was made of a drill, read from its journal.

use chrono::{DateTime, Duration, FixedOffset};

use super::scenario::{Check, Move, Scenario, filled};
use crate::case::{Case, Entry, Event, Position, Reply};
use crate::runbook::Library;

/// The move that asks for the TXT record: the moment that decides what "today" is.
const TXT: &str = "txt";

/// The record of a drill.
#[derive(Debug, Clone)]
pub struct Record {
    pub scenario: &'static Scenario,
    pub case: String,
    pub began: Option<DateTime<FixedOffset>>,
    /// On the drill's clock.
    pub ended: Option<DateTime<FixedOffset>>,
    /// Whether the walk reached its end.
    pub finished: bool,
    /// Who took part.
    pub people: Vec<String>,
    /// What the team spent, phase by phase, without what the clock skipped.
    pub stretches: Vec<Stretch>,
    /// How the team answered each move.
    pub answers: Vec<Answer>,
    /// What went wrong.
    pub failings: Vec<Failing>,
    /// Facts that nobody could find, by what was asked.
    pub missing: Vec<String>,
    /// Steps that were put off and never taken up.
    pub put_off: Vec<String>,
}

/// A phase and the time that the team took for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    pub phase: String,
    pub took: Duration,
}

/// A move, and how long the team took until its next answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    pub id: String,
    pub from: String,
    pub at: DateTime<FixedOffset>,
    pub took: Option<Duration>,
    /// Attempts at an answer that had to be exact.
    pub attempts: usize,
}

/// Something that would have cost time or the case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failing {
    pub id: String,
    pub what: String,
}

impl Record {
    /// Reads the record of a drill; nothing when the case is none, or its scenario is unknown here.
    #[must_use]
    pub fn of(case: &Case, entries: &[Entry], library: &Library) -> Option<Self> {
        let scenario = Scenario::find(case.drill.as_deref()?)?;
        let missing = case.facts.iter().filter(|(_, known)| known.value.text().is_none());
        let ask = |id: &crate::model::FactId| {
            library.facts().get(id).map_or_else(|| id.to_string(), |def| def.ask.clone())
        };
        let title = |step: &crate::model::StepRef| {
            library.step(step).map_or_else(|| step.to_string(), |(_, step)| step.title.clone())
        };
        Some(Self {
            scenario,
            case: case.id.to_string(),
            began: case.opened,
            ended: entries.iter().map(|entry| entry.at).max(),
            finished: case.position == Position::End,
            people: case.people.iter().cloned().collect(),
            stretches: stretches(entries, library),
            answers: answers(entries),
            failings: failings(scenario, case, entries),
            missing: missing.map(|(id, _)| ask(id)).collect(),
            put_off: case.put_off.iter().map(title).collect(),
        })
    }

    /// Time that passed on the drill's clock.
    #[must_use]
    pub fn took(&self) -> Duration {
        self.began.zip(self.ended).map_or_else(Duration::zero, |(began, ended)| ended - began)
    }

    /// Time that the team itself took.
    #[must_use]
    pub fn hands_on(&self) -> Duration {
        self.stretches.iter().fold(Duration::zero(), |sum, stretch| sum + stretch.took)
    }
}

/// The moment at which the TXT record was asked for.
#[must_use]
pub fn moment_of_txt(entries: &[Entry]) -> Option<DateTime<FixedOffset>> {
    entries.iter().find_map(|entry| match entry.event() {
        Some(Event::Played { id, .. }) if id == TXT => Some(entry.at),
        _ => None,
    })
}

fn stretches(entries: &[Entry], library: &Library) -> Vec<Stretch> {
    let mut all: Vec<Stretch> = Vec::new();
    for pair in entries.windows(2) {
        let [before, entry] = pair else { continue };
        let skipped = match entry.event() {
            Some(Event::Played { minutes, .. }) => Duration::minutes((*minutes).into()),
            _ => Duration::zero(),
        };
        // A note from another window may carry the laptop's own time.
        let took = (entry.at - before.at - skipped).max(Duration::zero());
        let step = match entry.event() {
            Some(Event::Answered { step, .. } | Event::PutOff { step, .. }) => Some(step),
            Some(Event::Learned { step, .. }) => step.as_ref(),
            _ => None,
        };
        let phase =
            step.and_then(|step| library.get(&step.runbook)).map(|runbook| runbook.head.phase.clone());
        match (phase, all.last_mut()) {
            (Some(phase), last) if last.as_ref().is_none_or(|last| last.phase != phase) => {
                all.push(Stretch { phase, took });
            }
            (_, Some(last)) => last.took += took,
            (_, None) => {}
        }
    }
    all
}

fn answers(entries: &[Entry]) -> Vec<Answer> {
    let mut all = Vec::new();
    for (at, entry) in entries.iter().enumerate() {
        let Some(Event::Played { id, from, replies, .. }) = entry.event() else { continue };
        let next = entries[at + 1..].iter().find(|entry| {
            matches!(
                entry.event(),
                Some(Event::Answered { .. } | Event::Learned { .. } | Event::SignedIn { .. })
            )
        });
        all.push(Answer {
            id: id.clone(),
            from: from.clone(),
            at: entry.at,
            took: next.map(|next| (next.at - entry.at).max(Duration::zero())),
            attempts: replies.len(),
        });
    }
    all
}

fn failings(scenario: &Scenario, case: &Case, entries: &[Entry]) -> Vec<Failing> {
    let txt = moment_of_txt(entries);
    let mut all: Vec<Failing> = Vec::new();
    for one in scenario.moves.iter().filter(|one| case.played.contains(&one.id)) {
        let failed = one.check.as_ref().filter(|check| !holds(check, one, case, entries, txt));
        all.extend(failed.map(|check| Failing { id: one.id.clone(), what: check.otherwise.clone() }));
    }
    let shut = |step: &crate::model::StepRef| scenario.opens.contains(step);
    for (step, answered) in &case.answers {
        if answered.reply == Reply::Opened && !shut(step) {
            all.push(Failing {
                id: step.to_string(),
                what: "A step was reported as successful that cannot succeed.".into(),
            });
        }
    }
    all
}

fn holds(
    check: &Check,
    one: &Move,
    case: &Case,
    entries: &[Entry],
    txt: Option<DateTime<FixedOffset>>,
) -> bool {
    let value = |text: &String| filled(text, txt.unwrap_or_default(), txt);
    // What was said first counts: a value that was corrected after support looked has cost a day.
    let told =
        check.fact.as_ref().and_then(|fact| first(entries, one, fact).or_else(|| case.text(fact.as_str())));
    if check.known && told.is_none() {
        return false;
    }
    if let Some(wanted) = &check.is
        && told.as_deref() != Some(value(wanted).as_str())
    {
        return false;
    }
    if check.is_not.is_some() && told == check.is_not {
        return false;
    }
    if let Some(wanted) = &check.noted
        && !written_down(entries, wanted)
    {
        return false;
    }
    let said = |entry: &Entry| match entry.event() {
        Some(Event::Played { id, replies, .. }) if *id == one.id => replies.last().cloned(),
        _ => None,
    };
    !check.answered || entries.iter().find_map(said).is_some_and(|said| one.accepts(&said, case, txt))
}

/// What was told about a fact when the walk asked for it, before this move looked at it or after it raised it.
fn first(entries: &[Entry], one: &Move, wanted: &crate::model::FactId) -> Option<String> {
    let learned = |entry: &Entry| match entry.event() {
        Some(Event::Learned { fact, value, .. }) if fact == wanted => value.text(),
        _ => None,
    };
    let played = entries
        .iter()
        .position(|entry| matches!(entry.event(), Some(Event::Played { id, .. }) if *id == one.id))?;
    let (before, after) = entries.split_at(played);
    before.iter().rev().find_map(learned).or_else(|| after.iter().find_map(learned))
}

/// Whether the team wrote this anywhere: a fact, a note, a request number.
fn written_down(entries: &[Entry], wanted: &str) -> bool {
    entries.iter().any(|entry| match entry.event() {
        Some(Event::Learned { value, .. }) => value.text().is_some_and(|text| text.contains(wanted)),
        Some(Event::Noted { text, ticket, .. }) => {
            text.contains(wanted) || ticket.as_ref().is_some_and(|ticket| ticket.contains(wanted))
        }
        Some(Event::Answered { note: Some(note), .. }) => note.contains(wanted),
        _ => false,
    })
}
