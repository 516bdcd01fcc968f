//! The real program in a clean environment.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The moment at which every rehearsal here begins.
pub(crate) const CLOCK: &str = "2026-01-21T02:05:00+01:00";

/// The program with nothing of this machine's environment but its path.
pub(crate) fn reentry() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_reentry"));
    command.env_clear().env("PATH", "/usr/bin:/bin").env("REENTRY_WHO", "anna").env("REENTRY_CLOCK", CLOCK);
    // Not the top of the repository, where a person's case may lie.
    command.stdin(Stdio::null()).current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests"));
    command
}

/// A file of this repository's tests.
pub(crate) fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}

/// Walks a case with an answers file.
pub(crate) fn walk(case: &Path, answers: &str) -> Output {
    reentry()
        .arg("recover")
        .arg(case)
        .arg("--answers")
        .arg(file("answers").join(answers))
        .args(["--no-input", "--offline"])
        .output()
        .expect("the program starts")
}

/// Standard output as text.
pub(crate) fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("output is UTF-8")
}

/// Standard error as text.
pub(crate) fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("messages are UTF-8")
}

/// Feeds lines to the program's standard input.
pub(crate) fn talk(mut command: Command, lines: &str) -> Output {
    use std::io::Write;
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("its input is open");
    // The program may stop reading when it has what it needs.
    let _ = stdin.write_all(lines.as_bytes());
    drop(stdin);
    child.wait_with_output().expect("the program ends")
}
