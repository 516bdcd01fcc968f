//! The TOML head of a runbook: what it is, when it was last compared with its sources, and those sources.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::later::Later;
use super::source_date::SourceDate;
use super::step::Condition;

/// The head of a runbook.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FrontMatter {
    /// The file's stem.
    pub id: String,
    /// The folder's name without its number.
    pub phase: String,
    /// When somebody last compared it with its sources.
    pub reviewed: NaiveDate,
    /// The format's version; only 1 exists.
    pub format: u32,
    /// The runbook that follows the last step.
    pub next: Option<String>,
    /// Reached by a person's choice, not by the walk.
    pub stand_alone: bool,
    /// A stand-alone runbook is in the printed kit of a tenant of which all of this is known.
    pub kit_when: Condition,
    /// It is not in the printed kit of a tenant of which any of this is known.
    pub kit_unless: Condition,
    /// Where the claims come from.
    pub source: Later<Vec<Source>>,
}

/// The head as written. Unknown keys are refused.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct WrittenHead {
    id: String,
    phase: String,
    #[serde(deserialize_with = "day")]
    reviewed: NaiveDate,
    #[serde(default = "first_format")]
    format: u32,
    next: Option<String>,
    #[serde(default)]
    stand_alone: bool,
    #[serde(default)]
    kit_when: Condition,
    #[serde(default)]
    kit_unless: Condition,
    #[serde(default)]
    source: Vec<CheckedSource>,
}

impl From<WrittenHead> for FrontMatter {
    fn from(head: WrittenHead) -> Self {
        let WrittenHead { id, phase, reviewed, format, next, stand_alone, kit_when, kit_unless, source } =
            head;
        let source = source.into_iter().map(|checked| checked.0).collect::<Vec<_>>().into();
        Self { id, phase, reviewed, format, next, stand_alone, kit_when, kit_unless, source }
    }
}

/// One source of claims.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Source {
    /// The footnote's name.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// Where it stands, if it is public.
    pub url: Option<String>,
    /// The source's own date, or the day on which an undated one was read.
    pub date: SourceDate,
    /// How far to trust it.
    pub confidence: Confidence,
}

/// A source whose keys as written fit together.
#[derive(Debug, Deserialize)]
#[serde(try_from = "WrittenSource")]
struct CheckedSource(Source);

/// The keys of a source as written. `date` is a day (`2025-02-03`), a month (`"2025-02"`), a year (`"2025"`) or absent;
/// without it `read`, the day on which we read the page, is needed.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenSource {
    id: String,
    title: String,
    url: Option<String>,
    date: Option<WrittenDate>,
    read: Option<toml::value::Datetime>,
    confidence: Confidence,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum WrittenDate {
    Day(toml::value::Datetime),
    Text(String),
}

impl TryFrom<WrittenSource> for CheckedSource {
    type Error = String;
    fn try_from(source: WrittenSource) -> Result<Self, String> {
        let id = &source.id;
        let date = match (source.date, source.read) {
            (Some(WrittenDate::Day(day)), None) => calendar_day(day).map(SourceDate::Day),
            (Some(WrittenDate::Text(text)), None) => SourceDate::parse(&text),
            (None, Some(read)) => calendar_day(read).map(SourceDate::Undated),
            (Some(_), Some(_)) => {
                return Err(format!("the source \"{id}\" has a date of its own; remove \"read\""));
            }
            (None, None) => {
                return Err(format!(
                    "the source \"{id}\" has no date; add \"read\", the day on which it was read"
                ));
            }
        };
        let date = date.ok_or_else(|| {
            format!("the date of the source \"{id}\" must be a day (2025-02-03), a month (\"2025-02\") or a year (\"2025\")")
        })?;
        let WrittenSource { id, title, url, confidence, .. } = source;
        Ok(Self(Source { id, title, url, date, confidence }))
    }
}

/// How far a source can be trusted; shown beside every claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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
    calendar_day(date).ok_or_else(|| serde::de::Error::custom("a day is wanted, like 2026-11-20"))
}

fn calendar_day(date: toml::value::Datetime) -> Option<NaiveDate> {
    let day = date.date.filter(|_| date.time.is_none())?;
    NaiveDate::from_ymd_opt(day.year.into(), day.month.into(), day.day.into())
}
