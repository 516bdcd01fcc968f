//! The real program where the surroundings are wrong: garbage in variables, no home, a folder that is gone, closed
//! streams, any umask, arguments that are no text. It answers, or says why not; it never panics and never passes an
//! escape on.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::ffi::{OsStr, OsString};
use std::fs;
use std::os::unix::ffi::OsStringExt;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};

const CLOCK: &str = "2026-01-21T02:05:00+01:00";

fn reentry(dir: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_reentry"));
    command.env_clear().env("REENTRY_CLOCK", CLOCK).current_dir(dir).stdin(std::process::Stdio::null());
    command
}

/// The same through a shell that first spoils the surroundings; `$0` is the program.
fn spoiled(dir: &Path, script: &str) -> Output {
    let mut shell = Command::new("/bin/sh");
    shell.args(["-c", script, env!("CARGO_BIN_EXE_reentry")]);
    shell
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("REENTRY_CLOCK", CLOCK)
        .current_dir(dir)
        .output()
        .unwrap()
}

/// Ended by one of the documented codes, with clean words.
fn calm(ran: &Output, what: &str) -> i32 {
    let code = ran.status.code().unwrap_or_else(|| panic!("{what}: ended by {}", ran.status));
    let said = [&ran.stdout[..], &ran.stderr[..]].concat();
    let text = String::from_utf8(said).unwrap_or_else(|e| panic!("{what}: not UTF-8: {e}"));
    assert!((0..=7).contains(&code), "{what}: exit {code}\n{text}");
    assert!(!text.contains("panicked") && !text.contains("went wrong in reentry"), "{what}: {text}");
    // Colours may be forced; nothing else of what a terminal acts on.
    let looks = ["[0m", "[1m", "[2m", "[3m", "[4m", "[1;4m", "[35m", "[1;35m", "[1;31m", "[1;32m"];
    let forced = what.starts_with("CLICOLOR_FORCE");
    let bare = looks
        .iter()
        .filter(|_| forced)
        .fold(text.clone(), |text, look| text.replace(&format!("\u{1b}{look}"), ""));
    assert!(
        !bare.contains(['\u{1b}', '\u{7}', '\u{202e}']),
        "{what}: an escape reached the screen\n{text:?}"
    );
    assert!(code == 0 || !text.trim().is_empty(), "{what}: exit {code} without a word");
    code
}

fn bytes(bytes: &[u8]) -> OsString {
    OsString::from_vec(bytes.to_vec())
}

#[test]
fn no_variable_can_knock_it_over() {
    let dir = tempfile::tempdir().unwrap();
    let garbage = [
        bytes(b""),
        bytes(b" "),
        bytes(b"\x1b]0;owned\x07\x1b[2J"),
        bytes(b"\xff\xfe\x80"),
        bytes("\u{202e}txt.exe".as_bytes()),
        bytes(b"-1"),
        bytes(b"99999999999999999999"),
        bytes(b"../../../../etc/passwd"),
        bytes(b"%s%n${HOME}$(id)`id`"),
        bytes(&b"A".repeat(100_000)),
    ];
    let names = [
        "TERM",
        "LANG",
        "LC_ALL",
        "COLUMNS",
        "LINES",
        "NO_COLOR",
        "CLICOLOR",
        "CLICOLOR_FORCE",
        "ACCESSIBLE",
        "TZ",
        "HOME",
        "USER",
        "TMPDIR",
        "PATH",
        "OneDrive",
        "RUST_BACKTRACE",
        "REENTRY_WHO",
        "REENTRY_CASE",
        "REENTRY_RUNBOOKS",
        "REENTRY_PLAIN",
        "REENTRY_NO_INPUT",
        "REENTRY_OFFLINE",
        "REENTRY_COLOR",
        "REENTRY_CLOCK",
    ];
    for (n, name) in names.iter().enumerate() {
        for (m, value) in garbage.iter().enumerate() {
            let what = format!("{name}={:?}", value.to_string_lossy().chars().take(30).collect::<String>());
            let args = ["recover", &format!("case-{n}-{m}"), "--no-input", "--offline"];
            let code = calm(&reentry(dir.path()).env(name, value).args(args).output().unwrap(), &what);
            // Only a variable of ours may change what happens; the rest is scenery.
            assert!(code == 4 || name.starts_with("REENTRY_"), "{what}: exit {code}");
        }
    }
}

#[test]
fn a_switch_is_thrown_by_anything_but_no() {
    let dir = tempfile::tempdir().unwrap();
    let asked = |value: &str| {
        let ran = reentry(dir.path())
            .env("REENTRY_NO_INPUT", value)
            .args(["recover", "--offline"])
            .output()
            .unwrap();
        String::from_utf8(ran.stderr).unwrap().contains("(? more")
    };
    assert!(["1", "true", "yes"].iter().all(|value| !asked(value)));
    assert!(["", "0", "false", "no"].iter().all(|value| asked(value)));
}

#[test]
fn a_home_is_not_needed_and_never_written_to() {
    let dir = tempfile::tempdir().unwrap();
    let home = dir.path().join("home");
    fs::create_dir(&home).unwrap();
    fs::set_permissions(&home, fs::Permissions::from_mode(0o500)).unwrap();
    for (name, value) in [("nowhere", OsStr::new("/nonexistent")), ("sealed", home.as_os_str())] {
        let ran = reentry(dir.path())
            .env("HOME", value)
            .args(["recover", name, "--no-input", "--offline"])
            .output();
        assert_eq!(calm(&ran.unwrap(), name), 4);
    }
    assert_eq!(fs::read_dir(&home).unwrap().count(), 0);
}

#[test]
fn whatever_the_umask_a_case_and_what_is_made_from_it_are_private() {
    for umask in ["000", "022", "077", "777"] {
        let dir = tempfile::tempdir().unwrap();
        let script = format!(
            "umask {umask}; \"$0\" recover case --no-input --offline; \"$0\" note hello; \
             \"$0\" bundle -o b.zip && \"$0\" verify b.zip"
        );
        let ran = spoiled(dir.path(), &script);
        assert_eq!(calm(&ran, umask), 0);
        let mode = |name: &str| fs::metadata(dir.path().join(name)).unwrap().permissions().mode() & 0o7777;
        for name in ["case/journal.jsonl", "case/journal.lock", "b.zip"] {
            assert_eq!(mode(name) & 0o077, 0, "umask {umask}: {name} is {:o}", mode(name));
        }
        assert_eq!(mode("case") & 0o077, 0, "umask {umask}: the folder is {:o}", mode("case"));
    }
}

#[test]
fn a_present_folder_that_is_gone_is_said() {
    let dir = tempfile::tempdir().unwrap();
    let gone = |verb: &str| spoiled(dir.path(), &format!("mkdir d; cd d; rmdir ../d; \"$0\" {verb}"));
    assert_eq!(calm(&gone("signin explain 53003"), "explain"), 0);
    for verb in [
        "",
        "status",
        "recover --no-input --offline",
        "recover sub --no-input --offline",
        "bundle",
        "print -o k.html",
    ] {
        let ran = gone(verb);
        assert!(calm(&ran, verb) != 0 || verb.is_empty(), "{verb}");
    }
    assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0);
}

#[test]
fn closed_and_full_streams_are_survived() {
    let dir = tempfile::tempdir().unwrap();
    calm(&spoiled(dir.path(), "\"$0\" recover a --offline --plain <&-"), "no input");
    for streams in ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"] {
        let ran =
            spoiled(dir.path(), &format!("\"$0\" note hello --case a {streams}; \"$0\" status -v --case a"));
        assert_eq!(calm(&ran, streams), 0);
    }
    let journal = fs::read_to_string(dir.path().join("a/journal.jsonl")).unwrap();
    assert_eq!(journal.matches("\"noted\"").count(), 4, "{journal}");
    // An answer that nobody got is an error; a reader that has seen enough is none.
    assert_eq!(calm(&spoiled(dir.path(), "\"$0\" print > /dev/full"), "full"), 1);
    assert_eq!(calm(&spoiled(dir.path(), "{ \"$0\" print; echo $? >&2; } 2>code | head -c 10"), "head"), 0);
    assert_eq!(fs::read_to_string(dir.path().join("code")).unwrap(), "0\n");
}

#[test]
fn arguments_that_are_no_text_are_refused_by_name_or_used_as_paths() {
    let dir = tempfile::tempdir().unwrap();
    let strange = bytes(b"caf\xe9 \x1b[31m.txt");
    fs::write(dir.path().join(&strange), "AADSTS53003: blocked\n").unwrap();
    let run = |args: &[&OsStr]| reentry(dir.path()).args(args).output().unwrap();
    let word = OsStr::new;
    let code = |args: &[&OsStr]| calm(&run(args), &format!("{args:?}"));
    assert_eq!(code(&[word("signin"), word("read"), &strange]), 0, "a path is bytes");
    assert_eq!(code(&[word("attach"), &strange]), 5);
    for args in [
        &[&*strange][..],
        &[word("dns"), word("check"), &strange],
        &[word("note"), &strange],
        &[word("recover"), word("--cause"), &strange],
    ] {
        assert_eq!(code(args), 2, "{args:?}");
    }
    let case = bytes(b"case \xff\x1b[2J");
    assert_eq!(code(&[word("recover"), &case, word("--no-input"), word("--offline")]), 4);
    assert_eq!(code(&[word("--case"), &case, word("attach"), &strange]), 0);
    assert_eq!(code(&[word("--case"), &case, word("bundle"), word("-o"), word("b.zip")]), 0);
    assert_eq!(code(&[word("verify"), word("b.zip")]), 0);
}
