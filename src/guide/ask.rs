//! What is put to the person, as data.

use chrono::{DateTime, FixedOffset};

use crate::model::{Class, StepRef};
use crate::model::{FactDef, FactId};
use crate::runbook::{Check, ChoiceOption, Kind, Runbook, Step, WaitKind};

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
    /// Steps answered so far, plus one.
    pub number: usize,
    /// How many there will be, about.
    pub of: usize,
    /// What is wanted.
    pub asked: Asked<'a>,
}

/// What is wanted of the person or the machine.
#[derive(Debug, Clone)]
pub enum Asked<'a> {
    /// Do it, then say so.
    Act,
    /// Try this door, then say whether somebody is in.
    Door,
    /// One fact.
    Fact { id: &'a FactId, def: &'a FactDef },
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
        let missing = |facts: &'a [FactId]| {
            let id = facts.iter().find(|f| !self.case.facts.contains_key(f))?;
            Some(Asked::Fact { id, def: self.library.facts().get(id)? })
        };
        let asked = match &step.kind {
            Kind::Do { opens: None } => Asked::Act,
            Kind::Do { opens: Some(_) } => Asked::Door,
            Kind::Ask { facts } => missing(facts)?,
            Kind::Choose { options, paste_sign_in, .. } => {
                let offered = options.iter().filter(|option| !self.any(&option.unless));
                Asked::Choice { options: offered.collect(), paste: *paste_sign_in }
            }
            Kind::Check { check, facts, .. } => missing(facts).unwrap_or(Asked::Look(*check)),
            Kind::Wait { kind, minutes, after } => {
                let until = self.until(&at, *minutes, after.as_deref(), now);
                Asked::Clock { kind: *kind, until, over: now >= until }
            }
            Kind::Attach { class } => Asked::Files(*class),
        };
        let number = self.case.trail.len() + 1;
        Some(Question { at, runbook, step, number, of: self.case.trail.len() + self.ahead(), asked })
    }

    /// The step before this one, if there is one to go back to.
    #[must_use]
    pub fn previous(&self) -> Option<StepRef> {
        self.case.trail.last().filter(|step| self.library.step(step).is_some()).cloned()
    }
}
