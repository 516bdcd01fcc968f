//! Which parts one print holds.
//!
//! The kit for the safe holds what a lockout of this tenant can need, by the rules of `kit.toml`; what it does without is
//! named with the reason. Nothing is left out for a fact that nobody knows: a chapter too many costs a page, a chapter too
//! few costs the night. This room knows the rules and the facts, and refuses to know how a part looks.

use std::collections::BTreeSet;

use crate::model::{FactId, StepRef};
use crate::report::document::{Block, Inline};
use crate::runbook::{Condition, Library, Runbook, Step};

use super::{Extent, Filling};

/// What is printed, and what is not for which reason.
pub(super) struct Chosen<'a> {
    /// The runbooks of this print, in its order.
    pub(super) runbooks: Vec<&'a Runbook>,
    /// Steps of these runbooks that are left out.
    pub(super) without: BTreeSet<StepRef>,
    /// What the kit does without: title and reason.
    pub(super) left: Vec<(String, Option<&'a str>)>,
    /// What this print need not ask: answered by being its reader, or the reason for what it does without.
    settled: Condition,
}

impl<'a> Chosen<'a> {
    pub(super) fn of(library: &'a Library, filling: &Filling, extent: Extent<'_>) -> Self {
        let all = library.in_order();
        let ids = match extent {
            Extent::These(ids) => ids,
            Extent::All => &[],
            Extent::Kit => return Self::kit(library, filling, all),
        };
        let runbooks = all.into_iter().filter(|one| ids.is_empty() || ids.contains(&one.head.id)).collect();
        Self { runbooks, without: BTreeSet::new(), left: Vec::new(), settled: Condition::new() }
    }

    fn kit(library: &'a Library, filling: &Filling, all: Vec<&'a Runbook>) -> Self {
        let values = |fact: &FactId| {
            filling.get(fact).map(|value| value.items().to_vec()).filter(|items| !items.is_empty())
        };
        // A fact for which a runbook is left out has lost its question, and so has what the reader answers by being it.
        let mut settled = library.kit().reader.clone();
        for rule in all.iter().filter_map(|one| library.kit().without(&one.head.id, &values)) {
            settled.extend(rule.known.keys().filter_map(|fact| Some((fact.clone(), values(fact)?))));
        }
        let mut kit = Self { runbooks: Vec::new(), without: BTreeSet::new(), left: Vec::new(), settled };
        let mut others: Vec<String> = Vec::new();
        for runbook in all {
            if let Some(rule) = library.kit().without(&runbook.head.id, &values) {
                kit.left.push((runbook.title.clone(), Some(&rule.why)));
            } else if for_this_tenant(library, filling, runbook) {
                for step in &runbook.steps {
                    let at = StepRef::new(&runbook.head.id, &step.id);
                    if let Some(rule) = library.kit().without(&at.to_string(), &values) {
                        kit.left.push((step.title.clone(), Some(&rule.why)));
                        kit.without.insert(at);
                    } else if kit.is_for_others(step) {
                        kit.without.insert(at);
                    }
                }
                kit.runbooks.push(runbook);
            } else {
                others.push(runbook.title.clone());
            }
        }
        kit.left.extend(others.into_iter().map(|title| (title, None)));
        kit
    }

    /// Whether a step is not for the reader of this print.
    fn is_for_others(&self, step: &Step) -> bool {
        step.when.iter().any(|one| self.is_settled(one) == Some(false))
            || step.unless.iter().any(|one| self.is_settled(one) == Some(true))
    }

    /// Whether a fact has one of these values, where it is settled.
    pub(super) fn is_settled(&self, (fact, values): (&FactId, &Vec<String>)) -> Option<bool> {
        let own = self.settled.get(fact)?;
        Some(values.iter().any(|value| value == "*" || own.contains(value)))
    }

    /// The steps of a runbook that are printed.
    pub(super) fn steps<'r>(&'r self, runbook: &'r Runbook) -> impl Iterator<Item = &'r Step> {
        runbook.steps.iter().filter(|step| !self.without.contains(&StepRef::new(&runbook.head.id, &step.id)))
    }

    /// What the kit does without, so that nobody looks for a missing sheet; nothing where nothing is left out.
    pub(super) fn left_out(&self) -> Option<Block> {
        let mut reasons: Vec<(Option<&str>, Vec<&str>)> = Vec::new();
        for (title, why) in &self.left {
            match reasons.iter_mut().find(|(known, _)| known == why) {
                Some((_, titles)) => titles.push(title),
                None => reasons.push((*why, vec![title])),
            }
        }
        let mut blocks = Vec::new();
        for (why, titles) in reasons {
            let mut words = vec![Inline::strong("Not in this kit: ")];
            words.push(Inline::text(titles.join(" \u{b7} ")));
            words.push(Inline::text(match why {
                Some(why) => format!(" ({why})."),
                None => ". They are for other nights and for quiet days.".to_owned(),
            }));
            blocks.push(Block::Paragraph(words));
        }
        (!blocks.is_empty()).then_some(Block::Small(blocks))
    }
}

/// Whether this tenant's lockout can lead here, by the head of the runbook.
fn for_this_tenant(library: &Library, filling: &Filling, runbook: &Runbook) -> bool {
    let known = |(fact, values): (&FactId, &Vec<String>)| {
        filling.get(fact).is_some_and(|value| value.items().iter().any(|item| values.contains(item)))
    };
    let head = &runbook.head;
    let asked = !head.kit_when.is_empty() && head.kit_when.iter().all(known);
    let reached = !head.stand_alone || library.kit().always.contains(&head.id) || asked;
    reached && !head.kit_unless.iter().any(known)
}
