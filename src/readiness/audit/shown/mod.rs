//! What the profile and the exports beside it show about each item. An item that is not here is for a person to answer.
//!
//! A missing key gives *unknown* and nothing else; `tests/audit/verdicts.rs` takes every key away in turn to hold that.
//! This room knows keys and limits. It refuses to know what a person answered.

mod accounts;
mod exclusion;
mod methods;
mod partners;
mod support;
mod watch;

use chrono::{DateTime, NaiveDate, Utc};

use super::evidence::{Found, no, recent, unknown, worst};
use crate::partner::action::Action;
use crate::partner::matrix::{Answer, cell_of};
use crate::partner::role::{Held, Role};
use crate::readiness::profile::{EmergencyAccount, Profile};
use crate::tenant::Snapshot;

/// The days of logs that an investigation needs.
const LOG_DAYS: u32 = 90;

/// A tenant as it is looked at.
pub(super) struct Look<'a> {
    pub(super) profile: &'a Profile,
    /// What exports show.
    pub(super) snapshot: Option<&'a Snapshot>,
    pub(super) day: NaiveDate,
    pub(super) now: DateTime<Utc>,
}

impl Look<'_> {
    /// What profile and exports show; an unknown without a reason where they cannot show anything.
    pub(super) fn of(&self, id: &str) -> Found {
        self.shown(id).on(self.day)
    }

    fn shown(&self, id: &str) -> Found {
        let (look, day) = (self, self.day);
        match id {
            "BG-01" => look.accounts(),
            "BG-02" => look.each(|account| look.cloud_only(account)),
            "BG-04" => look.each(|account| look.role(account)),
            "BG-05" => look.each(|account| look.enabled(account)),
            "BG-06" => look.each(|account| look.resists(account)),
            "BG-07" => look.each(|account| look.two_keys(account)),
            "BG-09" => look.exclusion(Look::left_out),
            "BG-10" => look.exclusion(Look::group_is_protected),
            "BG-11" => look.exclusion(Look::group_matches),
            "BG-13" => look.keys_are_allowed(),
            "BG-14" => look.each(|account| look.no_phone(account)),
            "BG-15" => look.two_places(),
            "BG-16" => look.each(|account| look.holders(account)),
            "BG-19" => look.rings(),
            "BG-21" => look.exclusion(|_| unknown("")),
            "BG-36" => look.exclusion(Look::locks_nobody_out),
            "BG-22" => look.receivers(),
            "BG-23" => look.logs(),
            "BG-24" => look.each(|account| {
                recent(&format!("somebody signed in with {} in a drill", user(account)), account.tested, day)
            }),
            "BG-27" => look.count_of_global_administrators(),
            "BG-29" => look.contact(),
            "BG-30" => look.domains(),
            "BG-31" => look.papers(),
            "BG-32" => look.first_questions(),
            "BG-33" => look.partners(),
            "BG-34" => look.export(),
            _ => unknown(""),
        }
    }
}

impl Look<'_> {
    /// The worst of all accounts.
    fn each(&self, look: impl Fn(&EmergencyAccount) -> Found) -> Found {
        match &self.profile.emergency_account {
            None => unknown("The emergency accounts are not known."),
            Some(accounts) => {
                worst(accounts.iter().map(look)).unwrap_or_else(|| no("There is no emergency account."))
            }
        }
    }
}

fn user(account: &EmergencyAccount) -> String {
    account
        .user
        .clone()
        .or_else(|| Some(account.object_id?.to_string()))
        .unwrap_or_else(|| "an account".into())
}

fn folded(text: &str) -> String {
    text.trim().to_lowercase()
}

fn is_global(role: &Held) -> bool {
    role.known().is_some_and(|role| Some(role) == Role::by_name("Global Administrator"))
}

fn repairs_policies(role: &Held) -> bool {
    role.known().is_some_and(|role| cell_of(role, Action::EditPolicy).answer == Answer::Yes)
}
