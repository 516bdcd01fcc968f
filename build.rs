//! Packs the files that the program carries inside itself, and records the commit, for `--version`.
//!
//! `OUT_DIR/packed/PATH` holds each file of `CARRIED` and of `runbooks/` as `model::Resource` reads it;
//! `OUT_DIR/runbooks.rs` is the table of the runbooks.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use flate2::{Compression, write::DeflateEncoder};

/// Carried beside the runbooks: what is worth packing.
const CARRIED: [&str; 15] = [
    "src/dns_proof/providers.toml",
    "src/evidence/redact/names.tsv",
    "src/partner/data/actions.tsv",
    "src/partner/data/chains.toml",
    "src/partner/data/conditions.tsv",
    "src/partner/data/matrix.tsv",
    "src/partner/data/other_roles.tsv",
    "src/partner/data/remedies.tsv",
    "src/report/html/style.css",
    "src/report/pdf/fonts/NotoSans-Bold.ttf",
    "src/report/pdf/fonts/NotoSans-Italic.ttf",
    "src/report/pdf/fonts/NotoSans-Regular.ttf",
    "src/report/pdf/fonts/NotoSansMono-Regular.ttf",
    "src/signin/catalogue/aadsts.tsv",
    "src/signin/catalogue/words.toml",
];

#[expect(clippy::expect_used, reason = "a build without its files or its build folder can only stop")]
fn main() {
    println!("cargo:rerun-if-changed=runbooks");
    println!("cargo:rerun-if-changed=.git/HEAD");
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    let mut runbooks = Vec::new();
    collect(&root.join("runbooks"), &mut runbooks);
    runbooks.sort();
    let mut table = String::from("[\n");
    for file in runbooks {
        let path = file.strip_prefix(&root).unwrap_or(&file).to_string_lossy().replace('\\', "/");
        pack(&root, &out, &path);
        let name = path.strip_prefix("runbooks/").unwrap_or(&path);
        let _ = writeln!(table, "    ({name:?}, crate::model::carried!({path:?})),");
    }
    table.push(']');
    fs::write(out.join("runbooks.rs"), table).expect("the build folder is writable");
    for path in CARRIED {
        pack(&root, &out, path);
    }
    let commit = Command::new("git")
        .args(["rev-parse", "--short=12", "HEAD"])
        .current_dir(&root)
        .output()
        .ok()
        .filter(|o| o.status.success())
        .map_or_else(|| "unknown".into(), |o| String::from_utf8_lossy(&o.stdout).trim().to_owned());
    println!("cargo:rustc-env=REENTRY_COMMIT={commit}");
}

#[expect(clippy::expect_used, reason = "a build without its files or its build folder can only stop")]
fn pack(root: &Path, out: &Path, path: &str) {
    let file = root.join(path);
    println!("cargo:rerun-if-changed={}", file.display());
    let mut bytes = fs::read(&file).expect(path);
    if !path.ends_with(".ttf") {
        // Windows checkouts may carry CRLF; the meaning is the same.
        bytes = String::from_utf8(bytes).expect(path).replace("\r\n", "\n").into_bytes();
    }
    let packed = out.join("packed").join(path);
    fs::create_dir_all(packed.parent().expect("a path below the folder"))
        .expect("the build folder is writable");
    let mut to = fs::File::create(packed).expect("the build folder is writable");
    to.write_all(&u32::try_from(bytes.len()).expect("less than 4 GB").to_le_bytes())
        .expect("room on the disk");
    let mut encoder = DeflateEncoder::new(to, Compression::best());
    encoder.write_all(&bytes).expect("room on the disk");
    encoder.finish().expect("room on the disk");
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            println!("cargo:rerun-if-changed={}", path.display());
            collect(&path, files);
        } else if path.extension().is_some_and(|e| e == "md" || e == "toml") {
            files.push(path);
        }
    }
}
