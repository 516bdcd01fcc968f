//! A drill from its briefing to its record, played by piped answers.

#![expect(clippy::unwrap_used, reason = "a test may stop where it stands")]

use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::Value;

/// What a careful team answers to the other side, one line for each question.
const CAREFUL: [&str; 4] = [
    "4fdbff88-9d6b-42e0-9713-45c922ba8001",
    "I confirm request 2611220040005802.",
    "23-01-2026",
    "secure link",
];

fn reentry() -> Command {
    let mut command = Command::cargo_bin("reentry").unwrap();
    command
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("REENTRY_WHO", "Anna")
        .env("REENTRY_CLOCK", "2026-01-21T23:10:00+01:00")
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests"));
    command
}

fn team() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/drill/team.toml")
}

/// Plays with these answers; returns what came out, and what was on the screen.
fn play(case: &Path, answers: &Path, piped: &[&str], args: &[&str], code: i32) -> (String, String) {
    let mut command = reentry();
    command.arg("drill").arg(case).arg("--plain").arg("--answers").arg(answers).args(args);
    let done = command.write_stdin(piped.join("\n") + "\n").assert().code(code).get_output().clone();
    (String::from_utf8(done.stdout).unwrap(), String::from_utf8(done.stderr).unwrap())
}

#[test]
fn a_careful_team_in_two_sittings() {
    let folder = tempfile::tempdir().unwrap();
    let case = folder.path().join("case");
    // The first sitting ends at the e-mail; the second one goes on there, on the drill's clock.
    let (_, first) = play(&case, &team(), &[CAREFUL[0], "quit"], &[], 0);
    assert!(first.contains("reentry drill \"") && first.contains("The mail, read out to you"), "{first}");
    reentry().args(["note", "--case"]).arg(&case).arg("the mail is here").assert().success();
    let (record, second) = play(&case, &team(), &CAREFUL[1..], &["--json"], 0);
    assert!(!second.contains("Marc, first line"), "a move was made twice");
    let record: Value = serde_json::from_str(&record).unwrap();
    assert_eq!(record["failings"], serde_json::json!([]));
    assert_eq!((&record["finished"], &record["missing"]), (&Value::Bool(true), &serde_json::json!([])));
    let moves = &reentry::readiness::drill::Scenario::all()[0].moves;
    assert_eq!(record["moves"].as_array().unwrap().len(), moves.len());
    assert!(record["minutes"].as_i64() > Some(2 * 24 * 60 - 60), "{}", record["minutes"]);

    // Whoever meets the case later sees what it is.
    for view in [
        &["status"][..],
        &["ticket"],
        &["ticket", "--phone"],
        &["ticket", "--handoff"],
        &["bundle", "--preview"],
        &["partner", "check"],
        &["print", "card"],
    ] {
        let shown = reentry().args(view).arg("--case").arg(&case).output().unwrap();
        let text = String::from_utf8([shown.stdout, shown.stderr].concat()).unwrap();
        assert!(text.contains("DRILL"), "{view:?} hides that it is a drill:\n{text}");
    }
    // A real night beside it begins a case of its own, and a drill never takes over a real case.
    let real = reentry().args(["recover", "--no-input"]).current_dir(folder.path()).output().unwrap();
    assert!(!String::from_utf8(real.stderr).unwrap().contains("DRILL"));
    let real = folder.path().join("case-2026-01-21");
    reentry().arg("drill").arg(&real).assert().code(5);
}

#[test]
fn a_hasty_team_reads_what_it_cost() {
    let folder = tempfile::tempdir().unwrap();
    let answers = folder.path().join("team.toml");
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/signin/016.txt");
    let text = std::fs::read_to_string(team()).unwrap();
    let hasty = text
        .replace("../corpus/signin/016.txt", &page.display().to_string())
        .replace("\"dns-proof.value\" = \"23-01-2026\"", "\"dns-proof.value\" = \"2026-01-22\"")
        .replace("Replaced by request 2611220040005802", "They will call")
        .replace("\"tenant.registrar\" = \"", "\"tenant.registrar\" = \"unknown\" # ")
        .replace("\"call-back/outcome\" = \"then-mail\"", "\"call-back/outcome\" = \"missed\"");
    std::fs::write(&answers, hasty).unwrap();
    let piped = [
        CAREFUL[0],
        "Hello, I confirm.",
        "I confirm request 2611220040005802",
        "2026-01-22",
        "23-01-2026",
        "by mail",
    ];
    let (record, screen) = play(&folder.path().join("case"), &answers, &piped, &[], 0);
    let id = record.split("drill-").nth(1).unwrap().split_whitespace().next().unwrap();
    insta::assert_snapshot!("hasty", record.replace(id, "2026-01-21-0000"));
    assert!(screen.contains("I cannot accept this answer"), "{screen}");
}

#[test]
fn the_other_side_brings_news_of_every_kind_of_the_board() {
    let moves = &reentry::readiness::drill::Scenario::all()[0].moves;
    let brought: std::collections::BTreeSet<&str> =
        moves.iter().filter_map(|one| Some(one.news.as_ref()?.id())).collect();
    let all = [
        "cause-is-another",
        "door-tried",
        "email-came",
        "papers-wanted",
        "request-moved",
        "somebody-is-in",
        "something-else",
        "support-called",
        "txt-wanted",
    ];
    assert_eq!(brought.into_iter().collect::<Vec<_>>(), all);

    // What they bring stands in the journal as events, beside the move itself.
    let folder = tempfile::tempdir().unwrap();
    let case = folder.path().join("case");
    play(&case, &team(), &CAREFUL, &[], 0);
    let journal = std::fs::read_to_string(case.join("journal.jsonl")).unwrap();
    for what in all {
        assert!(journal.contains(&format!("\"what\":\"{what}\"")), "{what} is no event of the drill");
    }
    // The account with another cause is one of the team's own.
    assert!(journal.contains("\"cause\":\"account-disabled\",\"account\":\"admin@contoso.onmicrosoft.com\""));
}

#[test]
fn the_paper_names_every_move_and_tells_the_players_none() {
    let printed =
        reentry().args(["drill", "--table-top", "--format", "text"]).assert().success().get_output().clone();
    let text = String::from_utf8(printed.stdout).unwrap();
    let (players, leader) = text.split_once("DRILL: for the one who leads it").unwrap();
    for one in &reentry::readiness::drill::Scenario::all()[0].moves {
        let words = one.from.as_str();
        assert!(leader.contains(words) && !players.contains(words), "{}", one.id);
        let library = reentry::runbook::Library::embedded();
        assert!(library.step(&one.at).is_some(), "{} stands at {}, which is not there", one.id, one.at);
    }
}
