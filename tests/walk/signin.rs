//! A sign-in that is added to a case: recorded, measured by what the case knows, and in the next request.

use crate::program::{err, file, out, reentry, walk};

#[test]
fn an_added_sign_in_is_recorded_and_measured() {
    let dir = tempfile::tempdir().unwrap();
    let case = dir.path().join("case");
    assert_eq!(walk(&case, "contoso-conditional-access.toml").status.code(), Some(0));
    let page = file("corpus/signin/020.txt");
    let added = reentry().args(["signin", "add"]).arg(&page).arg("--case").arg(&case).output().unwrap();
    assert_eq!(added.status.code(), Some(0), "{}", err(&added));
    assert!(out(&added).contains("7d4a8d29-7da4-44a1-a78c-cd09d38f6400"), "{}", out(&added));
    assert!(out(&added).contains("Recorded in"));
    let ticket = reentry().args(["ticket", "--case"]).arg(&case).output().unwrap();
    assert!(out(&ticket).contains("7d4a8d29-7da4-44a1-a78c-cd09d38f6400"));
    assert!(out(&ticket).contains("e289bbe9-276a-4154-ba5e-08a32afa0200"), "the earlier one is gone");
}

#[test]
fn a_text_without_a_sign_in_is_not_recorded() {
    let dir = tempfile::tempdir().unwrap();
    let case = dir.path().join("case");
    assert_eq!(walk(&case, "fabrikam-lost-phone.toml").status.code(), Some(0));
    let before = std::fs::read(case.join("journal.jsonl")).unwrap();
    let none = dir.path().join("none.txt");
    std::fs::write(&none, "the weather is fine\n").unwrap();
    let added = reentry().args(["signin", "add"]).arg(&none).arg("--case").arg(&case).output().unwrap();
    assert_eq!(added.status.code(), Some(3), "{}", err(&added));
    assert!(err(&added).to_lowercase().contains("request id"), "{}", err(&added));
    assert_eq!(std::fs::read(case.join("journal.jsonl")).unwrap(), before);
}
