//! The commands about nouns: what they keep, what they refuse, and what follows from them.

use crate::never::member;
use crate::program::{NOW, Told, reentry};

fn bundle(told: &Told, class: &str) -> std::path::PathBuf {
    let path = told.case.parent().unwrap().join(format!("{class}.zip"));
    told.says(&["bundle", "--class", class, "-o", path.to_str().unwrap()]);
    path
}

#[test]
fn what_was_taken_back_is_gone_from_supports_eyes() {
    let told = Told::by("facts-first = true\n[facts]\n\"tenant.invoice\" = \"WRONG-INVOICE-77\"\n");
    let journal = std::fs::read_to_string(told.case.join("journal.jsonl")).unwrap();
    let line = 1 + journal.lines().position(|line| line.contains("WRONG-INVOICE-77")).unwrap();
    assert!(told.says(&["ticket"]).contains("WRONG-INVOICE-77"));
    told.says(&["retract", &line.to_string()]);
    assert!(!told.texts().contains("WRONG-INVOICE-77"));
    let support = bundle(&told, "support");
    for file in
        ["journal.jsonl", "timeline.md", "00-SUMMARY.md", "00-SUMMARY.html", "ticket.txt", "timeline.json"]
    {
        assert!(!member(&support, file).contains("WRONG-INVOICE-77"), "{file}");
    }
    let redactions: serde_json::Value =
        serde_json::from_str(&member(&support, "91-redactions.json")).unwrap();
    assert_eq!(redactions["redactions"][0]["rule"], "retracted");
    assert_eq!(redactions["redactions"][0]["line"], line);
    assert!(member(&bundle(&told, "internal"), "journal.jsonl").contains("WRONG-INVOICE-77"));
    let verified = reentry(NOW).arg("verify").arg(&support).output().unwrap();
    assert_eq!(verified.status.code(), Some(0), "the chain holds");
    // Nothing of the walk is taken back so.
    assert_eq!(told.run(&["retract", "1"]).status.code(), Some(2));
    assert_eq!(told.run(&["retract", "9999"]).status.code(), Some(2));
}

#[test]
fn a_bundle_continues_the_dossier_that_was_sent_before() {
    let told = Told::incident("f");
    let dossier =
        reentry(NOW).args(["dossier", "--format", "text", "--case"]).arg(&told.case).output().unwrap();
    let dossier = String::from_utf8(dossier.stdout).unwrap();
    let head = dossier.split_whitespace().find(|w| w.len() == 64 && w.bytes().all(|b| b.is_ascii_hexdigit()));
    let head = head.unwrap().to_owned();
    told.says(&["note", "they called back"]);
    let bundle = bundle(&told, "support");
    let verify = |head: &str| {
        let output = reentry(NOW).arg("verify").arg(&bundle).args(["--chain-head", head]).output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    let (code, text) = verify(&head);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("continues the chain head"), "{text}");
    let other = head.chars().rev().collect::<String>();
    let (code, text) = verify(&other);
    assert_eq!(code, Some(3));
    assert!(text.contains("does NOT continue"), "{text}");
    assert_eq!(verify("abc").0, Some(2));
}

#[test]
fn the_request_is_a_mail_that_is_not_sent_yet() {
    let told = Told::incident("a");
    let path = told.case.parent().unwrap().join("ticket.eml");
    told.says(&["ticket", "-o", path.to_str().unwrap()]);
    let mail = std::fs::read_to_string(&path).unwrap();
    let (head, body) = mail.split_once("\r\n\r\n").unwrap();
    assert!(head.contains("X-Unsent: 1") && head.contains("\r\nSubject: Tenant lockout,"), "{head}");
    assert!(head.contains("From: <anna.berg@example.org>"), "{head}");
    assert!(!body.contains("Subject:") && body.is_ascii());
    assert!(!head.contains("\r\nTo:"), "whom to write to is the person's to say");
}

#[test]
fn two_people_report_two_states_and_the_later_stands() {
    let told = Told::by("");
    let set = |state: &str, at: &str, who: &str| {
        told.says(&["account", "set", "bg1@c.example", "--state", state, "--at", at, "--who", who]);
    };
    told.says(&["account", "add", "bg1@c.example", "--role", "Global Administrator"]);
    set("refused", "20:00", "Bert");
    set("out-of-reach", "19:00", "Carla");
    let dossier = told.says(&["dossier", "--format", "text"]);
    let flat = dossier.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains("It is refused, 2026-11-26 20:00 +01:00, told by Bert"), "{dossier}");
    assert!(
        flat.contains("Reported earlier: could not be reached, 2026-11-26 19:00 +01:00, told by Carla"),
        "{dossier}"
    );
}

#[test]
fn a_case_of_the_first_edition_becomes_accounts() {
    let facts = "facts-first = true\n[facts]\n\"admins.global\" = [\"ann@c.example\", \"ben@c.example\"]\n\
                 \"admins.tried\" = \"all-refused\"\n\"admins.emergency\" = \"none\"\n\
                 \"admins.other-roles\" = \"Uma: User Administrator\"\n\"support.number\" = \"2611220040001234\"\n";
    let told = Told::by(facts);
    let view: serde_json::Value = serde_json::from_str(&told.says(&["status", "--json"])).unwrap();
    assert_eq!(view["schema"], "reentry/status/v1");
    assert_eq!(view["list_of_accounts"], "complete");
    let accounts: Vec<_> = view["accounts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|a| (a["account"].as_str().unwrap(), a["state"].as_str().unwrap()))
        .collect();
    assert_eq!(accounts, [("ann@c.example", "refused"), ("ben@c.example", "refused"), ("Uma", "not-known")]);
    assert_eq!(view["requests"][0]["number"], "2611220040001234");
    assert_eq!(view["requests"][0]["current"], true);
    assert_eq!(view["tickets"][0], "2611220040001234");
    assert!(told.says(&["ticket"]).contains("No Global Administrator of our organisation can sign in."));
}

#[test]
fn a_name_without_glyphs_never_stops_the_dossier() {
    let told = Told::by("facts-first = true\n[facts]\n\"case.name\" = \"東京商事\"\n");
    let dir = told.case.parent().unwrap();
    let html = dir.join("case.html");
    told.says(&["dossier", "-o", html.to_str().unwrap()]);
    assert!(std::fs::read_to_string(&html).unwrap().contains("東京商事"));
    let pdf = dir.join("case.pdf");
    let made = told.run(&["dossier", "-o", pdf.to_str().unwrap()]);
    assert_eq!(made.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&made.stderr).contains("U+6771"));
    assert!(std::fs::read(&pdf).unwrap().starts_with(b"%PDF"));
}

#[test]
fn a_misspelt_key_and_a_wrong_word_are_named() {
    for (text, wanted) in [
        ("[[account]]\naccount = \"a@c.example\"\nstat = \"refused\"\n", "nothing here is called \"stat\""),
        ("[[account]]\naccount = \"a@c.example\"\nstate = \"gone\"\n", "unknown variant `gone`"),
        ("[[account]]\naccount = \"a@c.example\"\nat = \"today\"\n", "at = \"today\""),
        ("[[happened]]\nwhat = \"request-closed\"\n", "missing field `number`"),
        ("[[happened]]\nwhat = \"support-called\"\nmised = true\n", "nothing here is called \"mised\""),
    ] {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("a.toml");
        std::fs::write(&file, text).unwrap();
        let mut command = reentry(NOW);
        command.arg("recover").arg(dir.path().join("case")).arg("--answers").arg(&file).arg("--no-input");
        let output = command.output().unwrap();
        let err = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(7), "{err}");
        assert!(err.split_whitespace().collect::<Vec<_>>().join(" ").contains(wanted), "{err}");
        assert!(!dir.path().join("case").exists(), "a mistyped file leaves no case behind");
    }
}

#[test]
fn every_new_word_is_looked_through_for_secrets() {
    let told = Told::by("");
    let secret = "password: Hunter2!xyz99";
    let runs: [&[&str]; 6] = [
        &["account", "add", "a@c.example", "--person", secret, "--factors", secret, "--who", secret],
        &["request", "set", "2611220040001234", "--word", secret, "--team", secret, "--engineer", secret],
        &["request", "ask", secret],
        &["happened", "something-else", secret, "--team", secret],
        &["happened", "txt-wanted", "--value", secret, "--domain", secret],
        &["happened", "papers-sent", "--paper", secret, "--channel", secret],
    ];
    for args in runs {
        assert_eq!(told.run(args).status.code(), Some(0), "{args:?}");
    }
    let journal = std::fs::read_to_string(told.case.join("journal.jsonl")).unwrap();
    assert!(!journal.contains("Hunter2"), "{journal}");
    let answers = told.case.parent().unwrap().join("b.toml");
    std::fs::write(
        &answers,
        format!("ask = \"{secret}\"\n[[account]]\naccount = \"b@c.example\"\nperson = \"{secret}\"\n"),
    )
    .unwrap();
    reentry(NOW)
        .arg("recover")
        .arg(&told.case)
        .arg("--answers")
        .arg(&answers)
        .arg("--no-input")
        .output()
        .unwrap();
    let journal = std::fs::read_to_string(told.case.join("journal.jsonl")).unwrap();
    assert!(journal.contains("b@c.example") && !journal.contains("Hunter2"));
}
