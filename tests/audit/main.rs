//! Three tenants, audited: reports that one would hand to a customer, read as a whole.

#![expect(clippy::unwrap_used, reason = "a test may stop where it stands")]

mod methods;
mod verdicts;

use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value;

fn tenant(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/audit/tenants").join(format!("{name}.toml"))
}

/// `reentry audit` on this profile, on the morning of 22 November 2026.
fn audit(profile: &Path, args: &[&str]) -> Command {
    let mut command = Command::cargo_bin("reentry").unwrap();
    command
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("REENTRY_CLOCK", "2026-11-22T09:00:00+01:00")
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests"))
        .args(["audit", "--profile"])
        .arg(profile)
        .args(args);
    command
}

fn view(profile: &Path, args: &[&str], code: i32) -> Value {
    let args = [&["--json"], args].concat();
    let out = audit(profile, &args).assert().code(code).get_output().stdout.clone();
    serde_json::from_slice(&out).unwrap()
}

fn result<'a>(view: &'a Value, id: &str) -> &'a str {
    let item = view["items"].as_array().unwrap().iter().find(|item| item["id"] == id).unwrap();
    item["result"].as_str().unwrap()
}

#[test]
fn a_good_a_typical_and_a_doomed_tenant() {
    for (name, code) in [("good", 0), ("typical", 3), ("doomed", 3)] {
        let out = audit(&tenant(name), &[]).assert().code(code).get_output().stdout.clone();
        let version = format!("reentry {}", env!("CARGO_PKG_VERSION"));
        let text = String::from_utf8(out).unwrap().replace(&version, "reentry VERSION");
        insta::assert_snapshot!(name, text);
    }
}

/// What nobody has answered is never in order, and alone it is neither a pass nor a failure.
#[test]
fn unknown_is_not_a_pass() {
    let folder = tempfile::tempdir().unwrap();
    let good = std::fs::read_to_string(tenant("good")).unwrap();
    let forgot = folder.path().join("forgot.toml");
    let without: Vec<&str> = good.lines().filter(|line| !line.starts_with("BG-13")).collect();
    std::fs::write(&forgot, without.join("\n")).unwrap();
    let view = view(&forgot, &[], 6);
    assert_eq!((result(&view, "BG-13"), view["first"][0].as_str()), ("unknown", Some("BG-13")));

    let empty = folder.path().join("empty.toml");
    std::fs::write(&empty, "format = \"reentry/profile/v1\"\n").unwrap();
    let view = self::view(&empty, &[], 6);
    let all = view["items"].as_array().unwrap();
    assert!(all.len() == 38 && all.iter().all(|item| item["result"] == "unknown"));
}

#[test]
fn the_next_audit_says_what_changed() {
    let folder = tempfile::tempdir().unwrap();
    let before = folder.path().join("before.json");
    let saved = ["-o", before.to_str().unwrap()];
    audit(&tenant("typical"), &[&["--json"], &saved[..]].concat()).assert().code(3);
    let mended = folder.path().join("tenant.toml");
    let text = std::fs::read_to_string(tenant("typical")).unwrap();
    std::fs::write(
        &mended,
        text.replace("contact-reachable = false", "contact-reachable = true\ncontact-tested = 2026-11-20"),
    )
    .unwrap();
    let view = view(&mended, &["--since", before.to_str().unwrap()], 3);
    assert_eq!(view["since"]["changed"], serde_json::json!([{ "id": "BG-29", "from": "no", "to": "yes" }]));
    audit(&mended, &["--since", mended.to_str().unwrap()]).assert().code(7);
}

/// What is asked is kept in the profile at once: whoever stops has lost nothing, and a secret is never kept.
#[test]
fn answers_are_asked_and_kept() {
    let folder = tempfile::tempdir().unwrap();
    let profile = folder.path().join("tenant.toml");
    std::fs::copy(tenant("doomed"), &profile).unwrap();
    let talk = "1\npassword=Winter2026!\n1\nAnna answers for them\n3\nnone\n2\nnone\nquit\n";
    let done = audit(&profile, &["--ask", "--plain", "--json"])
        .write_stdin(talk)
        .assert()
        .code(3)
        .get_output()
        .clone();
    let view: Value = serde_json::from_slice(&done.stdout).unwrap();
    let said = String::from_utf8(done.stderr).unwrap();
    let kept = std::fs::read_to_string(&profile).unwrap();
    assert!(!kept.contains("Winter2026") && kept.contains("Anna answers for them"), "{kept}");
    assert_eq!(result(&view, "BG-03"), "yes", "{said}");
    assert_eq!(result(&view, "BG-08"), "unknown", "not applicable needs a reason where it matters");
    assert_eq!(result(&view, "BG-12"), "no");
    // The next run asks only what is still open.
    let again =
        audit(&profile, &["--ask", "--plain"]).write_stdin("quit\n").assert().code(3).get_output().clone();
    let said = String::from_utf8(again.stderr).unwrap();
    assert!(said.contains("BG-08") && !said.contains("BG-03 ("), "{said}");
}
