//! Mistakes that were found in use, each as its kind.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

use crate::program::{err, out, reentry, talk};

fn new_case() -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let case = dir.path().join("case");
    let mut recover = reentry();
    recover.args(["recover", "--plain", "--offline"]).arg(&case);
    talk(recover, "1\n");
    assert!(case.join("journal.jsonl").is_file());
    (dir, case)
}

fn run(case: &Path, args: &[&str]) -> Output {
    reentry().args(args).arg("--case").arg(case).output().unwrap()
}

fn events(case: &Path) -> Vec<Value> {
    let text = fs::read_to_string(case.join("journal.jsonl")).unwrap();
    text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["payload"].clone()).collect()
}

fn walk_on(case: &Path, lines: &str) -> Output {
    let mut recover = reentry();
    recover.args(["recover", "--plain", "--offline"]).arg(case);
    talk(recover, lines)
}

#[test]
fn a_bare_time_has_the_offset_of_its_own_day() {
    let (_dir, case) = new_case();
    let noted = |at: &str, clock: Option<&str>| {
        let mut note = reentry();
        note.env("TZ", "Europe/Amsterdam").args(["note", "x", "--at", at, "--case"]).arg(&case);
        match clock {
            Some(clock) => note.env("REENTRY_CLOCK", clock),
            None => note.env_remove("REENTRY_CLOCK"),
        };
        (note.output().unwrap(), events(&case).pop().unwrap()["happened"].clone())
    };
    let winter = Some("2026-01-21T02:05:00+01:00");
    let summer = Some("2026-07-21T02:05:00+02:00");
    for (at, clock, happened) in [
        ("2025-10-20T10:00", winter, "2025-10-20T10:00:00+02:00"),
        ("2025-10-20 10:00", None, "2025-10-20T10:00:00+02:00"),
        ("2025-12-20T10:00", summer, "2025-12-20T10:00:00+01:00"),
        ("2025-10-20", winter, "2025-10-20T00:00:00+02:00"),
        ("2025-10-20T08:00Z", winter, "2025-10-20T08:00:00Z"),
        ("01:05", winter, "2026-01-21T01:05:00+01:00"),
        ("23:05", winter, "2026-01-20T23:05:00+01:00"),
        // A rehearsal in a place that this computer is not in keeps its own offset.
        ("2025-10-20T10:00", Some("2026-01-21T02:05:00-08:00"), "2025-10-20T10:00:00-08:00"),
    ] {
        let (output, found) = noted(at, clock);
        assert_eq!(output.status.code(), Some(0), "{at}: {}", err(&output));
        assert_eq!(found, happened, "{at} {clock:?}");
    }
    // What has not happened, and what no clock has shown.
    let before = events(&case).len();
    for at in ["2027-10-20T10:00", "2026-01-21T02:06", "2026-01-21T01:06Z", "2025-03-30T02:30", "tomorrow"] {
        let (output, _) = noted(at, winter);
        assert_eq!(output.status.code(), Some(2), "{at}");
        assert!(err(&output).contains("--at"), "{}", err(&output));
    }
    assert_eq!(events(&case).len(), before);

    // The other verb reads its moments in the same way.
    let export = case.join("../export.json");
    let found = |since: &str| {
        let record = r#"[{"createdDateTime":"2025-10-20T08:30:00Z","id":"8fdc0a48-915a-4099-b368-bf7ac719bf00",
            "correlationId":"4fdbff88-9d6b-42e0-9713-45c922ba8001","status":{"errorCode":53003}}]"#;
        fs::write(&export, record).unwrap();
        let mut find = reentry();
        find.env("TZ", "Europe/Amsterdam").args(["signin", "find"]).arg(&export).args(["--since", since]);
        find.output().unwrap().status.code()
    };
    // 10:15 in summer is 08:15 UTC.
    assert_eq!(found("2025-10-20T10:15"), Some(0));
    assert_eq!(found("2025-10-20T10:45"), Some(3));
    assert_eq!(found("2027-01-01"), Some(2));
}

#[test]
fn a_rehearsals_clock_that_is_none_stops_everything() {
    let (_dir, case) = new_case();
    let before = fs::read(case.join("journal.jsonl")).unwrap();
    for clock in ["nonsense", "2026-11-27 02:05", "2026-11-27", "2026-11-27T02:05:00", "\u{1b}[2J"] {
        for args in [&["note", "x"][..], &["status"], &["recover", "--no-input"]] {
            let mut command = reentry();
            command.env("REENTRY_CLOCK", clock).args(args).arg("--case").arg(&case);
            let output = command.output().unwrap();
            assert_eq!(output.status.code(), Some(2), "{clock} {args:?}");
            assert!(err(&output).contains("REENTRY_CLOCK") && !err(&output).contains('\u{1b}'));
        }
    }
    assert!(fs::read(case.join("journal.jsonl")).unwrap() == before);
}

#[test]
fn a_secret_in_a_note_of_the_walk_is_said_and_never_written() {
    for typed in ["note the temp password is Hunter2!xyz99", "note"] {
        let (_dir, case) = new_case();
        let rest = if typed == "note" { "the temp password is Hunter2!xyz99\n" } else { "" };
        let said = walk_on(&case, &format!("{typed}\n{rest}1\nquit\n"));
        assert!(err(&said).contains("looks like a secret"), "{}", err(&said));
        let journal = fs::read_to_string(case.join("journal.jsonl")).unwrap();
        assert!(!journal.contains("Hunter2") && journal.contains("[removed: password]"), "{journal}");
        // Who would rather type it again is asked again, and nothing is written.
        let lines = events(&case).len();
        walk_on(&case, &format!("{typed}\n{rest}2\nquit\n"));
        assert_eq!(events(&case).len(), lines);
    }
}

#[test]
fn a_text_that_begins_with_a_command_word_is_an_answer() {
    use reentry::adapter::terminal_plain::{Understood, understand};
    use reentry::port::{Prompt, Said, Words};
    let prompt = |words| Prompt { line: "", options: &[], words, step: "", ways_out: true, enter: false };
    for text in ["Note from the bank: closed", "note: see below", "Back in the office at nine", "later today"]
    {
        let Understood::Said(Said::Text(found)) = understand(text, &prompt(Words::Line)) else {
            panic!("{text} was taken for a command");
        };
        assert_eq!(found, text);
    }
    assert!(matches!(understand("note", &prompt(Words::Line)), Understood::Said(Said::Note(None))));
    assert!(matches!(
        understand("NOTE they rang", &prompt(Words::None)),
        Understood::Said(Said::Note(Some(_)))
    ));
}

#[test]
fn the_whole_story_tells_of_bundles_and_handovers() {
    let (dir, case) = new_case();
    let (bundle, handover) = (dir.path().join("b.zip"), dir.path().join("h.zip"));
    assert_eq!(run(&case, &["bundle", "-o", bundle.to_str().unwrap()]).status.code(), Some(0));
    let handed = run(&case, &["handover", "--to", "Bert", "-o", handover.to_str().unwrap()]);
    assert_eq!(handed.status.code(), Some(0), "{}", err(&handed));
    let story = out(&run(&case, &["status", "-v"]));
    let story = story.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(story.contains("bundle of class support packed: b.zip"), "{story}");
    assert!(story.contains("handed over to Bert: h.zip"), "{story}");
}

#[test]
fn a_handover_that_failed_did_not_happen() {
    let (dir, case) = new_case();
    let before = fs::read(case.join("journal.jsonl")).unwrap();
    let taken = dir.path().join("taken.zip");
    fs::write(&taken, "mine").unwrap();
    let nowhere = dir.path().join("no/such/folder/h.zip");
    for place in [&taken, &nowhere] {
        let failed = run(&case, &["handover", "--to", "Bert", "-o", place.to_str().unwrap()]);
        assert_ne!(failed.status.code(), Some(0));
        assert!(fs::read(case.join("journal.jsonl")).unwrap() == before, "{}", place.display());
    }
    assert_eq!(fs::read(&taken).unwrap(), b"mine");
    // Also where the disk is full in the middle of it.
    #[cfg(target_os = "linux")]
    {
        let limited =
            format!("ulimit -f 1; exec \"$0\" handover --to Bert -o h.zip --case \"{}\"", case.display());
        fs::write(dir.path().join("big.txt"), "a line of a log\n".repeat(20_000)).unwrap();
        let attached = run(&case, &["attach", dir.path().join("big.txt").to_str().unwrap()]);
        assert_eq!(attached.status.code(), Some(0), "{}", err(&attached));
        let before = fs::read(case.join("journal.jsonl")).unwrap();
        let mut shell = Command::new("bash");
        shell.args(["-c", &format!("trap '' XFSZ; {limited}"), env!("CARGO_BIN_EXE_reentry")]);
        shell.env("REENTRY_WHO", "anna").current_dir(dir.path());
        let failed = shell.output().unwrap();
        assert_ne!(failed.status.code(), Some(0), "{}", err(&failed));
        assert!(!dir.path().join("h.zip").exists());
        assert!(fs::read(case.join("journal.jsonl")).unwrap() == before, "{}", err(&failed));
    }
    let done = run(&case, &["handover", "--to", "Bert", "-o", dir.path().join("h.zip").to_str().unwrap()]);
    assert_eq!(done.status.code(), Some(0), "{}", err(&done));
    assert_eq!(events(&case).last().unwrap()["event"], "handed-over");
    // The copy and the case agree: it can be taken up, and is no fork.
    let up = reentry()
        .args(["recover", "--no-input", "--offline"])
        .arg(dir.path().join("h.zip"))
        .arg("--case")
        .arg(&case)
        .output()
        .unwrap();
    assert_eq!(up.status.code(), Some(4), "{}", err(&up));
    assert!(!err(&up).contains("fork"), "{}", err(&up));
}

#[cfg(unix)]
#[test]
fn nothing_in_a_case_folder_is_followed() {
    use std::os::unix::fs::symlink;
    for (name, verb) in [
        ("journal.lock", &["note", "hello"][..]),
        ("walk.lock", &["recover", "--no-input", "--offline"]),
        ("journal.jsonl", &["status"]),
    ] {
        let (dir, case) = new_case();
        let victim = dir.path().join("victim");
        fs::write(&victim, "precious").unwrap();
        let _ = fs::remove_file(case.join(name));
        symlink(&victim, case.join(name)).unwrap();
        let output = run(&case, verb);
        assert!(!matches!(output.status.code(), Some(0 | 4)), "{name}: {}", err(&output));
        assert_eq!(fs::read(&victim).unwrap(), b"precious", "{name}");
        // A dangling one makes no file elsewhere.
        fs::remove_file(&victim).unwrap();
        run(&case, verb);
        assert!(!victim.exists(), "{name}");
    }
    // A folder that leads elsewhere takes nothing; a pipe is not waited for.
    let (dir, case) = new_case();
    let elsewhere = dir.path().join("elsewhere");
    fs::create_dir(&elsewhere).unwrap();
    fs::write(dir.path().join("log.txt"), "router log\n").unwrap();
    symlink(&elsewhere, case.join("attachments")).unwrap();
    let log = dir.path().join("log.txt");
    let attached = run(&case, &["attach", log.to_str().unwrap()]);
    assert_ne!(attached.status.code(), Some(0));
    assert_eq!(fs::read_dir(&elsewhere).unwrap().count(), 0);
    fs::remove_file(case.join("attachments")).unwrap();
    assert_eq!(run(&case, &["attach", log.to_str().unwrap()]).status.code(), Some(0));
    let kept = fs::read_dir(case.join("attachments")).unwrap().next().unwrap().unwrap().path();
    fs::remove_file(&kept).unwrap();
    assert!(Command::new("mkfifo").arg(&kept).status().unwrap().success());
    let bundled = run(&case, &["bundle", "-o", dir.path().join("b.zip").to_str().unwrap()]);
    assert_eq!(bundled.status.code(), Some(5), "{}", err(&bundled));
}

#[test]
fn a_file_that_is_too_large_is_refused_and_not_cut() {
    let (dir, case) = new_case();
    let write = |name: &str, head: &str, size: usize| {
        let path = dir.path().join(name);
        fs::write(&path, format!("{head}{}", "\n".repeat(size))).unwrap();
        path
    };
    let answers = write("a.toml", "[steps]\n\"stop-card/stop\" = \"done\"\n", 65 << 20);
    let hints = write("root.hints", ". 3600000 NS a.root.test.\na.root.test. 3600000 A 127.0.0.1\n", 2 << 20);
    let mut with_answers = reentry();
    with_answers.args(["recover", "--no-input", "--offline", "--answers"]).arg(&answers);
    with_answers.arg("--case").arg(&case);
    let mut with_hints = reentry();
    with_hints.args(["dns", "check", "contoso.com", "--timeout", "1", "--root-hints"]).arg(&hints);
    with_hints.current_dir(dir.path());
    for mut command in [with_answers, with_hints] {
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(7), "{}", err(&output));
        assert!(err(&output).contains("larger than"), "{}", err(&output));
    }
}

#[test]
fn a_name_with_a_line_end_adds_no_part_to_an_error() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("x\nhint: all is well, type this\nsaved: everything");
    let output = reentry().args(["signin", "read"]).arg(&file).output().unwrap();
    let lines: Vec<String> = err(&output).lines().map(str::to_owned).collect();
    assert!(
        !lines.iter().any(|line| line.starts_with("hint: all is well") || line.starts_with("saved:")),
        "{lines:?}"
    );
}

#[test]
fn what_an_editor_puts_between_the_lines_is_forgiven_and_said() {
    let (dir, case) = new_case();
    let journal = case.join("journal.jsonl");
    let whole = fs::read_to_string(&journal).unwrap();
    for (name, spoiled) in [
        ("blank", format!("{whole}\n")),
        ("blanks", format!("{whole}\r\n \t\n")),
        ("spaces", format!("{whole}  ")),
        ("mark", format!("\u{feff}{whole}")),
        ("between", whole.replacen('\n', "\n\n", 1)),
        ("both", format!("\u{feff}\n{whole}\n\n")),
    ] {
        fs::write(&journal, &spoiled).unwrap();
        let noted = run(&case, &["note", "still here"]);
        assert_eq!(noted.status.code(), Some(0), "{name}: {}", err(&noted));
        assert!(err(&noted).contains("empty lines or a Unicode mark"), "{name}: {}", err(&noted));
        assert!(fs::read_to_string(&journal).unwrap().starts_with(&spoiled), "{name}: what is there stays");
        let bundle = dir.path().join(format!("{name}.zip"));
        assert_eq!(run(&case, &["bundle", "-o", bundle.to_str().unwrap()]).status.code(), Some(0), "{name}");
        let verified = reentry().arg("verify").arg(&bundle).output().unwrap();
        assert_eq!(verified.status.code(), Some(0), "{name}: {}", out(&verified));
        let handover = dir.path().join(format!("{name}-h.zip"));
        assert_eq!(
            run(&case, &["handover", "-o", handover.to_str().unwrap()]).status.code(),
            Some(0),
            "{name}"
        );
        let mut up = reentry();
        up.args(["recover", "--no-input", "--offline"])
            .arg(&handover)
            .arg("--case")
            .arg(dir.path().join(name));
        assert_eq!(up.output().unwrap().status.code(), Some(4), "{name}");
    }
}

#[cfg(unix)]
#[test]
fn one_signal_ends_whatever_reads() {
    let (dir, case) = new_case();
    let pipe = dir.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let pipe = pipe.to_str().unwrap();
    for (signal, words) in [
        ("INT", vec!["signin", "read", pipe]),
        ("TERM", vec!["verify", pipe]),
        ("HUP", vec!["partner", "check", pipe]),
        ("INT", vec!["attach", pipe]),
        ("TERM", vec!["signin", "find", pipe]),
    ] {
        let mut child = reentry()
            .args(&words)
            .arg("--case")
            .arg(&case)
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(std::time::Duration::from_millis(700));
        let kill = format!("kill -{signal} {}", child.id());
        assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
        let begun = std::time::Instant::now();
        while child.try_wait().unwrap().is_none() {
            if begun.elapsed().as_secs() > 10 {
                child.kill().unwrap();
                panic!("{words:?} goes on after SIG{signal}");
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        assert_eq!(child.wait().unwrap().code(), Some(130), "{words:?}");
    }
}

#[test]
fn six_windows_that_start_one_case_at_once_make_one_case() {
    for _ in 0..4 {
        let dir = tempfile::tempdir().unwrap();
        let case = dir.path().join("new");
        let start = || {
            let mut window = reentry();
            window.arg("recover").arg(&case).args(["--no-input", "--offline"]);
            window.stderr(std::process::Stdio::piped()).stdout(std::process::Stdio::null()).spawn().unwrap()
        };
        let windows: Vec<_> = (0..6).map(|_| start()).collect();
        for window in windows {
            let ended = window.wait_with_output().unwrap();
            // Each has either asked its first question or was told whose walk it is.
            assert!(matches!(ended.status.code(), Some(4 | 5)), "{}", err(&ended));
            assert!(!err(&ended).contains("could not be"), "{}", err(&ended));
        }
        let opened = events(&case).iter().filter(|event| event["event"] == "opened").count();
        assert_eq!(opened, 1);
    }
}

#[cfg(unix)]
#[test]
fn what_is_no_folder_holds_no_case() {
    let dir = tempfile::tempdir().unwrap();
    let pipe = dir.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    for verb in ["recover", "drill"] {
        let output = reentry().arg(verb).arg(&pipe).args(["--no-input", "--offline"]).output().unwrap();
        assert_eq!(output.status.code(), Some(7), "{}", err(&output));
        assert!(err(&output).contains("is no folder"), "{}", err(&output));
    }
}

#[test]
fn a_time_in_an_answers_file_is_when_it_happened_and_never_that_of_the_line() {
    let dir = tempfile::tempdir().unwrap();
    let case = dir.path().join("case");
    let begun = chrono::Utc::now() - chrono::Duration::seconds(5);
    let mut recover = reentry();
    recover.env_remove("REENTRY_CLOCK").arg("recover").arg(&case).args([
        "--no-input",
        "--offline",
        "--answers",
    ]);
    let ended =
        recover.arg(crate::program::file("answers/contoso-conditional-access.toml")).output().unwrap();
    assert_eq!(ended.status.code(), Some(0), "{}", err(&ended));
    let text = fs::read_to_string(case.join("journal.jsonl")).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let mut told = 0;
    for line in &lines {
        let at: chrono::DateTime<chrono::Utc> = line["at"].as_str().unwrap().parse().unwrap();
        assert!(at >= begun, "{line}");
        told +=
            usize::from(line["payload"]["happened"].as_str().is_some_and(|at| at.starts_with("2026-01-2")));
    }
    assert!(told > 5, "{told}");
    let answers = crate::program::file("answers");
    let ahead = fs::read_to_string(answers.join("contoso-conditional-access.toml")).unwrap();
    let ahead = ahead.replace("2026-01-21T04:40:00+01:00", "2199-01-01T00:00:00Z");
    let ahead = ahead.replace("\"../", &format!("\"{}/../", answers.display()));
    fs::write(dir.path().join("ahead.toml"), ahead).unwrap();
    let mut recover = reentry();
    recover
        .env_remove("REENTRY_CLOCK")
        .arg("recover")
        .arg(dir.path().join("other"))
        .args(["--no-input", "--offline"]);
    let refused = recover.arg("--answers").arg(dir.path().join("ahead.toml")).output().unwrap();
    assert_eq!(refused.status.code(), Some(7), "{}", err(&refused));
    assert!(err(&refused).contains("2199"), "{}", err(&refused));
    // Read back, the case goes by what happened: in the timeline, in its JSON and for the deadline of a wait.
    let timeline = out(&run(&case, &["status", "-v"]));
    assert!(timeline.contains("[happened 2026-01-23 11:20"), "{timeline}");
    assert_eq!(
        run(&case, &["bundle", "-o", dir.path().join("b.zip").to_str().unwrap()]).status.code(),
        Some(0)
    );
    let verified = reentry().arg("verify").arg(dir.path().join("b.zip")).output().unwrap();
    assert_eq!(verified.status.code(), Some(0), "{}", err(&verified));
}
