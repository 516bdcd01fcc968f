//! Eight incidents, told by an answers file: each text is a snapshot that is read like prose.

use crate::program::{Told, flat};

fn read(letter: &str) -> String {
    let told = Told::incident(letter);
    let texts = told.texts();
    insta::assert_snapshot!(format!("incident_{letter}"), texts);
    let dossier = told.says(&["dossier", "--format", "text"]);
    let gaps = dossier.matches("Not recorded.").count();
    assert!(gaps <= 2, "{gaps} of the twenty questions are not recorded:\n{dossier}");
    for number in 1..=20 {
        assert!(dossier.contains(&format!("\n{number}. ")), "question {number} is missing");
    }
    flat(&texts)
}

#[test]
fn a_the_policy_for_the_new_office() {
    let told = Told::incident("a");
    let page = told.case.parent().unwrap().join("e.txt");
    std::fs::write(
        &page,
        "AADSTS53003: Access has been blocked by Conditional Access policies.\nRequest Id: \
         3f1c2d4e-1111-4222-8333-abcdefabcdef\nCorrelation Id: 3f1c2d4e-1111-4222-8333-abcdefabcd01\nTimestamp: \
         2026-11-26T17:55:12Z\n",
    )
    .unwrap();
    told.says(&["signin", "add", page.to_str().unwrap(), "--user", "bert@fabrikambau.example"]);
    let texts = told.texts();
    insta::assert_snapshot!("incident_a", texts);
    let texts = flat(&texts);
    assert!(texts.contains("no Global Administrator can sign in"));
    assert!(texts.contains("It is a block; we were told"));
    assert!(
        texts.contains(
            "Exclude anna@fabrikambau.example from the Conditional Access policy “Block outside HQ”."
        )
    );
    assert!(
        texts.contains("It is a sign-in of bert@fabrikambau.example, a Global Administrator."),
        "{texts}"
    );
    assert!(told.says(&["dossier", "--format", "text"]).matches("Not recorded.").count() <= 2);
}

#[test]
fn b_the_phone_in_the_river() {
    let texts = read("b");
    assert!(texts.contains("Let doris@kanuverein.example register a second factor again."));
    assert!(!texts.to_lowercase().contains("conditional access"), "no policy is to blame");
    assert!(
        texts.contains("The one known Global Administrator") || texts.contains("No Global Administrator")
    );
}

#[test]
fn c_disabled_overnight() {
    let texts = read("c");
    assert!(texts.contains("Enable bg1@tailspin.onmicrosoft.com."));
    assert!(
        texts.contains("bg2@tailspin.onmicrosoft.com: the second factor is lost; the account is disabled.")
    );
    assert!(texts.contains("bg1@tailspin.onmicrosoft.com: the account is disabled."));
}

#[test]
fn d_we_sell_you_locked() {
    let texts = read("d");
    assert!(texts.contains("ended on 25 November 2026"));
}

#[test]
fn e_third_request() {
    let texts = read("e");
    assert!(texts.contains("The request number is 2611230040003333."));
    assert!(texts.contains("It is our turn. Due: 2026-11-26 11:05 +00:00; that time is over."));
}

#[test]
fn f_the_one_who_was_fired() {
    let texts = read("f");
    assert!(texts.contains("Before anything else: block viktor@proseware.example"));
    assert!(texts.contains("give nina@proseware.example the Global Administrator role"));
}

#[test]
fn g_nobody_knows() {
    let texts = read("g");
    assert!(texts.contains("We do not know who the Global Administrators are."));
}

#[test]
fn h_date_at_midnight() {
    let texts = read("h");
    assert!(texts.contains("Value: 03-04-2027"));
}
