//! Any bytes as a journal: read, withheld, folded; never a panic, and every byte accounted for.
#![no_main]

use libfuzzer_sys::fuzz_target;
use reentry::case::{Case, Head, journal};

fuzz_target!(|bytes: &[u8]| {
    if let Ok(reading) = journal::read(&Head::start(), bytes) {
        assert_eq!(reading.good + reading.torn, bytes.len() as u64);
        let _ = Case::fold(&reading.entries);
    }
    let _ = journal::withhold(bytes, &Default::default());
});
