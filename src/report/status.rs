//! Where the case stands, on one screen: what a person needs who comes back after a phone call.

use chrono::{DateTime, FixedOffset};
use serde::Serialize;

use super::harmless::shown;
use super::said;
use super::signin_cause::Captures;
use super::when::{clock_time, full, span};
use crate::case::Case;
use crate::case::claims::Claims;
use crate::guide::{Clock, Guide, Standing};
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
    guide: &'a Guide<'a, 'a>,
    path: &'a str,
    now: DateTime<FixedOffset>,
}

impl<'a> Status<'a> {
    #[must_use]
    pub fn new(
        case: &'a Case,
        library: &'a Library,
        guide: &'a Guide<'a, 'a>,
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
            let code = record.sign_in.code().map_or_else(|| "no code".to_owned(), |c| c.to_string());
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
        rows.extend(self.clocks());
        let put_off = self.guide.put_off();
        let end = if put_off.is_empty() {
            "All steps are done."
        } else {
            "All steps are done, except for what is put off."
        };
        rows.push(("Now", self.next().map_or_else(|| end.into(), |n| n.words)));
        for step in &put_off {
            rows.push(("Put off", self.title(step)));
        }
        let missing = super::ticket::missing(case);
        if !missing.is_empty() && self.guide.here().is_some() {
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
        let on = if self.finished() { "bundle --case" } else { "recover" };
        text.push_str(&format!("Continue with:\n   reentry {on} \"{}\"", shown(self.path)));
        text
    }

    /// The frozen view `reentry/status/v1`.
    #[must_use]
    pub fn json(&self) -> String {
        let next = self.next();
        let clocks = self.guide.clocks(self.now);
        // The one that is asked about, else the next one that runs, wherever the walk stands.
        let current = |kind: WaitKind| {
            let of_kind = || clocks.iter().filter(move |clock| clock.kind == kind);
            let asked = of_kind().find(|clock| clock.standing == Standing::Asked);
            asked.or_else(|| of_kind().find(|clock| !clock.over)).map(|clock| clock.until.to_rfc3339())
        };
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
            finished: self.finished(),
            phase: next.as_ref().map(|n| n.phase.clone()),
            next: next.as_ref().map(|n| n.step.to_string()),
            not_before: current(WaitKind::NotBefore),
            deadline: current(WaitKind::Deadline),
            clocks: clocks.iter().map(ClockView::from).collect(),
            nouns: super::json::nouns::View::of(self.case, self.library, self.now),
            tickets: self.case.tickets.keys().map(String::as_str).collect(),
            put_off: self.guide.put_off().iter().map(ToString::to_string).collect(),
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

    /// Every deadline, and every waiting time that still runs, the earliest first, wherever the walk stands.
    fn clocks(&self) -> Vec<(&'static str, String)> {
        let row = |clock: Clock<'_>| {
            let until = clock_time(clock.until, self.now);
            let put_off = if clock.standing == Standing::PutOff { ", put off" } else { "" };
            match (clock.kind, clock.over) {
                (WaitKind::Deadline, false) => {
                    let left = span(clock.until - self.now);
                    Some(("Deadline", format!("{}: before {until}   ({left} left{put_off})", clock.title)))
                }
                (WaitKind::Deadline, true) => {
                    let since = span(self.now - clock.until);
                    Some((
                        "Deadline",
                        format!("{}: before {until}   (over since {since}{put_off})", clock.title),
                    ))
                }
                (WaitKind::NotBefore, false) => {
                    let left = span(clock.until - self.now);
                    let what = if clock.standing == Standing::Asked {
                        String::new()
                    } else {
                        format!("{}: ", clock.title)
                    };
                    Some(("Waiting", format!("{what}not before {until}   ({left} from now{put_off})")))
                }
                (WaitKind::NotBefore, true) => None,
            }
        };
        self.guide.clocks(self.now).into_iter().filter_map(row).collect()
    }

    /// Nothing is asked any more, and nothing is put off that still has something to say.
    fn finished(&self) -> bool {
        self.guide.here().is_none() && self.guide.put_off().is_empty()
    }

    fn next(&self) -> Option<Next> {
        let question = self.guide.ask(self.now)?;
        let words = format!("{}: {}", question.runbook.title, question.step.title);
        Some(Next { step: question.at, phase: question.runbook.head.phase.clone(), words })
    }
}

struct Next {
    step: StepRef,
    phase: String,
    words: String,
}

/// A clock that runs, or whose time has passed and nobody has said so.
#[derive(Serialize)]
struct ClockView {
    step: String,
    title: String,
    /// `deadline` or `not-before`.
    kind: &'static str,
    since: String,
    until: String,
    over: bool,
    /// `asked`, `put-off` or `ahead`.
    standing: &'static str,
}

impl From<&Clock<'_>> for ClockView {
    fn from(clock: &Clock<'_>) -> Self {
        Self {
            step: clock.at.to_string(),
            title: clock.title.to_owned(),
            kind: match clock.kind {
                WaitKind::Deadline => "deadline",
                WaitKind::NotBefore => "not-before",
            },
            since: clock.since.to_rfc3339(),
            until: clock.until.to_rfc3339(),
            over: clock.over,
            standing: match clock.standing {
                Standing::Asked => "asked",
                Standing::PutOff => "put-off",
                Standing::Ahead => "ahead",
            },
        }
    }
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
    clocks: Vec<ClockView>,
    tickets: Vec<&'a str>,
    put_off: Vec<String>,
    missing: Vec<String>,
    rehearsal: bool,
    captures: Captures,
    #[serde(flatten)]
    nouns: super::json::nouns::View,
    drill: Option<&'a str>,
}
