//! Reading a relationship file, whatever kind it is, and putting several together.

use std::collections::{HashMap, HashSet};
use std::fmt;

use serde::{Deserialize, Serialize};

use super::relationship::{Assignment, Customer, Relationship};
use super::text::harmless;
use super::{export, graph};
use crate::model::text::whole;

/// Something in a file that a person should look at; reading went on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The file and the place in it.
    pub place: String,
    /// What is there.
    pub what: String,
    /// What to do about it.
    pub cure: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}. {}", self.place, self.what, self.cure)
    }
}

/// Why a file could not be read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Nothing in it.
    #[error("the file is empty")]
    Empty,
    /// A picture, a zip, a spreadsheet.
    #[error("the file is not text")]
    NotText,
    /// JSON that stops in the middle.
    #[error("the JSON stops in the middle, at line {line}, column {column}")]
    Truncated {
        /// Counted from 1.
        line: usize,
        /// Counted from 1.
        column: usize,
    },
    /// JSON with a mistake.
    #[error("the JSON has a mistake at line {line}, column {column}: {why}")]
    BadJson {
        /// Counted from 1.
        line: usize,
        /// Counted from 1.
        column: usize,
        /// What the parser met.
        why: String,
    },
    /// Graph said no, and the answer was saved.
    #[error("the file holds an error message of Microsoft Graph ({code}), not relationships")]
    GraphError {
        /// Graph's code.
        code: String,
    },
    /// Another kind of export.
    #[error("the file holds {what}, not GDAP relationships")]
    OtherKind {
        /// In words.
        what: &'static str,
    },
    /// The JSON is valid but means nothing to us.
    #[error("{place} is not a GDAP relationship: it has none of the fields of one")]
    NotRelationships {
        /// Which object.
        place: String,
    },
    /// A table without the columns.
    #[error("line 1 is not the header of a relationship export: {missing} is missing (found: {found})")]
    OtherHeader {
        /// What is missing.
        missing: &'static str,
        /// The columns that are there.
        found: String,
    },
    /// A line that breaks the table.
    #[error("line {line} breaks the table: {why}")]
    BadLine {
        /// Counted from 1.
        line: u64,
        /// What is wrong.
        why: String,
    },
    /// The roles were thrown away when the file was written.
    #[error("{place}: the roles were cut off when the file was written (\"{seen}\")")]
    CutOff {
        /// Which object.
        place: String,
        /// What stands there instead.
        seen: String,
    },
}

impl Unreadable {
    /// What to do about it.
    #[must_use]
    pub fn cure(&self) -> &'static str {
        match self {
            Unreadable::Empty | Unreadable::Truncated { .. } => {
                "Export again, straight into a file (| Out-File -Encoding utf8 gdap.json), and do not copy it from a window"
            }
            Unreadable::NotText => {
                "Give the JSON from Microsoft Graph or a CSV; save a spreadsheet as CSV first"
            }
            Unreadable::BadJson { .. } => "Export again; a JSON file changed by hand breaks easily",
            Unreadable::GraphError { .. } => {
                "Sign in as a partner's admin agent with DelegatedAdminRelationship.Read.All and export again"
            }
            Unreadable::OtherKind { .. } | Unreadable::NotRelationships { .. } => {
                "Export this: GET https://graph.microsoft.com/v1.0/tenantRelationships/delegatedAdminRelationships"
            }
            Unreadable::OtherHeader { .. } => {
                "Name the columns: Customer name, Customer tenant ID, Relationship name, Status, End date, Auto extend, Roles"
            }
            Unreadable::BadLine { .. } => "Export again, or put the field in double quotes",
            Unreadable::CutOff { .. } => "Export again with: ConvertTo-Json -Depth 6",
        }
    }
}

/// What one file says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// Its relationships, in its order.
    pub relationships: Vec<Relationship>,
    /// Access assignments that do not say which relationship they belong to, or name one by id.
    pub assignments: Vec<(Option<String>, Assignment)>,
    /// It holds access assignments, even if their list is empty.
    pub lists_assignments_of: Vec<Option<String>>,
    /// The file says that further pages follow.
    pub more_pages: bool,
    /// What a person should look at.
    pub problems: Vec<Problem>,
}

/// Everything that several files say together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    /// The relationships, each once.
    pub relationships: Vec<Relationship>,
    /// Some file says that there is more.
    pub incomplete: bool,
    /// What a person should look at.
    pub problems: Vec<Problem>,
}

impl Record {
    /// The customers whose tenants are named, each once.
    #[must_use]
    pub fn customers(&self) -> Vec<&Customer> {
        let mut seen = HashSet::new();
        let named = self.relationships.iter().map(|one| &one.customer);
        named.filter(|customer| customer.tenant.is_some_and(|tenant| seen.insert(tenant))).collect()
    }
}

/// Reads the bytes of one file. The name is only used to say where something stands.
///
/// # Errors
/// When the file as a whole is not a relationship file; what is wrong with one entry becomes a [`Problem`].
pub fn read(name: &str, bytes: &[u8]) -> Result<Reading, Unreadable> {
    let text = whole(bytes).ok_or(Unreadable::NotText)?;
    match text.trim_start().chars().next() {
        None => Err(Unreadable::Empty),
        Some('{' | '[') => graph::read(&harmless(name), &text),
        Some('<') => Err(Unreadable::OtherKind { what: "a web page" }),
        Some(_) => export::read(&harmless(name), &text),
    }
}

/// Puts several files together: assignments find their relationship, a relationship read twice counts once.
#[must_use]
pub fn gather(readings: Vec<Reading>) -> Record {
    let (mut all, mut problems, mut loose, mut lists) =
        (Vec::<Relationship>::new(), Vec::new(), Vec::new(), Vec::new());
    let mut by_id: HashMap<String, usize> = HashMap::new();
    // One list in pages: with the page that has no next one, nothing is missing.
    let more = readings.iter().any(|reading| reading.more_pages);
    let last = readings.iter().any(|reading| !reading.more_pages && !reading.relationships.is_empty());
    let incomplete = more && !last;
    for reading in readings {
        let joined = |problem: &Problem| !incomplete && problem.what == graph::ONE_PAGE;
        problems.extend(reading.problems.into_iter().filter(|problem| !joined(problem)));
        loose.extend(reading.assignments);
        lists.extend(reading.lists_assignments_of);
        for relationship in reading.relationships {
            let Some(id) = relationship.id.clone() else {
                all.push(relationship);
                continue;
            };
            match by_id.get(&id).and_then(|at| all.get_mut(*at)) {
                Some(earlier) => {
                    if relationship.modified > earlier.modified {
                        *earlier = relationship;
                    }
                }
                None => {
                    by_id.insert(id, all.len());
                    all.push(relationship);
                }
            }
        }
    }
    let only = (all.len() == 1).then_some(0);
    let owner = |id: &Option<String>| id.as_ref().map_or(only, |id| by_id.get(id).copied());
    for id in &lists {
        if let Some(one) = owner(id).and_then(|at| all.get_mut(at)) {
            one.assignments.get_or_insert_default();
        }
    }
    let mut homeless = 0;
    for (id, assignment) in loose {
        match owner(&id).and_then(|at| all.get_mut(at)) {
            Some(one) => one.assignments.get_or_insert_default().push(assignment),
            None => homeless += 1,
        }
    }
    if homeless > 0 {
        problems.push(Problem {
            place: "access assignments".into(),
            what: format!("{homeless} of them do not say which relationship they belong to"),
            cure:
                "Give the relationship's own file together with its assignments, one relationship at a time"
                    .into(),
        });
    }
    same_names(&all, &mut problems);
    Record { relationships: all, incomplete, problems }
}

/// A partner's relationships have different names; the same name twice means two partners, or a mistake.
fn same_names(all: &[Relationship], problems: &mut Vec<Problem>) {
    let mut seen: HashMap<(&str, Option<crate::model::TenantId>), &Relationship> = HashMap::new();
    for one in all {
        let Some(name) = one.name.as_deref() else { continue };
        let Some(first) = seen.insert((name, one.customer.tenant), one) else { continue };
        let cure = match (first.partner_tenant, one.partner_tenant) {
            (Some(a), Some(b)) if a != b => {
                format!("They are two partners' and are kept apart: partner tenants {a} and {b}")
            }
            _ => "They are kept apart: look which of the two is meant by its id".into(),
        };
        problems.push(Problem {
            place: one.place.clone(),
            what: format!("a second relationship is named \"{name}\" (the first: {})", first.place),
            cure,
        });
    }
}
