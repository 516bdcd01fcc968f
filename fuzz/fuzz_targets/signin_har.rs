#![no_main]
//! Any bytes as a HAR: reading and rebuilding never panic, and what is rebuilt is a HAR again.

use libfuzzer_sys::fuzz_target;
use reentry::signin::har;

fuzz_target!(|bytes: &[u8]| {
    let _ = har::read(bytes);
    if let Ok(kept) = har::redact(bytes, |_| 0) {
        assert!(har::redact(kept.as_bytes(), |_| 0).is_ok());
    }
});
