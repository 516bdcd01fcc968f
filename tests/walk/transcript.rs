//! Whole recoveries, read like prose.

use crate::program::{err, out, reentry, talk, walk};

fn settled(text: &str, case: &std::path::Path) -> String {
    let case = case.display().to_string();
    text.replace(&case, "/home/anna/case")
}

#[test]
fn a_policy_refuses_everybody() {
    let dir = tempfile::tempdir().unwrap();
    let case = dir.path().join("case");
    let walked = walk(&case, "contoso-conditional-access.toml");
    assert_eq!(walked.status.code(), Some(0), "{}", err(&walked));
    insta::assert_snapshot!("contoso", settled(&err(&walked), &case));

    for (name, args) in [
        ("request", &["ticket"][..]),
        ("phone", &["ticket", "--phone"]),
        ("handoff", &["ticket", "--handoff"]),
    ] {
        let ticket = reentry().args(args).arg("--case").arg(&case).output().unwrap();
        assert_eq!(ticket.status.code(), Some(0));
        insta::assert_snapshot!(format!("contoso_{name}"), settled(&out(&ticket), &case));
    }
}

#[test]
fn the_phone_is_lost_and_another_door_opens() {
    let dir = tempfile::tempdir().unwrap();
    let case = dir.path().join("case");
    let walked = walk(&case, "fabrikam-lost-phone.toml");
    assert_eq!(walked.status.code(), Some(0), "{}", err(&walked));
    let text = settled(&err(&walked), &case);
    assert!(!text.contains("Open the support request"), "Microsoft was called although a door had opened");
    insta::assert_snapshot!("fabrikam", text);
}

#[test]
fn the_first_three_minutes() {
    let dir = tempfile::tempdir().unwrap();
    let case = dir.path().join("case");
    let page = std::fs::read_to_string(crate::program::file("corpus/signin/016.txt")).unwrap();
    let mut command = reentry();
    command.args(["recover", "--plain", "--offline"]).arg(&case);
    let talked = talk(command, &format!("?\n2\n{page}\n\n1\nback\n1\nquit\n"));
    assert_eq!(talked.status.code(), Some(0), "{}", err(&talked));
    insta::assert_snapshot!("first_three_minutes", settled(&err(&talked), &case));

    let mut status = reentry();
    status.current_dir(&case);
    insta::assert_snapshot!("status_after_three_minutes", settled(&out(&status.output().unwrap()), &case));
}

#[test]
fn an_unanswered_question_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let case = dir.path().join("case");
    let walked = reentry().args(["recover", "--no-input", "--offline"]).arg(&case).output().unwrap();
    assert_eq!(walked.status.code(), Some(4));
    assert!(err(&walked).contains("\"stop-card/still-open\" ="), "{}", err(&walked));
}

#[test]
fn escapes_and_reversed_text_in_an_answer_are_shown_not_obeyed() {
    let dir = tempfile::tempdir().unwrap();
    let mut command = reentry();
    command.args(["recover", "--plain", "--offline"]).arg(dir.path().join("case"));
    let talked = talk(command, "\u{1b}[2J\u{202e}2\n2\n\u{1b}]0;owned\u{7} no error here\n\nquit\n");
    let said = err(&talked);
    assert!(!said.contains('\u{1b}') && !said.contains('\u{202e}') && !said.contains('\u{7}'), "{said:?}");
    assert!(said.contains("<U+001B>"), "{said}");
}
