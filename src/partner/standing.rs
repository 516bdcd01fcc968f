//! Does a relationship work today? The status and the dates of the file, weighed against the clock.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::relationship::{Relationship, Status};

/// Days after which Microsoft drops a request that nobody approved (Partner Center GDAP FAQ).
pub const REQUEST_LAPSES_AFTER_DAYS: i64 = 90;
/// Days that an automatic extension adds (Graph `P180D`).
pub const EXTENSION_DAYS: i64 = 180;

/// Where a relationship stands today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// It works, until its end.
    Works,
    /// Approved; Microsoft is setting it up.
    Starting,
    /// It waits for somebody in the customer's tenant.
    AwaitsCustomer,
    /// It waits for the reseller's own consent.
    AwaitsPartner,
    /// Nobody approved it in time.
    Lapsed,
    /// It is over, and cannot be revived.
    Over,
    /// The file calls it active, but its end has passed: over.
    PastItsEnd,
    /// Its end has passed, but it may have been extended by itself since the file was made.
    MaybeExtended,
    /// The file's status is missing or not known to this program.
    Unclear,
}

impl Relationship {
    /// Where it stands at this moment.
    #[must_use]
    pub fn standing(&self, now: DateTime<Utc>) -> Standing {
        let past = self.ends.is_some_and(|ends| ends <= now);
        match self.status {
            Status::Active if self.partner_consent_pending => Standing::AwaitsPartner,
            Status::Active if !past => Standing::Works,
            Status::Active | Status::Expiring if past && self.may_have_been_extended(now) => {
                Standing::MaybeExtended
            }
            Status::Active => Standing::PastItsEnd,
            Status::Approved | Status::Activating => Standing::Starting,
            Status::Created | Status::ApprovalPending => match self.created {
                Some(created) if now - created > TimeDelta::days(REQUEST_LAPSES_AFTER_DAYS) => {
                    Standing::Lapsed
                }
                _ if self.partner_consent_pending => Standing::AwaitsPartner,
                _ => Standing::AwaitsCustomer,
            },
            Status::Expiring
            | Status::Expired
            | Status::TerminationRequested
            | Status::Terminating
            | Status::Terminated => Standing::Over,
            Status::Missing | Status::Unknown(_) if past && !self.may_have_been_extended(now) => {
                Standing::PastItsEnd
            }
            Status::Missing | Status::Unknown(_) => Standing::Unclear,
        }
    }

    /// Automatic extension was on, is allowed, and one extension would reach past this moment.
    fn may_have_been_extended(&self, now: DateTime<Utc>) -> bool {
        let extended = self.ends.and_then(|ends| ends.checked_add_signed(TimeDelta::days(EXTENSION_DAYS)));
        self.auto_extend.is_some_and(|days| days > 0)
            && !self.holds_global_administrator()
            && extended.is_some_and(|end| end > now)
    }

    /// Whole days until its end; negative when it has passed.
    #[must_use]
    pub fn days_left(&self, now: DateTime<Utc>) -> Option<i64> {
        self.ends.map(|ends| (ends - now).num_seconds().div_euclid(86_400))
    }
}
