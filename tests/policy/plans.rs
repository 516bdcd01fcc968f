//! Terraform plans whose changes cannot be read as a whole policy: none of them may get the all-clear.

use std::fs;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::binary::{put, reentry};

const EMERGENCY: &str = "b0000000-0000-4000-8000-000000000001";
const POLICIES: &str = "identity/conditionalAccess/policies";
const ONE: &str = "identity/conditionalAccess/policies/f0000000-0000-4000-8000-000000000001";

fn block() -> Value {
    json!({
        "displayName": "Block everybody",
        "state": "enabled",
        "conditions": {
            "users": {"includeUsers": ["All"], "excludeUsers": []},
            "applications": {"includeApplications": ["All"]},
            "clientAppTypes": ["all"],
        },
        "grantControls": {"operator": "OR", "builtInControls": ["block"]},
    })
}

/// As Graph exports it: every member is there.
fn exported() -> Value {
    let mut policy = block();
    policy["sessionControls"] = Value::Null;
    policy["conditions"]["applications"]["excludeApplications"] = json!([]);
    for key in ["platforms", "locations", "devices"] {
        policy["conditions"][key] = Value::Null;
    }
    for key in ["signInRiskLevels", "userRiskLevels"] {
        policy["conditions"][key] = json!([]);
    }
    for key in ["includeGroups", "includeRoles", "excludeGroups", "excludeRoles"] {
        policy["conditions"]["users"][key] = json!([]);
    }
    for key in ["includeGuestsOrExternalUsers", "excludeGuestsOrExternalUsers"] {
        policy["conditions"]["users"][key] = Value::Null;
    }
    policy
}

fn change(mode: &str, kind: &str, change: &Value) -> Value {
    json!({
        "format_version": "1.2",
        "terraform_version": "1.9.0",
        "resource_changes": [{"address": format!("{kind}.x"), "mode": mode, "type": kind, "name": "x", "change": change}],
    })
}

fn create(kind: &str, after: &Value, unknown: &Value) -> Value {
    change(
        "managed",
        kind,
        &json!({"actions": ["create"], "before": null, "after": after, "after_unknown": unknown}),
    )
}

/// The exit codes of a preview of the plan alone, and over a tenant without policies.
fn codes(plan: &Value) -> [Option<i32>; 2] {
    let dir = TempDir::new().unwrap();
    let tenant = put(dir.path(), "tenant/policies.json", &json!({"value": []}));
    let tenant = tenant.trim_end_matches("/policies.json").to_owned();
    let plan = put(dir.path(), "plan.json", plan);
    let emergency = ["--emergency", EMERGENCY, "--method", "fido2", "--plain"];
    let run = |paths: &[&str]| reentry(&[&["policy", "preview"], paths, &emergency].concat()).status.code();
    let codes = [run(&[&plan]), run(&[&tenant, &plan])];
    fs::remove_dir_all(dir.path()).unwrap();
    codes
}

/// The exit code of a preview of files or folders that names nobody.
fn of_two(files: &[(&str, &Value)]) -> Option<i32> {
    let dir = TempDir::new().unwrap();
    let paths: Vec<String> = files.iter().map(|(name, value)| put(dir.path(), name, value)).collect();
    let folder = |path: &String| path.trim_end_matches("/policies.json").to_owned();
    let paths: Vec<String> = paths.iter().map(folder).collect();
    let args: Vec<&str> =
        ["policy", "preview", "--plain"].into_iter().chain(paths.iter().map(String::as_str)).collect();
    reentry(&args).status.code()
}

/// A verdict that is not known before and not known afterwards is the same one only where the reason is.
#[test]
fn one_thing_that_is_not_known_is_not_another_one() {
    let of_group = |number: usize| {
        let mut policy = block();
        policy["id"] = json!("f0000000-0000-4000-8000-000000000001");
        policy["conditions"]["users"] =
            json!({"includeGroups": [format!("c0000000-0000-4000-8000-{number:012}")]});
        policy
    };
    let list = |policy: Value| json!({"value": [policy]});
    let both = |old: &Value, new: &Value| of_two(&[("old/policies.json", old), ("new/policies.json", new)]);
    assert_eq!(both(&list(of_group(1)), &list(of_group(1))), Some(0));
    assert_eq!(both(&list(of_group(1)), &list(of_group(2))), Some(6));
    let mut renamed = of_group(1);
    renamed["description"] = json!("x");
    assert_eq!(both(&list(of_group(1)), &list(renamed)), Some(0));
    // The pages that are not there need not be the same ones.
    let part = json!({"value": [of_group(1)], "@odata.nextLink": "https://graph.microsoft.com/v1.0/x"});
    assert_eq!(both(&part, &part), Some(6));
    let lost =
        json!({"value": [of_group(1), {"displayName": "Cut", "state": "enabled", "grantControls": {}}]});
    assert_eq!(both(&lost, &lost), Some(6));
    // What nobody changes stays as little known as it is.
    let same = json!({"actions": ["no-op"], "before": {"url": ONE, "body": {"state": "enabled"}},
        "after": {"url": ONE, "body": {"state": "enabled"}}, "after_unknown": {}});
    assert_eq!(of_two(&[("plan.json", &change("managed", "msgraph_update_resource", &same))]), Some(0));
}

#[test]
fn a_change_of_a_policy_that_is_not_there_as_a_whole_is_not_known() {
    let update =
        |body: &Value| create("msgraph_update_resource", &json!({"url": ONE, "body": body}), &json!({}));
    let action = |key: &str, url: &str, method: &str, body: &Value| {
        let after = json!({key: url, "method": method, "action": "", "body": body});
        create("msgraph_resource_action", &after, &json!({}))
    };
    let without = |key: &str| {
        let mut body = block();
        body.as_object_mut().unwrap().remove(key);
        body
    };
    let all = json!({"conditions": {"users": {"includeUsers": ["All"]}}});
    let narrowed = json!({"conditions": {"users": {"includeUsers": ["None"]}}});
    let swapped = json!({"actions": ["update"], "after_unknown": {},
        "before": {"url": ONE, "body": narrowed}, "after": {"url": ONE, "body": all}});
    let later = json!({"state": "enabled"});
    let place = "identity/conditionalAccess/namedLocations/f1000000-0000-4000-8000-000000000001";
    for (what, plan) in [
        ("switched on", update(&json!({"state": "enabled"}))),
        ("switched on, with its name", update(&json!({"displayName": "X", "state": "enabled"}))),
        ("without its controls", update(&without("grantControls"))),
        ("without its state", update(&without("state"))),
        ("whom it is about", change("managed", "msgraph_update_resource", &swapped)),
        ("without a body", create("msgraph_update_resource", &json!({"url": ONE}), &json!({}))),
        ("an action", action("resource_url", ONE, "PATCH", &json!({"state": "enabled"}))),
        ("deleted by an action", action("resource_url", &format!("/{ONE}"), "DELETE", &Value::Null)),
        (
            "restored",
            action(
                "resource_url",
                "identity/conditionalAccess/deletedItems/policies/x/restore",
                "POST",
                &Value::Null,
            ),
        ),
        (
            "at a place that is known later",
            create("msgraph_update_resource", &json!({"body": later}), &json!({"url": true})),
        ),
        (
            "a place",
            create(
                "msgraph_update_resource",
                &json!({"url": place, "body": {"isTrusted": false}}),
                &json!({}),
            ),
        ),
    ] {
        assert_eq!(codes(&plan), [Some(6), Some(6)], "{what}");
        assert_eq!(of_two(&[("plan.json", &plan)]), Some(6), "{what}, of nobody in particular");
    }
    // One that is there as a whole is judged, null or not; one member less, and what was there before stays.
    assert_eq!(codes(&update(&exported())), [Some(3), Some(3)]);
    assert_eq!(codes(&update(&block())), [Some(6), Some(6)]);
    for path in [
        "/grantControls",
        "/conditions/users/includeRoles",
        "/conditions/users/excludeGroups",
        "/conditions/locations",
    ] {
        let (within, key) = path.rsplit_once('/').unwrap();
        let mut body = exported();
        body.pointer_mut(within).unwrap().as_object_mut().unwrap().remove(key);
        assert_eq!(codes(&update(&body)), [Some(6), Some(6)], "without {path}");
    }
    let whole = json!({"url": ONE, "method": "DELETE", "body": exported()});
    assert_eq!(codes(&create("msgraph_resource_action", &whole, &json!({}))), [Some(6), Some(6)]);
    let made = create("msgraph_resource", &json!({"url": POLICIES, "body": block()}), &json!({"id": true}));
    assert_eq!(codes(&made), [Some(3), Some(3)]);
    assert_eq!(codes(&action("resource_url", POLICIES, "POST", &block())), [Some(3), Some(3)]);
    // Who writes a body leaves out a list that is empty.
    let mut five = exported();
    five["conditions"]["users"].as_object_mut().unwrap().remove("excludeRoles");
    let known = json!({"url": POLICIES, "id": &ONE[ONE.len() - 36..], "body": five});
    assert_eq!(codes(&create("msgraph_resource", &known, &json!({}))), [Some(3), Some(3)]);
    five["conditions"]["users"].as_object_mut().unwrap().remove("includeUsers");
    let nobody = json!({"url": POLICIES, "body": five});
    assert_eq!(codes(&create("msgraph_resource", &nobody, &json!({"id": true}))), [Some(6), Some(6)]);
    let group = json!({"url": "groups", "body": {"displayName": "x"}});
    assert_eq!(codes(&create("msgraph_resource", &group, &json!({"id": true}))), [Some(0), Some(0)]);
}

#[test]
fn what_a_plan_only_reads_and_what_is_no_policy_changes_nothing() {
    const BETA: &str = "microsoft365_graph_beta_identity_and_access_conditional_access_policy";
    let after = json!({"display_name": "X", "state": "enabled"});
    let read = json!({"actions": ["read"], "before": null, "after": after, "after_unknown": {}});
    assert_eq!(codes(&change("data", BETA, &read)), [Some(0), Some(0)]);
    let body = json!({"url": ONE, "body": {"state": "enabled"}});
    let read_body = json!({"actions": ["read"], "before": null, "after": body, "after_unknown": {}});
    assert_eq!(codes(&change("data", "msgraph_resource", &read_body)), [Some(0), Some(0)]);
    let template = format!("{BETA}_template");
    assert_eq!(codes(&create(&template, &after, &json!({}))), [Some(0), Some(0)]);
    // What a plan asks for, and does not change.
    let asks = json!({"resource_url": ONE, "method": "GET", "action": ""});
    assert_eq!(codes(&create("msgraph_resource_action", &asks, &json!({}))), [Some(0), Some(0)]);
    // A policy, and what policies refer to, of a provider whose form is not known.
    let place = BETA.replace("policy", "named_location");
    for kind in [BETA, &place] {
        assert_eq!(codes(&create(kind, &after, &json!({}))), [Some(6), Some(6)], "{kind}");
    }
}

/// Terraform takes no request back: what it did stays in the tenant when it leaves the plan.
#[test]
fn a_request_that_leaves_the_plan_takes_nothing_back() {
    let gone =
        |body: &Value| json!({"actions": ["delete"], "before": body, "after": null, "after_unknown": {}});
    let made = gone(&json!({"resource_url": POLICIES, "method": "POST", "action": "", "body": block()}));
    assert_eq!(codes(&change("managed", "msgraph_resource_action", &made))[0], Some(3));
    let set = gone(&json!({"url": ONE, "body": {"state": "enabled"}}));
    assert_eq!(codes(&change("managed", "msgraph_update_resource", &set)), [Some(6), Some(6)]);
    // At another address it is a second request; the first policy stays as it was.
    let other = ONE.replace("0001", "0002");
    let moved = json!({"actions": ["delete", "create"], "before": {"url": ONE, "body": exported()},
        "after": {"url": other, "body": exported()}, "after_unknown": {}});
    let mut nobody = exported();
    nobody["conditions"]["users"]["includeUsers"] = json!(["None"]);
    let mut harmless = moved.clone();
    harmless["after"]["body"] = nobody.clone();
    assert_eq!(of_two(&[("plan.json", &change("managed", "msgraph_update_resource", &harmless))]), Some(0));
    let tenant = json!({"value": [{"id": &ONE[ONE.len() - 36..]}]});
    let mut there = tenant.clone();
    there["value"][0] = exported();
    there["value"][0]["id"] = tenant["value"][0]["id"].clone();
    let plan = change("managed", "msgraph_update_resource", &harmless);
    let dir = TempDir::new().unwrap();
    let there = put(dir.path(), "policies.json", &there);
    let plan = put(dir.path(), "plan.json", &plan);
    let preview = reentry(&["policy", "preview", &there, &plan, "--json"]);
    let view: Value = serde_json::from_slice(&preview.stdout).unwrap();
    assert_eq!(view["policies"]["removed"], json!([]), "{view}");
    // A change of a resource keeps what its body had and has no more.
    let changed = |before: &Value, after: &Value| {
        json!({"actions": ["update"], "after_unknown": {},
        "before": {"url": POLICIES, "body": before}, "after": {"url": POLICIES, "body": after}})
    };
    let mut less = nobody.clone();
    less["conditions"]["users"].as_object_mut().unwrap().remove("includeGroups");
    let codes_of = |body: &Value| codes(&change("managed", "msgraph_resource", &changed(&nobody, body)));
    assert_eq!(codes_of(&less), [Some(6), Some(6)]);
    assert_eq!(codes_of(&nobody), [Some(0), Some(0)]);
    // A resource is deleted.
    let deleted = gone(&json!({"url": POLICIES, "body": block(), "id": ONE}));
    assert_eq!(codes(&change("managed", "msgraph_resource", &deleted)), [Some(0), Some(0)]);
}
