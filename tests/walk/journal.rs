//! A case that was hurt: cut off, edited, locked, copied, made by a newer program.

use std::fs;
use std::io::Write;
use std::process::Stdio;

use crate::program::{err, out, reentry, walk};

fn case() -> (tempfile::TempDir, std::path::PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let case = dir.path().join("case");
    assert_eq!(walk(&case, "fabrikam-lost-phone.toml").status.code(), Some(0));
    (dir, case)
}

#[test]
fn the_folder_and_its_files_are_private() {
    let (_dir, case) = case();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |p: &std::path::Path| fs::metadata(p).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&case), 0o700);
        assert_eq!(mode(&case.join("journal.jsonl")), 0o600);
    }
    assert!(case.join("journal.jsonl").is_file());
}

#[test]
fn cut_at_every_byte_of_the_last_line_nothing_else_is_lost() {
    let (_dir, case) = case();
    let journal = case.join("journal.jsonl");
    let whole = fs::read(&journal).unwrap();
    let last = whole[..whole.len() - 1].iter().rposition(|b| *b == b'\n').unwrap() + 1;
    let lines = whole[..last].iter().filter(|b| **b == b'\n').count();
    for cut in (last + 1..whole.len()).step_by(7).chain([last + 1, whole.len() - 2]) {
        fs::write(&journal, &whole[..cut]).unwrap();
        let noted = reentry().args(["note", "after the crash", "--case"]).arg(&case).output().unwrap();
        assert_eq!(noted.status.code(), Some(0), "cut at {cut}: {}", err(&noted));
        assert!(err(&noted).contains("cut off"), "cut at {cut}: {}", err(&noted));
        let now = fs::read_to_string(&journal).unwrap();
        assert_eq!(now.lines().count(), lines + 1, "cut at {cut}");
        assert!(now.as_bytes().starts_with(&whole[..last]), "cut at {cut}");
    }
    assert!(case.join("journal.torn-1").is_file());
}

#[test]
fn an_editor_that_drops_the_last_line_end_loses_nothing() {
    let (_dir, case) = case();
    let journal = case.join("journal.jsonl");
    let whole = fs::read(&journal).unwrap();
    fs::write(&journal, &whole[..whole.len() - 1]).unwrap();
    let noted = reentry().args(["note", "hello", "--case"]).arg(&case).output().unwrap();
    assert_eq!(noted.status.code(), Some(0), "{}", err(&noted));
    assert!(fs::read(&journal).unwrap().starts_with(&whole));
}

#[test]
fn an_edited_line_is_named() {
    let (_dir, case) = case();
    let journal = case.join("journal.jsonl");
    let edited = fs::read_to_string(&journal).unwrap().replacen("mfa-lost", "mfa-Lost", 1);
    fs::write(&journal, edited).unwrap();
    let status = reentry().args(["status", "--case"]).arg(&case).output().unwrap();
    assert_eq!(status.status.code(), Some(5));
    let said = err(&status);
    assert!(said.contains("line 4") && said.contains("does not match its digest"), "{said}");
}

#[test]
fn an_older_copy_put_over_the_journal_of_an_open_walk_is_not_written_to() {
    let dir = tempfile::tempdir().unwrap();
    let case = dir.path().join("case");
    let journal = case.join("journal.jsonl");
    let mut command = reentry();
    command.args(["recover", "--plain", "--offline"]).arg(&case);
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut walk = command.spawn().unwrap();
    let mut typed = walk.stdin.take().unwrap();
    let lines = |n: usize| {
        for _ in 0..1000 {
            let written = fs::read(&journal).unwrap_or_default();
            if written.iter().filter(|b| **b == b'\n').count() >= n {
                return written;
            }
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        panic!("line {n} was never written");
    };
    let older = lines(1);
    typed.write_all(b"2\n").unwrap();
    lines(2);
    fs::write(&journal, &older).unwrap();
    typed.write_all(b"2\n").unwrap();
    let ended = walk.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(5), "{}", err(&ended));
    assert!(err(&ended).contains("became shorter while it was open"), "{}", err(&ended));
    assert!(fs::read(&journal).unwrap() == older, "it was written to");
    let noted = reentry().args(["note", "goes on", "--case"]).arg(&case).output().unwrap();
    assert_eq!(noted.status.code(), Some(0), "{}", err(&noted));
}

#[test]
fn a_newer_format_is_refused_politely() {
    let (_dir, case) = case();
    let journal = case.join("journal.jsonl");
    let newer =
        fs::read_to_string(&journal).unwrap().replacen("{\"format\":1,", "{\"format\":2,\"new\":true,", 1);
    fs::write(&journal, newer).unwrap();
    let status = reentry().args(["status", "--case"]).arg(&case).output().unwrap();
    assert_eq!(status.status.code(), Some(5));
    assert!(err(&status).contains("newer reentry"), "{}", err(&status));
}

#[test]
fn a_locked_case_names_the_holder() {
    let (_dir, case) = case();
    let mut lock = fs::File::options()
        .read(true)
        .write(true)
        .create(true)
        .truncate(true)
        .open(case.join("journal.lock"))
        .unwrap();
    lock.write_all(b"bert (process 4711)").unwrap();
    lock.lock().unwrap();
    let noted = reentry().args(["note", "x", "--case"]).arg(&case).output().unwrap();
    assert_eq!(noted.status.code(), Some(5));
    assert!(err(&noted).contains("bert (process 4711)"), "{}", err(&noted));
    drop(lock);
    let noted = reentry().args(["note", "x", "--case"]).arg(&case).output().unwrap();
    assert_eq!(noted.status.code(), Some(0), "{}", err(&noted));
}

#[test]
fn notes_from_two_windows_keep_one_chain() {
    let (_dir, case) = case();
    let before = fs::read_to_string(case.join("journal.jsonl")).unwrap().lines().count();
    let notes: Vec<_> = (0..12)
        .map(|i| reentry().args(["note", &format!("window {i}"), "--case"]).arg(&case).spawn().unwrap())
        .collect();
    for mut note in notes {
        assert!(note.wait().unwrap().success());
    }
    let status = reentry().args(["status", "-v", "--case"]).arg(&case).output().unwrap();
    assert_eq!(status.status.code(), Some(0), "{}", err(&status));
    assert_eq!((0..12).filter(|i| out(&status).contains(&format!("window {i}\n"))).count(), 12);
    assert_eq!(fs::read_to_string(case.join("journal.jsonl")).unwrap().lines().count(), before + 12);
}

#[test]
fn a_secret_is_never_written_whichever_way_it_comes() {
    const SECRET: &str = "password=Sommer2026!";
    let (dir, case) = case();
    let file = |name: &str, text: &str| {
        let path = dir.path().join(name);
        fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let deep = dir
        .path()
        .join("Evidence2026/TenantContosoBV4fdbff889d6b42e0971345c922ba8001/Papers/Register2026Extract");
    fs::create_dir_all(&deep).unwrap();
    fs::write(deep.join("register"), "an extract\n").unwrap();
    let paper = deep.join("register").display().to_string();
    let (plain, named) = (file("log.txt", "a log\n"), file("password=Sommer2026!.txt", "a log\n"));
    let page = file(
        "token eyJhbGciOi password=Sommer2026!.html",
        "AADSTS53003: Access has been blocked.\nRequest Id: 1b0a6754-49b1-4db5-8540-d2c12664b289\nDevice platform: Windows 10 password=Sommer2026!\n",
    );
    let answers = file(
        "answers.toml",
        &format!(
            "[facts]\n\"lockout.cause\" = \"unknown\"\n\"person.role\" = \"{SECRET}\"\n\"person.name\" = \"{SECRET}\"\n"
        ),
    );
    let fresh = dir.path().join("fresh");
    for (words, code) in [
        (&["note", "the safe says password=Sommer2026! for it"][..], 0),
        (&["note", "called", "--who", SECRET, "--team", SECRET, "--ticket", SECRET], 0),
        (&["attach", &plain, "--note", SECRET], 0),
        (&["attach", &plain, "--class", "legal", "--note", SECRET], 0),
        (&["attach", &paper, "--class", "legal"], 0),
        (&["attach", &named], 7),
        (&["attach", &named, "--class", "legal"], 7),
        (&["signin", "add", &page], 0),
        (&["recover", fresh.to_str().unwrap(), "--answers", &answers, "--no-input", "--offline"], 4),
        (&["handover", "--to", SECRET, "-o", dir.path().join("handover.zip").to_str().unwrap()], 0),
    ] {
        let mut command = reentry();
        if words[0] != "recover" {
            command.arg("--case").arg(&case);
        }
        let ended = command.args(words).output().unwrap();
        assert_eq!(ended.status.code(), Some(code), "{words:?}: {}", err(&ended));
        assert!(!(out(&ended) + &err(&ended)).contains("Sommer2026"), "{words:?}: {}", err(&ended));
        let mut folders = vec![case.clone(), fresh.clone()];
        while let Some(folder) = folders.pop() {
            for path in fs::read_dir(&folder).into_iter().flatten().map(|entry| entry.unwrap().path()) {
                assert!(!path.display().to_string().contains("Sommer2026"), "{words:?}");
                if path.is_dir() {
                    folders.push(path);
                } else if let Ok(bytes) = fs::read(&path) {
                    let text = String::from_utf8_lossy(&bytes);
                    assert!(!text.contains("Sommer2026"), "{words:?}: {}", path.display());
                }
            }
        }
    }
    // A long path is none, and has to be found again.
    assert!(fs::read_to_string(case.join("journal.jsonl")).unwrap().contains("Register2026Extract"));
}

#[test]
fn a_folder_that_cannot_be_written_is_said_plainly() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("not-a-folder");
    fs::write(&file, "x").unwrap();
    let walked = reentry().args(["recover", "--no-input"]).arg(file.join("case")).output().unwrap();
    assert_eq!(walked.status.code(), Some(1), "{}", err(&walked));
    assert!(err(&walked).contains("no case can be kept in"), "{}", err(&walked));
}

#[test]
#[cfg(target_os = "linux")]
fn a_disk_that_fills_up_loses_no_acknowledged_answer() {
    // A file system of 64 KiB in a mount namespace of its own; needs root, as CI has.
    let script = r#"
        set -e
        mount -t tmpfs -o size=64k none "$2"
        head -c 28000 /dev/zero > "$2/ballast"
        set +e
        "$1" recover "$2/case" --answers "$3" --no-input --offline 2> "$2.err"; code=$?
        rm "$2/ballast"
        "$1" status -v --case "$2/case" > "$2.out" 2>> "$2.err"; again=$?
        "$1" note "space again" --case "$2/case" >> "$2.out" 2>> "$2.err"; noted=$?
        echo "$code $again $noted"
    "#;
    let dir = tempfile::tempdir().unwrap();
    let small = dir.path().join("small");
    fs::create_dir(&small).unwrap();
    let ran = std::process::Command::new("unshare")
        .args(["--mount", "sh", "-c", script, "sh", env!("CARGO_BIN_EXE_reentry")])
        .arg(&small)
        .arg(crate::program::file("answers/contoso-conditional-access.toml"))
        .env_clear()
        .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
        .env("REENTRY_CLOCK", crate::program::CLOCK)
        .output()
        .unwrap();
    let codes = out(&ran);
    if codes.is_empty() {
        assert!(std::env::var_os("CI").is_none(), "CI must be able to mount: {}", err(&ran));
        eprintln!("skipped: no mount namespace here");
        return;
    }
    let said = fs::read_to_string(dir.path().join("small.err")).unwrap();
    assert_eq!(codes.trim(), "1 0 0", "{said}");
    assert!(
        said.contains("could not be saved; the ones before it are") && said.contains("free some space"),
        "{said}"
    );
    // Every question that was put but the last one was answered and saved.
    let put = said.matches("\n> ").count();
    let story = fs::read_to_string(dir.path().join("small.out")).unwrap();
    let kept = story.lines().filter(|l| l.contains("]: ")).count();
    assert!(kept + 1 >= put && put > 5, "{put} questions were put, {kept} answers are kept");
}

#[test]
fn fifty_megabytes_of_paste_and_binary_garbage_are_survived() {
    use std::io::Write as _;
    let dir = tempfile::tempdir().unwrap();
    let case = dir.path().join("case");
    let mut command = reentry();
    command.args(["recover", "--plain", "--offline"]).arg(&case);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let feeder = std::thread::spawn(move || {
        let _ = stdin.write_all(b"2\nhere it comes\n");
        let noise: Vec<u8> = (0..1 << 20).map(|i: u32| (i.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        for _ in 0..50 {
            if stdin.write_all(&noise).is_err() {
                return;
            }
        }
        let _ = stdin.write_all(b"\n\n");
    });
    let ended = child.wait_with_output().unwrap();
    feeder.join().unwrap();
    assert!(matches!(ended.status.code(), Some(0 | 4)), "{:?}", ended.status);
    let said = String::from_utf8_lossy(&ended.stderr);
    assert!(!said.contains('\u{1b}') && !said.contains('\u{202e}'), "an escape reached the screen");
    let status = reentry().args(["status", "--case"]).arg(&case).output().unwrap();
    assert_eq!(status.status.code(), Some(0), "{}", err(&status));
}
