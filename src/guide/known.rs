//! What a condition of a runbook sees: the facts of the case, and what the program knows by itself.
//!
//! Four things are known without being asked: whether a recorded sign-in is good enough for support, whether an e-mail
//! was told of at the board, whether exported policies were read, and whether somebody is said to have died: nobody is
//! told to call that person. Such a fact stands in the vocabulary like any other, so that runbooks can branch on it and
//! paper can word it; it is never asked and never kept. Whoever adds one adds it here, and only where the case alone decides it.

use chrono::Duration;

use super::death;
use crate::case::Case;
use crate::case::happened::Happened;
use crate::model::{Cause, FactId, StepRef, Value, facts};
use crate::partner::spoken;

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
    if fact.as_str() == facts::LEAVER {
        let gone = case.cause() == Some(Cause::LastAdminLeft);
        let change = case.text(facts::CHANGE).unwrap_or_default();
        let leaver = if death::is_told(&change, gone) { "died" } else { "none" };
        return values.iter().any(|value| value == leaver);
    }
    let known = case.value(fact.as_str()).is_some_and(|value| *value != Value::Unknown);
    if known && values.iter().any(|value| value == "*") {
        return true;
    }
    let role = |item: &str| spoken::read(item).map(|spoken| spoken.role.name());
    case.items(fact.as_str())
        .iter()
        .any(|item| values.iter().any(|value| *value == *item || Some(value.as_str()) == role(item)))
}

/// `good` where a recorded sign-in has an id and a time and is not older than a day, seen from the case's last line.
fn evidence(case: &Case) -> &'static str {
    let fresh = |at: chrono::DateTime<chrono::Utc>| case.last.is_none_or(|last| last.to_utc() - at <= FRESH);
    let good = case.sign_ins.iter().any(|record| {
        record.sign_in.can_be_found() && record.sign_in.timestamp_utc.is_some_and(|at| fresh(at.at()))
    });
    if good { "good" } else { "none" }
}

/// `came` where somebody said at the board that an e-mail came, and it was not answered since: the hour runs, and nobody
/// asks again whether it is here. `answered` where it was, until another one comes or support announces one.
fn email(case: &Case) -> &'static str {
    let emails =
        case.nouns.happened.iter().filter(|told| matches!(told.what.what, Happened::EmailCame { .. }));
    let Some(came) = emails.map(|told| told.at).max() else { return "none" };
    let answered = StepRef::new(ANSWER_THE_EMAIL.0, ANSWER_THE_EMAIL.1);
    let Some(answered) = case.answers.get(&answered).map(|answered| answered.at) else { return "came" };
    let call = case.facts.get(&FactId::known(facts::PROOF_CALL));
    let announced = call.is_some_and(|call| call.at > answered && case.says(facts::PROOF_CALL, "then-mail"));
    match came {
        Some(came) if came > answered => "came",
        _ if announced => "none",
        _ => "answered",
    }
}

/// The step that answers an e-mail from support.
const ANSWER_THE_EMAIL: (&str, &str) = ("answer-the-email", "hour");

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::case::account::Told;
    use crate::case::happened::HappenedReport;
    use crate::case::{Answered, FactSource, Known, Reply};

    fn at(minute: i64) -> DateTime<chrono::FixedOffset> {
        DateTime::UNIX_EPOCH.fixed_offset() + Duration::minutes(minute)
    }

    #[test]
    fn an_email_that_was_answered_is_over_and_a_later_one_is_not() {
        let mut case = Case::default();
        let came = |minute| {
            let what = Happened::EmailCame { wanted: None, answer_by: None };
            let report = HappenedReport { what, text: None, request: None, who: None, team: None };
            Told { what: report, at: Some(at(minute)), by: None }
        };
        assert_eq!(email(&case), "none");
        case.nouns.happened.push(came(1));
        assert_eq!(email(&case), "came");
        let answered = Answered { reply: Reply::Over, note: None, at: at(5) };
        case.answers.insert(StepRef::new("answer-the-email", "hour"), answered);
        assert_eq!(email(&case), "answered");
        let call = Known {
            value: Value::One("then-mail".into()),
            at: at(7),
            source: FactSource::Person,
            who: "anna".into(),
            step: None,
        };
        case.facts.insert(FactId::known(facts::PROOF_CALL), call);
        assert_eq!(email(&case), "none", "support announced another one");
        case.nouns.happened.push(came(9));
        assert_eq!(email(&case), "came");
    }

    #[test]
    fn a_role_in_a_sentence_that_denies_it_is_held_by_nobody() {
        let held = |item: &str| {
            let mut case = Case::default();
            let known = Known {
                value: Value::Many(vec![item.to_owned()]),
                at: at(0),
                source: FactSource::Person,
                who: "anna".into(),
                step: None,
            };
            case.facts.insert(FactId::known(facts::OTHER_ROLES), known);
            holds(&case, &FactId::known(facts::OTHER_ROLES), &["Security Administrator".to_owned()])
        };
        for item in
            ["Security Administrator", "Carla: Security Administrator", "Security Administrator=eligible"]
        {
            assert!(held(item), "{item}");
        }
        for item in [
            "nobody: Security Administrator",
            "left in May: Security Administrator",
            "Security Administrator?",
        ] {
            assert!(!held(item), "{item}");
        }
    }
}
