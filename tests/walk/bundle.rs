//! A whole case becomes a bundle that a stranger can check with the tools of any computer.

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::Command;

use reentry::adapter::{files::DiskFiles, zip_archive::ZipFiles};
use reentry::case::{Attachment, Audience, Event, Head, ItemId, journal};
use reentry::evidence::bag::Packing;
use reentry::model::Class;
use reentry::port::{Archive, Files};
use sha2::{Digest, Sha256};

use crate::forge;
use crate::program::{err, out, reentry, walk};

fn bundled(dir: &Path, args: &[&str]) -> std::process::Output {
    reentry().current_dir(dir).arg("bundle").args(args).output().unwrap()
}

fn contoso() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let walked = walk(&dir.path().join("case"), "contoso-conditional-access.toml");
    assert_eq!(walked.status.code(), Some(0), "{}", err(&walked));
    dir
}

/// A tool of the system; in CI it must be there.
fn tool(name: &str) -> bool {
    let there =
        Command::new("sh").args(["-c", &format!("command -v {name}")]).output().unwrap().status.success();
    assert!(there || std::env::var_os("CI").is_none(), "CI must have {name}");
    there
}

#[test]
fn two_bundles_of_one_case_are_identical_and_every_tool_accepts_them() {
    let dir = contoso();
    for name in ["a.zip", "b.zip"] {
        let made = bundled(dir.path(), &["-o", name]);
        assert_eq!(made.status.code(), Some(0), "{}", err(&made));
    }
    let a = fs::read(dir.path().join("a.zip")).unwrap();
    assert!(a == fs::read(dir.path().join("b.zip")).unwrap(), "two bundles of one case differ");
    let verified = reentry().current_dir(dir.path()).args(["verify", "a.zip"]).output().unwrap();
    assert_eq!(verified.status.code(), Some(0), "{}", out(&verified));

    let run = |program: &str, args: &[&str], at: &Path| {
        let ran = Command::new(program).args(args).current_dir(at).output().unwrap();
        assert!(ran.status.success(), "{program} {args:?}: {}{}", out(&ran), err(&ran));
    };
    if tool("unzip") {
        run("unzip", &["-t", "a.zip"], dir.path());
        run("unzip", &["-q", "a.zip", "-d", "open"], dir.path());
        let bag = fs::read_dir(dir.path().join("open")).unwrap().next().unwrap().unwrap().path();
        if tool("sha256sum") {
            run("sha256sum", &["-c", "--strict", "manifest-sha256.txt"], &bag);
            run("sha256sum", &["-c", "--strict", "tagmanifest-sha256.txt"], &bag);
        }
        if tool("bagit.py") {
            run("bagit.py", &["--validate", &bag.display().to_string()], dir.path());
        }
        let ticket = fs::read_to_string(bag.join("data/10-ticket/ticket.txt")).unwrap();
        assert!(ticket.contains("e289bbe9-276a-4154-ba5e-08a32afa0200") && !ticket.contains("Fingerprint"));
    }
}

#[test]
fn one_changed_byte_is_seen() {
    let dir = contoso();
    assert_eq!(bundled(dir.path(), &["-o", "a.zip"]).status.code(), Some(0));
    let whole = fs::read(dir.path().join("a.zip")).unwrap();
    for at in (0..whole.len()).step_by(whole.len() / 60) {
        let mut changed = whole.clone();
        changed[at] ^= 0x10;
        fs::write(dir.path().join("x.zip"), &changed).unwrap();
        let verified = reentry().current_dir(dir.path()).args(["verify", "x.zip"]).output().unwrap();
        assert!(matches!(verified.status.code(), Some(3 | 7)), "byte {at}: {}", out(&verified));
    }
}

#[test]
fn nothing_is_overwritten_and_the_list_comes_first() {
    let dir = contoso();
    let made = bundled(dir.path(), &["-o", "a.zip"]);
    let list = err(&made);
    assert!(list.contains("00-SUMMARY.md") && list.contains("10-ticket/ticket.txt"), "{list}");
    let again = bundled(dir.path(), &["-o", "a.zip"]);
    assert_ne!(again.status.code(), Some(0));
    assert!(err(&again).contains("never overwritten"), "{}", err(&again));
    let seen = bundled(dir.path(), &["--preview", "-o", "b.zip"]);
    assert_eq!(seen.status.code(), Some(0));
    assert!(!dir.path().join("b.zip").exists());
}

#[test]
fn internal_notes_and_legal_papers_stay_out_of_a_support_bundle() {
    let dir = contoso();
    fs::write(dir.path().join("log.txt"), "router log, nothing secret\n").unwrap();
    fs::write(dir.path().join("minutes.txt"), "what the board said\n").unwrap();
    fs::write(dir.path().join("passport-anna.txt"), "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\n")
        .unwrap();
    let run = |args: &[&str]| reentry().current_dir(dir.path()).args(args).output().unwrap();
    assert_eq!(run(&["note", "--internal", "the board wants names"]).status.code(), Some(0));
    assert_eq!(run(&["attach", "log.txt"]).status.code(), Some(0));
    assert_eq!(run(&["attach", "--class", "internal", "minutes.txt"]).status.code(), Some(0));
    let refused = run(&["attach", "passport-anna.txt"]);
    assert_eq!(refused.status.code(), Some(7), "{}", err(&refused));
    let recorded = run(&["attach", "--class", "legal", "passport-anna.txt"]);
    assert_eq!(recorded.status.code(), Some(0), "{}", err(&recorded));
    assert!(
        !dir.path().join("case/attachments").read_dir().unwrap().any(|e| e
            .unwrap()
            .file_name()
            .to_string_lossy()
            .contains("passport")),
        "a legal paper was copied"
    );

    assert_eq!(run(&["bundle", "-o", "s.zip", "--store"]).status.code(), Some(0));
    let bundle = String::from_utf8_lossy(&fs::read(dir.path().join("s.zip")).unwrap()).into_owned();
    assert!(bundle.contains("router log") && bundle.contains("passport-anna.txt"));
    for secret in
        ["the board wants names", "what the board said", "ERIKSSON", &dir.path().display().to_string()]
    {
        assert!(!bundle.contains(secret), "the support bundle holds {secret:?}");
    }
    let verified = run(&["verify", "s.zip"]);
    assert_eq!(verified.status.code(), Some(0), "{}", out(&verified));

    assert_eq!(run(&["bundle", "--class", "internal", "-o", "i.zip", "--store"]).status.code(), Some(0));
    let internal = String::from_utf8_lossy(&fs::read(dir.path().join("i.zip")).unwrap()).into_owned();
    assert!(internal.contains("the board wants names") && internal.contains("what the board said"));
}

#[test]
fn what_was_removed_is_no_secret_and_a_preview_warns_of_one_that_is_left() {
    let dir = contoso();
    fs::write(
        dir.path().join("paste.txt"),
        "user=bob password=Winter2026! Authorization: Bearer abcdef0123456789\n",
    )
    .unwrap();
    let run = |args: &[&str]| reentry().current_dir(dir.path()).args(args).output().unwrap();
    let attached = run(&["attach", "paste.txt"]);
    assert_eq!(attached.status.code(), Some(0), "{}", err(&attached));
    let seen = run(&["bundle", "--preview"]);
    assert!(!err(&seen).contains("CAUTION"), "{}", err(&seen));
    let made = run(&["bundle", "--store", "-o", "a.zip"]);
    assert_eq!(made.status.code(), Some(0), "{}", err(&made));
    let bundle = String::from_utf8_lossy(&fs::read(dir.path().join("a.zip")).unwrap()).into_owned();
    assert!(!bundle.contains("Winter2026") && bundle.contains(r#""password":1"#));

    // A secret that came in by a way that asks nobody: the name of the person who wrote a line elsewhere.
    let who = forge::Line { who: "anna, password=Sommer2026!", ..forge::FIRST };
    forge::append(&dir.path().join("case/journal.jsonl"), who, r#"{"event":"noted","text":"hello"}"#);
    let seen = run(&["bundle", "--preview"]);
    assert!(
        err(&seen).contains("would not be packed") && err(&seen).contains("a password"),
        "{}",
        err(&seen)
    );
    assert_eq!(run(&["bundle"]).status.code(), Some(7));
}

#[test]
fn a_handover_is_taken_up_and_a_fork_is_recognised() {
    let dir = contoso();
    let run = |at: &Path, args: &[&str]| reentry().current_dir(at).args(args).output().unwrap();
    fs::write(dir.path().join("log.txt"), "router log\n").unwrap();
    assert_eq!(run(dir.path(), &["attach", "log.txt"]).status.code(), Some(0));
    let handed = run(dir.path(), &["handover", "--to", "Bert", "-o", "h.zip"]);
    assert_eq!(handed.status.code(), Some(0), "{}", err(&handed));
    let other = tempfile::tempdir().unwrap();
    let handover = dir.path().join("h.zip").display().to_string();
    let taken = run(other.path(), &["recover", &handover, "--no-input", "--offline"]);
    assert_eq!(taken.status.code(), Some(0), "{}", err(&taken));
    assert_eq!(run(other.path(), &["note", "Bert was here"]).status.code(), Some(0));
    let case = fs::read_dir(other.path()).unwrap().next().unwrap().unwrap().path();
    assert!(case.join("attachments/a8cc91597ad3-log.txt").is_file());

    // Back to the first laptop, where version control has changed the line ends: a copy that only went on is taken up.
    let journal = dir.path().join("case/journal.jsonl");
    fs::write(&journal, fs::read_to_string(&journal).unwrap().replace('\n', "\r\n")).unwrap();
    let back = run(other.path(), &["handover", "-o", "back.zip"]);
    assert_eq!(back.status.code(), Some(0), "{}", err(&back));
    let back = other.path().join("back.zip").display().to_string();
    let taken = run(dir.path(), &["--case", "case", "recover", &back, "--no-input", "--offline"]);
    assert_eq!(taken.status.code(), Some(0), "{}", err(&taken));
    assert!(out(&run(dir.path(), &["status", "-v"])).contains("Bert was here"));

    assert_eq!(run(dir.path(), &["note", "and goes on here"]).status.code(), Some(0));

    // Both go on: a fork, said and not merged.
    assert_eq!(run(other.path(), &["note", "one side"]).status.code(), Some(0));
    let fork = run(other.path(), &["handover", "-o", "fork.zip"]);
    assert_eq!(fork.status.code(), Some(0));
    let fork = other.path().join("fork.zip").display().to_string();
    let refused = run(dir.path(), &["--case", "case", "recover", &fork, "--no-input", "--offline"]);
    assert_eq!(refused.status.code(), Some(5));
    assert!(err(&refused).contains("fork"), "{}", err(&refused));
    assert!(err(&refused).contains("one side") && err(&refused).contains("--bring-in"), "{}", err(&refused));

    // Brought in: new lines here, as told there; a second time there is nothing more to bring.
    let bring = ["--case", "case", "recover", "--bring-in", &fork, "--no-input", "--offline"];
    let brought = run(dir.path(), &bring);
    assert_eq!(brought.status.code(), Some(0), "{}", err(&brought));
    assert!(err(&brought).contains("Lines brought in: 1"), "{}", err(&brought));
    let lines = fs::read_to_string(&journal).unwrap();
    assert_eq!(lines.matches("\"brought-in\"").count(), 1, "{lines}");
    assert!(out(&run(dir.path(), &["status", "-v"])).contains("one side"));
    let again = run(dir.path(), &bring);
    assert_eq!(again.status.code(), Some(0), "{}", err(&again));
    assert_eq!(fs::read_to_string(&journal).unwrap().matches("\"brought-in\"").count(), 1);
}

type Packed = Vec<(String, Vec<u8>)>;

/// The same zip with other files in it.
fn repacked(from: &Path, to: &Path, change: &dyn Fn(&str, &mut Packed)) {
    let mut zip = zip::ZipArchive::new(fs::File::open(from).unwrap()).unwrap();
    let mut files = Packed::new();
    for at in 0..zip.len() {
        let mut file = zip.by_index(at).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        files.push((file.name().unwrap().into_owned(), bytes));
    }
    let folder = files[0].0.split('/').next().unwrap().to_owned();
    change(&folder, &mut files);
    let mut file = DiskFiles.create(to).unwrap();
    let mut zip = ZipFiles.pack(&mut *file);
    for (name, bytes) in &files {
        zip.begin(name, bytes.len() as u64, Packing::Stored).unwrap();
        zip.write(bytes).unwrap();
    }
    zip.finish().unwrap();
    file.commit().unwrap();
}

#[test]
fn a_handover_plants_nothing_and_changes_nothing() {
    let dir = contoso();
    let run = |at: &Path, args: &[&str]| reentry().current_dir(at).args(args).output().unwrap();
    fs::write(dir.path().join("log.txt"), "router log\n").unwrap();
    assert_eq!(run(dir.path(), &["attach", "log.txt"]).status.code(), Some(0));
    assert_eq!(run(dir.path(), &["handover", "-o", "h.zip"]).status.code(), Some(0));
    let take_up = |change: &dyn Fn(&str, &mut Packed)| {
        let there = tempfile::tempdir().unwrap();
        repacked(&dir.path().join("h.zip"), &there.path().join("h.zip"), change);
        let taken = run(there.path(), &["--case", "here", "recover", "h.zip", "--no-input", "--offline"]);
        (taken, there)
    };

    let planted = [".git/config", "walk.lock", "autorun.inf", "attachments/x.lnk", "calendar/x.ics"];
    let (taken, there) = take_up(&|folder, files| {
        files
            .extend(planted.map(|name| (format!("{folder}/{name}"), b"[core]\nfsmonitor = true\n".to_vec())));
    });
    assert_eq!(taken.status.code(), Some(0), "{}", err(&taken));
    assert!(err(&taken).contains("not taken up: .git/config, walk.lock"), "{}", err(&taken));
    let case = there.path().join("here");
    for name in planted {
        assert!(fs::read(case.join(name)).unwrap_or_default().is_empty(), "{name} was planted");
    }
    assert_eq!(fs::read(case.join("attachments/a8cc91597ad3-log.txt")).unwrap(), b"router log\n");

    // Another text of the same length under the same name: refused before anything is written.
    let (taken, there) = take_up(&|_, files| files[1].1 = b"ROUTER LOG\n".to_vec());
    assert_eq!(taken.status.code(), Some(7), "{}", err(&taken));
    assert!(err(&taken).contains("A001 log.txt is damaged or was changed"), "{}", err(&taken));
    assert!(!there.path().join("here").exists());

    // The folder's name becomes ours, and stands in commands that people paste.
    let (taken, _there) = take_up(&|folder, files| {
        files.iter_mut().for_each(|(name, _)| *name = name.replacen(folder, "$(touch owned)", 1));
    });
    assert_eq!(taken.status.code(), Some(7), "{}", err(&taken));
    assert!(err(&taken).contains("its folder has a name that no case has"), "{}", err(&taken));

    // A lost one is named, and the case goes on: what gets a person back in are its lines.
    let (taken, there) = take_up(&|_, files| drop(files.remove(1)));
    assert_eq!(taken.status.code(), Some(0), "{}", err(&taken));
    assert!(err(&taken).contains("not in this handover, and not here: A001 log.txt"), "{}", err(&taken));
    assert_eq!(run(there.path(), &["status"]).status.code(), Some(0));
}

#[test]
fn a_file_that_was_changed_in_the_case_does_not_leave_it_as_what_was_attached() {
    let dir = contoso();
    let run = |args: &[&str]| reentry().current_dir(dir.path()).args(args).output().unwrap();
    fs::write(dir.path().join("log.txt"), "router log\n").unwrap();
    assert_eq!(run(&["attach", "log.txt"]).status.code(), Some(0));
    let kept = dir.path().join("case/attachments/a8cc91597ad3-log.txt");
    fs::write(&kept, "ROUTER LOG\n").unwrap();
    for verb in ["bundle", "handover"] {
        let refused = run(&[verb, "-o", "x.zip"]);
        assert_eq!(refused.status.code(), Some(5), "{}", err(&refused));
        let said = err(&refused);
        assert!(
            said.contains("A001 log.txt was changed") && said.contains("reentry attach \"log.txt\""),
            "{said}"
        );
        assert!(!dir.path().join("x.zip").exists());
    }
    // As it is now it is evidence of its own, and the first one is named as changed.
    assert_eq!(run(&["attach", "case/attachments/a8cc91597ad3-log.txt"]).status.code(), Some(0));
    let packed = run(&["bundle", "--store", "-o", "changed.zip"]);
    assert_eq!(packed.status.code(), Some(0), "{}", err(&packed));
    let bundle = String::from_utf8_lossy(&fs::read(dir.path().join("changed.zip")).unwrap()).into_owned();
    assert!(bundle.contains("left out: it was changed after it was attached"));
    assert!(bundle.contains("60-attachments/A002-") && !bundle.contains("60-attachments/A001-"));
    assert_eq!(run(&["handover", "-o", "changed-h.zip"]).status.code(), Some(0));

    // The file as it was heals the case; the changed one is not lost.
    assert_eq!(run(&["attach", "log.txt"]).status.code(), Some(0));
    assert_eq!(fs::read(&kept).unwrap(), b"router log\n");
    assert_eq!(fs::read(kept.with_added_extension("changed-1")).unwrap(), b"ROUTER LOG\n");
    let packed = run(&["bundle", "--store", "-o", "whole.zip"]);
    assert_eq!(packed.status.code(), Some(0), "{}", err(&packed));
    let bundle = String::from_utf8_lossy(&fs::read(dir.path().join("whole.zip")).unwrap()).into_owned();
    assert!(bundle.contains("60-attachments/A001-") && !bundle.contains("left out"));
    assert_eq!(run(&["verify", "whole.zip"]).status.code(), Some(0));
}

#[test]
fn a_case_that_kept_a_secret_can_be_bundled_without_it() {
    let dir = contoso();
    // As an earlier version kept them: text of PowerShell, and a trace that is no text.
    let wide: Vec<u8> =
        "user anna\r\npassword=Sommer2026!\r\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let trace = [&[0x80, 0xFF, 0, 7, 0x9D].repeat(40)[..], b"\npassword=Sommer2026!\n"].concat();
    let journal = dir.path().join("case/journal.jsonl");
    let mut lines = fs::read(&journal).unwrap();
    let mut head = Head::after(journal::read(&Head::start(), &lines).unwrap().entries.last().unwrap());
    fs::create_dir(dir.path().join("case/attachments")).unwrap();
    for (number, name, bytes) in [(1, "out.txt", &wide), (2, "trace.etl", &trace)] {
        let sha256 = reentry::model::hex(&Sha256::digest(bytes));
        let kept = format!("attachments/{}-{name}", &sha256[..12]);
        fs::write(dir.path().join("case").join(&kept), bytes).unwrap();
        let item = Attachment {
            id: ItemId::nth(number),
            class: Class::Support,
            original_name: name.into(),
            bytes: bytes.len() as u64,
            sha256,
            kept_as: Some(kept.parse().unwrap()),
            place: None,
            note: None,
            account: None,
            redacted: Default::default(),
        };
        let at = chrono::DateTime::parse_from_rfc3339(crate::program::CLOCK).unwrap();
        let event = Event::Attached { item };
        let (line, entry) = journal::write(&head, at, "anna", Audience::Support, &event, [7; 16]).unwrap();
        lines.extend(line);
        head = Head::after(&entry);
    }
    fs::write(&journal, lines).unwrap();
    // And somebody's name is one: it stands in the chain, where nothing can be taken out.
    let who = forge::Line { who: "anna, password=Sommer2026!", ..forge::FIRST };
    forge::append(&journal, who, r#"{"event":"noted","text":"hello"}"#);

    let refused = bundled(dir.path(), &["-o", "a.zip"]);
    assert_eq!(refused.status.code(), Some(7), "{}", err(&refused));
    let said = err(&refused);
    assert!(said.contains("out.txt, line 2") && said.contains("A002-trace.etl, line 2"), "{said}");
    let made = bundled(dir.path(), &["--redact", "--store", "-o", "a.zip"]);
    assert_eq!(made.status.code(), Some(0), "{}", err(&made));
    assert!(err(&made).contains("Left out: 20-timeline/journal.jsonl"), "{}", err(&made));
    assert!(
        err(&made).contains("A002 trace.etl: left out: something in it looks like a secret"),
        "{}",
        err(&made)
    );
    let bundle = fs::read(dir.path().join("a.zip")).unwrap();
    let narrow: Vec<u8> = bundle.iter().copied().filter(|b| *b != 0).collect();
    assert!(!String::from_utf8_lossy(&narrow).contains("Sommer2026"));
    let text = String::from_utf8_lossy(&bundle);
    assert!(
        text.contains("user anna\r\npassword=[removed: password]\r\n")
            && !text.contains("60-attachments/A002")
    );
    assert!(text.contains("left out: something in it") && text.contains("without what looked like a secret"));
    let verified = reentry().current_dir(dir.path()).args(["verify", "a.zip"]).output().unwrap();
    assert_eq!(verified.status.code(), Some(0), "{}", out(&verified));
}

#[test]
fn in_a_case_the_printed_card_knows_the_tenant_and_the_partner() {
    let dir = contoso();
    let printed = reentry().current_dir(dir.path()).args(["print", "--format", "text"]).output().unwrap();
    assert_eq!(printed.status.code(), Some(0), "{}", err(&printed));
    let kit = out(&printed);
    assert!(kit.contains("4fdbff88-9d6b-42e0-9713-45c922ba8001") && kit.contains("+31 20 765 4321"));
    // Elsewhere nothing of a case is printed.
    let empty = tempfile::tempdir().unwrap();
    let printed = reentry().current_dir(empty.path()).args(["print", "--format", "text"]).output().unwrap();
    assert!(!out(&printed).contains("4fdbff88"));
}

#[test]
fn the_moment_of_an_internal_note_stays_inside() {
    let dir = contoso();
    let case = dir.path().join("case");
    let note = ["note", "call the lawyer", "--internal", "--at", "2026-01-20T19:19"];
    let noted = reentry().args(note).arg("--case").arg(&case).output().unwrap();
    assert_eq!(noted.status.code(), Some(0), "{}", err(&noted));
    let zip = dir.path().join("moment.zip");
    let packed = reentry().arg("bundle").arg("--case").arg(&case).arg("-o").arg(&zip).output().unwrap();
    assert_eq!(packed.status.code(), Some(0), "{}", err(&packed));
    let page = |name: &str| {
        let all = Command::new("unzip").arg("-p").arg(&zip).arg(format!("*/{name}")).output().unwrap();
        String::from_utf8(all.stdout).unwrap()
    };
    let timeline = page("timeline.json");
    assert!(timeline.contains("withheld: internal") && !timeline.contains("T19:19"), "{timeline}");
}
