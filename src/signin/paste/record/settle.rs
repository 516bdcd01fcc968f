use super::lines::Lines;
use super::{Draft, Found, MOST_CODES, Shape};
use crate::signin::{ErrorCode, Field, Form, SignIn};

/// Ids whose sentence was cut off belong to the headline right above them.
pub(super) fn join_blocks(lines: &Lines, drafts: &mut Vec<Draft>) {
    let mut joined: Vec<Draft> = Vec::with_capacity(drafts.len());
    for below in drafts.drain(..) {
        let Some(above) = joined.last_mut() else {
            joined.push(below);
            continue;
        };
        let ids = [below.has(Field::RequestId), below.has(Field::CorrelationId), below.has(Field::Timestamp)];
        let joins = below.shape == Shape::Block
            && below.sign_in.codes.is_empty()
            && ids.iter().filter(|has| **has).count() >= 2
            // A correlation with its time is a record that stands alone, unless it stands in the paragraph of the headline.
            && (below.has(Field::RequestId) || lines.same_paragraph(above.end, below.start))
            && matches!(above.shape, Shape::Message | Shape::Page | Shape::Log)
            && !above.has_ids()
            && above.sign_in.timestamp.is_none()
            && above.device_labels == 0
            && below.start.saturating_sub(above.end) <= 1500;
        if joins {
            merge(above, below);
        } else {
            joined.push(below);
        }
    }
    *drafts = joined;
}

/// Adds what the other record knows and this one does not.
pub(super) fn merge(into: &mut Draft, from: Draft) {
    into.sign_in.flagged = into.sign_in.flagged.or(from.sign_in.flagged);
    let (a, b) = (&mut into.sign_in, from.sign_in);
    for code in b.codes {
        if !a.codes.contains(&code) {
            a.codes.push(code);
        }
    }
    macro_rules! take {
        ($($field:ident = $name:ident),*) => {$(
            if a.$field.is_none() && b.$field.is_some() {
                a.$field = b.$field;
                into.places.extend(from.places.iter().filter(|(f, _)| *f == Field::$name));
            }
        )*};
    }
    if a.timestamp.is_none() {
        a.timestamp_utc = b.timestamp_utc;
    }
    into.alone |= from.alone;
    into.succeeded = a.codes.is_empty() && (into.succeeded || from.succeeded);
    take!(
        request_id = RequestId,
        correlation_id = CorrelationId,
        timestamp = Timestamp,
        tenant_id = TenantId,
        tenant_name = TenantName,
        app_id = AppId,
        app_name = AppName,
        resource_id = ResourceId,
        ip = Ip,
        user = User,
        device_id = DeviceId,
        device_platform = DevicePlatform,
        device_state = DeviceState,
        oauth_error = OauthError,
        suberror = Suberror
    );
    for field in from.invalid {
        if !into.invalid.contains(&field) {
            into.invalid.push(field);
        }
    }
    if into.shape == Shape::Message && from.shape == Shape::Block {
        into.shape = Shape::Page;
    }
    into.device_labels += from.device_labels;
    into.low_correlation = into.low_correlation.take().or(from.low_correlation);
}

/// Whether two records tell of the same failure.
pub(super) fn same(a: &Draft, b: &Draft) -> bool {
    let (x, y) = (&a.sign_in, &b.sign_in);
    let differ = |p: bool, q: bool| p && q;
    if x.request_id.is_some() && x.request_id == y.request_id {
        return true;
    }
    if a.succeeded != b.succeeded && !(x.codes.is_empty() && y.codes.is_empty()) {
        return false;
    }
    let conflict = differ(x.request_id.is_some(), y.request_id.is_some())
        || (x.correlation_id.is_some() && y.correlation_id.is_some() && x.correlation_id != y.correlation_id)
        || (x.timestamp_utc.is_some() && y.timestamp_utc.is_some() && x.timestamp_utc != y.timestamp_utc)
        || (x.app_id.is_some() && y.app_id.is_some() && x.app_id != y.app_id)
        || (x.user.is_some() && y.user.is_some() && x.user != y.user)
        || (x.tenant_id.is_some() && y.tenant_id.is_some() && x.tenant_id != y.tenant_id)
        || (x.tenant_name.is_some() && y.tenant_name.is_some() && x.tenant_name != y.tenant_name)
        || (x.resource_id.is_some() && y.resource_id.is_some() && x.resource_id != y.resource_id)
        || (x.ip.is_some() && y.ip.is_some() && x.ip != y.ip)
        || (x.oauth_error.is_some() && y.oauth_error.is_some() && x.oauth_error != y.oauth_error);
    // Told once with more and once with less it is one error; told with different details it is two.
    let details = |s: &SignIn| {
        [
            s.app_id.is_some(),
            s.app_name.is_some(),
            s.tenant_id.is_some(),
            s.tenant_name.is_some(),
            s.user.is_some(),
            s.resource_id.is_some(),
            s.ip.is_some(),
            s.device_state.is_some(),
        ]
    };
    let (p, q) = (details(x), details(y));
    let more = |p: &[bool], q: &[bool]| p.iter().zip(q).any(|(p, q)| *p && !*q);
    let blanked = |d: &Draft| {
        d.invalid.iter().any(|f| matches!(f, Field::RequestId | Field::CorrelationId) && !d.has(*f))
    };
    let known = |s: &SignIn| s.request_id.is_some() || s.correlation_id.is_some();
    let words = |s: &SignIn| s.oauth_error.is_some() || s.suberror.is_some();
    let page = |d: &Draft| matches!(d.shape, Shape::Page | Shape::Block) && d.device_labels > 0;
    let conflict = conflict
        || (more(&p, &q) && more(&q, &p))
        || (words(x) && !words(y) && !known(x) && known(y))
        || (words(y) && !words(x) && !known(y) && known(x))
        || (blanked(a) && known(y))
        || (blanked(b) && known(x))
        || (page(a) && known(y) && more(&p, &q))
        || (page(b) && known(x) && more(&q, &p));
    if x.codes.len() + y.codes.len() > 2 * MOST_CODES {
        return false;
    }
    let code = x.codes.iter().any(|c| y.codes.contains(c));
    let shared = x.correlation_id.is_some() && x.correlation_id == y.correlation_id;
    (code && !conflict) || (shared && !conflict && (x.codes.is_empty() || y.codes.is_empty()))
}

/// Drops what is no sign-in of Microsoft's, makes the same error told twice one record, and settles what is invalid.
pub(super) fn finish(drafts: Vec<Draft>) -> Vec<Found> {
    let mut kept: Vec<Draft> = Vec::new();
    for mut draft in drafts {
        if !is_sign_in(&draft) {
            continue;
        }
        take_from_above(&mut draft);
        match kept.iter_mut().rev().take(64).find(|k| same(k, &draft)) {
            Some(known) if draft.shape == Shape::Mention => known.end = known.end.max(draft.end),
            Some(known) => {
                if known.shape == Shape::Mention {
                    known.shape = draft.shape;
                }
                merge(known, draft);
            }
            None => kept.push(draft),
        }
    }
    kept.into_iter().map(settle).collect()
}

pub(super) fn is_sign_in(draft: &Draft) -> bool {
    let s = &draft.sign_in;
    let ids = s.request_id.is_some() && s.correlation_id.is_some();
    let listed = |c: &ErrorCode| crate::signin::catalogue::lookup(*c).is_some();
    match draft.shape {
        // Anything may have a status: a sign-in has an id, and a time or an account.
        _ if draft.succeeded => {
            (s.request_id.is_some() || s.correlation_id.is_some())
                && (s.timestamp.is_some() || draft.low_time.is_some() || s.user.is_some())
        }
        Shape::Message | Shape::Mention | Shape::Log => true,
        Shape::List => s.codes.iter().any(listed) || ids,
        Shape::Page => {
            s.codes.iter().any(listed)
                || ((!s.codes.is_empty() || draft.invalid.contains(&Field::Code))
                    && (s.correlation_id.is_some() || s.request_id.is_some())
                    && s.timestamp.is_some())
        }
        Shape::Block => {
            let page = s.device_platform.is_some() && s.device_state.is_some();
            draft.alone
                || (ids && (s.timestamp.is_some() || draft.device_labels > 1))
                || (page && draft.device_labels > 2)
        }
    }
}

/// Takes what stands above a record for its own, where it tells nothing else.
fn take_from_above(draft: &mut Draft) {
    if let Some((id, at)) = draft.low_correlation.take()
        && draft.sign_in.correlation_id.is_none()
        && !draft.invalid.contains(&Field::CorrelationId)
    {
        draft.set(Field::CorrelationId, Some(&id), at);
        // What stands with the correlation above a sentence is of the same sign-in.
        if draft.shape == Shape::Message {
            if let Some((moment, at)) = draft.low_time.take().filter(|_| !draft.has(Field::Timestamp)) {
                draft.set_time(&moment, at);
            }
            if let Some((user, at)) = draft.low_user.take() {
                draft.set(Field::User, Some(&user), at);
            }
        }
    }
    if let Some((moment, at)) = draft.low_time.take().filter(|_| draft.shape == Shape::Log) {
        draft.set_time(&moment, at);
    }
}

pub(super) fn settle(mut draft: Draft) -> Found {
    let mut invalid = std::mem::take(&mut draft.invalid);
    invalid.retain(|field| !draft.has(*field));
    invalid.sort();
    draft.sign_in.invalid = invalid;
    draft.sign_in.form = match draft.shape {
        Shape::Page | Shape::Block => Form::ErrorPage,
        Shape::Log => Form::Log,
        Shape::List => Form::OauthJson,
        Shape::Message => Form::MsalError,
        Shape::Mention => Form::Other,
    };
    Found {
        start: draft.start,
        mention: draft.shape == Shape::Mention,
        succeeded: draft.succeeded,
        places: draft.places,
        sign_in: draft.sign_in,
    }
}
