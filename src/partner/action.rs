//! What somebody can do to a locked-out Global Administrator, or to what locks one out.

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::table::{cell, rows, some};
use crate::model::carried;

/// One column of the matrix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// Edit or switch off a Conditional Access policy.
    EditPolicy,
    /// Make the administrator a member of a group that the policy excludes.
    ExclusionGroup,
    /// Make the administrator's device compliant.
    DeviceCompliance,
    /// Reset the registered second factors.
    ResetMfa,
    /// Issue a Temporary Access Pass.
    IssueTap,
    /// Switch Temporary Access Pass on in the methods policy.
    AllowTap,
    /// Reset the password.
    ResetPassword,
    /// Enable, or block, the account.
    EnableAccount,
    /// Restore the deleted account.
    RestoreAccount,
    /// Make an account Global Administrator.
    AssignGlobalAdmin,
    /// Accept a partner's GDAP request.
    AcceptGdap,
    /// Take a domain out of federation.
    UpdateFederation,
    /// Open a support request.
    OpenTicket,
    /// Read the sign-in logs.
    ReadSignInLogs,
}

/// The words that belong to an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    /// The id in tables and JSON.
    pub id: &'static str,
    /// What is done: "change the policy".
    pub what: &'static str,
    /// What somebody without it cannot do: "cannot change the policy".
    pub refusal: &'static str,
    /// Where to click.
    pub portal: Option<&'static str>,
    /// What to type, in PowerShell.
    pub command: Option<&'static str>,
}

static WORDS: LazyLock<Vec<Words>> = LazyLock::new(|| {
    rows(carried!("src/partner/data/actions.tsv").text())
        .map(|row| Words {
            id: cell(&row, 0),
            what: cell(&row, 1),
            refusal: cell(&row, 2),
            portal: some(cell(&row, 3)),
            command: some(cell(&row, 4)),
        })
        .collect()
});

impl Action {
    /// All actions, in the order of the matrix.
    pub const ALL: [Action; 14] = [
        Action::EditPolicy,
        Action::ExclusionGroup,
        Action::DeviceCompliance,
        Action::ResetMfa,
        Action::IssueTap,
        Action::AllowTap,
        Action::ResetPassword,
        Action::EnableAccount,
        Action::RestoreAccount,
        Action::AssignGlobalAdmin,
        Action::AcceptGdap,
        Action::UpdateFederation,
        Action::OpenTicket,
        Action::ReadSignInLogs,
    ];

    /// Its words. The table has one row for each action in this order; a test says so.
    #[must_use]
    pub fn words(self) -> Words {
        WORDS[self as usize]
    }

    /// The id in tables and JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        self.words().id
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

/// The text names no action.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("this is not one of the actions")]
pub struct NotAnAction;

impl FromStr for Action {
    type Err = NotAnAction;
    fn from_str(text: &str) -> Result<Self, NotAnAction> {
        Action::ALL.into_iter().find(|action| action.id() == text).ok_or(NotAnAction)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_stands_in_the_order_of_the_enum_and_speaks_like_serde() {
        assert_eq!(WORDS.len(), Action::ALL.len());
        for (place, action) in Action::ALL.into_iter().enumerate() {
            assert_eq!(place, action as usize);
            assert_eq!(serde_json::to_value(action).unwrap(), action.id());
            assert!(action.words().refusal.starts_with("cannot "), "{action}");
            assert!(action.words().portal.is_some() || action.words().command.is_some(), "{action}");
        }
    }
}
