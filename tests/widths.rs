//! Every screen of a worked case keeps to the screen's width.

#![expect(clippy::unwrap_used, reason = "a test may stop where it stands")]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}

fn reentry(here: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_reentry"));
    command.env_clear().env("PATH", "/usr/bin:/bin").env("REENTRY_CLOCK", "2026-01-21T02:05:00+01:00");
    command.env("REENTRY_WHO", "anna").env("TERM", "xterm-256color").env("LANG", "C.UTF-8");
    command.current_dir(here).stdin(Stdio::null());
    command
}

/// Wider than the screen, with no excuse: a command is copied whole, and one long word cannot be parted.
fn too_wide(line: &str, columns: usize) -> bool {
    let copied = line.trim_start().starts_with("reentry ");
    let width = line.chars().count();
    let longest = line.split(' ').map(|word| word.chars().count()).max().unwrap_or(0);
    width > columns && !copied && !(longest >= 24 && width - longest <= columns)
}

/// A case as the walk leaves it, with a file attached; and a profile beside it.
fn worked(here: &Path, answers: &str) {
    let mut walk = reentry(here);
    walk.args(["recover", "case", "--no-input", "--offline", "--answers"]).arg(file("answers").join(answers));
    assert!(walk.output().unwrap().status.code().is_some());
    std::fs::write(here.join("error.txt"), "something else went wrong").unwrap();
    std::fs::write(here.join("secret.txt"), "password: hunter2hunter2").unwrap();
}

#[test]
fn no_screen_of_a_worked_case_is_wider_than_the_terminal() {
    let mut wrong = Vec::new();
    for (answers, columns) in [
        ("contoso-conditional-access.toml", 60),
        ("contoso-conditional-access.toml", 80),
        ("fabrikam-lost-phone.toml", 60),
        ("fabrikam-lost-phone.toml", 80),
    ] {
        let folder = tempfile::tempdir().unwrap();
        worked(folder.path(), answers);
        for words in [
            &[][..],
            &["status"],
            &["status", "-v"],
            &["ticket", "--phone"],
            &["attach", "secret.txt", "--note", "what they sent"],
            &["attach", "nofile"],
            &["bundle", "--preview"],
            &["bundle"],
            &["handover", "--to", "the colleague of the early shift"],
            &["partner", "check"],
            &["runbook", "list"],
            &["runbook", "show", "partner"],
            &["runbook", "lint", "nofile"],
            &["signin", "read", "error.txt"],
            &["signin", "add", "error.txt"],
            &["signin", "explain", "53003", "50076", "500121"],
            &["note", ""],
            &["recover", "nofile.zip"],
            &["recover", "new", "--no-input"],
            &["recover", "case", "--no-input", "--cause", "nocause"],
            &["drill", "drill", "--no-input"],
            &["prepare", "--no-input"],
            &["audit", "--ask", "--no-input"],
            &["status", "--case", "nofolder"],
        ] {
            let done =
                reentry(folder.path()).env("COLUMNS", columns.to_string()).args(words).output().unwrap();
            for stream in [done.stdout, done.stderr] {
                let text = String::from_utf8(stream).unwrap();
                let wide = text.lines().filter(|line| too_wide(line, columns));
                wrong.extend(wide.map(|line| format!("{columns} {words:?}: {line}")));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// A shell keeps COLUMNS to itself: the terminal is asked.
#[cfg(unix)]
#[test]
fn the_terminal_says_how_wide_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let mut sixty = Command::new("/usr/bin/script");
    let words =
        format!("stty rows 24 cols 60; {} recover case --plain --offline", env!("CARGO_BIN_EXE_reentry"));
    sixty.env_clear().env("PATH", "/usr/bin:/bin").env("TERM", "xterm").current_dir(folder.path());
    let Ok(done) = sixty.args(["-qec", &words, "/dev/null"]).stdin(Stdio::null()).output() else { return };
    let text = String::from_utf8_lossy(&done.stdout).replace('\r', "");
    assert!(text.contains("You are locked out."), "{text}");
    let wide: Vec<&str> =
        text.lines().map(|line| line.trim_start_matches("> ")).filter(|line| too_wide(line, 60)).collect();
    assert!(wide.is_empty(), "{wide:#?}");
}
