//! Single words and small clauses for the nouns of a case.

use crate::case::account::{AccountKind, AccountState};
use crate::case::door::DoorState;

/// How an account stands, as a clause behind its name: "anna@contoso.com is refused".
#[must_use]
pub fn state(state: AccountState) -> &'static str {
    match state {
        AccountState::NotKnown => "not known whether it gets in",
        AccountState::NotTried => "has not tried yet",
        AccountState::Refused => "is refused",
        AccountState::OutOfReach => "could not be reached",
        AccountState::Disabled => "is disabled",
        AccountState::Deleted => "is deleted",
        AccountState::FactorLost => "has lost the second factor",
        AccountState::RoleLost => "signs in, but the role is gone",
        AccountState::Hostile => "is used against us",
        AccountState::In => "is in",
    }
}

/// What kind of account it is.
#[must_use]
pub fn kind(kind: AccountKind) -> &'static str {
    match kind {
        AccountKind::Member => "a person's own account",
        AccountKind::Emergency => "emergency access account",
        AccountKind::Guest => "guest account",
        AccountKind::PartnerTechnician => "account of a partner's technician",
        AccountKind::Application => "application",
    }
}

/// How a door stands.
#[must_use]
pub fn door(state: DoorState) -> &'static str {
    match state {
        DoorState::DoesNotExist => "we do not have this",
        DoorState::NotLookedAt => "not looked at yet",
        DoorState::BeingTried => "being tried",
        DoorState::Shut => "tried, did not let anybody in",
        DoorState::Open => "let somebody in",
    }
}

/// `a`, `a and b`, `a, b and c`.
#[must_use]
pub fn listed<S: AsRef<str>>(items: &[S]) -> String {
    match items {
        [] => String::new(),
        [only] => only.as_ref().to_owned(),
        [front @ .., last] => {
            let front: Vec<&str> = front.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", front.join(", "), last.as_ref())
        }
    }
}

/// `1 Global Administrator`, `3 Global Administrators`.
#[must_use]
pub fn counted(count: usize, one: &str, several: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {several}") }
}

/// Free text of a person, marked as quoted, so that nobody takes it for the program's own word. Its language is its own.
#[must_use]
pub fn quoted(text: &str) -> String {
    format!("\u{201c}{}\u{201d}", crate::report::harmless::shown(text))
}
