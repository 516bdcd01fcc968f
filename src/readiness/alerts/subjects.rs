//! Whom the queries are about.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::kusto;
use crate::model::{ObjectId, TenantId};
use crate::readiness::profile::{EmergencyAccount, Profile};

/// The ids of one tenant that queries name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Subjects {
    /// The tenant that an alert names, so that the rules of many tenants lie beside each other in one workspace.
    pub tenant: Option<Tenant>,
    /// Emergency accounts, and a service principal that may repair policies.
    pub accounts: Vec<Account>,
    /// Groups that policies leave out.
    pub groups: BTreeSet<ObjectId>,
    /// Daily administrators.
    pub administrators: BTreeSet<ObjectId>,
}

/// The tenant whose rules these are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tenant {
    pub id: TenantId,
    /// The organisation's name, for people.
    pub name: Option<String>,
}

/// One account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub id: ObjectId,
    /// What people call it; shown in the alert and never compared.
    pub name: Option<String>,
}

/// A name that the queries use and this tenant fills.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Name {
    #[serde(rename = "accounts")]
    EmergencyAccounts,
    #[serde(rename = "names")]
    AccountNames,
    #[serde(rename = "groups")]
    ExclusionGroups,
    Administrators,
}

impl Name {
    /// All of them, in the order in which they stand above a query.
    pub const ALL: [Self; 4] =
        [Self::EmergencyAccounts, Self::AccountNames, Self::ExclusionGroups, Self::Administrators];

    /// As the query writes it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::EmergencyAccounts => "EmergencyAccounts",
            Self::AccountNames => "AccountNames",
            Self::ExclusionGroups => "ExclusionGroups",
            Self::Administrators => "Administrators",
        }
    }
}

impl Subjects {
    /// Whom a profile names by object ID; who is known by name only cannot be watched.
    #[must_use]
    pub fn of(profile: &Profile) -> Self {
        let account =
            |account: &EmergencyAccount| Some(Account { id: account.object_id?, name: account.user.clone() });
        let name = profile.tenant.name.clone().filter(|name| !name.trim().is_empty());
        Self {
            tenant: profile.tenant.id.map(|id| Tenant { id, name }),
            accounts: profile.emergency_accounts().iter().filter_map(account).collect(),
            groups: profile.exclusion_group.object_id.into_iter().collect(),
            administrators: profile.admin.iter().flatten().filter_map(|admin| admin.object_id).collect(),
        }
    }

    /// Whether the tenant has something for this name.
    #[must_use]
    pub fn has(&self, name: Name) -> bool {
        match name {
            Name::EmergencyAccounts | Name::AccountNames => !self.accounts.is_empty(),
            Name::ExclusionGroups => !self.groups.is_empty(),
            Name::Administrators => !self.administrators.is_empty(),
        }
    }

    /// The line that gives the name its value.
    pub(super) fn line(&self, name: Name) -> String {
        let ids = |ids: &BTreeSet<ObjectId>| {
            let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
            kusto::array(ids.iter().map(String::as_str))
        };
        let accounts: Vec<String> = self.accounts.iter().map(|account| account.id.to_string()).collect();
        let value = match name {
            Name::EmergencyAccounts => kusto::array(accounts.iter().map(String::as_str)),
            Name::AccountNames => {
                let called = accounts.iter().zip(&self.accounts);
                kusto::bag(called.filter_map(|(id, account)| Some([id.as_str(), account.name.as_deref()?])))
            }
            Name::ExclusionGroups => ids(&self.groups),
            Name::Administrators => ids(&self.administrators),
        };
        format!("let {} = {value};\n", name.word())
    }
}
