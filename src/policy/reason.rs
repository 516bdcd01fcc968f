use serde::Serialize;

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident = $code:literal;)*) => {
        /// Why something cannot be told. The codes are a contract: codes may be added, none is renamed.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Reason { $($(#[$doc])* $name,)* }

        impl Reason {
            /// All of them, for documentation and tests.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The code as scripts see it.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }
        }
    };
}

reasons! {
    /// Whether the account is in a group.
    GroupMembership = "group-membership-missing";
    /// The group's members follow a rule.
    DynamicGroup = "dynamic-group";
    /// Which roles are active.
    RoleActivation = "role-activation-unknown";
    /// A role over a part of the directory, or a custom role.
    RoleScope = "role-scope";
    /// A named location is not in the exports.
    NamedLocation = "named-location-missing";
    /// The country that an address belongs to.
    Country = "geo-ip-offline";
    /// The position that a telephone reports.
    Position = "gps-location";
    /// The trusted addresses of the older multifactor settings.
    TrustedIps = "trusted-ip-list-missing";
    /// A network that another service vouches for.
    CompliantNetwork = "compliant-network";
    /// A level of risk.
    Risk = "risk-not-known";
    /// A property of the device.
    DeviceState = "device-state-missing";
    /// A device filter that does not parse.
    Filter = "filter-unparsed";
    /// A property that only some devices report.
    ExtensionAttribute = "extension-attribute-unavailable";
    /// A strength without its definition.
    Strength = "auth-strength-undefined";
    /// Which methods the account has.
    Methods = "method-registration-missing";
    /// What belongs to a group of applications.
    Bundle = "app-bundle-membership";
    /// A resource that another one may need.
    Dependency = "service-dependency";
    /// A filter by attributes of applications.
    ApplicationFilter = "app-filter";
    /// An authentication context.
    Context = "auth-context";
    /// Terms of use.
    TermsOfUse = "terms-of-use";
    /// A custom control of another company.
    ExternalMfa = "external-mfa";
    /// Whether this tenant trusts the home tenant.
    Trust = "cross-tenant-trust";
    /// A text where an id belongs.
    Placeholder = "placeholder-id";
    /// A key or value that is not understood.
    UnknownKey = "unknown-key";
    /// Two versions, or an old one.
    Stale = "stale-export";
    /// How the tenant treats sign-ins with few permissions.
    BaselineScope = "baseline-scope-setting";
    /// Multifactor authentication that is switched on for single accounts.
    PerUserMfa = "per-user-mfa";
    /// The files are of several tenants.
    TwoTenants = "two-tenants";
    /// Policy plans, which stand beside the policies.
    Plans = "policy-plans";
    /// The list of policies goes on elsewhere.
    PartOfList = "part-of-list";
    /// A tool cut something off.
    Cut = "cut-export";
    /// A location condition without content.
    MalformedLocation = "malformed-location";
    /// The tenant's Conditional Access settings.
    TenantSettings = "tenant-settings";
    /// A control that Microsoft retires.
    ApprovedApp = "approved-app-retirement";
    /// Whether the policy is enforced.
    UnknownState = "unknown-state";
    /// How the controls are joined.
    UnknownOperator = "unknown-operator";
    /// A control that is not understood.
    UnknownControl = "unknown-control";
    /// The operating system.
    Platform = "platform-not-known";
    /// The public address.
    Address = "address-not-known";
    /// The kind of program.
    Client = "client-not-known";
    /// The way of signing in.
    Flow = "flow-not-known";
    /// Security defaults.
    SecurityDefaults = "security-defaults";
    /// The authentication methods policy.
    MethodsPolicy = "methods-policy";
    /// A role that everybody of a kind has.
    PseudoRole = "pseudo-role";
    /// A program is excluded where only resources can be.
    PublicClient = "public-client-excluded";
    /// Whether the account is a member, a guest, or of a partner.
    AccountKind = "account-kind-not-known";
    /// The account's own id.
    AccountId = "account-id-not-known";
    /// Where the account signs in.
    Surface = "surface-not-known";
}

/// One fact that is missing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Missing {
    /// The reason's code.
    pub id: &'static str,
    /// The fact, as one sentence that a person can act on.
    pub text: String,
}
