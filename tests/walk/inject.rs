//! A call to the system that fails, or at which the power goes: strace counts the calls of a run that went well, and
//! spoils one of them in each run after it.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Calls that change the disk. Before each of them the program may die, and each of them may find the disk full.
const WRITING: &str = "write,pwrite64,writev,fsync,fdatasync,ftruncate,rename,renameat,renameat2,link,linkat,mkdir,\
                       mkdirat,unlink,unlinkat,chmod,fchmod";
/// Calls that an ailing disk refuses as well.
const READING: &str = "openat,read,pread64,lseek,statx,fstat,newfstatat,getdents64,flock";

/// What happens at a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The program is gone before the call is done.
    Killed,
    DiskFull,
    DiskAiling,
}

/// The nth call of this name.
#[derive(Debug, Clone)]
pub(crate) struct Point {
    pub fault: Fault,
    call: String,
    nth: u32,
    /// What the run that went well did there.
    pub line: String,
}

/// A command of the program that can be run again and again.
pub(crate) struct Run {
    words: Vec<OsString>,
    variables: Vec<(&'static str, String)>,
}

impl Run {
    pub(crate) fn new<I: Into<OsString>>(words: impl IntoIterator<Item = I>) -> Self {
        Self { words: words.into_iter().map(Into::into).collect(), variables: Vec::new() }
    }

    /// With this variable beside the usual ones.
    #[allow(dead_code, reason = "not every test that shares this file needs one")]
    pub(crate) fn with(mut self, name: &'static str, value: String) -> Self {
        self.variables.push((name, value));
        self
    }

    /// The run as it is, without a fault.
    pub(crate) fn undisturbed(&self) -> Output {
        self.clean(Command::new(env!("CARGO_BIN_EXE_reentry")).args(&self.words)).output().unwrap()
    }

    /// The same run with its fault.
    pub(crate) fn spoiled(&self, point: &Point) -> Output {
        let how = match point.fault {
            Fault::Killed => "signal=KILL",
            Fault::DiskFull => "error=ENOSPC",
            Fault::DiskAiling => "error=EIO",
        };
        let (call, nth) = (&point.call, point.nth);
        self.traced(&["-e", &format!("trace={call}"), "-e", &format!("inject={call}:{how}:when={nth}")], None)
    }

    /// Every call of an undisturbed run that touches something below `place`, with every fault that can happen there:
    /// at most `most` of them, evenly spread.
    pub(crate) fn points(&self, place: &Path, code: i32, most: usize) -> Vec<Point> {
        let trace = tempfile::NamedTempFile::new().unwrap();
        let calls = format!("trace={WRITING},{READING}");
        let output = self.traced(&["-y", "-e", &calls], Some(trace.path()));
        assert_eq!(output.status.code(), Some(code), "{}", String::from_utf8_lossy(&output.stderr));
        let text = std::fs::read(trace.path()).unwrap();
        let place = place.canonicalize().unwrap().display().to_string();
        let mut seen: BTreeMap<(String, String), u32> = BTreeMap::new();
        let mut points = Vec::new();
        for line in String::from_utf8_lossy(&text).lines() {
            let Some((thread, rest)) = line.split_once(char::is_whitespace) else { continue };
            let Some((call, _)) = rest.trim_start().split_once('(') else { continue };
            if call.contains(' ') {
                continue;
            }
            // strace counts for each thread and each name.
            let nth = seen.entry((thread.to_owned(), call.to_owned())).or_default();
            *nth += 1;
            // The text in a lock is a courtesy to whoever waits for it; nothing hangs on it.
            let courtesy = rest.contains(".lock>") && matches!(call, "write" | "ftruncate" | "lseek");
            if rest.contains(&place) && !courtesy {
                let writes = WRITING.split(',').any(|name| name == call);
                let faults: &[Fault] = if writes {
                    &[Fault::Killed, Fault::DiskFull, Fault::DiskAiling]
                } else {
                    &[Fault::DiskAiling]
                };
                let point = |fault: &Fault| Point {
                    fault: *fault,
                    call: call.to_owned(),
                    nth: *nth,
                    line: rest.to_owned(),
                };
                points.extend(faults.iter().map(point));
            }
        }
        let all = points.len();
        let wanted = |at: &usize| most >= all || (at * most) / all != ((at + 1) * most) / all;
        points.into_iter().enumerate().filter(|(at, _)| wanted(at)).map(|(_, point)| point).collect()
    }

    fn traced(&self, words: &[&str], trace: Option<&Path>) -> Output {
        let mut strace = Command::new("strace");
        strace.args(["-f", "-qq", "-s", "0"]).args(words).arg("-o");
        strace.arg(trace.unwrap_or(Path::new("/dev/null")));
        strace.arg("--").arg(env!("CARGO_BIN_EXE_reentry")).args(&self.words);
        self.clean(&mut strace).output().unwrap()
    }

    fn clean<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("REENTRY_WHO", "anna")
            .env("REENTRY_CLOCK", "2026-01-21T02:05:00+01:00")
            .envs(self.variables.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
    }
}

/// How many points of a scenario are tried; `REENTRY_TEST_FAULTS` asks for more.
pub(crate) fn most(usual: usize) -> usize {
    std::env::var("REENTRY_TEST_FAULTS").ok().and_then(|n| n.parse().ok()).unwrap_or(usual)
}

/// Whether faults can be made here. In CI they must.
#[expect(clippy::print_stderr, reason = "a test that is skipped should say so")]
pub(crate) fn possible() -> bool {
    let here = Command::new("strace").arg("-V").output().is_ok();
    assert!(here || std::env::var_os("CI").is_none(), "CI must have strace");
    if !here {
        eprintln!("skipped: strace is not here");
    }
    here
}
