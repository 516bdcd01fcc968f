//! One report in one line, for the timeline: what somebody said, no more.

use crate::case::account::{AccountReport, Holding, ListState};
use crate::case::door::DoorReport;
use crate::case::happened::{Happened, HappenedReport};
use crate::case::request::{RequestReport, RequestState, Turn};
use crate::model::StepRef;
use crate::report::harmless::shown;
use crate::report::when::full;

use super::words::{door, kind, state};

/// What was said of an account.
#[must_use]
pub fn account_told(report: &AccountReport) -> String {
    let mut parts = Vec::new();
    parts.extend(report.user.as_ref().map(|user| format!("its user name is {}", shown(user))));
    parts.extend(report.person.as_ref().map(|person| format!("person: {}", shown(person))));
    parts.extend(report.kind.map(|k| kind(k).to_owned()));
    for role in &report.roles {
        let held = match role.held {
            Holding::Now => "held now",
            Holding::Eligible => "eligible",
            Holding::Gone => "taken away",
            Holding::NotKnown => "not known whether it is held",
        };
        parts.push(format!("role {} ({held})", shown(&role.role)));
    }
    parts.extend(report.factors.as_ref().map(|factors| format!("second factors: {}", shown(factors))));
    let code = report.code.map(|code| format!(" ({code})")).unwrap_or_default();
    parts.extend(report.state.map(|s| format!("{}{code}", state(s))));
    parts.extend(report.cause.map(|cause| format!("cause: {}", cause.title())));
    let parts = if parts.is_empty() { "named".to_owned() } else { parts.join("; ") };
    format!("account {}: {parts}", shown(&report.account))
}

/// How whole the list is.
#[must_use]
pub fn list_told(list: ListState) -> String {
    match list {
        ListState::Complete => "the list of Global Administrators is complete",
        ListState::PerhapsMore => "there may be more Global Administrators than those listed",
        ListState::NotKnown => "it is not known who the Global Administrators are",
    }
    .to_owned()
}

/// How a door stands.
#[must_use]
pub fn door_told(report: &DoorReport, title: &str) -> String {
    let by = report.by.as_ref().map(|by| format!(", by {}", shown(by))).unwrap_or_default();
    let why = report.why.as_ref().map(|why| format!(" ({})", shown(why))).unwrap_or_default();
    format!("{title}: {}{by}{why}", door(report.state))
}

/// What was said of a request.
#[must_use]
pub fn request_told(report: &RequestReport) -> String {
    let mut parts = Vec::new();
    let named =
        |label: &str, value: &Option<String>| value.as_ref().map(|value| format!("{label} {}", shown(value)));
    parts.extend(report.opened.map(|at| format!("opened {}", full(at))));
    parts.extend(named("opened by", &report.opened_by));
    parts.extend(named("team", &report.team));
    parts.extend(named("engineer", &report.engineer));
    parts.extend(named("severity", &report.severity));
    parts.extend(report.state.map(|s| {
        match s {
            RequestState::Open => "open",
            RequestState::Closed => "closed",
            RequestState::Moved => "moved",
        }
        .to_owned()
    }));
    parts.extend(named("goes on as", &report.moved_to));
    parts.extend(report.turn.map(|turn| {
        match turn {
            Turn::Ours => "our turn",
            Turn::Microsoft => "Microsoft's turn",
        }
        .to_owned()
    }));
    parts.extend(report.next.map(|at| format!("next at {}", full(at))));
    parts.extend(report.word.as_ref().map(|word| shown(word).into_owned()));
    format!("request {}: {}", shown(&report.number), parts.join("; "))
}

/// What has happened.
#[must_use]
pub fn happened(report: &HappenedReport, title: &dyn Fn(&StepRef) -> String) -> String {
    let of =
        |account: &Option<String>| account.as_ref().map(|a| format!(" ({})", shown(a))).unwrap_or_default();
    let mut text = match &report.what {
        Happened::SomebodyIsIn { account } => format!("an administrator is in{}", of(account)),
        Happened::SupportCalled { missed: false } => "support called".into(),
        Happened::SupportCalled { missed: true } => "support called, and the call was missed".into(),
        Happened::EmailCame { wanted, answer_by } => {
            let wanted =
                wanted.as_ref().map(|w| format!("; it wants exactly: {}", shown(w))).unwrap_or_default();
            let by = answer_by.map(|at| format!("; an answer is due by {}", full(at))).unwrap_or_default();
            format!("an e-mail from support came{wanted}{by}")
        }
        Happened::TxtWanted { domain, value } => {
            let domain = domain.as_ref().map(|d| format!(" at {}", shown(d))).unwrap_or_default();
            let value = value.as_ref().map(|v| format!(" with the value {}", shown(v))).unwrap_or_default();
            format!("support wants a TXT record{domain}{value}")
        }
        Happened::PapersWanted { papers } => format!("support wants papers{}", list(papers)),
        Happened::PapersSent { papers, channel } => {
            let by = channel.as_ref().map(|c| format!(", by {}", shown(c))).unwrap_or_default();
            format!("papers were sent{}{by}", list(papers))
        }
        Happened::RequestClosed { number } => format!("request {} was closed", shown(number)),
        Happened::RequestMoved { number, to } => {
            format!("request {} goes on as {}", shown(number), shown(to))
        }
        Happened::DoorTried { door: step, state } => format!("{}: {}", title(step), door(*state)),
        Happened::CauseIsAnother { cause, account } => {
            format!("the cause is another one: {}{}", cause.title(), of(account))
        }
        Happened::SomethingElse {} => String::new(),
    };
    if let Some(words) = &report.text {
        text = if text.is_empty() { shown(words).into_owned() } else { format!("{text}: {}", shown(words)) };
    }
    for (label, value) in [("request", &report.request), ("team", &report.team)] {
        if let Some(value) = value {
            text.push_str(&format!(" [{label} {}]", shown(value)));
        }
    }
    text
}

fn list(papers: &[String]) -> String {
    if papers.is_empty() { String::new() } else { format!(": {}", shown(&papers.join(", "))) }
}
