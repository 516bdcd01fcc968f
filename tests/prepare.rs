//! `prepare` and what starts from its profile, with the real program.

#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

use std::fs;
use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use tempfile::TempDir;

const CONTOSO: &str = include_str!("../src/readiness/profile/tests/contoso.toml");

fn reentry(dir: &Path, args: &[&str], typed: &str) -> Output {
    Command::cargo_bin("reentry")
        .unwrap()
        .current_dir(dir)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("REENTRY_CLOCK", "2026-11-22T03:00:00+01:00")
        .args(args)
        .write_stdin(typed)
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn answers_are_kept_one_by_one_and_a_second_run_asks_only_what_is_missing() {
    let dir = TempDir::new().unwrap();
    let first = reentry(
        dir.path(),
        &["prepare"],
        "Contoso\n4fdbff88-9d6b-42e0-9713-45c922ba8O01\n4fdbff88-9d6b-42e0-9713-45c922ba8001\nlater\n1\n?\npwd: Winter2026!x\n",
    );
    let talk = said(&first);
    // The misread id is explained, and the talk goes on; the input's end names the question that is open.
    assert!(talk.contains("character 34 is 'O' (a zero?)"), "{talk}");
    assert_eq!(first.status.code(), Some(4), "{talk}");
    assert!(talk.contains("tenant.licence is not answered") && talk.contains("saved: everything"), "{talk}");
    let file = dir.path().join("tenant.toml");
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains("id = \"4fdbff88-9d6b-42e0-9713-45c922ba8001\"\n") && !text.contains("Winter"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let second = said(&reentry(dir.path(), &["prepare"], "contoso.onmicrosoft.com\nquit\n"));
    assert!(
        !second.contains("What is the organisation called?") && !second.contains("The tenant ID"),
        "{second}"
    );
    assert!(second.contains("tenant: onmicrosoft = contoso.onmicrosoft.com"), "{second}");
    assert!(second.contains("Continue with:\nreentry prepare \"tenant.toml\""), "{second}");
    let third = said(&reentry(dir.path(), &["prepare", "--all"], "1\nback\nContoso BV\nquit\n"));
    assert!(third.contains("1 Keep: Contoso\n"), "{third}");
    assert!(third.contains("tenant: name = Contoso BV (was Contoso)"), "{third}");
}

#[test]
fn a_place_that_others_read_is_warned_about() {
    let dir = TempDir::new().unwrap();
    fs::create_dir_all(dir.path().join("repo/.git")).unwrap();
    fs::create_dir_all(dir.path().join("repo/OneDrive - Contoso")).unwrap();
    let talk = said(&reentry(dir.path(), &["prepare", "repo/OneDrive - Contoso/tenant.toml"], "quit\n"));
    assert!(talk.contains("is a git checkout") && talk.contains(".gitignore"), "{talk}");
    assert!(talk.contains("looks like a OneDrive folder"), "{talk}");
    assert!(!said(&reentry(dir.path(), &["prepare"], "quit\n")).contains("CAUTION"));
}

#[test]
fn a_profile_that_cannot_be_used_is_left_as_it_is() {
    let dir = TempDir::new().unwrap();
    let file = dir.path().join("tenant.toml");
    for (text, said_why) in [
        (CONTOSO.replace("registrar", "regsitrar"), "hint: Did you mean registrar?"),
        (CONTOSO.replace("Contoso\"", "Contoso\"\npassword = \"Winter2026!\""), "is not a key of tenant"),
        ("not toml at all".to_owned(), "cannot be used"),
    ] {
        fs::write(&file, &text).unwrap();
        let output = reentry(dir.path(), &["prepare"], "Fabrikam\n");
        assert_eq!(output.status.code(), Some(7));
        assert!(said(&output).contains(said_why), "{}", said(&output));
        assert_eq!(fs::read_to_string(&file).unwrap(), text);
    }
}

#[test]
fn a_walk_that_starts_from_a_profile_asks_nothing_that_is_known() {
    let dir = TempDir::new().unwrap();
    fs::write(dir.path().join("tenant.toml"), CONTOSO).unwrap();
    let walk = ["recover", "case", "--profile", "tenant.toml", "--cause", "conditional-access", "--no-input"];
    let output = reentry(dir.path(), &walk, "");
    assert_eq!(output.status.code(), Some(4), "{}", said(&output));
    let request = reentry(dir.path(), &["ticket", "--case", "case"], "");
    let request = String::from_utf8(request.stdout).unwrap();
    for known in ["4fdbff88-9d6b-42e0-9713-45c922ba8001", "contoso.com, contoso.net", "E0400XYZ12"] {
        assert!(request.contains(known), "{request}");
    }
}
