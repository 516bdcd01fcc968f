//! What a condition of a runbook sees: the facts of the case, and what the program knows by itself.
//!
//! Three things are known without being asked: whether a recorded sign-in is good enough for support, whether an e-mail
//! was told of at the board, and whether exported policies were read. Such a fact stands in the vocabulary like any
//! other, so that runbooks can branch on it and paper can word it; it
//! is never asked and never kept. Whoever adds one adds it here, and only where the case alone decides it.

use std::borrow::Cow;

use chrono::Duration;

use crate::case::Case;
use crate::case::happened::Happened;
use crate::model::{FactId, Value, facts};

/// A sign-in that is older than this is asked for once more: support wants one that its tools still find at once.
const FRESH: Duration = Duration::days(1);

/// Whether a condition on one fact holds. `*` is any value that is known; a role counts whoever holds it.
pub(super) fn holds(case: &Case, fact: &FactId, values: &[String]) -> bool {
    if fact.as_str() == facts::EVIDENCE {
        return values.iter().any(|value| value == evidence(case));
    }
    if fact.as_str() == facts::POLICIES {
        let policies = if case.computed.is_some() { "read" } else { "none" };
        return values.iter().any(|value| value == policies);
    }
    if fact.as_str() == facts::EMAIL {
        return values.iter().any(|value| value == email(case));
    }
    let known = case.value(fact.as_str()).is_some_and(|value| *value != Value::Unknown);
    if known && values.iter().any(|value| value == "*") {
        return true;
    }
    case.items(fact.as_str())
        .iter()
        .any(|item| values.iter().any(|value| *value == *item || *value == *role(item)))
}

/// The role of an item like `Carla: Security Administrator`, or `Security Administrator=eligible`.
fn role(item: &str) -> Cow<'_, str> {
    let held = item.rsplit(": ").next().unwrap_or(item);
    Cow::Borrowed(held.split('=').next().unwrap_or(held).trim())
}

/// `good` where a recorded sign-in has an id and a time and is not older than a day, seen from the case's last line.
fn evidence(case: &Case) -> &'static str {
    let fresh = |at: chrono::DateTime<chrono::Utc>| case.last.is_none_or(|last| last.to_utc() - at <= FRESH);
    let good = case.sign_ins.iter().any(|record| {
        record.sign_in.can_be_found() && record.sign_in.timestamp_utc.is_some_and(|at| fresh(at.at()))
    });
    if good { "good" } else { "none" }
}

/// `came` where somebody said at the board that an e-mail came: the hour runs, and nobody asks again whether it is here.
fn email(case: &Case) -> &'static str {
    let came = case.nouns.happened.iter().any(|told| matches!(told.what.what, Happened::EmailCame { .. }));
    if came { "came" } else { "none" }
}
