//! The tools that a stranger has: each must accept what we write. A tool that is missing is passed over, except in CI.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::support::*;

/// A folder that goes away again.
fn unpacked(zip: &[u8]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("bundle.zip"), zip).unwrap();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(zip)).unwrap();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).unwrap();
        let path = folder.path().join(&*file.name().unwrap());
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::io::copy(&mut file, &mut fs::File::create(path).unwrap()).unwrap();
    }
    folder
}

/// Runs a tool in a folder; nothing where the tool is missing.
fn run(folder: &Path, tool: &str, args: &[&str]) -> Option<Output> {
    match Command::new(tool).args(args).current_dir(folder).env("LC_ALL", "C").output() {
        Ok(output) => Some(output),
        Err(missing) if missing.kind() == std::io::ErrorKind::NotFound => {
            assert!(std::env::var("CI").as_deref() != Ok("true"), "{tool} is missing, and CI must run it");
            None
        }
        Err(failed) => panic!("{tool}: {failed}"),
    }
}

fn accepts(folder: &Path, tool: &str, args: &[&str]) {
    if let Some(output) = run(folder, tool, args) {
        assert!(
            output.status.success(),
            "{tool} {args:?}\n{}{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
        let words = String::from_utf8_lossy(&output.stderr).to_lowercase();
        assert!(!words.contains("warning") && !words.contains("improperly"), "{tool}: {words}");
    }
}

fn refuses(folder: &Path, tool: &str, args: &[&str]) {
    if let Some(output) = run(folder, tool, args) {
        assert!(!output.status.success(), "{tool} {args:?} accepts a changed bundle");
    }
}

#[test]
fn sha256sum_and_bagit_accept_the_bag_and_notice_a_change() {
    let folder = unpacked(&bundle());
    let bag = folder.path().join("case-contoso");
    let everyone = |check: fn(&Path, &str, &[&str])| {
        check(&bag, "sha256sum", &["--strict", "-c", "manifest-sha256.txt"]);
        check(&bag, "shasum", &["-a", "256", "-c", "manifest-sha256.txt"]);
        check(&bag, "bagit.py", &["--validate", "."]);
    };
    everyone(accepts);
    accepts(&bag, "sha256sum", &["--strict", "-c", "tagmanifest-sha256.txt"]);
    accepts(&bag, "shasum", &["-a", "256", "-c", "tagmanifest-sha256.txt"]);
    // A signature is unlisted on purpose, and stays that.
    fs::write(bag.join("tagmanifest-sha256.txt.sig"), "signature").unwrap();
    everyone(accepts);
    fs::write(bag.join("data/10-ticket/ticket.txt"), "All Global Administrators are looked out.\n").unwrap();
    everyone(refuses);
}

#[test]
fn the_zip_tools_accept_the_zip() {
    let folder = unpacked(&bundle());
    for (tool, args) in [
        ("unzip", &["-tqq", "bundle.zip"][..]),
        ("7z", &["t", "bundle.zip"]),
        ("bsdtar", &["-xf", "bundle.zip", "-O"]),
        ("python3", &["-m", "zipfile", "-t", "bundle.zip"]),
    ] {
        accepts(folder.path(), tool, args);
    }
}

/// The commands of VERIFY.txt, copied from it and run.
#[test]
fn the_printed_commands_work() {
    let folder = unpacked(&bundle());
    let bag = folder.path().join("case-contoso");
    let text = fs::read_to_string(bag.join("VERIFY.txt")).unwrap();
    let commands: Vec<&str> = text
        .lines()
        .map(str::trim)
        .filter(|line| ["sha256sum ", "shasum ", "bagit.py "].iter().any(|tool| line.starts_with(tool)))
        .collect();
    assert!(commands.len() >= 6, "{commands:?}");
    for command in commands {
        let words: Vec<&str> = command.split(' ').collect();
        accepts(&bag, words[0], &words[1..]);
    }
    let print =
        run(&bag, "sha256sum", &["tagmanifest-sha256.txt"]).map(|o| String::from_utf8(o.stdout).unwrap());
    let ours = verdict(&bundle(), None).fingerprint.unwrap().to_string();
    assert!(print.is_none_or(|print| print.starts_with(&ours)));
}

/// A bag that another program made, zipped by another program: SHA-512 beside SHA-256, one blank in its tag manifest.
#[test]
fn a_bag_of_bagit_py_in_a_zip_of_info_zip_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let bag: PathBuf = folder.path().join("their-bag");
    fs::create_dir_all(bag.join("sub")).unwrap();
    fs::write(bag.join("a.txt"), "hello").unwrap();
    fs::write(bag.join("sub/Übung.txt"), prose(3000, 1)).unwrap();
    let Some(made) = run(folder.path(), "bagit.py", &["--sha256", "--sha512", "their-bag"]) else { return };
    assert!(made.status.success());
    let Some(zipped) = run(folder.path(), "zip", &["-rqDX", "their.zip", "their-bag"]) else { return };
    assert!(zipped.status.success());
    let zip = fs::read(folder.path().join("their.zip")).unwrap();
    let found = verdict(&zip, None);
    assert!(found.valid(), "{:?}", found.problems);
    assert_eq!((found.files, found.class), (2, None));

    fs::write(bag.join("data/a.txt"), "hallo").unwrap();
    run(folder.path(), "zip", &["-rqDX", "changed.zip", "their-bag"]);
    assert_eq!(broken(&fs::read(folder.path().join("changed.zip")).unwrap()), ["digest"]);
}

/// Our bag, unpacked and zipped again by hand: every file is intact, but it is not the file that was sent.
#[test]
fn a_bundle_that_was_zipped_again_says_so() {
    let folder = unpacked(&bundle());
    let Some(zipped) = run(folder.path(), "zip", &["-rqDX", "again.zip", "case-contoso"]) else { return };
    assert!(zipped.status.success());
    assert_eq!(broken(&fs::read(folder.path().join("again.zip")).unwrap()), ["repacked"]);
}
