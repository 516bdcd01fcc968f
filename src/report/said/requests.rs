//! Sentences about support requests, in the order in which they were opened.

use chrono::{DateTime, FixedOffset};

use crate::case::Case;
use crate::case::claims::Claims;
use crate::case::request::{Request, RequestState, Turn};
use crate::report::harmless::shown;
use crate::report::when::full;

/// One request: number, since when, who has it, how it stands now.
#[must_use]
pub fn sentence(request: &Request, current: bool, now: DateTime<FixedOffset>) -> String {
    let mut text = format!("{}: ", shown(&request.number));
    let verb = if request.opened_told { "opened" } else { "first named" };
    text.push_str(
        &request.since.map_or_else(|| "time not recorded".into(), |at| format!("{verb} {}", full(at))),
    );
    if let Some(by) = &request.opened_by {
        text.push_str(&format!(" by {}", shown(by)));
    }
    if let Some(severity) = &request.severity {
        text.push_str(&format!(", severity {}", shown(&severity.to_uppercase())));
    }
    match (&request.engineer, &request.team) {
        (Some(engineer), Some(team)) => {
            text.push_str(&format!(", with {} ({})", shown(engineer), shown(team)));
        }
        (Some(one), None) | (None, Some(one)) => text.push_str(&format!(", with {}", shown(one))),
        (None, None) => {}
    }
    let since = request.state_since.map(|at| format!(" {}", full(at))).unwrap_or_default();
    match request.state {
        RequestState::Closed => text.push_str(&format!("; closed{since}")),
        RequestState::Moved => {
            let to = request.moved_to.as_ref().map(|to| format!(" as {}", shown(to))).unwrap_or_default();
            text.push_str(&format!("; goes on{to}{since}"));
        }
        RequestState::Open if current => text.push_str("; open, this is the current one"),
        RequestState::Open => text.push_str("; not recorded as closed"),
    }
    text.push('.');
    if current && request.state == RequestState::Open {
        let turn = match request.turn {
            Some(Turn::Ours) => " It is our turn.",
            Some(Turn::Microsoft) => " It is Microsoft's turn.",
            None => "",
        };
        text.push_str(turn);
        if let Some(next) = request.next {
            let over = if next < now { "; that time is over" } else { "" };
            text.push_str(&format!(" Due: {}{over}.", full(next)));
        }
    }
    if let Some(word) = request.words.last() {
        let who = word.who.as_ref().map(|who| format!(", {}", shown(who))).unwrap_or_default();
        let at = word.at.map(full).unwrap_or_default();
        text.push_str(&format!(" Last word ({at}{who}): {}", super::words::quoted(&word.text)));
    }
    text
}

/// Every request, for the pages.
#[must_use]
pub fn sentences(claims: &Claims) -> Vec<String> {
    let current = claims.current_request().map(|request| request.number.clone());
    claims
        .requests
        .iter()
        .map(|request| sentence(request, current.as_deref() == Some(request.number.as_str()), claims.now))
        .collect()
}

/// The same for the screen.
#[must_use]
pub fn request_list(case: &Case, now: DateTime<FixedOffset>) -> String {
    let lines = sentences(&Claims::of(case, now));
    if lines.is_empty() {
        return "No support request is recorded yet.\nTo name one:\n   reentry request set NUMBER".into();
    }
    lines.iter().map(|line| format!("- {line}")).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_that_is_over_is_said_to_be_over() {
        let at =
            |minute: i64| DateTime::from_timestamp(1_790_000_000 + minute * 60, 0).unwrap().fixed_offset();
        let report = crate::case::request::RequestReport {
            next: Some(at(60)),
            ..crate::case::request::RequestReport::about("2611230040009876")
        };
        let told = crate::case::told::Told { what: report, at: Some(at(0)), by: None };
        let request = crate::case::request::requests(&[told]).remove(0);
        let due = |now| sentence(&request, true, now).contains("; that time is over.");
        assert_eq!([due(at(59)), due(at(60)), due(at(61))], [false, false, true]);
        assert!(!sentence(&request, false, at(61)).contains("Due"), "it is not the current one");
    }
}
