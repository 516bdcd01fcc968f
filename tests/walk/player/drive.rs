//! Sitting before the program: at a pseudo-terminal of 80 columns and 24 rows, or at a pipe with `--plain`.

use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use rexpect::process::PtyProcess;

use super::screen::without_sequences;

/// Where a person sits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum At {
    Terminal,
    Pipe,
}

/// A running program: what it shows, and the way to answer it.
pub(super) struct Seat {
    shown: Receiver<Vec<u8>>,
    keys: Box<dyn Write>,
    left: Vec<u8>,
    _alive: Alive,
}

enum Alive {
    Terminal(#[expect(dead_code, reason = "ends the program when it is dropped")] PtyProcess),
    Pipe(std::process::Child),
}

impl Drop for Alive {
    fn drop(&mut self) {
        if let Self::Pipe(child) = self {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// The program as somebody would start it, at a moment that is always the same.
pub(super) fn program(clock: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_reentry"));
    command
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("TERM", "xterm-256color")
        .env("REENTRY_WHO", "player")
        .env("REENTRY_CLOCK", clock)
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests"));
    command
}

impl Seat {
    pub(super) fn take(at: At, case: &Path, clock: &str) -> Self {
        let mut command = program(clock);
        let (sender, shown) = channel();
        match at {
            At::Pipe => {
                command.args(["recover", "--plain", "--offline"]).arg(case);
                command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
                let mut child = command.spawn().unwrap();
                let keys = Box::new(child.stdin.take().unwrap());
                pump(child.stderr.take().unwrap(), sender);
                Self { shown, keys, left: Vec::new(), _alive: Alive::Pipe(child) }
            }
            At::Terminal => {
                let mut sized = Command::new("/bin/sh");
                sized.env_clear().envs(command.get_envs().filter_map(|(k, v)| Some((k, v?))));
                sized.current_dir(command.get_current_dir().unwrap());
                sized.args(["-c", "stty rows 24 cols 80; exec \"$0\" recover --offline \"$1\""]);
                sized.arg(command.get_program()).arg(case);
                let mut process = PtyProcess::new(sized).unwrap();
                process.set_kill_timeout(Some(2_000));
                pump(process.get_file_handle().unwrap(), sender);
                let keys = Box::new(process.get_file_handle().unwrap());
                Self { shown, keys, left: Vec::new(), _alive: Alive::Terminal(process) }
            }
        }
    }

    /// What is shown until a question waits. False: the program has ended.
    pub(super) fn read(&mut self, sent: &str) -> (String, bool) {
        let mut patience = 0;
        loop {
            match self.shown.recv_timeout(Duration::from_millis(50)) {
                Ok(bytes) => {
                    self.left.extend_from_slice(&bytes);
                    patience = 0;
                }
                Err(RecvTimeoutError::Timeout) if self.waits() => return (self.taken(), true),
                Err(RecvTimeoutError::Timeout) => {
                    patience += 1;
                    assert!(patience < 1_200, "no question for a minute after {sent:?}: {}", self.taken());
                }
                Err(RecvTimeoutError::Disconnected) => return (self.taken(), false),
            }
        }
    }

    /// A question is a row that does not end, and whose last sign asks.
    fn waits(&self) -> bool {
        let text = without_sequences(&String::from_utf8_lossy(&self.left));
        !text.ends_with('\n') && text.trim_end_matches(' ').ends_with(['>', '›'])
    }

    fn taken(&mut self) -> String {
        String::from_utf8_lossy(&std::mem::take(&mut self.left)).into_owned()
    }

    pub(super) fn send(&mut self, text: &str) {
        // A program that has ended takes no more.
        let _ = self.keys.write_all(text.as_bytes());
        let _ = self.keys.flush();
    }
}

fn pump(mut from: impl Read + Send + 'static, to: std::sync::mpsc::Sender<Vec<u8>>) {
    std::thread::spawn(move || {
        let mut bytes = [0; 4096];
        while let Ok(count @ 1..) = from.read(&mut bytes) {
            if to.send(bytes[..count].to_vec()).is_err() {
                return;
            }
        }
    });
}
