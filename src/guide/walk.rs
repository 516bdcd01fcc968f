//! Where the walk stands, and how it goes on.

use crate::case::{Case, Position};
use crate::model::StepRef;
use crate::model::{FactId, Value};
use crate::runbook::{ChoiceOption, Condition, Kind, Library, START, Step, Target};

/// More steps than any set of runbooks has in one line; beyond it the set runs in a circle.
const LONGEST: usize = 1000;

/// The walk over one case with one set of runbooks. What it gives belongs to the runbooks: the case may change while a
/// question is open.
#[derive(Clone, Copy)]
pub struct Guide<'lib, 'case> {
    pub(super) library: &'lib Library,
    pub(super) case: &'case Case,
}

impl<'lib, 'case> Guide<'lib, 'case> {
    /// Looks at a case.
    #[must_use]
    pub fn new(library: &'lib Library, case: &'case Case) -> Self {
        Self { library, case }
    }

    /// The step to put to the person now; nothing when the walk is over.
    ///
    /// Steps whose conditions fail and questions whose answers are known are passed. A step that was taken up and has
    /// nothing left to say gives the walk back to where it came from. A step that the present runbooks no longer have
    /// (a newer program took over) restarts its runbook.
    #[must_use]
    pub fn here(&self) -> Option<StepRef> {
        if let Some(back) = &self.case.detour {
            let taken_up = match &self.case.position {
                Position::At(step) => Some(step).filter(|at| self.is_open(at)),
                Position::Start | Position::End => None,
            };
            return match taken_up {
                Some(step) => Some(step.clone()),
                None => self.settle(self.still_there(back.as_ref()?)?),
            };
        }
        match &self.case.position {
            Position::End => None,
            Position::Start => self.settle(self.library.first(START)?),
            Position::At(step) => self.settle(self.still_there(step)?),
        }
    }

    /// The same step, or the beginning of its runbook where the present runbooks do not have it.
    fn still_there(&self, step: &StepRef) -> Option<StepRef> {
        match self.library.step(step) {
            Some(_) => Some(step.clone()),
            None => self.library.first(&step.runbook).or_else(|| self.library.first(START)),
        }
    }

    /// The steps that were put off and still have something to say, in the order in which they were put off. What they
    /// asked may have become known elsewhere, and a condition may fail by now.
    #[must_use]
    pub fn put_off(&self) -> Vec<&'case StepRef> {
        self.case.put_off.iter().filter(|step| self.is_open(step)).collect()
    }

    /// Where the walk goes back to from this step, if it is one that was taken up; nothing inside is the walk's end.
    pub(super) fn back_from(&self, at: &StepRef) -> Option<&Option<StepRef>> {
        let taken_up = matches!(&self.case.position, Position::At(step) if step == at);
        self.case.detour.as_ref().filter(|_| taken_up)
    }

    /// Whether a step that was put off has something to say.
    fn is_open(&self, at: &StepRef) -> bool {
        self.library.step(at).is_some_and(|(_, step)| matches!(self.pass(step, at), Pass::Stop))
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
        if self.says_nothing(step) {
            return Pass::On(&step.go);
        }
        match &step.kind {
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

    /// Whether nothing is left to ask here: every fact is known, or no option is offered.
    fn says_nothing(&self, step: &Step) -> bool {
        match &step.kind {
            Kind::Ask { facts } => facts.iter().all(|f| self.case.facts.contains_key(f)),
            Kind::Choose { options, paste_sign_in: false, .. } => options.iter().all(|o| self.any(&o.unless)),
            _ => false,
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
}

enum Pass<'s> {
    Stop,
    On(&'s Target),
}
