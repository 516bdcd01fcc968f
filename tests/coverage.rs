//! `runbooks/COVERAGE.md` keeps its promise: each recommendation of the four articles leads to a step that exists,
//! or says why it does not.

#![allow(clippy::unwrap_used, reason = "a test may stop where it stands")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// How many recommendations each article holds. A row that is dropped is noticed here.
const ROWS: [(char, usize); 4] = [('A', 47), ('B', 35), ('C', 16), ('D', 31)];

fn runbooks() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("runbooks")
}

/// Every `runbook/step` there is.
fn steps() -> BTreeSet<String> {
    let mut steps = BTreeSet::new();
    for phase in fs::read_dir(runbooks()).unwrap().map(|e| e.unwrap().path()).filter(|p| p.is_dir()) {
        for file in fs::read_dir(phase).unwrap().map(|e| e.unwrap().path()) {
            let runbook = file.file_stem().unwrap().to_str().unwrap().to_owned();
            let text = fs::read_to_string(&file).unwrap();
            let ids = text
                .split("```step")
                .skip(1)
                .filter_map(|fence| fence.split_once("id = \"")?.1.split('"').next());
            steps.extend(ids.map(|id| format!("{runbook}/{id}")));
        }
    }
    steps
}

/// The rows as number, advice and place.
fn rows() -> Vec<(String, String, String)> {
    let text = fs::read_to_string(runbooks().join("COVERAGE.md")).unwrap();
    text.lines()
        .filter_map(|line| {
            let cells: Vec<&str> = line.trim_matches('|').split(" | ").map(str::trim).collect();
            let [id, advice, place] = cells[..] else { return None };
            let numbered = id.len() > 1 && id[1..].bytes().all(|b| b.is_ascii_digit());
            numbered.then(|| (id.to_owned(), advice.to_owned(), place.to_owned()))
        })
        .collect()
}

#[test]
fn no_recommendation_is_lost() {
    let rows = rows();
    for (article, count) in ROWS {
        let found: Vec<&str> =
            rows.iter().map(|(id, ..)| id.as_str()).filter(|id| id.starts_with(article)).collect();
        let wanted: Vec<String> = (1..=count).map(|n| format!("{article}{n}")).collect();
        assert_eq!(found, wanted, "the rows of article {article}");
    }
}

#[test]
fn every_row_leads_to_a_step_or_says_why_not() {
    let steps = steps();
    assert!(steps.len() > 50, "the runbooks were not found");
    for (id, advice, place) in rows() {
        let names: Vec<&str> =
            place.split('`').skip(1).step_by(2).filter(|name| name.contains('/')).collect();
        let refused = place.starts_with("Not carried over: ");
        assert!(!names.is_empty() || refused, "{id} ({advice}) names no step and gives no reason");
        for name in names {
            assert!(steps.contains(name), "{id} names the step {name}, which does not exist");
        }
    }
}
