//! What watches them, and what is kept outside the tenant.

use super::super::evidence::{Found, no, recent, unknown, yes};
use super::{LOG_DAYS, Look, user};
use crate::readiness::profile::Verdict;

impl Look<'_> {
    pub(super) fn rings(&self) -> Found {
        let proven = self.profile.alerts.proven;
        self.each(|account| {
            let seen = account.alert_seen.max(proven);
            recent(&format!("the alert for {} last rang", user(account)), seen, self.day)
        })
    }

    pub(super) fn receivers(&self) -> Found {
        let alerts = &self.profile.alerts;
        match (alerts.receivers.as_deref(), alerts.outside_tenant) {
            (Some([]), _) => no("Nobody is alerted."),
            (Some([_]), _) => no("One person is alerted."),
            (_, Some(false)) => no("The alert needs the tenant to arrive."),
            (Some(many), Some(true)) => yes(format!("{} receivers, reached without the tenant.", many.len())),
            _ => unknown("Who gets alerted, and how, is not known."),
        }
    }

    pub(super) fn logs(&self) -> Found {
        match self.profile.tenant.logs_kept_days {
            None => unknown("For how long logs are kept is not known."),
            Some(days) if days < LOG_DAYS => no(format!("Logs are kept for {days} days.")),
            Some(_) if self.profile.tenant.logs_where.is_none() => {
                unknown("Where logs are kept besides Microsoft's portal is not known.")
            }
            Some(days) => yes(format!("Logs are kept elsewhere for {days} days.")),
        }
    }

    /// An export shows its day. That one is made after every change is for a person to say.
    pub(super) fn export(&self) -> Found {
        let told = self.profile.policy.iter().flatten().filter_map(|policy| policy.read).max();
        let seen = self.snapshot.and_then(|seen| {
            let of = |at: &usize| seen.sources.get(*at).map(|source| source.read.date_naive());
            seen.policies.files.iter().filter_map(of).max()
        });
        let found = recent("an export of the policies was last read", told.max(seen), self.day);
        match found.verdict {
            Verdict::Yes => unknown(format!(
                "{} Whether that happens after every change, nobody has said.",
                found.because
            )),
            _ => found,
        }
    }
}
