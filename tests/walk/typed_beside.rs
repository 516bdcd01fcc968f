//! What people type where something else is asked for: it is kept for what it is, and never taken for an answer.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::program::{err, out, reentry, talk};

fn walked(lines: &str) -> (tempfile::TempDir, PathBuf, String) {
    let dir = tempfile::tempdir().unwrap();
    let case = dir.path().join("case");
    let mut recover = reentry();
    recover.args(["recover", "--plain", "--offline"]).arg(&case);
    let said = err(&talk(recover, lines));
    (dir, case, said)
}

fn texts(case: &Path) -> String {
    let said = |words: &[&str]| out(&reentry().args(words).arg("--case").arg(case).output().unwrap());
    [said(&["ticket"]), said(&["dossier", "--format", "text"])].join("\n")
}

fn notes(case: &Path) -> Vec<String> {
    let journal = fs::read_to_string(case.join("journal.jsonl")).unwrap();
    let lines = journal.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["payload"].clone());
    lines
        .filter(|line| line["event"] == "noted")
        .map(|line| line["text"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_sentence_at_a_menu_is_kept_and_chooses_nothing() {
    let (_dir, case, said) = walked("nobody is in, we called Bert\nis it over?\nquit\n");
    assert_eq!(notes(&case), ["nobody is in, we called Bert"], "{said}");
    assert!(said.contains("kept as a note") && said.contains("Type a number from 1 to 3"), "{said}");
}

#[test]
fn a_partners_own_page_is_kept_and_is_not_the_customers_lockout() {
    let page = "Error Code: 53003\nRequest Id: 3f1c2d4e-1111-4222-8333-abcdefabcdef\n\
                Timestamp: 2026-01-20T22:40:12Z\nUser: jan@nordlicht.example\n";
    let partner = "2\n7\nNordlicht IT\nService Support Administrator\n2027-03-01\n1\n";
    let ours = format!("{partner}{page}\n2\nquit\n");
    let (_dir, case, said) = walked(&ours);
    assert!(said.contains("Is jan@nordlicht.example an account of the customer?"), "{said}");
    let texts = texts(&case);
    assert!(texts.contains("3f1c2d4e-1111-4222-8333-abcdefabcdef"), "{texts}");
    for never in ["Conditional Access policy stops", "Own domains", "1 Global Administrator", "Exclude jan@"]
    {
        assert!(!texts.contains(never), "{never}: {texts}");
    }
    let theirs = format!("{partner}{page}\n1\nquit\n");
    let (_dir, case, said) = walked(&theirs);
    let status = out(&reentry().args(["status", "--json", "--case"]).arg(&case).output().unwrap());
    assert!(status.contains("\"conditional-access\""), "{said}\n{status}");
}

#[test]
fn the_tenants_public_page_is_taken_at_any_question_and_is_no_name() {
    let page = "{\"token_endpoint\":\"https://login.microsoftonline.com/1c9f1d2e-3c4a-4b5c-8d6e-7f8091a2b3c5/oauth2/token\",\
                \"issuer\":\"https://sts.windows.net/1c9f1d2e-3c4a-4b5c-8d6e-7f8091a2b3c5/\"}";
    let before = "2\n2\nthe phone fell into the river\n4\nnone\ndoris@kanu.example\n1\n";
    for lines in [
        format!("{before}{page}\nKanuverein\ntoday\nquit\n"),
        format!("{page}\n{before}Kanuverein\ntoday\nquit\n"),
    ] {
        let (_dir, case, said) = walked(&lines);
        let texts = texts(&case);
        assert!(texts.contains("Tenant ID          1c9f1d2e-3c4a-4b5c-8d6e-7f8091a2b3c5"), "{said}\n{texts}");
        assert!(
            texts.contains("Organisation       Kanuverein") && !texts.contains("token_endpoint"),
            "{texts}"
        );
        assert!(!said.contains("The tenant ID, from a public page"), "{said}");
    }
}

#[test]
fn a_way_in_that_was_put_off_is_not_asked_again_and_the_board_is_asked_once() {
    // Our own sign-in page fails; nobody knows yet whether there is a way around it.
    let (_dir, _case, said) = walked("2\n9\n3\nthe certificate expired\ndon't know\n1\nnot known\nquit\n");
    assert_eq!(said.matches("Go around the sign-in page that fails").count(), 1, "{said}");
    assert_eq!(said.matches("Which of these do you have?").count(), 1, "{said}");
    assert!(said.contains("Let each Global Administrator try, once"), "{said}");
}
