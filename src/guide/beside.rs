//! A sign-in that came in: at its own question, or pasted beside another one.
//!
//! It knows which events keep it, whose it is, and which cause all captures together speak for. It refuses to choose
//! between causes: where the captures contradict each other, none is taken for granted, and the question stays.

use crate::case::{Case, Event, FactSource};
use crate::model::{FactId, Value, facts};
use crate::signin::SignIn;
use crate::signin::cause::{self, Standing};

use super::follows;

/// The events of sign-ins that were pasted where another question stood. A cause that they settle is learned with them,
/// so that its question is not asked later.
#[must_use]
pub fn pasted(case: &Case, found: Vec<SignIn>, from: &str, whose: Option<&String>) -> Vec<Event> {
    let told = told_by(case, &found).filter(|_| case.value(facts::CAUSE).is_none());
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
    let users = found.iter().filter_map(|sign_in| sign_in.user.as_deref()).chain(whose.map(String::as_str));
    let domains = follows::from_users(case, users, FactSource::SignIn);
    let event = |sign_in: SignIn| {
        let account = whose.filter(|_| sign_in.user.is_none()).cloned();
        Event::SignedIn { sign_in: Box::new(sign_in), source: from.to_owned(), account }
    };
    found.into_iter().map(event).chain(domains).collect()
}

/// The cause that all captures together speak for best.
pub(super) fn told_by(case: &Case, found: &[SignIn]) -> Option<&'static str> {
    let recorded = case.sign_ins.iter().map(|record| &record.sign_in);
    let captures: Vec<SignIn> = recorded.chain(found).cloned().collect();
    let mut causes = cause::weigh(&captures).causes.into_iter();
    causes.find(|weighed| weighed.standing == Standing::Supported).map(|weighed| weighed.cause.id())
}
