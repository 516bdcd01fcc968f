//! Numbers of runbooks and steps, and the words "go to step 4.2".

use std::collections::{BTreeMap, BTreeSet};

use crate::model::StepRef;
use crate::report::document::Inline;
use crate::runbook::{Library, Runbook, Target};

/// Where everything stands in this edition, and what of it is printed.
pub(super) struct Numbers<'a> {
    library: &'a Library,
    runbooks: BTreeMap<&'a str, usize>,
    printed: BTreeSet<&'a str>,
}

impl<'a> Numbers<'a> {
    pub(super) fn new(library: &'a Library, printed: &[&'a Runbook]) -> Self {
        let order = library.in_order().into_iter().enumerate();
        Self {
            library,
            runbooks: order.map(|(at, runbook)| (runbook.head.id.as_str(), at + 1)).collect(),
            printed: printed.iter().map(|runbook| runbook.head.id.as_str()).collect(),
        }
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
        let place = steps.iter().position(|step| step.id == at.step).map_or(0, |place| place + 1);
        format!("{}.{place}", self.runbook(&at.runbook))
    }

    /// `step 4.2`, and the title where the reader must change to another runbook.
    pub(super) fn name(&self, from: &StepRef, to: &StepRef) -> Vec<Inline> {
        let number = format!("step {}", self.step(to));
        if to.runbook == from.runbook {
            return vec![Inline::Go { text: number, anchor: Some(anchor(to)) }];
        }
        let title = self.library.get(&to.runbook).map_or("", |runbook| runbook.title.as_str());
        if self.printed.contains(to.runbook.as_str()) {
            let go = Inline::Go { text: number, anchor: Some(anchor(to)) };
            vec![go, Inline::text(format!(", \u{201c}{title}\u{201d}"))]
        } else {
            let go = Inline::Go { text: number, anchor: None };
            vec![go, Inline::text(format!(" of \u{201c}{title}\u{201d}, not in this print"))]
        }
    }

    /// `, runbook 4` behind the name of a runbook.
    pub(super) fn link(&self, id: &str) -> Option<Vec<Inline>> {
        self.library.get(id)?;
        let anchor = self.printed.contains(id).then(|| id.to_owned());
        let go = Inline::Go { text: format!("runbook {}", self.runbook(id)), anchor };
        Some(vec![Inline::text(", "), go])
    }

    /// `go to step 4.2`, or that the path ends here.
    pub(super) fn go(&self, from: &StepRef, target: &Target) -> Vec<Inline> {
        match self.library.resolve(from, target) {
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
