//! The whole set: the embedded runbooks, with a team's own laid over them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model::FactTable;

use super::kit::KitRules;
use super::later::Later;
use super::page::{self, Page};
use super::parse::{Problem, Runbook, parse};
use super::phase::{PHASES, START};
use super::step::{Kind, Shows, Step, Target};
use crate::model::StepRef;

/// All runbooks of this run. Each keeps the format; whether the set holds together is `lint`'s to say.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Library {
    runbooks: BTreeMap<String, Runbook>,
    facts: FactTable,
    pages: Later<BTreeMap<String, Page>>,
    kit: Later<KitRules>,
}

impl Library {
    /// Reads files (path inside the folder, text); the problems of all files are reported together.
    pub fn read<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, Vec<Problem>> {
        let (library, problems) = Self::gather(files);
        if problems.is_empty() { Ok(library) } else { Err(problems) }
    }

    /// This set with a team's own files over it: the same id replaces, a new id adds.
    pub fn overlaid<'a>(
        mut self,
        own: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, Vec<Problem>> {
        let (over, problems) = Self::gather(own);
        self.runbooks.extend(over.runbooks);
        self.facts.overlay(over.facts);
        self.pages.extend(over.pages.into_inner());
        self.kit.add(over.kit.into_inner());
        if problems.is_empty() { Ok(self) } else { Err(problems) }
    }

    fn gather<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> (Self, Vec<Problem>) {
        let mut library = Self::default();
        let mut problems = Vec::new();
        for (path, text) in files {
            let problem = |what: String| Problem { file: path.to_owned(), line: 1, what };
            // Windows checkouts may carry CRLF; the meaning is the same.
            let text = text.replace("\r\n", "\n");
            if path == "facts.toml" {
                match FactTable::parse(&text) {
                    Ok(facts) => library.facts = facts,
                    Err(what) => problems.push(problem(what)),
                }
            } else if path == "kit.toml" {
                match KitRules::read(&text) {
                    Ok(kit) => library.kit = kit.into(),
                    Err(what) => problems.push(problem(what)),
                }
            } else if path == "profile.toml"
                || path == "checklist.toml"
                || path.starts_with("drills/")
                || !path.contains('/') && path.ends_with(".md")
            {
                // Keys of the profile and the checklist are read by `readiness`; README.md and its like speak to people who write runbooks.
            } else if path.starts_with("kit/") {
                match page::read(path, &text) {
                    Ok(page) => drop(library.pages.insert(path.to_owned(), page)),
                    Err(what) => problems.push(problem(what)),
                }
            } else {
                match parse(path, &text) {
                    Err(more) => problems.extend(more),
                    Ok(runbook) => {
                        if let Some(other) = library.runbooks.insert(runbook.head.id.clone(), runbook) {
                            problems.push(problem(format!("{} has the same id", other.file)));
                        }
                    }
                }
            }
        }
        (library, problems)
    }

    /// The vocabulary.
    #[must_use]
    pub fn facts(&self) -> &FactTable {
        &self.facts
    }

    /// The sheets around the runbooks, in the order of their files.
    pub fn pages(&self) -> impl Iterator<Item = &Page> {
        self.pages.values()
    }

    /// What the printed kit holds.
    #[must_use]
    pub fn kit(&self) -> &KitRules {
        &self.kit
    }

    /// A runbook by its id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Runbook> {
        self.runbooks.get(id)
    }

    /// A step and its runbook.
    #[must_use]
    pub fn step(&self, at: &StepRef) -> Option<(&Runbook, &Step)> {
        let runbook = self.get(&at.runbook)?;
        Some((runbook, runbook.step(&at.step)?))
    }

    /// Every step of every runbook.
    pub fn steps(&self) -> impl Iterator<Item = (StepRef, &Step)> {
        let of = |runbook: &'_ Runbook| runbook.head.id.clone();
        self.runbooks
            .values()
            .flat_map(move |runbook| runbook.steps.iter().map(move |s| (StepRef::new(of(runbook), &s.id), s)))
    }

    /// Whether a step is a door: somebody may be in after it.
    #[must_use]
    pub fn is_door(&self, at: &StepRef) -> bool {
        matches!(self.step(at), Some((_, step)) if matches!(step.kind, Kind::Do { opens: Some(_) }))
    }

    /// The board of doors, if this set has one.
    #[must_use]
    pub fn board(&self) -> Option<(StepRef, &Step)> {
        self.steps().find(|(_, step)| matches!(step.kind, Kind::Board { .. }))
    }

    /// The board of the case, if this set has one.
    #[must_use]
    pub fn case_board(&self) -> Option<StepRef> {
        self.steps().find(|(_, step)| matches!(step.kind, Kind::Case { .. })).map(|(at, _)| at)
    }

    /// The step that shows the text of the support request, if this set has one.
    #[must_use]
    pub fn shows_request(&self) -> Option<StepRef> {
        self.steps().find(|(_, step)| step.shows == Some(Shows::Request)).map(|(at, _)| at)
    }

    /// All runbooks: along the path first, then by title; within a phase the walk's order.
    #[must_use]
    pub fn in_order(&self) -> Vec<&Runbook> {
        let mut order: Vec<&Runbook> = Vec::new();
        let mut next = self.get(START);
        while let Some(runbook) = next {
            if order.iter().any(|r| r.head.id == runbook.head.id) {
                break;
            }
            order.push(runbook);
            next = runbook.head.next.as_deref().and_then(|id| self.get(id));
        }
        let walked = order.len();
        let mut rest: Vec<&Runbook> =
            self.runbooks.values().filter(|r| !order.iter().any(|o| o.head.id == r.head.id)).collect();
        rest.sort_by_key(|r| (phase_number(r), r.title.clone()));
        order.append(&mut rest);
        let place: BTreeMap<String, usize> =
            order.iter().enumerate().map(|(at, r)| (r.head.id.clone(), at.min(walked))).collect();
        order.sort_by_key(|r| (phase_number(r), place.get(&r.head.id).copied()));
        order
    }

    /// The step a target means, seen from a step. `None` is the end of the walk.
    #[must_use]
    pub fn resolve(&self, from: &StepRef, target: &Target) -> Option<StepRef> {
        match target {
            Target::End => None,
            Target::Step(step) => Some(step.clone()),
            Target::Name(name) => {
                let here = self.get(&from.runbook)?;
                if here.step(name).is_some() {
                    return Some(StepRef::new(&from.runbook, name));
                }
                self.first(name)
            }
            Target::Next => {
                let here = self.get(&from.runbook)?;
                if let Some(step) = here.after(&from.step) {
                    return Some(StepRef::new(&from.runbook, &step.id));
                }
                self.first(here.head.next.as_deref()?)
            }
        }
    }

    /// The first step of a runbook.
    #[must_use]
    pub fn first(&self, id: &str) -> Option<StepRef> {
        let runbook = self.get(id)?;
        Some(StepRef::new(id, &runbook.steps.first()?.id))
    }
}

/// 1 to 8; 9 for a phase nobody knows.
fn phase_number(runbook: &Runbook) -> usize {
    PHASES.iter().position(|p| *p == runbook.head.phase).unwrap_or(PHASES.len()) + 1
}
