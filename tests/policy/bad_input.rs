//! Exports that are less than they seem. The verdict never pretends: it is *cannot tell*, or the view says in `incomplete`
//! what it does not cover, and each says why.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::binary::{json_of, put, reentry};

const ANNA: &str = "a0000000-0000-4000-8000-000000000001";
const GRAPH: &str = "https://graph.microsoft.com/v1.0/$metadata#";

fn block(number: usize, conditions: &Value) -> Value {
    let mut all = json!({
        "users": {"includeUsers": ["All"]},
        "applications": {"includeApplications": ["All"]},
        "clientAppTypes": ["all"],
    });
    all.as_object_mut().unwrap().extend(conditions.as_object().unwrap().clone());
    json!({
        "id": format!("f0000000-0000-4000-8000-{number:012}"),
        "displayName": format!("Policy {number}"),
        "state": "enabled",
        "conditions": all,
        "grantControls": {"operator": "OR", "builtInControls": ["block"]},
    })
}

fn policies(all: &[Value]) -> Value {
    json!({"@odata.context": format!("{GRAPH}identity/conditionalAccess/policies"), "value": all})
}

fn question() -> Value {
    json!({
        "admin": {"id": ANNA, "name": "anna@contoso.com", "kind": "member", "activeRoles": [], "groups": [], "groupsComplete": true, "methods": ["password", "push"]},
        "context": {
            "surface": "graph-powershell", "client": "mobileAppsAndDesktopClients", "platform": "windows", "ip": "203.0.113.7",
            "device": {"registered": true, "isCompliant": true}, "signInRisk": "none", "userRisk": "none", "insiderRisk": "none", "flow": "none",
        },
    })
}

/// Asks the question of a path and gives the view.
fn ask(dir: &Path, path: &str, question: &Value) -> Value {
    let question = put(dir, "asked/question.json", question);
    json_of(&reentry(&["policy", "check", path, "--question", &question, "--json"]))
}

fn codes(view: &Value) -> Vec<&str> {
    view["missing"].as_array().unwrap().iter().filter_map(|one| one["id"].as_str()).collect()
}

fn incomplete(view: &Value) -> Vec<&str> {
    view["incomplete"].as_array().unwrap().iter().filter_map(Value::as_str).collect()
}

#[test]
fn files_of_two_tenants_give_no_certain_answer_and_say_whose_they_are() {
    let dir = TempDir::new().unwrap();
    let folder = dir.path().join("both");
    for (name, tenant, list) in [("a", 1, policies(&[block(1, &json!({}))])), ("b", 2, policies(&[]))] {
        let of = |what: &str| format!("{GRAPH}{what}");
        put(&folder, &format!("{name}/policies.json"), &list);
        put(
            &folder,
            &format!("{name}/organization.json"),
            &json!({"@odata.context": of("organization"), "value": [{
                "id": format!("d0000000-0000-4000-8000-{tenant:012}"), "displayName": name,
                "verifiedDomains": [{"name": format!("{name}.onmicrosoft.com"), "isInitial": true}],
            }]}),
        );
    }
    let view = ask(dir.path(), &folder.display().to_string(), &question());
    assert_eq!(view["verdict"], "cannot-tell", "{view}");
    assert!(codes(&view).contains(&"two-tenants") && incomplete(&view).contains(&"two-tenants"), "{view}");
    let said = view["missing"].to_string();
    assert!(
        said.contains("d0000000-0000-4000-8000-000000000002") && said.contains("one tenant alone"),
        "{said}"
    );
    // Each alone has its answer.
    let one = |name: &str| ask(dir.path(), &folder.join(name).display().to_string(), &question());
    assert_eq!(one("a")["verdict"], "locked");
    assert_eq!(one("b")["verdict"], "open");
}

#[test]
fn half_a_list_opens_nothing_and_still_locks() {
    let dir = TempDir::new().unwrap();
    let half = |all: &[Value]| {
        let mut list = policies(all);
        list["@odata.nextLink"] = json!("https://graph.microsoft.com/v1.0/next");
        put(dir.path(), "half.json", &list)
    };
    let view = ask(dir.path(), &half(&[]), &question());
    assert_eq!(view["verdict"], "cannot-tell");
    assert_eq!(codes(&view), ["part-of-list"], "{view}");
    let view = ask(dir.path(), &half(&[block(1, &json!({}))]), &question());
    assert_eq!(view["verdict"], "locked", "a policy that is there refuses, whatever the others are");
}

#[test]
fn each_thing_that_cannot_be_weighed_has_its_reason() {
    let named = |id: &str| json!({"locations": {"includeLocations": ["All"], "excludeLocations": [id]}});
    let users = |users: Value| json!({ "users": users });
    let filter = |rule: &str| json!({"devices": {"deviceFilter": {"mode": "include", "rule": rule}}});
    for (conditions, code) in [
        (users(json!({"includeUsers": ["All"], "excludeGroups": ["<BreakGlass>"]})), "placeholder-id"),
        (users(json!({"includeUsers": ["{{ADMIN_ID}}"]})), "placeholder-id"),
        (
            users(json!({"includeUsers": ["All"], "excludeUsers": ["00000000-0000-0000-0000-000000000000"]})),
            "placeholder-id",
        ),
        (named("e0000000-0000-4000-8000-000000000009"), "named-location-missing"),
        (json!({"locations": {"includeLocations": [], "excludeLocations": []}}), "malformed-location"),
        (filter("device.isCompliant -eq"), "filter-unparsed"),
        (filter("device.colour -eq \"red\""), "filter-unparsed"),
        (filter("device.model -like \"Surf*\""), "filter-unparsed"),
        (json!({"clientAppTypes": ["hologram"]}), "unknown-key"),
        (json!({"platforms": {"includePlatforms": ["beos"]}}), "unknown-key"),
        (json!({"signInRiskLevels": ["gigantic"]}), "unknown-key"),
        (
            json!({"users": "Microsoft.Graph.PowerShell.Models.MicrosoftGraphConditionalAccessUsers"}),
            "cut-export",
        ),
    ] {
        let dir = TempDir::new().unwrap();
        let file = put(dir.path(), "policies.json", &policies(&[block(1, &conditions)]));
        let view = ask(dir.path(), &file, &question());
        assert_eq!(view["verdict"], "cannot-tell", "{conditions}: {view}");
        assert!(codes(&view).contains(&code), "{conditions}: {view}");
        assert_eq!(view["by"][0]["name"], "Policy 1", "who would decide is named: {view}");
    }
    // A strength that nobody exported.
    let dir = TempDir::new().unwrap();
    let mut policy = block(1, &json!({}));
    policy["grantControls"] =
        json!({"operator": "OR", "authenticationStrength": {"id": "90000000-0000-4000-8000-000000000009"}});
    let file = put(dir.path(), "policies.json", &policies(&[policy]));
    let view = ask(dir.path(), &file, &question());
    assert_eq!(codes(&view), ["auth-strength-undefined"], "{view}");
}

#[test]
fn an_excluded_object_of_nobody_protects_nobody_and_is_named() {
    let dir = TempDir::new().unwrap();
    let users =
        json!({"users": {"includeUsers": ["All"], "excludeUsers": ["a0000000-0000-4000-8000-0000000000ff"]}});
    let folder = dir.path().join("exports");
    put(&folder, "policies.json", &policies(&[block(1, &users)]));
    put(
        &folder,
        "users.json",
        &json!({"@odata.context": format!("{GRAPH}users"), "value": [{"id": ANNA, "userPrincipalName": "anna@contoso.com", "userType": "Member"}]}),
    );
    let view = ask(dir.path(), &folder.display().to_string(), &question());
    assert_eq!(view["verdict"], "locked");
    assert_eq!(view["warnings"][0]["id"], "exclusion-protects-nobody", "{view}");
}

#[test]
fn an_old_export_says_that_it_is_old_and_changes_no_verdict() {
    let dir = TempDir::new().unwrap();
    let mut managed = block(1, &json!({}));
    managed["displayName"] = json!("Microsoft-managed: Block legacy authentication");
    managed["state"] = json!("enabledForReportingButNotEnforced");
    managed["createdDateTime"] = json!("2026-10-01T08:00:00Z");
    let file = put(dir.path(), "policies.json", &policies(&[managed]));
    let on = |day: &str| {
        let mut question = question();
        question["today"] = json!(day);
        ask(dir.path(), &file, &question)
    };
    let (soon, late) = (on("2026-10-20"), on("2026-11-20"));
    assert_eq!((&soon["verdict"], &late["verdict"]), (&json!("open"), &json!("open")));
    assert!(!incomplete(&soon).contains(&"stale-export"), "{soon}");
    assert!(incomplete(&late).contains(&"stale-export"), "{late}");
    // A snapshot knows when it was taken.
    let start = "format = \"reentry/profile/v1\"\n\n[tenant]\nname = \"Contoso\"\n";
    fs::write(dir.path().join("contoso.toml"), start).unwrap();
    let profile = dir.path().join("contoso.toml").display().to_string();
    let read = put(dir.path(), "exports/policies.json", &policies(&[block(1, &json!({}))]));
    let imported = reentry(&["prepare", &profile, "--no-input", "--import", &read]);
    assert!(imported.status.success(), "{}", String::from_utf8_lossy(&imported.stderr));
    let snapshot = dir.path().join("contoso.snapshot.json").display().to_string();
    let on = |day: &str| {
        let mut question = question();
        question["today"] = json!(day);
        ask(dir.path(), &snapshot, &question)
    };
    assert!(!incomplete(&on("2026-12-01")).contains(&"stale-export"));
    let late = on("2027-03-01");
    assert!(incomplete(&late).contains(&"stale-export"), "{late}");
    assert_eq!(late["verdict"], "locked");
}

#[test]
fn templates_are_no_policies_and_deleted_ones_count_for_nothing() {
    let dir = TempDir::new().unwrap();
    let details = block(1, &json!({}));
    let template = json!({"@odata.context": format!("{GRAPH}identity/conditionalAccess/templates"), "value": [{
        "id": "c7503427-338e-4c5e-902d-abe252abfb43", "name": "Block all", "description": "", "scenarios": "secureFoundation",
        "details": {"conditions": details["conditions"], "grantControls": details["grantControls"], "sessionControls": null},
    }]});
    let mut deleted = block(2, &json!({}));
    deleted["deletedDateTime"] = json!("2026-11-20T08:00:00Z");
    let folder = dir.path().join("exports");
    put(&folder, "templates.json", &template);
    put(&folder, "policies.json", &policies(&[]));
    put(
        &folder,
        "deleted.json",
        &json!({"@odata.context": format!("{GRAPH}identity/conditionalAccess/deletedItems/policies"), "value": [deleted]}),
    );
    let view = ask(dir.path(), &folder.display().to_string(), &question());
    assert_eq!(view["verdict"], "open", "{view}");
    assert_eq!(view["warnings"][0]["id"], "soft-deleted", "{view}");
}

#[test]
fn five_thousand_policies_are_judged_in_one_go() {
    let dir = TempDir::new().unwrap();
    let others: Vec<Value> = (0..5000)
        .map(|number| {
            block(
                number,
                &json!({"users": {"includeGroups": [format!("c0000000-0000-4000-8000-{number:012}")]}}),
            )
        })
        .collect();
    let file = put(dir.path(), "policies.json", &policies(&others));
    assert_eq!(ask(dir.path(), &file, &question())["verdict"], "open");
    let one = block(5000, &json!({}));
    let file = put(dir.path(), "policies.json", &policies(&[others, vec![one]].concat()));
    let view = ask(dir.path(), &file, &question());
    assert_eq!(view["verdict"], "locked");
    assert_eq!(view["by"].as_array().unwrap().len(), 1, "one of them refuses");
}

#[test]
fn a_folder_with_one_policy_is_a_tenant_and_a_file_with_one_is_an_import() {
    let dir = TempDir::new().unwrap();
    let before = dir.path().join("before");
    put(&before, "policies.json", &policies(&[block(1, &json!({})), block(2, &json!({}))]));
    let mut harmless = block(1, &json!({}));
    harmless["state"] = json!("disabled");
    let after = dir.path().join("after");
    let alone = put(&after, "one.json", &harmless);
    let preview = |after: &str| {
        let before = before.display().to_string();
        json_of(&reentry(&["policy", "preview", &before, after, "--json"]))
    };
    assert_eq!(preview(&after.display().to_string())["policies"]["removed"], json!(["Policy 2"]));
    assert_eq!(preview(&alone)["policies"]["removed"], json!([]));
}
