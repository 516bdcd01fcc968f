//! The checklist, read from `runbooks/checklist.toml`.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::model::{StepRef, carried};

/// All items, in the order in which they are asked.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checklist {
    #[serde(rename = "source")]
    pub sources: Vec<Source>,
    #[serde(rename = "item")]
    pub items: Vec<Item>,
    #[serde(rename = "conflict")]
    pub conflicts: Vec<Conflict>,
}

/// Who asks for something.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    pub id: String,
    /// Short, for a list in a sentence.
    pub name: String,
    pub title: String,
    pub url: Option<String>,
}

/// One thing that should be so.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// `BG-01`; never changes, never used again.
    pub id: String,
    /// What it belongs to.
    pub group: String,
    pub severity: Severity,
    /// What is true when all is well.
    pub item: String,
    /// How a person is asked.
    pub question: String,
    pub why: String,
    /// What to write down.
    pub evidence: String,
    /// The step that mends it.
    pub step: StepRef,
    /// Ids of those who ask for it.
    pub sources: Vec<String>,
    /// Items that are worth little while this one fails.
    #[serde(default)]
    pub unlocks: Vec<String>,
}

/// How bad it is when it is not so; the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    Critical,
    High,
    Medium,
}

/// Where sources disagree, and what is right today.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Conflict {
    /// `C1`.
    pub id: String,
    pub between: String,
    pub answer: String,
    /// The items that it touches.
    pub items: Vec<String>,
}

impl Checklist {
    /// The checklist that came with this program.
    #[must_use]
    pub fn embedded() -> &'static Self {
        static CHECKLIST: LazyLock<Checklist> = LazyLock::new(|| {
            #[expect(clippy::expect_used, reason = "a constant: every test of this module reads it")]
            toml::from_str(carried!("runbooks/checklist.toml").text()).expect("the checklist parses")
        });
        &CHECKLIST
    }

    /// Where sources disagree about an item.
    pub fn conflicts_of(&self, item: &Item) -> impl Iterator<Item = &Conflict> {
        self.conflicts.iter().filter(|conflict| conflict.items.contains(&item.id))
    }

    /// A source by its id.
    #[must_use]
    pub fn source(&self, id: &str) -> Option<&Source> {
        self.sources.iter().find(|source| source.id == id)
    }
}

impl Severity {
    /// All, the worst first.
    pub const ALL: [Self; 3] = [Self::Critical, Self::High, Self::Medium];

    /// As a reader sees it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::High => "high",
            Self::Medium => "medium",
        }
    }
}
