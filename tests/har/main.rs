//! Recordings of a real browser: Chromium signs in on loopback to a page that imitates the sign-in service in both its
//! shapes. The ids must be read, and none of thirty secrets planted on the way may be kept, in any spelling.

#![expect(clippy::unwrap_used, reason = "a test that cannot record has failed")]

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// The ids that `browser.py` puts on its pages: code, Request ID, Correlation ID.
const SHOWN: [(&str, &str, &str); 3] = [
    ("53003", "8fdc0a48-915a-4099-b368-bf7ac719bf00", "e2af9d80-f80a-4465-ac5b-3ce95baa4b9b"),
    ("50105", "0782c515-08b6-4029-a65c-29d9a3d20800", "13e19598-e040-487f-bd32-d38a2cd75d9a"),
    ("50076", "7d4a8d29-7da4-44a1-a78c-cd09d38f6400", "019e0b66-5d5c-7b1e-9f0a-3f1f0c2d9b11"),
];

fn tests() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

/// Records; nothing where this machine has no Chromium. In CI it must.
fn record(folder: &Path) -> Option<PathBuf> {
    let found = |name: &str| Command::new(name).arg("--version").output().is_ok_and(|o| o.status.success());
    let browser = ["chromium", "chromium-browser", "google-chrome"].into_iter().find(|name| found(name));
    let Some(browser) = browser.filter(|_| found("python3")) else {
        assert!(std::env::var_os("CI").is_none(), "CI must have chromium and python3");
        return None;
    };
    let script = tests().join("har/browser.py");
    let done = Command::new("python3").arg(script).arg(browser).arg(folder).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    Some(folder.join("recording.har"))
}

fn reentry(args: &[&str], place: &Path) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_reentry"));
    command.env_clear().env("PATH", "/usr/bin:/bin").env("REENTRY_CLOCK", "2026-11-22T02:17:00+01:00");
    command.current_dir(place).args(args).output().unwrap()
}

fn words(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

#[test]
fn a_real_browsers_recording_yields_the_ids_and_no_planted_secret_is_kept() {
    let dir = tempfile::tempdir().unwrap();
    let Some(har) = record(dir.path()) else { return };
    let name = har.to_str().unwrap();

    let read = reentry(&["signin", "read", name, "--json"], dir.path());
    let view: Value = serde_json::from_slice(&read.stdout).unwrap();
    let ids: Vec<(&str, &str, &str)> = view["signins"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| {
            ["code", "request_id", "correlation_id"].map(|field| s[field].as_str().unwrap_or("none")).into()
        })
        .collect();
    assert_eq!(ids, SHOWN);

    let planted: BTreeMap<String, String> =
        serde_json::from_slice(&fs::read(dir.path().join("planted.json")).unwrap()).unwrap();
    assert_eq!(planted.len(), 30);
    let recording = [("the recording".to_owned(), fs::read(&har).unwrap())];
    for (place, secret) in &planted {
        let there = leaks(&recording, &BTreeMap::from([(place.clone(), secret.clone())]));
        assert!(!there.is_empty(), "{place} was never recorded, so that its absence proves nothing");
    }

    let case = dir.path().join("case");
    let answers = tests().join("answers/fabrikam-lost-phone.toml");
    let at = ["--case", case.to_str().unwrap()];
    let walk = ["recover", at[1], "--answers", answers.to_str().unwrap(), "--no-input", "--offline"];
    assert!(reentry(&walk, dir.path()).status.success());
    for step in [
        &["attach", name][..],
        &["attach", name, "--class", "internal"],
        &["attach", name, "--class", "legal", "--copy"],
        &["signin", "add", name],
    ] {
        let done = reentry(&[step, &at].concat(), dir.path());
        assert!(done.status.success(), "{step:?}: {}", words(&done));
        assert_eq!(leaks(&[("the screen".to_owned(), words(&done).into_bytes())], &planted), [""; 0]);
    }
    for class in ["support", "internal", "legal"] {
        let file = format!("{class}.zip");
        let done = reentry(&[&["bundle", "--class", class, "-o", &file][..], &at].concat(), dir.path());
        assert!(done.status.success(), "{class}: {}", words(&done));
        assert!(!unpacked(&dir.path().join(&file)).is_empty());
        assert_eq!(
            leaks(&unpacked(&dir.path().join(&file)), &planted),
            [""; 0],
            "in the bundle of class {class}"
        );
    }
    let kept = files(&case);
    let rebuilt = |(name, bytes): &&(String, Vec<u8>)| {
        name.contains("attachments") && memchr::memmem::find(bytes, SHOWN[0].1.as_bytes()).is_some()
    };
    // Attached three times, kept once: its name is made from its content.
    assert_eq!(kept.iter().filter(rebuilt).count(), 1, "the rebuilt recording must be kept, with the ids");
    assert_eq!(leaks(&kept, &planted), [""; 0], "in the case folder");
}

fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push((path.display().to_string(), fs::read(&path).unwrap()));
        }
    }
    found
}

fn unpacked(zip: &Path) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(fs::File::open(zip).unwrap()).unwrap();
    (0..archive.len())
        .map(|n| {
            let mut entry = archive.by_index(n).unwrap();
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            (format!("entry {n}"), bytes)
        })
        .collect()
}

/// The places of secrets that stand in these bytes, however they are spelled.
fn leaks(files: &[(String, Vec<u8>)], planted: &BTreeMap<String, String>) -> Vec<String> {
    let mut found = Vec::new();
    for (name, bytes) in files {
        // Escapes of JSON and wraps of lines must not hide anything.
        let plain: Vec<u8> = bytes.iter().copied().filter(|b| !b"\\\r\n".contains(b)).collect();
        for (place, secret) in planted {
            let spelled = spellings(secret);
            if spelled.iter().any(|s| memchr::memmem::find(&plain, s).is_some()) {
                found.push(format!("{place} in {name}"));
            }
        }
    }
    found
}

fn spellings(secret: &str) -> Vec<Vec<u8>> {
    let percent = |upper: bool| -> String {
        let code = |b: u8| if upper { format!("%{b:02X}") } else { format!("%{b:02x}") };
        secret
            .bytes()
            .map(|b| {
                if b.is_ascii_alphanumeric() || b"-_.~".contains(&b) {
                    char::from(b).to_string()
                } else {
                    code(b)
                }
            })
            .collect()
    };
    let hex: String = secret.bytes().map(|b| format!("{b:02x}")).collect();
    let mut all = vec![
        secret.as_bytes().to_vec(),
        percent(true).into_bytes(),
        percent(false).into_bytes(),
        percent(true).replace("%20", "+").into_bytes(),
        hex.to_uppercase().into_bytes(),
        hex.into_bytes(),
        secret.encode_utf16().flat_map(u16::to_le_bytes).collect(),
    ];
    // What stands in the middle of a base64 text has three spellings; base64 of base64 has three of each.
    let once: Vec<Vec<u8>> = (0..3).map(|shift| base64(secret.as_bytes(), shift)).collect();
    all.extend(once.iter().flat_map(|text| (0..3).map(|shift| base64(text, shift))));
    all.extend(once);
    all
}

/// The letters of base64 that depend on these bytes alone, when `shift` bytes stand before them.
fn base64(bytes: &[u8], shift: usize) -> Vec<u8> {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let padded: Vec<u8> = [&vec![0; shift], bytes].concat();
    let whole = padded.chunks_exact(3).flat_map(|c| {
        let bits = u32::from(c[0]) << 16 | u32::from(c[1]) << 8 | u32::from(c[2]);
        [18, 12, 6, 0].map(|by| LETTERS[(bits >> by) as usize & 63])
    });
    whole.skip((shift * 8).div_ceil(6)).collect()
}
