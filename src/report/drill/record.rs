//! The record of a drill: for the people who played it, and as evidence for BG-24.

use chrono::Duration;
use serde::Serialize;

use crate::readiness::drill::Record;
use crate::report::harmless::shown;
use crate::report::when::{full, span};

/// The record as text.
#[must_use]
pub fn record(record: &Record) -> String {
    let mut text = format!("DRILL RECORD: {}\n\n", record.scenario.title);
    let mut row = |label: &str, words: &str| text.push_str(&format!("{label:14} {words}\n"));
    row("Case", &record.case);
    row("Played by", &shown(&record.people.join(", ")));
    if let (Some(began), Some(ended)) = (record.began, record.ended) {
        row("Drill's clock", &format!("{} to {}, {}", full(began), full(ended), span(record.took())));
    }
    row("Your own time", &span(record.hands_on()));
    row("Ended", if record.finished { "at the end of the path" } else { "NOT FINISHED" });
    section(&mut text, "What would have cost time, or the case", &record.failings, |failing| {
        failing.what.clone()
    });
    section(&mut text, "What nobody could find", &record.missing, Clone::clone);
    section(&mut text, "Put off and not taken up", &record.put_off, Clone::clone);
    section(&mut text, "Your time by phase", &record.stretches, |s| {
        format!("{:20} {}", s.phase, span(s.took))
    });
    section(&mut text, "Their moves, and your time until the next answer", &record.answers, |answer| {
        let took = answer.took.map_or_else(|| "no answer".to_owned(), span);
        let attempts = match answer.attempts {
            0 | 1 => String::new(),
            many => format!(", {many} attempts"),
        };
        format!("{}  {:16} {took}{attempts}", full(answer.at), answer.id)
    });
    text.push_str(
        "\nThis rehearsed the way through support. BG-24 also wants, every 90 days, a sign-in with each\n\
         emergency account, an administrative act and the alert:\n   reentry runbook show validate-every-90-days\n",
    );
    text
}

fn section<T>(text: &mut String, title: &str, all: &[T], words: impl Fn(&T) -> String) {
    text.push_str(&format!("\n{title}\n"));
    if all.is_empty() {
        text.push_str("   nothing\n");
    }
    for one in all {
        text.push_str(&format!("   {}\n", shown(&words(one))));
    }
}

#[derive(Serialize)]
struct View<'a> {
    schema: &'static str,
    scenario: &'a str,
    case: &'a str,
    began: Option<String>,
    ended: Option<String>,
    finished: bool,
    people: &'a [String],
    /// Minutes on the drill's clock.
    minutes: i64,
    /// Minutes that the people themselves took.
    hands_on_minutes: i64,
    phases: Vec<Phase<'a>>,
    moves: Vec<Made<'a>>,
    failings: Vec<Failed<'a>>,
    missing: &'a [String],
    put_off: &'a [String],
    /// The item of the checklist that this is evidence for.
    evidence_for: &'static str,
}

#[derive(Serialize)]
struct Phase<'a> {
    phase: &'a str,
    minutes: i64,
}

#[derive(Serialize)]
struct Made<'a> {
    id: &'a str,
    from: &'a str,
    at: String,
    minutes: Option<i64>,
    attempts: usize,
}

#[derive(Serialize)]
struct Failed<'a> {
    id: &'a str,
    what: &'a str,
}

/// The frozen view `reentry/drill/v1`.
#[must_use]
pub fn json(record: &Record) -> String {
    crate::report::json::document(&View {
        schema: "reentry/drill/v1",
        scenario: &record.scenario.id,
        case: &record.case,
        began: record.began.map(|at| at.to_rfc3339()),
        ended: record.ended.map(|at| at.to_rfc3339()),
        finished: record.finished,
        people: &record.people,
        minutes: record.took().num_minutes(),
        hands_on_minutes: record.hands_on().num_minutes(),
        phases: record
            .stretches
            .iter()
            .map(|s| Phase { phase: &s.phase, minutes: s.took.num_minutes() })
            .collect(),
        moves: record
            .answers
            .iter()
            .map(|answer| Made {
                id: &answer.id,
                from: &answer.from,
                at: answer.at.to_rfc3339(),
                minutes: answer.took.as_ref().map(Duration::num_minutes),
                attempts: answer.attempts,
            })
            .collect(),
        failings: record.failings.iter().map(|f| Failed { id: &f.id, what: &f.what }).collect(),
        missing: &record.missing,
        put_off: &record.put_off,
        evidence_for: "BG-24",
    })
}
