//! One play: a person answers whatever stands on the screen, and it is counted.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use super::drive::{At, Seat, program};
use super::mind::Mind;
use super::persona::{Persona, Topics};
use super::screen::{Screen, WINDOW};

/// More answers than anybody gives in one night.
const PATIENCE: usize = 70;

/// Answers and words up to a point of the walk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Cost {
    pub(super) answers: usize,
    pub(super) words: usize,
}

/// What came out of a play.
#[derive(Debug, Default)]
pub(super) struct Played {
    /// To the first door that fits; nothing if none was shown.
    pub(super) door: Option<Cost>,
    /// To a text that can be sent.
    pub(super) text: Option<Cost>,
    /// To the board of the case with the text in hand; nothing if it was never reached.
    pub(super) end: Option<Cost>,
    /// Screens higher than the window, by their question.
    pub(super) tall: Vec<String>,
    /// Questions that were put again after they were answered.
    pub(super) twice: Vec<String>,
    /// Questions about something that was answered "none".
    pub(super) about_none: Vec<String>,
    /// Where the counter promised fewer answers than it took, by more than a third.
    pub(super) short: Vec<String>,
    /// What was to be said and was not.
    pub(super) unsaid: Vec<String>,
    /// What was said and must not be.
    pub(super) said: Vec<String>,
    /// The whole talk.
    pub(super) talk: String,
    /// What Microsoft would read and hear.
    pub(super) texts: String,
}

pub(super) fn play(persona: &Persona, topics: &Topics, at: At) -> Played {
    let dir = tempfile::tempdir().unwrap();
    let case = dir.path().join("case");
    let mut seat = Seat::take(at, &case, &persona.clock);
    let mut mind = Mind::new(persona, topics);
    let mut played = Played::default();
    let mut cost = Cost::default();
    let mut asked_before: BTreeSet<String> = BTreeSet::new();
    let mut promised: Vec<(usize, usize, String)> = Vec::new();
    let mut shown = String::new();
    let (mut title, mut last, mut sent) = (String::new(), String::new(), String::new());
    loop {
        let (raw, waits) = seat.read(&sent);
        let screen = Screen::read(&raw, &sent);
        played.talk.push_str(&screen.text());
        shown.push_str(&screen.text());
        shown.push('\n');
        cost.words += screen.words();
        let flat = flat(&screen.text());
        let holds = |words: &String| flat.contains(&words.to_lowercase());
        if played.door.is_none() && persona.door.iter().any(holds) {
            played.door = Some(cost);
        }
        let ready =
            if persona.text.is_empty() { screen.shows_text() } else { persona.text.iter().all(holds) };
        if played.text.is_none() && ready {
            played.text = Some(cost);
        }
        if !waits || cost.answers >= PATIENCE {
            break;
        }
        let heading = screen.heading();
        if !heading.is_empty() {
            title = heading;
        }
        let question = screen.question(&title, &topics.of_step);
        let at_board = flat.contains("what has happened?") && flat.contains("enter goes on with now");
        if screen.height() > WINDOW {
            played.tall.push(format!("{} rows at: {question}", screen.height()));
        }
        if let (Some(count), None) = (screen.promised(), played.text) {
            promised.push((cost.answers, count, question.clone()));
        }
        let topic = mind.topic(&screen);
        if !at_board && question != last && !asked_before.insert(question.clone()) {
            played.twice.push(question.clone());
        }
        // Afterwards, what there was none of is to be made.
        if let (Some(about), None) = (mind.about_none(topic, &question), played.end) {
            played.about_none.push(format!("{question} ({about})"));
        }
        if at_board && played.text.is_some() && played.end.is_none() {
            played.end = Some(cost);
            played.texts = texts(&case, &persona.clock);
        }
        sent = match at_board.then(|| mind.news(&screen)) {
            Some(news) => {
                // Each piece of news has questions of its own.
                title = format!("{title} {}", cost.answers);
                news.unwrap_or_else(|| "quit".into())
            }
            None => mind.answer(topic, &screen, question == last),
        };
        last = question;
        played.talk.push_str(&format!("{sent}\n"));
        cost.answers += 1;
        seat.send(&format!("{sent}\n"));
    }
    played.texts.push_str(&texts(&case, &persona.clock));
    if let Some(text) = played.text {
        let took = |(at, count, question): (usize, usize, String)| {
            let (left, most) = (text.answers - at, count + count.div_ceil(3));
            (left > most).then(|| format!("about {count}, and it took {left}, at: {question}"))
        };
        played.short = promised.into_iter().filter_map(took).collect();
    }
    let sent = flat(&played.texts);
    let all = format!("{} {sent}", flat(&shown));
    let missing = |words: &str, text: &str| !text.contains(&words.to_lowercase());
    let unsaid = persona.must_say.iter().filter(|words| missing(words, &all));
    let unsent = persona.must_send.iter().filter(|words| missing(words, &sent));
    played.unsaid = unsaid.chain(unsent).cloned().collect();
    played.said = persona.never.iter().filter(|words| !missing(words, &all)).cloned().collect();
    played
}

/// What Microsoft would read and hear, from a copy of the case: the walk goes on in its own.
fn texts(case: &Path, clock: &str) -> String {
    let dir = tempfile::tempdir().unwrap();
    let copy = dir.path().join("case");
    assert!(Command::new("/bin/cp").arg("-R").arg(case).arg(&copy).status().unwrap().success());
    let mut all = String::new();
    for words in
        [&["ticket"][..], &["ticket", "--phone"], &["ticket", "--handoff"], &["dossier", "--format", "text"]]
    {
        let output = program(clock).args(words).arg("--case").arg(&copy).output().unwrap();
        let failed = String::from_utf8_lossy(&output.stderr);
        assert!(!output.stdout.is_empty(), "{words:?} says nothing: {failed}");
        all.push_str(&String::from_utf8_lossy(&output.stdout));
    }
    all
}

/// In lower case and on one line: a sentence may be folded anywhere.
fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}
