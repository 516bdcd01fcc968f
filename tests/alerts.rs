//! `alerts` as its users meet it: every form says the same queries, and nothing is deployed that could never ring.

#![expect(clippy::unwrap_used, reason = "a test may stop where it stands")]

use assert_cmd::Command;
use serde_json::Value;

const ACCOUNT: &str = "6f1c2a90-1111-4222-8333-0123456789ab=Rowan \"]); print \\ \u{202e}x";
const GROUP: &str = "6F1C2A90-2222-4222-8333-0123456789AB";

fn reentry(args: &[&str]) -> Command {
    let mut command = Command::cargo_bin("reentry").unwrap();
    command
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .arg("alerts")
        .args(args)
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests"));
    command
}

fn json(args: &[&str]) -> Value {
    let out = reentry(args).assert().success().get_output().stdout.clone();
    serde_json::from_slice(&out).unwrap()
}

#[test]
fn the_template_deploys_the_queries_that_the_view_shows() {
    let ids = ["--account", ACCOUNT, "--group", GROUP];
    let view = json(&[&ids[..], &["--json"]].concat());
    let template = json(&[&ids[..], &["--format", "arm"]].concat());
    let resources = template["resources"].as_array().unwrap();
    let alerts = view["alerts"].as_array().unwrap();
    assert_eq!((view["left_out"].as_array().unwrap().len(), resources.len()), (0, alerts.len()));
    for (alert, resource) in alerts.iter().zip(resources) {
        let properties = &resource["properties"];
        // Resource Manager reads text that begins with a bracket as an expression.
        assert!(!alert["query"].as_str().unwrap().starts_with('['));
        if alert["evaluation_frequency"].is_null() {
            assert_eq!(properties["query"], alert["query"]);
            assert!(resource["type"].as_str().unwrap().ends_with("savedSearches"));
            continue;
        }
        let condition = &properties["criteria"]["allOf"][0];
        assert_eq!(condition["query"], alert["query"]);
        assert_eq!(condition["dimensions"][0]["name"], alert["rings_once_for"]);
        assert_eq!(properties["windowSize"], alert["window_size"]);
        assert_eq!(properties["actions"]["actionGroups"], "[parameters('actionGroupResourceIds')]");
    }
    assert!(alerts[0]["query"].as_str().unwrap().contains(r#""Rowan \"]); print \\ \u202Ex""#));
    assert!(alerts[1]["query"].as_str().unwrap().contains(&GROUP.to_lowercase()));
}

#[test]
fn what_cannot_ring_is_not_written_and_is_named() {
    says(&[], 4, "--account");
    says(&["--account", "rowan@contoso.com"], 2, "object ID");
    let folder = tempfile::tempdir().unwrap();
    let rules = folder.path().join("rules");
    let args = ["--account", ACCOUNT, "--folder", rules.to_str().unwrap()];
    says(&args, 0, "exclusion-group-changed is left out");
    let names = |entry: std::io::Result<std::fs::DirEntry>| entry.unwrap().file_name().into_string().unwrap();
    let written: Vec<String> = std::fs::read_dir(&rules).unwrap().map(names).collect();
    assert!(
        written.contains(&"emergency-sign-in.kql".to_owned())
            && written.contains(&"alerts.arm.json".to_owned())
    );
    assert!(!written.contains(&"exclusion-group-changed.kql".to_owned()), "it would compare with nothing");
    // A second run never writes over rules that somebody has adapted.
    says(&args, 1, "never overwritten");
}

fn says(args: &[&str], code: i32, words: &str) {
    let said = reentry(args).assert().code(code).get_output().stderr.clone();
    let said = String::from_utf8(said).unwrap();
    assert!(said.contains(words), "{said}");
}

/// The rules of all customers of a provider may lie in one workspace: none of them has the name of another's.
#[test]
fn the_rules_of_two_tenants_do_not_collide() {
    let folder = tempfile::tempdir().unwrap();
    let contoso = include_str!("../src/readiness/profile/tests/contoso.toml");
    let other = contoso
        .replace("4fdbff88-9d6b-42e0-9713-45c922ba8001", "5fdbff88-9d6b-42e0-9713-45c922ba8002")
        .replace("name = \"Contoso\"", "name = \"Fabrikam\"");
    let names = |file: &str, text: &str| -> Vec<(String, String)> {
        let path = folder.path().join(file);
        std::fs::write(&path, text).unwrap();
        let template = json(&["--format", "arm", "--profile", &path.to_string_lossy()]);
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let resources = template["resources"].as_array().unwrap();
        resources.iter().map(|one| (text(&one["name"]), text(&one["properties"]["displayName"]))).collect()
    };
    let (ours, theirs) = (names("contoso.toml", contoso), names("fabrikam.toml", &other));
    assert!(!ours.is_empty() && ours.len() == theirs.len());
    for ((our_name, our_title), (their_name, their_title)) in ours.iter().zip(&theirs) {
        assert_ne!(our_name, their_name);
        assert!(our_title.starts_with("Contoso: ") && their_title.starts_with("Fabrikam: "), "{our_title}");
    }
}
