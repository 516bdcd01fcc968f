//! A watch whose disk fails, or whose laptop goes dark: what was seen is said, and what was kept stays kept.

use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::inject::{Fault, Run, most, possible};
use crate::lab::patience;
use crate::world::planted;

const SEEN: &str = "good.lab  visible";

fn reentry(words: &[&str], case: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_reentry"));
    command.args(words).arg("--case").arg(case).env_clear().env("PATH", "/usr/bin:/bin");
    command.env("REENTRY_CLOCK", "2026-01-21T02:05:00+01:00").output().unwrap()
}

#[test]
fn every_call_of_a_watch_that_touches_the_case_may_fail() {
    if !possible() {
        return;
    }
    let lab = planted();
    let dir = tempfile::tempdir().unwrap();
    let (case, hints) =
        (dir.path().join("case"), lab.file("root-hints", ". 60 NS root.\nroot. 60 A 127.0.0.2\n"));
    // A case with one line; the walk asks and nobody answers.
    let opened = reentry(&["recover", "--no-input", "--offline"], &case);
    assert_eq!(opened.status.code(), Some(4), "{}", String::from_utf8_lossy(&opened.stderr));
    let journal = fs::read(case.join("journal.jsonl")).unwrap();

    let patience = patience();
    let words = [
        "dns",
        "watch",
        "good.lab",
        "--value",
        "22-11-2026",
        "--source",
        "127.0.0.1",
        "--timeout",
        &patience,
    ];
    let words = words.map(OsString::from).into_iter();
    let run = Run::new(words.chain([
        "--root-hints".into(),
        hints.into(),
        "--case".into(),
        case.as_os_str().into(),
    ]))
    .with("REENTRY_DNS_PORT", lab.port.to_string());
    let points = run.points(&case, 0, most(30));
    assert!(points.len() >= 15, "only {} points", points.len());
    let mut ends = 0;
    for point in &points {
        fs::write(case.join("journal.jsonl"), &journal).unwrap();
        let ended = run.spoiled(point);
        let (said, words) = (String::from_utf8_lossy(&ended.stdout), String::from_utf8_lossy(&ended.stderr));
        let what = format!("{:?} at {}\n{said}{words}", point.fault, point.line);
        assert!(!words.contains("panicked"), "{what}");
        ends += usize::from(!ended.status.success());
        match (ended.status.code(), point.fault) {
            (None, Fault::Killed) => {}
            (Some(0), _) => assert!(said.contains(SEEN), "{what}"),
            // A case that cannot be read is refused at once; one that cannot be written keeps nobody from the answer.
            (Some(5), _) => {
                assert!(words.contains("could not be read") || words.contains("no readable case"), "{what}");
            }
            (Some(1), _) => assert!(said.contains(SEEN) && words.contains("could not be saved"), "{what}"),
            (code, _) => panic!("{code:?}: {what}"),
        }
        let story = reentry(&["status", "-v"], &case);
        assert_eq!(story.status.code(), Some(0), "{what}");
        let kept = String::from_utf8_lossy(&story.stdout).contains("good.lab");
        assert!(kept || !ended.status.success(), "not in the story: {what}");
        let again = run.undisturbed();
        assert_eq!(again.status.code(), Some(0), "typed again after {what}");
    }
    eprintln!("watch: {} points, {ends} of them ended it", points.len());
    assert!(ends > 10, "only {ends} faults mattered");
}
