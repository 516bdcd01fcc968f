//! Exports that an administrator can make, and what a profile takes from them.
//!
//! Each file says what it is by its fields, not by its name. An export adds to a profile what it proves and nothing
//! more: a list of users shows whether an account is enabled, never that it is the emergency account. What a file
//! cannot tell is said, so that a person answers it.

mod fill;
mod policies;
mod read;

use std::collections::HashMap;

use chrono::NaiveDate;

use super::profile::{NotAProfile, Profile, parse, write};
use crate::ids::{ObjectId, TenantId};
use crate::partner::read::Record;
use crate::partner::role::Held;

pub use read::{NotAnExport, read};

/// One file that was read.
#[derive(Debug, Clone)]
pub struct Export {
    /// Its name, made harmless.
    pub file: String,
    /// What is in it.
    pub holds: Holds,
    /// It says that there are further pages.
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
    Relationships(Record),
}

/// A user as an export shows one; what it does not show is nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    pub name: String,
    pub id: Option<ObjectId>,
    pub enabled: Option<bool>,
    pub synced: Option<bool>,
}

/// A Conditional Access policy, as far as a profile keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    pub name: String,
    pub verified: bool,
    /// The tenant's first name, under onmicrosoft.com.
    pub initial: bool,
}

/// The tenant itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organization {
    pub id: Option<TenantId>,
    pub name: Option<String>,
    /// The technical contacts' mail.
    pub contacts: Vec<String>,
    pub domains: Vec<Name>,
}

/// Somebody holds a role over the whole directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assigned {
    pub principal: ObjectId,
    /// The user's name, if the export was expanded.
    pub name: Option<String>,
    pub role: Held,
}

/// What a profile takes from these files, in their order. Returns it, and what no file could tell.
///
/// # Errors
/// A name in them would make a profile that nobody can read back: it hides characters, or looks like a secret.
pub fn fill(
    exports: &[Export],
    profile: &Profile,
    today: NaiveDate,
) -> Result<(Profile, Vec<String>), NotAProfile> {
    let users: HashMap<ObjectId, &User> = exports
        .iter()
        .filter_map(|export| if let Holds::Users(users) = &export.holds { Some(users) } else { None })
        .flatten()
        .filter_map(|user| Some((user.id?, user)))
        .collect();
    let mut filled = profile.clone();
    let mut untold = Vec::new();
    for export in exports {
        let notes = match &export.holds {
            Holds::Users(users) => fill::users(users, &mut filled),
            Holds::Policies(rules) => policies::fill(rules, &mut filled, today),
            Holds::Domains(names) => fill::domains(names, &mut filled),
            Holds::Organization(organization) => fill::organization(organization, &mut filled),
            Holds::Roles(assigned) => fill::roles(assigned, &users, &mut filled),
            Holds::Relationships(record) => fill::relationships(record, &mut filled),
        };
        if export.more_pages {
            untold.push(format!("{}: this is one page of several; give the others as well", export.file));
        }
        untold.extend(notes.into_iter().map(|note| format!("{}: {note}", export.file)));
    }
    parse(&write(&filled))?;
    Ok((filled, untold))
}

#[cfg(test)]
mod tests;
