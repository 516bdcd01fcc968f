//! A whole customer base, built so that every number of the answer is known beforehand.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};

use super::binary::{reentry, text};

const CAA: &str = "b1be1c3e-b65d-4f19-8427-f6fa0d97feb9";
const GA: &str = "62e90394-69f5-4237-9190-012177145e10";
const PAA: &str = "7be44c8a-adaf-4e2a-84d6-ab2649e08a13";
const HELPDESK: &str = "729827e3-9c14-49f7-bb1b-9608f156bbb8";

fn relationship(number: u32, name: &str, roles: &[&str], status: &str, end: &str, extends: &str) -> Value {
    let roles: Vec<Value> = roles.iter().map(|id| json!({ "roleDefinitionId": id })).collect();
    json!({
        "id": format!("aaaaaaaa-0000-4000-8000-{number:012}-bbbbbbbb-0000-4000-8000-000000000001"),
        "displayName": format!("{name} 1"),
        "customer": { "tenantId": format!("cccccccc-0000-4000-8000-{number:012}"), "displayName": name },
        "accessDetails": { "unifiedRoles": roles }, "status": status, "autoExtendDuration": extends, "endDateTime": end,
        "accessAssignments": [{ "status": "active", "accessContainer": {}, "accessDetails": { "unifiedRoles": roles } }],
    })
}

/// Alpha: Global Administrator, ends in 40 days. Beta: two roles, extends. Gamma: expired. Delta: helpdesk only.
fn base(folder: &tempfile::TempDir) -> PathBuf {
    let path = folder.path().join("base.json");
    let value = json!({ "value": [
        relationship(1, "Alpha", &[GA], "active", "2027-01-01T01:00:00Z", "P180D"),
        relationship(2, "=Beta()", &[CAA, PAA], "active", "2026-12-01T00:00:00Z", "P180D"),
        relationship(3, "<b>Gamma</b>", &[CAA, PAA], "expired", "2026-10-01T00:00:00Z", "PT0S"),
        relationship(4, "Delta", &[HELPDESK], "active", "2028-01-01T00:00:00Z", "PT0S"),
    ]});
    fs::write(&path, value.to_string()).unwrap();
    path
}

#[test]
fn every_number_of_a_small_base_is_right() {
    let folder = tempfile::tempdir().unwrap();
    let path = base(&folder);
    let output = reentry(&["partner", "assess", "--json", path.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(3), "there are gaps");
    let view: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(view["schema"], "reentry/partner-assess/v1");
    let cause =
        |id: &str| view["causes"].as_array().unwrap().iter().find(|c| c["cause"] == id).cloned().unwrap();
    assert_eq!(
        cause("conditional-access"),
        json!({"cause": "conditional-access", "today": 2, "perhaps": 0, "open": 0, "no": 2})
    );
    assert_eq!(
        cause("role-lost"),
        json!({"cause": "role-lost", "today": 1, "perhaps": 0, "open": 0, "no": 3})
    );
    let customer = |name: &str| {
        view["customers"].as_array().unwrap().iter().find(|c| c["name"] == name).cloned().unwrap()
    };
    assert_eq!(customer("Alpha")["blocked_by_global_admin"], true);
    assert_eq!(customer("Alpha")["extends_itself"], false);
    assert_eq!(customer("Alpha")["roles_to_add"], json!([]));
    assert_eq!(customer("=Beta()")["rescue_ends"], Value::Null, "it extends itself");
    assert_eq!(
        customer("=Beta()")["roles_to_add"],
        json!(["Domain Name Administrator", "Privileged Role Administrator"])
    );
    assert_eq!(customer("<b>Gamma</b>")["verdicts"]["conditional-access"], "no-access");
    assert_eq!(customer("Delta")["verdicts"]["mfa-lost"], "powerless");
    let ending: Vec<(&str, i64)> = view["ending"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| (e["customer"].as_str().unwrap(), e["days_left"].as_i64().unwrap()))
        .collect();
    assert_eq!(ending, [("=Beta()", 9), ("Alpha", 40)]);
    assert_eq!(view["customers"][0]["name"], "<b>Gamma</b>", "those without rescue come first");
}

#[test]
fn a_request_that_nobody_accepted_is_no_customer() {
    let files = ["corpus/partner/16-created.json", "corpus/partner/01-works.json"];
    let output = reentry(&[&["partner", "assess", "--json"], &files[..]].concat());
    let view: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(view["customers"].as_array().unwrap().len(), 1, "{view}");
}

#[test]
fn no_name_acts_in_a_spreadsheet_or_a_browser() {
    let folder = tempfile::tempdir().unwrap();
    let path = base(&folder);
    let csv = text(&reentry(&["partner", "assess", "--format", "csv", path.to_str().unwrap()]).stdout);
    assert_eq!(csv.lines().count(), 5);
    assert!(csv.contains("\n'=Beta(),cccccccc-0000-4000-8000-000000000002,1,1,,yes,no,today,today"), "{csv}");
    let html = text(&reentry(&["partner", "assess", "--format", "html", path.to_str().unwrap()]).stdout);
    assert!(html.contains("&lt;b&gt;Gamma&lt;/b&gt;") && !html.contains("<b>Gamma"));
    for forbidden in ["<script", "http://", "src=", "@import", "onload"] {
        assert!(!html.contains(forbidden), "{forbidden}");
    }
    assert!(html.matches("<article").count() == 5, "one sheet a customer and one for all");
}

#[test]
fn a_report_for_one_customer_names_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let path = base(&folder);
    let only = ["--tenant", "cccccccc-0000-4000-8000-000000000001", "--format", "html"];
    let output = reentry(&[&["partner", "assess", path.to_str().unwrap()], &only[..]].concat());
    let html = text(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "Alpha has no gap");
    assert!(html.contains("Alpha") && !html.contains("Beta") && !html.contains("Delta"));
}

#[test]
fn a_base_on_a_screen() {
    let folder = tempfile::tempdir().unwrap();
    let path = base(&folder);
    insta::assert_snapshot!("base", text(&reentry(&["partner", "assess", path.to_str().unwrap()]).stdout));
}
