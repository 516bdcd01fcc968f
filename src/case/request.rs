//! A support request at Microsoft: its number, who has it, whose turn it is.
//!
//! There may be several over time; at most one is current: the one that was opened last among those that are open, or
//! the one that it was moved to. A line about an older request does not make that one current again. Times are those
//! that were told; the time at which something was typed stands only where nobody said another.

use chrono::{DateTime, FixedOffset};
use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::told::Told;

/// Whether a request is worked on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RequestState {
    #[default]
    Open,
    Closed,
    /// It goes on under another number.
    Moved,
}

impl RequestState {
    /// The word in files and JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closed => "closed",
            Self::Moved => "moved",
        }
    }

    /// The state that a word names.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        [Self::Open, Self::Closed, Self::Moved].into_iter().find(|state| state.id() == word)
    }
}

/// Who has to act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Turn {
    Ours,
    Microsoft,
}

impl Turn {
    /// The word in files and JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Ours => "ours",
            Self::Microsoft => "microsoft",
        }
    }

    /// The turn that a word names.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        [Self::Ours, Self::Microsoft].into_iter().find(|turn| turn.id() == word)
    }
}

/// What somebody says about one request. Absent means that nothing was said.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct RequestReport {
    pub number: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<RequestState>,
    /// The number that it goes on under.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moved_to: Option<String>,
    /// When it was opened, as told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opened: Option<DateTime<FixedOffset>>,
    /// Who opened it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub opened_by: Option<String>,
    /// The team at Microsoft.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub team: Option<String>,
    /// The engineer's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub engineer: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub severity: Option<String>,
    /// What they said last, or how it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub word: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub turn: Option<Turn>,
    /// When something is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<DateTime<FixedOffset>>,
}

impl RequestReport {
    /// A report about this request that says nothing yet.
    #[must_use]
    pub fn about(number: impl Into<String>) -> Self {
        Self { number: number.into(), ..Self::default() }
    }

    /// Texts that a person typed.
    pub fn words_mut(&mut self) -> impl Iterator<Item = &mut String> {
        let Self { number, moved_to, opened_by, team, engineer, severity, word, .. } = self;
        [number]
            .into_iter()
            .chain(moved_to)
            .chain(opened_by)
            .chain(team)
            .chain(engineer)
            .chain(severity)
            .chain(word)
    }
}

/// Something that was said about a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    pub at: Option<DateTime<FixedOffset>>,
    pub text: String,
    pub who: Option<String>,
    pub team: Option<String>,
}

/// One request as all reports together tell it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    pub number: String,
    /// When it was opened, or first spoken of.
    pub since: Option<DateTime<FixedOffset>>,
    /// Whether somebody said when it was opened.
    pub opened_told: bool,
    pub opened_by: Option<String>,
    pub team: Option<String>,
    pub engineer: Option<String>,
    pub severity: Option<String>,
    pub state: RequestState,
    /// When it came to that state.
    pub state_since: Option<DateTime<FixedOffset>>,
    pub moved_to: Option<String>,
    pub turn: Option<Turn>,
    pub next: Option<DateTime<FixedOffset>>,
    /// What was said, in the order in which it happened.
    pub words: Vec<Word>,
}

impl Request {
    fn new(number: &str) -> Self {
        Self {
            number: number.to_owned(),
            since: None,
            opened_told: false,
            opened_by: None,
            team: None,
            engineer: None,
            severity: None,
            state: RequestState::Open,
            state_since: None,
            moved_to: None,
            turn: None,
            next: None,
            words: Vec::new(),
        }
    }

    fn take(&mut self, told: &Told<RequestReport>) {
        let report = &told.what;
        let (at, keep) = (told.at, |own: &mut Option<String>, new: &Option<String>| {
            if new.is_some() {
                own.clone_from(new);
            }
        });
        if let Some(opened) = report.opened {
            (self.since, self.opened_told) = (Some(opened), true);
        } else if !self.opened_told && (self.since.is_none() || at < self.since) {
            self.since = at.or(self.since);
        }
        keep(&mut self.opened_by, &report.opened_by);
        keep(&mut self.team, &report.team);
        keep(&mut self.engineer, &report.engineer);
        keep(&mut self.severity, &report.severity);
        keep(&mut self.moved_to, &report.moved_to);
        let state = report.state.or(report.moved_to.as_ref().map(|_| RequestState::Moved));
        if let Some(state) = state.filter(|_| self.state_since <= at) {
            (self.state, self.state_since) = (state, at);
        }
        self.turn = report.turn.or(self.turn);
        self.next = report.next.or(self.next);
        if let Some(text) = &report.word {
            let word = Word { at, text: text.clone(), who: told.by.clone(), team: report.team.clone() };
            let place = self.words.iter().rposition(|other| other.at <= at);
            self.words.insert(place.map_or(0, |place| place + 1), word);
        }
    }
}

/// Every request, the first opened first.
#[must_use]
pub fn requests(reports: &[Told<RequestReport>]) -> Vec<Request> {
    let mut requests: IndexMap<&str, Request> = IndexMap::new();
    for told in reports {
        let number = told.what.number.trim();
        requests.entry(number).or_insert_with(|| Request::new(number)).take(told);
        if let Some(next) = told.what.moved_to.as_deref().map(str::trim) {
            let request = requests.entry(next).or_insert_with(|| Request::new(next));
            request.since = request.since.or(told.at);
        }
    }
    let mut requests: Vec<Request> = requests.into_values().collect();
    requests.sort_by_key(|request| request.since);
    requests
}

/// The one to name on the phone: the last opened of those that are open.
#[must_use]
pub fn current(requests: &[Request]) -> Option<&Request> {
    requests.iter().rev().find(|request| request.state == RequestState::Open)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(minute: i64) -> Option<DateTime<FixedOffset>> {
        DateTime::from_timestamp(1_790_000_000 + minute * 60, 0).map(|t| t.fixed_offset())
    }

    fn told(report: RequestReport, minute: i64) -> Told<RequestReport> {
        Told { what: report, at: at(minute), by: None }
    }

    fn state(number: &str, state: RequestState, minute: i64) -> Told<RequestReport> {
        told(RequestReport { state: Some(state), ..RequestReport::about(number) }, minute)
    }

    #[test]
    fn a_word_about_an_old_request_does_not_make_it_current() {
        let word = RequestReport { word: Some("they rang".into()), ..RequestReport::about("1") };
        let found = requests(&[
            state("1", RequestState::Open, 0),
            state("1", RequestState::Closed, 5),
            state("2", RequestState::Open, 6),
            told(word, 9),
        ]);
        assert_eq!(current(&found).map(|r| r.number.as_str()), Some("2"));
        assert_eq!(found[0].state, RequestState::Closed);
    }

    #[test]
    fn a_request_that_was_moved_goes_on_under_the_other_number() {
        let moved = RequestReport { moved_to: Some("2".into()), ..RequestReport::about("1") };
        let found = requests(&[state("1", RequestState::Open, 0), told(moved, 5)]);
        assert_eq!(current(&found).map(|r| r.number.as_str()), Some("2"));
        let all_closed = requests(&[state("1", RequestState::Closed, 0)]);
        assert_eq!(current(&all_closed), None);
    }

    #[test]
    fn the_order_is_that_of_opening_as_told() {
        let early = RequestReport { opened: at(-100), ..RequestReport::about("old") };
        let found = requests(&[state("new", RequestState::Open, 0), told(early, 5)]);
        let numbers: Vec<_> = found.iter().map(|r| r.number.as_str()).collect();
        assert_eq!(numbers, ["old", "new"]);
        assert_eq!(current(&found).map(|r| r.number.as_str()), Some("new"));
    }

    proptest! {
        #[test]
        fn the_current_one_is_open_or_there_is_none(
            lines in prop::collection::vec(("[12345]", 0..3usize, 0i64..30), 0..20),
        ) {
            let states = [RequestState::Open, RequestState::Closed, RequestState::Moved];
            let reports: Vec<_> = lines.iter().map(|(n, s, m)| state(n, states[*s], *m)).collect();
            let found = requests(&reports);
            match current(&found) {
                Some(request) => prop_assert_eq!(request.state, RequestState::Open),
                None => prop_assert!(found.iter().all(|r| r.state != RequestState::Open)),
            }
        }
    }
}
