//! `tenant.toml`: what the worst day will ask for, gathered while access still works.
//!
//! A missing key is *not known*, and never *no*. A list that is there and empty says *none*; a list that is absent was
//! never asked. There is no key for a secret, and a value that looks like one is refused: the profile says *that* a key
//! exists and who opens the safe. Every key, its question and its reason stand once, in `runbooks/profile.toml`; the
//! types here and that table are held together by a test.

mod comments;
mod day;
mod facts;
mod keys;
mod read;
mod warning;
mod write;

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::model::{ObjectId, TenantId};
use crate::partner::role::Held;

pub use comments::Comments;
pub use keys::{Key, Keys, Section};
pub use read::{NotAProfile, parse};
pub use warning::{Warning, warnings};
pub use write::{table, write};

/// The format that this program reads and writes.
pub const FORMAT: &str = "reentry/profile/v1";

/// How long a profile is believed when it names no date: the rhythm of the emergency accounts' drill.
const REVIEW_AFTER: Days = Days::new(90);

/// What is known about a tenant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Profile {
    pub format: String,
    /// When a person last went through it.
    #[serde(default, with = "day", skip_serializing_if = "Option::is_none")]
    pub reviewed: Option<NaiveDate>,
    /// When a person should go through it again, if not 90 days later.
    #[serde(default, with = "day", skip_serializing_if = "Option::is_none")]
    pub review_by: Option<NaiveDate>,
    /// `us`, or the name of the partner who made it; a partner's kit leaves places out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maker: Option<String>,
    /// The organisation's name in Latin letters, for a PDF that has no letters for the name itself. Nobody is asked for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name_latin: Option<String>,
    #[serde(default)]
    pub tenant: Tenant,
    #[serde(default, skip_serializing_if = "ExclusionGroup::is_empty")]
    pub exclusion_group: ExclusionGroup,
    #[serde(default, skip_serializing_if = "Alerts::is_empty")]
    pub alerts: Alerts,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub domain: Option<Vec<Domain>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub admin: Option<Vec<Admin>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub emergency_account: Option<Vec<EmergencyAccount>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<Vec<SecurityKey>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<Vec<Policy>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partner: Option<Vec<Partner>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper: Option<Vec<Paper>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub support_number: Option<Vec<SupportNumber>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub safe: Option<Vec<Safe>>,
    /// Answers to items of the checklist that nothing else here answers, by item (`BG-17`).
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub audit: BTreeMap<String, Answer>,
}

impl Default for Profile {
    fn default() -> Self {
        Self {
            format: FORMAT.to_owned(),
            reviewed: None,
            review_by: None,
            maker: None,
            name_latin: None,
            tenant: Tenant::default(),
            exclusion_group: ExclusionGroup::default(),
            alerts: Alerts::default(),
            domain: None,
            admin: None,
            emergency_account: None,
            key: None,
            policy: None,
            partner: None,
            paper: None,
            support_number: None,
            safe: None,
            audit: BTreeMap::new(),
        }
    }
}

impl Profile {
    /// The day somebody should go through it again.
    #[must_use]
    pub fn review_by(&self) -> Option<NaiveDate> {
        self.review_by.or_else(|| self.reviewed?.checked_add_days(REVIEW_AFTER))
    }

    /// The partner who made it for a customer, if it was one.
    #[must_use]
    pub fn made_by_partner(&self) -> Option<&str> {
        self.maker.as_deref().map(str::trim).filter(|maker| !maker.is_empty() && *maker != "us")
    }

    /// The emergency accounts; none known is an empty slice.
    #[must_use]
    pub fn emergency_accounts(&self) -> &[EmergencyAccount] {
        self.emergency_account.as_deref().unwrap_or_default()
    }

    /// The security keys of an emergency account, by its user name.
    pub fn keys_of(&self, user: &str) -> impl Iterator<Item = &SecurityKey> {
        let of = |key: &&SecurityKey| key.account.as_deref().is_some_and(|a| a.eq_ignore_ascii_case(user));
        self.key.iter().flatten().filter(of)
    }
}

/// Declares one table of the file. Every key may be missing: then it is not known.
macro_rules! tables {
    ($($(#[$doc:meta])* $name:ident { $($(#[$inner:meta])* $field:ident: $kind:ty,)* })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
        pub struct $name {
            $(#[serde(skip_serializing_if = "Option::is_none")] $(#[$inner])* pub $field: Option<$kind>,)*
        }
        impl $name {
            /// Whether nothing is known at all.
            #[must_use]
            pub fn is_empty(&self) -> bool {
                *self == Self::default()
            }
        }
    )*};
}

tables! {
    /// The tenant and what Microsoft has on file about it.
    Tenant {
        name: String,
        id: TenantId,
        onmicrosoft: String,
        cloud: Cloud,
        licence: Licence,
        security_defaults: bool,
        /// Whether a domain signs in at a service of the organisation's own (AD FS, Okta).
        federation: bool,
        /// Whether an application was arranged that can repair policies.
        repair_application: bool,
        /// Name and phone number.
        decides: String,
        contact_phone: String,
        contact_mail: String,
        /// Whether both reach a person when the tenant is gone.
        contact_reachable: bool,
        #[serde(with = "day")]
        contact_tested: NaiveDate,
        support_plan: String,
        billing_account: String,
        invoice: String,
        logs_kept_days: u32,
        logs_where: String,
    }
    /// A domain that is verified in the tenant.
    Domain {
        name: String,
        registrar: String,
        dns_provider: String,
        /// Whether the login at registrar and DNS provider works without the tenant.
        login_survives: bool,
        #[serde(with = "day")]
        tested: NaiveDate,
    }
    /// A daily administrator.
    Admin {
        user: String,
        object_id: ObjectId,
        roles: Vec<Held>,
    }
    /// An emergency access account, also called break-glass account.
    EmergencyAccount {
        user: String,
        object_id: ObjectId,
        cloud_only: bool,
        enabled: bool,
        role: Held,
        assignment: Assignment,
        methods: Vec<Method>,
        /// Where the envelope lies; never what is in it.
        password_place: String,
        holders: Vec<String>,
        excluded: Excluded,
        exclusion: Exclusion,
        #[serde(with = "day")]
        tested: NaiveDate,
        #[serde(with = "day")]
        alert_seen: NaiveDate,
    }
    /// A security key of an emergency account.
    SecurityKey {
        /// The account's user name.
        account: String,
        label: String,
        serial: String,
        place: String,
        opened_by: Vec<String>,
    }
    /// The group that policies leave out.
    ExclusionGroup {
        name: String,
        object_id: ObjectId,
        /// Role-assignable, or in a restricted management administrative unit.
        protected: bool,
        /// Whether its members are exactly the emergency accounts.
        members_match: bool,
    }
    /// A Conditional Access policy, as an export showed it.
    Policy {
        name: String,
        object_id: ObjectId,
        state: PolicyState,
        /// Emergency accounts and the exclusion group, as far as the policy leaves them out.
        leaves_out: Vec<String>,
        #[serde(with = "day")]
        read: NaiveDate,
    }
    /// Who sells licences or manages the tenant.
    Partner {
        name: String,
        phone: String,
        mail: String,
        relationship: String,
        roles: Vec<Held>,
        #[serde(with = "day")]
        ends: NaiveDate,
        auto_extend: bool,
    }
    /// A paper that support may ask for.
    Paper {
        kind: PaperKind,
        place: String,
        #[serde(with = "day")]
        dated: NaiveDate,
    }
    /// Microsoft's business support number in a country, as somebody found it on a day.
    SupportNumber {
        region: String,
        number: String,
        #[serde(with = "day")]
        dated: NaiveDate,
    }
    /// A safe.
    Safe {
        name: String,
        place: String,
        opened_by: Vec<String>,
    }
    /// Monitoring of the emergency accounts.
    Alerts {
        workspace: String,
        receivers: Vec<String>,
        outside_tenant: bool,
        #[serde(with = "day")]
        proven: NaiveDate,
    }
}

/// An answer to one item of the checklist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Answer {
    pub answer: Verdict,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
    #[serde(default, with = "day", skip_serializing_if = "Option::is_none")]
    pub on: Option<NaiveDate>,
}

/// Declares the words that one key may have.
macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($(#[$inner:meta])* $word:ident,)* })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum $name { $($(#[$inner])* $word,)* }
    )*};
}

words! {
    /// Which Microsoft cloud.
    Cloud { Public, UsGov, UsDod, China, }
    /// Which Entra ID licence.
    Licence { Free, P1, P2, }
    /// How a role is held.
    Assignment { Permanent, Eligible, }
    /// From how many policies an account is left out.
    Excluded { All, Some, None, }
    /// How it is left out.
    Exclusion { Direct, Group, }
    /// A policy's state.
    PolicyState { Enabled, Disabled, ReportOnly, }
    /// A kind of paper.
    PaperKind { RegistrationExtract, TaxId, PassportProcess, Authorisation, Other, }
    /// An answer to an item of the checklist.
    Verdict { Yes, No, Unknown, NotApplicable, }
    /// A way to sign in.
    Method {
        Fido2,
        Certificate,
        WindowsHello,
        Authenticator,
        Phone,
        OathToken,
        Password,
    }
}

impl PaperKind {
    /// As a person says it.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::RegistrationExtract => "Registration extract",
            Self::TaxId => "Tax ID",
            Self::PassportProcess => "How passports are copied",
            Self::Authorisation => "Authorisation to act",
            Self::Other => "Another paper",
        }
    }
}

impl Method {
    /// Whether a phisher gets nothing that works elsewhere.
    #[must_use]
    pub fn resists_phishing(self) -> bool {
        matches!(self, Self::Fido2 | Self::Certificate | Self::WindowsHello)
    }
}

#[cfg(test)]
mod tests;
