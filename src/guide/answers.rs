//! An answers file: a walk written down, for rehearsals, scripts and tests.
//!
//! ```toml
//! [facts]
//! "dns-proof.domain" = "contoso.com"
//! [steps]
//! "stop-card/stop" = "done"                                  # done, opened, closed, not-possible, a choice, later
//! "which-lockout/see" = { file = "error.txt" }               # or paste = "…"
//! "answer-the-email/hour" = { answer = "done", at = "2026-11-22T05:40:00+01:00", note = "Anna answered" }
//! ```

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset};
use serde::Deserialize;

use super::told::Told;
use crate::case::account::ListState;
use crate::case::{Event, FactSource};
use crate::model::StepRef;
use crate::model::{FactId, Value, facts};
use crate::runbook::alias;
use crate::runbook::{ChoiceOption, Kind, Library, Step};

/// A file of answers.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Answers {
    #[serde(default)]
    facts: BTreeMap<FactId, FactAnswer>,
    #[serde(default)]
    steps: BTreeMap<StepRef, StepAnswer>,
    /// Every fact is told before the first question, not when a step asks for it.
    #[serde(default)]
    facts_first: bool,
    #[serde(default)]
    list_of_accounts: Option<ListState>,
    #[serde(default)]
    ask: Option<String>,
    #[serde(default)]
    account: Vec<toml::Table>,
    #[serde(default)]
    request: Vec<toml::Table>,
    #[serde(default)]
    happened: Vec<toml::Table>,
    /// The nouns, read.
    #[serde(skip)]
    told: Vec<Event>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum FactAnswer {
    Flag(bool),
    Text(String),
    Number(i64),
    Moment(toml::value::Datetime),
    List(Vec<String>),
}

/// What is answered to one step.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scripted {
    /// done, opened, closed, not-possible, later, or a choice's id.
    pub answer: Option<String>,
    /// A text that stands for a paste.
    pub paste: Option<String>,
    /// Files to read or attach, beside the answers file.
    pub files: Vec<String>,
    /// The person's words.
    pub note: Option<String>,
    /// When it happened. The clock of a rehearsal or a drill moves there; in a real case the line is written now, and
    /// tells this moment.
    pub at: Option<DateTime<FixedOffset>>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum StepAnswer {
    Word(String),
    Whole(Whole),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Whole {
    answer: Option<String>,
    paste: Option<String>,
    file: Option<String>,
    files: Option<Vec<String>>,
    note: Option<String>,
    at: Option<String>,
}

/// The steps that only this edition's walk asks: whole runbooks, and steps of older ones.
const NEW_RUNBOOKS: [&str; 3] = ["doors", "case-board", "for-a-customer"];
const NEW_STEPS: [(&str, &str); 13] = [
    ("which-lockout", "what-changed"),
    ("which-lockout", "which-account"),
    ("which-lockout", "something-else"),
    ("hostile-administrator", "whose"),
    ("trusted-place", "with-key"),
    ("partner", "until"),
    ("partner", "behind"),
    ("partner", "your-role"),
    ("other-administrators", "who-differs"),
    ("call-back", "missed"),
    ("prepare-request", "authority"),
    ("prepare-request", "who-may"),
    ("dns-txt-record", "not-checked"),
];

/// Facts that only this edition asks for.
const NEW_FACTS: [&str; 7] = [
    facts::AUTHORITY,
    facts::SIDE,
    facts::HOSTILE_ADMINS,
    facts::EARLIER_REQUESTS,
    facts::REASONS,
    facts::DIFFER,
    "doors.at-hand",
];

/// Whether the first edition's walk did not have this step.
fn is_new(at: &StepRef) -> bool {
    NEW_RUNBOOKS.contains(&at.runbook.as_str())
        || NEW_STEPS.iter().any(|(runbook, step)| at.runbook == *runbook && at.step == *step)
}

impl Answers {
    /// Reads a file of answers. The error names the place and what is wanted there.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut answers: Self = toml::from_str(text).map_err(|e| e.to_string())?;
        let told = Told {
            list_of_accounts: answers.list_of_accounts,
            ask: answers.ask.clone(),
            account: &answers.account,
            request: &answers.request,
            happened: &answers.happened,
        };
        answers.told = told.events()?;
        for (step, answer) in &answers.steps {
            if let StepAnswer::Whole(Whole { at: Some(at), .. }) = answer {
                DateTime::parse_from_rfc3339(at).map_err(|e| {
                    format!(
                        "\"{step}\": at = \"{}\": {e}; write 2026-11-22T05:40:00+01:00",
                        at.escape_debug()
                    )
                })?;
            }
        }
        Ok(answers)
    }

    /// Names in the file that no runbook knows: a misspelt answer is never silently unused.
    #[must_use]
    pub fn unrecognized(&self, library: &Library) -> Vec<String> {
        let facts = self
            .facts
            .keys()
            .filter(|id| library.facts().get(id).is_none() && !alias::is_former_fact(id))
            .map(|id| format!("the fact \"{id}\""));
        let steps = self
            .steps
            .keys()
            .filter(|s| library.step(s).is_none() && alias::step(s).is_none())
            .map(|s| format!("the step \"{s}\""));
        facts.chain(steps).collect()
    }

    /// What the file tells before the first question: the nouns, and the facts where it says so. The error names the
    /// fact whose text does not fit.
    pub fn first(&self, library: &Library) -> Result<Vec<Event>, String> {
        let mut events = Vec::new();
        for id in self.facts.keys().filter(|_| self.facts_first) {
            let (Some(def), Some(text)) = (library.facts().get(id), self.fact(id)) else { continue };
            let value = if crate::model::not_known(&text) {
                def.unknown()
            } else {
                def.read(&text).map_err(|why| format!("\"{id}\": {why}"))?
            };
            events.push(Event::Learned { fact: id.clone(), value, source: FactSource::Answers, step: None });
        }
        events.extend(self.told.iter().cloned());
        Ok(events)
    }

    /// Whether the file was written for the first edition's walk: it answers nothing that only this one asks.
    #[must_use]
    pub fn is_first_edition(&self) -> bool {
        !self.steps.keys().any(is_new) && !self.facts.keys().any(|id| NEW_FACTS.contains(&id.as_str()))
    }

    /// Whether a question may stay unknown, because the file cannot have known it.
    #[must_use]
    pub fn may_leave(&self, at: &StepRef, id: &FactId) -> bool {
        self.is_first_edition() && (is_new(at) || NEW_FACTS.contains(&id.as_str()))
    }

    /// Whether a page may be put off, because the file cannot have known it: nothing is claimed of it.
    #[must_use]
    pub fn may_put_off(&self, at: &StepRef) -> bool {
        self.is_first_edition() && is_new(at)
    }

    /// Keys of older runbooks: nothing asks for them any more. A step is named with what stands in its place.
    #[must_use]
    pub fn former(&self) -> Vec<String> {
        let steps = self.steps.keys().filter_map(|old| Some(format!("{old} (now {})", alias::step(old)?)));
        let facts = self.facts.keys().filter(|id| alias::is_former_fact(id)).map(ToString::to_string);
        steps.chain(facts).collect()
    }

    /// The steps that the file answers.
    pub fn steps(&self) -> impl Iterator<Item = &StepRef> {
        self.steps.keys()
    }

    /// Whether a line of a board is there, by what the file says elsewhere: it opens a door that hangs on the line, or
    /// answers with the value that the line states.
    #[must_use]
    pub fn has(&self, option: &ChoiceOption, board: &Step, library: &Library) -> bool {
        let Kind::Board { fact, .. } = &board.kind else { return false };
        let tried = |at: &StepRef| {
            let answer = self.step(at).and_then(|scripted| scripted.answer);
            matches!(answer.as_deref(), Some("opened" | "closed" | "done" | "being-tried" | "refused"))
        };
        let hangs = |step: &Step| {
            step.when.get(fact).is_some_and(|values| values.iter().any(|value| option.id == value.as_str()))
        };
        let states = |at: &StepRef, step: &Step| match &step.kind {
            Kind::Choose { fact: Some(fact), .. } => option.says.get(fact).is_some_and(|value| {
                self.step(at).and_then(|scripted| scripted.answer).as_ref() == Some(value)
            }),
            _ => false,
        };
        let none = |text: &str| ["none", "no", "nobody"].contains(&text) || crate::model::not_known(text);
        let said = |fact: &FactId| self.fact(fact).is_some_and(|text| !none(&text));
        library.steps().any(|(at, step)| (hangs(step) && tried(&at)) || states(&at, step))
            || option.says.iter().any(|(fact, value)| self.fact(fact).as_ref() == Some(value))
            || (option.says.is_empty() && option.otherwise.keys().any(said))
    }

    /// The text given for a fact.
    #[must_use]
    pub fn fact(&self, id: &FactId) -> Option<String> {
        Some(match self.facts.get(id)? {
            FactAnswer::Flag(flag) => if *flag { "yes" } else { "no" }.to_owned(),
            FactAnswer::Text(text) => text.clone(),
            FactAnswer::Number(number) => number.to_string(),
            FactAnswer::Moment(moment) => moment.to_string(),
            FactAnswer::List(items) => Value::Many(items.clone()).items().join("\n"),
        })
    }

    /// What is answered to a step.
    #[must_use]
    pub fn step(&self, step: &StepRef) -> Option<Scripted> {
        Some(match self.steps.get(step)? {
            StepAnswer::Word(word) if word.contains('\n') => {
                Scripted { paste: Some(word.clone()), ..Scripted::default() }
            }
            StepAnswer::Word(word) => Scripted { answer: Some(word.clone()), ..Scripted::default() },
            StepAnswer::Whole(whole) => Scripted {
                answer: whole.answer.clone(),
                paste: whole.paste.clone(),
                files: whole.file.iter().chain(whole.files.iter().flatten()).cloned().collect(),
                note: whole.note.clone(),
                at: whole.at.as_deref().and_then(|at| DateTime::parse_from_rfc3339(at).ok()),
            },
        })
    }
}
