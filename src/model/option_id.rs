//! The name of an option of a choice, as runbooks, journals and answers files spell it.
//!
//! It knows the spelling and nothing of the choice: which options a step has is for `runbook` to say.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::step_ref::is_kebab;

/// The id of an option of a choice: kebab-case, as in files, journal and JSON. A journal or a runbook folder of somebody
/// else can put nothing else there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OptionId(String);

impl OptionId {
    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for OptionId {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        if is_kebab(&text) && text.len() <= 80 {
            Ok(Self(text))
        } else {
            let shown: String = text.chars().take(80).flat_map(char::escape_debug).collect();
            Err(format!("\"{shown}\" is not the id of an option; it has a-z, 0-9 and hyphens"))
        }
    }
}

impl From<OptionId> for String {
    fn from(id: OptionId) -> String {
        id.0
    }
}

impl PartialEq<str> for OptionId {
    fn eq(&self, text: &str) -> bool {
        self.0 == text
    }
}

impl PartialEq<&str> for OptionId {
    fn eq(&self, text: &&str) -> bool {
        self.0 == *text
    }
}

impl PartialEq<String> for OptionId {
    fn eq(&self, text: &String) -> bool {
        self.0 == *text
    }
}

impl fmt::Display for OptionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
