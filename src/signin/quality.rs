//! Whether a captured sign-in is good evidence: made in the right tenant, by the right account, findable, not yet gone.
//!
//! It knows what support checks first and how long Microsoft keeps a sign-in. It refuses to call the evidence good
//! where it does not know: what is not said gives a warning of its own. It does not know the words of a warning; they are
//! in the catalogue.

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

/// One thing that weakens the evidence, with what is needed to tell it. Its sentences are in the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Warning {
    /// Neither a Request ID nor a Correlation ID could be read.
    NoIds,
    /// No moment in UTC; `stated` where some time was written, without its zone.
    NoUtcTime { stated: bool },
    /// Made in another tenant than the locked one.
    OtherTenant { theirs: TenantId, mine: TenantId },
    /// Older than the days that Microsoft keeps it at least.
    Expired { days: i64 },
    /// Less than two days until it may be deleted: whole hours, rounded up.
    ExpiresSoon { hours: i64 },
    /// More than ten minutes after this computer's clock.
    InTheFuture,
    /// Made by a known account that is not one of the known Global Administrators.
    NotAGlobalAdministrator { user: String },
    /// Not known whose it is.
    WhoseSignIn,
    /// It is known whose it is, and nobody has said who the Global Administrators are.
    AdministratorsNotKnown { user: String },
    /// The catalogue knows the error code, and no lockout has it as its only sign.
    NoLockoutCode,
    /// Not known to be flagged for review.
    NotFlagged,
}

impl Warning {
    /// Whether the sign-in cannot serve as evidence at all: support would not find it, or would find another tenant's.
    #[must_use]
    pub fn spoils(&self) -> bool {
        matches!(self, Self::OtherTenant { .. } | Self::Expired { .. })
    }

    /// Kebab-case, stable: what scripts and JSON see.
    #[must_use]
    pub fn id(&self) -> &'static str {
        match self {
            Self::NoIds => "no-ids",
            Self::NoUtcTime { .. } => "no-utc-time",
            Self::OtherTenant { .. } => "other-tenant",
            Self::Expired { .. } => "expired",
            Self::ExpiresSoon { .. } => "expires-soon",
            Self::InTheFuture => "in-the-future",
            Self::NotAGlobalAdministrator { .. } => "not-a-global-administrator",
            Self::WhoseSignIn => "whose-sign-in",
            Self::AdministratorsNotKnown { .. } => "administrators-not-known",
            Self::NoLockoutCode => "no-lockout-code",
            Self::NotFlagged => "not-flagged",
        }
    }
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
    if sign_in.request_id.is_none() && sign_in.correlation_id.is_none() {
        found.push(Warning::NoIds);
    }
    if sign_in.timestamp_utc.is_none() {
        found.push(Warning::NoUtcTime { stated: sign_in.timestamp.is_some() });
    }
    if let (Some(mine), Some(theirs)) = (known.tenant, sign_in.tenant_id)
        && mine != theirs
    {
        found.push(Warning::OtherTenant { theirs, mine });
    }
    if let Some(until) = kept_until(sign_in, known.retention) {
        let left = until - now;
        if left < Duration::zero() {
            found.push(Warning::Expired { days: known.retention.days() });
        } else if left < Duration::days(2) {
            found.push(Warning::ExpiresSoon { hours: left.num_hours() + 1 });
        }
        if sign_in.timestamp_utc.is_some_and(|time| time.at() > now + Duration::minutes(10)) {
            found.push(Warning::InTheFuture);
        }
    }
    match &sign_in.user {
        Some(user) if !known.global_administrators.is_empty() => {
            if !known.global_administrators.iter().any(|admin| admin.eq_ignore_ascii_case(user)) {
                found.push(Warning::NotAGlobalAdministrator { user: user.clone() });
            }
        }
        Some(user) => found.push(Warning::AdministratorsNotKnown { user: user.clone() }),
        None => found.push(Warning::WhoseSignIn),
    }
    if sign_in.code().is_some_and(|code| catalogue::lookup(code).is_some_and(|entry| entry.causes.is_empty()))
    {
        found.push(Warning::NoLockoutCode);
    }
    if sign_in.flagged != Some(true) {
        found.push(Warning::NotFlagged);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids(sign_in: &SignIn, known: &Known, now: &str) -> Vec<&'static str> {
        check(sign_in, known, now.parse().unwrap()).into_iter().map(|w| w.id()).collect()
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
        let nobody = Known { global_administrators: Vec::new(), ..known.clone() };
        assert_eq!(ids(&good, &nobody, "2026-11-22T02:00:00Z"), ["administrators-not-known"]);
        let bare = SignIn { codes: vec!["50058".parse().unwrap()], flagged: Some(true), ..SignIn::default() };
        assert_eq!(
            ids(&bare, &known, "2026-11-22T02:00:00Z"),
            ["no-ids", "no-utc-time", "whose-sign-in", "no-lockout-code"]
        );
    }
}
