//! What goes wrong around a walk: a window that shrinks, a second walk, a clock that goes back, runbooks that say too much.

use rustix::termios::{Winsize, tcsetwinsize};

use crate::typist::{Case, PAGE, Typist, reentry, status};

/// Gives the window another size, as dragging its corner does.
fn resize(typist: &Typist, columns: u16, rows: u16) {
    let pty = typist.0.process().get_file_handle().unwrap();
    tcsetwinsize(pty, Winsize { ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 }).unwrap();
}

#[test]
fn a_window_of_twenty_columns_and_one_row_loses_nothing() {
    let case = Case::new();
    let mut anna = case.sit_down(&[]);
    resize(&anna, 80, 24);
    anna.sees("3 I am asking around");
    resize(&anna, 20, 1);
    anna.types("2");
    anna.sees("9 Something else");
    anna.pastes(&format!("{PAGE}\n\n"), false);
    anna.sees("Whose sign-in is it?");
    resize(&anna, 1, 1);
    anna.types("anna@contoso.com");
    anna.sees("a person");
    resize(&anna, 400, 200);
    anna.types("quit");
    anna.sees("Saved.");
    assert_eq!(anna.ended(), Some(0));
    assert!(status(&case.place()).contains("e289bbe9"));
    // The next run begins in the small window.
    let mut again = case.sit_down(&[]);
    resize(&again, 20, 1);
    again.sees("a person");
    again.types("quit");
    again.sees("Saved.");
    assert_eq!(again.ended(), Some(0));
}

#[test]
fn a_second_walk_of_a_case_is_told_of_the_first_and_takes_nothing_from_it() {
    let case = Case::new();
    let mut first = case.sit_down(&["--plain"]);
    first.sees("3 I am asking around");
    let mut second = case.sit_down(&["--plain"]);
    second.sees("The walk of this case is already open");
    assert_eq!(second.ended(), Some(5));
    first.types("2");
    first.sees("9 Something else");
    first.types("quit");
    first.sees("Saved.");
    assert_eq!(first.ended(), Some(0));
    let mut third = case.sit_down(&["--plain"]);
    third.sees("9 Something else");
}

#[test]
fn a_clock_set_back_between_two_runs_keeps_every_answer() {
    let case = Case::new();
    for (clock, sees, types) in [
        ("2026-01-21T12:05:00+01:00", "3 I am asking around", "2"),
        ("2026-01-20T02:05:00+01:00", "9 Something else", "1"),
        ("2026-01-20T02:10:00+01:00", "What changed just before?", "a policy"),
    ] {
        let mut command = reentry();
        command.env("REENTRY_CLOCK", clock).args(["recover", "--plain", "--offline"]).arg(case.place());
        let mut anna = Typist(rexpect::session::spawn_command(command, Some(20_000)).unwrap());
        let before = anna.sees(sees);
        assert!(!before.contains("-1 ") && !before.contains("overflow"), "{before}");
        anna.types(types);
        std::thread::sleep(std::time::Duration::from_millis(400));
        anna.types("quit");
        anna.sees("Saved.");
        assert_eq!(anna.ended(), Some(0));
    }
    let kept = status(&case.place());
    assert!(kept.contains("[stop-card/still-open]: no") && kept.contains("a policy"), "{kept}");
    let mut bundle = reentry();
    bundle.args(["bundle", "-o"]).arg(case.place().with_extension("zip")).arg("--case").arg(case.place());
    assert!(bundle.output().unwrap().status.success());
}

#[test]
fn a_step_of_two_hundred_words_leaves_its_question_on_the_screen() {
    let case = Case::new();
    let card = concat!(env!("CARGO_MANIFEST_DIR"), "/runbooks/1-triage/stop-card.md");
    let text = std::fs::read_to_string(card).unwrap();
    let long = "A team that writes long steps has many words for everything. ".repeat(20);
    let overlay = case.place().with_file_name("runbooks").join("1-triage");
    std::fs::create_dir_all(&overlay).unwrap();
    let line = text.lines().find(|line| line.starts_with("- Do not sign out")).unwrap();
    std::fs::write(overlay.join("stop-card.md"), text.replace(line, &format!("{long}LASTWORD\n\n{line}")))
        .unwrap();
    let runbooks = overlay.parent().unwrap().display().to_string();
    let mut anna = case.sit_down(&["--plain", "--runbooks", &runbooks]);
    let before = anna.sees("3 I am asking around");
    let (_, step) = before.split_once("keep the last door open").unwrap();
    assert!(step.lines().count() <= 20 && step.contains("Type ? to read all"), "{step}");
    assert!(!step.contains("LASTWORD"), "{step}");
    anna.sees("> ");
    anna.types("?");
    anna.sees("LASTWORD");
    anna.types("2");
    anna.sees("9 Something else");
}
