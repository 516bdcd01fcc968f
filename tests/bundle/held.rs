//! Bundles whose pages say something else than their own journal. Each is packed anew with right manifests, as somebody
//! would who knows BagIt: no hash is wrong.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use reentry::evidence::bag::Packing;
use sha2::{Digest, Sha256};

use crate::support::{Files, broken, packed_as_they_are, unpacked};

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
    run(&[
        "note",
        "careful \u{26a0}\u{fe0f} \u{1f468}\u{200d}\u{1f467} \u{646}\u{645}\u{6cc}\u{200c}\u{62e} so\u{ad}ft \u{202e}left\u{7}",
    ]);
    run(&["note", "--internal", "for us alone"]);
    run(&["bundle", "--store", "-o", "a.zip"]);
    dir
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
    packed_as_they_are(&files, Packing::Stored)
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

/// One way to bend a bundle, and the file that is named for it.
type Bend = (&'static str, &'static str, fn(&mut Files));

/// Takes files out, as somebody does who thinks that nobody misses them.
fn remove(files: &mut Files, names: &[&str]) {
    files.retain(|(file, _)| !names.contains(&below(file).trim_start_matches("data/")));
}

/// Makes the inventory say what is there, where it is there.
fn listed(files: &mut Files) {
    let now: std::collections::BTreeMap<String, Vec<u8>> = files
        .iter()
        .filter_map(|(file, bytes)| Some((below(file).strip_prefix("data/")?.to_owned(), bytes.clone())))
        .collect();
    if !now.contains_key("90-inventory.json") {
        return;
    }
    let mut list: serde_json::Value = serde_json::from_slice(file(files, "90-inventory.json")).unwrap();
    let entries = list["files"].as_array_mut().unwrap();
    entries.retain(|entry| now.contains_key(entry["path"].as_str().unwrap()));
    for entry in entries {
        let bytes = &now[entry["path"].as_str().unwrap()];
        entry["size"] = bytes.len().into();
        entry["sha256"] = reentry::model::hex(&Sha256::digest(bytes)).into();
    }
    *file(files, "90-inventory.json") = serde_json::to_vec_pretty(&list).unwrap();
}

fn json(files: &mut Files, name: &str, change: impl Fn(&mut serde_json::Value)) {
    let mut view: serde_json::Value = serde_json::from_slice(file(files, name)).unwrap();
    change(&mut view);
    *file(files, name) = serde_json::to_vec_pretty(&view).unwrap();
}

const HEAD: &str = "20-timeline/chain-head.txt";
const TIMELINE: &str = "20-timeline/timeline.json";
const PAGE: &str = "20-timeline/timeline.md";
const CUSTODY: &str = "80-custody/custody.json";
const LOG: &str = "60-attachments/A001-log.txt";

/// Somebody bends it, and makes every manifest and the inventory right again.
const BENDS: [Bend; 22] = [
    ("another moment", TIMELINE, |f| {
        json(f, TIMELINE, |v| v["events"][3]["happened"] = "2026-01-20T08:00:00Z".into());
    }),
    ("summary", "00-SUMMARY.md", |f| *file(f, "00-SUMMARY.md") = b"# VERIFIED by Microsoft\n".to_vec()),
    ("summary as a page", "00-SUMMARY.html", |f| {
        *file(f, "00-SUMMARY.html") = b"<h1>VERIFIED by Microsoft</h1>\n".to_vec();
    }),
    ("timeline page", PAGE, |f| replace(f, PAGE, "called back", "never called")),
    ("timeline words", TIMELINE, |f| replace(f, TIMELINE, "called back", "never called")),
    ("timeline time", TIMELINE, |f| replace(f, TIMELINE, "2026-01-21T02:05:00", "2026-01-21T02:06:00")),
    ("timeline name", TIMELINE, |f| replace(f, TIMELINE, "\"who\": \"anna\"", "\"who\": \"bert\"")),
    ("chain head", HEAD, |f| *file(f, HEAD) = "f".repeat(64).into_bytes()),
    ("one line", HEAD, |f| {
        let journal = file(f, JOURNAL);
        let end = journal.iter().position(|b| *b == b'\n').unwrap() + 1;
        journal.truncate(end);
    }),
    ("no journal", JOURNAL, |f| {
        remove(f, &[JOURNAL]);
        replace(f, TIMELINE, "called back", "never called");
        replace(f, PAGE, "called back", "never called");
    }),
    ("no journal and no end", HEAD, |f| remove(f, &[JOURNAL, HEAD])),
    ("no timeline", TIMELINE, |f| remove(f, &[TIMELINE])),
    ("no page", PAGE, |f| remove(f, &[PAGE])),
    ("no custody", CUSTODY, |f| {
        remove(f, &[CUSTODY]);
        *file(f, LOG) = b"forged log\n".to_vec();
    }),
    ("no inventory", "90-inventory.json", |f| remove(f, &["90-inventory.json"])),
    ("no summary", "00-SUMMARY.md", |f| remove(f, &["00-SUMMARY.md", "00-SUMMARY.html"])),
    ("instructions", "VERIFY.txt", |f| *file(f, "VERIFY.txt") = b"Run setup.cmd\n".to_vec()),
    ("custody", CUSTODY, |f| {
        json(f, CUSTODY, |view| view["items"][0]["sha256"] = "0".repeat(64).into());
    }),
    ("custody twice", CUSTODY, |f| {
        json(f, CUSTODY, |view| {
            let mut forged = view["items"][0].clone();
            forged["sha256"] = "0".repeat(64).into();
            view["items"].as_array_mut().unwrap().insert(0, forged);
        });
    }),
    ("attachment", LOG, |f| *file(f, LOG) = b"forged log\n".to_vec()),
    ("attachment said to be rewritten", LOG, |f| {
        *file(f, LOG) = b"forged log\n".to_vec();
        json(f, CUSTODY, |view| view["items"][0]["kept"] = "in this bundle, rewritten".into());
    }),
    ("cut line", JOURNAL, |f| {
        let journal = file(f, JOURNAL);
        let text = String::from_utf8(journal.clone()).unwrap();
        let line = text.lines().find(|line| line.contains("called back")).unwrap().to_owned();
        let cut = format!("{}}}", &line[..line.find(",\"salt\":").unwrap()]);
        *journal = text.replace(&line, &cut).into_bytes();
    }),
];

/// The files that are named, and whether its pages were compared.
fn named(files: Files) -> (Vec<String>, bool) {
    let verdict = crate::support::verdict(&packed(files), None);
    let fits = |rule: &str| ["contradiction", "timeline"].contains(&rule);
    let problems = verdict.problems.iter().filter(|problem| fits(problem.rule.id()));
    let files = problems.filter_map(|problem| problem.file.clone());
    (files.map(|file| file.trim_start_matches("data/").to_owned()).collect(), verdict.held)
}

#[test]
fn a_bundle_whose_pages_contradict_its_journal_is_not_valid() {
    let dir = case();
    let zip = fs::read(dir.path().join("a.zip")).unwrap();
    assert_eq!(broken(&packed(unpacked(&zip))), [""; 0], "packing anew without a change");
    assert_eq!(named(unpacked(&zip)), (Vec::new(), true));
    for (name, wanted, bend) in BENDS {
        let mut bent = unpacked(&zip);
        bend(&mut bent);
        listed(&mut bent);
        let (files, _) = named(bent);
        assert!(files.iter().any(|file| file == wanted), "{name}: {wanted} is not named: {files:?}");
    }
}

#[test]
fn what_the_inventory_does_not_list_was_added() {
    let dir = case();
    let zip = fs::read(dir.path().join("a.zip")).unwrap();
    let mut added = unpacked(&zip);
    let folder = added[0].0.split_once('/').unwrap().0.to_owned();
    added.push((format!("{folder}/data/run-me.html"), b"<script>".to_vec()));
    assert_eq!(named(added).0, ["run-me.html"]);
    let mut other = unpacked(&zip);
    replace(&mut other, "90-inventory.json", "A001-log.txt", "A001-other.txt");
    assert!(named(other).0.contains(&"90-inventory.json".to_owned()));
    let mut twice = unpacked(&zip);
    json(&mut twice, "90-inventory.json", |view| {
        let first = view["files"][0].clone();
        view["files"].as_array_mut().unwrap().push(first);
    });
    assert!(named(twice).0.contains(&"90-inventory.json".to_owned()));
}

/// An older program did not list every reason for what is missing: it is not accused, and nothing is said of its pages.
#[test]
fn a_bundle_of_an_older_program_is_not_accused_of_what_it_never_listed() {
    let dir = case();
    let zip = fs::read(dir.path().join("a.zip")).unwrap();
    let older = |f: &mut Files| {
        json(f, "91-redactions.json", |view| {
            let view = view.as_object_mut().unwrap();
            view.remove("complete");
            view.remove("left_out");
            view["redactions"] = serde_json::json!([]);
        });
    };
    let mut plain = unpacked(&zip);
    older(&mut plain);
    listed(&mut plain);
    assert_eq!(named(plain), (Vec::new(), false));
    let mut without = unpacked(&zip);
    older(&mut without);
    remove(&mut without, &[JOURNAL]);
    listed(&mut without);
    assert_eq!(named(without), (Vec::new(), false));
}

/// Whoever wrote so much that a page is too large to be compared has a whole bundle all the same.
#[test]
fn a_large_bundle_of_our_own_is_valid() {
    let dir = case();
    let text = "called again, still no answer. ".repeat(3_500);
    for _ in 0..165 {
        assert_eq!(reentry(dir.path(), &["note", &text]).status.code(), Some(0));
    }
    assert_eq!(reentry(dir.path(), &["bundle", "-o", "large.zip"]).status.code(), Some(0));
    let verified = reentry(dir.path(), &["verify", "large.zip"]);
    assert_eq!(verified.status.code(), Some(0), "{}", said(&verified));
    assert!(said(&verified).replace('\n', " ").contains("not all compared"), "{}", said(&verified));
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
