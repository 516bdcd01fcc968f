//! What an object of an export is, by the request that it answers and by the names of its members; never by the name
//! of its file.

use super::json::Members;

/// The kinds that exports hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    Organization,
    Domains,
    Users,
    Groups,
    /// Members of one group: a list of directory objects.
    Members,
    Roles,
    /// Activated roles with their members.
    DirectoryRoles,
    Policies,
    NamedLocations,
    Strengths,
    MethodsPolicy,
    RegisteredMethods,
    SecurityDefaults,
    Settings,
    Plans,
    Relationships,
    AccessAssignments,
    ServicePrincipals,
    /// Known, and not wanted; the text says what it is.
    PassedOver(&'static str),
}

impl Kind {
    /// As a reader sees it, in the plural.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Organization => "organization",
            Self::Domains => "domains",
            Self::Users => "users",
            Self::Groups => "groups",
            Self::Members => "members of a group",
            Self::Roles | Self::DirectoryRoles => "role assignments",
            Self::Policies => "Conditional Access policies",
            Self::NamedLocations => "named locations",
            Self::Strengths => "authentication strengths",
            Self::MethodsPolicy => "authentication methods policy",
            Self::RegisteredMethods => "registered authentication methods",
            Self::SecurityDefaults => "security defaults",
            Self::Settings => "Conditional Access settings",
            Self::Plans => "policy plans",
            Self::Relationships => "GDAP relationships",
            Self::AccessAssignments => "GDAP access assignments",
            Self::ServicePrincipals => "service principals",
            Self::PassedOver(what) => what,
        }
    }
}

impl Kind {
    /// A number of them, as a reader sees it.
    #[must_use]
    pub fn counted(self, count: usize) -> String {
        let one = match self {
            Self::Domains => "domain",
            Self::Users => "user",
            Self::Groups => "group",
            Self::Members => "member of a group",
            Self::Roles | Self::DirectoryRoles => "role assignment",
            Self::Policies => "Conditional Access policy",
            Self::NamedLocations => "named location",
            Self::Strengths => "authentication strength",
            Self::RegisteredMethods => "account with its registered authentication methods",
            Self::Plans => "policy plan",
            Self::Relationships => "GDAP relationship",
            Self::AccessAssignments => "GDAP access assignment",
            Self::ServicePrincipals => "service principal",
            // There is one of it, or it is not counted.
            Self::Organization
            | Self::MethodsPolicy
            | Self::SecurityDefaults
            | Self::Settings
            | Self::PassedOver(_) => return self.words().to_owned(),
        };
        if count == 1 { format!("1 {one}") } else { format!("{count} {}", self.words()) }
    }
}

/// Marks of `@odata.context`, in lower case; the first that fits counts.
const CONTEXTS: [(&str, Kind); 34] = [
    (
        "whatifanalysisresult",
        Kind::PassedOver("answers of What If: policies as they were tried on one sign-in"),
    ),
    ("conditionalaccess/plans", Kind::Plans),
    ("conditionalaccess/settings", Kind::Settings),
    ("conditionalaccess/templates", Kind::PassedOver("policy templates")),
    ("conditionalaccess/namedlocations", Kind::NamedLocations),
    ("conditionalaccess/deleteditems", Kind::PassedOver("deleted objects")),
    ("conditionalaccess/policies", Kind::Policies),
    ("authenticationstrength", Kind::Strengths),
    ("authenticationcontextclassreferences", Kind::PassedOver("authentication contexts")),
    ("authenticationmethodspolicy", Kind::MethodsPolicy),
    ("userregistrationdetails", Kind::RegisteredMethods),
    ("identitysecuritydefaultsenforcementpolicy", Kind::SecurityDefaults),
    ("auditlogs/signins", Kind::PassedOver("sign-in logs (reentry signin find)")),
    ("auditlogs/directoryaudits", Kind::PassedOver("audit logs")),
    ("directory/deleteditems", Kind::PassedOver("deleted objects")),
    ("rolemanagement/directory/roledefinitions", Kind::PassedOver("role definitions")),
    ("rolemanagement/directory", Kind::Roles),
    ("accessassignments", Kind::AccessAssignments),
    ("delegatedadminrelationships", Kind::Relationships),
    ("delegatedadmincustomers", Kind::PassedOver("a list of customers")),
    ("$metadata#contracts", Kind::PassedOver("a list of customers")),
    ("$metadata#directoryroles", Kind::DirectoryRoles),
    ("$metadata#directoryroletemplates", Kind::PassedOver("role templates")),
    ("$metadata#organization", Kind::Organization),
    ("$metadata#domains", Kind::Domains),
    ("$metadata#groups", Kind::Groups),
    ("$metadata#directoryobjects", Kind::Members),
    ("$metadata#serviceprincipals", Kind::ServicePrincipals),
    ("$metadata#applications", Kind::PassedOver("applications")),
    ("$metadata#subscribedskus", Kind::PassedOver("licences")),
    ("$metadata#devices", Kind::PassedOver("devices")),
    ("approleassignments", Kind::PassedOver("application permissions")),
    ("$metadata#users", Kind::Users),
    ("authenticationmethods", Kind::PassedOver("authentication methods of one user")),
];

/// Lists that name users and are no list of them, by a member that a user has not: in small letters, as a table's column has it.
const NAME_USERS: [(&str, &str); 21] = [
    ("riskstate", "risky users"),
    ("risklevel", "risky users"),
    ("devicename", "devices"),
    ("compliancestate", "devices"),
    ("recipienttypedetails", "mailboxes"),
    ("primarysmtpaddress", "mailboxes"),
    ("samaccountname", "accounts of an on-premises directory"),
    ("distinguishedname", "accounts of an on-premises directory"),
    ("permanentdeletiondate", "deleted objects"),
    ("reportrefreshdate", "a usage report"),
    ("lastactivitydate", "a usage report"),
    ("isuser", "members of a group as a table, which does not say of which group"),
    ("isgroup", "members of a group as a table, which does not say of which group"),
    ("groupid", "members of groups in another tool's own format"),
    ("groupname", "members of groups in another tool's own format"),
    ("rolename", "holders of roles in another tool's own format"),
    ("roledisplayname", "holders of roles in another tool's own format"),
    ("ismfaregistered", "registered authentication methods as a table; their JSON is read"),
    ("methodsregistered", "registered authentication methods as a table; their JSON is read"),
    ("appdisplayname", "sign-in logs (reentry signin find)"),
    ("skupartnumber", "licences"),
];

/// A list that names users: of users, unless it says something that no list of users does.
pub(super) fn naming_users(has: impl Fn(&str) -> bool) -> Kind {
    let other = NAME_USERS.into_iter().find(|(mark, _)| has(mark));
    other.map_or(Kind::Users, |(_, what)| Kind::PassedOver(what))
}

/// By the request that a list answers.
pub(super) fn by_context(context: &str) -> Option<Kind> {
    let context = context.to_ascii_lowercase();
    if context.contains("$metadata#users('") {
        return Some(Kind::PassedOver("what belongs to one user"));
    }
    CONTEXTS.into_iter().find(|(mark, _)| context.contains(mark)).map(|(_, kind)| kind)
}

/// By the names of an object's members.
pub(super) fn by_members(members: &Members<'_>) -> Option<Kind> {
    let has = |name: &str| members.get(name).is_some();
    let all = |names: &[&str]| names.iter().all(|name| has(name));
    let any = |names: &[&str]| names.iter().any(|name| has(name));
    Some(match () {
        () if any(&["policyApplies", "analysisReasons"]) => {
            Kind::PassedOver("answers of What If: policies as they were tried on one sign-in")
        }
        () if has("sharedConditions") => Kind::Plans,
        () if all(&["details", "scenarios"]) => Kind::PassedOver("policy templates"),
        () if has("conditions") && any(&["state", "grantControls", "sessionControls"]) => Kind::Policies,
        () if has("conditions") && any(&["grant", "include", "exclude"]) => {
            Kind::PassedOver("a policy in another tool's own format")
        }
        () if any(&["ipRanges", "countriesAndRegions"]) => Kind::NamedLocations,
        () if any(&["allowedCombinations", "requirementsSatisfied"]) => Kind::Strengths,
        () if has("authenticationMethodConfigurations") => Kind::MethodsPolicy,
        () if any(&["methodsRegistered", "isMfaRegistered"]) => Kind::RegisteredMethods,
        () if any(&["appliedConditionalAccessPolicies", "clientAppUsed"]) => {
            Kind::PassedOver("sign-in logs (reentry signin find)")
        }
        () if has("activityDisplayName") => Kind::PassedOver("audit logs"),
        () if has("roleTemplateId") => Kind::DirectoryRoles,
        () if has("principalId") && any(&["roleDefinitionId", "roleDefinition"]) => Kind::Roles,
        () if has("rolePermissions") => Kind::PassedOver("role definitions"),
        () if has("accessContainer") => Kind::AccessAssignments,
        () if any(&["autoExtendDuration"]) || all(&["customer", "accessDetails"]) => Kind::Relationships,
        () if any(&["verifiedDomains", "technicalNotificationMails"]) => Kind::Organization,
        () if any(&["isVerified", "isInitial"]) => Kind::Domains,
        () if any(&["appRoleAssignmentRequired", "servicePrincipalType"]) => Kind::ServicePrincipals,
        () if any(&["userPrincipalName", "onPremisesSyncEnabled"]) => naming_users(has),
        () if any(&["isAssignableToRole", "mailEnabled", "securityEnabled", "groupTypes"]) => Kind::Groups,
        () if has("isEnabled") && security_defaults(members) => Kind::SecurityDefaults,
        () => return None,
    })
}

/// The object that has this id in every tenant.
fn security_defaults(members: &Members<'_>) -> bool {
    members.get("id").is_some_and(|id| id.get().contains("00000000-0000-0000-0000-000000000005"))
}

/// What a text that is no whole JSON would have held, by what stands in it.
pub(super) fn by_sight(text: &str) -> Option<Kind> {
    let start: String = text.chars().take(64 * 1024).collect::<String>().to_ascii_lowercase();
    let marks = [
        ("\"conditions\"", Kind::Policies),
        ("\"roledefinitionid\"", Kind::Roles),
        ("\"autoextendduration\"", Kind::Relationships),
        ("\"verifieddomains\"", Kind::Organization),
        ("\"isverified\"", Kind::Domains),
        ("\"userprincipalname\"", Kind::Users),
        ("\"ipranges\"", Kind::NamedLocations),
    ];
    let context = start.split("@odata.context\"").nth(1).and_then(|rest| rest.split('"').nth(1));
    let marked = || marks.into_iter().find(|(mark, _)| start.contains(mark)).map(|(_, kind)| kind);
    context.and_then(by_context).or_else(marked)
}
