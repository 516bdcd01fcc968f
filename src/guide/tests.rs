//! The walk as a graph: whatever is answered, put off, taken back and taken up, there is always a way on.

use chrono::{DateTime, Duration, FixedOffset};
use proptest::prelude::*;

use super::*;
use crate::case::account::{Account, AccountState};
use crate::case::happened::{Happened, HappenedReport};
use crate::case::{Audience, Case, Event, FactSource, Head, Outcome, Reply, journal};
use crate::model::{FactDef, FactId, FactType, StepRef, Value, facts};
use crate::runbook::{Kind, Library};

struct Walk<'a> {
    library: &'a Library,
    case: Case,
    head: Head,
    now: DateTime<FixedOffset>,
}

impl<'a> Walk<'a> {
    fn new(library: &'a Library) -> Self {
        let now = DateTime::parse_from_rfc3339("2026-11-22T02:05:00+01:00").unwrap();
        Self { library, case: Case::default(), head: Head::start(), now }
    }

    fn guide(&self) -> Guide<'a, '_> {
        Guide::new(self.library, &self.case)
    }

    fn record(&mut self, events: &[Event]) {
        for event in events {
            self.now += Duration::minutes(1);
            let (_, entry) =
                journal::write(&self.head, self.now, "anna", Audience::Support, event, [0; 16]).unwrap();
            self.head = Head::after(&entry);
            self.case.apply(&entry);
        }
    }

    /// Gives one answer; a refused one (back at the first step) changes nothing.
    fn give(&mut self, given: Given) {
        let Some(question) = self.guide().ask(self.now) else { return };
        if let Ok(events) = self.guide().answer(&question, given, FactSource::Person) {
            self.record(&events);
        }
    }

    fn take_up(&mut self, step: StepRef) {
        let event = self.guide().take_up(step);
        self.record(&[event]);
    }

    /// What fits the question; `n` chooses among the answers that do.
    fn fitting(&self, question: &Question<'_>, n: usize) -> Given {
        let pick = |from: &[Reply]| Given::Said(from[n % from.len()].clone(), None);
        match &question.asked {
            Asked::Act => pick(&[Reply::Done, Reply::NotPossible]),
            Asked::Door if question.step.account.is_some() => {
                Given::Emergency([Emergency::Refused, Emergency::OutOfReach, Emergency::None][n % 3])
            }
            Asked::Door => pick(&[Reply::Closed, Reply::Opened, Reply::NotPossible, Reply::Done]),
            Asked::Form(fields) => match fields.iter().find(|field| !field.known) {
                Some(field) if n % 4 == 3 => Given::Unknown(field.id.clone()),
                Some(field) => Given::Fact(field.id.clone(), Self::value(field.def, n)),
                // Back at a form whose machine looks next: it looks.
                None if matches!(question.step.kind, Kind::Check { .. }) => {
                    Given::Looked(Outcome::Unknown, Vec::new())
                }
                None => Given::Formed,
            },
            Asked::Board(options) => {
                let ids = options.iter().filter(|_| !n.is_multiple_of(3)).map(|option| option.id.to_string());
                Given::Board((!n.is_multiple_of(5)).then(|| ids.collect()))
            }
            // Somebody is in: nothing else ends a walk that stands at the board.
            Asked::Case(_) => {
                let undo = "undo-the-cause/door".parse().unwrap();
                Given::Happened(Vec::new(), n.is_multiple_of(2).then_some(undo))
            }
            Asked::Choice { options, .. } => Given::Option(options[n % options.len()].id.to_string()),
            Asked::Look(_) => Given::Looked([Outcome::Yes, Outcome::No, Outcome::Unknown][n % 3], Vec::new()),
            Asked::Clock { .. } => Given::Said(Reply::Over, None),
            Asked::Files(_) => Given::Files(Vec::new()),
        }
    }

    /// A value of the fact's type.
    fn value(def: &FactDef, n: usize) -> String {
        match def.kind {
            FactType::Choice | FactType::Choices => def.options[n % def.options.len()].clone(),
            FactType::YesNo => ["yes", "no"][n % 2].into(),
            FactType::Number => "3".into(),
            FactType::Email | FactType::Emails => "anna@example.org".into(),
            FactType::Phone => "+31 20 765 4321".into(),
            FactType::Domain | FactType::Domains => "contoso.com".into(),
            FactType::TenantId | FactType::ObjectId => "4fdbff88-9d6b-42e0-9713-45c922ba8001".into(),
            FactType::Date => "2026-11-21".into(),
            _ => "Contoso".into(),
        }
    }

    /// A second window or a profile says a fact with choices; no step of the walk asked it.
    fn learns_elsewhere(&mut self, n: usize) {
        let chooses = self.library.steps().filter_map(|(_, step)| match &step.kind {
            Kind::Choose { fact: Some(fact), options, .. } => Some((fact, options)),
            _ => None,
        });
        let chooses: Vec<_> = chooses.collect();
        let (fact, options) = chooses[n % chooses.len()];
        let value = Value::One(options[n / 7 % options.len()].id.to_string());
        self.record(&[Event::Learned { fact: fact.clone(), value, source: FactSource::Person, step: None }]);
    }

    /// There is a question, or everything is done or does not apply, or it waits among what was put off.
    fn has_a_way_on(&self) {
        let guide = self.guide();
        match (guide.here(), guide.ask(self.now)) {
            (Some(at), Some(question)) => assert_eq!(at, question.at),
            // Whatever was put off and still applies can be taken up.
            (None, None) => {
                for step in guide.put_off() {
                    let mut taken = Walk {
                        library: self.library,
                        case: self.case.clone(),
                        head: self.head.clone(),
                        now: self.now,
                    };
                    taken.take_up(step.clone());
                    assert_eq!(taken.guide().here().as_ref(), Some(step));
                }
            }
            (at, question) => panic!("at {at:?} the question is {:?}", question.map(|q| q.at)),
        }
    }

    /// Answers plainly until nothing is asked and nothing is put off.
    fn ends(&mut self) {
        for n in 0..2000 {
            self.has_a_way_on();
            match self.guide().ask(self.now) {
                Some(question) => {
                    let given = self.fitting(&question, n / 2);
                    self.give(given);
                }
                None => match self.guide().put_off().first().map(|step| (*step).clone()) {
                    Some(step) => self.take_up(step),
                    None => return,
                },
            }
        }
        panic!("still at {:?}", self.guide().here());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn from_every_state_there_is_a_way_on(turns in prop::collection::vec((0..13_u8, 0..60_usize), 0..120)) {
        let library = Library::embedded();
        let mut walk = Walk::new(&library);
        for (what, n) in turns {
            walk.has_a_way_on();
            let put_off: Vec<StepRef> = walk.guide().put_off().into_iter().cloned().collect();
            match what {
                0 => walk.give(Given::Back),
                1 | 2 => walk.give(Given::Later),
                12 => walk.learns_elsewhere(n),
                3 | 4 if !put_off.is_empty() => walk.take_up(put_off[n % put_off.len()].clone()),
                _ => {
                    if let Some(question) = walk.guide().ask(walk.now) {
                        let given = walk.fitting(&question, n);
                        walk.give(given);
                    }
                }
            }
        }
        walk.ends();
    }

    #[test]
    fn what_was_put_off_and_taken_up_comes_back_to_the_same_step(
        before in prop::collection::vec(0..60_usize, 0..60),
        between in prop::collection::vec(0..60_usize, 0..20),
    ) {
        let library = Library::embedded();
        let mut walk = Walk::new(&library);
        let answer = |walk: &mut Walk<'_>, n| {
            if let Some(question) = walk.guide().ask(walk.now) {
                let given = walk.fitting(&question, n);
                walk.give(given);
            }
        };
        before.into_iter().for_each(|n| answer(&mut walk, n));
        let Some(put_off) = walk.guide().here() else { return Ok(()) };
        walk.give(Given::Later);
        between.into_iter().for_each(|n| answer(&mut walk, n));
        let here = walk.guide().here();
        prop_assume!(walk.guide().put_off().contains(&&put_off));
        // Taken up and put off again.
        walk.take_up(put_off.clone());
        prop_assert_eq!(walk.guide().here(), Some(put_off.clone()));
        walk.give(Given::Later);
        prop_assert_eq!(walk.guide().here(), here.clone());
        prop_assert!(walk.guide().put_off().contains(&&put_off));
    }
}

/// Takes up, at the step where the walk stands, a step whose facts another step has asked in between.
#[test]
fn what_became_known_elsewhere_is_not_put_off_any_more() {
    let library = Library::embedded();
    let mut walk = Walk::new(&library);
    let asks = |step: &crate::runbook::Step| match &step.kind {
        Kind::Ask { facts } => facts.clone(),
        _ => Vec::new(),
    };
    let mut tried = 0;
    for (at, step) in library.steps() {
        let facts = asks(step);
        if facts.is_empty() || !step.when.is_empty() || !step.unless.is_empty() {
            continue;
        }
        let back_to = library.first("stop-card");
        walk.case = Case::default();
        walk.record(&[
            Event::PutOff { step: at.clone(), to: back_to.clone() },
            Event::TakenUp { step: at.clone(), back_to: back_to.clone() },
        ]);
        assert_eq!(walk.guide().here(), Some(at.clone()));
        for fact in facts {
            let value = Value::One("known".into());
            walk.record(&[Event::Learned { fact, value, source: FactSource::Person, step: None }]);
        }
        // A journal of the first edition may stand exactly here: it must get out, and come back once.
        assert_eq!(walk.guide().here(), back_to, "{at}");
        assert!(walk.guide().put_off().is_empty(), "{at}");
        let before = walk.guide().here();
        let question = walk.guide().ask(walk.now).unwrap();
        let given = walk.fitting(&question, 0);
        walk.give(given);
        assert_ne!(walk.guide().here(), before, "the same question came twice after {at}");
        tried += 1;
    }
    assert!(tried > 10, "{tried}");
}

#[test]
fn a_clock_that_was_put_off_runs_on_from_where_it_began() {
    let library = Library::embedded();
    let mut walk = Walk::new(&library);
    let anchor: StepRef = "answer-the-email/came".parse().unwrap();
    let hour: StepRef = "answer-the-email/hour".parse().unwrap();
    let other: StepRef = "stop-card/keep-alive".parse().unwrap();
    walk.record(&[Event::Answered { step: anchor, reply: Reply::Done, note: None, to: Some(hour.clone()) }]);
    let began = walk.now;
    let clock = |walk: &Walk<'_>| {
        let clocks: Vec<_> =
            walk.guide().clocks(walk.now).into_iter().filter(|clock| clock.at == hour).collect();
        clocks.first().map(|clock| (clock.until, clock.standing))
    };
    let until = began + Duration::minutes(60);
    assert_eq!(clock(&walk), Some((until, Standing::Asked)));
    walk.record(&[Event::PutOff { step: hour.clone(), to: Some(other.clone()) }]);
    walk.record(&[Event::Answered { step: other, reply: Reply::Done, note: None, to: None }]);
    assert_eq!(clock(&walk), Some((until, Standing::PutOff)));
    walk.now = until + Duration::minutes(1);
    assert_eq!(clock(&walk), Some((until, Standing::PutOff)), "one that is over is said too");
    walk.record(&[Event::Answered { step: hour.clone(), reply: Reply::Over, note: None, to: None }]);
    assert_eq!(clock(&walk), None);
}

/// Whoever has done what an answer asked for is asked the question again, and is not led round in a circle.
#[test]
fn done_what_the_answer_asked_for_the_question_comes_again() {
    let library = Library::embedded();
    let authority: StepRef = "prepare-request/authority".parse().unwrap();
    let who_may: StepRef = "prepare-request/who-may".parse().unwrap();
    let nobody = |step| Event::Learned {
        fact: facts::AUTHORITY.parse().unwrap(),
        value: Value::One("nobody".into()),
        source: FactSource::Person,
        step,
    };
    let elsewhere = vec![nobody(None)];
    let went_back_and_put_off = vec![
        nobody(Some(authority.clone())),
        Event::WentBack { to: authority.clone() },
        Event::PutOff { step: authority.clone(), to: Some(who_may.clone()) },
    ];
    for before in [elsewhere, went_back_and_put_off] {
        let mut walk = Walk::new(&library);
        walk.record(&before);
        walk.record(&[Event::Answered {
            step: who_may.clone(),
            reply: Reply::Done,
            note: None,
            to: Some(authority.clone()),
        }]);
        assert_eq!(walk.guide().here(), Some(authority.clone()));
    }
}

fn said(fact: &'static str, value: Value) -> Event {
    Event::Learned { fact: FactId::known(fact), value, source: FactSource::Person, step: None }
}

#[test]
fn an_account_with_another_reason_goes_with_the_answer_that_named_it() {
    let library = Library::embedded();
    let state = |walk: &Walk<'_>| {
        let accounts = walk.case.accounts();
        accounts.iter().find(|one| one.name == "frank@contoso.com").map(Account::state)
    };
    let told = |then: Event| {
        let mut walk = Walk::new(&library);
        walk.record(&[
            said(facts::REASONS, Value::One("several".into())),
            said(facts::DIFFER, Value::Many(vec!["frank@contoso.com: deleted on 14 November".into()])),
        ]);
        assert_eq!(state(&walk), Some(AccountState::Deleted));
        walk.record(&[then]);
        state(&walk)
    };
    assert_eq!(told(said(facts::REASONS, Value::One("one".into()))), None);
    assert_eq!(told(said(facts::DIFFER, Value::Unknown)), None);
    let other = Value::Many(vec!["frank@contoso.com: disabled".into()]);
    assert_eq!(told(said(facts::DIFFER, other)), Some(AccountState::Disabled));
}

#[test]
fn whoever_does_not_know_is_not_asking_around() {
    let library = Library::embedded();
    let mut walk = Walk::new(&library);
    for _ in 0..20 {
        let question = walk.guide().ask(walk.now).unwrap();
        if question.at == StepRef::new("stop-card", "still-open") {
            walk.give(Given::Option("nobody knows".into()));
            break;
        }
        let given = walk.fitting(&question, 0);
        walk.give(given);
    }
    assert_eq!(walk.case.value("session.open"), Some(&Value::Unknown));
}

#[test]
fn whoever_says_that_all_have_one_reason_has_read_so() {
    let library = Library::embedded();
    let mut seen = 0;
    for (at, step) in library.steps() {
        let Kind::Choose { options, .. } = &step.kind else { continue };
        for option in options {
            if option.says.get(&FactId::known(facts::REASONS)).is_some_and(|reasons| reasons == "one") {
                assert!(option.label.contains("same reason"), "{at}: {}", option.label);
                seen += 1;
            }
        }
    }
    assert!(seen > 0);
}

#[test]
fn a_sentence_of_the_person_is_no_word_of_support() {
    let library = Library::embedded();
    let words = |what: Happened| {
        let mut walk = Walk::new(&library);
        let (request, text) = (Some("2611220040001234".to_owned()), Some("we wait".to_owned()));
        let report = HappenedReport { what, text, request, who: None, team: None };
        walk.record(&[Event::Happened { report: Box::new(report), happened: None }]);
        walk.case.requests().iter().map(|request| request.words.len()).sum::<usize>()
    };
    assert_eq!(words(Happened::SomethingElse {}), 0);
    assert_eq!(words(Happened::SupportCalled { missed: false }), 1);
}

#[test]
fn free_words_make_no_account() {
    let library = Library::embedded();
    let accounts = |item: &str| {
        let mut walk = Walk::new(&library);
        walk.record(&[said(facts::OTHER_ROLES, Value::Many(vec![item.to_owned()]))]);
        walk.case.accounts().len()
    };
    for free in
        ["the woman from accounting", "Carla: Contoso rescue role", "previously: Helpdesk Administrator", "?"]
    {
        assert_eq!(accounts(free), 0, "{free}");
    }
    for held in ["Carla: Helpdesk Administrator", "Helpdesk Administrator"] {
        assert_eq!(accounts(held), 1, "{held}");
    }
}

#[test]
fn the_doors_that_the_program_knows_by_name_are_some() {
    assert!(Library::embedded().is_door(&crate::case::partners_door()));
    assert!(Library::embedded().is_door(&crate::case::door::of_everybody()));
}
