//! A real pseudo-terminal: Ctrl-C, colours, narrow screens, terminals that can do nothing.
#![cfg(unix)]

use std::process::Command;

use rexpect::session::{PtySession, spawn_command};

fn start(case: &std::path::Path, env: &[(&str, &str)], args: &[&str]) -> PtySession {
    let mut command = program();
    command.envs(env.iter().copied()).arg("recover").arg(case).arg("--offline").args(args);
    spawn_command(command, Some(10_000)).unwrap()
}

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_reentry"));
    command
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("TERM", "xterm-256color")
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests"));
    command
}

/// The exit code, once the program has ended.
fn ended(session: &PtySession) -> Option<i32> {
    for _ in 0..200 {
        let status = format!("{:?}", session.process().status());
        if let Some((_, code)) = status.split_once("Exited(").and_then(|(_, rest)| rest.split_once(", ")) {
            return code.trim_end_matches([')', ' ']).parse().ok();
        }
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    None
}

#[test]
fn ctrl_c_saves_shows_the_cursor_and_says_how_to_go_on() {
    for plain in [&["--plain"][..], &[]] {
        let dir = tempfile::tempdir().unwrap();
        let case = dir.path().join("case");
        let mut session = start(&case, &[], plain);
        session.exp_string("Stop: keep the last door open").unwrap();
        session.exp_string("quit").unwrap();
        std::thread::sleep(std::time::Duration::from_millis(300));
        session.send_control('c').unwrap();
        session.exp_string("interrupted").unwrap();
        session.exp_string("reentry recover").unwrap();
        session.exp_string("saved:").unwrap();
        assert_eq!(ended(&session), Some(130), "{plain:?}");
    }
}

#[test]
fn ctrl_c_ends_the_wait_for_a_paste() {
    let mut command = program();
    command.args(["signin", "read"]);
    let mut session = spawn_command(command, Some(10_000)).unwrap();
    session.exp_string("then an empty line").unwrap();
    std::thread::sleep(std::time::Duration::from_millis(300));
    session.send_control('c').unwrap();
    session.exp_string("interrupted").unwrap();
    assert_eq!(ended(&session), Some(130));
}

#[test]
fn a_dumb_terminal_and_no_color_get_plain_text() {
    for env in [("TERM", "dumb"), ("NO_COLOR", "1")] {
        let dir = tempfile::tempdir().unwrap();
        let mut session =
            start(&dir.path().join("case"), &[env], if env.0 == "TERM" { &[] } else { &["--plain"] });
        let before = session.exp_string("3 I am asking around").unwrap();
        assert!(!before.contains('\u{1b}'), "{env:?}: {before:?}");
        session.send_line("2").unwrap();
        session.exp_string("What do you see when you sign in?").unwrap();
        session.send_line("quit").unwrap();
        session.exp_string("Saved. Continue with:").unwrap();
    }
}

/// At night people type what they see and paste what they have; nothing else may be taken for their answer.
#[test]
fn numbers_words_and_a_paste_are_taken_as_they_are_typed() {
    let dir = tempfile::tempdir().unwrap();
    let case = dir.path().join("case");
    let mut session = start(&case, &[], &[]);
    session.exp_string("3 I am asking around").unwrap();
    session.send_line("maybe").unwrap();
    session.exp_string("Type a number from 1 to 3").unwrap();
    session.send_line("no").unwrap();
    session.exp_string("9 Something else").unwrap();
    let page = std::fs::read_to_string(crate::program::file("corpus/signin/016.txt")).unwrap();
    session.send(&page).unwrap();
    session.send_line("").unwrap();
    // A clean page is taken without a question; it names nobody, so that is asked.
    session.exp_string("Whose sign-in is it?").unwrap();
    session.send_line("anna@contoso.com").unwrap();
    session.exp_string("What changed just before?").unwrap();
    session.send_line("quit").unwrap();
    session.exp_string("Saved. Continue with:").unwrap();
    assert_eq!(ended(&session), Some(0));
    let story = crate::program::reentry().args(["status", "-v", "--case"]).arg(&case).output().unwrap();
    let story = crate::program::out(&story);
    assert!(story.contains("[stop-card/still-open]: no") && story.contains("53003"), "{story}");
}

#[test]
fn a_screen_gets_text_and_never_a_file_of_another_form() {
    for (words, said) in [
        (&["print"][..], "-o kit.html"),
        (&["print", "--format", "pdf"], "-o kit.pdf"),
        (&["drill", "--table-top"], "-o drill.html"),
    ] {
        let mut command = program();
        command.args(words);
        let mut session = spawn_command(command, Some(10_000)).unwrap();
        let before = session.exp_string(said).unwrap();
        assert!(before.starts_with("error: "), "{words:?}: {before:?}");
        assert_eq!(ended(&session), Some(2), "{words:?}");
    }
    let mut command = program();
    command.args(["print", "stop-card", "--format", "text"]);
    spawn_command(command, Some(10_000)).unwrap().exp_string("END of runbook 1").unwrap();
}

#[test]
fn forty_columns_fold_every_line_of_prose() {
    let dir = tempfile::tempdir().unwrap();
    let mut session = start(&dir.path().join("case"), &[("COLUMNS", "40")], &["--plain"]);
    let text = session.exp_string("3 I am asking around").unwrap();
    let prose = text.split("(about").nth(1).unwrap();
    let wide: Vec<&str> =
        prose.lines().skip(1).take(14).filter(|l| l.trim_end().chars().count() > 40).collect();
    assert!(wide.is_empty(), "{wide:#?}");
}

#[test]
fn a_pasted_page_with_empty_lines_is_one_paste() {
    let dir = tempfile::tempdir().unwrap();
    let mut session = start(&dir.path().join("case"), &[], &["--plain"]);
    session.exp_string("3 I am asking around").unwrap();
    session.send_line("2").unwrap();
    session.exp_string("9 Something else").unwrap();
    let page = std::fs::read_to_string(crate::program::file("corpus/signin/016.txt")).unwrap();
    session.send(&page).unwrap();
    session.send_line("").unwrap();
    session.exp_string("e289bbe9-276a-4154-ba5e-08a32afa0200").unwrap();
    session.exp_string("Whose sign-in is it?").unwrap();
    session.send_line("").unwrap();
    session.exp_string("What changed just before?").unwrap();
}
