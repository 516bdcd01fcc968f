//! What a bundle says about its own files: where each came from, who took it, when and how, and what was removed.

use serde::{Deserialize, Serialize};

use super::redact::{Hit, Rule};
use crate::model::Class;

/// Where a file came from. Empty fields are unknown, and said to be.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// The id in the case: `A001`.
    pub id: Option<String>,
    /// Its name before it was renamed.
    pub original_name: Option<String>,
    /// System, address or account it came from.
    pub source: Option<String>,
    /// When it was taken: RFC 3339 with offset.
    pub acquired_at: Option<String>,
    /// Who took it.
    pub acquired_by: Option<String>,
    /// How, with which program and version.
    pub method: Option<String>,
    /// Kept for readers of `v1`, whose fields never go away: it was always null. A keyed hash of the file before secrets
    /// were removed could be guessed from where the text is short, so none is given.
    pub original_hmac: Option<String>,
}

/// Why something was removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// It looks like a secret of this kind.
    Secret(Rule),
    /// It was wrong, and was taken back: it must not decide anything.
    Retracted,
    /// It is for the organisation itself.
    Internal,
    /// A newer program wrote it, and this one does not know to whom it may be told.
    UnknownKind,
}

impl Reason {
    fn id(self) -> &'static str {
        match self {
            Self::Secret(rule) => rule.id(),
            Self::Retracted => "retracted",
            Self::Internal => "internal",
            Self::UnknownKind => "unknown-kind",
        }
    }

    fn what(self) -> &'static str {
        match self {
            Self::Secret(rule) => rule.what(),
            Self::Retracted => "a line that was taken back",
            Self::Internal => "a line for the organisation itself",
            Self::UnknownKind => "a line of a newer program",
        }
    }
}

/// What was removed from a file: why and where, never the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removed {
    /// Why.
    pub why: Reason,
    /// The line in the file before, from 1, where it is known.
    pub line: Option<usize>,
    /// How many.
    pub count: usize,
}

impl Removed {
    /// So many of this kind, somewhere in the file.
    #[must_use]
    pub fn times(rule: Rule, count: usize) -> Self {
        Self { why: Reason::Secret(rule), line: None, count }
    }

    /// The content of the line with this number is withheld for this reason.
    #[must_use]
    pub fn withheld(why: Reason, line: u64) -> Self {
        Self { why, line: usize::try_from(line).ok(), count: 1 }
    }
}

impl From<&Hit> for Removed {
    fn from(hit: &Hit) -> Self {
        Self { why: Reason::Secret(hit.rule), line: Some(hit.line), count: 1 }
    }
}

/// One file of the inventory, once its bytes have been written.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Listed<'a> {
    pub path: &'a str,
    pub class: Class,
    pub size: u64,
    pub sha256: String,
    #[serde(flatten)]
    pub provenance: &'a Provenance,
    pub redactions: usize,
}

/// `data/90-inventory.json`.
pub(super) fn inventory(files: &[Listed]) -> Vec<u8> {
    #[derive(Serialize)]
    struct View<'a> {
        schema: &'static str,
        files: &'a [Listed<'a>],
    }
    pretty(&View { schema: "reentry/inventory/v1", files })
}

/// `data/91-redactions.json`: what was removed from which file, one entry a place; and the files that were left out whole.
pub(super) fn redactions<'a>(
    files: impl Iterator<Item = (&'a str, &'a [Removed])>,
    left_out: Option<&'a [(String, Vec<Removed>)]>,
) -> Vec<u8> {
    #[derive(Serialize)]
    struct Place<'a> {
        file: &'a str,
        rule: &'static str,
        what: &'static str,
        line: Option<usize>,
        count: usize,
    }
    #[derive(Serialize)]
    struct View<'a> {
        schema: &'static str,
        count: usize,
        /// Every missing payload and every file that was left out is listed. Bundles of older programs do not say so.
        complete: bool,
        left_out: Vec<&'a str>,
        redactions: Vec<Place<'a>>,
    }
    let whole =
        left_out.unwrap_or_default().iter().map(|(path, removed)| (path.as_str(), removed.as_slice()));
    let redactions: Vec<Place> = files
        .chain(whole.clone())
        .flat_map(|(file, removed)| {
            removed.iter().map(move |r| Place {
                file,
                rule: r.why.id(),
                what: r.why.what(),
                line: r.line,
                count: r.count,
            })
        })
        .collect();
    pretty(&View {
        schema: "reentry/redactions/v1",
        count: redactions.iter().map(|place| place.count).sum(),
        complete: left_out.is_some(),
        left_out: whole.map(|(file, _)| file).collect(),
        redactions,
    })
}

fn pretty(view: &impl Serialize) -> Vec<u8> {
    // Plain structs of text and numbers: serialising them cannot fail.
    let mut bytes = serde_json::to_vec_pretty(view).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}
