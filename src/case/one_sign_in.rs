//! When two tellings, from the error page and from the log, are one sign-in.

use crate::model::{CorrelationId, RequestId};
use crate::signin::{ErrorCode, SignIn};

/// What two tellings of one sign-in share: the Request ID; where there is none, everything else that makes it this event.
/// Filling in what is missing changes neither.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum OneSignIn {
    Request(RequestId),
    Without(Option<CorrelationId>, Vec<ErrorCode>, Option<String>, Option<String>),
}

impl OneSignIn {
    pub(super) fn of(sign_in: &SignIn) -> Self {
        let SignIn { request_id, correlation_id, codes, timestamp, user, .. } = sign_in;
        match request_id {
            Some(id) => Self::Request(*id),
            None => Self::Without(*correlation_id, codes.clone(), timestamp.clone(), user.clone()),
        }
    }
}
