//! Every call to the system fails once, or is the last: a full disk, an ailing disk, the power that goes.
//!
//! Whatever happens, the program ends in words and not in a panic; what it acknowledged is kept; where a whole file
//! should stand there is a whole one, the old one, or none; and the same command, typed again, gets through.
#![cfg(target_os = "linux")]

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use tempfile::TempDir;

use crate::inject::{Fault, Point, Run, most, possible};
use crate::program::{err, file, out, reentry, walk};

/// Something that is done with the program, and may be done again.
trait Scenario {
    fn name(&self) -> &str;
    /// Points that are tried when nobody asks for more.
    fn usual(&self) -> usize;
    fn run(&self) -> Run;
    /// How it ends when nothing is wrong.
    fn code(&self) -> i32 {
        0
    }
    /// Everything that the run may touch.
    fn place(&self) -> &Path;
    /// The place as it was before anything was done.
    fn fresh(&self);
    /// What a person clears away before the same command is typed again.
    fn cleared(&self) {}
    /// Looks at what a run left, whole or not.
    fn check(&self, ended: &Output, what: &str);
}

/// Spoils one call after the other.
#[expect(clippy::print_stderr, reason = "how many were tried is worth a line")]
fn every_call(scenario: &impl Scenario) {
    if !possible() {
        return;
    }
    let (name, run) = (scenario.name(), scenario.run());
    scenario.fresh();
    let points = run.points(scenario.place(), scenario.code(), most(scenario.usual()));
    assert!(points.len() >= 15, "{name}: only {} points", points.len());
    let mut ends = 0;
    for point in &points {
        scenario.fresh();
        let ended = run.spoiled(point);
        let what = format!("{name}, {:?} at {}\n{}", point.fault, point.line, err(&ended));
        calm(&ended, point, &what);
        ends += usize::from(ended.status.code() != Some(scenario.code()));
        scenario.check(&ended, &what);
        scenario.cleared();
        let again = run.undisturbed();
        assert_eq!(again.status.code(), Some(scenario.code()), "typed again after {what}\n{}", err(&again));
        scenario.check(&again, &format!("typed again after {what}"));
    }
    eprintln!("{name}: {} points, {ends} of them ended it", points.len());
    assert!(ends > points.len() / 3, "{name}: only {ends} of {} points mattered", points.len());
}

/// A fault ends the program in words, or does not matter.
fn calm(ended: &Output, point: &Point, what: &str) {
    let said = err(ended);
    assert!(!said.contains("panicked"), "{what}");
    match (point.fault, ended.status.code()) {
        (Fault::Killed, None) | (_, Some(0)) => {}
        (Fault::DiskFull | Fault::DiskAiling, Some(1..=7)) => {
            assert!(!said.trim().is_empty(), "no word about it: {what}");
        }
        (_, code) => panic!("ended with {code:?}: {what}"),
    }
}

/// Answers that `status` tells of.
fn kept(case: &Path, what: &str) -> usize {
    let status = reentry().args(["status", "-v", "--case"]).arg(case).output().unwrap();
    assert_eq!(status.status.code(), Some(0), "{what}\n{}", err(&status));
    out(&status).lines().filter(|line| line.contains("]: ")).count()
}

struct Walk {
    dir: TempDir,
    case: PathBuf,
}

impl Scenario for Walk {
    fn name(&self) -> &str {
        "walk"
    }
    fn usual(&self) -> usize {
        120
    }
    fn run(&self) -> Run {
        let answers = file("answers/contoso-conditional-access.toml");
        let words = ["--no-input", "--offline", "--answers"].map(OsString::from);
        Run::new(
            ["recover".into(), self.case.clone().into()].into_iter().chain(words).chain([answers.into()]),
        )
    }
    fn place(&self) -> &Path {
        self.dir.path()
    }
    fn fresh(&self) {
        let _ = fs::remove_dir_all(&self.case);
    }
    fn check(&self, ended: &Output, what: &str) {
        // The next question on screen means that the one before it was answered and saved.
        let acknowledged = err(ended).matches("(about ").count().saturating_sub(1);
        let journal = fs::read(self.case.join("journal.jsonl")).unwrap_or_default();
        let kept = if journal.is_empty() { 0 } else { kept(&self.case, what) };
        assert!(kept >= acknowledged, "{acknowledged} answers were acknowledged, {kept} are kept: {what}");
        assert!(!ended.status.success() || kept > 20, "it ended well with {kept} answers: {what}");
        // Whatever the first run came to, the case has its name in the end: without it, no bundle can be made.
        let begun = journal
            .split(|b| *b == b'\n')
            .next()
            .is_some_and(|line| memchr::memmem::find(line, br#""event":"opened""#).is_some());
        assert!(!ended.status.success() || begun, "its first line does not open it: {what}");
    }
}

#[test]
fn a_walk() {
    let dir = tempfile::tempdir().unwrap();
    every_call(&Walk { case: dir.path().join("case"), dir });
}

/// A file that is made in one go from a case that has walked its whole path.
struct Made {
    verb: &'static str,
    file: &'static str,
    whole: fn(&Path, &str),
    dir: TempDir,
    journal: Vec<u8>,
}

impl Made {
    fn new(verb: &'static str, file: &'static str, whole: fn(&Path, &str)) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let case = dir.path().join("case");
        assert!(walk(&case, "contoso-conditional-access.toml").status.success());
        Self { verb, file, whole, journal: fs::read(case.join("journal.jsonl")).unwrap(), dir }
    }
    fn case(&self) -> PathBuf {
        self.dir.path().join("case")
    }
    fn to(&self) -> PathBuf {
        self.dir.path().join(self.file)
    }
}

impl Scenario for Made {
    fn name(&self) -> &str {
        self.verb
    }
    fn usual(&self) -> usize {
        40
    }
    fn run(&self) -> Run {
        let (to, case) = (self.to(), self.case());
        Run::new([self.verb.as_ref(), "-o".as_ref(), to.as_os_str(), "--case".as_ref(), case.as_os_str()])
    }
    fn place(&self) -> &Path {
        self.dir.path()
    }
    fn fresh(&self) {
        self.cleared();
        fs::write(self.case().join("journal.jsonl"), &self.journal).unwrap();
    }
    /// A file that is there already is never overwritten.
    fn cleared(&self) {
        let _ = fs::remove_file(self.to());
    }
    fn check(&self, ended: &Output, what: &str) {
        if self.to().exists() {
            (self.whole)(&self.to(), what);
        } else {
            assert!(!ended.status.success(), "it said that all is well: {what}");
        }
        assert!(kept(&self.case(), what) > 20, "{what}");
    }
}

#[test]
fn a_bundle() {
    every_call(&Made::new("bundle", "bundle.zip", |bundle, what| {
        let verified = reentry().arg("verify").arg(bundle).output().unwrap();
        assert_eq!(verified.status.code(), Some(0), "{}\n{what}", out(&verified));
    }));
}

#[test]
fn a_print() {
    every_call(&Made::new("print", "kit.html", |kit, what| {
        let text = fs::read_to_string(kit).unwrap();
        assert!(text.starts_with("<!") && text.trim_end().ends_with("</html>"), "half a kit: {what}");
    }));
}

#[test]
fn a_handover() {
    every_call(&Made::new("handover", "handover.zip", |zip, what| {
        let mut zip = zip::ZipArchive::new(fs::File::open(zip).unwrap()).expect(what);
        assert!(!zip.is_empty(), "{what}");
        for at in 0..zip.len() {
            std::io::copy(&mut zip.by_index(at).expect(what), &mut std::io::sink()).expect(what);
        }
    }));
}

/// A photo becomes evidence: a file in the case, and a line in its journal.
struct Attached {
    dir: TempDir,
    journal: Vec<u8>,
}

impl Attached {
    fn case(&self) -> PathBuf {
        self.dir.path().join("case")
    }
    fn photo(&self) -> PathBuf {
        self.dir.path().join("photo.txt")
    }
}

impl Scenario for Attached {
    fn name(&self) -> &str {
        "attach"
    }
    fn usual(&self) -> usize {
        40
    }
    fn run(&self) -> Run {
        let (photo, case) = (self.photo(), self.case());
        Run::new(["attach".as_ref(), photo.as_os_str(), "--case".as_ref(), case.as_os_str()])
    }
    fn place(&self) -> &Path {
        self.dir.path()
    }
    fn fresh(&self) {
        let _ = fs::remove_dir_all(self.case().join("attachments"));
        fs::write(self.case().join("journal.jsonl"), &self.journal).unwrap();
    }
    fn check(&self, _: &Output, what: &str) {
        // Whatever was kept: the case can be packed, and what is packed can be verified.
        assert!(kept(&self.case(), what) > 20, "{what}");
        let bundle = self.dir.path().join("bundle.zip");
        let packed =
            reentry().args(["bundle", "--case"]).arg(self.case()).arg("-o").arg(&bundle).output().unwrap();
        assert_eq!(packed.status.code(), Some(0), "{}\n{what}", err(&packed));
        let verified = reentry().arg("verify").arg(&bundle).output().unwrap();
        assert_eq!(verified.status.code(), Some(0), "{}\n{what}", out(&verified));
        fs::remove_file(bundle).unwrap();
    }
}

#[test]
fn an_attachment() {
    let dir = tempfile::tempdir().unwrap();
    let case = dir.path().join("case");
    assert!(walk(&case, "contoso-conditional-access.toml").status.success());
    fs::write(dir.path().join("photo.txt"), "what the screen said\n".repeat(5000)).unwrap();
    every_call(&Attached { journal: fs::read(case.join("journal.jsonl")).unwrap(), dir });
}

/// A profile that grows: what it held before must never be lost.
struct Prepared(TempDir);

impl Prepared {
    fn profile(&self) -> PathBuf {
        self.0.path().join("tenant.toml")
    }
}

impl Scenario for Prepared {
    fn name(&self) -> &str {
        "prepare"
    }
    fn usual(&self) -> usize {
        40
    }
    fn run(&self) -> Run {
        let (profile, export) = (self.profile(), file("corpus/partner/graph-page.json"));
        Run::new(["prepare".as_ref(), profile.as_os_str(), "--import".as_ref(), export.as_os_str()])
    }
    /// Nobody is there to answer what the export does not say.
    fn code(&self) -> i32 {
        4
    }
    fn place(&self) -> &Path {
        self.0.path()
    }
    fn fresh(&self) {
        // What the run before took is known; with it there would be less to write.
        let _ = fs::remove_file(self.0.path().join("tenant.snapshot.json"));
        fs::copy(file("audit/tenants/typical.toml"), self.profile()).unwrap();
    }
    fn check(&self, _: &Output, what: &str) {
        let kit = reentry().args(["audit", "--json", "--profile"]).arg(self.profile()).output().unwrap();
        assert!(matches!(kit.status.code(), Some(0 | 3 | 6)), "{}\n{what}", err(&kit));
        assert!(fs::read_to_string(self.profile()).unwrap().len() > 500, "{what}");
    }
}

#[test]
fn a_profile() {
    every_call(&Prepared(tempfile::tempdir().unwrap()));
}

/// A case of somebody else, with a file in it, goes on here.
struct TakenUp(TempDir);

impl Scenario for TakenUp {
    fn name(&self) -> &str {
        "take up a handover"
    }
    fn usual(&self) -> usize {
        40
    }
    fn run(&self) -> Run {
        let (zip, here) = (self.0.path().join("handover.zip"), self.0.path().join("here"));
        let words = ["--no-input", "--offline", "--case"].map(OsString::from);
        Run::new(["recover".into(), zip.into()].into_iter().chain(words).chain([here.into()]))
    }
    fn place(&self) -> &Path {
        self.0.path()
    }
    fn fresh(&self) {
        let _ = fs::remove_dir_all(self.0.path().join("here"));
    }
    fn check(&self, ended: &Output, what: &str) {
        if ended.status.success() {
            let here = self.0.path().join("here");
            assert!(kept(&here, what) > 20, "{what}");
            let story = reentry().args(["status", "-v", "--case"]).arg(&here).output().unwrap();
            assert_eq!(out(&story).matches("taken over by").count(), 1, "{}\n{what}", out(&story));
            let log = fs::read(here.join("attachments/a8cc91597ad3-log.txt")).expect(what);
            assert_eq!(log, b"router log\n", "{what}");
        }
    }
}

#[test]
fn a_case_of_somebody_else() {
    let dir = tempfile::tempdir().unwrap();
    let there = dir.path().join("there");
    let log = dir.path().join("log.txt");
    fs::write(&log, "router log\n").unwrap();
    assert!(walk(&there, "contoso-conditional-access.toml").status.success());
    assert!(reentry().arg("attach").arg(&log).arg("--case").arg(&there).output().unwrap().status.success());
    let zip = dir.path().join("handover.zip");
    assert!(
        reentry()
            .arg("handover")
            .arg("-o")
            .arg(zip)
            .arg("--case")
            .arg(there)
            .output()
            .unwrap()
            .status
            .success()
    );
    every_call(&TakenUp(dir));
}

/// A bundle on a disk that ails.
struct Verified(TempDir);

impl Scenario for Verified {
    fn name(&self) -> &str {
        "verify"
    }
    fn usual(&self) -> usize {
        40
    }
    fn run(&self) -> Run {
        Run::new(["verify".into(), self.0.path().join("bundle.zip")])
    }
    fn place(&self) -> &Path {
        self.0.path()
    }
    fn fresh(&self) {}
    fn check(&self, ended: &Output, what: &str) {
        // Nobody may be told that a bundle was changed when only the disk failed.
        let (code, said) = (ended.status.code(), out(ended));
        assert!(code == Some(0) || (code == Some(7) && said.is_empty()), "{code:?} {said}\n{what}");
    }
}

#[test]
fn a_verdict() {
    let dir = tempfile::tempdir().unwrap();
    let case = dir.path().join("case");
    assert!(walk(&case, "contoso-conditional-access.toml").status.success());
    let bundle = dir.path().join("bundle.zip");
    assert!(
        reentry()
            .arg("bundle")
            .arg("-o")
            .arg(bundle)
            .arg("--case")
            .arg(case)
            .output()
            .unwrap()
            .status
            .success()
    );
    every_call(&Verified(dir));
}
