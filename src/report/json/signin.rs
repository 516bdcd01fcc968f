//! `reentry/signin/v1`: what `signin read` found.

use serde::Serialize;

use crate::signin::{AppliedPolicy, Reading, SignIn};

#[derive(Debug, Serialize)]
pub struct View<'a> {
    schema: &'static str,
    source: &'a str,
    signins: Vec<One<'a>>,
    /// Sign-ins that went well: the account got in.
    succeeded: Vec<One<'a>>,
    problems: &'a [String],
}

/// One sign-in. Ids and codes are text; what is absent is null.
#[derive(Debug, Serialize)]
pub struct One<'a> {
    request_id: Option<String>,
    correlation_id: Option<String>,
    timestamp: Option<&'a str>,
    timestamp_utc: Option<String>,
    code: Option<String>,
    codes: Vec<String>,
    tenant_id: Option<String>,
    tenant_name: Option<&'a str>,
    app_id: Option<String>,
    app_name: Option<&'a str>,
    resource_id: Option<String>,
    ip: Option<String>,
    user: Option<&'a str>,
    device_id: Option<String>,
    device_platform: Option<&'a str>,
    device_state: Option<&'a str>,
    oauth_error: Option<&'a str>,
    suberror: Option<&'a str>,
    failure_reason: Option<&'a str>,
    flagged: Option<bool>,
    policies: Vec<Policy<'a>>,
    invalid: Vec<&'static str>,
    form: &'static str,
    line: u32,
    places: Vec<Place>,
}

#[derive(Debug, Serialize)]
pub struct Policy<'a> {
    id: Option<&'a str>,
    name: Option<&'a str>,
    result: &'a str,
    controls: &'a [String],
}

#[derive(Debug, Serialize)]
struct Place {
    field: &'static str,
    line: u32,
    column: u32,
}

/// The view of a reading; `source` is the file's name, or "paste".
#[must_use]
pub fn view<'a>(reading: &'a Reading, source: &'a str) -> View<'a> {
    View {
        schema: "reentry/signin/v1",
        source,
        signins: reading.sign_ins.iter().map(One::from).collect(),
        succeeded: reading.succeeded.iter().map(One::from).collect(),
        problems: &reading.problems,
    }
}

fn text(value: Option<impl ToString>) -> Option<String> {
    value.map(|v| v.to_string())
}

impl<'a> From<&'a SignIn> for One<'a> {
    fn from(s: &'a SignIn) -> Self {
        One {
            request_id: text(s.request_id),
            correlation_id: text(s.correlation_id),
            timestamp: s.timestamp.as_deref(),
            timestamp_utc: text(s.timestamp_utc),
            code: text(s.code()),
            codes: s.codes.iter().map(ToString::to_string).collect(),
            tenant_id: text(s.tenant_id),
            tenant_name: s.tenant_name.as_deref(),
            app_id: text(s.app_id),
            app_name: s.app_name.as_deref(),
            resource_id: text(s.resource_id),
            ip: text(s.ip),
            user: s.user.as_deref(),
            device_id: text(s.device_id),
            device_platform: s.device_platform.as_deref(),
            device_state: s.device_state.as_deref(),
            oauth_error: s.oauth_error.as_deref(),
            suberror: s.suberror.as_deref(),
            failure_reason: s.failure_reason.as_deref(),
            flagged: s.flagged,
            policies: s.policies.iter().map(Policy::from).collect(),
            invalid: s.invalid.iter().map(|field| field.name()).collect(),
            form: s.form.name(),
            line: s.line,
            places: s
                .places
                .iter()
                .map(|p| Place { field: p.field.name(), line: p.line, column: p.column })
                .collect(),
        }
    }
}

impl<'a> From<&'a AppliedPolicy> for Policy<'a> {
    fn from(p: &'a AppliedPolicy) -> Self {
        Policy { id: p.id.as_deref(), name: p.name.as_deref(), result: &p.result, controls: &p.controls }
    }
}
