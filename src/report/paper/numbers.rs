//! Numbers of runbooks and steps, and the words "go to step 4.2".

use std::collections::{BTreeMap, BTreeSet};

use super::choose::Chosen;
use crate::model::{FactId, StepRef};
use crate::report::document::Inline;
use crate::runbook::{ChoiceOption, Kind, Library, Runbook, Step, Target};

/// Where everything stands in this edition, and what of it is printed.
///
/// A kit counts what it holds, so that no number is missing in it. Any other print counts the whole set, so that a sheet
/// printed alone has the numbers of the complete print.
pub(super) struct Numbers<'a> {
    library: &'a Library,
    runbooks: BTreeMap<&'a str, usize>,
    printed: BTreeSet<&'a str>,
    /// What the print holds, and the steps that are not counted because it does without them.
    chosen: &'a Chosen<'a>,
}

/// What a box of a question gives one fact.
pub(super) struct Given {
    own: Option<String>,
    said: Option<String>,
}

impl Given {
    /// Whether it is this value.
    pub(super) fn gives(&self, value: &str) -> bool {
        self.own.as_deref() == Some(value) || self.said.as_deref() == Some(value)
    }
}

impl<'a> Numbers<'a> {
    pub(super) fn new(library: &'a Library, counted: &[&'a Runbook], chosen: &'a Chosen<'a>) -> Self {
        let order = counted.iter().enumerate();
        Self {
            library,
            runbooks: order.map(|(at, runbook)| (runbook.head.id.as_str(), at + 1)).collect(),
            printed: chosen.runbooks.iter().map(|runbook| runbook.head.id.as_str()).collect(),
            chosen,
        }
    }

    fn counts(&self, at: &StepRef) -> bool {
        self.runbooks.contains_key(at.runbook.as_str()) && !self.chosen.without.contains(at)
    }

    /// The step that is printed below this one in its runbook.
    pub(super) fn below(&self, at: &StepRef) -> Option<StepRef> {
        let steps = &self.library.get(&at.runbook)?.steps;
        let after = steps.iter().skip_while(|step| step.id != at.step).skip(1);
        after.map(|step| StepRef::new(&at.runbook, &step.id)).find(|step| self.counts(step))
    }

    /// Where a target leads in this print: what is left out is passed over as the walk passes over it. Nothing where the
    /// path ends.
    pub(super) fn resolve(&self, from: &StepRef, target: &Target) -> Option<StepRef> {
        let mut to = self.library.resolve(from, target)?;
        let mut seen = BTreeSet::new();
        while !self.counts(&to) && seen.insert(to.clone()) {
            let (runbook, step) = self.library.step(&to)?;
            let next = if self.runbooks.contains_key(to.runbook.as_str()) {
                self.library.resolve(&to, &step.go)
            } else {
                runbook.head.next.as_deref().and_then(|next| self.library.first(next))
            };
            match next {
                Some(next) => to = next,
                None => break,
            }
        }
        Some(to)
    }

    /// Whether a step is not on paper: its runbook is the screen's, such as the board of the case.
    pub(super) fn is_of_the_screen(&self, at: &StepRef) -> bool {
        !self.runbooks.contains_key(at.runbook.as_str())
    }

    /// How many runbooks there are.
    pub(super) fn total(&self) -> usize {
        self.runbooks.len()
    }

    /// The number of a runbook; none where this print does without it.
    pub(super) fn number(&self, id: &str) -> Option<usize> {
        self.runbooks.get(id).copied()
    }

    pub(super) fn runbook(&self, id: &str) -> usize {
        self.runbooks.get(id).copied().unwrap_or(0)
    }

    /// `4.2`.
    pub(super) fn step(&self, at: &StepRef) -> String {
        let steps = self.library.get(&at.runbook).map(|runbook| runbook.steps.as_slice()).unwrap_or_default();
        let before = steps.iter().take_while(|step| step.id != at.step);
        let counted =
            before.filter(|step| !self.chosen.without.contains(&StepRef::new(&at.runbook, &step.id)));
        format!("{}.{}", self.runbook(&at.runbook), counted.count() + 1)
    }

    /// `step 4.2`, and the title where the reader must change to another runbook.
    pub(super) fn name(&self, from: &StepRef, to: &StepRef) -> Vec<Inline> {
        let title = self.library.get(&to.runbook).map_or("", |runbook| runbook.title.as_str());
        if !self.runbooks.contains_key(to.runbook.as_str()) {
            // What the screen asks then, the reader of paper chooses: a call, a mail, a record, papers.
            let contents =
                Inline::Go { text: "the contents".to_owned(), anchor: Some("contents".to_owned()) };
            return vec![contents, Inline::text(", and take the runbook for what happens next")];
        }
        let number = format!("step {}", self.step(to));
        if to.runbook == from.runbook {
            return vec![Inline::Go { text: number, anchor: Some(anchor(to)) }];
        }
        if self.printed.contains(to.runbook.as_str()) {
            let go = Inline::Go { text: number, anchor: Some(anchor(to)) };
            vec![go, Inline::text(format!(", \u{201c}{title}\u{201d}"))]
        } else {
            let go = Inline::Go { text: number, anchor: None };
            vec![go, Inline::text(format!(" of \u{201c}{title}\u{201d}, not in this print"))]
        }
    }

    /// The boxes of a step that this print offers: none for somebody else, and none that leads back to its own step because
    /// what it leads to is left out.
    pub(super) fn offered<'o>(
        &self,
        at: &StepRef,
        options: &'o [ChoiceOption],
        go: &'o Target,
    ) -> Vec<&'o ChoiceOption> {
        let leads_on =
            |one: &&ChoiceOption| self.resolve(at, one.go.as_ref().unwrap_or(go)).as_ref() != Some(at);
        let for_reader = |one: &&ChoiceOption| {
            one.when.iter().all(|one| self.chosen.is_settled(one) != Some(false))
                && one.unless.iter().all(|one| self.chosen.is_settled(one) != Some(true))
        };
        options.iter().filter(for_reader).filter(leads_on).collect()
    }

    /// What a print need not say of a condition, because it is settled.
    pub(super) fn is_met(&self, one: (&FactId, &Vec<String>)) -> bool {
        self.chosen.is_settled(one).is_some()
    }

    /// The first step of this print that asks for a fact to be written down.
    pub(super) fn asked(&self, fact: &FactId) -> Option<StepRef> {
        let steps = self.printed_steps();
        let asks = |step: &Step| matches!(&step.kind, Kind::Ask { facts } | Kind::Check { facts, .. } if facts.contains(fact));
        steps.filter(|(_, step)| asks(step)).map(|(at, _)| at).next()
    }

    fn printed_steps(&self) -> impl Iterator<Item = (StepRef, &'a Step)> {
        let library: &'a Library = self.library;
        let printed =
            library.in_order().into_iter().filter(|one| self.printed.contains(one.head.id.as_str()));
        let steps = printed.flat_map(|one| one.steps.iter().map(move |step| (one, step)));
        let steps = steps.map(|(one, step)| (StepRef::new(&one.head.id, &step.id), step));
        steps.filter(|(at, _)| self.counts(at))
    }

    /// The steps of this print with boxes that give a fact its value, and all their boxes.
    pub(super) fn printed_choices(&self, fact: &FactId) -> Vec<(StepRef, Vec<Given>)> {
        let boxes = |(at, step): (StepRef, &'a Step)| {
            let (asked, options) = match &step.kind {
                Kind::Choose { fact, options, .. } => (fact.as_ref(), options),
                Kind::Board { fact, options } => (Some(fact), options),
                _ => return None,
            };
            let asks = asked == Some(fact);
            if !asks && !options.iter().any(|one| one.says.contains_key(fact)) {
                return None;
            }
            // A box says its own answer to the question, and may settle another question with it.
            let given = |one: &'a ChoiceOption| Given {
                own: asks.then(|| one.id.to_string()),
                said: one.says.get(fact).map(ToString::to_string),
            };
            let offered = self.offered(&at, options, &step.go).into_iter().map(given).collect();
            Some((at, offered))
        };
        self.printed_steps().filter_map(boxes).collect()
    }

    /// `step 4.2`, as a link.
    pub(super) fn place(&self, to: &StepRef) -> Inline {
        Inline::Go { text: format!("step {}", self.step(to)), anchor: Some(anchor(to)) }
    }

    /// `, runbook 4` behind the name of a runbook.
    pub(super) fn link(&self, id: &str) -> Option<Vec<Inline>> {
        self.library.get(id)?;
        if !self.runbooks.contains_key(id) {
            return Some(vec![Inline::text(" (not in this kit)")]);
        }
        let anchor = self.printed.contains(id).then(|| id.to_owned());
        let go = Inline::Go { text: format!("runbook {}", self.runbook(id)), anchor };
        Some(vec![Inline::text(", "), go])
    }

    /// `step 4.2` alone, for the line behind a box; or that the path ends here.
    pub(super) fn place_of(&self, from: &StepRef, target: &Target) -> Vec<Inline> {
        match self.resolve(from, target) {
            Some(to) if self.printed.contains(to.runbook.as_str()) => vec![self.place(&to)],
            Some(to) => self.name(from, &to),
            None => vec![Inline::text("the path ends here")],
        }
    }

    /// `go to step 4.2`, or that the path ends here.
    pub(super) fn go(&self, from: &StepRef, target: &Target) -> Vec<Inline> {
        match self.resolve(from, target) {
            Some(to) => {
                let mut words = vec![Inline::text("go to ")];
                words.extend(self.name(from, &to));
                words
            }
            None => vec![Inline::text("the path ends here")],
        }
    }
}

/// The anchor of a step: ids are kebab-case, so two hyphens part them for good.
pub(super) fn anchor(at: &StepRef) -> String {
    format!("{}--{}", at.runbook, at.step)
}
