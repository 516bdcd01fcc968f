//! Evidence that somebody bent: in a live case, and in a handover.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use crate::forge::{self, FIRST};
use crate::program::{err, out, reentry, walk};

fn case() -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let case = dir.path().join("case");
    assert_eq!(walk(&case, "fabrikam-lost-phone.toml").status.code(), Some(0));
    (dir, case)
}

fn run(case: &Path, args: &[&str]) -> Output {
    reentry().args(args).arg("--case").arg(case).output().unwrap()
}

#[test]
fn a_line_whose_content_was_cut_out_is_an_edit_and_is_named() {
    let (dir, case) = case();
    let journal = case.join("journal.jsonl");
    let whole = fs::read_to_string(&journal).unwrap();
    let lines: Vec<&str> = whole.lines().collect();
    for at in [0, 3, lines.len() / 2, lines.len() - 1] {
        let mut cut: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        let salt = cut[at].find(",\"salt\":").unwrap();
        cut[at] = format!("{}}}", &cut[at][..salt]);
        fs::write(&journal, cut.join("\n") + "\n").unwrap();
        let bundle = dir.path().join("b.zip");
        for args in
            [&["status"][..], &["note", "x"], &["ticket"], &["bundle", "-o", bundle.to_str().unwrap()]]
        {
            let output = run(&case, args);
            assert_eq!(output.status.code(), Some(5), "line {} {args:?}: {}", at + 1, out(&output));
            assert!(err(&output).contains(&format!("line {} was changed", at + 1)), "{}", err(&output));
        }
        assert!(!bundle.exists());
    }
    fs::write(&journal, whole).unwrap();
    assert_eq!(run(&case, &["status"]).status.code(), Some(0));
}

/// A handover of this case with its journal changed by `forge`, as somebody would make it by hand.
fn forged(dir: &Path, case: &Path, forge: impl Fn(&Path), files: &[(&str, &[u8])]) -> PathBuf {
    use reentry::adapter::{files::DiskFiles, zip_archive::ZipFiles};
    use reentry::evidence::bag::Packing;
    use reentry::port::{Archive, Files};
    let copy = dir.join("forged.jsonl");
    fs::copy(case.join("journal.jsonl"), &copy).unwrap();
    forge(&copy);
    let journal = fs::read(&copy).unwrap();
    let first: serde_json::Value =
        serde_json::from_str(fs::read_to_string(&copy).unwrap().lines().next().unwrap()).unwrap();
    let id = first["payload"]["case"].as_str().unwrap().to_owned();
    let place = dir.join("forged.zip");
    let _ = fs::remove_file(&place);
    let mut file = DiskFiles.create(&place).unwrap();
    let mut zip = ZipFiles.pack(&mut *file);
    let journal = [(format!("{id}/journal.jsonl"), journal)];
    let others = files.iter().map(|(name, bytes)| (format!("{id}/{name}"), bytes.to_vec()));
    for (name, bytes) in journal.into_iter().chain(others) {
        zip.begin(&name, bytes.len() as u64, Packing::Stored).unwrap();
        zip.write(&bytes).unwrap();
    }
    zip.finish().unwrap();
    file.commit().unwrap();
    place
}

fn take_up(zip: &Path, case: &Path) -> Output {
    reentry().args(["recover", "--no-input", "--offline"]).arg(zip).arg("--case").arg(case).output().unwrap()
}

#[test]
fn a_handover_replaces_nothing_that_is_kept_and_says_what_it_brings() {
    let (dir, case) = case();
    fs::write(dir.path().join("log.txt"), "router log\n").unwrap();
    assert_eq!(run(&case, &["attach", dir.path().join("log.txt").to_str().unwrap()]).status.code(), Some(0));
    let name = fs::read_dir(case.join("attachments")).unwrap().next().unwrap().unwrap().file_name();
    let name = format!("attachments/{}", name.to_str().unwrap());
    let before = fs::read(case.join("journal.jsonl")).unwrap();

    // Another digest with the same beginning, under the same name.
    let twelve = name.strip_prefix("attachments/").unwrap().split('-').next().unwrap().to_owned();
    let digest = format!("{twelve}{}", "0".repeat(52));
    let payload = format!(
        r#"{{"event":"attached","item":{{"id":"A002","class":"support","original-name":"log.txt","bytes":11,"sha256":"{digest}","kept-as":"{name}"}}}}"#
    );
    let zip = forged(
        dir.path(),
        &case,
        |journal| forge::append(journal, FIRST, &payload),
        &[(&name, b"forged log!")],
    );
    let refused = take_up(&zip, &case);
    assert_eq!(refused.status.code(), Some(7), "{}", err(&refused));
    assert!(err(&refused).contains("two files one name"), "{}", err(&refused));
    assert_eq!(fs::read(case.join(&name)).unwrap(), b"router log\n");
    assert!(fs::read(case.join("journal.jsonl")).unwrap() == before);

    // What is right comes in, and is said: lines, by whom, and the facts that change.
    let fact = r#"{"event":"learned","fact":"tenant.name","value":"Somebody Else","source":"person"}"#;
    let zip = forged(
        dir.path(),
        &case,
        |journal| {
            forge::append(journal, forge::Line { who: "mallory", ..FIRST }, fact);
            forge::append(journal, FIRST, r#"{"event":"noted","text":"x"}"#);
        },
        &[],
    );
    let taken = take_up(&zip, &case);
    let said = err(&taken).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("brings lines of the journal: 2. By: anna (1), mallory (1)."), "{said}");

    // A line cut out, another case's name, a journal without a first line: refused whole.
    let opened = |case: &str| format!(r#"{{"event":"opened","case":"{case}","tool":"reentry 0.1.0"}}"#);
    let stripped = forged(
        dir.path(),
        &case,
        |journal| {
            let text = fs::read_to_string(journal).unwrap();
            let line = text.lines().nth(2).unwrap().to_owned();
            let cut = format!("{}}}", &line[..line.find(",\"salt\":").unwrap()]);
            fs::write(journal, text.replace(&line, &cut)).unwrap();
        },
        &[],
    );
    assert_eq!(take_up(&stripped, &dir.path().join("new1")).status.code(), Some(7));
    let other =
        forged(dir.path(), &case, |journal| forge::append(journal, FIRST, &opened("2026-11-27-ffff")), &[]);
    assert_eq!(take_up(&other, &dir.path().join("new2")).status.code(), Some(7));
    assert!(!dir.path().join("new1").exists() && !dir.path().join("new2").exists());
}

#[test]
fn a_container_is_looked_into_or_said_not_to_be() {
    let dir = tempfile::tempdir().unwrap();
    let case = dir.path().join("case");
    assert_eq!(
        reentry().arg("recover").arg(&case).args(["--no-input", "--offline"]).output().unwrap().status.code(),
        Some(4)
    );
    let attach = |name: &str, bytes: &[u8]| {
        let path = dir.path().join(name);
        fs::write(&path, bytes).unwrap();
        let output = reentry().arg("attach").arg(&path).arg("--case").arg(&case).output().unwrap();
        (output.status.code().unwrap(), out(&output) + &err(&output))
    };
    // A zip of one stored file: its own header, then the bytes.
    let zip = |text: &str| {
        let size = u32::try_from(text.len()).unwrap().to_le_bytes();
        let head =
            [b"PK\x03\x04\x0a\0\0\0\0\0\0\0\0\0\0\0\0\0".as_slice(), &size, &size, b"\x05\0\0\0", b"n.txt"]
                .concat();
        [head.as_slice(), text.as_bytes()].concat()
    };
    let (code, said) = attach("notes.zip", &zip("Password: Winter2026!Kq7\n"));
    assert!(code == 7 && said.contains("n.txt") && !said.contains("Winter"), "{said}");
    let (code, said) = attach("log.zip", &zip("The router was restarted at 02:05.\n"));
    assert!(code == 0 && !said.contains("not looked into"), "{said}");
    let (code, said) = attach("call.mp4", b"\0\0\0\x18ftypmp42\0\x01\x02\x03\x80\x90\xff\xfe");
    assert!(code == 0 && said.contains("not looked into"), "{said}");
    assert_eq!(fs::read_dir(case.join("attachments")).unwrap().count(), 2);
    // Our own paper is no secret.
    let kit = dir.path().join("kit.pdf");
    assert_eq!(reentry().args(["print", "-o"]).arg(&kit).output().unwrap().status.code(), Some(0));
    let (code, said) = attach("kit-again.pdf", &fs::read(&kit).unwrap());
    assert_eq!(code, 0, "{said}");
}
