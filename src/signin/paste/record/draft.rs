use super::{Draft, Shape};
use crate::signin::paste::moment::Moment;
use crate::signin::paste::scan::Item;
use crate::signin::paste::value::looks_like_guid;
use crate::signin::{ErrorCode, Field, SignIn};

impl Draft {
    pub(super) fn new(shape: Shape, item: &Item) -> Self {
        Self {
            sign_in: SignIn::default(),
            shape,
            by_trace: false,
            start: item.start,
            end: item.end,
            code_end: item.end,
            device_labels: 0,
            places: Vec::new(),
            invalid: Vec::new(),
            low_correlation: None,
            low_time: None,
            low_user: None,
            alone: false,
            closed: false,
            succeeded: false,
        }
    }

    pub(super) fn has_ids(&self) -> bool {
        self.sign_in.request_id.is_some()
            || self.sign_in.correlation_id.is_some()
            || self.invalid.contains(&Field::RequestId)
            || self.invalid.contains(&Field::CorrelationId)
    }

    pub(super) fn add_code(&mut self, code: ErrorCode, item: &Item) {
        self.succeeded = false;
        if !self.sign_in.codes.contains(&code) {
            self.sign_in.codes.push(code);
            self.places.push((Field::Code, item.start));
        }
        self.code_end = item.end;
        self.end = self.end.max(item.end);
    }

    /// Sets a field that is still empty. A text that is no value marks the field as invalid.
    pub(super) fn set(&mut self, field: Field, text: Option<&str>, at: usize) {
        let s = &mut self.sign_in;
        let fine = match (field, text) {
            (_, None) | (Field::Timestamp | Field::Code, _) => false,
            (Field::RequestId, Some(t)) => fill(&mut s.request_id, t),
            (Field::CorrelationId, Some(t)) => fill(&mut s.correlation_id, t),
            (Field::TenantId, Some(t)) => fill(&mut s.tenant_id, t),
            (Field::AppId, Some(t)) => fill(&mut s.app_id, t),
            (Field::ResourceId, Some(t)) => fill(&mut s.resource_id, t),
            (Field::DeviceId, Some(t)) => fill(&mut s.device_id, t),
            (Field::Ip, Some(t)) => fill(&mut s.ip, t),
            (Field::TenantName, Some(t)) => keep(&mut s.tenant_name, t),
            (Field::AppName, Some(t)) => keep(&mut s.app_name, t),
            (Field::User, Some(t)) => keep(&mut s.user, t),
            (Field::DevicePlatform, Some(t)) => keep(&mut s.device_platform, t),
            (Field::DeviceState, Some(t)) => keep(&mut s.device_state, t),
            (Field::OauthError, Some(t)) => keep(&mut s.oauth_error, t),
            (Field::Suberror, Some(t)) => keep(&mut s.suberror, t),
        };
        if fine {
            self.places.push((field, at));
        } else if !self.invalid.contains(&field) {
            self.invalid.push(field);
        }
    }

    pub(super) fn set_time(&mut self, moment: &Moment, at: usize) {
        if self.sign_in.timestamp.is_none() {
            self.sign_in.timestamp = Some(moment.written.clone());
            self.sign_in.timestamp_utc = moment.utc;
            self.places.push((Field::Timestamp, at));
        }
    }

    /// A detail of the sentence, as text.
    pub(super) fn tells(&self, field: Field) -> Option<String> {
        let s = &self.sign_in;
        match field {
            Field::AppId => s.app_id.map(|v| v.to_string()),
            Field::ResourceId => s.resource_id.map(|v| v.to_string()),
            Field::TenantId => s.tenant_id.map(|v| v.to_string()),
            Field::TenantName => s.tenant_name.clone(),
            Field::User => s.user.clone(),
            Field::AppName => s.app_name.clone(),
            _ => None,
        }
    }

    pub(super) fn has(&self, field: Field) -> bool {
        let s = &self.sign_in;
        match field {
            Field::RequestId => s.request_id.is_some(),
            Field::CorrelationId => s.correlation_id.is_some(),
            Field::Timestamp => s.timestamp.is_some(),
            Field::Code => !s.codes.is_empty(),
            Field::TenantId => s.tenant_id.is_some(),
            Field::TenantName => s.tenant_name.is_some(),
            Field::AppId => s.app_id.is_some(),
            Field::AppName => s.app_name.is_some(),
            Field::ResourceId => s.resource_id.is_some(),
            Field::Ip => s.ip.is_some(),
            Field::User => s.user.is_some(),
            Field::DeviceId => s.device_id.is_some(),
            Field::DevicePlatform => s.device_platform.is_some(),
            Field::DeviceState => s.device_state.is_some(),
            Field::OauthError => s.oauth_error.is_some(),
            Field::Suberror => s.suberror.is_some(),
        }
    }
}

pub(super) fn fill<T: std::str::FromStr>(slot: &mut Option<T>, text: &str) -> bool {
    if slot.is_none() {
        *slot = text.parse().ok();
    }
    slot.is_some()
}

pub(super) fn keep(slot: &mut Option<String>, text: &str) -> bool {
    if slot.is_none() && !text.is_empty() {
        *slot = Some(text.to_owned());
    }
    slot.is_some()
}

/// Puts a labelled value into a record. An app's name may carry its id in brackets, or be an id.
pub(super) fn put(draft: &mut Draft, field: Field, text: Option<&str>, item: &Item) {
    draft.end = draft.end.max(item.end);
    if matches!(field, Field::Ip | Field::DeviceId | Field::DevicePlatform | Field::DeviceState) {
        draft.device_labels += 1;
    }
    if field == Field::DeviceId && text == Some("") {
        return;
    }
    if draft.has(field) {
        return;
    }
    let Some(text) = text.filter(|_| field == Field::AppName) else {
        return draft.set(field, text, item.start);
    };
    let text = text.trim_matches(|c: char| matches!(c, '\'' | '"' | '.' | ',' | ' ' | '`'));
    if text.parse::<crate::model::AppId>().is_ok() {
        if !draft.has(Field::AppId) {
            draft.set(Field::AppId, Some(text), item.start);
        }
        return;
    }
    if looks_like_guid(text) {
        return draft.set(Field::AppId, None, item.start);
    }
    if let Some((name, id)) = text.strip_suffix(')').and_then(|t| t.rsplit_once('(')) {
        let id = id.trim_matches(|c: char| matches!(c, '\'' | '"' | ' '));
        let guid = id.parse::<crate::model::AppId>().is_ok();
        if guid || looks_like_guid(id) {
            draft.set(Field::AppName, Some(name.trim()), item.start);
            if !draft.has(Field::AppId) {
                draft.set(Field::AppId, Some(id).filter(|_| guid), item.start);
            }
            return;
        }
    }
    let prose = text.contains(['{', '}', '=', ';', '<']) || text.contains("://");
    if !prose {
        draft.set(Field::AppName, Some(text), item.start);
    }
}
