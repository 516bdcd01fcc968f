//! What an answer means: the events that go into the journal. Nothing is changed here; the fold does that.

use crate::case::{Event, FactSource, Outcome, Reply};
use crate::model::StepRef;
use crate::model::{FactId, Value};
use crate::runbook::{Check, ChoiceOption, Kind, Step, Target};
use crate::signin::SignIn;
use crate::signin::cause::{self, Standing};

use super::ask::{Asked, Question};
use super::second_look;
use super::walk::Guide;

/// What the person or the machine gave.
#[derive(Debug, Clone)]
pub enum Given {
    /// Done, opened, closed, not possible, over.
    Said(Reply, Option<String>),
    /// A fact as typed.
    Fact(String),
    /// A fact that nobody knows.
    Unknown,
    /// An option by its id.
    Option(String),
    /// A sign-in error that was read and confirmed; where it came from.
    SignIns(Vec<SignIn>, String),
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

/// Why an answer does not fit, for the person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Refused(pub String);

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
                let mut events = vec![self.learned(crate::model::facts::STATE, "regained", source, at)];
                if !self.case.facts.keys().any(|f| f.as_str() == crate::model::facts::DOOR) {
                    events.push(self.learned(crate::model::facts::DOOR, &step.title, source, at));
                }
                events.push(Event::Answered { step: at.clone(), reply: Reply::Opened, note, to });
                Ok(events)
            }
            (Given::Said(reply @ (Reply::Closed | Reply::NotPossible), note), Asked::Door)
            | (Given::Said(reply @ (Reply::Done | Reply::NotPossible), note), Asked::Act)
            | (Given::Said(reply @ Reply::Over, note), Asked::Clock { .. }) => {
                Ok(vec![self.answered(at, step, reply, note, &step.go)])
            }
            (Given::Fact(typed), Asked::Fact { id, def, .. }) => {
                let value = def.read(&second_look::tidy(id, &typed)).map_err(Refused)?;
                Ok(self.told(at, step, id, value, source))
            }
            (Given::Unknown, Asked::Fact { id, def, .. }) => {
                Ok(self.told(at, step, id, def.unknown(), source))
            }
            (Given::Option(id), Asked::Choice { options, .. }) => {
                let Some(option) = options.iter().find(|o| o.id == id) else {
                    let ids: Vec<&str> = options.iter().map(|o| o.id.as_str()).collect();
                    return refuse(&format!("\"{}\" is none of: {}", id.escape_debug(), ids.join(", ")));
                };
                Ok(self.chosen(at, step, option, source))
            }
            (Given::SignIns(found, from), Asked::Choice { paste: true, options }) => {
                let told = self.told_by(&found).find_map(|cause| options.iter().find(|o| o.id == cause));
                let mut events = recorded(found, &from);
                if let Some(option) = told {
                    events.extend(self.chosen(at, step, option, FactSource::SignIn));
                }
                Ok(events)
            }
            // The step itself is answered when the machine has looked at what came in.
            (Given::SignIns(found, from), Asked::Look(Check::SignIn)) => Ok(recorded(found, &from)),
            (Given::Looked(outcome, mut events), Asked::Look(_)) => {
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

    /// The causes that all captures together speak for, the best supported first. Where they contradict each other,
    /// none is taken for granted and the question stays.
    fn told_by(&self, found: &[SignIn]) -> impl Iterator<Item = &'static str> + use<> {
        let recorded = self.case.sign_ins.iter().map(|record| &record.sign_in);
        let captures: Vec<SignIn> = recorded.chain(found).cloned().collect();
        let causes = cause::weigh(&captures).causes.into_iter();
        causes.filter(|weighed| weighed.standing == Standing::Supported).map(|weighed| weighed.cause.id())
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
            _ => self.library.resolve(at, target),
        };
        Event::Answered { step: at.clone(), reply, note, to }
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

    fn told(&self, at: &StepRef, step: &Step, id: &FactId, value: Value, source: FactSource) -> Vec<Event> {
        let mut events = vec![Event::Learned { fact: id.clone(), value, source, step: Some(at.clone()) }];
        if let Kind::Ask { facts } = &step.kind
            && facts.iter().all(|f| f == id || self.case.facts.contains_key(f))
        {
            events.push(self.answered(at, step, Reply::Told, None, &step.go));
        }
        events
    }

    fn chosen(&self, at: &StepRef, step: &Step, option: &ChoiceOption, source: FactSource) -> Vec<Event> {
        let Kind::Choose { fact, .. } = &step.kind else { return Vec::new() };
        let mut events = Vec::new();
        if let Some(fact) = fact {
            let value = Value::One(option.id.to_string());
            events.push(Event::Learned { fact: fact.clone(), value, source, step: Some(at.clone()) });
        }
        let target = option.go.as_ref().unwrap_or(&step.go);
        events.push(self.answered(at, step, Reply::Chosen(option.id.clone()), None, target));
        events
    }
}

fn recorded(found: Vec<SignIn>, from: &str) -> Vec<Event> {
    let event =
        |sign_in| Event::SignedIn { sign_in: Box::new(sign_in), source: from.to_owned(), account: None };
    found.into_iter().map(event).collect()
}
