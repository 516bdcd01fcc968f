//! Any text as a runbook, a vocabulary and an answers file: a problem with its line, never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use reentry::guide::Answers;
use reentry::model::FactTable;
use reentry::runbook;

fuzz_target!(|text: &str| {
    if let Err(problems) = runbook::parse("1-triage/fuzz.md", text) {
        let lines = text.lines().count() + 1;
        assert!(problems.iter().all(|p| p.line >= 1 && p.line <= lines + 1));
    }
    let _ = FactTable::parse(text);
    let _ = Answers::parse(text);
});
