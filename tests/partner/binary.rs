//! The real program: exit codes, the frozen view, and the words a frightened person reads.

use std::process::{Command, Output};

use serde_json::Value;

const CORPUS: &str = "corpus/partner";

pub(crate) fn reentry(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_reentry"))
        // Not the top of the repository, where a person's case may lie.
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests"))
        .env_clear()
        .env("REENTRY_CLOCK", "2026-11-22T01:00:00Z")
        .args(args)
        .output()
        .unwrap()
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn file(name: &str) -> String {
    format!("{CORPUS}/{name}.json")
}

fn view(args: &[&str]) -> (Value, Option<i32>) {
    let output = reentry(&[&["partner", "check", "--json"], args].concat());
    let parsed = serde_json::from_slice(&output.stdout);
    (parsed.unwrap_or_else(|e| panic!("{e}: {}", text(&output.stderr))), output.status.code())
}

#[test]
fn the_view_keeps_its_contract() {
    let (view, code) = view(&["--cause", "conditional-access", &file("10-global-admin-without-extension")]);
    assert_eq!(code, Some(0));
    assert_eq!(view["schema"], "reentry/partner/v1");
    assert_eq!(view["cause"], "conditional-access");
    assert_eq!(view["nobody"], false);
    assert!(view["next"].as_str().unwrap().contains("Northwind"));
    let rescuer = &view["rescuers"][0];
    assert_eq!(rescuer["kind"], "gdap");
    assert_eq!(rescuer["status"], "active");
    assert_eq!(rescuer["auto_extend"], false, "Global Administrator forbids it, whatever the file says");
    assert_eq!(rescuer["ends"], "2027-05-01T00:00:00Z");
    assert_eq!(rescuer["blocked_by_ca"], "unknown");
    assert!(rescuer["can"].as_array().unwrap().contains(&"edit-policy".into()));
    let ask = rescuer["ask"].as_str().unwrap();
    assert!(ask.contains("https://entra.microsoft.com/4fdbff88-9d6b-42e0-9713-45c922ba8001"), "{ask}");
    assert!(ask.contains("Connect-MgGraph -TenantId 4fdbff88-9d6b-42e0-9713-45c922ba8001"), "{ask}");
}

#[test]
fn what_comes_next_fits_what_is_missing() {
    let next =
        |name| view(&["--cause", "conditional-access", &file(name)]).0["next"].as_str().unwrap().to_owned();
    assert!(next("17-activating").starts_with("Microsoft is setting up"), "{}", next("17-activating"));
    assert!(next("26-reseller-has-not-consented").contains("in their hands"));
}

#[test]
fn a_surviving_role_is_a_rescuer_without_any_file() {
    for role in ["Security Administrator", "194ae4cb-b126-40b2-bd5b-6091b380977d", "SECURITY ADMIN"] {
        let (view, code) = view(&["--cause", "conditional-access", "--role", role]);
        assert_eq!((code, &view["rescuers"][0]["kind"]), (Some(0), &"surviving-role".into()), "{role}");
        assert_eq!(view["rescuers"][0]["ends"], Value::Null);
    }
    let (view, code) = view(&["--cause", "conditional-access", "--role", "Helpdesk Administrator"]);
    assert_eq!((code, &view["nobody"]), (Some(3), &true.into()));
    assert_eq!(view["rescuers"], Value::Array(Vec::new()));
}

#[test]
fn an_unknown_role_is_neither_yes_nor_no() {
    let (view, code) =
        view(&["--cause", "conditional-access", "--role", "12345678-0000-4000-8000-000000000000"]);
    assert_eq!((code, &view["nobody"]), (Some(3), &false.into()));
    assert_eq!(view["others"][0]["verdict"], "unknown");
}

#[test]
fn nobody_is_told_to_support_only_with_a_record() {
    let statement = |args: &[&str]| {
        let (view, _) = view(&[&["--cause", "conditional-access"], args].concat());
        view["statement"]
            .as_array()
            .unwrap()
            .iter()
            .map(|line| line.as_str().unwrap().to_owned())
            .collect::<String>()
    };
    let expired = file("06-expired-yesterday");
    assert!(statement(&[&expired]).contains("No partner relationship on our record can"));
    assert!(statement(&[&expired]).contains("Over since 2026-11-21"));
    for open in ["03-unassigned", "08-maybe-extended", "20-unknown-role"] {
        assert!(statement(&[&file(open)]).contains("still open"), "{open}");
    }
    assert!(statement(&[]).contains("not known yet"));
}

#[test]
fn other_customers_are_never_mixed_in() {
    let two = reentry(&["partner", "check", "--cause", "mfa-lost", &file("graph-page")]);
    assert_eq!(two.status.code(), Some(7));
    assert!(
        text(&two.stderr).contains("--tenant 52eaad04-13a2-4a2f-9ce8-93a294fadf36"),
        "{}",
        text(&two.stderr)
    );
    let ours = "4fdbff88-9d6b-42e0-9713-45c922ba8001";
    let (view, code) =
        view(&["--cause", "conditional-access", "--tenant", ours, &file("22-foreign-customer")]);
    assert_eq!((code, &view["others"], &view["nobody"]), (Some(3), &Value::Array(Vec::new()), &false.into()));
}

#[test]
fn mistakes_name_the_place_and_the_cure() {
    for (args, code, words) in [
        (vec!["--cause", "locked"], 2, "conditional-access, mfa-lost"),
        (vec!["--role", "Conditonal Access Admin"], 2, "--role \"Conditional Access Administrator\""),
        (vec!["--tenant", "contoso"], 2, "only 0-9, a-f"),
        (vec!["no-such-file.json"], 7, "no-such-file.json could not be read"),
        (vec!["corpus/partner"], 7, "a folder"),
        (vec!["../CHANGELOG.md"], 7, "is not the header of a relationship export"),
        (
            vec!["corpus/partner/powershell-shallow.json"],
            7,
            "hint: Export again with: ConvertTo-Json -Depth 6",
        ),
    ] {
        let output = reentry(&[vec!["partner", "check"], args.clone()].concat());
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{args:?}: {said}");
        assert!(said.contains(words), "{args:?}: {said}");
        assert!(output.stdout.is_empty(), "{args:?}");
    }
}

#[test]
fn what_a_frightened_person_reads() {
    let shown = |args: &[&str]| {
        text(&reentry(&[&["partner", "check", "--cause", "conditional-access"], args].concat()).stdout)
    };
    insta::assert_snapshot!(
        "a_partner_one_step_away",
        shown(&[&file("03-unassigned"), "--role", "Reports Reader"])
    );
    insta::assert_snapshot!(
        "nobody_on_record",
        shown(&[&file("06-expired-yesterday"), "--role", "Helpdesk Administrator"])
    );
    insta::assert_snapshot!(
        "authentication_role_for_a_policy",
        shown(&[&file("13-privileged-authentication")])
    );
    for line in shown(&[&file("21-two-partners")]).lines() {
        assert!(line.chars().count() <= 80 || !line.contains(' '), "{line}");
    }
}

#[test]
fn a_hostile_name_steers_no_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("evil.json");
    let evil = include_str!("../corpus/partner/01-works.json")
        .replace("Northwind", "\\u001b[2J\\u202eNorth<script>");
    std::fs::write(&path, evil).unwrap();
    let output = reentry(&["partner", "check", "--cause", "conditional-access", path.to_str().unwrap()]);
    let all = text(&output.stdout) + &text(&output.stderr);
    assert!(all.contains("North<script>") && !all.contains('\u{1b}') && !all.contains('\u{202e}'), "{all:?}");
}

/// The mail to a partner says of the administrators what the request to Microsoft says, and no more; once somebody is in,
/// nobody is asked to open the door.
#[test]
fn the_mail_to_a_partner_says_what_the_case_knows() {
    let folder = tempfile::tempdir().unwrap();
    let case = folder.path().join("case");
    let case = case.to_str().unwrap();
    let told = |args: &[&str]| {
        let output = reentry(&[args, &["--case", case]].concat());
        assert!(output.status.success(), "{args:?}: {}", text(&output.stderr));
    };
    let mail = || {
        let file = file("10-global-admin-without-extension");
        let args = ["partner", "check", "--json", "--cause", "conditional-access", &file, "--case", case];
        let view: Value = serde_json::from_slice(&reentry(&args).stdout).unwrap();
        view["rescuers"][0]["ask"].as_str().unwrap_or_default().to_owned()
    };
    let answers = folder.path().join("answers.toml");
    std::fs::write(&answers, "[facts]\n\"case.name\" = \"Northwind\"\n").unwrap();
    reentry(&["recover", case, "--answers", answers.to_str().unwrap()]);
    let unknown = mail();
    assert!(unknown.contains("is locked out") && !unknown.contains("Administrator of"), "{unknown}");
    let add = ["account", "add", "anna@contoso.com", "--role", "Global Administrator", "--state", "refused"];
    told(&add);
    let one = mail();
    assert!(
        one.contains("The one Global Administrator of") && one.contains("that we know of cannot sign in."),
        "{one}"
    );
    assert!(!one.contains("do not get in") && !one.contains("No Global Administrator"), "{one}");
    told(&["account", "set", "anna@contoso.com", "--state", "in"]);
    assert_eq!(mail(), "");
}
