//! What other rooms ask the evaluator: the audit, and the weighing of partners.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::binary::{json_of, put, reentry};

const GA: &str = "62e90394-69f5-4237-9190-012177145e10";
const CA_ADMIN: &str = "b1be1c3e-b65d-4f19-8427-f6fa0d97feb9";
const TENANT: &str = "11111111-0000-4000-8000-000000000001";
const PARTNER: &str = "22222222-0000-4000-8000-000000000002";
const ONE: &str = "b0000000-0000-4000-8000-000000000001";
const TWO: &str = "b0000000-0000-4000-8000-000000000002";
const GROUP: &str = "c0000000-0000-4000-8000-000000000001";
const INNER: &str = "c0000000-0000-4000-8000-000000000002";

fn list(of: &str, value: &Value) -> Value {
    json!({"@odata.context": format!("https://graph.microsoft.com/v1.0/$metadata#{of}"), "value": value})
}

fn policy(number: u32, name: &str, users: &Value, grant: &Value) -> Value {
    json!({
        "id": format!("f0000000-0000-4000-8000-{number:012}"), "displayName": name, "state": "enabled",
        "conditions": {
            "users": users, "applications": {"includeApplications": ["All"]}, "clientAppTypes": ["all"],
        },
        "grantControls": grant,
    })
}

fn block() -> Value {
    json!({"operator": "OR", "builtInControls": ["block"]})
}

fn strength() -> Value {
    json!({"operator": "OR", "builtInControls": [],
           "authenticationStrength": {"id": "00000000-0000-0000-0000-000000000004"}})
}

/// Two emergency accounts with the methods that are named, in one group directly and by a group within it.
fn tenant(dir: &Path, policies: &Value, methods: &[&str]) {
    put(dir, "policies.json", &list("identity/conditionalAccess/policies", policies));
    let user = |id: &str, name: &str| json!({"id": id, "userPrincipalName": name, "userType": "Member", "accountEnabled": true});
    let users = json!([user(ONE, "bg1@contoso.onmicrosoft.com"), user(TWO, "bg2@contoso.onmicrosoft.com")]);
    put(dir, "users.json", &list("users(id,userPrincipalName,userType,accountEnabled)", &users));
    let role =
        |id: &str| json!({"id": id, "principalId": id, "roleDefinitionId": GA, "directoryScopeId": "/"});
    put(dir, "roles.json", &list("roleManagement/directory/roleAssignments", &json!([role(ONE), role(TWO)])));
    let registered = |id: &str| json!({"id": id, "methodsRegistered": methods});
    let details = json!([registered(ONE), registered(TWO)]);
    put(dir, "registered.json", &list("reports/authenticationMethods/userRegistrationDetails", &details));
    let member = |id: &str| json!({"@odata.type": "#microsoft.graph.user", "id": id});
    let groups = json!([
        {"id": GROUP, "displayName": "Excluded", "isAssignableToRole": true,
         "members": [member(ONE), {"@odata.type": "#microsoft.graph.group", "id": INNER}]},
        {"id": INNER, "displayName": "Inner", "isAssignableToRole": true, "members": [member(TWO)]},
    ]);
    put(dir, "groups.json", &list("groups(id,displayName,isAssignableToRole,members())", &groups));
}

fn audited(dir: &Path) -> Value {
    let profile = dir.join("tenant.toml");
    let account = |id: &str, n: u32| {
        format!("[[emergency-account]]\nuser = \"bg{n}@contoso.onmicrosoft.com\"\nobject-id = \"{id}\"\n\n")
    };
    let text = format!(
        "format = \"reentry/profile/v1\"\n\n[tenant]\nid = \"{TENANT}\"\n\n{}{}",
        account(ONE, 1),
        account(TWO, 2)
    );
    fs::write(&profile, text).unwrap();
    let profile = profile.display().to_string();
    let exports = dir.join("exports").display().to_string();
    let taken = reentry(&["prepare", &profile, "--no-input", "--plain", "--import", &exports]);
    assert!(matches!(taken.status.code(), Some(0 | 3)), "{}", String::from_utf8_lossy(&taken.stderr));
    json_of(&reentry(&["audit", "--profile", &profile, "--json"]))
}

fn item(audit: &Value, id: &str) -> (String, String) {
    let all = audit["items"].as_array().unwrap();
    let one = all.iter().find(|one| one["id"] == id).unwrap();
    let text = |key: &str| one[key].as_str().unwrap_or_default().to_owned();
    (text("result"), text("because"))
}

fn of(policies: &Value, methods: &[&str], id: &str) -> (String, String) {
    let dir = tempfile::tempdir().unwrap();
    tenant(&dir.path().join("exports"), policies, methods);
    item(&audited(dir.path()), id)
}

#[test]
fn an_exclusion_through_a_group_in_a_group_counts_and_says_from_which_file() {
    let policies =
        json!([policy(1, "Block", &json!({"includeUsers": ["All"], "excludeGroups": [GROUP]}), &block())]);
    let (result, because) = of(&policies, &["fido2SecurityKey"], "BG-09");
    assert_eq!(result, "yes", "{because}");
    assert!(because.contains("policies.json") && because.contains("1 policy"), "{because}");
    for id in ["BG-10", "BG-11", "BG-36"] {
        let (result, because) = of(&policies, &["fido2SecurityKey"], id);
        assert_eq!(result, "yes", "{id}: {because}");
        assert!(because.contains(".json, read 20"), "{id}: {because}");
    }
}

#[test]
fn a_policy_that_does_not_include_the_accounts_leaves_them_out() {
    let guests = "c0000000-0000-4000-8000-000000000009";
    let policies = json!([policy(
        1,
        "Others",
        &json!({"includeUsers": [guests], "includeGroups": [], "includeRoles": []}),
        &block()
    )]);
    assert_eq!(of(&policies, &[], "BG-09").0, "yes");
    let policies = json!([policy(1, "All", &json!({"includeUsers": ["All"]}), &block())]);
    assert_eq!(of(&policies, &[], "BG-09").0, "no");
}

#[test]
fn a_demand_that_nobody_can_meet_shuts_everybody_out() {
    let policies = json!([policy(1, "Passkeys", &json!({"includeUsers": ["All"]}), &strength())]);
    let (result, because) = of(&policies, &["microsoftAuthenticatorPush"], "BG-36");
    assert_eq!(result, "no", "{because}");
    assert!(because.contains("Passkeys") && because.contains("policies.json"), "{because}");
    assert_eq!(of(&policies, &["fido2SecurityKey"], "BG-36").0, "yes");
}

#[test]
fn policies_that_each_leave_out_another_account_shut_everybody_out_together() {
    let leaves = |id: &str| json!({"includeUsers": ["All"], "excludeUsers": [id]});
    let policies =
        json!([policy(1, "First", &leaves(ONE), &block()), policy(2, "Second", &leaves(TWO), &block())]);
    let (result, because) = of(&policies, &["fido2SecurityKey"], "BG-36");
    assert_eq!(result, "no", "{because}");
    assert!(because.contains("Together"), "{because}");
}

fn relationship() -> Value {
    let roles = json!({"unifiedRoles": [{"roleDefinitionId": CA_ADMIN}]});
    list(
        "tenantRelationships/delegatedAdminRelationships",
        &json!([{
            "id": "r1", "displayName": "Northwind", "status": "active", "duration": "P730D", "autoExtendDuration": "P180D",
            "customer": {"tenantId": TENANT, "displayName": "Contoso"}, "accessDetails": roles,
            "endDateTime": "2028-06-01T00:00:00Z", "partner": {"tenantId": PARTNER},
            "accessAssignments": [{"status": "active", "accessContainer": {}, "accessDetails": roles}],
        }]),
    )
}

#[test]
fn a_partner_whose_technicians_are_refused_does_not_count() {
    let with = |users: Value| {
        let dir = tempfile::tempdir().unwrap();
        let exports = dir.path().join("exports");
        tenant(&exports, &json!([policy(1, "Block", &users, &block())]), &["fido2SecurityKey"]);
        let gdap = put(&exports, "gdap.json", &relationship());
        let audit = item(&audited(dir.path()), "BG-33");
        let policies = exports.join("policies.json").display().to_string();
        let checked = json_of(&reentry(&[
            "partner",
            "check",
            &gdap,
            "--policies",
            &policies,
            "--cause",
            "conditional-access",
            "--json",
        ]));
        (audit, checked)
    };
    let all = json!({"includeUsers": ["All"], "excludeGroups": [GROUP]});
    let ((result, because), checked) = with(all);
    assert_eq!(result, "no", "{because}");
    assert!(because.contains("Block") && because.contains("policies.json"), "{because}");
    assert!(checked["rescuers"].as_array().unwrap().is_empty(), "{checked}");
    let partners = json!({"includeUsers": ["All"], "excludeGroups": [GROUP], "excludeGuestsOrExternalUsers":
        {"guestOrExternalUserTypes": "serviceProvider", "externalTenants": {"membershipKind": "all"}}});
    let ((result, because), checked) = with(partners);
    assert_eq!(result, "yes", "{because}");
    assert_eq!(checked["rescuers"][0]["blocked_by_ca"], "no", "{checked}");
    let some = json!({"includeUsers": ["All"], "excludeGroups": [GROUP], "excludeGuestsOrExternalUsers":
        {"guestOrExternalUserTypes": "serviceProvider", "externalTenants": {"membershipKind": "enumerated", "members": []}}});
    assert_eq!(with(some).0.0, "no", "an exclusion of nobody's tenant excludes nobody");
}

#[test]
fn an_export_of_last_quarter_lets_nothing_pass() {
    let dir = tempfile::tempdir().unwrap();
    let exports = dir.path().join("exports");
    let users = json!({"includeUsers": ["All"], "excludeGroups": [GROUP], "excludeGuestsOrExternalUsers":
        {"guestOrExternalUserTypes": "serviceProvider", "externalTenants": {"membershipKind": "all"}}});
    tenant(&exports, &json!([policy(1, "Block", &users, &block())]), &["fido2SecurityKey"]);
    put(&exports, "gdap.json", &relationship());
    audited(dir.path());
    let profile = dir.path().join("tenant.toml").display().to_string();
    let on = |day: &str| {
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_reentry"))
            .env_clear()
            .env("REENTRY_CLOCK", format!("{day}T01:00:00Z"))
            .args(["audit", "--profile", &profile, "--json"])
            .output()
            .unwrap();
        json_of(&output)["items"].as_array().unwrap().clone()
    };
    let by_export =
        |item: &&Value| item["because"].as_str().is_some_and(|text| text.contains("read 2026-11-27"));
    let passes = |items: &[Value]| {
        let yes = items.iter().filter(by_export).filter(|item| item["result"] == "yes");
        yes.map(|item| item["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let fresh = passes(&on("2027-02-25"));
    for id in ["BG-01", "BG-06", "BG-09", "BG-10", "BG-11", "BG-27", "BG-33", "BG-36"] {
        assert!(fresh.iter().any(|one| one == id), "{id} passes by a fresh export: {fresh:?}");
    }
    let later = on("2027-02-26");
    assert_eq!(passes(&later), Vec::<String>::new(), "90 days are over");
    for item in later.iter().filter(|item| fresh.iter().any(|id| item["id"] == id.as_str())) {
        assert_eq!(item["result"], "unknown", "{item}");
        assert!(item["because"].as_str().unwrap().contains("older than 90 days"), "{item}");
    }
}

/// The groups of [`tenant`], in another version: the one that is excluded has these members.
fn other_version(dir: &Path, file: &str, members: &[&str]) {
    let members: Vec<Value> =
        members.iter().map(|id| json!({"@odata.type": "#microsoft.graph.user", "id": id})).collect();
    let groups =
        json!([{"id": GROUP, "displayName": "Excluded", "isAssignableToRole": true, "members": members}]);
    put(dir, file, &list("groups(id,displayName,isAssignableToRole,members())", &groups));
}

#[test]
fn lists_of_members_that_contradict_each_other_let_nobody_out() {
    let users = json!({"includeUsers": ["All"], "excludeGroups": [GROUP]});
    let policies = json!([policy(1, "Block", &users, &block())]);
    let said = |files: &[(&str, &[&str])], id: &str| {
        let dir = tempfile::tempdir().unwrap();
        let exports = dir.path().join("exports");
        tenant(&exports, &policies, &["fido2SecurityKey"]);
        fs::remove_file(exports.join("groups.json")).unwrap();
        files.iter().for_each(|(file, members)| other_version(&exports, file, members));
        let audit = audited(dir.path());
        let doors = json_of(&reentry(&["policy", "doors", &exports.display().to_string(), "--json"]));
        let kept = dir.path().join("tenant.snapshot.json").display().to_string();
        let of_snapshot = json_of(&reentry(&["policy", "doors", &kept, "--json"]));
        let open = |view: &Value| view["open"].as_array().unwrap().len();
        (item(&audit, id).0, open(&doors), open(&of_snapshot))
    };
    let both: &[&str] = &[ONE, TWO];
    for id in ["BG-09", "BG-11"] {
        let (result, ..) = said(&[("groups.json", both)], id);
        assert_eq!(result, "yes", "{id}");
        for files in [[("a.json", both), ("b.json", &[])], [("a.json", &[]), ("b.json", both)]] {
            assert_eq!(said(&files, id).0, "unknown", "{id}");
        }
    }
    let (_, files, snapshot) = said(&[("groups.json", both)], "BG-09");
    assert!(files > 0 && snapshot > 0, "the exclusion lets them in: {files}, {snapshot}");
    let (_, files, snapshot) = said(&[("a.json", both), ("b.json", &[])], "BG-09");
    assert_eq!((files, snapshot), (0, 0));
    // What both lists have is certain.
    let (_, files, snapshot) = said(&[("a.json", both), ("b.json", &[ONE])], "BG-09");
    assert!(files > 0 && snapshot > 0, "{files}, {snapshot}");
}

#[test]
fn an_exclusion_stands_on_the_day_of_its_group_as_well() {
    let dir = tempfile::tempdir().unwrap();
    let exports = dir.path().join("exports");
    let users = json!({"includeUsers": ["All"], "excludeGroups": [GROUP]});
    tenant(&exports, &json!([policy(1, "Block", &users, &block())]), &["fido2SecurityKey"]);
    let role = json!({"id": "9", "principalId": GROUP, "roleDefinitionId": GA, "directoryScopeId": "/"});
    put(&exports, "roles.json", &list("roleManagement/directory/roleAssignments", &json!([role])));
    let on = |day: &str, args: &[&str]| {
        std::process::Command::new(env!("CARGO_BIN_EXE_reentry"))
            .env_clear()
            .env("REENTRY_CLOCK", format!("{day}T01:00:00Z"))
            .args(args)
            .output()
            .unwrap()
    };
    audited(dir.path());
    let profile = dir.path().join("tenant.toml").display().to_string();
    let path = exports.display().to_string();
    let import = |day: &str| on(day, &["prepare", &profile, "--no-input", "--plain", "--import", &path]);
    let audit = |id: &str| item(&json_of(&on("2028-11-27", &["audit", "--profile", &profile, "--json"])), id);
    import("2028-11-26");
    for id in ["BG-09", "BG-27"] {
        let (result, because) = audit(id);
        assert_eq!(result, "yes", "{id}: {because}");
    }
    // Everything is exported again but the groups.
    fs::remove_dir_all(dir.path().join("exports")).unwrap();
    fs::remove_file(dir.path().join("tenant.snapshot.json")).unwrap();
    tenant(&exports, &json!([policy(1, "Block", &users, &block())]), &["fido2SecurityKey"]);
    put(&exports, "roles.json", &list("roleManagement/directory/roleAssignments", &json!([role])));
    import("2026-12-01");
    fs::remove_file(exports.join("groups.json")).unwrap();
    import("2028-11-26");
    for id in ["BG-09", "BG-27"] {
        let (result, because) = audit(id);
        assert_eq!(result, "unknown", "{id}: {because}");
        assert!(because.contains("older than 90 days"), "{id}: {because}");
    }
}

/// Whoever is outside a policy by a role that is held, or is not, is outside as long as the list of roles is true.
#[test]
fn an_exclusion_by_roles_stands_on_the_day_of_the_list_of_roles() {
    let included = json!({"includeUsers": [], "includeGroups": [], "includeRoles": [CA_ADMIN],
        "excludeUsers": [], "excludeGroups": [], "excludeRoles": []});
    let excluded = json!({"includeUsers": ["All"], "includeGroups": [], "includeRoles": [],
        "excludeUsers": [], "excludeGroups": [], "excludeRoles": [GA]});
    for users in [included, excluded] {
        let dir = tempfile::tempdir().unwrap();
        let exports = dir.path().join("exports");
        let policies = json!([policy(1, "Block", &users, &block())]);
        tenant(&exports, &policies, &["fido2SecurityKey"]);
        audited(dir.path());
        let on = |day: &str, args: &[&str]| {
            std::process::Command::new(env!("CARGO_BIN_EXE_reentry"))
                .env_clear()
                .env("REENTRY_CLOCK", format!("{day}T01:00:00Z"))
                .args(args)
                .output()
                .unwrap()
        };
        let profile = dir.path().join("tenant.toml").display().to_string();
        let path = exports.display().to_string();
        let import = |day: &str| on(day, &["prepare", &profile, "--no-input", "--plain", "--import", &path]);
        let audit =
            || item(&json_of(&on("2028-11-27", &["audit", "--profile", &profile, "--json"])), "BG-09");
        import("2028-11-26");
        let (result, because) = audit();
        assert_eq!(result, "yes", "{because}");
        assert!(because.contains("roles.json, read 2028-11-26"), "it names the list of roles: {because}");
        fs::remove_file(dir.path().join("tenant.snapshot.json")).unwrap();
        import("2026-12-01");
        fs::remove_dir_all(&exports).unwrap();
        put(&exports, "policies.json", &list("identity/conditionalAccess/policies", &policies));
        import("2028-11-26");
        let (result, because) = audit();
        assert_eq!(result, "unknown", "{because}");
        assert!(
            because.contains("older than 90 days") && because.contains("roles.json, read 2026-12-01"),
            "{because}"
        );
    }
}
