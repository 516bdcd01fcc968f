//! The real program in a clean environment, on one case.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A case in a folder of its own.
pub(crate) struct Told {
    _dir: tempfile::TempDir,
    pub case: PathBuf,
}

/// The program with nothing of this machine's environment.
pub(crate) fn reentry(clock: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_reentry"));
    command.env_clear().env("REENTRY_WHO", "Anna").env("REENTRY_CLOCK", clock).stdin(Stdio::null());
    command.current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests"));
    command
}

/// The moment at which every text here is read.
pub(crate) const NOW: &str = "2026-11-26T21:45:00+01:00";

impl Told {
    /// A case that this answers file tells.
    pub(crate) fn by(answers: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("answers.toml");
        std::fs::write(&file, answers).unwrap();
        let case = dir.path().join("case");
        let walked = reentry(NOW)
            .arg("recover")
            .arg(&case)
            .arg("--answers")
            .arg(&file)
            .args(["--no-input", "--offline", "--plain"])
            .output()
            .unwrap();
        let err = String::from_utf8_lossy(&walked.stderr);
        assert!(matches!(walked.status.code(), Some(0 | 4)), "{err}");
        Self { _dir: dir, case }
    }

    /// The incident of this letter.
    pub(crate) fn incident(letter: &str) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/nouns/incidents/{letter}.toml"));
        Self::by(&std::fs::read_to_string(path).unwrap())
    }

    /// Runs a command on the case.
    pub(crate) fn run(&self, args: &[&str]) -> Output {
        reentry(NOW).args(args).arg("--case").arg(&self.case).output().unwrap()
    }

    /// What a command that must succeed says.
    pub(crate) fn says(&self, args: &[&str]) -> String {
        let output = self.run(args);
        let err = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{args:?}: {err}");
        self.settled(&String::from_utf8(output.stdout).unwrap())
    }

    /// Ticket, phone script, hand-off, status and dossier, one after the other.
    pub(crate) fn texts(&self) -> String {
        [
            &["ticket"][..],
            &["ticket", "--phone"],
            &["ticket", "--handoff"],
            &["status"],
            &["dossier", "--format", "text"],
        ]
        .into_iter()
        .map(|args| format!("===== {} =====\n{}\n", args.join(" "), self.says(args)))
        .collect()
    }

    /// The same as one line, so that a sentence is found wherever a screen breaks it.
    pub(crate) fn flat(&self) -> String {
        flat(&self.texts())
    }

    /// Without what differs from run to run.
    fn settled(&self, text: &str) -> String {
        let mut text = text.replace(&self.case.display().to_string(), "/home/anna/case");
        let status = self.run(&["status", "--json"]);
        let view: serde_json::Value = serde_json::from_slice(&status.stdout).unwrap();
        let id = view["case"].as_str().unwrap();
        text = text.replace(id, "CASE-ID");
        let journal = std::fs::read_to_string(self.case.join("journal.jsonl")).unwrap();
        let last: serde_json::Value = serde_json::from_str(journal.lines().last().unwrap()).unwrap();
        text.replace(last["hash"].as_str().unwrap(), "CHAIN-HEAD")
    }
}

/// A text as one line.
pub(crate) fn flat(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
