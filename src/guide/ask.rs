//! What is put to the person, as data.

use chrono::{DateTime, FixedOffset};

use crate::case::Reply;
use crate::model::{Class, StepRef};
use crate::model::{FactDef, FactId};
use crate::runbook::{Check, ChoiceOption, Kind, NewsOption, Runbook, Step, WaitKind};

use super::order;
use super::walk::Guide;

/// One question, ready to be shown.
#[derive(Debug, Clone)]
pub struct Question<'a> {
    /// Its step.
    pub at: StepRef,
    /// The runbook it stands in.
    pub runbook: &'a Runbook,
    /// The step itself: title and prose.
    pub step: &'a Step,
    /// Answers still to give to a text that can be sent, about; nothing behind it.
    pub to_text: Option<usize>,
    /// What is wanted.
    pub asked: Asked<'a>,
}

/// One field of a form.
#[derive(Debug, Clone, Copy)]
pub struct Field<'a> {
    pub id: &'a FactId,
    pub def: &'a FactDef,
    /// Whether it has a value, or was said to be unknown.
    pub known: bool,
}

/// What is wanted of the person or the machine.
#[derive(Debug, Clone)]
pub enum Asked<'a> {
    /// Do it, then say so.
    Act,
    /// Try this door, then say how it stands.
    Door,
    /// Facts, field by field.
    Form(Vec<Field<'a>>),
    /// Which of these there are: several at once, or none.
    Board(Vec<&'a ChoiceOption>),
    /// What has happened since.
    Case(Vec<&'a NewsOption>),
    /// One of these, or a pasted sign-in error.
    Choice { options: Vec<&'a ChoiceOption>, paste: bool },
    /// The machine looks; everything it needs is known.
    Look(Check),
    /// A clock.
    Clock { kind: WaitKind, until: DateTime<FixedOffset>, over: bool },
    /// Files.
    Files(Class),
}

impl<'a> Guide<'a, '_> {
    /// The question now; nothing when the walk is over.
    #[must_use]
    pub fn ask(&self, now: DateTime<FixedOffset>) -> Option<Question<'a>> {
        let at = self.here()?;
        let (runbook, step) = self.library.step(&at)?;
        let offered = |options: &'a [ChoiceOption]| options.iter().filter(|one| self.offers(one)).collect();
        let asked = match &step.kind {
            Kind::Do { opens: None } => Asked::Act,
            Kind::Do { opens: Some(_) } => Asked::Door,
            Kind::Ask { .. } => Asked::Form(self.fields(&at, step)),
            Kind::Choose { options, paste_sign_in, .. } => {
                Asked::Choice { options: offered(options), paste: *paste_sign_in }
            }
            Kind::Board { options, .. } => {
                let computed = self.case.computed.as_ref().map(|(_, computed)| &**computed);
                Asked::Board(order::by_ways(offered(options), computed))
            }
            Kind::Case { options, .. } => Asked::Case(options.iter().collect()),
            Kind::Check { check, .. } => {
                let fields = self.fields(&at, step);
                let again = self.case.again.as_ref() == Some(&at) && !fields.is_empty();
                if again || fields.iter().any(|field| !field.known) {
                    Asked::Form(fields)
                } else {
                    Asked::Look(*check)
                }
            }
            Kind::Wait { kind, minutes, after, told } => {
                let until = self.until(&at, *minutes, after.as_deref(), *told, now);
                Asked::Clock { kind: *kind, until, over: now >= until }
            }
            Kind::Attach { class } => Asked::Files(*class),
        };
        Some(Question { at, runbook, step, to_text: self.to_the_text(), asked })
    }

    /// The step before this one that a person answered, if there is one to go back to. What the machine did by itself is
    /// passed over.
    #[must_use]
    pub fn previous(&self) -> Option<StepRef> {
        let by_hand = |at: &&StepRef| {
            let looked = matches!(self.case.answers.get(at).map(|a| &a.reply), Some(Reply::Checked(_)));
            self.library.step(at).is_some_and(|(_, step)| !looked || !self.fields(at, step).is_empty())
        };
        self.case.trail.iter().rev().find(by_hand).cloned()
    }
}
