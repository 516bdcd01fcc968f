//! Whatever somebody pastes: the scan ends, its places are real, and the redacted form is clean.
#![no_main]

use libfuzzer_sys::fuzz_target;
use reentry::evidence::redact::{redact, scan, scan_read};

fuzz_target!(|text: &str| {
    let hits = scan(text);
    for hit in &hits {
        assert!(text.get(hit.span.clone()).is_some_and(|secret| !secret.is_empty()));
    }
    let (clean, found) = redact(text);
    assert_eq!(found, hits);
    assert!(scan(&clean).is_empty());
    if !text.starts_with('\u{feff}') {
        assert_eq!(scan_read(&mut text.as_bytes()).ok(), Some(hits));
    }
});
