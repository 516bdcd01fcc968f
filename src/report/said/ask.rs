//! What is asked of Microsoft, as the one sentence that every text carries.

use chrono::Duration;

use super::words::{listed, quoted};
use crate::case::Case;
use crate::case::account::AccountState;
use crate::case::ask::Ask;
use crate::case::claims::Claims;
use crate::report::harmless::shown;

/// Deleted users can be restored for so many days.
const RESTORABLE: i64 = 30;

/// What is asked, the first thing first.
#[must_use]
pub fn sentences(claims: &Claims) -> Vec<String> {
    claims.asks.iter().map(|ask| sentence(ask, claims)).collect()
}

fn sentence(ask: &Ask, claims: &Claims) -> String {
    let policy = |names: &[String]| match names {
        [] => "the Conditional Access policy that refuses it".to_owned(),
        [name] => format!("the Conditional Access policy {}", quoted(name)),
        names => {
            let names: Vec<String> = names.iter().map(|name| quoted(name)).collect();
            format!("the Conditional Access policies {}", listed(&names))
        }
    };
    match ask {
        Ask::Contain { accounts } if accounts.is_empty() => {
            "Before anything else: find and block the account that is used against us (we do not know its user name), end \
             its sessions, and keep the sign-in and audit logs."
                .into()
        }
        Ask::Contain { accounts } => {
            let names: Vec<_> = accounts.iter().map(|a| shown(a)).collect();
            let its = if accounts.len() == 1 { "its" } else { "their" };
            format!(
                "Before anything else: block {}, end {its} sessions, and keep the sign-in and audit logs.",
                listed(&names)
            )
        }
        Ask::Exclude { account, policies } => {
            format!("Exclude {} from {}.", shown(account), policy(policies))
        }
        Ask::MeetOrExclude { account, policies, control } => format!(
            "Let {} meet what the {} ({}), or exclude it from {}.",
            shown(account),
            if policies.len() > 1 { "policies demand" } else { "policy demands" },
            shown(control),
            policy(policies)
        ),
        Ask::Register { account } => format!("Let {} register a second factor.", shown(account)),
        Ask::RegisterAgain { account } => format!("Let {} register a second factor again.", shown(account)),
        Ask::ResetPassword { account } => format!("Reset the password of {}.", shown(account)),
        Ask::Unlock { account } => format!("Lift the lock of {}.", shown(account)),
        Ask::Enable { account } => format!("Enable {}.", shown(account)),
        Ask::Restore { account } => {
            let until = claims
                .accounts
                .iter()
                .find(|a| a.is(account) && a.state() == AccountState::Deleted)
                .and_then(|a| a.evidence().and_then(|e| e.at))
                .map(|at| (at + Duration::days(RESTORABLE)).format(" (possible until %-d %B %Y)").to_string())
                .unwrap_or_default();
            format!("Restore the deleted account {}{until}.", shown(account))
        }
        Ask::GiveRole { account: Some(account) } => format!(
            "After proof that we speak for the organisation: give {} the Global Administrator role.",
            shown(account)
        ),
        Ask::GiveRole { account: None } | Ask::AfterProof => {
            "After proof that we speak for the organisation: give the Global Administrator role to one account. We name the \
             account then."
                .into()
        }
        Ask::CheckService => "Tell us whether the multifactor service works for our tenant.".into(),
        Ask::WithoutFederation { account } => {
            let who = account.as_ref().map_or("one Global Administrator".into(), |a| shown(a));
            format!("Let {who} sign in without our federated sign-in service.")
        }
        Ask::LiftBlock => "Tell us why the tenant is blocked, and what lifts the block.".into(),
        Ask::FindOut { account: Some(account) } => format!(
            "Tell us from the sign-in log what stops {}; then we ask for the smallest change on that account.",
            shown(account)
        ),
        Ask::FindOut { account: None } => {
            "After proof that we speak for the organisation: tell us which Global Administrators there are and what stops \
             them."
                .into()
        }
        Ask::InWords(words) => shown(words).into_owned(),
        Ask::Nothing => "Nothing more is asked of you at the moment.".into(),
    }
}

/// The same for the screen.
#[must_use]
pub fn asked(case: &Case) -> String {
    let claims = Claims::of(case, case.last.unwrap_or_default());
    sentences(&claims).join("\n")
}
