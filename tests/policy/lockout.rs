//! A lockout explained from exports: who refuses, by which condition, which way is open, and what to ask.
//!
//! The exports in `contoso/` are made; they are of the tenant of `answers/contoso-conditional-access.toml`.

use std::fs;
use std::path::Path;
use std::process::Output;

use serde_json::{Value, json};

use crate::binary::{json_of, reentry};

const NEEDED: &str = "Phishing-resistant MFA";

fn exports() -> String {
    concat!(env!("CARGO_MANIFEST_DIR"), "/tests/policy/contoso").to_owned()
}

fn said(output: &Output) -> String {
    let text = [&output.stdout[..], &output.stderr].concat();
    // Where a line of the screen breaks, and which quotation marks a terminal has, means nothing here.
    let text = String::from_utf8(text).unwrap().replace(['\u{201c}', '\u{201d}'], "\"");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn has(text: &str, wanted: &[&str]) {
    for one in wanted {
        assert!(text.contains(one), "\"{one}\" is not in:\n{text}");
    }
}

/// A profile with the exports imported beside it.
fn profile(dir: &Path, exports: &str) -> String {
    let path = dir.join("tenant.toml");
    let text = "format = \"reentry/profile/v1\"\n\n[tenant]\nid = \"4fdbff88-9d6b-42e0-9713-45c922ba8001\"\n\
                name = \"Contoso\"\nonmicrosoft = \"contoso.onmicrosoft.com\"\n";
    fs::write(&path, text).unwrap();
    let path = path.display().to_string();
    let taken = reentry(&["prepare", &path, "--no-input", "--plain", "--import", exports]);
    assert_eq!(taken.status.code(), Some(0), "{}", said(&taken));
    path
}

/// Walks as far as nobody has to answer.
fn begin(case: &str, profile: Option<&str>) -> Output {
    let mut args = vec!["recover", case, "--no-input", "--offline", "--plain"];
    args.extend(profile.into_iter().flat_map(|path| ["--profile", path]));
    reentry(&args)
}

fn asked(case: &str) -> String {
    let status = json_of(&reentry(&["status", "--json", "--case", case]));
    status["ask"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .collect::<Vec<_>>()
        .join(" ")
        .replace(['\u{201c}', '\u{201d}'], "\"")
}

#[test]
fn the_walk_and_the_page_for_support_explain_the_lockout() {
    let dir = tempfile::tempdir().unwrap();
    let (profile, case) = (profile(dir.path(), &exports()), dir.path().join("case").display().to_string());
    let answers = "answers/contoso-conditional-access.toml";
    let walked =
        reentry(&["recover", &case, "--profile", &profile, "--answers", answers, "--no-input", "--offline"]);
    assert_eq!(walked.status.code(), Some(0), "{}", said(&walked));
    has(
        &said(&walked),
        &[
            "anna@contoso.com, bert@contoso.com and admin@contoso.onmicrosoft.com are refused by \"Require passkey for admins\".",
            "included through role Global Administrator",
            NEEDED,
            // The account that nobody had thought of.
            "Open, as computed: dora@contoso.com through Entra admin center and Azure portal.",
            "Open a browser and sign in at https://entra.microsoft.com",
            "exclude it from the Conditional Access policy \"Require passkey for admins\".",
        ],
    );
    // She gets in, and her role repairs nothing.
    assert!(!said(&walked).contains("Open, as computed: carla@"));
    let page = said(&reentry(&["dossier", "--case", &case]));
    has(
        &page,
        &["Computed, not measured", "3 policies in contoso/policies.json", "included through role", NEEDED],
    );
    let kept = fs::read_to_string(Path::new(&case).join("journal.jsonl")).unwrap();
    assert!(kept.contains("\"what\":\"policies\""), "{kept}");
}

#[test]
fn without_a_word_of_a_person_the_ask_names_policy_and_account() {
    let dir = tempfile::tempdir().unwrap();
    let (profile, case) = (profile(dir.path(), &exports()), dir.path().join("case").display().to_string());
    begin(&case, Some(&profile));
    has(&asked(&case), &["anna@contoso.com", "\"Require passkey for admins\"", NEEDED]);
    let lines = || fs::read_to_string(Path::new(&case).join("journal.jsonl")).unwrap().lines().count();
    let before = lines();
    begin(&case, Some(&profile));
    assert_eq!(lines(), before, "the same exports say the same, and are not recorded twice");
}

#[test]
fn attached_exports_explain_it_as_well() {
    let dir = tempfile::tempdir().unwrap();
    let case = dir.path().join("case").display().to_string();
    begin(&case, None);
    let file = |name: &str| format!("{}/{name}", exports());
    let others = reentry(&["attach", "--case", &case, &file("users.json"), &file("role-assignments.json")]);
    assert!(!said(&others).contains("exported policies say"), "{}", said(&others));
    let files = [file("registration.json"), file("policies.json")];
    let attached = reentry(&["attach", "--case", &case, &files[0], &files[1]]);
    has(
        &said(&attached),
        &["What the exported policies say", "are refused by \"Require passkey for admins\""],
    );
    // Nobody named an account yet: the exports do.
    has(&asked(&case), &["admin@contoso.onmicrosoft.com", "\"Require passkey for admins\""]);
    let told = reentry(&["account", "add", "bert@contoso.com", "--state", "refused", "--case", &case]);
    assert_eq!(told.status.code(), Some(0), "{}", said(&told));
    has(&asked(&case), &["bert@contoso.com", "\"Require passkey for admins\""]);
}

#[test]
fn an_account_that_two_policies_refuse_needs_both_exclusions_and_one_that_needs_fewer_is_asked_for() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("exports");
    fs::create_dir_all(&folder).unwrap();
    for file in fs::read_dir(exports()).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), folder.join(file.file_name())).unwrap();
    }
    let path = folder.join("policies.json");
    let mut policies: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    // Anna is refused twice, everybody else once.
    policies["value"].as_array_mut().unwrap().push(json!({
        "id": "f1000000-0000-4000-8000-000000000009", "displayName": "Block leavers", "state": "enabled",
        "conditions": {
            "users": {"includeUsers": ["a1000000-0000-4000-8000-000000000001"]},
            "applications": {"includeApplications": ["All"]}, "clientAppTypes": ["all"],
        },
        "grantControls": {"operator": "OR", "builtInControls": ["block"]},
    }));
    fs::write(&path, policies.to_string()).unwrap();
    let (profile, case) =
        (profile(dir.path(), &folder.display().to_string()), dir.path().join("case").display().to_string());
    let walked = said(&begin(&case, Some(&profile)));
    has(&walked, &["anna@contoso.com is refused by \"Require passkey for admins\" and \"Block leavers\"."]);
    let asked = asked(&case);
    assert!(asked.contains("bert@contoso.com") || asked.contains("admin@contoso"), "{asked}");
    assert!(!asked.contains("leavers"), "{asked}");
}

#[test]
fn what_cannot_be_told_is_said_so_and_nothing_is_asked_on_its_strength() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("exports");
    fs::create_dir_all(&folder).unwrap();
    for name in ["policies.json", "users.json", "role-assignments.json"] {
        fs::copy(format!("{}/{name}", exports()), folder.join(name)).unwrap();
    }
    let (profile, case) =
        (profile(dir.path(), &folder.display().to_string()), dir.path().join("case").display().to_string());
    let walked = said(&begin(&case, Some(&profile)));
    has(&walked, &["cannot be told", "which sign-in methods are registered"]);
    assert!(!walked.contains("are refused by"), "{walked}");
    assert!(!asked(&case).contains("passkey"), "{}", asked(&case));
}
