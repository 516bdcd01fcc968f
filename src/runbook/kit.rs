//! What the printed kit holds: `kit.toml`, one table for the whole set.
//!
//! It says which parts a kit does without where something is known of the tenant, and in which parts PowerShell is
//! printed. It refuses to know any tenant: the facts are the caller's, and a fact that nobody knows leaves nothing out.
//! The table stands beside the runbooks and not in them, because the walk asks the person and needs none of it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::library::Library;
use super::step::Condition;
use crate::model::{FactId, StepRef};

/// The rules of the printed kit. Unknown keys are refused.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct KitRules {
    /// Stand-alone runbooks that every kit holds.
    #[serde(default)]
    pub always: Vec<String>,
    /// Runbooks and steps whose PowerShell the kit prints: somebody could run it there, and no portal does the same.
    #[serde(default)]
    pub powershell: Vec<String>,
    /// What a kit does without.
    #[serde(default)]
    pub without: Vec<Without>,
    /// What whoever reads a kit has answered by being its reader. No kit asks for it, and none holds what is for others.
    #[serde(default)]
    pub reader: Condition,
    /// What paper shows of the tenant beside a step, or asks a pen for.
    #[serde(default)]
    pub show: Vec<Show>,
    /// Words for answers that the program gives itself, and paper must say: by fact, then by value.
    #[serde(default)]
    pub words: BTreeMap<FactId, BTreeMap<String, String>>,
}

/// Places to write on beside a step, filled where the fact is known.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Show {
    /// The step.
    pub at: String,
    /// In order.
    pub fields: Vec<super::page::Field>,
}

/// Parts that a kit does without, and why.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Without {
    /// Ids of runbooks, or `runbook/step`.
    pub parts: Vec<String>,
    /// Left out where one of these facts is known and has one of its values. A rule with neither this nor `lacks` leaves
    /// its parts out of every kit.
    #[serde(default)]
    pub known: Condition,
    /// Left out where one of these facts is known and has none of its values.
    #[serde(default)]
    pub lacks: Condition,
    /// The reason, as the kit prints it.
    pub why: String,
}

impl KitRules {
    /// The words for an answer that the program gives itself.
    #[must_use]
    pub fn words(&self, fact: &FactId, value: &str) -> Option<&str> {
        self.words.get(fact)?.get(value).map(String::as_str)
    }

    pub(super) fn read(text: &str) -> Result<Self, String> {
        toml::from_str(text).map_err(|e| e.message().to_owned())
    }

    /// Lays a team's own rules over these: they add.
    pub(super) fn add(&mut self, own: Self) {
        self.always.extend(own.always);
        self.powershell.extend(own.powershell);
        self.without.extend(own.without);
        self.show.extend(own.show);
        self.reader.extend(own.reader);
    }

    /// The rule by which this part is left out, if it is. `values` gives what is known of a fact.
    #[must_use]
    pub fn without<'a>(
        &'a self,
        part: &str,
        values: &dyn Fn(&FactId) -> Option<Vec<String>>,
    ) -> Option<&'a Without> {
        let hit = |condition: &Condition, wanted: bool| {
            condition.iter().any(|(fact, of)| {
                values(fact).is_some_and(|known| known.iter().any(|value| of.contains(value)) == wanted)
            })
        };
        self.without.iter().find(|rule| {
            let always = rule.known.is_empty() && rule.lacks.is_empty();
            rule.parts.iter().any(|named| named == part)
                && (always || hit(&rule.known, true) || hit(&rule.lacks, false))
        })
    }

    /// Whether the kit prints the PowerShell of this step.
    #[must_use]
    pub fn prints_powershell(&self, at: &StepRef) -> bool {
        self.powershell.iter().any(|part| *part == at.runbook || *part == at.to_string())
    }

    /// What paper shows beside this step.
    pub fn shows(&self, at: &StepRef) -> impl Iterator<Item = &super::page::Field> {
        let here = at.to_string();
        self.show.iter().filter(move |show| show.at == here).flat_map(|show| &show.fields)
    }

    /// What is wrong with the rules, seen from the set.
    #[must_use]
    pub fn problems(&self, library: &Library) -> Vec<String> {
        let named = self.without.iter().flat_map(|rule| &rule.parts);
        let parts: BTreeSet<&String> = self.always.iter().chain(&self.powershell).chain(named).collect();
        let there = |part: &str| match part.parse::<StepRef>() {
            Ok(step) => library.step(&step).is_some(),
            Err(_) => library.get(part).is_some(),
        };
        let strangers = parts.into_iter().filter(|part| !there(part));
        let mut problems: Vec<String> = strangers
            .map(|part| format!("\"{part}\" is neither a runbook nor a step (runbook/step)"))
            .collect();
        for show in self.show.iter().filter(|show| show.at.parse::<StepRef>().is_err() || !there(&show.at)) {
            problems.push(format!("\"{}\" is no step (runbook/step)", show.at));
        }
        for fact in self.show.iter().flat_map(|show| &show.fields).filter_map(|field| field.fact.as_ref()) {
            if library.facts().get(fact).is_none() {
                problems.push(format!("the fact \"{fact}\" is not in facts.toml"));
            }
        }
        let rules = self.without.iter().flat_map(|rule| rule.known.keys().chain(rule.lacks.keys()));
        for fact in rules.chain(self.reader.keys()) {
            if library.facts().get(fact).is_none() {
                problems.push(format!("the fact \"{fact}\" is not in facts.toml"));
            }
        }
        problems
    }
}
