//! Whole recoveries, read like prose.

use crate::program::{err, file, out, reentry, talk, walk};

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
    let page = std::fs::read_to_string(file("corpus/signin/016.txt")).unwrap();
    let mut command = reentry();
    command.args(["recover", "--plain", "--offline"]).arg(&case);
    let talked = talk(command, &format!("?\n2\n{page}\nanna@contoso.com\n\nback\nnobody knows\n2 4\nquit\n"));
    assert_eq!(talked.status.code(), Some(0), "{}", err(&talked));
    insta::assert_snapshot!("first_three_minutes", settled(&err(&talked), &case));

    let mut status = reentry();
    status.arg("status").current_dir(&case);
    insta::assert_snapshot!("status_after_three_minutes", settled(&out(&status.output().unwrap()), &case));
}

#[test]
fn the_step_that_wants_a_fresh_failed_sign_in_takes_it() {
    // Two days after the sign-in of the page: it is too old for support, so a fresh one is asked for.
    let later = "2026-01-23T02:05:00+01:00";
    let dir = tempfile::tempdir().unwrap();
    let case = dir.path().join("case");
    // Everything up to the evidence, and then a person.
    let all = std::fs::read_to_string(file("answers/contoso-conditional-access.toml")).unwrap();
    let (before, _) = all.split_once("\"failed-sign-in/").unwrap();
    let answers = dir.path().join("answers.toml");
    std::fs::write(&answers, before.replace("../corpus", &file("corpus").display().to_string())).unwrap();
    let mut walked = reentry();
    walked.env("REENTRY_CLOCK", later);
    walked.arg("recover").arg(&case).arg("--answers").arg(answers).args(["--no-input", "--offline"]);
    let walked = walked.output().unwrap();
    assert!(err(&walked).contains("failed-sign-in/flag-and-fail needs an answer"), "{}", err(&walked));

    let mut command = reentry();
    command.env("REENTRY_CLOCK", later).args(["recover", "--plain", "--offline"]).arg(&case);
    let fresh = "Request Id: 5b8b0e0c-6a7e-4b7a-9b1f-1d2c3b4a5f00\nCorrelation Id: 0d9c7d60-1f4e-4a3b-8c2d-7e6f5a4b3c2d\n\
                 Timestamp: 2026-01-23T01:00:00Z\nMessage: AADSTS53003: Access has been blocked\n\n";
    let talked = talk(command, &format!("1\n{fresh}anna@contoso.com\nquit\n"));
    let said = err(&talked);
    assert_eq!(talked.status.code(), Some(0), "{said}");
    let (_, at) = said.split_once("Paste the failed sign-in").unwrap();
    assert!(at.contains("1 There is none, or no newer one: go on"), "{at}");
    assert!(at.contains("May you speak for the organisation?"), "{at}");
    let ticket = reentry().arg("ticket").arg("--case").arg(&case).output().unwrap();
    assert!(out(&ticket).contains("5b8b0e0c-6a7e-4b7a-9b1f-1d2c3b4a5f00"), "{}", out(&ticket));
}

#[test]
fn the_request_tells_of_doors_before_it_and_of_no_folder_here() {
    let dir = tempfile::tempdir().unwrap();
    let case = dir.path().join("case");
    let answers = std::fs::read_to_string(file("answers/contoso-conditional-access.toml")).unwrap();
    let answers = answers
        .replace("../corpus", &file("corpus").display().to_string())
        .replace("\"product-team/say-policy\" = \"done\"", "\"product-team/say-policy\" = \"not-possible\"")
        .replace(
            "\"failed-sign-in/flag-and-fail\" = \"done\"",
            "\"failed-sign-in/flag-and-fail\" = \"not-possible\"",
        );
    let own = dir.path().join("answers.toml");
    std::fs::write(&own, answers).unwrap();
    let walked = walk(&case, own.to_str().unwrap());
    assert_eq!(walked.status.code(), Some(0), "{}", err(&walked));
    let bundle = dir.path().join("my bundle.zip");
    let packed = reentry().args(["bundle", "--case"]).arg(&case).arg("-o").arg(&bundle).output().unwrap();
    assert_eq!(packed.status.code(), Some(0), "{}", err(&packed));

    let ticket = out(&reentry().args(["ticket", "--case"]).arg(&case).output().unwrap());
    let (_, tried) = ticket.split_once("What we tried before we asked you\n").unwrap();
    let (tried, after) = tried.split_once("\n\n").unwrap();
    assert_eq!(
        tried.lines().filter(|line| line.contains(": this did not let anybody in")).count(),
        3,
        "{tried}"
    );
    // Neither steps that are no doors, nor the door that Microsoft opened afterwards.
    assert!(!tried.contains("we do not have this") && !tried.contains("this let somebody in"), "{tried}");
    assert!(after.contains("Evidence bundle my bundle.zip\n"), "{after}");
    assert!(after.contains("   2601220040001234: first named "), "{after}");
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
