//! What the warnings about a captured sign-in say. Which of them apply is decided in `signin::quality`.

use super::{Arg, Message, Say, messages};
use crate::signin::quality::Warning;

messages! { "quality":
    no_ids() .hint;
    time_without_zone() .hint;
    no_time() .hint;
    other_tenant(theirs, mine) .hint;
    expired(days) .hint;
    expires_soon(hours) .hint;
    in_the_future() .hint;
    not_a_global_administrator(user) .hint;
    whose_sign_in() .hint;
    administrators_not_known(user) .hint;
    no_lockout_code() .hint;
    not_flagged() .hint;
}

impl Say for Warning {
    fn say(&self) -> Message {
        match self {
            Self::NoIds => no_ids(),
            Self::NoUtcTime { stated: true } => time_without_zone(),
            Self::NoUtcTime { stated: false } => no_time(),
            Self::OtherTenant { theirs, mine } => other_tenant(Arg::shown(theirs), Arg::shown(mine)),
            Self::Expired { days } => expired(*days),
            Self::ExpiresSoon { hours } => expires_soon(*hours),
            Self::InTheFuture => in_the_future(),
            Self::NotAGlobalAdministrator { user } => not_a_global_administrator(user),
            Self::WhoseSignIn => whose_sign_in(),
            Self::AdministratorsNotKnown { user } => administrators_not_known(user),
            Self::NoLockoutCode => no_lockout_code(),
            Self::NotFlagged => not_flagged(),
        }
    }
}
