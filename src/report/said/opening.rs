//! How a text begins: the subject, and the first sentence. They follow from the same claims as everything below them.

use super::words::{counted, listed};
use crate::case::account::AccountState;
use crate::case::claims::{Claims, Situation};
use crate::report::harmless::shown;

/// The subject of a request or a mail.
#[must_use]
pub fn subject(claims: &Claims, tenant: &str) -> String {
    let what = match &claims.situation {
        Situation::In(entered) => {
            let who = entered.account.as_ref().map_or("an administrator".into(), |account| shown(account));
            format!("Tenant lockout over, {who} is in again")
        }
        _ if claims.is_hostile() => {
            let names: Vec<_> = claims.hostile().map(|account| shown(account.called())).collect();
            if names.is_empty() {
                "Hostile administrator in our tenant, please block and keep logs".to_owned()
            } else {
                format!("Hostile administrator, please block {} and keep logs", listed(&names))
            }
        }
        Situation::NobodyIn => {
            format!("Tenant lockout, no Global Administrator can sign in{}", with_role(claims))
        }
        Situation::SomeShutOut { out, known: 1 } if *out == 1 => {
            format!("Tenant lockout, the one known Global Administrator cannot sign in{}", with_role(claims))
        }
        Situation::SomeShutOut { out, known } => format!(
            "Tenant lockout, {out} of {} cannot sign in{}",
            counted(*known, "known Global Administrator", "known Global Administrators"),
            with_role(claims)
        ),
        Situation::NotKnown => "Tenant lockout, we need to get in again".to_owned(),
    };
    format!("{what}: {tenant}")
}

/// The first sentences: what this is, and who should have it.
#[must_use]
pub fn first(claims: &Claims, organisation: &str) -> Vec<String> {
    let begin = |line: String| line.strip_prefix("our ").map_or(line.clone(), |rest| format!("Our {rest}"));
    sentences(claims, organisation).into_iter().map(begin).collect()
}

fn sentences(claims: &Claims, organisation: &str) -> Vec<String> {
    let organisation = shown(organisation);
    match &claims.situation {
        Situation::In(entered) => {
            vec![format!("{organisation} was locked out."), super::accounts::entered_sentence(entered)]
        }
        _ => {
            let mut lines = Vec::new();
            if claims.is_hostile() {
                lines.push(format!("Somebody works against {organisation} with administrator rights."));
            }
            lines.push("This is a tenant lockout.".to_owned());
            lines.push(standing(claims, &organisation));
            lines.push("Please route this to the Data Protection team.".into());
            lines
        }
    }
}

/// Whoever signs in and has lost the role is not kept from signing in.
fn with_role(claims: &Claims) -> &'static str {
    let lost = claims.globals().any(|account| account.state() == AccountState::RoleLost);
    if lost { " with that role" } else { "" }
}

/// How the Global Administrators stand, in one sentence: for support, and for a partner.
#[must_use]
pub fn standing(claims: &Claims, organisation: &str) -> String {
    match &claims.situation {
        Situation::NobodyIn if claims.is_hostile() => {
            format!("No Global Administrator of {organisation}'s own can sign in with that role.")
        }
        Situation::NobodyIn => {
            format!("No Global Administrator of {organisation} can sign in{}.", with_role(claims))
        }
        Situation::SomeShutOut { out: 1, known: 1 } => {
            format!(
                "The one Global Administrator of {organisation} that we know of cannot sign in{}.",
                with_role(claims)
            )
        }
        Situation::SomeShutOut { out, known } => format!(
            "{out} of {} of {organisation} cannot sign in{}.",
            counted(*known, "known Global Administrator", "known Global Administrators"),
            with_role(claims)
        ),
        Situation::NotKnown => {
            format!(
                "{organisation} needs to get in again; which administrators are refused is not recorded yet."
            )
        }
        Situation::In(entered) => super::accounts::entered_sentence(entered),
    }
}
