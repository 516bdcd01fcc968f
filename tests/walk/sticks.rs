//! Sticks and shares that know less than a disk: no locks, no rename that never replaces, no hard links, no writing.
//!
//! exFAT is the real file system, in a program of its own (FUSE). A share without locks is one where strace answers as
//! such a share does. FAT itself cannot be tried: no driver for it runs here that could add a line to a file.
#![cfg(target_os = "linux")]

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::inject;
use crate::program::{CLOCK, err, file, out, reentry};

const TWO_STEPS: &str = "names a finished file in two steps";
const NO_LOCKS: &str = "no locks";

/// A place, and how the program is called there.
trait Place {
    fn root(&self) -> &Path;
    fn program(&self) -> Command;

    fn run(&self, words: &[&str]) -> Output {
        let mut command = self.program();
        command.current_dir(self.root()).args(words).output().expect("the program starts")
    }
}

/// What one night asks of a stick: a walk, a line, a file, a bundle, a handover, a look at both;
/// and nothing that stands there is replaced. The notices of all of it come back.
fn a_night_on(place: &impl Place) -> String {
    let mut said = String::new();
    let mut must = |code: i32, words: &[&str]| {
        let output = place.run(words);
        assert_eq!(output.status.code(), Some(code), "{words:?}\n{}{}", out(&output), err(&output));
        said.push_str(&err(&output));
        output
    };
    let answers = file("answers/contoso-conditional-access.toml").display().to_string();
    must(0, &["recover", "night", "--answers", &answers, "--no-input", "--offline"]);
    must(0, &["note", "--case", "night", "Written on the stick"]);
    fs::write(place.root().join("page.txt"), "the error page").unwrap();
    must(0, &["attach", "--case", "night", "page.txt"]);
    must(0, &["attach", "--case", "night", "page.txt"]);
    must(0, &["bundle", "--case", "night", "-o", "b.zip"]);
    must(0, &["verify", "b.zip"]);
    let before = fs::read(place.root().join("b.zip")).unwrap();
    must(1, &["bundle", "--case", "night", "-o", "b.zip"]);
    assert!(before == fs::read(place.root().join("b.zip")).unwrap(), "the bundle was replaced");
    must(0, &["handover", "--case", "night", "-o", "h.zip"]);
    fs::create_dir(place.root().join("other")).unwrap();
    let handover = place.root().join("h.zip").display().to_string();
    let mut taken = place.program();
    taken.current_dir(place.root().join("other")).args(["recover", &handover, "--no-input", "--offline"]);
    let taken = taken.output().unwrap();
    assert_eq!(taken.status.code(), Some(0), "{}", err(&taken));
    must(0, &["print", "stop-card", "-o", "sheet.pdf", "--format", "pdf"]);
    let left = names(place.root());
    assert!(left.iter().all(|name| !name.starts_with(".tmp") && !name.starts_with(".reentry-")), "{left:?}");
    said
}

fn names(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        found.push(path.file_name().unwrap().to_string_lossy().into_owned());
        if path.is_dir() {
            found.extend(names(&path));
        }
    }
    found
}

/// A folder in which calls fail as on another file system.
struct Injected {
    dir: TempDir,
    faults: &'static [&'static str],
}

impl Place for Injected {
    fn root(&self) -> &Path {
        self.dir.path()
    }

    fn program(&self) -> Command {
        let mut strace = Command::new("strace");
        strace.args(["-f", "-qq", "-o", "/dev/null", "-e", "trace=flock,renameat2,link,linkat"]);
        for fault in self.faults {
            strace.args(["-e", &format!("inject={fault}")]);
        }
        strace.arg("--").arg(env!("CARGO_BIN_EXE_reentry"));
        usual(&mut strace);
        strace
    }
}

fn usual(command: &mut Command) {
    command.env_clear().env("PATH", "/usr/bin:/bin").env("REENTRY_WHO", "anna").env("REENTRY_CLOCK", CLOCK);
}

#[test]
fn a_share_without_locks_is_worked_on_and_said_to_have_none() {
    if !inject::possible() {
        return;
    }
    let answers: [&[&str]; 4] = [
        &["flock:error=ENOLCK"],
        &["flock:error=EOPNOTSUPP"],
        &["flock:error=ENOSYS"],
        &["flock:error=EINVAL"],
    ];
    for faults in answers {
        let said = a_night_on(&Injected { dir: tempfile::tempdir().unwrap(), faults });
        assert!(said.contains(NO_LOCKS), "{faults:?}: {said}");
        assert!(!said.contains(TWO_STEPS), "{faults:?}: {said}");
    }
}

#[test]
fn a_disk_without_exclusive_names_is_worked_on_and_nothing_is_replaced() {
    if !inject::possible() {
        return;
    }
    let answers: [&[&str]; 3] = [
        &["renameat2:error=EINVAL", "link,linkat:error=EPERM"],
        &["renameat2:error=EINVAL", "link,linkat:error=EOPNOTSUPP"],
        &["renameat2:error=ENOSYS", "link,linkat:error=ENOSYS"],
    ];
    for faults in answers {
        let said = a_night_on(&Injected { dir: tempfile::tempdir().unwrap(), faults });
        assert!(said.contains(TWO_STEPS), "{faults:?}: {said}");
        assert!(!said.contains(NO_LOCKS), "{faults:?}: {said}");
    }
}

/// A stick with exFAT: an image on a loop device, mounted by its FUSE driver.
struct Stick {
    /// Held until the stick is pulled.
    _image: TempDir,
    device: String,
    mounted: PathBuf,
}

impl Stick {
    /// Nothing where no stick can be mounted. In CI one must be, where the system has FUSE and loop devices at all.
    #[expect(clippy::print_stderr, reason = "a test that is skipped should say so")]
    fn new() -> Option<Self> {
        let devices = ["/dev/fuse", "/dev/loop-control"].iter().all(|device| Path::new(device).exists());
        let must = std::env::var_os("CI").is_some() && devices;
        let made = Self::made();
        assert!(made.is_ok() || !must, "CI must mount a stick: {made:?}", made = made.as_ref().err());
        made.map_err(|why| eprintln!("skipped: no exFAT stick here: {why}")).ok()
    }

    fn made() -> Result<Self, String> {
        let image = tempfile::tempdir().map_err(|e| e.to_string())?;
        let (disk, mounted) = (image.path().join("stick.img"), image.path().join("stick"));
        fs::File::create(&disk).and_then(|disk| disk.set_len(64 << 20)).map_err(|e| e.to_string())?;
        fs::create_dir(&mounted).map_err(|e| e.to_string())?;
        tool("mkfs.exfat", [disk.as_os_str()])?;
        let device = tool("losetup", ["-f".as_ref(), "--show".as_ref(), disk.as_os_str()])?.trim().to_owned();
        let stick = Self { _image: image, device, mounted };
        stick.mount("rw")?;
        Ok(stick)
    }

    fn mount(&self, how: &str) -> Result<(), String> {
        let words = ["-o".as_ref(), how.as_ref(), self.device.as_ref(), self.mounted.as_os_str()];
        tool("mount.exfat-fuse", words).map(drop)
    }

    fn pull(&self) {
        let _ = tool("umount", [self.mounted.as_os_str()]);
    }
}

impl Drop for Stick {
    fn drop(&mut self) {
        self.pull();
        let _ = tool("losetup", ["-d".as_ref(), OsStr::new(&self.device)]);
    }
}

impl Place for Stick {
    fn root(&self) -> &Path {
        &self.mounted
    }

    fn program(&self) -> Command {
        reentry()
    }
}

fn tool<'a>(name: &str, words: impl IntoIterator<Item = &'a OsStr>) -> Result<String, String> {
    let mut command = Command::new(name);
    command.env("PATH", "/usr/sbin:/sbin:/usr/bin:/bin").args(words);
    let output = command.output().map_err(|e| format!("{name}: {e}"))?;
    if output.status.success() { Ok(out(&output)) } else { Err(format!("{name}: {}", err(&output))) }
}

#[test]
fn a_night_on_a_stick_with_exfat() {
    let Some(stick) = Stick::new() else { return };
    let said = a_night_on(&stick);
    assert!(said.contains(TWO_STEPS), "{said}");
    // The stick goes into a laptop that may only read it.
    stick.pull();
    stick.mount("ro").unwrap();
    let laptop = tempfile::tempdir().unwrap();
    let case = stick.root().join("night").display().to_string();
    let read_only = |words: &[&str]| {
        let output =
            reentry().current_dir(laptop.path()).args(words).args(["--case", &case]).output().unwrap();
        (output.status.code().unwrap(), out(&output) + &err(&output))
    };
    assert_eq!(read_only(&["status"]).0, 0);
    let (code, said) = read_only(&["note", "no"]);
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("reentry handover") && said.contains("read"), "{said}");
    for words in [&["bundle", "-o", "b.zip"][..], &["handover", "-o", "h.zip"]] {
        let (code, said) = read_only(words);
        assert_eq!(code, 0, "{said}");
        assert!(said.contains("does not say so"), "{said}");
    }
    let check = reentry().current_dir(laptop.path()).args(["verify", "b.zip"]).output().unwrap();
    assert_eq!(check.status.code(), Some(0), "{}", err(&check));
    let mut take_up = reentry();
    take_up.current_dir(laptop.path()).args(["recover", "h.zip", "--no-input", "--offline"]);
    assert_eq!(take_up.output().unwrap().status.code(), Some(0));
}
