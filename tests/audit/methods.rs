//! BG-06 and BG-13 from exports: the registration report, and the authentication methods policy.

use std::fs;

use serde_json::{Value, json};
use tempfile::TempDir;

const ONE: &str = "0b5c0a5e-35bb-4f52-9d0c-7d4b9d3e9a02";
const TWO: &str = "0b5c0a5e-35bb-4f52-9d0c-7d4b9d3e9a03";
const GRAPH: &str = "https://graph.microsoft.com/v1.0/$metadata#";

/// The result and the reason of an item after these exports were imported on the morning of the audit.
fn after(exports: &[(&str, Value)], id: &str) -> (String, String) {
    imported("2026-11-22T08:00:00+01:00", exports, id)
}

fn imported(clock: &str, exports: &[(&str, Value)], id: &str) -> (String, String) {
    let dir = TempDir::new().unwrap();
    let profile = dir.path().join("contoso.toml");
    let accounts = [("bg-one", ONE), ("bg-two", TWO)].map(|(name, id)| {
        format!("[[emergency-account]]\nuser = \"{name}@contoso.onmicrosoft.com\"\nobject-id = \"{id}\"\n")
    });
    fs::write(&profile, format!("format = \"reentry/profile/v1\"\n\n{}", accounts.join("\n"))).unwrap();
    let folder = dir.path().join("exports");
    fs::create_dir(&folder).unwrap();
    for (name, value) in exports {
        fs::write(folder.join(name), value.to_string()).unwrap();
    }
    let imported = assert_cmd::Command::cargo_bin("reentry")
        .unwrap()
        .env_clear()
        .env("REENTRY_CLOCK", clock)
        .args(["prepare"])
        .arg(&profile)
        .args(["--no-input", "--plain", "--import"])
        .arg(&folder)
        .output()
        .unwrap();
    // 3: taken, and something in it could not be used.
    assert!(matches!(imported.status.code(), Some(0 | 3)), "{}", String::from_utf8_lossy(&imported.stderr));
    let view: Value =
        serde_json::from_slice(&super::audit(&profile, &["--json"]).output().unwrap().stdout).unwrap();
    let item = view["items"].as_array().unwrap().iter().find(|item| item["id"] == id).unwrap();
    (item["result"].as_str().unwrap().to_owned(), item.to_string())
}

fn registered(one: &[&str], two: &[&str]) -> (&'static str, Value) {
    let row = |id: &str, methods: &[&str]| json!({"id": id, "userPrincipalName": format!("{id}@x"), "methodsRegistered": methods});
    let of = format!("{GRAPH}reports/authenticationMethods/userRegistrationDetails");
    ("methods.json", json!({"@odata.context": of, "value": [row(ONE, one), row(TWO, two)]}))
}

#[test]
fn the_report_of_registered_methods_says_who_resists_phishing() {
    let key: &[&str] = &["passKeyDeviceBound", "microsoftAuthenticatorPush"];
    let (result, said) = after(&[registered(key, key)], "BG-06");
    assert_eq!(result, "yes", "{said}");
    assert!(said.contains("methods.json, read 2026-11-22"), "a yes names its file and day: {said}");
    let (result, said) = after(&[registered(key, &["microsoftAuthenticatorPush"])], "BG-06");
    assert_eq!(result, "no", "{said}");
    assert!(said.contains("bg-two@contoso.onmicrosoft.com"), "{said}");
    let (result, said) = after(&[registered(key, &["retinaScan"])], "BG-06");
    assert_eq!(result, "unknown", "{said}");
    let other = format!("{GRAPH}reports/authenticationMethods/userRegistrationDetails");
    let without = (
        "methods.json",
        json!({"@odata.context": other, "value": [{"id": ONE, "methodsRegistered": ["fido2SecurityKey"]}]}),
    );
    assert_eq!(after(&[without], "BG-06").0, "unknown", "the second account is not in the report");
}

#[test]
fn the_methods_policy_says_whether_any_key_is_allowed() {
    let policy = |fido: Value| {
        let of = format!("{GRAPH}authenticationMethodsPolicy");
        (
            "methods-policy.json",
            json!({"@odata.context": of, "id": "authenticationMethodsPolicy", "authenticationMethodConfigurations": [fido]}),
        )
    };
    let fido = |state: &str, restrictions: Value, targets: Value| {
        json!({"@odata.type": "#microsoft.graph.fido2AuthenticationMethodConfiguration", "id": "Fido2", "state": state,
            "keyRestrictions": restrictions, "includeTargets": targets, "excludeTargets": []})
    };
    let everybody = json!([{"targetType": "group", "id": "all_users"}]);
    let free = json!({"isEnforced": false, "enforcementType": "block", "aaGuids": []});
    let only = json!({"isEnforced": true, "enforcementType": "allow", "aaGuids": ["ee882879-721c-4913-9775-3dfcce97072a"]});
    let result = |fido: Value| after(&[policy(fido)], "BG-13");
    let (verdict, said) = result(fido("enabled", free.clone(), everybody.clone()));
    assert_eq!(verdict, "yes", "{said}");
    assert!(said.contains("methods-policy.json, read 2026-11-22"), "{said}");
    assert_eq!(result(fido("disabled", free.clone(), everybody.clone())).0, "no");
    assert_eq!(result(fido("enabled", only, everybody.clone())).0, "unknown");
    assert_eq!(result(fido("enabled", free, json!([{"targetType": "group", "id": TWO}]))).0, "unknown");
    assert_eq!(
        result(fido("enabled", Value::Null, everybody)).0,
        "unknown",
        "what is not exported is no permission"
    );
}

#[test]
fn what_the_methods_policy_does_not_say_is_no_permission() {
    let of = format!("{GRAPH}authenticationMethodsPolicy");
    let file = |fido: &Value| json!({"@odata.context": of, "id": "authenticationMethodsPolicy", "authenticationMethodConfigurations": [fido]});
    let whole = json!({
        "@odata.type": "#microsoft.graph.fido2AuthenticationMethodConfiguration", "id": "Fido2", "state": "enabled",
        "isAttestationEnforced": false, "keyRestrictions": {"isEnforced": false, "enforcementType": "block", "aaGuids": []},
        "includeTargets": [{"targetType": "group", "id": "all_users"}], "excludeTargets": [],
    });
    let result = |fido: &Value| after(&[("policy.json", file(fido))], "BG-13");
    assert_eq!(result(&whole).0, "yes");
    for key in ["state", "keyRestrictions", "includeTargets", "excludeTargets"] {
        let mut less = whole.clone();
        less.as_object_mut().unwrap().remove(key);
        let (verdict, said) = result(&less);
        assert_eq!(verdict, "unknown", "{key}: {said}");
    }
    let with = |key: &str, value: Value| {
        let mut other = whole.clone();
        other[key] = value;
        result(&other)
    };
    assert_eq!(
        with("isAttestationEnforced", json!(true)).0,
        "unknown",
        "a model that does not attest is refused"
    );
    let profile = json!({"id": "1", "passkeyTypes": "deviceBound,synced",
        "keyRestrictions": {"isEnforced": false, "enforcementType": "block", "aaGuids": []}});
    let bound = |profiles: Value, ids: Value| {
        let mut other = whole.clone();
        other["passkeyProfiles"] = profiles;
        other["includeTargets"][0]["allowedPasskeyProfiles"] = ids;
        result(&other)
    };
    assert_eq!(bound(json!([profile]), json!(["1"])).0, "yes");
    let open = json!({"id": "2", "keyRestrictions": null});
    assert_eq!(bound(json!([profile, open]), json!(["1"])).0, "unknown", "a profile that says nothing");
    assert_eq!(with("passkeyProfiles", json!([profile])).0, "unknown", "whose the profile is, nobody says");
    assert_eq!(bound(json!([profile]), json!(["9"])).0, "unknown", "a profile that is named and not there");
    assert_eq!(bound(json!([profile]), json!(["1", "9"])).0, "unknown");
    // A security key is bound to a device: a profile that allows those allows it.
    for (types, wanted) in [
        (json!("synced"), "unknown"),
        (json!("deviceBound"), "yes"),
        (json!(["deviceBound"]), "yes"),
        (json!("unknownFutureValue"), "unknown"),
        (json!("deviceBound,unknownFutureValue"), "unknown"),
        (Value::Null, "unknown"),
    ] {
        let mut less = profile.clone();
        less["passkeyTypes"] = types.clone();
        assert_eq!(bound(json!([less]), json!(["1"])).0, wanted, "{types}");
    }
    let mut cut = whole.clone();
    cut["includeTargets"] = json!("System.Object[]");
    // What a tool cut is not taken; the account's row beside it is, so that the import has something.
    let rows = || registered(&["fido2SecurityKey"], &["fido2SecurityKey"]);
    assert_eq!(after(&[("policy.json", file(&cut)), rows()], "BG-13").0, "unknown");
    // Two versions of it: neither is certain.
    let mut off = whole.clone();
    off["state"] = json!("disabled");
    let both = [("2025.json", file(&off)), ("2026.json", file(&whole)), rows()];
    assert_eq!(after(&both, "BG-13").0, "unknown");
}

#[test]
fn an_old_export_says_nothing_about_today() {
    let key: &[&str] = &["fido2SecurityKey"];
    let of = format!("{GRAPH}authenticationMethodsPolicy");
    let off = json!({"@odata.context": of, "id": "authenticationMethodsPolicy",
        "authenticationMethodConfigurations": [{"id": "Fido2", "state": "disabled"}]});
    let exports = [registered(key, key), ("policy.json", off)];
    for (id, fresh) in [("BG-06", "yes"), ("BG-13", "no")] {
        assert_eq!(imported("2026-08-30T09:00:00Z", &exports, id).0, fresh, "{id}");
        let (result, said) = imported("2026-08-01T09:00:00Z", &exports, id);
        assert_eq!(result, "unknown", "{id}: {said}");
        assert!(said.contains("older than 90 days"), "{said}");
    }
}

#[test]
fn an_account_in_the_bin_is_no_evidence() {
    let fresh = |stamp: &str| {
        let row = |id: &str| {
            json!({"objectId": id, "userPrincipalName": format!("{id}@contoso.onmicrosoft.com"), "accountEnabled": true,
                "dirSyncEnabled": false, "userType": "Member", "deletionTimestamp": stamp})
        };
        let policy =
            json!({"@odata.context": format!("{GRAPH}identity/conditionalAccess/policies"), "value": []});
        [("users.json", json!([row(ONE), row(TWO)])), ("policies.json", policy)]
    };
    assert_eq!(after(&fresh(""), "BG-02").0, "yes");
    assert_eq!(after(&fresh("2026-11-20T10:00:00Z"), "BG-02").0, "unknown");
}
