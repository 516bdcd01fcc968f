//! The folder of pairs: what is before and what is after, and what becomes of each check, asked of the real program.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

use crate::binary::{json_of, put, reentry};

/// One side as the command line takes it: a file, or a folder where the object names files.
fn side(dir: &Path, name: &str, side: &Value) -> String {
    let files = side.as_object().unwrap();
    if !files.keys().all(|key| key.ends_with(".json")) {
        return put(dir, &format!("{name}.json"), side);
    }
    let folder = dir.join(name);
    fs::create_dir(&folder).unwrap();
    for (file, content) in files {
        put(&folder, file, content);
    }
    folder.to_str().unwrap().to_owned()
}

#[test]
fn every_pair_has_its_changes_and_its_exit_code() {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/policy/pairs"));
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= 10, "{}", files.len());
    let mut wrong = Vec::new();
    for path in &files {
        let dir = TempDir::new().unwrap();
        let one: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        let question = put(dir.path(), "question.json", &one["question"]);
        let before = side(dir.path(), "before", &one["before"]);
        let after = one["after"].as_object().map(|_| side(dir.path(), "after", &one["after"]));
        let mut words = vec!["policy", "preview", before.as_str()];
        words.extend(after.as_deref());
        words.extend(["--question", question.as_str(), "--json"]);
        let output = reentry(&words);
        let view = json_of(&output);
        let changes = view["changes"].as_array().unwrap().iter();
        let found: Vec<Value> =
            changes.map(|change| serde_json::json!([change["before"], change["after"]])).collect();
        if Value::Array(found) != one["expect"]
            || output.status.code() != one["exit"].as_i64().map(|code| code as i32)
        {
            wrong.push(format!("{}: {}\n  {view}", path.display(), one["rule"]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
