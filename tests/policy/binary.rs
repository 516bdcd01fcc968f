//! The real program: exit codes, the frozen views, and the words a frightened person reads.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};
use tempfile::TempDir;

const GA: &str = "62e90394-69f5-4237-9190-012177145e10";
const ANNA: &str = "a0000000-0000-4000-8000-000000000001";
const BERT: &str = "a0000000-0000-4000-8000-000000000002";
const EMERGENCY: &str = "b0000000-0000-4000-8000-000000000001";
const GRAPH: &str = "https://graph.microsoft.com/v1.0/$metadata#";

pub(crate) fn reentry(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_reentry"))
        // Not the top of the repository, where a person's case may lie.
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests"))
        .env_clear()
        .env("REENTRY_CLOCK", "2026-11-27T01:00:00Z")
        .args(args)
        .output()
        .unwrap()
}

fn text(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub(crate) fn json_of(output: &Output) -> Value {
    let errors = String::from_utf8_lossy(&output.stderr);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{e}: {errors}"))
}

pub(crate) fn put(dir: &Path, name: &str, value: &Value) -> String {
    let path = dir.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, value.to_string()).unwrap();
    path.display().to_string()
}

fn list(of: &str, value: &Value) -> Value {
    json!({"@odata.context": format!("{GRAPH}{of}"), "value": value})
}

/// The policy that locks out everybody without a passkey.
fn passkey(state: &str, excluded: &[&str]) -> Value {
    json!({
        "id": "f0000000-0000-4000-8000-000000000001",
        "displayName": "Require passkey for admins",
        "state": state,
        "conditions": {
            "users": {"includeRoles": [GA], "excludeUsers": excluded},
            "applications": {"includeApplications": ["All"]},
            "clientAppTypes": ["all"],
        },
        "grantControls": {
            "operator": "OR",
            "builtInControls": [],
            "authenticationStrength": {"id": "00000000-0000-0000-0000-000000000004"},
        },
    })
}

/// Anna, Bert and an emergency account hold Global Administrator; all of them have the methods that are named.
fn tenant(dir: &Path, policies: &[Value], methods: &[(&str, &[&str])]) {
    let names =
        [(ANNA, "anna@contoso.com"), (BERT, "bert@contoso.com"), (EMERGENCY, "bg@contoso.onmicrosoft.com")];
    put(dir, "policies.json", &list("identity/conditionalAccess/policies", &json!(policies)));
    let users: Vec<Value> = names
        .iter()
        .map(|(id, upn)| json!({"id": id, "userPrincipalName": upn, "userType": "Member"}))
        .collect();
    put(dir, "users.json", &list("users", &json!(users)));
    let roles: Vec<Value> = names
        .iter()
        .map(|(id, _)| {
            json!({"principalId": id, "roleDefinitionId": GA, "directoryScopeId": "/", "assignmentType": "Assigned"})
        })
        .collect();
    put(dir, "roles.json", &list("roleManagement/directory/roleAssignmentScheduleInstances", &json!(roles)));
    let registered: Vec<Value> =
        methods.iter().map(|(id, all)| json!({"id": id, "methodsRegistered": all})).collect();
    put(
        dir,
        "methods.json",
        &list("reports/authenticationMethods/userRegistrationDetails", &json!(registered)),
    );
}

const PUSH: &[&str] = &["microsoftAuthenticatorPush"];
const KEY: &[&str] = &["fido2SecurityKey"];

#[test]
fn a_lockout_is_explained_from_exports() {
    let dir = TempDir::new().unwrap();
    tenant(dir.path(), &[passkey("enabled", &[])], &[(ANNA, PUSH), (BERT, PUSH), (EMERGENCY, PUSH)]);
    let path = dir.path().display().to_string();
    let output = reentry(&["policy", "check", &path, "--plain"]);
    let said = text(&output);
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.starts_with("LOCKED"), "{said}");
    for words in
        ["Require passkey for admins", "included through role Global Administrator", "Phishing-resistant MFA"]
    {
        assert!(said.contains(words), "{words}: {said}");
    }
    let lines = text(&reentry(&["policy", "check", &path, "--json"]));
    assert_eq!(lines.lines().count(), 18, "three people at six places");
    for line in lines.lines() {
        let view: Value = serde_json::from_str(line).unwrap();
        assert_eq!(view["schema"], "reentry/policy-check/v1");
        assert_eq!(view["verdict"], "locked");
        assert_eq!(view["by"][0]["name"], "Require passkey for admins");
        assert_eq!(view["by"][0]["outcome"], "unsatisfied");
    }
}

#[test]
fn the_open_way_is_named_first_with_its_steps() {
    let dir = TempDir::new().unwrap();
    tenant(dir.path(), &[passkey("enabled", &[])], &[(ANNA, PUSH), (BERT, KEY), (EMERGENCY, PUSH)]);
    let path = dir.path().display().to_string();
    let output = reentry(&["policy", "doors", &path, "--plain"]);
    assert_eq!(output.status.code(), Some(0));
    let said = text(&output);
    assert!(said.starts_with("OPEN: the easiest way in is bert@contoso.com"), "{said}");
    assert!(said.contains("security key"), "{said}");
    let view = json_of(&reentry(&["policy", "doors", &path, "--json"]));
    assert_eq!(view["schema"], "reentry/policy-doors/v1");
    assert_eq!(view["open"].as_array().unwrap().len(), 6, "Bert at six places");
    assert_eq!(view["closed"].as_array().unwrap().len(), 12);
    let costs: Vec<u64> =
        view["open"].as_array().unwrap().iter().map(|one| one["cost"].as_u64().unwrap()).collect();
    assert!(costs.is_sorted(), "{costs:?}");
}

#[test]
fn a_change_that_takes_the_last_way_is_stopped() {
    let dir = TempDir::new().unwrap();
    let (before, after) = (dir.path().join("before"), dir.path().join("after"));
    let methods: &[(&str, &[&str])] = &[(ANNA, PUSH), (BERT, KEY), (EMERGENCY, KEY)];
    tenant(&before, &[], methods);
    tenant(&after, &[passkey("enabled", &[])], methods);
    let (before, after) = (before.display().to_string(), after.display().to_string());
    let output = reentry(&["policy", "preview", &before, &after, "--plain"]);
    let said = text(&output);
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(
        said.starts_with("STOP: with this change, anna@contoso.com would lose the last way in."),
        "{said}"
    );
    assert!(said.contains("Added: Require passkey for admins"), "{said}");
    let view = json_of(&reentry(&["policy", "preview", &before, &after, "--json"]));
    assert_eq!(view["schema"], "reentry/policy-preview/v1");
    assert_eq!(view["policies"]["added"], json!(["Require passkey for admins"]));
    let lost = view["changes"].as_array().unwrap();
    assert_eq!(lost.len(), 6);
    assert!(lost.iter().all(|one| one["change"] == "newly-locked" && one["who"] == "anna@contoso.com"));
    // The same as one policy that is imported.
    let import = put(dir.path(), "import.json", &passkey("enabled", &[ANNA]));
    let output = reentry(&["policy", "preview", &before, &import, "--plain"]);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output));
}

#[test]
fn a_report_only_policy_that_would_bite_is_named() {
    let dir = TempDir::new().unwrap();
    let path = dir.path().join("before");
    tenant(&path, &[], &[(ANNA, PUSH), (BERT, KEY), (EMERGENCY, KEY)]);
    let import = put(dir.path(), "import.json", &passkey("enabledForReportingButNotEnforced", &[]));
    let output = reentry(&["policy", "preview", &path.display().to_string(), &import, "--plain"]);
    let said = text(&output).split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.contains("is report-only. Switched on, it would lock out: anna@contoso.com."), "{said}");
}

fn plan(excluded: &[&str], unknown: &Value) -> Value {
    let policy = json!({
        "display_name": "Block everybody",
        "state": "enabled",
        "conditions": [{
            "client_app_types": ["all"],
            "applications": [{"included_applications": ["All"], "excluded_applications": [], "filter": [], "included_user_actions": []}],
            "users": [{"included_users": ["All"], "excluded_users": excluded, "excluded_groups": [], "included_guests_or_external_users": []}],
            "platforms": [], "locations": [], "devices": [],
        }],
        "grant_controls": [{"operator": "OR", "built_in_controls": ["block"], "terms_of_use": [], "authentication_strength_policy_id": null}],
        "session_controls": [],
        "timeouts": null,
    });
    json!({
        "format_version": "1.2",
        "terraform_version": "1.9.0",
        "resource_changes": [{
            "address": "azuread_conditional_access_policy.block",
            "type": "azuread_conditional_access_policy",
            "change": {"actions": ["create"], "before": null, "after": policy, "after_unknown": unknown},
        }],
    })
}

#[test]
fn a_pipeline_fails_without_the_exclusion_and_passes_with_it() {
    let dir = TempDir::new().unwrap();
    let run = |name: &str, plan: &Value, format: &str| {
        let file = put(dir.path(), name, plan);
        reentry(&[
            "policy",
            "preview",
            &file,
            "--emergency",
            EMERGENCY,
            "--method",
            "fido2",
            "--format",
            format,
        ])
    };
    let output = run("locks.json", &plan(&[ANNA], &json!({})), "github");
    let said = text(&output);
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("::error file=") && said.contains("Block everybody"), "{said}");
    let output = run("locks.json", &plan(&[ANNA], &json!({})), "sarif");
    let view = json_of(&output);
    assert_eq!(view["version"], "2.1.0");
    let rules: Vec<&Value> =
        view["runs"][0]["results"].as_array().unwrap().iter().map(|one| &one["ruleId"]).collect();
    assert!(rules.contains(&&json!("last-way-lost")), "{rules:?}");
    let output = run("passes.json", &plan(&[EMERGENCY], &json!({})), "github");
    assert_eq!(output.status.code(), Some(0), "{}", text(&output));
    assert_eq!(text(&output), "");
    // An exclusion that is known only after the change is no exclusion that anybody can rely on.
    let later = json!({"conditions": [{"users": [{"excluded_groups": [true]}]}]});
    assert_eq!(run("later.json", &plan(&[], &later), "github").status.code(), Some(6));
}

#[test]
fn a_page_for_a_board_holds_the_answer() {
    let dir = TempDir::new().unwrap();
    let file = put(dir.path(), "plan.json", &plan(&[], &json!({})));
    let output = reentry(&[
        "policy",
        "preview",
        &file,
        "--emergency",
        EMERGENCY,
        "--method",
        "fido2",
        "--format",
        "html",
    ]);
    let page = text(&output);
    assert!(page.starts_with("<!DOCTYPE html>") || page.starts_with("<!doctype html>"), "{page}");
    assert!(page.contains("would lose the last way in"), "{page}");
}

#[test]
fn what_is_no_list_of_policies_is_refused_by_name() {
    let dir = TempDir::new().unwrap();
    let answered =
        json!({"value": [{"id": ANNA, "policyApplies": true, "conditions": {}, "state": "enabled"}]});
    for (name, value, words) in [
        ("what-if.json", answered, "What If"),
        ("plan.json", json!({"value": [{"id": ANNA, "sharedConditions": {}}]}), "policy plan"),
        ("other.json", json!({"hello": 1}), "no Conditional Access policies"),
    ] {
        let file = put(dir.path(), name, &value);
        let output = reentry(&["policy", "check", &file]);
        assert_eq!(output.status.code(), Some(7), "{name}");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains(words), "{name}: {said}");
    }
}

#[test]
fn a_list_that_goes_on_or_was_cut_opens_nothing() {
    let dir = TempDir::new().unwrap();
    let question = put(
        dir.path(),
        "question.json",
        &json!({
            "admin": {"id": ANNA, "kind": "member", "activeRoles": [], "groups": [], "groupsComplete": true, "methods": ["fido2"]},
            "context": {"surface": "graph-powershell", "client": "mobileAppsAndDesktopClients", "flow": "none"},
        }),
    );
    let of = format!("{GRAPH}identity/conditionalAccess/policies");
    let whole = json!({"@odata.context": of, "value": []});
    let part =
        json!({"@odata.context": of, "@odata.nextLink": "https://graph.microsoft.com/next", "value": []});
    let cut = json!([{"Id": ANNA, "DisplayName": "x", "State": "disabled", "Conditions": {"Users": "Microsoft.Graph.PowerShell.Models.MicrosoftGraphConditionalAccessUsers"}, "GrantControls": null}]);
    for (name, value, verdict, code) in [
        ("whole.json", &whole, "open", None),
        ("part.json", &part, "cannot-tell", Some("part-of-list")),
        ("cut.json", &cut, "cannot-tell", Some("cut-export")),
    ] {
        let file = put(&dir.path().join("one"), name, value);
        let view = json_of(&reentry(&["policy", "check", &file, "--question", &question, "--json"]));
        assert_eq!(view["verdict"], verdict, "{name}: {view}");
        if let Some(code) = code {
            assert_eq!(view["missing"][0]["id"], code, "{view}");
            assert!(view["incomplete"].as_array().unwrap().contains(&json!(code)), "{view}");
        }
    }
    // A file that cannot be read, beside one that can.
    let folder = dir.path().join("two");
    put(&folder, "whole.json", &whole);
    fs::write(folder.join("broken.json"), "{\"value\": [{\"id\"").unwrap();
    let view = json_of(&reentry(&[
        "policy",
        "check",
        &folder.display().to_string(),
        "--question",
        &question,
        "--json",
    ]));
    assert_eq!(view["verdict"], "cannot-tell", "{view}");
    assert!(view["missing"][0]["text"].as_str().unwrap().contains("broken.json"), "{view}");
}
