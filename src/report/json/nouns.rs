//! The nouns of a case in `reentry/status/v1`: accounts, doors, requests, what is asked, what has happened.

use chrono::{DateTime, FixedOffset};
use serde::Serialize;

use crate::case::Case;
use crate::case::account::Holding;
use crate::case::claims::Claims;
use crate::case::door::DoorState;
use crate::report::said;
use crate::runbook::Library;

/// The members that the status view gains.
#[derive(Debug, Serialize)]
pub struct View {
    accounts: Vec<Account>,
    list_of_accounts: &'static str,
    doors: Vec<Door>,
    requests: Vec<Request>,
    ask: Vec<String>,
    happened: Vec<Happened>,
}

#[derive(Debug, Serialize)]
struct Account {
    account: String,
    user: Option<String>,
    person: Option<String>,
    kind: Option<&'static str>,
    roles: Vec<Role>,
    factors: Option<String>,
    state: &'static str,
    code: Option<String>,
    since: Option<String>,
    said_by: Option<String>,
    causes: Vec<&'static str>,
    earlier: Vec<Earlier>,
}

#[derive(Debug, Serialize)]
struct Role {
    role: String,
    held: &'static str,
}

#[derive(Debug, Serialize)]
struct Earlier {
    state: &'static str,
    since: Option<String>,
    said_by: Option<String>,
}

#[derive(Debug, Serialize)]
struct Door {
    door: String,
    state: &'static str,
    by: Option<String>,
    since: Option<String>,
    why: Option<String>,
}

#[derive(Debug, Serialize)]
struct Request {
    number: String,
    current: bool,
    state: &'static str,
    opened: Option<String>,
    opened_by: Option<String>,
    team: Option<String>,
    engineer: Option<String>,
    severity: Option<String>,
    moved_to: Option<String>,
    last_word: Option<String>,
    turn: Option<&'static str>,
    next: Option<String>,
}

#[derive(Debug, Serialize)]
struct Happened {
    what: &'static str,
    at: Option<String>,
    text: Option<String>,
    request: Option<String>,
    who: Option<String>,
}

impl View {
    /// The nouns of this case now.
    #[must_use]
    pub fn of(case: &Case, library: &Library, now: DateTime<FixedOffset>) -> Self {
        let claims = Claims::of(case, now);
        let time = |at: Option<DateTime<FixedOffset>>| at.map(|at| at.to_rfc3339());
        let current = claims.current_request().map(|request| request.number.clone());
        Self {
            accounts: claims
                .accounts
                .iter()
                .map(|account| Account {
                    account: account.called().to_owned(),
                    user: account.user.clone(),
                    person: account.person.clone(),
                    kind: account.kind.map(crate::case::account::AccountKind::id),
                    roles: account
                        .roles
                        .iter()
                        .map(|role| Role { role: role.role.clone(), held: Holding::id(role.held) })
                        .collect(),
                    factors: account.factors.clone(),
                    state: account.state().id(),
                    code: account.code().map(|code| code.to_string()),
                    since: time(account.evidence().and_then(|evidence| evidence.at)),
                    said_by: account.evidence().and_then(|evidence| evidence.by.clone()),
                    causes: claims.causes(account).into_iter().map(crate::model::Cause::id).collect(),
                    earlier: account
                        .earlier()
                        .map(|seen| Earlier {
                            state: seen.state.id(),
                            since: time(seen.evidence.at),
                            said_by: seen.evidence.by.clone(),
                        })
                        .collect(),
                })
                .collect(),
            list_of_accounts: claims.list.id(),
            doors: doors(case, library),
            requests: claims
                .requests
                .iter()
                .map(|request| Request {
                    number: request.number.clone(),
                    current: current.as_deref() == Some(request.number.as_str()),
                    state: request.state.id(),
                    opened: time(request.since),
                    opened_by: request.opened_by.clone(),
                    team: request.team.clone(),
                    engineer: request.engineer.clone(),
                    severity: request.severity.clone(),
                    moved_to: request.moved_to.clone(),
                    last_word: request.words.last().map(|word| word.text.clone()),
                    turn: request.turn.map(crate::case::request::Turn::id),
                    next: time(request.next),
                })
                .collect(),
            ask: said::ask::sentences(&claims),
            happened: case
                .nouns
                .happened
                .iter()
                .map(|told| Happened {
                    what: told.what.what.id(),
                    at: time(told.at),
                    text: told.what.text.clone(),
                    request: told.what.request.clone(),
                    who: told.what.who.clone().or_else(|| told.by.clone()),
                })
                .collect(),
        }
    }
}

/// Every door of the runbooks that somebody spoke of, and of the rest that nobody looked at it.
fn doors(case: &Case, library: &Library) -> Vec<Door> {
    let known = case.known_doors();
    let spoken = known.iter().filter(|door| library.is_door(&door.step)).map(|door| Door {
        door: door.step.to_string(),
        state: door.state.id(),
        by: door.by.clone(),
        since: door.since.map(|at| at.to_rfc3339()),
        why: door.why.clone(),
    });
    let all = library.in_order().into_iter().flat_map(|runbook| {
        let id = runbook.head.id.as_str();
        runbook.steps.iter().map(move |step| (id, step.id.as_str()))
    });
    let rest = all
        .filter_map(|(runbook, step)| format!("{runbook}/{step}").parse().ok())
        .filter(|step| library.is_door(step) && !known.iter().any(|door| door.step == *step))
        .map(|step| Door {
            door: step.to_string(),
            state: DoorState::NotLookedAt.id(),
            by: None,
            since: None,
            why: None,
        });
    spoken.chain(rest).collect()
}
