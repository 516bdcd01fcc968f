//! Whoever opens the case on the third day sees on one screen whose turn it is, until when, and what to type.

use crate::program::{err, out, reentry, talk};

/// The screen of somebody who types nothing but the program's name.
fn alone(case: &std::path::Path, clock: &str) -> String {
    let mut command = reentry();
    let shown = command.env("REENTRY_CLOCK", clock).current_dir(case).output().unwrap();
    assert_eq!(shown.status.code(), Some(0), "{}", err(&shown));
    out(&shown)
}

#[test]
fn one_screen_tells_whose_turn_it_is_until_when_and_what_to_type() {
    let dir = tempfile::tempdir().unwrap();
    let case = dir.path().join("case");
    let recover = |clock: &str, told: &str| {
        let mut command = reentry();
        command.env("REENTRY_CLOCK", clock).args(["recover", "--plain", "--offline"]).arg(&case);
        let talked = talk(command, told);
        assert_eq!(talked.status.code(), Some(0), "{}", err(&talked));
    };
    recover("2026-11-26T10:20:00+00:00", "2\n8\n2611230040003333\nnone\nData Protection\nquit\n");
    recover("2026-11-29T09:00:00+00:00", "an e-mail came\nI confirm\n11:05\nquit\n");
    let shown = alone(&case, "2026-11-29T10:00:00+00:00");
    for words in [
        "2611230040003333",
        "It is our turn",
        "before 2026-11-29 11:05",
        "telephone rings",
        "reentry ticket --phone",
        "reentry recover",
    ] {
        assert!(shown.contains(words), "{words} is missing:\n{shown}");
    }
    assert!(!shown.contains("earlier request"), "\"none\" became a request:\n{shown}");
    assert!(shown.lines().count() <= 22, "{}", shown);
}

#[test]
fn a_sentence_at_the_board_is_kept_and_a_deadline_may_be_tomorrow() {
    let dir = tempfile::tempdir().unwrap();
    let case = dir.path().join("case");
    let recover = |told: &str| {
        let mut command = reentry();
        command.env("REENTRY_CLOCK", "2026-11-26T20:20:00+00:00");
        command.args(["recover", "--plain", "--offline"]).arg(&case);
        let talked = talk(command, told);
        assert_eq!(talked.status.code(), Some(0), "{}", err(&talked));
        err(&talked)
    };
    let said =
        recover("2\n8\n2611230040003333\nnone\nData Protection\nPriya called and wants a reply\nquit\n");
    assert!(said.contains("Kept as \"something else\": Priya called and wants a reply"), "{said}");
    let journal = std::fs::read_to_string(case.join("journal.jsonl")).unwrap();
    assert!(journal.contains("Priya called and wants a reply"), "{journal}");
    // A word that is no line of the board is asked back.
    assert!(recover("mail\nquit\n").contains("Type a number from 1 to 9"));
    // What is no news is asked back, and is in no journal.
    for no_news in ["I do not understand", "nothing new", "go back", "is it over?"] {
        assert!(recover(&format!("{no_news}\nquit\n")).contains("Nothing was kept"), "{no_news}");
        let journal = std::fs::read_to_string(case.join("journal.jsonl")).unwrap();
        assert!(!journal.contains(no_news), "{journal}");
    }
    // However long a sentence is, the board stays one screen and says where the rest is.
    let mut command = reentry();
    command.env("REENTRY_CLOCK", "2026-11-26T20:21:00+00:00");
    command.args(["happened", "support-called", "--request", "2611230040003333", "--case"]).arg(&case);
    command.arg(format!("support said {}", "that they need more time for it ".repeat(40)));
    assert!(command.output().unwrap().status.success());
    let shown = alone(&case, "2026-11-26T20:30:00+00:00");
    assert!(shown.lines().count() <= 22, "{shown}");
    assert!(shown.contains("\u{2026} (reentry status)"), "{shown}");
    recover("an e-mail came\nI confirm\ntomorrow 09:00\nquit\n");
    let journal = std::fs::read_to_string(case.join("journal.jsonl")).unwrap();
    assert!(journal.contains("2026-11-27T09:00:00"), "{journal}");
}
