//! Whatever a relationship table holds below a good header: read or refused with a line, and assessed.
#![no_main]

use libfuzzer_sys::fuzz_target;
use reentry::partner::assess::assess;
use reentry::partner::read::{gather, read};
use reentry::report::partner::assess::{csv, document};

const NOW: &str = "2026-11-22T01:00:00Z";

fuzz_target!(|bytes: &[u8]| {
    let table = [b"Customer,Tenant ID,Name,Status,End date,Duration,Auto extend,Roles\n", bytes].concat();
    for bytes in [bytes, &table] {
        let Ok(reading) = read("fuzz.csv", bytes) else { continue };
        let found = assess(&gather(vec![reading]), &[], NOW.parse().unwrap_or_default());
        let lines = csv(&found);
        assert!(!lines.lines().any(|line| line.starts_with(['=', '+', '-', '@'])));
        let _ = document(&found);
    }
});
