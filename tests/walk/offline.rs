//! With `--offline` no socket is opened in a whole walk, and without a question nothing is sent either.

use std::process::Command;

use crate::program::{CLOCK, err, file, reentry};

#[test]
#[cfg(target_os = "linux")]
fn a_whole_walk_opens_no_socket() {
    if Command::new("strace").arg("-V").output().is_err() {
        assert!(std::env::var_os("CI").is_none(), "CI must have strace");
        eprintln!("skipped: strace is not here");
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let trace = dir.path().join("trace");
    let walked = Command::new("strace")
        .args(["-f", "-qq", "-e", "trace=network", "-o"])
        .arg(&trace)
        .arg(env!("CARGO_BIN_EXE_reentry"))
        .arg("recover")
        .arg(dir.path().join("case"))
        .arg("--answers")
        .arg(file("answers/contoso-conditional-access.toml"))
        .args(["--no-input", "--offline"])
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("REENTRY_CLOCK", CLOCK)
        .output()
        .unwrap();
    assert_eq!(walked.status.code(), Some(0), "{}", err(&walked));
    let calls = std::fs::read_to_string(&trace).unwrap();
    // Signal handling may use an unconnected local pair; anything that could reach a network is a socket of a family.
    let reaching: Vec<&str> =
        calls.lines().filter(|l| l.contains("socket(") || l.contains("connect(")).collect();
    assert!(reaching.is_empty(), "{reaching:#?}");
}

#[test]
fn a_file_that_is_silent_about_dns_says_neither_yes_nor_no() {
    let dir = tempfile::tempdir().unwrap();
    let case = dir.path().join("case");
    let mut command = reentry();
    command.arg("recover").arg(&case).arg("--no-input");
    command.arg("--answers").arg(file("answers/contoso-conditional-access.toml"));
    assert_eq!(command.output().unwrap().status.code(), Some(0));
    let journal = std::fs::read_to_string(case.join("journal.jsonl")).unwrap();
    assert!(journal.contains("dns-txt-record/"), "the walk came to the DNS steps");
    assert!(!journal.contains("dns.consent"), "an answer that nobody gave was written down");
}
