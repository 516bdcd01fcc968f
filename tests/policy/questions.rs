//! The folder of questions: one file for each rule, asked of the real program in the form of its contract.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;
use tempfile::TempDir;

use crate::binary::{json_of, put, reentry};

fn texts(value: &Value) -> Vec<&str> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

#[test]
fn every_question_has_its_answer_and_its_exit_code() {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/policy/questions"));
    let dir = TempDir::new().unwrap();
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() >= 40, "{}", files.len());
    let mut wrong = Vec::new();
    for path in &files {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let one: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
        let policies = put(dir.path(), "policies.json", &serde_json::json!({ "value": one["policies"] }));
        let question = put(dir.path(), "question.json", &one["question"]);
        let output = reentry(&["policy", "check", &policies, "--question", &question, "--json"]);
        let (view, expect) = (json_of(&output), &one["expect"]);
        let code = match expect["verdict"].as_str().unwrap() {
            "open" => 0,
            "locked" => 3,
            _ => 6,
        };
        let ids =
            |key: &str| view[key].as_array().unwrap().iter().map(|one| one["id"].clone()).collect::<Vec<_>>();
        let by: Vec<&str> =
            view["by"].as_array().unwrap().iter().filter_map(|by| by["name"].as_str()).collect();
        let ways: Vec<&str> =
            view["ways"].as_array().unwrap().iter().filter_map(|way| way["verdict"].as_str()).collect();
        let fits = view["verdict"] == expect["verdict"]
            && output.status.code() == Some(code)
            && (expect["by"].is_null() || by == texts(&expect["by"]))
            && texts(&expect["missing"]).iter().all(|code| ids("missing").contains(&Value::from(*code)))
            && texts(&expect["warnings"]).iter().all(|id| ids("warnings").contains(&Value::from(*id)))
            && ways == texts(&expect["ways"]);
        if !fits {
            wrong.push(format!("{name}: {}\n  {view}", one["rule"]));
        }
        assert!(!one["rule"].as_str().unwrap().is_empty());
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
