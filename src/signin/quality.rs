//! Whether a captured sign-in is good evidence: made in the right tenant, by the right account, findable, not yet gone.
//!
//! It knows what support checks first and how long Microsoft keeps a sign-in. It refuses to call the evidence good
//! where it does not know: what is not said gives a warning that says so, with the words that cure it.

use chrono::{DateTime, Duration, Utc};

use super::{SignIn, catalogue};
use crate::model::TenantId;

/// How long sign-in logs are kept at least: 7 days in a tenant without a premium licence, 30 with one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Retention {
    /// Not known: reckon with the shorter time.
    #[default]
    Unknown,
    Free,
    Premium,
}

impl Retention {
    /// Days that are safe to reckon with.
    #[must_use]
    pub fn days(self) -> i64 {
        match self {
            Retention::Unknown | Retention::Free => 7,
            Retention::Premium => 30,
        }
    }
}

/// What is known beside the sign-in.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// The locked tenant.
    pub tenant: Option<TenantId>,
    /// The sign-in names of its Global Administrators.
    pub global_administrators: Vec<String>,
    pub retention: Retention,
}

/// One thing that weakens the evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// Kebab-case, stable.
    pub id: &'static str,
    /// What is wrong, one or two sentences.
    pub text: String,
    /// What to do about it.
    pub cure: String,
}

fn warning(id: &'static str, text: impl Into<String>, cure: impl Into<String>) -> Warning {
    Warning { id, text: text.into(), cure: cure.into() }
}

/// Until when Microsoft keeps the event at least; `None` without a moment in UTC.
#[must_use]
pub fn kept_until(sign_in: &SignIn, retention: Retention) -> Option<DateTime<Utc>> {
    sign_in.timestamp_utc.map(|time| time.at() + Duration::days(retention.days()))
}

/// What weakens this sign-in as evidence, the worst first.
#[must_use]
pub fn check(sign_in: &SignIn, known: &Known, now: DateTime<Utc>) -> Vec<Warning> {
    let mut found = Vec::new();
    let again = "Make one more failed sign-in, once only, and copy its details.";
    if sign_in.request_id.is_none() && sign_in.correlation_id.is_none() {
        found.push(warning(
            "no-ids",
            "There is no usable Request ID or Correlation ID: support cannot find this sign-in.",
            "On the error page open \"More details\", press \"Copy info to clipboard\", and paste all of it.",
        ));
    }
    if sign_in.timestamp_utc.is_none() {
        let text = match &sign_in.timestamp {
            Some(_) => {
                "The time states no zone, so it may be off by hours, and the date may be read in two ways."
            }
            None => "There is no time with it.",
        };
        found.push(warning(
            "no-utc-time",
            text,
            "Copy the line that begins with Timestamp: it is in UTC and ends in Z.",
        ));
    }
    if let (Some(mine), Some(theirs)) = (known.tenant, sign_in.tenant_id)
        && mine != theirs
    {
        found.push(warning(
            "other-tenant",
            format!("It was made in tenant {theirs}, and the locked tenant is {mine}. Support then answers that it is no tenant lockout."),
            format!("Sign in at https://entra.microsoft.com/{mine} in a private window, as an administrator of that tenant."),
        ));
    }
    if let Some(until) = kept_until(sign_in, known.retention) {
        let days = known.retention.days();
        let left = until - now;
        if left < Duration::zero() {
            found.push(warning(
                "expired",
                format!("It is older than {days} days: Microsoft may have deleted it from the log."),
                again,
            ));
        } else if left < Duration::days(2) {
            found.push(warning(
                "expires-soon",
                format!("It may be deleted in less than {} hours.", left.num_hours() + 1),
                "Send the ids to support before that, or make a fresh one.",
            ));
        }
        if sign_in.timestamp_utc.is_some_and(|time| time.at() > now + Duration::minutes(10)) {
            found.push(warning(
                "in-the-future",
                "Its time lies ahead of this laptop's clock.",
                "Check the date, the time and the zone of this laptop.",
            ));
        }
    }
    match &sign_in.user {
        Some(user) if !known.global_administrators.is_empty() => {
            if !known.global_administrators.iter().any(|admin| admin.eq_ignore_ascii_case(user)) {
                found.push(warning(
                    "not-a-global-administrator",
                    format!("It was made by {user}, who is not among the Global Administrators you named."),
                    "Make the failed sign-in as a Global Administrator of the locked tenant.",
                ));
            }
        }
        _ => found.push(warning(
            "whose-sign-in",
            "It does not say whose sign-in it was.",
            "Write beside it which Global Administrator made it.",
        )),
    }
    if sign_in.code().is_some_and(|code| catalogue::lookup(code).is_some_and(|entry| entry.causes.is_empty()))
    {
        found.push(warning(
            "no-lockout-code",
            "This error by itself is no lockout.",
            "Sign in by hand at https://entra.microsoft.com in a private window and capture the error that comes there.",
        ));
    }
    if sign_in.flagged != Some(true) {
        found.push(warning(
            "not-flagged",
            "It is not known to be flagged for review. Flagged sign-ins give support more to look at.",
            "On the error page choose \"Enable flagging\", then repeat the sign-in within 20 minutes and capture that one.",
        ));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(sign_in: &SignIn, known: &Known, now: &str) -> Vec<&'static str> {
        check(sign_in, known, now.parse().unwrap()).into_iter().map(|w| w.id).collect()
    }

    #[test]
    fn a_good_capture_gives_no_warning_and_each_fault_its_own() {
        let good = SignIn {
            request_id: "8fdc0a48-915a-4099-b368-bf7ac719bf00".parse().ok(),
            timestamp: Some("2026-11-22T01:17:25Z".into()),
            timestamp_utc: "2026-11-22T01:17:25Z".parse().ok(),
            codes: vec!["53003".parse().unwrap()],
            user: Some("Admin@contoso.com".into()),
            flagged: Some(true),
            ..SignIn::default()
        };
        let known = Known {
            tenant: "4fdbff88-9d6b-42e0-9713-45c922ba8001".parse().ok(),
            global_administrators: vec!["admin@contoso.com".into()],
            retention: Retention::Free,
        };
        assert_eq!(ids(&good, &known, "2026-11-22T02:00:00Z"), [""; 0]);
        assert_eq!(ids(&good, &known, "2026-11-28T02:00:00Z"), ["expires-soon"]);
        assert_eq!(ids(&good, &known, "2026-11-30T02:00:00Z"), ["expired"]);
        let premium = Known { retention: Retention::Premium, ..known.clone() };
        assert_eq!(ids(&good, &premium, "2026-11-30T02:00:00Z"), [""; 0]);
        assert_eq!(ids(&good, &known, "2026-11-21T02:00:00Z"), ["in-the-future"]);
        let other = SignIn { tenant_id: "012a0d6b-2602-4786-8528-cd4049164454".parse().ok(), ..good.clone() };
        assert_eq!(ids(&other, &known, "2026-11-22T02:00:00Z"), ["other-tenant"]);
        let guest = SignIn { user: Some("guest@x.org".into()), flagged: None, ..good.clone() };
        assert_eq!(
            ids(&guest, &known, "2026-11-22T02:00:00Z"),
            ["not-a-global-administrator", "not-flagged"]
        );
        let bare = SignIn { codes: vec!["50058".parse().unwrap()], flagged: Some(true), ..SignIn::default() };
        assert_eq!(
            ids(&bare, &known, "2026-11-22T02:00:00Z"),
            ["no-ids", "no-utc-time", "whose-sign-in", "no-lockout-code"]
        );
    }
}
