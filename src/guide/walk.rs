//! Where the walk stands, and how it goes on.

use crate::case::{Case, Position};
use crate::model::StepRef;
use crate::model::{FactId, Value};
use crate::runbook::alias;
use crate::runbook::{ChoiceOption, Condition, Kind, Library, START, Step, Target};

use super::ask::Field;
use super::known;

/// More steps than any set of runbooks has in one line; beyond it the set runs in a circle.
const LONGEST: usize = 1000;

/// The phase whose steps are ways in.
const WAYS_IN: &str = "regain-access";

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

    /// The same step, what stands in its place, or the beginning of its runbook where the present runbooks do not have it.
    fn still_there(&self, step: &StepRef) -> Option<StepRef> {
        let instead = || alias::step(step).filter(|new| self.library.step(new).is_some());
        match self.library.step(step).map(|_| step.clone()).or_else(instead) {
            Some(step) => Some(step),
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
    pub(super) fn settle(&self, at: StepRef) -> Option<StepRef> {
        self.settle_seen(at, false, &[])
    }

    /// The same, looking ahead; with `past_board` as if the board of doors had been answered with nothing, and as if
    /// each fact of `told` had been answered with something.
    pub(super) fn settle_seen(&self, mut at: StepRef, past_board: bool, told: &[&FactId]) -> Option<StepRef> {
        for _ in 0..LONGEST {
            let (_, step) = self.library.step(&at)?;
            if let Some(board) = self.waits_for_board(step) {
                at = if past_board { self.library.resolve(&at, &Target::Next)? } else { board };
                continue;
            }
            match self.pass(step, &at) {
                // It is offered again by name, and not by walking past it.
                Pass::Stop if self.was_put_off(step, &at) => at = self.library.resolve(&at, &step.go)?,
                Pass::Stop => return Some(at),
                Pass::On(Target::Next) if self.would_apply(step, told) => return Some(at),
                Pass::On(target) => at = self.library.resolve(&at, target)?,
            }
        }
        None
    }

    /// Whether a step that does not apply now would apply once these facts are known: it asks for any value of them.
    fn would_apply(&self, step: &Step, told: &[&FactId]) -> bool {
        let any = |(fact, values): (&FactId, &Vec<String>)| {
            self.holds((fact, values)) || (told.contains(&fact) && values.iter().any(|value| value == "*"))
        };
        !self.applies(step) && step.when.iter().all(any) && !self.any(&step.unless)
    }

    /// The board of doors, where a step hangs on it and it was not answered yet: an older case, whose walk stood behind
    /// the place of the board, comes to it as well.
    fn waits_for_board(&self, step: &Step) -> Option<StepRef> {
        let (at, board) = self.library.board()?;
        let Kind::Board { fact, .. } = &board.kind else { return None };
        (step.when.contains_key(fact) && !self.case.facts.contains_key(fact)).then_some(at)
    }

    fn pass<'s>(&self, step: &'s Step, at: &StepRef) -> Pass<'s> {
        if !self.applies(step) {
            return Pass::On(&Target::Next);
        }
        if self.says_nothing(step, at) || self.was_done(step, at) {
            return Pass::On(&step.go);
        }
        if self.case.again.as_ref() == Some(at) {
            return Pass::Stop;
        }
        match &step.kind {
            Kind::Choose { fact: Some(fact), options, .. } => {
                let value = self.case.value(fact.as_str());
                let known = value.and_then(Value::text);
                let elsewhere = self.was_asked_elsewhere(fact.as_str(), at);
                let states = |option: &&ChoiceOption| {
                    known.as_deref() == Some(option.id.as_str()) && self.states(fact, option)
                };
                match options.iter().find(states) {
                    // Known from elsewhere: not asked again. Asked here before: the walk came back for a reason.
                    Some(option) if elsewhere && !self.leads_back(at, step, option) => {
                        Pass::On(option.go.as_ref().unwrap_or(&step.go))
                    }
                    // Said elsewhere to be unknown, or a value that has no line here: asking would ask twice.
                    None if elsewhere && !self.case.answers.contains_key(at) => Pass::On(&step.go),
                    _ => Pass::Stop,
                }
            }
            Kind::Board { fact, .. } if self.case.facts.contains_key(fact) => {
                // Whoever comes here on purpose is asked once more; whoever walks past is not.
                let here = matches!(&self.case.position, Position::At(stand) if stand == at);
                if here && self.case.answers.contains_key(at) { Pass::Stop } else { Pass::On(&Target::Next) }
            }
            _ => Pass::Stop,
        }
    }

    /// Whether nothing is left to ask here: every fact is known, or no option is offered.
    fn says_nothing(&self, step: &Step, at: &StepRef) -> bool {
        let again = self.case.again.as_ref() == Some(at);
        match &step.kind {
            Kind::Ask { .. } => {
                let fields = self.fields(at, step);
                fields.is_empty() || (!again && fields.iter().all(|field| field.known))
            }
            Kind::Choose { options, paste_sign_in: false, .. } | Kind::Board { options, .. } => {
                !options.iter().any(|option| self.offers(option))
            }
            _ => false,
        }
    }

    /// A way in that was tried is not offered a second time by walking past it; the board of the case takes what has
    /// happened at it since.
    fn was_done(&self, step: &Step, at: &StepRef) -> bool {
        let way_in = self.library.get(&at.runbook).is_some_and(|runbook| runbook.head.phase == WAYS_IN);
        way_in
            && matches!(step.kind, Kind::Do { .. } | Kind::Wait { .. })
            && self.case.answers.contains_key(at)
            && self.case.again.as_ref() != Some(at)
    }

    /// Whether a way in was put off, and nobody has come back to it since.
    fn was_put_off(&self, step: &Step, at: &StepRef) -> bool {
        let way_in = self.library.get(&at.runbook).is_some_and(|runbook| runbook.head.phase == WAYS_IN);
        let door = matches!(step.kind, Kind::Do { opens: Some(_) });
        way_in && door && self.case.put_off.contains(at) && self.case.again.as_ref() != Some(at)
    }

    /// What a step asks of its facts: those that are not known, and those that it asked itself.
    pub(super) fn fields(&self, at: &StepRef, step: &Step) -> Vec<Field<'lib>> {
        let Some((_, step)) = self.library.step(at).filter(|(_, own)| own.id == step.id) else {
            return Vec::new();
        };
        let (Kind::Ask { facts } | Kind::Check { facts, .. }) = &step.kind else { return Vec::new() };
        let open = facts.iter().filter_map(|id| {
            let value = self.case.facts.get(id);
            let own = value.is_none_or(|known| known.step.as_ref() == Some(at));
            let def = self.library.facts().get(id)?;
            own.then(|| Field { id, def, known: value.is_some() })
        });
        open.collect()
    }

    /// Whether an option is offered.
    pub(super) fn offers(&self, option: &ChoiceOption) -> bool {
        option.when.iter().all(|one| self.holds(one)) && !self.any(&option.unless)
    }

    /// Whether an option leads to a step that was done and comes back here: whoever did it has something new to say, and
    /// passing by would lead there for ever.
    fn leads_back(&self, at: &StepRef, step: &Step, option: &ChoiceOption) -> bool {
        let Some(there) = self.onward(at, step, Some(option)) else { return false };
        let back = self.library.step(&there).and_then(|(_, step)| self.onward(&there, step, None));
        self.case.answers.contains_key(&there) && back.as_ref() == Some(at)
    }

    /// Whether an option is a value of the fact; one that is none leads on, and states nothing.
    pub(super) fn states(&self, fact: &FactId, option: &ChoiceOption) -> bool {
        self.library.facts().get(fact).is_none_or(|def| def.takes(&option.id.to_string()))
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

    /// Whether a way in fits what is known of the cause, whatever there is at hand.
    #[must_use]
    pub fn fits(&self, step: &Step) -> bool {
        let cause = |one: &(&FactId, &Vec<String>)| one.0.as_str() == crate::model::facts::CAUSE;
        step.when.iter().filter(cause).all(|one| self.holds(one)) && !self.any(&step.unless)
    }

    /// Whether any fact of a condition has one of its values.
    pub(super) fn any(&self, condition: &Condition) -> bool {
        condition.iter().any(|one| self.holds(one))
    }

    fn holds(&self, (fact, values): (&FactId, &Vec<String>)) -> bool {
        known::holds(self.case, fact, values)
    }

    /// Where a step leads by an option, or by itself.
    pub(super) fn onward(&self, at: &StepRef, step: &Step, option: Option<&ChoiceOption>) -> Option<StepRef> {
        let target = option.and_then(|o| o.go.as_ref()).unwrap_or(&step.go);
        self.library.resolve(at, target)
    }
}

enum Pass<'s> {
    Stop,
    On(&'s Target),
}
