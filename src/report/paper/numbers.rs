//! Numbers of runbooks and steps, and the words "go to step 4.2".

use std::collections::{BTreeMap, BTreeSet};

use super::choose::Chosen;
use crate::model::{FactId, StepRef};
use crate::report::document::Inline;
use crate::runbook::{ChoiceOption, Kind, Library, Runbook, Target};

/// Where everything stands in this edition, and what of it is printed.
///
/// A kit counts what it holds, so that no number is missing in it. Any other print counts the whole set, so that a sheet
/// printed alone has the numbers of the complete print.
pub(super) struct Numbers<'a> {
    library: &'a Library,
    runbooks: BTreeMap<&'a str, usize>,
    printed: BTreeSet<&'a str>,
    /// Steps that are not counted because this kit does without them.
    without: &'a BTreeSet<StepRef>,
}

impl<'a> Numbers<'a> {
    pub(super) fn new(library: &'a Library, counted: &[&'a Runbook], chosen: &'a Chosen<'a>) -> Self {
        let order = counted.iter().enumerate();
        Self {
            library,
            runbooks: order.map(|(at, runbook)| (runbook.head.id.as_str(), at + 1)).collect(),
            printed: chosen.runbooks.iter().map(|runbook| runbook.head.id.as_str()).collect(),
            without: &chosen.without,
        }
    }

    fn counts(&self, at: &StepRef) -> bool {
        self.runbooks.contains_key(at.runbook.as_str()) && !self.without.contains(at)
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

    /// How many runbooks there are.
    pub(super) fn total(&self) -> usize {
        self.runbooks.len()
    }

    pub(super) fn runbook(&self, id: &str) -> usize {
        self.runbooks.get(id).copied().unwrap_or(0)
    }

    /// `4.2`.
    pub(super) fn step(&self, at: &StepRef) -> String {
        let steps = self.library.get(&at.runbook).map(|runbook| runbook.steps.as_slice()).unwrap_or_default();
        let before = steps.iter().take_while(|step| step.id != at.step);
        let counted = before.filter(|step| !self.without.contains(&StepRef::new(&at.runbook, &step.id)));
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

    /// The steps of this print that ask for a fact with boxes, and their boxes.
    pub(super) fn printed_choices(&self, fact: &FactId) -> Vec<(StepRef, &'a [ChoiceOption])> {
        let library: &'a Library = self.library;
        let printed =
            library.in_order().into_iter().filter(|one| self.printed.contains(one.head.id.as_str()));
        printed
            .flat_map(|runbook| runbook.steps.iter().map(move |step| (runbook, step)))
            .filter_map(|(runbook, step)| match &step.kind {
                Kind::Choose { fact: Some(asked), options, .. } | Kind::Board { fact: asked, options }
                    if asked == fact =>
                {
                    let at = StepRef::new(&runbook.head.id, &step.id);
                    self.counts(&at).then_some((at, options.as_slice()))
                }
                _ => None,
            })
            .collect()
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
