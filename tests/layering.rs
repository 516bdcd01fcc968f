//! The direction of imports, held by a test: the core is pure, adapters are known to `main` alone, and the crates that
//! touch the world are each named in one place.

#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]
use std::fs;
use std::path::{Path, PathBuf};

const PURE: [&str; 13] = [
    "lint.rs",
    "model",
    "case",
    "runbook",
    "guide",
    "signin",
    "dns_proof",
    "partner",
    "evidence",
    "report",
    "readiness",
    "tenant",
    "policy",
];

fn sources(below: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut open = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(below)];
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(fs::read_dir(&path).unwrap().map(|e| e.unwrap().path()));
        } else if path.extension().is_some_and(|e| e == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            // Tests may touch the world; prose may name it.
            let code: String = text
                .split("#[cfg(test)]")
                .next()
                .unwrap_or_default()
                .lines()
                .filter(|l| !l.trim_start().starts_with("//"))
                .map(|l| format!("{l}\n"))
                .collect();
            if path.file_name().is_some_and(|n| n != "tests.rs")
                && !path.to_string_lossy().contains("/tests/")
            {
                found.push((path, code));
            }
        }
    }
    found
}

fn forbid(rooms: &[&str], words: &[&str]) {
    let mut wrong = Vec::new();
    for room in rooms {
        for (path, code) in sources(room) {
            for word in words {
                if code.contains(word) {
                    wrong.push(format!("{} names {word}", path.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn the_core_is_pure() {
    forbid(
        &PURE,
        &[
            "crate::port",
            "crate::adapter",
            "crate::command",
            "crate::world",
            "crate::settings",
            "std::fs",
            "std::env",
            "std::process",
            "std::thread",
            "Utc::now",
            "Local::now",
            "SystemTime",
            "Instant::now",
            "UdpSocket",
            "TcpStream",
            "TcpListener",
            "std::io::stdin",
            "io::stdout",
            "io::stderr",
            "tokio::",
            "dialoguer",
            "hickory",
        ],
    );
}

#[test]
fn the_nouns_do_not_know_the_words() {
    // report and guide look at the nouns, never the other way round.
    forbid(
        &["case", "signin", "dns_proof", "partner", "readiness", "tenant", "policy"],
        &["crate::report", "crate::guide"],
    );
    forbid(&["tenant"], &["crate::policy"]);
    forbid(&["runbook"], &["crate::guide", "crate::report", "crate::lint"]);
}

#[test]
fn only_main_knows_adapters() {
    forbid(&["command", "port", "cli", "settings.rs"], &["crate::adapter"]);
}

#[test]
fn each_outside_crate_has_one_place() {
    for (word, place) in
        [("dialoguer::", "terminal_rich"), ("hickory_resolver", "hickory"), ("zip::", "zip_archive")]
    {
        for (path, code) in sources("") {
            let name = path.to_string_lossy().replace('\\', "/");
            if !name.contains(&format!("/adapter/{place}")) {
                let named = code
                    .lines()
                    .any(|l| l.contains(&format!("use {word}")) || l.contains(&format!(" {word}")));
                assert!(!named, "{name} names {word}, which belongs to adapter/{place}");
            }
        }
    }
}

#[test]
fn main_is_short() {
    let (_, code) = sources("main.rs").pop().unwrap();
    assert!(code.lines().count() <= 70, "main builds the world and nothing else");
}
