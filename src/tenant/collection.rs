//! A list as an export gave it: its items, where each is from, and how much of the list is there.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::model::TenantId;

/// A JSON object whose keys are in Graph's spelling.
pub type Object = Map<String, Value>;

/// Items of one kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Collection<T> {
    pub whole: Whole,
    #[serde(default = "Vec::new", skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<Item<T>>,
    /// The files that the list is from, also where it is empty.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub files: BTreeSet<usize>,
    /// Items that were read and are not kept one by one, because no judgement needs them.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub others: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde wants a reference")]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// One item and where it is from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Item<T> {
    pub from: Origin,
    pub value: T,
}

/// A place in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Origin {
    /// The file, as an index into [`super::Snapshot::sources`].
    pub source: usize,
    /// Which entry of the file, from 1.
    pub entry: usize,
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Source {
    /// Its name; never the path of somebody's disk. A file of a folder or zip is named from there.
    pub file: String,
    /// When it was read.
    pub read: DateTime<Utc>,
    /// The tenant that the file itself names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tenant: Option<TenantId>,
}

/// How much of a list is there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "is")]
pub enum Whole {
    /// All of it.
    Whole { by: Sign },
    /// Some of it: what is there is true, what is not there is not known.
    Part { lacks: Vec<Lack> },
    /// Nothing of this kind was given.
    #[default]
    Absent,
}

/// Why a list counts as whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sign {
    /// A page without a link to the next one, and all pages before it where it is one of several.
    LastPage,
    /// One list in one file, as PowerShell and the portals write it.
    List,
    /// A folder with one file for each object, as export tools make it, or one that a person vouched for.
    Folder,
    /// There is only one such object in a tenant.
    OnlyOne,
}

/// What a list that is not whole lacks.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "what")]
pub enum Lack {
    /// A page of it names a next page, and that page was not given.
    NextPage { file: String },
    /// The file's name counts it as a later page, and pages before it were not given.
    EarlierPage { file: String },
    /// An object of it stands alone.
    OneOfMany { file: String },
    /// A tool cut its objects; what was cut is not kept.
    Cut { file: String, entry: usize },
    /// A file of the same folder could not be read.
    Unreadable { file: String },
    /// The same object stands in two files with different content; neither is kept.
    TwoVersions { object: String },
    /// Two lists, each complete in itself, that differ: they are of two dates. What only one of them has is not kept.
    TwoLists { first: String, second: String },
    /// Nothing in the file tells that it is a list of all of them: it may be of a filter or a selection.
    Filtered { file: String },
    /// Since the earlier export only a part was exported again.
    Renewed { file: String },
}

/// What an export says about one property.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Told<T> {
    /// The export does not have the property, or has it empty without anybody having asked for it.
    #[default]
    NotAsked,
    /// The export has the property, and it is empty.
    Null,
    /// The export has it.
    Is(T),
}

impl<T> Told<T> {
    /// The value, if there is one.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Is(value) => Some(value),
            Self::NotAsked | Self::Null => None,
        }
    }

    /// Whether the export does not say it.
    #[must_use]
    pub fn is_not_asked(&self) -> bool {
        matches!(self, Self::NotAsked)
    }
}

impl<T> Default for Collection<T> {
    fn default() -> Self {
        Self { whole: Whole::Absent, items: Vec::new(), files: BTreeSet::new(), others: 0 }
    }
}

impl<T> Collection<T> {
    /// Whether all of it is there.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        matches!(self.whole, Whole::Whole { .. })
    }

    /// Whether nothing of it was given.
    #[must_use]
    pub fn is_absent(&self) -> bool {
        matches!(self.whole, Whole::Absent)
    }

    /// The items without their places.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &T> {
        self.items.iter().map(|item| &item.value)
    }

    /// How many there are, kept one by one or not.
    #[must_use]
    pub fn count(&self) -> usize {
        self.items.len() + self.others
    }

    /// What it lacks; empty when it is whole or absent.
    #[must_use]
    pub fn lacks(&self) -> &[Lack] {
        match &self.whole {
            Whole::Part { lacks } => lacks,
            Whole::Whole { .. } | Whole::Absent => &[],
        }
    }
}
