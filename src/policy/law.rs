//! The policies that a judgement goes by, and how far they can be relied on.
//!
//! It knows how whole the list of policies is, whether the files may be of several tenants or dates, and how old they are.
//! It refuses to know what a policy does to a sign-in. What is not whole is said once, here, for every judgement.

use chrono::{DateTime, Utc};

use super::outside;
use super::question::Person;
use super::reason::{Missing, Reason};
use crate::tenant::conditional_access::around::Heard;
use crate::tenant::conditional_access::{Around, Export, Mixed, Policy, State};

/// How Microsoft names the policies that it makes itself; nobody can rename them.
const MANAGED: &str = "microsoft-managed";

/// Days after which Microsoft switches such a policy on, at the earliest (documented on 2025-11-06).
const SWITCHED_ON: i64 = 45;

/// Days after which an export is called old. No rule of Microsoft's: tenants change more often than that.
const OLD: i64 = 30;

/// The policies to judge by, and how whole their list is.
#[derive(Debug, Clone, Copy)]
pub struct Law<'a> {
    pub policies: &'a [Policy],
    pub around: &'a Around,
    /// Ids of policies that stand there in two versions.
    pub twice: &'a [String],
    /// Why the list may lack policies; empty where it is judged as whole.
    pub gaps: &'a [Missing],
    /// The files may be of several tenants or dates: then no policy refuses for certain.
    pub mixed: Option<Mixed>,
    /// When the policies were read, where the exports say it.
    pub read: Option<DateTime<Utc>>,
}

impl<'a> Law<'a> {
    /// The law that an export shows.
    #[must_use]
    pub fn of(export: &'a Export, gaps: &'a [Missing]) -> Self {
        Self {
            policies: &export.policies,
            around: &export.around,
            twice: &export.twice,
            gaps,
            mixed: export.mixed.as_ref().map(|(mixed, _)| *mixed),
            read: export.read,
        }
    }

    /// Whether this policy is certainly the one in force: it stands there in one version, and is this tenant's.
    #[must_use]
    pub(super) fn is_certain(&self, policy: &Policy) -> bool {
        let twice = policy.id.as_ref().is_some_and(|id| self.twice.contains(&id.to_string()));
        !twice && self.mixed.is_none()
    }

    /// Whether the exports may say less than is in force by now: they were read long ago, or they hold a policy of
    /// Microsoft's own that was report-only, and that Microsoft may have switched on since: it is old enough, or its age is
    /// not exported.
    #[must_use]
    pub fn is_stale(&self, now: DateTime<Utc>) -> bool {
        let days = |from: DateTime<Utc>| now.signed_duration_since(from).num_days();
        let managed = |policy: &Policy| {
            policy.state == State::ReportOnly
                && !policy.deleted
                && policy.name.to_lowercase().starts_with(MANAGED)
                && policy.created.is_none_or(|from| days(from) >= SWITCHED_ON)
        };
        self.read.is_some_and(|read| days(read) > OLD) || self.policies.iter().any(managed)
    }
}

/// What makes the list of policies less than whole, by what its files say.
#[must_use]
pub fn gaps(export: &Export) -> Vec<Missing> {
    let mut gaps = Vec::new();
    if export.is_part() {
        gaps.push(Missing {
            id: Reason::PartOfList.code(),
            text: "the other pages of the list of policies: the file says that it goes on".to_owned(),
        });
    }
    if export.is_cut() {
        gaps.push(Missing {
            id: Reason::Cut.code(),
            text:
                "what a tool cut off in the policies; export again, for example with ConvertTo-Json -Depth 20"
                    .to_owned(),
        });
    }
    match &export.mixed {
        Some((Mixed::Tenants, why)) => gaps.push(Missing {
            id: Reason::TwoTenants.code(),
            text: format!("which tenant the policies are of: {why}. Give the exports of one tenant alone"),
        }),
        Some((Mixed::Dates, why)) => gaps.push(Missing {
            id: Reason::Stale.code(),
            text: format!("which policies are in force: {why}. Give the newer one alone"),
        }),
        None => {}
    }
    for (file, why) in &export.unread {
        gaps.push(Missing {
            id: Reason::Cut.code(),
            text: format!("what is in {file}: it could not be read ({why})"),
        });
    }
    gaps
}

/// What stands in no export as a whole and changes no verdict, by its code; with the age of the exports, as of `now`.
#[must_use]
pub fn incomplete(law: &Law, people: &[Person], now: DateTime<Utc>) -> Vec<&'static str> {
    let mut codes = vec![Reason::Plans.code(), Reason::TenantSettings.code()];
    let mut add = |code: &'static str| {
        if !codes.contains(&code) {
            codes.push(code);
        }
    };
    let on =
        || law.policies.iter().filter(|policy| !matches!(policy.state, State::Disabled) && !policy.deleted);
    let with_exclusion = on().filter_map(|policy| policy.conditions.as_ref()).any(|conditions| {
        let applications = &conditions.applications;
        applications.include.iter().any(|one| one.is("all")) && !applications.exclude.is_empty()
    });
    if with_exclusion {
        add(Reason::BaselineScope.code());
    }
    if matches!(law.around.security_defaults, Heard::Nothing | Heard::Both) && on().next().is_none() {
        add(Reason::SecurityDefaults.code());
    }
    if people.iter().any(|person| !matches!(outside::per_user(person, law.around), Heard::Is(_))) {
        add(Reason::PerUserMfa.code());
    }
    if law.is_stale(now) {
        add(Reason::Stale.code());
    }
    law.gaps.iter().for_each(|gap| add(gap.id));
    codes
}
