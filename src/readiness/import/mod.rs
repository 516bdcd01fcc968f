//! Exports that an administrator can make, and what a profile takes from them.
//!
//! Each file says what it is by its fields, not by its name. An export adds to a profile what it proves and nothing
//! more: a list of users shows whether an account is enabled, never that it is the emergency account. What a file
//! cannot tell is said, so that a person answers it.

mod fill;
mod pages;
mod policies;
mod read;

use chrono::NaiveDate;

use super::profile::{NotAProfile, Profile, parse, write};
use crate::model::{ObjectId, TenantId};
use crate::partner::read::Reading;
use crate::partner::role::Held;

use pages::Pages;
pub use read::{NotAnExport, read};

/// One file that was read.
#[derive(Debug, Clone)]
pub struct Export {
    /// Its name, made harmless.
    pub file: String,
    /// What is in it.
    pub holds: Holds,
    /// It says that there are further pages, and does not hold the last one.
    pub more_pages: bool,
}

/// What a file can hold.
#[derive(Debug, Clone)]
pub enum Holds {
    /// Graph `users`, or the portal's CSV.
    Users(Vec<User>),
    /// Graph `identity/conditionalAccess/policies`.
    Policies(Vec<Rule>),
    /// Graph `domains`.
    Domains(Vec<Name>),
    /// Graph `organization`.
    Organization(Organization),
    /// Graph `roleManagement/directory/roleAssignments`.
    Roles(Vec<Assigned>),
    /// GDAP relationships, as `partner check` reads them.
    Relationships(Reading),
}

/// A user as an export shows one; what it does not show is nothing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct User {
    pub name: String,
    pub id: Option<ObjectId>,
    pub enabled: Option<bool>,
    pub synced: Option<bool>,
}

/// A Conditional Access policy, as far as a profile keeps it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rule {
    pub name: Option<String>,
    pub id: Option<ObjectId>,
    pub state: Option<super::profile::PolicyState>,
    /// False for a policy about applications' own identities.
    pub about_users: bool,
    /// Users, groups and roles that it leaves out, by their ids.
    pub leaves_out: Vec<ObjectId>,
}

/// A domain of the tenant.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name {
    pub name: String,
    pub verified: bool,
    /// The tenant's first name, under onmicrosoft.com.
    pub initial: bool,
}

/// The tenant itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Organization {
    pub id: Option<TenantId>,
    pub name: Option<String>,
    /// The technical contacts' mail.
    pub contacts: Vec<String>,
    pub domains: Vec<Name>,
}

/// Somebody holds a role over the whole directory.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Assigned {
    pub principal: ObjectId,
    /// The user's name, if the export was expanded.
    pub name: Option<String>,
    pub role: Held,
}

/// What a profile takes from these files, whatever their order. Returns it, and what no file could tell.
///
/// # Errors
/// A name in them would make a profile that nobody can read back: it hides characters, or looks like a secret.
pub fn fill(
    exports: &[Export],
    profile: &Profile,
    today: NaiveDate,
) -> Result<(Profile, Vec<String>), NotAProfile> {
    macro_rules! pages {
        ($kind:ident) => {
            Pages::of(exports, |holds| if let Holds::$kind(all) = holds { Some(&all[..]) } else { None })
        };
    }
    let mut filled = profile.clone();
    let mut untold = Vec::new();
    // Each kind needs what those before it told: whose tenant it is, which name has which id.
    let tenants = Pages::of(exports, |holds| match holds {
        Holds::Organization(tenant) => Some(std::slice::from_ref(tenant)),
        _ => None,
    });
    if let Some(all) = tenants {
        untold.extend(all.said(fill::organization(&all.entries, &mut filled)));
    }
    let users = pages!(Users);
    if let Some(all) = &users {
        let (each, mut notes) = pages::each_once(&all.entries);
        notes.extend(fill::users(&each, &mut filled));
        untold.extend(all.said(notes));
    }
    if let Some(all) = pages!(Domains) {
        untold.extend(all.said(fill::domains(&all.entries, &mut filled)));
    }
    if let Some(all) = pages!(Roles) {
        let users = users.as_ref().map_or(&[][..], |all| &all.entries);
        untold.extend(all.said(fill::roles(&all.entries, users, &mut filled)));
    }
    if let Some(all) = pages!(Policies) {
        untold.extend(all.said(policies::fill(&all.entries, all.whole, &mut filled, today)));
    }
    let readings = exports.iter().filter_map(|export| match &export.holds {
        Holds::Relationships(reading) => Some(reading.clone()),
        _ => None,
    });
    untold.extend(fill::relationships(readings.collect(), &mut filled));
    parse(&write(&filled))?;
    Ok((filled, untold))
}

#[cfg(test)]
mod tests;
