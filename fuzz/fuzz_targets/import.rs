//! Any bytes as an export: refused, or a profile that can still be written and read.
#![no_main]

use libfuzzer_sys::fuzz_target;
use reentry::readiness::{import, profile};

fuzz_target!(|bytes: &[u8]| {
    let Ok(export) = import::read("export", bytes) else { return };
    let today = chrono::NaiveDate::default();
    if let Ok((known, _)) = import::fill(&[export], &profile::Profile::default(), today) {
        assert_eq!(profile::parse(&profile::write(&known)).ok(), Some(known));
    }
});
