//! What is typed wrong at night: the error says what to type instead, and nothing is left behind.

#![expect(clippy::unwrap_used, reason = "a test may stop where it stands")]

use std::path::Path;
use std::process::{Command, Stdio};

/// Runs it in a folder; gives the exit code and what was said.
fn typed(folder: &Path, words: &[&str]) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_reentry"));
    command.env_clear().env("PATH", "/usr/bin:/bin").env("REENTRY_CLOCK", "2026-01-21T02:05:00+01:00");
    let done = command.current_dir(folder).args(words).stdin(Stdio::null()).output().unwrap();
    (done.status.code().unwrap(), String::from_utf8(done.stderr).unwrap())
}

fn names(folder: &Path) -> Vec<String> {
    let names = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name());
    let mut names: Vec<_> = names.map(|name| name.into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_wrong_name_says_its_cure_and_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    std::fs::write(here.join("notes.txt"), "mine").unwrap();
    std::fs::write(here.join("old.html"), "<p>no audit").unwrap();
    std::fs::create_dir(here.join("empty")).unwrap();
    let before = names(here);
    // What is typed, the exit code, and a part of what is said.
    for (words, code, said) in [
        (&["recover", "nofile.zip"][..], 7, "there is no file nofile.zip"),
        (&["recover", "--case", "answers.toml"], 7, "there is no file answers.toml"),
        (&["recover", "--profile", "nofile"], 7, "nofile could not be read"),
        (&["recover", "--cause", "nocause"], 2, "--cause"),
        (&["drill", "nofile.txt"], 7, "reentry drill FOLDER"),
        (&["drill", "notes.txt"], 7, "reentry drill FOLDER"),
        (&["drill", "--profile", "nofile"], 7, "nofile could not be read"),
        (&["print", "--profile", "nofile"], 7, "check the file name"),
        (&["audit", "--profile", "nofile"], 7, "check the file name"),
        (&["audit", "--since", "old.html"], 7, "reentry audit --json -o audit.json"),
        (&["partner", "check", "nofile"], 7, "check the file name"),
        (&["runbook", "lint", "nofile"], 7, "name the folder"),
        (&["runbook", "lint", "empty"], 7, "there is no runbook in empty"),
        (&["print", "-o", "no/kit.html"], 1, "make it first"),
        (&["print", "-o", ".."], 1, "this is a folder"),
        (&["print", "--format", "text", "-o", "kit.pdf"], 2, "contradict"),
    ] {
        let (ended, told) = typed(here, words);
        assert_eq!(ended, code, "{words:?}: {told}");
        assert!(told.contains(said) && told.contains("\nhint: "), "{words:?}: {told}");
        let because: Vec<&str> = told.lines().filter_map(|line| line.strip_prefix("because: ")).collect();
        assert!(because.windows(2).all(|two| !two[0].ends_with(two[1])), "{words:?} says it twice: {told}");
        assert_eq!(names(here), before, "{words:?}");
    }
}

#[test]
fn a_folder_without_a_case_is_named_in_full_with_the_case_below_it() {
    let folder = tempfile::tempdir().unwrap();
    let mine = folder.path().join("my case \u{e4}");
    let other = folder.path().join("other");
    std::fs::create_dir_all(&mine).unwrap();
    std::fs::create_dir_all(&other).unwrap();
    let (code, told) = typed(&other, &["status", "--case", "../my case \u{e4}"]);
    assert_eq!(code, 5, "{told}");
    assert!(told.contains("/other/../my case \u{e4}") && told.contains("the folder is there"), "{told}");

    assert_eq!(typed(&other, &["recover", "../my case \u{e4}/first", "--no-input"]).0, 4);
    let (_, told) = typed(&other, &["status", "--case", "../my case \u{e4}"]);
    assert!(told.contains("hint: reentry status --case \"") && told.contains("first\""), "{told}");
    assert_eq!(typed(&other, &["status", "--case", "../my case \u{e4}/first"]).0, 0);
    let (code, told) = typed(&other, &["note", "--case", "../my case \u{e4}/first", ""]);
    assert!(code == 2 && told.contains("hint: to say what happened"), "{told}");
}

#[test]
fn the_name_after_o_chooses_the_form() {
    let folder = tempfile::tempdir().unwrap();
    for (name, start) in [("kit.html", "<!doctype"), ("kit.txt", "stop"), ("kit.pdf", "%pdf-")] {
        assert_eq!(typed(folder.path(), &["print", "stop-card", "-o", name]).0, 0);
        let bytes = std::fs::read(folder.path().join(name)).unwrap();
        let begins = String::from_utf8_lossy(&bytes[..60]).to_lowercase();
        assert!(begins.starts_with(start), "{name} begins {begins}");
    }
}

/// Pasted into a shell, words behind a command become arguments of it: they belong on the line above.
#[test]
fn no_words_stand_behind_a_command() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut open = vec![root.join("src"), root.join("runbooks"), root.join("README.md")];
    let behind = regex::Regex::new(r"reentry [a-z][^`|:]*[^ `|,.:]   +[A-Za-z(]").unwrap();
    let mut wrong = Vec::new();
    while let Some(path) = open.pop() {
        if path.is_dir() {
            open.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else if let Ok(text) = std::fs::read_to_string(&path) {
            let said = |line: &&str| !line.trim_start().starts_with("//") && behind.is_match(line);
            wrong.extend(text.lines().filter(said).map(|line| format!("{}: {line}", path.display())));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
