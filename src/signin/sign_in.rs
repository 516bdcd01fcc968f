use std::fmt;
use std::hash::Hash;
use std::net::IpAddr;

use serde::{Deserialize, Serialize};

use super::{ErrorCode, UtcTime};
use crate::model::{AppId, CorrelationId, DeviceId, RequestId, TenantId};

/// One failed sign-in, as far as a source told it. Absent means that the source did not say, or said it unusably.
///
/// This type is kept in the journal of a case: fields may be added, none renamed or removed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SignIn {
    /// Also called Trace ID.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<RequestId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub correlation_id: Option<CorrelationId>,
    /// The time exactly as it was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<String>,
    /// The same moment in UTC, only where the text states a zone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timestamp_utc: Option<UtcTime>,
    /// The error codes, the outermost first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<ErrorCode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenant_id: Option<TenantId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tenant_name: Option<String>,
    /// The client application.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub app_id: Option<AppId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub app_name: Option<String>,
    /// What the client wanted to reach.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_id: Option<AppId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ip: Option<IpAddr>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device_id: Option<DeviceId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device_platform: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device_state: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub oauth_error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub suberror: Option<String>,
    /// Why it failed, in the words of the log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failure_reason: Option<String>,
    /// What the log says about flagging; `None` where it does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flagged: Option<bool>,
    /// The policies that the log names, with what each decided.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub policies: Vec<AppliedPolicy>,
    /// Fields whose text was there, but altered, redacted or unreadable.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub invalid: Vec<Field>,
    /// What kind of text it came from.
    pub form: Form,
    /// Where the record begins in its source: the line, counted from 1 (0: not known).
    pub line: u32,
    /// Where each value stands in its source.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<Place>,
}

impl SignIn {
    /// The code that names the failure.
    #[must_use]
    pub fn code(&self) -> Option<ErrorCode> {
        self.codes.first().copied()
    }

    /// Whether support can find the event: an id and a moment in UTC.
    #[must_use]
    pub fn can_be_found(&self) -> bool {
        self.has_an_id() && self.timestamp_utc.is_some()
    }

    /// Whether it holds something to search by.
    #[must_use]
    pub fn has_an_id(&self) -> bool {
        self.request_id.is_some() || self.correlation_id.is_some()
    }

    /// What makes it this event: ids, codes, time and user. Equal where the same text was kept twice.
    #[must_use]
    pub fn identity(&self) -> impl Eq + Hash + use<'_> {
        let Self { request_id, correlation_id, codes, timestamp, user, .. } = self;
        (request_id, correlation_id, codes, timestamp, user)
    }

    /// The texts that were taken over as they stood, and could hold anything.
    pub fn words_mut(&mut self) -> impl Iterator<Item = &mut String> {
        let texts = [
            &mut self.timestamp,
            &mut self.tenant_name,
            &mut self.app_name,
            &mut self.user,
            &mut self.device_platform,
            &mut self.device_state,
            &mut self.oauth_error,
            &mut self.suberror,
            &mut self.failure_reason,
        ];
        let policies = self.policies.iter_mut().flat_map(|AppliedPolicy { id, name, result, controls }| {
            [result].into_iter().chain(id).chain(name).chain(controls)
        });
        texts.into_iter().flatten().chain(policies)
    }
}

/// What one Conditional Access policy decided about one sign-in.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct AppliedPolicy {
    /// The policy's id, if the log gives one.
    pub id: Option<String>,
    pub name: Option<String>,
    /// `failure`, `success`, `notApplied`, `reportOnlyFailure` …, as the log writes it.
    pub result: String,
    /// The controls that it enforced, as the log writes them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub controls: Vec<String>,
}

/// Where a value stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub field: Field,
    /// Counted from 1.
    pub line: u32,
    /// In characters, counted from 1.
    pub column: u32,
}

macro_rules! named {
    ($(#[$doc:meta])* $name:ident { $($variant:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name { $(#[serde(rename = $text)] $variant,)* }
        impl $name {
            /// The name in JSON.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $($name::$variant => $text,)* }
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.name())
            }
        }
    };
}

named! {
    /// The fields of a sign-in, named as in JSON.
    Field {
        RequestId = "request_id",
        CorrelationId = "correlation_id",
        Timestamp = "timestamp",
        Code = "code",
        TenantId = "tenant_id",
        TenantName = "tenant_name",
        AppId = "app_id",
        AppName = "app_name",
        ResourceId = "resource_id",
        Ip = "ip",
        User = "user",
        DeviceId = "device_id",
        DevicePlatform = "device_platform",
        DeviceState = "device_state",
        OauthError = "oauth_error",
        Suberror = "suberror",
    }
}

named! {
    /// What kind of text a sign-in was read from.
    Form {
        ErrorPage = "error-page",
        OauthJson = "oauth-json",
        MsalError = "msal-error",
        Cli = "cli",
        Url = "url",
        Log = "log",
        Csv = "csv",
        Har = "har",
        Other = "other",
    }
}

#[expect(clippy::derivable_impls, reason = "the macro above makes the variants")]
impl Default for Form {
    fn default() -> Self {
        Form::Other
    }
}
