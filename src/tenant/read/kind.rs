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

/// When an account was deleted, or that it was, by the name that Graph, Azure AD Graph and the older modules, reports and portals
/// give it: in small letters, as a table's column has it. Answers about changes name who is gone.
const DELETED_ON: [&str; 10] = [
    "deleteddatetime",
    "deletiondate",
    "permanentdeletiondate",
    "deletiontimestamp",
    "softdeletiontimestamp",
    "whensoftdeleted",
    "deleteddate",
    "isdeleted",
    "issoftdeleted",
    "@removed",
];

/// Whether what stands under one of these names says that the account is deleted. .NET writes no date as its first one.
fn says_deleted(value: &str) -> bool {
    let value = value.trim_matches(['"', ' ']).to_ascii_lowercase();
    !matches!(value.as_str(), "" | "null" | "false" | "no" | "0") && !value.starts_with("0001-01-01")
}

/// Whether an object is deleted, by the texts of its members.
pub(super) fn is_deleted<'a>(text: impl Fn(&str) -> Option<&'a str>) -> bool {
    DELETED_ON.iter().any(|name| text(name).is_some_and(says_deleted))
}

/// What lists have that name users and are none of them, though some have a flag by the name of the account's own.
const NEVER_USERS: [(&str, &str); 5] = [
    ("devicename", "devices"),
    ("compliancestate", "devices"),
    ("recipienttypedetails", "mailboxes"),
    ("distinguishedname", "accounts of an on-premises directory"),
    ("permanentdeletiondate", "deleted objects"),
];

/// What lists about something else have that name users. Beside the account's own flag it is one more column of a list of users,
/// which then need not be one of all of them.
const ABOUT_USERS: [(&str, &str); 16] = [
    ("riskstate", "risky users"),
    ("risklevel", "risky users"),
    ("primarysmtpaddress", "mailboxes"),
    ("samaccountname", "accounts of an on-premises directory"),
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

/// The flag of an account, by the names of Graph and of the older portals.
const FLAGS: [&str; 4] = ["accountenabled", "blockcredential", "signinblocked", "blocksignin"];

/// Whether an account comes from an on-premises directory, by the names that tools give it.
const SYNCED: [&str; 5] = [
    "onpremisessyncenabled",
    "dirsyncenabled",
    "directorysynced",
    "lastdirsynctime",
    "onpremiseslastsyncdatetime",
];

/// What a line of a log says of a sign-in.
const OF_A_SIGN_IN: [&str; 7] =
    ["appid", "appdisplayname", "application", "clientappused", "resourcedisplayname", "ipaddress", "status"];

/// A list that names users: of users, unless it says something that no list of users does.
pub(super) fn naming_users(has: impl Fn(&str) -> bool) -> Kind {
    let any = |names: &[&str]| names.iter().any(|name| has(name));
    let what =
        |marks: &[(&str, &'static str)]| marks.iter().find(|(mark, _)| has(mark)).map(|(_, what)| *what);
    let is_of_users = any(&FLAGS);
    let is_log =
        has("requestid") || (!any(&SYNCED) && any(&["createddatetime", "dateutc"]) && any(&OF_A_SIGN_IN));
    let log = is_log.then_some("sign-in logs (reentry signin find)");
    let about = || log.or_else(|| what(&ABOUT_USERS)).filter(|_| !is_of_users);
    what(&NEVER_USERS).or_else(about).map_or(Kind::Users, Kind::PassedOver)
}

/// Whether a list of users is one of all users, as far as its columns tell: it says of each what only such a list says, and
/// nothing that others add. A request that names the list of users tells it better.
pub(super) fn is_of_all_users(has: impl Fn(&str) -> bool) -> bool {
    let any = |names: &[&str]| names.iter().any(|name| has(name));
    (any(&FLAGS) || any(&SYNCED)) && !ABOUT_USERS.iter().any(|(mark, _)| has(mark))
}

/// By the request that a list answers.
pub(super) fn by_context(context: &str) -> Option<Kind> {
    let context = context.to_ascii_lowercase();
    if context.contains("$metadata#users('") {
        return Some(Kind::PassedOver("what belongs to one user"));
    }
    // Requests for something else begin with the name of users.
    let fits = |(mark, kind): &(&str, Kind)| {
        if *kind == Kind::Users { has_word(&context, mark) } else { context.contains(mark) }
    };
    CONTEXTS.into_iter().find(fits).map(|(_, kind)| kind)
}

/// Whether a request for something else answers with users all the same.
pub(super) fn answers_with_users(context: &str) -> bool {
    let context = context.to_ascii_lowercase();
    has_word(&context, "graph.user") || context.contains("collection(user)")
}

/// Whether the text has this word, and not as the beginning of a longer one.
fn has_word(text: &str, word: &str) -> bool {
    text.split(word).skip(1).any(|rest| !rest.starts_with(|c: char| c.is_ascii_alphanumeric()))
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
