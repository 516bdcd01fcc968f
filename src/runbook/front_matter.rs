//! The TOML head of a runbook: what it is, when it was last compared with its sources, and those sources.

use chrono::NaiveDate;
use serde::Deserialize;

use super::step::Condition;

/// The head of a runbook. Unknown keys are refused.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct FrontMatter {
    /// The file's stem.
    pub id: String,
    /// The folder's name without its number.
    pub phase: String,
    /// When somebody last compared it with its sources.
    #[serde(deserialize_with = "day")]
    pub reviewed: NaiveDate,
    /// The format's version; only 1 exists.
    #[serde(default = "first_format")]
    pub format: u32,
    /// The runbook that follows the last step.
    pub next: Option<String>,
    /// Reached by a person's choice, not by the walk.
    #[serde(default)]
    pub stand_alone: bool,
    /// A stand-alone runbook is in the printed kit of a tenant of which all of this is known.
    #[serde(default)]
    pub kit_when: Condition,
    /// It is not in the printed kit of a tenant of which any of this is known.
    #[serde(default)]
    pub kit_unless: Condition,
    /// Where the claims come from.
    #[serde(default)]
    pub source: Vec<Source>,
}

/// One source of claims.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The footnote's name.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// Where it stands, if it is public.
    pub url: Option<String>,
    /// The source's own date.
    #[serde(deserialize_with = "day")]
    pub date: NaiveDate,
    /// How far to trust it.
    pub confidence: Confidence,
}

/// How far a source can be trusted; shown beside every claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// Microsoft's own documentation.
    Documented,
    /// Said by Microsoft staff in public.
    Staff,
    /// Told by people who went through it.
    FieldReport,
    /// Our conclusion from the others.
    Inferred,
}

impl Confidence {
    /// The word shown to a reader.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Documented => "documented",
            Self::Staff => "Microsoft staff",
            Self::FieldReport => "field report",
            Self::Inferred => "our inference",
        }
    }
}

fn first_format() -> u32 {
    1
}

/// A TOML date without a time.
pub(crate) fn day<'de, D: serde::Deserializer<'de>>(from: D) -> Result<NaiveDate, D::Error> {
    let date = toml::value::Datetime::deserialize(from)?;
    date.date
        .filter(|_| date.time.is_none())
        .and_then(|d| NaiveDate::from_ymd_opt(d.year.into(), d.month.into(), d.day.into()))
        .ok_or_else(|| serde::de::Error::custom("a day is wanted, like 2026-11-20"))
}
