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
    /// Whom the alerts shall reach, as the profile names them.
    pub on_duty: Vec<String>,
    /// The workspace of the rules, as the profile names it.
    pub workspace: Option<String>,
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
    #[serde(rename = "tenant")]
    TenantIds,
}

impl Name {
    /// All of them, in the order in which they stand above a query.
    pub const ALL: [Self; 5] = [
        Self::EmergencyAccounts,
        Self::AccountNames,
        Self::ExclusionGroups,
        Self::Administrators,
        Self::TenantIds,
    ];

    /// As the query writes it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::EmergencyAccounts => "EmergencyAccounts",
            Self::AccountNames => "AccountNames",
            Self::ExclusionGroups => "ExclusionGroups",
            Self::Administrators => "Administrators",
            Self::TenantIds => "TenantIds",
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
            on_duty: profile.alerts.receivers.iter().flatten().cloned().collect(),
            workspace: profile.alerts.workspace.clone(),
        }
    }

    /// The name of an alert's rule, unlike that of any other tenant in the same workspace: the tenant's ID stands in it, or
    /// that of its first account.
    #[must_use]
    pub fn rule_name(&self, alert: &str) -> String {
        let tenant = self.tenant.as_ref().map(|tenant| tenant.id.to_string());
        let account = || self.accounts.first().map(|account| account.id.to_string());
        match tenant.or_else(account) {
            Some(id) => format!("reentry-{alert}-{id}"),
            None => format!("reentry-{alert}"),
        }
    }

    /// What has happened, and to whom.
    #[must_use]
    pub fn titled(&self, title: &str) -> String {
        match &self.tenant {
            Some(tenant) => {
                let name = tenant.name.clone().unwrap_or_else(|| tenant.id.to_string());
                format!("{name}: {title}")
            }
            None => title.to_owned(),
        }
    }

    /// Whether the tenant has something for this name.
    #[must_use]
    pub fn has(&self, name: Name) -> bool {
        match name {
            Name::EmergencyAccounts | Name::AccountNames => !self.accounts.is_empty(),
            Name::ExclusionGroups => !self.groups.is_empty(),
            Name::Administrators => !self.administrators.is_empty(),
            Name::TenantIds => self.tenant.is_some(),
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
            Name::TenantIds => {
                let id = self.tenant.as_ref().map(|tenant| tenant.id.to_string());
                kusto::array(id.iter().map(String::as_str))
            }
        };
        format!("let {} = {value};\n", name.word())
    }
}
