//! The name of a step outside its runbook, as journals, answers files and JSON spell it.
//!
//! It knows the spelling `runbook/step` and nothing of the set: whether such a step exists is for `runbook` to say.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A step's name outside its runbook: `runbook/step`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct StepRef {
    /// The runbook's id.
    pub runbook: String,
    /// The step's id.
    pub step: String,
}

impl StepRef {
    /// Names a step.
    pub fn new(runbook: impl Into<String>, step: impl Into<String>) -> Self {
        Self { runbook: runbook.into(), step: step.into() }
    }
}

impl FromStr for StepRef {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once('/') {
            Some((runbook, step)) if is_kebab(runbook) && is_kebab(step) => Ok(Self::new(runbook, step)),
            _ => Err(format!("\"{}\" is not a step; write runbook/step", text.escape_debug())),
        }
    }
}

impl TryFrom<String> for StepRef {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<StepRef> for String {
    fn from(step: StepRef) -> String {
        step.to_string()
    }
}

impl fmt::Display for StepRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.runbook, self.step)
    }
}

/// Whether a text is an id: lower-case letters, digits and hyphens.
#[must_use]
pub fn is_kebab(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}
