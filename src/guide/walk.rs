//! Where the walk stands, and how it goes on.

use chrono::{DateTime, Duration, FixedOffset};

use crate::case::{Case, Position};
use crate::model::StepRef;
use crate::model::{FactId, Value};
use crate::runbook::{ChoiceOption, Condition, Kind, Library, START, Step, Target};

/// More steps than any set of runbooks has in one line; beyond it the set runs in a circle.
const LONGEST: usize = 1000;

/// The walk over one case with one set of runbooks.
#[derive(Clone, Copy)]
pub struct Guide<'a> {
    pub(super) library: &'a Library,
    pub(super) case: &'a Case,
}

impl<'a> Guide<'a> {
    /// Looks at a case.
    #[must_use]
    pub fn new(library: &'a Library, case: &'a Case) -> Self {
        Self { library, case }
    }

    /// The step to put to the person now; nothing when the walk is over.
    ///
    /// Steps whose conditions fail and questions whose answers are known are passed. A step that the present
    /// runbooks no longer have (a newer program took over) restarts its runbook.
    #[must_use]
    pub fn here(&self) -> Option<StepRef> {
        let at = match &self.case.position {
            Position::End => return None,
            Position::Start => self.library.first(START)?,
            Position::At(step) if self.library.step(step).is_some() => step.clone(),
            Position::At(step) => self.library.first(&step.runbook).or_else(|| self.library.first(START))?,
        };
        self.settle(at)
    }

    /// The first step from here on that has something to say.
    pub(super) fn settle(&self, mut at: StepRef) -> Option<StepRef> {
        for _ in 0..LONGEST {
            let (_, step) = self.library.step(&at)?;
            match self.pass(step, &at) {
                Pass::Stop => return Some(at),
                Pass::On(target) => at = self.library.resolve(&at, target)?,
            }
        }
        None
    }

    fn pass<'s>(&self, step: &'s Step, at: &StepRef) -> Pass<'s> {
        if !self.applies(step) {
            return Pass::On(&Target::Next);
        }
        if self.case.detour.is_some() && self.case.position == Position::At(at.clone()) {
            return Pass::Stop;
        }
        match &step.kind {
            Kind::Ask { facts } if facts.iter().all(|f| self.case.facts.contains_key(f)) => {
                Pass::On(&step.go)
            }
            Kind::Choose { fact: Some(fact), options, .. } => {
                let known = self.case.value(fact.as_str()).and_then(Value::text);
                let answered = self.case.answers.contains_key(at);
                match known.and_then(|text| options.iter().find(|o| o.id == text)) {
                    // Known from elsewhere: not asked again. Asked here before: the walk came back for a reason.
                    Some(option) if !answered || self.was_asked_elsewhere(fact.as_str(), at) => {
                        Pass::On(option.go.as_ref().unwrap_or(&step.go))
                    }
                    _ => Pass::Stop,
                }
            }
            _ => Pass::Stop,
        }
    }

    fn was_asked_elsewhere(&self, fact: &str, at: &StepRef) -> bool {
        let Ok(id) = fact.parse() else { return false };
        self.case.facts.get(&id).is_some_and(|known| known.step.as_ref() != Some(at))
    }

    /// Whether a step's conditions hold.
    #[must_use]
    pub fn applies(&self, step: &Step) -> bool {
        step.when.iter().all(|one| self.holds(one)) && !self.any(&step.unless)
    }

    /// Whether any fact of a condition has one of its values.
    pub(super) fn any(&self, condition: &Condition) -> bool {
        condition.iter().any(|one| self.holds(one))
    }

    fn holds(&self, (fact, values): (&FactId, &Vec<String>)) -> bool {
        self.case.items(fact.as_str()).iter().any(|item| values.contains(item))
    }

    /// Where a step leads by an option, or by itself.
    pub(super) fn onward(&self, at: &StepRef, step: &Step, option: Option<&ChoiceOption>) -> Option<StepRef> {
        let target = option.and_then(|o| o.go.as_ref()).unwrap_or(&step.go);
        self.library.resolve(at, target)
    }

    /// Steps still ahead if nothing special happens: the "of about".
    #[must_use]
    pub fn ahead(&self) -> usize {
        let mut at = self.here();
        let mut count = 0;
        let mut seen = std::collections::BTreeSet::new();
        while let Some(step) = at {
            if !seen.insert(step.clone()) || count > LONGEST {
                break;
            }
            count += 1;
            let next = self.library.step(&step).and_then(|(_, s)| self.library.resolve(&step, &s.go));
            at = next.and_then(|to| self.settle(to));
        }
        count
    }

    /// The clock time of a wait: its anchor's answer plus its minutes. Without an anchor's answer it starts now.
    #[must_use]
    pub fn until(
        &self,
        at: &StepRef,
        minutes: u32,
        after: Option<&str>,
        now: DateTime<FixedOffset>,
    ) -> DateTime<FixedOffset> {
        let anchor = match after {
            Some(name) => {
                self.case.answers.get(&name.parse().unwrap_or_else(|_| StepRef::new(&at.runbook, name)))
            }
            None => self.case.trail.last().and_then(|step| self.case.answers.get(step)),
        };
        anchor.map_or(now, |a| a.at) + Duration::minutes(minutes.into())
    }
}

enum Pass<'s> {
    Stop,
    On(&'s Target),
}
