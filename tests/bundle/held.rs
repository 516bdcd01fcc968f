//! Bundles whose pages say something else than their own journal. Each is packed anew with right manifests, as somebody
//! would who knows BagIt: no hash is wrong.

use std::fs;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use reentry::adapter::zip_archive::ZipFiles;
use reentry::evidence::bag::Packing;
use reentry::port::Archive;
use sha2::{Digest, Sha256};

use crate::support::{Memory, broken};

fn reentry(at: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_reentry"))
        .env_clear()
        .env("REENTRY_WHO", "anna")
        .env("REENTRY_CLOCK", "2026-01-21T02:05:00+01:00")
        .current_dir(at)
        .args(args)
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&[output.stdout.clone(), output.stderr.clone()].concat()).into_owned()
}

/// A case with a note, an internal note, an attachment, and its first bundle, `a.zip`.
fn case() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    let answers = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/answers/contoso-conditional-access.toml");
    let run = |args: &[&str]| {
        let ran = reentry(dir.path(), args);
        assert_eq!(ran.status.code(), Some(0), "{args:?}: {}", said(&ran));
    };
    run(&["recover", "case", "--answers", answers.to_str().unwrap(), "--no-input", "--offline"]);
    fs::write(dir.path().join("log.txt"), "router log\n").unwrap();
    run(&["attach", "log.txt"]);
    run(&["note", "the provider **called back** at <two> & was kind"]);
    run(&["note", "--internal", "for us alone"]);
    run(&["bundle", "--store", "-o", "a.zip"]);
    dir
}

type Files = Vec<(String, Vec<u8>)>;

fn files(zip: &[u8]) -> Files {
    let mut archive = zip::ZipArchive::new(Cursor::new(zip)).unwrap();
    let mut files = Vec::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        files.push((file.name().unwrap().into_owned(), bytes));
    }
    files
}

fn below(name: &str) -> &str {
    name.split_once('/').unwrap().1
}

/// With every manifest, count and size right.
fn packed(mut files: Files) -> Vec<u8> {
    let digest = |bytes: &[u8]| reentry::model::hex(&Sha256::digest(bytes));
    let list = |files: &Files, of: &dyn Fn(&str) -> bool| {
        let mut lines: Vec<(String, String)> = files
            .iter()
            .filter(|(name, _)| of(below(name)))
            .map(|(name, bytes)| (below(name).to_owned(), digest(bytes)))
            .collect();
        lines.sort();
        lines.into_iter().map(|(name, digest)| format!("{digest}  {name}\n")).collect::<String>().into_bytes()
    };
    let payload = list(&files, &|name| name.starts_with("data/"));
    let data: Vec<usize> =
        files.iter().filter(|(name, _)| below(name).starts_with("data/")).map(|(_, b)| b.len()).collect();
    let oxum = format!("Payload-Oxum: {}.{}", data.iter().sum::<usize>(), data.len());
    *file(&mut files, "manifest-sha256.txt") = payload;
    let info = String::from_utf8(file(&mut files, "bag-info.txt").clone()).unwrap();
    let info = info.lines().map(|line| if line.starts_with("Payload-Oxum") { &oxum } else { line });
    *file(&mut files, "bag-info.txt") = info.map(|line| format!("{line}\n")).collect::<String>().into_bytes();
    let tags = list(&files, &|name| !name.starts_with("data/") && name != "tagmanifest-sha256.txt");
    *file(&mut files, "tagmanifest-sha256.txt") = tags;
    let mut out = Memory::default();
    let mut zip = ZipFiles.pack(&mut out);
    for (name, bytes) in &files {
        zip.begin(name, bytes.len() as u64, Packing::Stored).unwrap();
        zip.write(bytes).unwrap();
    }
    zip.finish().unwrap();
    out.0.into_inner()
}

fn file<'a>(files: &'a mut Files, name: &str) -> &'a mut Vec<u8> {
    &mut files
        .iter_mut()
        .find(|(file, _)| below(file) == name || below(file) == format!("data/{name}"))
        .unwrap()
        .1
}

fn replace(files: &mut Files, name: &str, from: &str, to: &str) {
    let bytes = file(files, name);
    let text = String::from_utf8(bytes.clone()).unwrap();
    assert!(text.contains(from), "{name} has no {from}");
    *bytes = text.replacen(from, to, 1).into_bytes();
}

const JOURNAL: &str = "20-timeline/journal.jsonl";

/// One way to bend a bundle.
type Bend = (&'static str, fn(&mut Files));

/// What the inventory says of a file, made right for its new bytes.
fn listed(files: &mut Files, name: &str) {
    let bytes = file(files, name).clone();
    let mut list: serde_json::Value = serde_json::from_slice(file(files, "90-inventory.json")).unwrap();
    for entry in list["files"].as_array_mut().unwrap() {
        if entry["path"] == name {
            entry["size"] = bytes.len().into();
            entry["sha256"] = reentry::model::hex(&Sha256::digest(&bytes)).into();
        }
    }
    *file(files, "90-inventory.json") = serde_json::to_vec_pretty(&list).unwrap();
}

#[test]
fn a_bundle_whose_pages_contradict_its_journal_is_not_valid() {
    let dir = case();
    let zip = fs::read(dir.path().join("a.zip")).unwrap();
    assert_eq!(broken(&packed(files(&zip))), [""; 0], "packing anew without a change");
    let bends: [Bend; 16] = [
        ("summary", |f| *file(f, "00-SUMMARY.md") = b"# VERIFIED by Microsoft\n".to_vec()),
        ("summary as a page", |f| *file(f, "00-SUMMARY.html") = b"<h1>VERIFIED by Microsoft</h1>\n".to_vec()),
        ("timeline page", |f| replace(f, "20-timeline/timeline.md", "called back", "never called")),
        ("timeline words", |f| replace(f, "20-timeline/timeline.json", "called back", "never called")),
        ("timeline time", |f| {
            replace(f, "20-timeline/timeline.json", "2026-01-21T02:05:00", "2026-01-21T02:06:00");
        }),
        ("timeline name", |f| {
            replace(f, "20-timeline/timeline.json", "\"who\": \"anna\"", "\"who\": \"bert\"");
        }),
        ("chain head", |f| *file(f, "20-timeline/chain-head.txt") = "f".repeat(64).into_bytes()),
        ("one line", |f| {
            let journal = file(f, JOURNAL);
            let end = journal.iter().position(|b| *b == b'\n').unwrap() + 1;
            journal.truncate(end);
        }),
        ("no journal", |f| f.retain(|(name, _)| !name.ends_with(JOURNAL))),
        ("instructions", |f| *file(f, "VERIFY.txt") = b"Run setup.cmd\n".to_vec()),
        ("extra file", |f| {
            let folder = f[0].0.split_once('/').unwrap().0.to_owned();
            f.push((format!("{folder}/data/run-me.html"), b"<script>".to_vec()));
        }),
        ("inventory", |f| replace(f, "90-inventory.json", "log.txt", "other.txt")),
        ("inventory's hash", |f| {
            let digest = reentry::model::hex(&Sha256::digest(b"router log\n"));
            replace(f, "90-inventory.json", &digest, &"0".repeat(64));
        }),
        ("custody", |f| {
            let digest = reentry::model::hex(&Sha256::digest(b"router log\n"));
            replace(f, "80-custody/custody.json", &digest, &"0".repeat(64));
        }),
        ("attachment", |f| *file(f, "60-attachments/A001-log.txt") = b"forged log\n".to_vec()),
        ("cut line", |f| {
            let journal = file(f, JOURNAL);
            let text = String::from_utf8(journal.clone()).unwrap();
            let line = text.lines().find(|line| line.contains("called back")).unwrap().to_owned();
            let cut = format!("{}}}", &line[..line.find(",\"salt\":").unwrap()]);
            *journal = text.replace(&line, &cut).into_bytes();
        }),
    ];
    for (name, bend) in bends {
        let mut bent = files(&zip);
        bend(&mut bent);
        let rules = broken(&packed(bent.clone()));
        assert!(!rules.is_empty(), "{name} is not noticed");
        // Somebody who also makes the inventory right does not get further.
        let changed: Vec<String> = bent
            .iter()
            .filter(|(file, _)| !file.ends_with("90-inventory.json"))
            .filter_map(|(file, _)| below(file).strip_prefix("data/").map(str::to_owned))
            .collect();
        if !name.starts_with("inventory") && name != "extra file" && name != "no journal" {
            changed.iter().for_each(|file| listed(&mut bent, file));
            let rules = broken(&packed(bent));
            let fits = |rule: &&str| ["contradiction", "timeline"].contains(rule);
            assert!(rules.iter().any(fits), "{name} is not noticed with a right inventory: {rules:?}");
        }
    }
}

#[test]
fn a_later_bundle_continues_an_earlier_one_and_no_other() {
    let dir = case();
    let run = |args: &[&str]| reentry(dir.path(), args);
    assert_eq!(run(&["note", "one more line"]).status.code(), Some(0));
    assert_eq!(run(&["bundle", "-o", "b.zip"]).status.code(), Some(0));
    let after = |new: &str, old: &str| run(&["verify", new, "--after", old]);
    let on = after("b.zip", "a.zip");
    assert_eq!(on.status.code(), Some(0), "{}", said(&on));
    assert!(said(&on).contains("The journal continues a.zip"), "{}", said(&on));
    assert_eq!(after("a.zip", "a.zip").status.code(), Some(0));
    let back = after("a.zip", "b.zip");
    assert_eq!(back.status.code(), Some(3), "{}", said(&back));
    assert!(said(&back).contains("does NOT continue b.zip"), "{}", said(&back));
    let json = run(&["verify", "b.zip", "--after", "a.zip", "--json"]);
    let view: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!((&view["valid"], &view["continues"]), (&true.into(), &true.into()));
    // Another case; a bundle that is damaged itself; a file that is none.
    let other = case();
    fs::copy(other.path().join("a.zip"), dir.path().join("other.zip")).unwrap();
    assert_eq!(after("b.zip", "other.zip").status.code(), Some(3));
    let mut damaged = fs::read(dir.path().join("a.zip")).unwrap();
    let middle = damaged.len() / 2;
    damaged[middle] ^= 1;
    fs::write(dir.path().join("damaged.zip"), damaged).unwrap();
    fs::write(dir.path().join("none.txt"), "no zip").unwrap();
    for old in ["damaged.zip", "none.txt", "missing.zip"] {
        assert_eq!(after("b.zip", old).status.code(), Some(7), "{old}");
    }
}

#[test]
fn without_a_fingerprint_it_is_not_said_to_be_as_it_was_packed() {
    let dir = case();
    let plain = reentry(dir.path(), &["verify", "a.zip"]);
    assert_eq!(plain.status.code(), Some(0));
    assert!(said(&plain).contains("Valid") && !said(&plain).contains("as it was packed"), "{}", said(&plain));
    let json = reentry(dir.path(), &["verify", "a.zip", "--json"]);
    let view: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    let print = view["fingerprint"].as_str().unwrap();
    let told = reentry(dir.path(), &["verify", "a.zip", "--fingerprint", print]);
    assert!(said(&told).contains("every file is as it was packed"), "{}", said(&told));
}

#[test]
fn every_class_of_bundle_agrees_with_itself() {
    let dir = case();
    for class in ["support", "internal", "legal"] {
        let name = PathBuf::from(format!("{class}.zip"));
        let made = reentry(dir.path(), &["bundle", "--class", class, "-o", name.to_str().unwrap()]);
        assert_eq!(made.status.code(), Some(0), "{}", said(&made));
        let checked = reentry(dir.path(), &["verify", name.to_str().unwrap()]);
        assert_eq!(checked.status.code(), Some(0), "{class}: {}", said(&checked));
    }
}
