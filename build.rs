//! Reads the runbooks, packs the files that the program carries inside itself, and records the commit, for `--version`.
//!
//! `OUT_DIR/packed/PATH` holds each file as `model::Resource` reads it. The runbooks, the vocabulary and the sheets of the kit
//! are read here, by the program's own code, so that no command has to read Markdown before it can begin: `runbooks.json` is
//! the whole set (`runbook::Library`), and `runbooks-aside.json` holds what is only shown (`runbook::Later`). A runbook that
//! does not keep the format stops the build and is named with its line.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, process};

use flate2::{Compression, write::DeflateEncoder};
use serde_json::{Value, json};

#[path = "src/model"]
#[allow(
    dead_code,
    unreachable_pub,
    unused_imports,
    reason = "the build needs the vocabulary and not all that answers are read by"
)]
mod model {
    pub mod answer;
    mod class;
    mod fact;
    mod ids;
    mod option_id;
    mod step_ref;
    pub use class::Class;
    pub use fact::{FactId, FactTable};
    pub use ids::{ObjectId, TenantId};
    pub use option_id::OptionId;
    pub use step_ref::{StepRef, is_kebab};
}

#[path = "src/runbook"]
#[allow(dead_code, unreachable_pub, reason = "the build reads the set and does not walk it")]
mod runbook {
    mod front_matter;
    mod kit;
    pub mod later;
    mod library;
    mod page;
    mod parse;
    mod phase;
    mod source_date;
    mod step;
    pub use library::Library;

    /// Nothing is laid aside before it is read.
    fn carried_prose() -> &'static str {
        ""
    }
}

use runbook::Library;
use runbook::later::ASIDE;

/// Carried as they are, beside the runbooks: what is worth packing.
const CARRIED: [&str; 18] = [
    "runbooks/checklist.toml",
    "runbooks/drills/policy-at-night.toml",
    "runbooks/profile.toml",
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
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join("packed");
    let (set, aside) = read(&root.join("runbooks"));
    pack(&out.join("runbooks.json"), &set);
    pack(&out.join("runbooks-aside.json"), &aside);
    for path in CARRIED {
        println!("cargo:rerun-if-changed={}", root.join(path).display());
        let mut bytes = fs::read(root.join(path)).expect(path);
        if !path.ends_with(".ttf") {
            // Windows checkouts may carry CRLF; the meaning is the same.
            bytes = String::from_utf8(bytes).expect(path).replace("\r\n", "\n").into_bytes();
        }
        pack(&out.join(path), &bytes);
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

/// The whole set as JSON, and what is laid aside from it.
#[expect(clippy::expect_used, reason = "a build without its runbooks can only stop")]
fn read(folder: &Path) -> (Vec<u8>, Vec<u8>) {
    let mut paths = Vec::new();
    collect(folder, &mut paths);
    paths.sort();
    let files: Vec<(String, String)> = paths
        .iter()
        .map(|path| {
            let name = path.strip_prefix(folder).unwrap_or(path).to_string_lossy().replace('\\', "/");
            (name, fs::read_to_string(path).expect("a runbook is UTF-8"))
        })
        .collect();
    let library = Library::read(files.iter().map(|(path, text)| (path.as_str(), text.as_str())));
    let library = library.unwrap_or_else(|problems| {
        for problem in problems {
            println!("cargo::error=runbooks/{problem}");
        }
        process::exit(1)
    });
    let (mut set, mut aside) =
        (serde_json::to_value(library).expect("every part has its form"), String::new());
    lay_aside(&mut set, &mut aside);
    (set.to_string().into_bytes(), aside.into_bytes())
}

/// Moves each value that is marked out of the way and leaves its place: where it begins, and its length in bytes.
fn lay_aside(value: &mut Value, aside: &mut String) {
    match value {
        Value::Object(map) => {
            map.values_mut().for_each(|inner| lay_aside(inner, aside));
            if map.len() == 1
                && let Some(marked) = map.get(ASIDE)
            {
                let (from, marked) = (aside.len(), marked.to_string());
                aside.push_str(&marked);
                *value = json!([from, marked.len()]);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|inner| lay_aside(inner, aside)),
        _ => {}
    }
}

/// Packs what `model::Resource` unpacks.
#[expect(clippy::expect_used, reason = "a build without its build folder can only stop")]
fn pack(packed: &Path, bytes: &[u8]) {
    fs::create_dir_all(packed.parent().expect("a path below the folder"))
        .expect("the build folder is writable");
    let mut to = fs::File::create(packed).expect("the build folder is writable");
    to.write_all(&u32::try_from(bytes.len()).expect("less than 4 GB").to_le_bytes())
        .expect("room on the disk");
    let mut encoder = DeflateEncoder::new(to, Compression::best());
    encoder.write_all(bytes).expect("room on the disk");
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
