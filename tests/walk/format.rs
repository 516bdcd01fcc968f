//! Journals of other programs: the first edition's, a newer one's, an older format's, and those that somebody forged in
//! a chain that is right.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use crate::forge::{self, FIRST, Line};
use crate::program::{err, file, out, reentry};

fn old(name: &str) -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let case = dir.path().join("case");
    fs::create_dir_all(case.join("attachments")).unwrap();
    fs::copy(file("journals/first-edition").join(name), case.join("journal.jsonl")).unwrap();
    let log = "attachments/a8cc91597ad3-log.txt";
    fs::copy(file("journals/first-edition").join(log), case.join(log)).unwrap();
    (dir, case)
}

fn run(case: &Path, args: &[&str]) -> Output {
    reentry().args(args).arg("--case").arg(case).output().unwrap()
}

#[test]
fn a_journal_of_the_first_edition_is_read_and_continued() {
    for name in ["journal.jsonl", "put-off.jsonl"] {
        let (dir, case) = old(name);
        let before = fs::read(case.join("journal.jsonl")).unwrap();
        let lines = before.iter().filter(|b| **b == b'\n').count();
        assert_eq!(run(&case, &["status", "-v"]).status.code(), Some(0));
        let noted = run(&case, &["note", "written by the second edition"]);
        assert_eq!(noted.status.code(), Some(0), "{}", err(&noted));
        let after = fs::read(case.join("journal.jsonl")).unwrap();
        assert!(after.starts_with(&before), "lines are never rewritten");
        assert_eq!(after.iter().filter(|b| **b == b'\n').count(), lines + 1);
        let bundle = dir.path().join("b.zip");
        let packed = run(&case, &["bundle", "-o", bundle.to_str().unwrap()]);
        assert_eq!(packed.status.code(), Some(0), "{}", err(&packed));
        let verified = reentry().arg("verify").arg(&bundle).output().unwrap();
        assert_eq!(verified.status.code(), Some(0), "{}", out(&verified));
    }
}

#[test]
fn an_event_that_is_not_known_keeps_its_place_and_stays_inside() {
    let newer = Line { minor: Some(7), ..FIRST };
    let unknown = r#"{"event":"deadline-set","until":"HIDDEN-WORDS"}"#;
    let value =
        r#"{"event":"learned","fact":"tenant.invoice","value":"HIDDEN-WORDS","source":"crystal-ball"}"#;
    for (line, payload) in [(FIRST, unknown), (newer, unknown), (newer, value)] {
        let (dir, case) = old("journal.jsonl");
        let journal = case.join("journal.jsonl");
        forge::append(&journal, line, payload);
        let read = run(&case, &["status", "-v"]);
        assert_eq!(read.status.code(), Some(0), "{}", err(&read));
        let words = out(&read).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains("anna: (written by a newer reentry)"), "{words}");

        // Nobody writes after it, by any verb, also where its line end was lost: it is no line that was cut off.
        let before = fs::read(&journal).unwrap();
        for whole in [&before[..], &before[..before.len() - 1]] {
            fs::write(&journal, whole).unwrap();
            let noted = run(&case, &["note", "hello"]);
            assert_eq!(noted.status.code(), Some(5), "{}", err(&noted));
            assert!(err(&noted).contains("a newer reentry has written into"), "{}", err(&noted));
            assert!(!err(&noted).contains("cut off") && fs::read(&journal).unwrap() == whole);
        }
        fs::write(&journal, &before).unwrap();
        let bundle = dir.path().join("b.zip");
        run(&case, &["bundle", "--store", "-o", bundle.to_str().unwrap()]);
        let packed = fs::read(&bundle).unwrap();
        assert!(!String::from_utf8_lossy(&packed).contains("HIDDEN-WORDS"), "{payload}");
        let verified = reentry().arg("verify").arg(&bundle).output().unwrap();
        assert_eq!(verified.status.code(), Some(0), "{}", out(&verified));
    }
}

#[test]
fn an_older_format_is_called_older_and_a_newer_one_newer() {
    for (format, word) in [(0, "older"), (2, "newer"), (9, "newer")] {
        let (_dir, case) = old("journal.jsonl");
        let journal = case.join("journal.jsonl");
        let text = fs::read_to_string(&journal).unwrap();
        for with in [format!("{{\"format\":{format},"), format!("{{\"format\":{format},\"new\":true,")] {
            fs::write(&journal, text.replacen("{\"format\":1,", &with, 1)).unwrap();
            let status = run(&case, &["status"]);
            assert_eq!(status.status.code(), Some(5));
            let said = err(&status);
            let other = if word == "older" { "newer" } else { "older" };
            let first = said.split("because").next().unwrap();
            assert!(first.contains(word) && !first.contains(other) && !said.contains("damaged"), "{said}");
        }
    }
}

#[test]
fn the_minor_of_a_line_is_under_its_hash() {
    let (_dir, case) = old("journal.jsonl");
    let journal = case.join("journal.jsonl");
    forge::append(&journal, Line { minor: Some(7), ..FIRST }, r#"{"event":"noted","text":"x"}"#);
    let text = fs::read_to_string(&journal).unwrap();
    for (from, to) in [("\"minor\":7", "\"minor\":1"), ("\"minor\":7,", "")] {
        assert!(text.contains(from));
        fs::write(&journal, text.replace(from, to)).unwrap();
        let status = run(&case, &["status"]);
        assert_eq!(status.status.code(), Some(5), "{to}");
        assert!(err(&status).contains("does not match its hash"), "{}", err(&status));
    }
}

/// Every field of an event that becomes a name, a path or a word without further thought.
#[test]
fn a_forged_value_is_no_value() {
    let kept = "attachments/a8cc91597ad3-log.txt";
    let digest = format!("a8cc91597ad3{}", "0".repeat(52));
    let attached = |id: &str, class: &str, sha256: &str, kept: &str| {
        format!(
            r#"{{"event":"attached","item":{{"id":"{id}","class":"{class}","original-name":"x","bytes":1,"sha256":"{sha256}","kept-as":"{kept}"}}}}"#
        )
    };
    let opened = |case: &str| format!(r#"{{"event":"opened","case":"{case}","tool":"reentry 0.1.0"}}"#);
    let print = "0123456789abcdef".repeat(4);
    let bundled = |class: &str, print: &str| {
        format!(r#"{{"event":"bundled","class":"{class}","file":"b.zip","fingerprint":"{print}"}}"#)
    };
    let chosen =
        |id: &str| format!(r#"{{"event":"answered","step":"a/b","reply":{{"chosen":"{id}"}},"to":null}}"#);
    let tenant = |value: &str| {
        format!(r#"{{"event":"learned","fact":"tenant.id","value":{value},"source":"person"}}"#)
    };
    let good = [
        attached("A003", "internal", &digest, kept),
        opened("2026-11-27-abcd"),
        bundled("support", &print),
        chosen("mfa-lost"),
        tenant("null"),
        tenant("\"4fdbff88-9d6b-42e0-9713-45c922ba8001\""),
    ];
    let bad = [
        opened("../REL"),
        opened("/tmp/abs"),
        opened(""),
        opened(&"a".repeat(41)),
        opened("x\\r\\nSUMMARY:Forged"),
        opened("Case"),
        attached("../1", "support", &digest, kept),
        attached("A003", "sup\\u001b[2Jport", &digest, kept),
        attached("A003", "secret", &digest, kept),
        attached("A003", "support", "not hex", kept),
        attached("A003", "support", &"b".repeat(64), kept),
        attached("A003", "support", &digest, "attachments/../x"),
        bundled("support", "../x"),
        bundled("support", &print[..32]),
        bundled("public", &print),
        chosen("x\\u202ey"),
        chosen("\\nFORGED LINE: verified"),
        tenant("\"not a tenant\\n\""),
        tenant("[\"4fdbff88-9d6b-42e0-9713-45c922ba8001\"]"),
    ];
    let tried = |payload: &str| {
        let (_dir, case) = old("journal.jsonl");
        forge::append(&case.join("journal.jsonl"), FIRST, payload);
        run(&case, &["status", "-v"])
    };
    for payload in good {
        let read = tried(&payload);
        assert_eq!(read.status.code(), Some(0), "{payload}: {}", err(&read));
    }
    for payload in bad {
        let read = tried(&payload);
        assert_eq!(read.status.code(), Some(5), "{payload}");
        assert!(err(&read).contains("line 112"), "{payload}: {}", err(&read));
        assert!(!err(&read).contains(['\u{1b}', '\u{202e}']) && !err(&read).contains("\nFORGED"));
    }
}
