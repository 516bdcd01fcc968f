//! Where the case stands, on one screen: what a person needs who comes back after a phone call.

use chrono::{DateTime, FixedOffset};
use serde::Serialize;

use super::harmless::shown;
use super::said;
use super::signin_cause::Captures;
use super::when::{clock_time, full, span};
use crate::case::claims::Claims;
use crate::case::{Case, Position};
use crate::guide::{Asked, Guide};
use crate::model::StepRef;
use crate::model::facts;
use crate::runbook::{Library, WaitKind};

/// What `reentry` says where there is no case.
pub const HOW_TO_START: &str = "\
Locked out? Start here; it walks you back in:
   reentry recover
You have an error text? See what is in it:
   reentry signin read FILE
Not locked out? Print the runbooks for the safe:
   reentry print -o kit.html";

/// The status view.
pub struct Status<'a> {
    case: &'a Case,
    library: &'a Library,
    guide: &'a Guide<'a>,
    path: &'a str,
    now: DateTime<FixedOffset>,
}

impl<'a> Status<'a> {
    #[must_use]
    pub fn new(
        case: &'a Case,
        library: &'a Library,
        guide: &'a Guide<'a>,
        path: &'a str,
        now: DateTime<FixedOffset>,
    ) -> Self {
        Self { case, library, guide, path, now }
    }

    /// The sheet.
    #[must_use]
    pub fn text(&self) -> String {
        let case = self.case;
        let name = case.text(facts::NAME).unwrap_or_else(|| "Organisation not named yet".into());
        let tenant = case.text(facts::TENANT_ID).map(|id| format!(" ({id})")).unwrap_or_default();
        let mut rows: Vec<(&str, String)> = Vec::new();
        if let Some(opened) = case.opened {
            rows.push(("Open since", format!("{}, {}", full(opened), span(self.now - opened))));
        }
        let claims = Claims::of(case, self.now);
        rows.push(("Admins", said::accounts::sentences(&claims).join("\n")));
        rows.push(("Cause", said::cause::sentences(&claims).join("\n")));
        if let Some(record) = case.best_sign_ins().first() {
            let code = record.sign_in.code().map_or_else(|| "no code".to_owned(), |c| c.number().to_string());
            let when = record.sign_in.timestamp.clone().unwrap_or_else(|| "time not known".into());
            rows.push(("Sign-in", format!("error {code}, {}", shown(&when))));
        }
        rows.extend(super::signin_cause::rows(case));
        let doors = said::tried::sentences(case, self.library);
        if !doors.is_empty() {
            rows.push(("Doors tried", doors.join("\n")));
        }
        if let Some(line) = super::partner::kept::line(case) {
            rows.push(("Partners", line));
        }
        let requests = said::requests::sentences(&claims);
        if !requests.is_empty() {
            rows.push(("Requests", requests.join("\n")));
        }
        rows.push(("We ask", said::ask::sentences(&claims).join("\n")));
        rows.extend(self.deadlines());
        rows.push(("Now", self.next().map_or_else(|| "The path is walked to its end.".into(), |n| n.words)));
        for step in &case.put_off {
            rows.push(("Put off", self.title(step)));
        }
        let missing = super::ticket::missing(case);
        if !missing.is_empty() && !matches!(case.position, Position::End) {
            rows.push(("Missing", missing.join("\n")));
        }
        let mut text = format!("{}{tenant}\n", shown(&name));
        text.push_str(super::drill::mark(case));
        if case.rehearsal {
            text.push_str("REHEARSAL: the clock is set by hand\n");
        }
        for (label, words) in rows {
            for (at, line) in words.lines().enumerate() {
                text.push_str(&format!("{:12} {line}\n", if at == 0 { label } else { "" }));
            }
        }
        let on = if matches!(case.position, Position::End) { "bundle --case" } else { "recover" };
        text.push_str(&format!("Continue with:\n   reentry {on} \"{}\"", shown(self.path)));
        text
    }

    /// The frozen view `reentry/status/v1`.
    #[must_use]
    pub fn json(&self) -> String {
        let next = self.next();
        let view = View {
            schema: "reentry/status/v1",
            case: self.case.id.as_str(),
            path: self.path,
            name: self.case.text(facts::NAME),
            tenant_id: self.case.text(facts::TENANT_ID),
            cause: self.case.cause().map(crate::model::Cause::id),
            opened: self.case.opened.map(|t| t.to_rfc3339()),
            last: self.case.last.map(|t| t.to_rfc3339()),
            events: self.case.events,
            finished: matches!(self.case.position, Position::End),
            phase: next.as_ref().map(|n| n.phase.clone()),
            next: next.as_ref().map(|n| n.step.to_string()),
            not_before: next
                .as_ref()
                .filter(|n| n.clock == Some(WaitKind::NotBefore))
                .and_then(|n| n.until.clone()),
            deadline: next
                .as_ref()
                .filter(|n| n.clock == Some(WaitKind::Deadline))
                .and_then(|n| n.until.clone()),
            nouns: super::json::nouns::View::of(self.case, self.library, self.now),
            tickets: self.case.tickets.iter().map(|t| t.number.as_str()).collect(),
            put_off: self.case.put_off.iter().map(ToString::to_string).collect(),
            missing: super::ticket::missing(self.case),
            rehearsal: self.case.rehearsal,
            captures: super::signin_cause::view(self.case),
            drill: self.case.drill.as_deref(),
        };
        serde_json::to_string_pretty(&view).unwrap_or_default()
    }

    fn title(&self, step: &StepRef) -> String {
        self.library.step(step).map_or_else(|| step.to_string(), |(_, s)| s.title.clone())
    }

    /// One-hour windows and Microsoft's own waiting times that are still running, other than the present step's.
    fn deadlines(&self) -> Vec<(&'static str, String)> {
        let here = self.guide.here();
        let Some((_, step)) = here.as_ref().and_then(|at| self.library.step(at)) else { return Vec::new() };
        let Some(question) = self.guide.ask(self.now) else { return Vec::new() };
        match question.asked {
            Asked::Clock { kind: WaitKind::Deadline, until, .. } => {
                let left = if self.now < until {
                    format!("{} left", span(until - self.now))
                } else {
                    format!("over since {}", span(self.now - until))
                };
                vec![(
                    "Deadline",
                    format!("{}: before {}   ({left})", step.title, clock_time(until, self.now)),
                )]
            }
            Asked::Clock { kind: WaitKind::NotBefore, until, over: false } => {
                vec![(
                    "Waiting",
                    format!(
                        "not before {}   ({} from now)",
                        clock_time(until, self.now),
                        span(until - self.now)
                    ),
                )]
            }
            _ => Vec::new(),
        }
    }

    fn next(&self) -> Option<Next> {
        let question = self.guide.ask(self.now)?;
        let (clock, until) = match question.asked {
            Asked::Clock { kind, until, .. } => (Some(kind), Some(until.to_rfc3339())),
            _ => (None, None),
        };
        let words = format!("{}: {}", question.runbook.title, question.step.title);
        Some(Next { step: question.at, phase: question.runbook.head.phase.clone(), words, clock, until })
    }
}

struct Next {
    step: StepRef,
    phase: String,
    words: String,
    clock: Option<WaitKind>,
    until: Option<String>,
}

#[derive(Serialize)]
struct View<'a> {
    schema: &'static str,
    case: &'a str,
    path: &'a str,
    name: Option<String>,
    tenant_id: Option<String>,
    cause: Option<&'static str>,
    opened: Option<String>,
    last: Option<String>,
    events: u64,
    finished: bool,
    phase: Option<String>,
    next: Option<String>,
    not_before: Option<String>,
    deadline: Option<String>,
    tickets: Vec<&'a str>,
    put_off: Vec<String>,
    missing: Vec<String>,
    rehearsal: bool,
    captures: Captures,
    #[serde(flatten)]
    nouns: super::json::nouns::View,
    drill: Option<&'a str>,
}
