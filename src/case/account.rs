//! An administrator account that is known, or known to exist, and what is known of it.
//!
//! Several accounts exist at once, each with a state, evidence and a time of its own; two people may report different
//! states of one account. Both reports are kept, the one that happened later stands. The list of accounts has a state
//! as well: only where somebody said that it is complete may a sentence say "all" or "no".
//!
//! What this file refuses to know: how an account is worded, and who is to be told. A state that nobody reported is
//! [`AccountState::NotKnown`]; it is never filled in from what is usual.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::model::Cause;
use crate::signin::ErrorCode;

mod gathered;

pub use gathered::{Account, Attempt, Evidence, Seen, accounts};

/// What one person, file or answer says about one account. Absent means that nothing was said.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
pub struct AccountReport {
    /// The user name, or how the account is called until its name is known: "the nephew's".
    pub account: String,
    /// The user name of an account that was called otherwise before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// The person behind it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<AccountKind>,
    /// Roles it holds or held; a role named before is replaced, others stay.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<HeldRole>,
    /// Second factors in the person's words: "a security key in the safe", "none left".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub factors: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<AccountState>,
    /// The error code that refused it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<ErrorCode>,
    /// Why this account does not get in. Several reports may name several causes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
    /// The day on which it came to this state, as it was told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day: Option<NaiveDate>,
}

impl AccountReport {
    /// A report about this account that says nothing yet.
    #[must_use]
    pub fn about(account: impl Into<String>) -> Self {
        Self { account: account.into(), ..Self::default() }
    }

    /// Texts that a person typed.
    pub fn words_mut(&mut self) -> impl Iterator<Item = &mut String> {
        let Self { account, user, person, roles, factors, .. } = self;
        [account]
            .into_iter()
            .chain(user)
            .chain(person)
            .chain(factors)
            .chain(roles.iter_mut().map(|r| &mut r.role))
    }
}

/// What kind of account it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AccountKind {
    /// Somebody's own account.
    Member,
    /// An emergency access account.
    Emergency,
    /// An account of another tenant, invited here.
    Guest,
    /// A technician of a partner.
    PartnerTechnician,
    /// An application or managed identity.
    Application,
}

impl AccountKind {
    const TABLE: [(Self, &'static str); 5] = [
        (Self::Member, "member"),
        (Self::Emergency, "emergency"),
        (Self::Guest, "guest"),
        (Self::PartnerTechnician, "partner-technician"),
        (Self::Application, "application"),
    ];

    /// The word in files and JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        Self::TABLE[self as usize].1
    }

    /// The kind that a word names.
    pub fn named(word: &str) -> Option<Self> {
        Self::TABLE.iter().find(|(_, id)| *id == word).map(|(kind, _)| *kind)
    }

    /// Every word, for messages.
    pub fn words() -> impl Iterator<Item = &'static str> {
        Self::TABLE.iter().map(|(_, id)| *id)
    }
}

/// Whether a role is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Holding {
    /// Active.
    Now,
    /// It must be activated first.
    Eligible,
    /// It was taken away.
    Gone,
    NotKnown,
}

impl Holding {
    const TABLE: [(Self, &'static str); 4] = [
        (Self::Now, "now"),
        (Self::Eligible, "eligible"),
        (Self::Gone, "gone"),
        (Self::NotKnown, "not-known"),
    ];

    /// The word in files and JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        Self::TABLE[self as usize].1
    }

    /// The holding that a word names.
    pub fn named(word: &str) -> Option<Self> {
        Self::TABLE.iter().find(|(_, id)| *id == word).map(|(holding, _)| *holding)
    }
}

/// A role and whether it is held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct HeldRole {
    pub role: String,
    pub held: Holding,
}

impl HeldRole {
    /// Reads `Security Administrator`, `Security Administrator=eligible`. The error names what may stand behind `=`.
    pub fn read(text: &str) -> Result<Self, String> {
        let (role, held) = match text.rsplit_once('=') {
            None => (text, Holding::Now),
            Some((role, word)) => {
                let held = Holding::named(word.trim()).ok_or_else(|| {
                    let words: Vec<&str> = Holding::TABLE.iter().map(|(_, id)| *id).collect();
                    format!("\"{}\" is none of: {}", word.trim().escape_debug(), words.join(", "))
                })?;
                (role, held)
            }
        };
        match role.trim() {
            "" => Err("the role has no name".to_owned()),
            role => Ok(Self { role: role.to_owned(), held }),
        }
    }
}

/// The role that every text counts by.
pub const GLOBAL_ADMINISTRATOR: &str = "Global Administrator";

/// How an account stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AccountState {
    NotKnown,
    /// Nobody has tried to sign in with it.
    NotTried,
    /// It was tried, and refused.
    Refused,
    /// Its person could not be reached, or it could not be tried.
    OutOfReach,
    Disabled,
    Deleted,
    /// The second factor is lost.
    FactorLost,
    /// It signs in, but its role is gone.
    RoleLost,
    /// It is used against the organisation.
    Hostile,
    /// It is in.
    In,
}

impl AccountState {
    const TABLE: [(Self, &'static str); 10] = [
        (Self::NotKnown, "not-known"),
        (Self::NotTried, "not-tried"),
        (Self::Refused, "refused"),
        (Self::OutOfReach, "out-of-reach"),
        (Self::Disabled, "disabled"),
        (Self::Deleted, "deleted"),
        (Self::FactorLost, "factor-lost"),
        (Self::RoleLost, "role-lost"),
        (Self::Hostile, "hostile"),
        (Self::In, "in"),
    ];

    /// The word in files and JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        Self::TABLE[self as usize].1
    }

    /// The state that a word names.
    pub fn named(word: &str) -> Option<Self> {
        Self::TABLE.iter().find(|(_, id)| *id == word).map(|(state, _)| *state)
    }

    /// Every word, for messages.
    pub fn words() -> impl Iterator<Item = &'static str> {
        Self::TABLE.iter().map(|(_, id)| *id)
    }

    /// Whether somebody saw that this account does not get in. Out of reach, untried and unknown are not that.
    #[must_use]
    pub fn is_shut_out(self) -> bool {
        matches!(self, Self::Refused | Self::Disabled | Self::Deleted | Self::FactorLost | Self::RoleLost)
    }

    /// The cause that this state is, where it is one.
    #[must_use]
    pub fn cause(self) -> Option<Cause> {
        match self {
            Self::Disabled => Some(Cause::AccountDisabled),
            Self::Deleted => Some(Cause::AccountDeleted),
            Self::FactorLost => Some(Cause::MfaLost),
            Self::RoleLost => Some(Cause::RoleLost),
            _ => None,
        }
    }
}

/// How whole the list of accounts is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ListState {
    /// Somebody said that there is no other Global Administrator.
    Complete,
    /// These are known; there may be others.
    PerhapsMore,
    /// Nobody said anything about it.
    #[default]
    NotKnown,
}

impl ListState {
    const TABLE: [(Self, &'static str); 3] =
        [(Self::Complete, "complete"), (Self::PerhapsMore, "perhaps-more"), (Self::NotKnown, "not-known")];

    /// The word in files and JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        Self::TABLE[self as usize].1
    }

    /// The state that a word names.
    pub fn named(word: &str) -> Option<Self> {
        Self::TABLE.iter().find(|(_, id)| *id == word).map(|(state, _)| *state)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_are_those_of_serde() {
        for (state, id) in AccountState::TABLE {
            assert_eq!(serde_json::to_value(state).unwrap(), id);
            assert_eq!((state.id(), AccountState::named(id)), (id, Some(state)));
        }
        for (kind, id) in AccountKind::TABLE {
            assert_eq!(serde_json::to_value(kind).unwrap(), id);
            assert_eq!((kind.id(), AccountKind::named(id)), (id, Some(kind)));
        }
        for (list, id) in ListState::TABLE {
            assert_eq!(serde_json::to_value(list).unwrap(), id);
            assert_eq!((list.id(), ListState::named(id)), (id, Some(list)));
        }
        for (held, id) in Holding::TABLE {
            assert_eq!(serde_json::to_value(held).unwrap(), id);
            assert_eq!((held.id(), Holding::named(id)), (id, Some(held)));
        }
    }
}
