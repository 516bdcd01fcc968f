//! Somebody at the keyboard of a case.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rexpect::session::{PtySession, spawn_command};

/// A page as a browser shows it: a title, empty lines, and words that are commands here.
pub(crate) const PAGE: &str = "Sign in\nSorry, but we're having trouble signing you in.\n\nquit\nback\n1\n2\n\n\
    Request Id: e289bbe9-276a-4154-ba5e-08a32afa0200\n\
    Correlation Id: 1e2775c3-f8be-45c3-8d8e-3c6cc9a73886\n\
    Timestamp: 2026-01-21T00:33:18Z\n\
    Message: AADSTS53003: Access has been blocked by Conditional Access policies.";

/// The program with nothing of this machine's environment but its path.
pub(crate) fn reentry() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_reentry"));
    command
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("TERM", "xterm-256color")
        .env("LC_ALL", "C.UTF-8")
        .env("REENTRY_WHO", "anna")
        .env("REENTRY_CLOCK", "2026-01-21T02:05:00+01:00")
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests"));
    command
}

/// A case in a folder of its own.
pub(crate) struct Case {
    dir: tempfile::TempDir,
}

impl Case {
    pub(crate) fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn place(&self) -> PathBuf {
        self.dir.path().join("case")
    }

    pub(crate) fn journal(&self) -> String {
        std::fs::read_to_string(self.place().join("journal.jsonl")).unwrap()
    }

    /// The walk at a pseudo-terminal.
    pub(crate) fn sit_down(&self, args: &[&str]) -> Typist {
        let mut command = reentry();
        command.arg("recover").arg(self.place()).args(args);
        if !args.contains(&"--resolver") {
            command.arg("--offline");
        }
        Typist(spawn_command(command, Some(20_000)).unwrap())
    }

    /// The walk through a pipe that is closed behind these lines; what was said, and how it ended.
    pub(crate) fn talk(&self, lines: &str) -> (String, i32) {
        talk(reentry().arg("recover").arg(self.place()).args(["--offline", "--plain"]), lines)
    }
}

/// Feeds lines to a program.
pub(crate) fn talk(command: &mut Command, lines: &str) -> (String, i32) {
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // The program may stop reading when it has what it needs.
    let _ = stdin.write_all(lines.as_bytes());
    drop(stdin);
    let done = child.wait_with_output().unwrap();
    (String::from_utf8_lossy(&done.stderr).into_owned(), done.status.code().unwrap())
}

/// Reads the facts and sign-ins of a case, as the status says them.
pub(crate) fn status(case: &Path) -> String {
    let done = reentry().args(["status", "-v", "--case"]).arg(case).output().unwrap();
    String::from_utf8_lossy(&done.stdout).into_owned()
}

/// Who types.
pub(crate) struct Typist(pub(crate) PtySession);

impl Typist {
    /// Waits for words; gives what stood before them.
    #[track_caller]
    pub(crate) fn sees(&mut self, words: &str) -> String {
        self.0.exp_string(words).unwrap_or_else(|e| panic!("waiting for {words:?}: {e}"))
    }

    /// Types a line.
    pub(crate) fn types(&mut self, line: &str) {
        self.0.send_line(line).unwrap();
    }

    /// Pastes text as it is, with or without the marks of a terminal around it.
    pub(crate) fn pastes(&mut self, text: &str, marks: bool) {
        let text = if marks { format!("\u{1b}[200~{text}\u{1b}[201~\n") } else { text.to_owned() };
        self.0.send(&text).unwrap();
        self.0.flush().unwrap();
    }

    /// The exit code, once the program has ended.
    pub(crate) fn ended(&self) -> Option<i32> {
        for _ in 0..200 {
            let status = format!("{:?}", self.0.process().status());
            if let Some((_, code)) = status.split_once("Exited(").and_then(|(_, rest)| rest.split_once(", "))
            {
                return code.trim_end_matches([')', ' ']).parse().ok();
            }
            std::thread::sleep(std::time::Duration::from_millis(50));
        }
        None
    }

    /// Goes through the opening to the question of this name, with answers that lead there.
    pub(crate) fn goes_to_the_change(&mut self) {
        self.sees("3 I am asking around");
        self.types("2");
        self.sees("9 Something else");
        self.types("1");
        self.sees("What changed just before?");
    }
}

/// Walks a rehearsal whose answers file leaves out these facts: they are typed, line by line, and some are given anew.
/// What was said, and how it ended.
pub(crate) fn rehearse(case: &Case, left_out: &[&str], given: &str, typed: &str) -> (String, i32) {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/tests");
    let file = std::fs::read_to_string(format!("{root}/answers/contoso-conditional-access.toml")).unwrap();
    let kept = file
        .lines()
        .filter(|line| !left_out.iter().any(|fact| line.starts_with(&format!("\"{fact}\""))))
        .map(|line| if line == "[facts]" { format!("[facts]\n{given}\n") } else { format!("{line}\n") });
    let answers = kept.collect::<String>().replace("../corpus", &format!("{root}/corpus"));
    let own = case.dir.path().join("answers.toml");
    std::fs::write(&own, answers).unwrap();
    let mut command = reentry();
    command.args(["recover", "--plain", "--offline", "--answers"]).arg(&own).arg(case.place());
    talk(&mut command, typed)
}

/// What the case knows of a fact, as its journal says it last.
pub(crate) fn fact(case: &Case, id: &str) -> String {
    let needle = format!("\"fact\":\"{id}\",\"value\":");
    let journal = case.journal();
    let (_, rest) = journal.rsplit_once(&needle).unwrap_or_else(|| panic!("no {id} in {journal}"));
    rest.split(",\"source\"").next().unwrap_or_default().to_owned()
}
