//! Typed facts: what is known about a lockout, each `noun.fact`, from the vocabulary in `runbooks/facts.toml`.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

pub use addresses::denies_its_address;
use serde::{Deserialize, Serialize};

mod addresses;
mod typed;

/// The name of a fact: `noun.fact`, kebab-case, as in files, journal and JSON.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FactId(String);

impl FactId {
    /// A name from `case::facts`; a test holds those against the vocabulary.
    #[must_use]
    pub fn known(name: &'static str) -> Self {
        Self(name.to_owned())
    }

    /// The name as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for FactId {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let part = |p: &str| {
            !p.is_empty() && p.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        };
        match text.split_once('.') {
            Some((noun, fact)) if part(noun) && part(fact) => Ok(Self(text.to_owned())),
            _ => {
                Err(format!("\"{}\" is not a fact id; they look like dns-proof.domain", text.escape_debug()))
            }
        }
    }
}

impl TryFrom<String> for FactId {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<FactId> for String {
    fn from(id: FactId) -> String {
        id.0
    }
}

impl fmt::Display for FactId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a fact holds. The person may always say that they do not know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// Asked, and not known.
    Unknown,
    /// One thing.
    One(String),
    /// Several.
    Many(Vec<String>),
}

impl Value {
    /// The text of a single value, or the items joined by commas; nothing when unknown.
    #[must_use]
    pub fn text(&self) -> Option<String> {
        match self {
            Self::Unknown => None,
            Self::One(text) => Some(text.clone()),
            Self::Many(items) => Some(items.join(", ")),
        }
    }

    /// Every item; none when unknown.
    #[must_use]
    pub fn items(&self) -> &[String] {
        match self {
            Self::Unknown => &[],
            Self::One(text) => std::slice::from_ref(text),
            Self::Many(items) => items,
        }
    }
}

/// The types a fact can have; each reads what a person types.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FactType {
    Text,
    Lines,
    Names,
    Number,
    Email,
    Emails,
    Phone,
    Domain,
    Domains,
    TenantId,
    ObjectId,
    Date,
    Moment,
    YesNo,
    Roles,
    Choice,
    Choices,
}

/// One entry of the vocabulary.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactDef {
    /// How it is read and checked.
    #[serde(rename = "type")]
    pub kind: FactType,
    /// The question, 60 characters at most.
    pub ask: String,
    /// Why it is asked: the answer to `?`.
    pub why: String,
    /// What an answer looks like.
    pub example: Option<String>,
    /// The values of a choice.
    #[serde(default)]
    pub options: Vec<String>,
}

/// The vocabulary.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct FactTable(BTreeMap<FactId, FactDef>);

impl FactTable {
    /// Reads `facts.toml`. The error names line and column.
    pub fn parse(text: &str) -> Result<Self, String> {
        let nouns: BTreeMap<String, BTreeMap<String, FactDef>> =
            toml::from_str(text).map_err(|e| e.to_string())?;
        let mut table = BTreeMap::new();
        for (noun, facts) in nouns {
            for (fact, def) in facts {
                let id: FactId = format!("{noun}.{fact}").parse()?;
                def.check().map_err(|what| format!("{id}: {what}"))?;
                table.insert(id, def);
            }
        }
        Ok(Self(table))
    }

    /// The definition of a fact.
    #[must_use]
    pub fn get(&self, id: &FactId) -> Option<&FactDef> {
        self.0.get(id)
    }

    /// All facts in order of their ids.
    pub fn iter(&self) -> impl Iterator<Item = (&FactId, &FactDef)> {
        self.0.iter()
    }

    /// Lays another vocabulary over this one.
    pub fn overlay(&mut self, other: Self) {
        self.0.extend(other.0);
    }
}

impl FactDef {
    /// What is wrong with the definition itself.
    pub fn check(&self) -> Result<(), &'static str> {
        if self.ask.chars().count() > 60 {
            return Err("the question is longer than 60 characters");
        }
        if matches!(self.kind, FactType::Choice | FactType::Choices) == self.options.is_empty() {
            return Err("a choice has options, and nothing else has");
        }
        Ok(())
    }

    /// Whether this is one of its values, where it has a closed list of them.
    #[must_use]
    pub fn takes(&self, value: &str) -> bool {
        match self.kind {
            FactType::Choice | FactType::Choices => self.options.iter().any(|option| option == value),
            FactType::YesNo => value == "yes" || value == "no",
            _ => false,
        }
    }

    /// What "unknown" is here: an answer with a path of its own where the options name it.
    #[must_use]
    pub fn unknown(&self) -> Value {
        self.option("unknown").map_or(Value::Unknown, Value::One)
    }

    fn option(&self, typed: &str) -> Result<String, String> {
        let wanted = typed.trim().to_lowercase();
        let found = self.options.iter().find(|option| **option == wanted);
        found.cloned().ok_or_else(|| format!("\"{}\" is none of: {}", typed.trim(), self.options.join(", ")))
    }
}

#[cfg(test)]
mod tests;
