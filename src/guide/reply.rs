//! What an answer means: the events that go into the journal. Nothing is changed here; the fold does that.

use crate::case::account::{AccountKind, AccountReport, AccountState};
use crate::case::door::{DoorReport, DoorState};
use crate::case::{Event, FactSource, Outcome, Reply};
use crate::model::StepRef;
use crate::model::{FactId, Value, facts, not_known};
use crate::runbook::{Check, ChoiceOption, Kind, Says, Step, Target};
use crate::signin::SignIn;

use super::ask::{Asked, Question};
use super::walk::Guide;
use super::{beside, follows, second_look};

/// What the person or the machine gave.
#[derive(Debug, Clone)]
pub enum Given {
    /// Done, opened, closed, not possible, over.
    Said(Reply, Option<String>),
    /// How it stands with the emergency access account.
    Emergency(Emergency),
    /// One field of a form, as typed.
    Fact(FactId, String),
    /// The same word for word, from somebody who insists.
    AsTyped(FactId, String),
    /// A field that nobody can fill now.
    Unknown(FactId),
    /// The form is as it shall be.
    Formed,
    /// What there is of a board's options; nothing where nobody knows.
    Board(Option<Vec<String>>),
    /// What has happened: its events, and where they lead; back to the board if nowhere.
    Happened(Vec<Event>, Option<StepRef>),
    /// An option by its id.
    Option(String),
    /// A sign-in error that was read and confirmed; where it came from, and whose it is if a person said so.
    SignIns(Vec<SignIn>, String, Option<String>),
    /// What the machine found, and the events that keep it.
    Looked(Outcome, Vec<Event>),
    /// Files that were kept, as events.
    Files(Vec<Event>),
    /// Answer later.
    Later,
    /// The step before.
    Back,
    /// A step that was put off, now.
    TakeUp(StepRef),
}

/// How it stands with an emergency access account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Emergency {
    Opened,
    Refused,
    OutOfReach,
    /// Somebody looked, and did not find it.
    NotFound,
    /// There is none.
    None,
}

/// Why an answer does not fit, for the person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Refused(pub String);

/// Lines of a menu that say that nobody knows, by their ids.
const UNKNOWN: [&str; 4] = ["unknown", "not-said", "asking", "else"];

/// Those of them whose value says just that.
const UNKNOWN_VALUES: [&str; 2] = ["unknown", "not-said"];

impl Guide<'_, '_> {
    /// The events that this answer to this question means.
    pub fn answer(
        &self,
        question: &Question<'_>,
        given: Given,
        source: FactSource,
    ) -> Result<Vec<Event>, Refused> {
        let Question { at, step, .. } = question;
        let refuse = |what: &str| Err(Refused(what.to_owned()));
        match (given, &question.asked) {
            (Given::Back, _) => match self.previous() {
                Some(to) => Ok(vec![Event::WentBack { to }]),
                None => refuse("This is the first step; there is nothing before it."),
            },
            (Given::Later, _) => Ok(vec![Event::PutOff { step: at.clone(), to: self.later(at, step) }]),
            (Given::TakeUp(open), _) if self.case.put_off.contains(&open) => Ok(vec![self.take_up(open)]),
            (Given::Said(Reply::Opened, note), Asked::Door) => {
                let Kind::Do { opens: Some(target) } = &step.kind else {
                    return refuse("This step is no door.");
                };
                let to = self.library.resolve(at, target);
                let mut events = vec![self.learned(facts::STATE, "regained", source, at)];
                if !self.case.facts.keys().any(|f| f.as_str() == facts::DOOR) {
                    events.push(self.learned(facts::DOOR, &step.title, source, at));
                }
                events.push(Event::Answered { step: at.clone(), reply: Reply::Opened, note, to });
                Ok(events)
            }
            // Somebody is at it: the walk goes on, and the door stands among those in other hands.
            (Given::Said(Reply::Done, by), Asked::Door) => Ok(self.being_tried(at, step, by, source)),
            (Given::Emergency(how), Asked::Door) => Ok(self.emergency(at, step, how, source)),
            (Given::Board(have), Asked::Board(options)) => {
                self.board(at, step, options, have.as_deref(), source)
            }
            (Given::Happened(mut events, to), Asked::Case(_)) => {
                let to = to.or_else(|| self.back_from(at).cloned().flatten()).or_else(|| Some(at.clone()));
                let reply = Reply::Done;
                events.push(Event::Answered { step: at.clone(), reply, note: None, to });
                Ok(events)
            }
            (Given::Said(reply @ (Reply::Closed | Reply::NotPossible), note), Asked::Door)
            | (Given::Said(reply @ (Reply::Done | Reply::NotPossible), note), Asked::Act)
            | (Given::Said(reply @ Reply::Over, note), Asked::Clock { .. }) => {
                Ok(vec![self.answered(at, step, reply, note, &step.go)])
            }
            (Given::Fact(id, typed), Asked::Form(fields)) => {
                let Some(field) = fields.iter().find(|field| *field.id == id) else {
                    return refuse("This form does not ask for that.");
                };
                let value = field.def.read(&second_look::tidy(&id, &typed)).map_err(Refused)?;
                let mut events = follows::from_fact(self.case, &id, &value, source);
                events.insert(0, Event::Learned { fact: id, value, source, step: Some(at.clone()) });
                Ok(events)
            }
            (Given::AsTyped(id, typed), Asked::Form(fields)) => {
                let field = fields.iter().find(|field| *field.id == id);
                match field.and_then(|field| field.def.as_typed(&typed)) {
                    Some(value) => {
                        Ok(vec![Event::Learned { fact: id, value, source, step: Some(at.clone()) }])
                    }
                    None => refuse("This cannot be kept as it was typed."),
                }
            }
            (Given::Unknown(id), Asked::Form(fields)) => {
                let Some(field) = fields.iter().find(|field| *field.id == id) else {
                    return refuse("This form does not ask for that.");
                };
                let value = field.def.unknown();
                Ok(vec![Event::Learned { fact: id, value, source, step: Some(at.clone()) }])
            }
            (Given::Formed, Asked::Form(_)) => Ok(match step.kind {
                Kind::Ask { .. } => vec![self.answered(at, step, Reply::Told, None, &step.go)],
                // The machine looks now; that answers the step.
                _ => Vec::new(),
            }),
            (Given::Option(id), Asked::Choice { options, .. }) => {
                let unknown = not_known(&id);
                let Some(option) =
                    options.iter().find(|o| o.id == id || unknown && UNKNOWN.contains(&o.id.as_str()))
                else {
                    if unknown && let Kind::Choose { fact: Some(fact), .. } = &step.kind {
                        return Ok(self.stated(at, step, fact, Value::Unknown, source));
                    }
                    let ids: Vec<&str> = options.iter().map(|o| o.id.as_str()).collect();
                    return refuse(&format!("\"{}\" is none of: {}", id.escape_debug(), ids.join(", ")));
                };
                // Whoever does not know is not asking around: the line leads the same way, and its value is not theirs.
                if unknown
                    && option.id != id
                    && let Kind::Choose { fact: Some(fact), .. } = &step.kind
                    && self.states(fact, option)
                    && !UNKNOWN_VALUES.contains(&option.id.as_str())
                {
                    let learned = Event::Learned {
                        fact: fact.clone(),
                        value: Value::Unknown,
                        source,
                        step: Some(at.clone()),
                    };
                    let target = option.go.as_ref().unwrap_or(&step.go);
                    return Ok(vec![learned, self.answered(at, step, Reply::Told, None, target)]);
                }
                Ok(self.chosen(at, step, option, source))
            }
            (Given::SignIns(found, from, whose), Asked::Choice { paste: true, options }) => {
                let told = beside::told_by(self.case, &found);
                let mut events = beside::recorded(self.case, found, &from, whose.as_ref());
                match told.map(|cause| (cause, options.iter().find(|o| o.id == cause))) {
                    Some((_, Some(option))) => {
                        events.extend(self.chosen(at, step, option, FactSource::SignIn));
                    }
                    Some((cause, None)) => {
                        if let Kind::Choose { fact: Some(fact), .. } = &step.kind {
                            let value = Value::One(cause.to_owned());
                            events.extend(self.stated(at, step, fact, value, FactSource::SignIn));
                        }
                    }
                    None => {}
                }
                Ok(events)
            }
            // The step itself is answered when the machine has looked at what came in.
            (Given::SignIns(found, from, whose), Asked::Look(Check::SignIn)) => {
                Ok(beside::recorded(self.case, found, &from, whose.as_ref()))
            }
            (Given::Looked(outcome, mut events), Asked::Look(_) | Asked::Form(_)) => {
                let Kind::Check { yes, no, unknown, .. } = &step.kind else {
                    return refuse("This step checks nothing.");
                };
                let target = match outcome {
                    Outcome::Yes => yes,
                    Outcome::No => no,
                    Outcome::Unknown => unknown,
                };
                events.push(self.answered(
                    at,
                    step,
                    Reply::Checked(outcome),
                    None,
                    target.as_ref().unwrap_or(&step.go),
                ));
                Ok(events)
            }
            (Given::Files(mut events), Asked::Files(_)) => {
                let count = events.iter().filter(|event| matches!(event, Event::Attached { .. })).count();
                events.push(self.answered(at, step, Reply::Attached(count), None, &step.go));
                Ok(events)
            }
            _ => refuse("That does not answer this question."),
        }
    }

    /// Takes up a step that was put off: the walk goes there, and comes back to where it stands now, or to its end.
    #[must_use]
    pub fn take_up(&self, step: StepRef) -> Event {
        Event::TakenUp { step, back_to: self.here() }
    }

    fn answered(
        &self,
        at: &StepRef,
        step: &Step,
        reply: Reply,
        note: Option<String>,
        target: &Target,
    ) -> Event {
        // A step taken up again returns to where the walk was, unless its answer branches away.
        let to = match (self.back_from(at), *target == step.go) {
            (Some(back), true) => back.clone(),
            _ => self.library.resolve(at, target).and_then(|to| self.past_the_board(to)),
        };
        Event::Answered { step: at.clone(), reply, note, to }
    }

    /// The same place, or what lies behind the board of doors where that was answered: an answer at a door before it
    /// does not ask it a second time.
    fn past_the_board(&self, to: StepRef) -> Option<StepRef> {
        let Some((board, Step { kind: Kind::Board { fact, .. }, .. })) = self.library.board() else {
            return Some(to);
        };
        let answered = to == board && self.case.facts.contains_key(fact);
        if answered { self.library.resolve(&board, &Target::Next) } else { Some(to) }
    }

    fn later(&self, at: &StepRef, step: &Step) -> Option<StepRef> {
        match self.back_from(at) {
            Some(back) => back.clone(),
            None => self.onward(at, step, None),
        }
    }

    fn learned(&self, fact: &'static str, value: &str, source: FactSource, at: &StepRef) -> Event {
        Event::Learned {
            fact: FactId::known(fact),
            value: Value::One(value.into()),
            source,
            step: Some(at.clone()),
        }
    }

    fn chosen(&self, at: &StepRef, step: &Step, option: &ChoiceOption, source: FactSource) -> Vec<Event> {
        let Kind::Choose { fact, .. } = &step.kind else { return Vec::new() };
        let mut events = Vec::new();
        if let Some(fact) = fact.as_ref().filter(|fact| self.states(fact, option)) {
            let value = Value::One(option.id.to_string());
            events.push(Event::Learned { fact: fact.clone(), value, source, step: Some(at.clone()) });
        }
        events.extend(self.says(at, &option.says, source));
        let target = option.go.as_ref().unwrap_or(&step.go);
        events.push(self.answered(at, step, Reply::Chosen(option.id.clone()), None, target));
        events
    }

    /// A value that has no line on the screen: a cause that the sign-in shows, or that nobody knows.
    fn stated(
        &self,
        at: &StepRef,
        step: &Step,
        fact: &FactId,
        value: Value,
        source: FactSource,
    ) -> Vec<Event> {
        let learned = Event::Learned { fact: fact.clone(), value, source, step: Some(at.clone()) };
        vec![learned, self.answered(at, step, Reply::Told, None, &step.go)]
    }

    fn says<'s>(
        &self,
        at: &StepRef,
        says: &'s Says,
        source: FactSource,
    ) -> impl Iterator<Item = Event> + use<'s> {
        let at = at.clone();
        says.iter().map(move |(fact, value)| Event::Learned {
            fact: fact.clone(),
            value: Value::One(value.clone()),
            source,
            step: Some(at.clone()),
        })
    }

    /// The board of doors: what is chosen is there, what is left out is not; where nobody knows, nothing is said.
    fn board(
        &self,
        at: &StepRef,
        step: &Step,
        offered: &[&ChoiceOption],
        have: Option<&[String]>,
        source: FactSource,
    ) -> Result<Vec<Event>, Refused> {
        let Kind::Board { fact, .. } = &step.kind else {
            return Err(Refused("This step is no board.".into()));
        };
        if let Some(odd) = have.into_iter().flatten().find(|id| !offered.iter().any(|o| o.id == id.as_str()))
        {
            return Err(Refused(format!("\"{}\" is not on this board.", odd.escape_debug())));
        }
        let learned = |fact: &FactId, value| Event::Learned {
            fact: fact.clone(),
            value,
            source,
            step: Some(at.clone()),
        };
        let mut events = vec![learned(fact, have.map_or(Value::Unknown, |have| Value::Many(have.to_vec())))];
        for option in offered {
            match &have {
                Some(have) if have.iter().any(|id| option.id == id.as_str()) => {
                    events.extend(self.says(at, &option.says, source));
                }
                Some(_) => events.extend(self.says(at, &option.otherwise, source)),
                None => {
                    let unsaid = option.otherwise.keys().filter(|fact| !self.case.facts.contains_key(fact));
                    events.extend(unsaid.map(|fact| learned(fact, Value::Unknown)));
                }
            }
        }
        events.push(self.answered(at, step, Reply::Told, None, &step.go));
        Ok(events)
    }

    fn being_tried(&self, at: &StepRef, step: &Step, by: Option<String>, source: FactSource) -> Vec<Event> {
        let mut events = Vec::new();
        if at.runbook == PARTNER_RUNBOOK {
            events.push(self.learned(facts::PARTNER_ANSWER, "no-answer", source, at));
        }
        events.push(self.answered(at, step, Reply::Done, None, &step.go));
        let report = DoorReport { door: at.clone(), state: DoorState::BeingTried, by, why: None };
        events.push(Event::DoorTold { report: Box::new(report), happened: None, said_by: None });
        events
    }

    /// The answers of an emergency access account: each says something of its own, to the door and of the account.
    fn emergency(&self, at: &StepRef, step: &Step, how: Emergency, source: FactSource) -> Vec<Event> {
        let (reply, state, fact) = match how {
            Emergency::Opened => (Reply::Opened, Some(AccountState::In), None),
            Emergency::Refused => (Reply::Closed, Some(AccountState::Refused), Some("refused")),
            Emergency::OutOfReach => (Reply::Done, Some(AccountState::OutOfReach), None),
            Emergency::NotFound => (Reply::NotPossible, None, Some("unknown")),
            Emergency::None => (Reply::NotPossible, None, Some("none")),
        };
        let mut events = Vec::new();
        if let Some(state) = state {
            let kind = Some(AccountKind::Emergency);
            let report =
                AccountReport { kind, state: Some(state), ..AccountReport::about(EMERGENCY_ACCOUNT) };
            events.push(Event::AccountTold { report: Box::new(report), happened: None, said_by: None });
        }
        events.extend(fact.map(|fact| self.learned(facts::EMERGENCY, fact, source, at)));
        let note = (how == Emergency::NotFound).then(|| "looked for, not found".to_owned());
        let target = match &step.kind {
            Kind::Do { opens: Some(target) } if how == Emergency::Opened => {
                events.push(self.learned(facts::STATE, "regained", source, at));
                target
            }
            _ => &step.go,
        };
        events.push(self.answered(at, step, reply, note, target));
        events
    }
}

/// The runbook whose doors are the partner's.
const PARTNER_RUNBOOK: &str = "partner";

/// How an emergency access account is called whose user name nobody gave.
const EMERGENCY_ACCOUNT: &str = "the emergency access account";
