//! Laptops whose clocks are wrong, change to winter time, or stand on the days that clocks get wrong.

use std::path::Path;

use crate::program::{out, reentry, walk};

fn note(case: &Path, clock: &str, at: &str, text: &str) -> String {
    let mut command = reentry();
    command.env("REENTRY_CLOCK", clock).args(["note", text, "--case"]).arg(case);
    if !at.is_empty() {
        command.args(["--at", at]);
    }
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    out(&output)
}

fn story(case: &Path, clock: &str) -> String {
    let mut command = reentry();
    let output =
        command.env("REENTRY_CLOCK", clock).args(["status", "-v", "--case"]).arg(case).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    // One event, one line, however the screen folds it.
    out(&output).replace("\n  ", " ")
}

#[test]
fn a_clock_that_goes_back_is_said_and_changes_no_order() {
    let dir = tempfile::tempdir().unwrap();
    let case = dir.path().join("case");
    assert!(walk(&case, "fabrikam-lost-phone.toml").status.success());
    note(&case, "2026-06-01T12:00:00+02:00", "", "before");
    note(&case, "2026-05-31T09:30:00+02:00", "", "after the battery died");
    // A step of seconds is how clocks are kept right, and nobody's business.
    note(&case, "2026-05-31T09:29:30+02:00", "", "a moment later");
    let story = story(&case, "2026-05-31T09:30:00+02:00");
    let lines: Vec<&str> = story.trim_end().lines().rev().take(4).collect();
    assert!(lines[3].ends_with("before"), "{story}");
    assert!(lines[2].contains("the laptop's clock went back here by 1 day 2 h"), "{story}");
    assert!(lines[1].ends_with("after the battery died") && lines[0].ends_with("a moment later"), "{story}");
    assert_eq!(story.matches("went back here").count(), 1, "{story}");
}

#[test]
fn the_hour_that_comes_twice_leap_day_and_new_year() {
    let dir = tempfile::tempdir().unwrap();
    let case = dir.path().join("case");
    assert!(walk(&case, "fabrikam-lost-phone.toml").status.success());
    // 02:30 comes twice on this night; the offset tells which one is meant, and the clock has not gone back.
    note(&case, "2026-10-25T02:30:00+02:00", "", "first half past two");
    note(&case, "2026-10-25T02:10:00+01:00", "02:05", "second hour");
    // Just after midnight, "23:58" was yesterday, in whichever month and year that was.
    note(&case, "2027-01-01T00:05:00+01:00", "23:58", "old year");
    note(&case, "2028-02-29T12:00:00+01:00", "", "leap day");
    note(&case, "2028-03-01T00:05:00+01:00", "23:58", "the day before");
    let story = story(&case, "2028-03-01T00:06:00+01:00");
    for line in [
        "- 2026-10-25 02:10 +01:00 (2026-10-25 01:10 UTC) anna: second hour [happened 2026-10-25 02:05 +01:00]",
        "old year [happened 2026-12-31 23:58 +01:00]",
        "- 2028-02-29 12:00 +01:00 (2028-02-29 11:00 UTC) anna: leap day",
        "the day before [happened 2028-02-29 23:58 +01:00]",
    ] {
        assert!(story.contains(line), "{line}\n{story}");
    }
    assert!(!story.contains("went back here"), "{story}");
}

#[test]
fn a_date_that_is_none_is_refused_and_nothing_is_written() {
    let dir = tempfile::tempdir().unwrap();
    let case = dir.path().join("case");
    assert!(walk(&case, "fabrikam-lost-phone.toml").status.success());
    let before = std::fs::read(case.join("journal.jsonl")).unwrap();
    for at in ["2026-02-29T10:00", "24:01", "2026-13-01T00:00", "half past two"] {
        let output = reentry().args(["note", "x", "--at", at, "--case"]).arg(&case).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{at}: {output:?}");
    }
    assert_eq!(std::fs::read(case.join("journal.jsonl")).unwrap(), before);
}
