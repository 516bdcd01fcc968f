//! A GDAP relationship as a file tells it: which roles, over which customer, until when, and assigned to whom.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::model::TenantId;

use super::role::{Held, Role};

/// One relationship.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relationship {
    /// Where it stands: the file and the number or line in it.
    pub place: String,
    /// Its id, if the file has one.
    pub id: Option<String>,
    /// Its name, as the partner chose it.
    pub name: Option<String>,
    /// Whose tenant it is about.
    pub customer: Customer,
    /// The roles it holds; `None` when the file does not say.
    pub roles: Option<Vec<Held>>,
    /// Where it stands in its life.
    pub status: Status,
    /// When it was requested.
    pub created: Option<DateTime<Utc>>,
    /// When the file's picture of it was last changed.
    pub modified: Option<DateTime<Utc>>,
    /// When it ends.
    pub ends: Option<DateTime<Utc>>,
    /// Whether it is extended by itself, in days; `None` when the file does not say.
    pub auto_extend: Option<u32>,
    /// Which roles are assigned to a partner's group; `None` when the file does not say.
    pub assignments: Option<Vec<Assignment>>,
    /// The partner's own tenant: the second half of the id.
    pub partner_tenant: Option<TenantId>,
    /// The indirect provider who made it for a reseller.
    pub indirect_provider: Option<TenantId>,
    /// The reseller has not consented yet.
    pub partner_consent_pending: bool,
}

/// Whose tenant a relationship is about.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Customer {
    /// The tenant; empty before the customer approved.
    pub tenant: Option<TenantId>,
    /// The name.
    pub name: Option<String>,
}

/// Roles given to one of the partner's security groups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// Its status, in lower case: only `active` gives access.
    pub status: String,
    /// The roles.
    pub roles: Vec<Held>,
}

/// Microsoft's states of a relationship.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub enum Status {
    /// The partner has made it; the customer has not seen it.
    Created,
    /// Waits for the customer.
    ApprovalPending,
    /// The customer said yes; Microsoft is setting it up.
    Approved,
    /// Microsoft is setting it up.
    Activating,
    /// It works.
    Active,
    /// Past its end, being taken down.
    Expiring,
    /// Over.
    Expired,
    /// Somebody asked to end it.
    TerminationRequested,
    /// Being taken down.
    Terminating,
    /// Over.
    Terminated,
    /// The file has no status.
    Missing,
    /// A word that this program does not know.
    Unknown(String),
}

const STATUSES: [(&str, Status); 10] = [
    ("created", Status::Created),
    ("approvalPending", Status::ApprovalPending),
    ("approved", Status::Approved),
    ("activating", Status::Activating),
    ("active", Status::Active),
    ("expiring", Status::Expiring),
    ("expired", Status::Expired),
    ("terminationRequested", Status::TerminationRequested),
    ("terminating", Status::Terminating),
    ("terminated", Status::Terminated),
];

impl Status {
    /// Reads Graph's word or Partner Center's.
    #[must_use]
    pub fn read(text: &str) -> Status {
        let bare = |text: &str| {
            text.chars().filter(char::is_ascii_alphabetic).collect::<String>().to_ascii_lowercase()
        };
        let wanted = match bare(text).as_str() {
            "" => return if text.trim().is_empty() { Status::Missing } else { unknown(text) },
            "pending" | "pendingapproval" | "requested" => "approvalpending".to_owned(),
            other => other.to_owned(),
        };
        let found = STATUSES.into_iter().find(|(word, _)| bare(word) == wanted);
        found.map_or_else(|| unknown(text), |(_, status)| status)
    }

    /// The word, where this program does not know it.
    pub fn word_mut(&mut self) -> Option<&mut String> {
        match self {
            Status::Unknown(text) => Some(text),
            _ => None,
        }
    }

    /// Graph's word for it; empty when there is none.
    #[must_use]
    pub fn word(&self) -> &str {
        match self {
            Status::Missing => "",
            Status::Unknown(text) => text,
            known => STATUSES.iter().find(|(_, status)| status == known).map_or("", |(word, _)| word),
        }
    }
}

fn unknown(text: &str) -> Status {
    Status::Unknown(super::text::harmless(text))
}

impl From<String> for Status {
    fn from(text: String) -> Status {
        Status::read(&text)
    }
}

impl From<Status> for String {
    fn from(status: Status) -> String {
        status.word().to_owned()
    }
}

/// Whether a role is assigned to a group of the partner, without which it does nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Assigned {
    /// To no group.
    No,
    /// Being set up.
    Pending,
    /// The file does not say.
    Unknown,
    /// To a group.
    Yes,
}

impl Relationship {
    /// Whether this role is assigned to a group of the partner.
    #[must_use]
    pub fn assigned(&self, role: Role) -> Assigned {
        let Some(assignments) = &self.assignments else { return Assigned::Unknown };
        let held = assignments.iter().filter(|one| one.roles.contains(&Held::Known(role)));
        held.map(|one| match one.status.as_str() {
            "active" => Assigned::Yes,
            "pending" => Assigned::Pending,
            "error" | "deleting" | "deleted" => Assigned::No,
            _ => Assigned::Unknown,
        })
        .max()
        .unwrap_or(Assigned::No)
    }

    /// The known roles.
    pub fn known_roles(&self) -> impl Iterator<Item = Role> {
        self.roles.iter().flatten().filter_map(Held::known)
    }

    /// Whether Global Administrator is among its roles, which forbids automatic extension.
    #[must_use]
    pub fn holds_global_administrator(&self) -> bool {
        self.known_roles().any(Role::is_global_administrator)
    }
}

impl fmt::Display for Relationship {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.name, &self.customer.name) {
            (Some(name), _) => write!(f, "\"{name}\""),
            (None, Some(customer)) => write!(f, "the relationship with \"{customer}\""),
            (None, None) => write!(f, "the relationship without a name"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_is_read_in_any_spelling_and_an_unknown_one_stays_unknown() {
        for (word, status) in STATUSES {
            assert_eq!(Status::read(word), status);
            assert_eq!(Status::read(&word.to_uppercase()), status);
            assert_eq!(status.word(), word);
        }
        assert_eq!(Status::read("Approval pending"), Status::ApprovalPending);
        assert_eq!(Status::read("Termination requested"), Status::TerminationRequested);
        assert_eq!(Status::read(" "), Status::Missing);
        assert_eq!(Status::read("unknownFutureValue"), Status::Unknown("unknownFutureValue".into()));
        assert_eq!(Status::read("aktiv"), Status::Unknown("aktiv".into()));
    }
}
