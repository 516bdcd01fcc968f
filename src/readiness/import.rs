//! One import: from files that were read to the snapshot beside a profile.
//!
//! Nothing here touches a disk: what comes out is written whole by the command, or not at all. An import is refused
//! when a file is of another tenant, and when nothing of a tenant is in the files. Everything else is taken as far as
//! it goes, and what does not go is said.

use chrono::{DateTime, Utc};

use super::overlay;
use super::profile::{EmergencyAccount, Profile};
use crate::model::TenantId;
use crate::tenant::read::{FileRead, Kind, NotRead};
use crate::tenant::whose::{Foreign, Known, microsoft_name};
use crate::tenant::{Change, Look, Report, Snapshot, changes, gather};

/// What a person asked for.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Whose tenant it is, where no file says it.
    pub tenant: Option<TenantId>,
    /// User names of emergency accounts.
    pub emergency_accounts: Vec<String>,
    /// Keep every user.
    pub keep_users: bool,
    /// Each folder that was given holds everything of its kind.
    pub whole: bool,
}

/// What came of it.
#[derive(Debug)]
pub struct Imported {
    /// The profile as it goes into the file.
    pub profile: Profile,
    /// The snapshot with everybody in it.
    pub everybody: Snapshot,
    pub files: Vec<Report>,
    /// Against the earlier snapshot.
    pub changes: Vec<Change>,
    /// Whether there was one.
    pub renewed: bool,
    /// What no file could tell, as sentences.
    pub could_not_tell: Vec<String>,
    /// Accounts that somebody named, and that whole lists do not have.
    pub not_found: Vec<String>,
    /// Accounts that look like emergency accounts, with the reason. Only a person makes them some.
    pub proposed: Vec<(String, String)>,
    /// A file that was to be used could not be used, or was cut.
    pub lost: bool,
    keep_users: bool,
}

/// Why an import is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    #[error(transparent)]
    Foreign(#[from] Foreign),
    #[error("nothing of a tenant could be taken from the files")]
    Nothing(Vec<Report>),
}

impl Imported {
    /// The snapshot as it is kept beside this profile.
    #[must_use]
    pub fn kept(&self, profile: &Profile) -> Snapshot {
        self.everybody.clone().kept(&overlay::named(profile), self.keep_users)
    }
}

/// Takes files into a profile and its snapshot.
///
/// # Errors
/// They are of another tenant, or hold nothing.
pub fn import(
    files: Vec<(String, Result<FileRead, NotRead>)>,
    profile: &Profile,
    earlier: Option<Snapshot>,
    options: &Options,
    now: DateTime<Utc>,
) -> Result<Imported, Refused> {
    let mut gathered = gather(files, now, options.whole);
    gathered.belongs_to(&known(profile, earlier.as_ref(), options))?;
    let named = options.tenant.or(profile.tenant.id);
    let of_earlier = earlier.as_ref().and_then(|earlier| earlier.tenant);
    let tenant = gathered.tenants.keys().next().copied().or(named).or(of_earlier);
    let mut could_not_tell = Vec::new();
    gathered.snapshot.tenant = tenant;
    let record = std::mem::take(&mut gathered.relationships);
    let others = gathered.snapshot.take_relationships(&record, tenant);
    if others > 0 && tenant.is_none() {
        could_not_tell.push("The tenant ID is not known, so nobody can tell which GDAP relationship is this tenant's. Give the organization's export as well, or --tenant ID.".to_owned());
        gathered.snapshot.relationships = crate::tenant::Collection::default();
    }
    could_not_tell.extend(record.problems.iter().take(20).map(ToString::to_string));
    if tenant.is_none() {
        could_not_tell.push("No file names its tenant, and the profile does not either. Whether they are this tenant's is not checked; --tenant ID says it.".to_owned());
    }
    let takes = |report: &Report| {
        report.problem.is_none() && report.holds.iter().any(|(kind, _)| !matches!(kind, Kind::PassedOver(_)))
    };
    let all_cut = gathered.files.iter().filter(|report| takes(report)).all(|report| {
        report.holds.iter().all(|(kind, count)| {
            matches!(kind, Kind::PassedOver(_))
                || report.cut.iter().any(|(of, cut)| of == kind && cut == count)
        })
    });
    if all_cut {
        return Err(Refused::Nothing(gathered.files));
    }
    let lost =
        gathered.files.iter().any(|one| !one.cut.is_empty() || (one.problem.is_some() && !one.passed_over));
    let renewed = earlier.is_some();
    let proposed = super::propose::emergency_accounts(&gathered.snapshot, &gathered.proposed);
    let before = earlier.clone().unwrap_or_default();
    let everybody = gathered.snapshot.over(earlier.unwrap_or_default());
    let changed = if renewed { changes(&before, &everybody) } else { Vec::new() };
    let mut profile = profile.clone();
    for user in &options.emergency_accounts {
        let list = profile.emergency_account.get_or_insert_default();
        if !list.iter().any(|one| one.user.as_ref().is_some_and(|known| known.eq_ignore_ascii_case(user))) {
            list.push(EmergencyAccount { user: Some(user.clone()), ..EmergencyAccount::default() });
        }
    }
    let mut not_found = Vec::new();
    for account in profile.emergency_account.iter_mut().flatten() {
        match everybody.user(account.object_id, account.user.as_deref()) {
            // The id stays the same when the account is renamed, so it belongs to what a person said.
            Look::Found(item) => account.object_id = account.object_id.or(item.value.id),
            Look::NotThere => not_found.extend(account.user.clone()),
            Look::NotKnown => {}
        }
    }
    could_not_tell.extend(missing(&everybody, &profile));
    let proposed = if profile.emergency_accounts().is_empty() { proposed } else { Vec::new() };
    Ok(Imported {
        profile,
        everybody,
        files: gathered.files,
        changes: changed,
        renewed,
        could_not_tell,
        not_found,
        proposed,
        lost,
        keep_users: options.keep_users,
    })
}

/// What is known of the tenant without the files.
#[must_use]
pub fn known(profile: &Profile, earlier: Option<&Snapshot>, options: &Options) -> Known {
    let of_earlier = || earlier.and_then(|earlier| earlier.tenant);
    let accounts = profile.emergency_accounts().iter().filter_map(|one| microsoft_name(one.user.as_deref()?));
    let listed = earlier.into_iter().flat_map(|earlier| earlier.domains.values());
    let listed = listed.filter_map(|domain| microsoft_name(&format!("x@{}", domain.name)));
    let initial = profile.tenant.onmicrosoft.as_ref().map(|name| name.to_lowercase());
    Known {
        tenant: options.tenant.or(profile.tenant.id).or_else(of_earlier),
        microsoft_names: accounts.chain(listed).chain(initial).collect(),
    }
}

/// What the exports do not tell, and which one would.
fn missing(snapshot: &Snapshot, profile: &Profile) -> Vec<String> {
    let mut said = Vec::new();
    if profile.emergency_accounts().is_empty() && !snapshot.users.is_absent() {
        said.push(
            "No list of users tells which are emergency accounts. Name them: --emergency-account USER"
                .to_owned(),
        );
    }
    if !snapshot.role_assignments.is_absent() && snapshot.role_eligibilities.is_absent() {
        said.push("Whether a role is permanent or was activated for some hours: give roleAssignmentScheduleInstances and roleEligibilityScheduleInstances as well.".to_owned());
    }
    if !snapshot.policies.is_absent() && snapshot.memberships.items.is_empty() {
        said.push(
            "Who is in the groups that policies exclude: give groups?$expand=members as well.".to_owned(),
        );
    }
    said
}
