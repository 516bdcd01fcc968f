//! Which lockout it is: the one closed list that triage, `--cause`, facts and JSON share.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Why no administrator gets in. `unknown` is an honest answer and has its own path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    ConditionalAccess,
    MfaLost,
    MfaServiceDown,
    MandatoryMfa,
    PasswordLost,
    AccountLocked,
    AccountDisabled,
    AccountDeleted,
    RoleLost,
    LastAdminLeft,
    HostileAdmin,
    FederationDown,
    TenantBlocked,
    Unknown,
}

/// Every cause with its id and its short title, in the order of the contract.
const TABLE: [(Cause, &str, &str); 14] = [
    (Cause::ConditionalAccess, "conditional-access", "a Conditional Access policy refuses the sign-in"),
    (Cause::MfaLost, "mfa-lost", "the second factor is lost, or its prompt does not arrive"),
    (Cause::MfaServiceDown, "mfa-service-down", "the service for the second factor fails"),
    (Cause::MandatoryMfa, "mandatory-mfa", "the sign-in demands a second factor that was never registered"),
    (Cause::PasswordLost, "password-lost", "the password is lost, wrong or expired"),
    (Cause::AccountLocked, "account-locked", "the account is locked for a while"),
    (Cause::AccountDisabled, "account-disabled", "the account is disabled"),
    (Cause::AccountDeleted, "account-deleted", "the account is deleted"),
    (Cause::RoleLost, "role-lost", "sign-in works, but the administrator role is gone"),
    (
        Cause::LastAdminLeft,
        "last-admin-left",
        "the only administrator has left or has died, or nobody knows who it is",
    ),
    (Cause::HostileAdmin, "hostile-admin", "somebody took the administrators' access away"),
    (Cause::FederationDown, "federation-down", "the organisation's own sign-in service fails"),
    (Cause::TenantBlocked, "tenant-blocked", "Microsoft has blocked the tenant"),
    (Cause::Unknown, "unknown", "not known yet"),
];

impl Cause {
    /// All causes, in the order of the contract.
    pub fn all() -> impl Iterator<Item = Cause> {
        TABLE.iter().map(|row| row.0)
    }

    /// The id in files, facts and JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        TABLE[self as usize].1
    }

    /// A short clause for the screen, without a capital or a full stop.
    #[must_use]
    pub fn title(self) -> &'static str {
        TABLE[self as usize].2
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

/// The text names no cause of the list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("this is not one of the causes: {}", TABLE.map(|row| row.1).join(", "))]
pub struct NotACause;

impl FromStr for Cause {
    type Err = NotACause;
    fn from_str(text: &str) -> Result<Self, NotACause> {
        TABLE.iter().find(|row| row.1 == text).map(|row| row.0).ok_or(NotACause)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_stands_in_the_order_of_the_enum_and_speaks_like_serde() {
        for (place, cause) in Cause::all().enumerate() {
            assert_eq!(place, cause as usize);
            assert_eq!(serde_json::to_value(cause).unwrap(), cause.id());
            assert_eq!(cause.id().parse(), Ok(cause));
        }
        assert!("Conditional Access".parse::<Cause>().is_err());
    }
}
