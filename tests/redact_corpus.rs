//! Secrets as they really appear, and harmless texts that look alike: what is taken out, and what is left alone.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail where it stands")]

use reentry::evidence::redact::{redact, scan};
use serde_json::Value;

fn rows(text: &str) -> Vec<Value> {
    text.lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn text<'a>(row: &'a Value, key: &str) -> &'a str {
    row[key].as_str().unwrap_or_else(|| panic!("{row} has no {key}"))
}

#[test]
fn no_secret_of_the_corpus_passes() {
    let rows = [
        rows(include_str!("corpus/redaction/secrets.jsonl")),
        rows(include_str!("corpus/redaction/secrets-made.jsonl")),
    ]
    .concat();
    let passed: Vec<_> = rows
        .iter()
        .filter(|row| redact(text(row, "text")).0.contains(text(row, "secret")))
        .map(|row| format!("{}: {:?}", text(row, "id"), redact(text(row, "text")).0))
        .collect();
    assert!(passed.is_empty(), "{} of {} pass:\n{}", passed.len(), rows.len(), passed.join("\n"));
}

#[test]
fn no_harmless_text_of_the_corpus_is_touched() {
    let rows = [
        rows(include_str!("corpus/redaction/harmless.jsonl")),
        rows(include_str!("corpus/redaction/harmless-made.jsonl")),
    ]
    .concat();
    let touched: Vec<_> = rows
        .iter()
        .filter(|row| !scan(text(row, "text")).is_empty())
        .map(|row| {
            format!(
                "{}: {:?} {:?}",
                text(row, "id"),
                redact(text(row, "text")).0,
                scan(text(row, "text")).iter().map(|h| h.rule).collect::<Vec<_>>()
            )
        })
        .collect();
    assert!(touched.is_empty(), "{} of {} touched:\n{}", touched.len(), rows.len(), touched.join("\n"));
}
