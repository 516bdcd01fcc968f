//! A whole case becomes a bundle that a stranger can check with the tools of any computer.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::program::{err, out, reentry, walk};

fn bundled(dir: &Path, args: &[&str]) -> std::process::Output {
    reentry().current_dir(dir).arg("bundle").args(args).output().unwrap()
}

fn contoso() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let walked = walk(&dir.path().join("case"), "contoso-conditional-access.toml");
    assert_eq!(walked.status.code(), Some(0), "{}", err(&walked));
    dir
}

/// A tool of the system; in CI it must be there.
fn tool(name: &str) -> bool {
    let there =
        Command::new("sh").args(["-c", &format!("command -v {name}")]).output().unwrap().status.success();
    assert!(there || std::env::var_os("CI").is_none(), "CI must have {name}");
    there
}

#[test]
fn two_bundles_of_one_case_are_identical_and_every_tool_accepts_them() {
    let dir = contoso();
    for name in ["a.zip", "b.zip"] {
        let made = bundled(dir.path(), &["-o", name]);
        assert_eq!(made.status.code(), Some(0), "{}", err(&made));
    }
    let a = fs::read(dir.path().join("a.zip")).unwrap();
    assert!(a == fs::read(dir.path().join("b.zip")).unwrap(), "two bundles of one case differ");
    let verified = reentry().current_dir(dir.path()).args(["verify", "a.zip"]).output().unwrap();
    assert_eq!(verified.status.code(), Some(0), "{}", out(&verified));

    let run = |program: &str, args: &[&str], at: &Path| {
        let ran = Command::new(program).args(args).current_dir(at).output().unwrap();
        assert!(ran.status.success(), "{program} {args:?}: {}{}", out(&ran), err(&ran));
    };
    if tool("unzip") {
        run("unzip", &["-t", "a.zip"], dir.path());
        run("unzip", &["-q", "a.zip", "-d", "open"], dir.path());
        let bag = fs::read_dir(dir.path().join("open")).unwrap().next().unwrap().unwrap().path();
        if tool("sha256sum") {
            run("sha256sum", &["-c", "--strict", "manifest-sha256.txt"], &bag);
            run("sha256sum", &["-c", "--strict", "tagmanifest-sha256.txt"], &bag);
        }
        if tool("bagit.py") {
            run("bagit.py", &["--validate", &bag.display().to_string()], dir.path());
        }
        let ticket = fs::read_to_string(bag.join("data/10-ticket/ticket.txt")).unwrap();
        assert!(ticket.contains("e289bbe9-276a-4154-ba5e-08a32afa0200") && !ticket.contains("Fingerprint"));
    }
}

#[test]
fn one_changed_byte_is_seen() {
    let dir = contoso();
    assert_eq!(bundled(dir.path(), &["-o", "a.zip"]).status.code(), Some(0));
    let whole = fs::read(dir.path().join("a.zip")).unwrap();
    for at in (0..whole.len()).step_by(whole.len() / 60) {
        let mut changed = whole.clone();
        changed[at] ^= 0x10;
        fs::write(dir.path().join("x.zip"), &changed).unwrap();
        let verified = reentry().current_dir(dir.path()).args(["verify", "x.zip"]).output().unwrap();
        assert!(matches!(verified.status.code(), Some(3 | 7)), "byte {at}: {}", out(&verified));
    }
}

#[test]
fn nothing_is_overwritten_and_the_list_comes_first() {
    let dir = contoso();
    let made = bundled(dir.path(), &["-o", "a.zip"]);
    let list = err(&made);
    assert!(list.contains("00-SUMMARY.md") && list.contains("10-ticket/ticket.txt"), "{list}");
    let again = bundled(dir.path(), &["-o", "a.zip"]);
    assert_ne!(again.status.code(), Some(0));
    assert!(err(&again).contains("never overwritten"), "{}", err(&again));
    let seen = bundled(dir.path(), &["--preview", "-o", "b.zip"]);
    assert_eq!(seen.status.code(), Some(0));
    assert!(!dir.path().join("b.zip").exists());
}

#[test]
fn internal_notes_and_legal_papers_stay_out_of_a_support_bundle() {
    let dir = contoso();
    fs::write(dir.path().join("log.txt"), "router log, nothing secret\n").unwrap();
    fs::write(dir.path().join("minutes.txt"), "what the board said\n").unwrap();
    fs::write(dir.path().join("passport-anna.txt"), "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\n")
        .unwrap();
    let run = |args: &[&str]| reentry().current_dir(dir.path()).args(args).output().unwrap();
    assert_eq!(run(&["note", "--internal", "the board wants names"]).status.code(), Some(0));
    assert_eq!(run(&["attach", "log.txt"]).status.code(), Some(0));
    assert_eq!(run(&["attach", "--class", "internal", "minutes.txt"]).status.code(), Some(0));
    let refused = run(&["attach", "passport-anna.txt"]);
    assert_eq!(refused.status.code(), Some(7), "{}", err(&refused));
    let recorded = run(&["attach", "--class", "legal", "passport-anna.txt"]);
    assert_eq!(recorded.status.code(), Some(0), "{}", err(&recorded));
    assert!(
        !dir.path().join("case/attachments").read_dir().unwrap().any(|e| e
            .unwrap()
            .file_name()
            .to_string_lossy()
            .contains("passport")),
        "a legal paper was copied"
    );

    assert_eq!(run(&["bundle", "-o", "s.zip", "--store"]).status.code(), Some(0));
    let bundle = String::from_utf8_lossy(&fs::read(dir.path().join("s.zip")).unwrap()).into_owned();
    assert!(bundle.contains("router log") && bundle.contains("passport-anna.txt"));
    for secret in
        ["the board wants names", "what the board said", "ERIKSSON", &dir.path().display().to_string()]
    {
        assert!(!bundle.contains(secret), "the support bundle holds {secret:?}");
    }
    let verified = run(&["verify", "s.zip"]);
    assert_eq!(verified.status.code(), Some(0), "{}", out(&verified));

    assert_eq!(run(&["bundle", "--class", "internal", "-o", "i.zip", "--store"]).status.code(), Some(0));
    let internal = String::from_utf8_lossy(&fs::read(dir.path().join("i.zip")).unwrap()).into_owned();
    assert!(internal.contains("the board wants names") && internal.contains("what the board said"));
}

#[test]
fn what_was_removed_is_no_secret_and_a_preview_warns_of_one_that_is_left() {
    let dir = contoso();
    fs::write(
        dir.path().join("paste.txt"),
        "user=bob password=Winter2026! Authorization: Bearer abcdef0123456789\n",
    )
    .unwrap();
    let run = |args: &[&str]| reentry().current_dir(dir.path()).args(args).output().unwrap();
    let attached = run(&["attach", "paste.txt"]);
    assert_eq!(attached.status.code(), Some(0), "{}", err(&attached));
    let seen = run(&["bundle", "--preview"]);
    assert!(!err(&seen).contains("CAUTION"), "{}", err(&seen));
    let made = run(&["bundle", "--store", "-o", "a.zip"]);
    assert_eq!(made.status.code(), Some(0), "{}", err(&made));
    let bundle = String::from_utf8_lossy(&fs::read(dir.path().join("a.zip")).unwrap()).into_owned();
    assert!(!bundle.contains("Winter2026") && bundle.contains(r#""password":1"#));

    // A secret that came in by a way that asks nobody: the name of a file.
    fs::write(dir.path().join("password=Sommer2026.txt"), "nothing\n").unwrap();
    assert_eq!(run(&["attach", "password=Sommer2026.txt"]).status.code(), Some(0));
    let seen = run(&["bundle", "--preview"]);
    assert!(
        err(&seen).contains("would not be packed") && err(&seen).contains("a password"),
        "{}",
        err(&seen)
    );
    assert_eq!(run(&["bundle"]).status.code(), Some(7));
}

#[test]
fn a_handover_is_taken_up_and_a_fork_is_recognised() {
    let dir = contoso();
    let run = |at: &Path, args: &[&str]| reentry().current_dir(at).args(args).output().unwrap();
    fs::write(dir.path().join("log.txt"), "router log\n").unwrap();
    assert_eq!(run(dir.path(), &["attach", "log.txt"]).status.code(), Some(0));
    let handed = run(dir.path(), &["handover", "--to", "Bert", "-o", "h.zip"]);
    assert_eq!(handed.status.code(), Some(0), "{}", err(&handed));
    let other = tempfile::tempdir().unwrap();
    let handover = dir.path().join("h.zip").display().to_string();
    let taken = run(other.path(), &["recover", &handover, "--no-input", "--offline"]);
    assert_eq!(taken.status.code(), Some(0), "{}", err(&taken));
    assert_eq!(run(other.path(), &["note", "Bert was here"]).status.code(), Some(0));
    let case = fs::read_dir(other.path()).unwrap().next().unwrap().unwrap().path();
    assert!(case.join("attachments/a8cc91597ad3-log.txt").is_file());

    // Back to the first laptop: a copy that only went on is taken up.
    let back = run(other.path(), &["handover", "-o", "back.zip"]);
    assert_eq!(back.status.code(), Some(0), "{}", err(&back));
    let back = other.path().join("back.zip").display().to_string();
    let taken = run(dir.path(), &["--case", "case", "recover", &back, "--no-input", "--offline"]);
    assert_eq!(taken.status.code(), Some(0), "{}", err(&taken));
    assert!(out(&run(dir.path(), &["status", "-v"])).contains("Bert was here"));

    // Both go on: a fork, said and not merged.
    assert_eq!(run(other.path(), &["note", "one side"]).status.code(), Some(0));
    let fork = run(other.path(), &["handover", "-o", "fork.zip"]);
    assert_eq!(fork.status.code(), Some(0));
    let fork = other.path().join("fork.zip").display().to_string();
    let refused = run(dir.path(), &["--case", "case", "recover", &fork, "--no-input", "--offline"]);
    assert_eq!(refused.status.code(), Some(5));
    assert!(err(&refused).contains("fork"), "{}", err(&refused));
}

#[test]
fn in_a_case_the_printed_card_knows_the_tenant_and_the_partner() {
    let dir = contoso();
    let printed = reentry().current_dir(dir.path()).args(["print", "--format", "text"]).output().unwrap();
    assert_eq!(printed.status.code(), Some(0), "{}", err(&printed));
    let kit = out(&printed);
    assert!(kit.contains("4fdbff88-9d6b-42e0-9713-45c922ba8001") && kit.contains("+31 20 765 4321"));
    // Elsewhere nothing of a case is printed.
    let empty = tempfile::tempdir().unwrap();
    let printed = reentry().current_dir(empty.path()).args(["print", "--format", "text"]).output().unwrap();
    assert!(!out(&printed).contains("4fdbff88"));
}
