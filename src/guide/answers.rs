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

use crate::model::StepRef;
use crate::model::{FactId, Value};
use crate::runbook::Library;

/// A file of answers.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answers {
    #[serde(default)]
    facts: BTreeMap<FactId, FactAnswer>,
    #[serde(default)]
    steps: BTreeMap<StepRef, StepAnswer>,
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
    /// When it happens: the clock of the walk moves there.
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

impl Answers {
    /// Reads a file of answers. The error names the place and what is wanted there.
    pub fn parse(text: &str) -> Result<Self, String> {
        let answers: Self = toml::from_str(text).map_err(|e| e.to_string())?;
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
    pub fn strangers(&self, library: &Library) -> Vec<String> {
        let facts = self
            .facts
            .keys()
            .filter(|id| library.facts().get(id).is_none())
            .map(|id| format!("the fact \"{id}\""));
        let steps =
            self.steps.keys().filter(|s| library.step(s).is_none()).map(|s| format!("the step \"{s}\""));
        facts.chain(steps).collect()
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
