//! `recover` asks the servers that it is told to ask, on loopback, and what it could not see leads to no call.

use assert_cmd::Command;

use crate::lab::Lab;
use crate::world::{VALUE, planted};

/// A case at the TXT record: walks as far as the file goes.
fn walk(lab: &Lab, domain: &str, servers: &[&str], case: &str) -> (String, String) {
    let answers = format!(
        "facts-first = true\n[facts]\n\"support.number\" = \"2611220040001234\"\n\
         \"support.earlier\" = \"unknown\"\n\"support.engineer\" = \"Priya\"\n\"dns.consent\" = \"yes\"\n\"dns-proof.domain\" = \"{domain}\"\n\
         \"dns-proof.host\" = \"@\"\n\"dns-proof.value\" = \"{VALUE}\"\n\"support.offset\" = \"Redmond\"\n\
         [steps]\n\"stop-card/still-open\" = \"no\"\n\"which-lockout/what-you-see\" = \"request\"\n\
         \"case-board/happened\" = \"dns-txt-record/visible\"\n"
    );
    lab.file("answers.toml", &answers);
    let mut command = Command::cargo_bin("reentry").unwrap();
    let done = command
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("REENTRY_DNS_PORT", lab.port.to_string())
        .env("REENTRY_CLOCK", "2026-11-22T12:00:00+01:00")
        .current_dir(lab.file("here", "").parent().unwrap())
        .args(["recover", case, "--plain", "--no-input", "--answers", "answers.toml"])
        .args(servers)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    let journal = lab.file("here", "").with_file_name(case).join("journal.jsonl");
    (said, std::fs::read_to_string(journal).unwrap())
}

#[test]
fn recover_asks_the_root_and_the_resolver_that_it_is_given() {
    let lab = planted();
    let (said, journal) = walk(&lab, "good.lab", &["--root-hints", "hints"], "seen");
    assert!(journal.contains("{\"checked\":\"yes\"}"), "{said}");
    assert!(said.contains("Asking the name servers of good.lab"), "{said}");
    let resolver = format!("127.0.0.40:{}", lab.port);
    let (said, journal) =
        walk(&lab, "good.lab", &["--root-hints", "hints", "--resolver", &resolver], "resolved");
    assert!(journal.contains("{\"checked\":\"yes\"}"), "{said}");
    let seen = lab.file("here", "").with_file_name("resolved").join("observations");
    let asked = std::fs::read_dir(&seen).unwrap().map(|one| std::fs::read(one.unwrap().path()).unwrap());
    assert!(asked.into_iter().any(|bytes| String::from_utf8_lossy(&bytes).contains("127.0.0.40")), "{said}");
}

#[test]
fn a_mistyped_server_leaves_no_case_behind() {
    let lab = planted();
    for (flag, value, code) in [("--root-hints", "nowhere", 7), ("--resolver", "dns.example", 2)] {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::cargo_bin("reentry").unwrap();
        command.env_clear().env("PATH", "/usr/bin:/bin").env("REENTRY_DNS_PORT", lab.port.to_string());
        command.current_dir(folder.path()).args(["recover", "case", "--plain", "--no-input", flag, value]);
        let done = command.output().unwrap();
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert_eq!(done.status.code(), Some(code), "{said}");
        assert!(said.contains(value) && !folder.path().join("case").exists(), "{said}");
    }
}

#[test]
fn what_could_not_be_seen_never_leads_to_telling_them_to_look() {
    let lab = planted();
    lab.file("closed", ". 3600 NS root.\nroot. 3600 A 127.0.0.30\n");
    let (said, journal) = walk(&lab, "good.lab", &["--root-hints", "closed"], "unseen");
    assert!(journal.contains("{\"checked\":\"unknown\"}"), "{said}");
    assert!(journal.contains("dns-txt-record/not-checked"), "{said}");
    assert!(!said.contains("Tell them to look, and give them their hour"), "{said}");
}
