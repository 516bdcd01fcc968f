//! A sign-in that came in: at its own question, or pasted beside another one.
//!
//! It knows which events keep it, whose it is, and which cause all captures together speak for. It refuses to choose
//! between causes: where one capture speaks for another cause than the rest, none is taken for granted, and the question
//! stays. Nor is the capture of a partner's technician taken for the customer's lockout.

use crate::case::{Case, Event, FactSource};
use crate::model::{FactId, Value, facts};
use crate::signin::SignIn;
use crate::signin::cause::{self, Standing};

use super::follows;

/// The events of sign-ins that were pasted where another question stood. A cause that they settle is learned with them,
/// so that its question is not asked later.
#[must_use]
pub fn pasted(case: &Case, found: Vec<SignIn>, from: &str, whose: Option<&String>) -> Vec<Event> {
    let open = case.value(facts::CAUSE).is_none() && !case.says(facts::SIDE, "partner");
    let told = agreed(case, &found).filter(|_| open);
    let mut events = recorded(case, found, from, whose);
    events.extend(told.map(|cause| Event::Learned {
        fact: FactId::known(facts::CAUSE),
        value: Value::One(cause.to_owned()),
        source: FactSource::SignIn,
        step: None,
    }));
    events
}

/// Sign-ins as they are kept, with the account that a person named; its domain is the tenant's.
pub(super) fn recorded(case: &Case, found: Vec<SignIn>, from: &str, whose: Option<&String>) -> Vec<Event> {
    // Where a partner helps, an unconfirmed name may be a technician's, and its domain the partner's.
    let of_ours = !case.says(facts::SIDE, "partner");
    let users = found.iter().filter(|_| of_ours).filter_map(|sign_in| sign_in.user.as_deref());
    let users = users.chain(whose.map(String::as_str));
    let domains = follows::from_users(case, users, FactSource::SignIn);
    let event = |sign_in: SignIn| {
        let account = whose.filter(|_| sign_in.user.is_none()).cloned();
        Event::SignedIn { sign_in: Box::new(sign_in), source: from.to_owned(), account }
    };
    found.into_iter().map(event).chain(domains).collect()
}

/// The cause that every capture speaks for first, each by itself. A capture that speaks for none leaves all open.
fn agreed(case: &Case, found: &[SignIn]) -> Option<&'static str> {
    let recorded = case.sign_ins.iter().map(|record| &record.sign_in);
    let mut causes = recorded.chain(found).map(|capture| best(std::slice::from_ref(capture)));
    let first = causes.next()??;
    causes.all(|cause| cause == Some(first)).then_some(first)
}

/// The cause that all captures together speak for best; nothing where two of them, each by itself, speak for different
/// ones first.
pub(super) fn told_by(case: &Case, found: &[SignIn]) -> Option<&'static str> {
    let recorded = case.sign_ins.iter().map(|record| &record.sign_in);
    let captures: Vec<SignIn> = recorded.chain(found).cloned().collect();
    let mut causes = captures.iter().filter_map(|capture| best(std::slice::from_ref(capture)));
    let first = causes.next();
    if causes.any(|cause| Some(cause) != first) { None } else { best(&captures) }
}

fn best(captures: &[SignIn]) -> Option<&'static str> {
    let mut causes = cause::weigh(captures).causes.into_iter();
    causes.find(|weighed| weighed.standing == Standing::Supported).map(|weighed| weighed.cause.id())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::Known;

    fn capture(code: &str) -> SignIn {
        SignIn { codes: vec![code.parse().unwrap()], ..SignIn::default() }
    }

    fn learned(case: &Case, codes: &[&str]) -> Option<String> {
        let found = codes.iter().map(|code| capture(code)).collect();
        pasted(case, found, "paste", None).into_iter().find_map(|event| match event {
            Event::Learned { value, .. } => value.text(),
            _ => None,
        })
    }

    #[test]
    fn a_cause_is_learned_only_where_every_capture_speaks_for_it_first() {
        let case = Case::default();
        assert_eq!(learned(&case, &["53003"]).as_deref(), Some("conditional-access"));
        assert_eq!(learned(&case, &["53003", "53003"]).as_deref(), Some("conditional-access"));
        for codes in [
            ["50057", "50126"],
            ["50126", "50057"],
            ["53003", "50126"],
            ["53003", "50057"],
            ["53003", "90072"],
        ] {
            assert_eq!(learned(&case, &codes), None, "{codes:?}");
        }
        let mut earlier = Case::default();
        let first = crate::case::state::SignInRecord {
            sign_in: capture("50057"),
            source: "paste".into(),
            account: None,
            at: chrono::DateTime::UNIX_EPOCH.fixed_offset(),
        };
        earlier.sign_ins.push(first);
        assert_eq!(learned(&earlier, &["50126"]), None);
    }

    #[test]
    fn at_its_own_question_no_cause_is_chosen_between_two() {
        let told = |codes: &[&str]| {
            let found: Vec<SignIn> = codes.iter().map(|code| capture(code)).collect();
            told_by(&Case::default(), &found)
        };
        assert_eq!(told(&["53003", "53003"]), Some("conditional-access"));
        assert_eq!(told(&["53003", "50057"]), None);
        assert_eq!(told(&["50057", "53003"]), None);
    }

    #[test]
    fn a_partners_own_refusal_is_not_the_customers_lockout() {
        let mut case = Case::default();
        let known = Known {
            value: Value::One("partner".into()),
            at: chrono::DateTime::UNIX_EPOCH.fixed_offset(),
            source: FactSource::Person,
            who: "anna".into(),
            step: None,
        };
        case.facts.insert(FactId::known(facts::SIDE), known);
        assert_eq!(learned(&case, &["53003"]), None);
    }
}
