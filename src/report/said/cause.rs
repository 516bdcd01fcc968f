//! Sentences about the cause: of the whole case, or of each account where they differ.

use super::accounts::name;
use super::words::quoted;
use crate::case::account::{Account, AccountState};
use crate::case::claims::Claims;
use crate::case::demand::{Demand, Ground};
use crate::model::Cause;
use crate::report::harmless::shown;

/// A cause as a clause. A policy that refuses is told apart: it blocks, or it demands what could not be met.
#[must_use]
pub fn title(cause: Cause, claims: &Claims) -> String {
    match (cause, &claims.demand) {
        (Cause::ConditionalAccess, Demand::Block(_)) => "a Conditional Access policy blocks the sign-in".into(),
        (Cause::ConditionalAccess, Demand::Unmet { control, .. }) => {
            format!("a Conditional Access policy demands {}, which could not be met", shown(control))
        }
        (Cause::ConditionalAccess, Demand::NotKnown) => {
            "a Conditional Access policy stops the sign-in; whether it blocks or demands something is not known".into()
        }
        (cause, _) => cause.title().to_owned(),
    }
}

/// The same where the page says elsewhere what the policy does.
#[must_use]
pub fn short(cause: Cause, account: &Account) -> &'static str {
    match cause {
        Cause::MfaLost if is_lost(account) => LOST,
        Cause::ConditionalAccess => "a Conditional Access policy",
        cause => cause.title(),
    }
}

/// What is said where somebody said it of the account: the cause of the whole case may be a prompt that does not arrive.
const LOST: &str = "the second factor is lost";

/// Whether somebody said of this account that its second factor is lost.
fn is_lost(account: &Account) -> bool {
    account.state() == AccountState::FactorLost || account.causes.contains(&Cause::MfaLost)
}

/// The causes as sentences: one where all accounts share it, else one for each account.
#[must_use]
pub fn sentences(claims: &Claims) -> Vec<String> {
    let mut of: Vec<(String, Vec<Cause>)> = Vec::new();
    let mut each_lost = true;
    for account in claims.globals().chain(claims.without_known_role()).filter(|a| a.state().is_shut_out()) {
        let mut causes = claims.causes(account);
        causes.sort();
        each_lost &= is_lost(account);
        of.push((name(account), causes));
    }
    let each_lost = each_lost && !of.is_empty();
    let title = |cause: Cause, lost: bool| {
        if lost && cause == Cause::MfaLost { LOST.to_owned() } else { title(cause, claims) }
    };
    let same = of.windows(2).all(|pair| matches!(pair, [a, b] if a.1 == b.1));
    let mut lines = Vec::new();
    if same {
        let causes = of.first().map(|(_, causes)| causes.clone()).filter(|causes| !causes.is_empty());
        // Where accounts agree with the case, the case's cause is theirs.
        let mut causes = causes.unwrap_or_else(|| claims.cause.into_iter().collect());
        if claims.cause == Some(Cause::HostileAdmin) && !causes.contains(&Cause::HostileAdmin) {
            causes.insert(0, Cause::HostileAdmin);
        }
        if causes.is_empty() {
            lines.push("The cause is not known yet.".into());
        } else {
            let causes: Vec<String> = causes.iter().map(|cause| title(*cause, each_lost)).collect();
            lines.push(sentence(&causes.join("; ")));
        }
    } else {
        for (who, causes) in of {
            let lost = claims.accounts.iter().any(|account| name(account) == who && is_lost(account));
            let causes: Vec<String> = causes.iter().map(|cause| title(*cause, lost)).collect();
            let causes = if causes.is_empty() { "the cause is not known".into() } else { causes.join("; ") };
            lines.push(format!("{who}: {causes}."));
        }
    }
    lines
}

/// Whether a policy is to blame, for the case or for one account.
#[must_use]
pub fn is_by_policy(claims: &Claims) -> bool {
    claims.cause == Some(Cause::ConditionalAccess)
        || claims.accounts.iter().any(|a| claims.causes(a).contains(&Cause::ConditionalAccess))
}

/// Block or unmet grant, and what speaks for it; nothing where no policy is to blame.
#[must_use]
pub fn demand(claims: &Claims) -> Option<String> {
    if !is_by_policy(claims) {
        return None;
    }
    let ground = |ground: &Ground| match ground {
        Ground::Log(Some(name)) => format!("measured: the sign-in log names the policy {}", quoted(name)),
        Ground::Log(None) => "measured: the sign-in log shows the control that failed".to_owned(),
        Ground::Computed(name) => {
            format!("computed from the exported policies: {} refuses", quoted(name))
        }
        Ground::Said(words) => format!("we were told {}", quoted(words)),
    };
    Some(match &claims.demand {
        Demand::Block(why) => format!("It is a block; {}.", ground(why)),
        Demand::Unmet { control, ground: why } => {
            format!("It is a demand that could not be met ({}); {}.", shown(control), ground(why))
        }
        Demand::NotKnown => "Whether the policy blocks or demands something is not known.".into(),
    })
}

fn sentence(clause: &str) -> String {
    let mut letters = clause.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}
