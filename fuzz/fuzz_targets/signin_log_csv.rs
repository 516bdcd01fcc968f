#![no_main]
//! Any rows under the header of a CSV export: no panic; a filter finds what no filter finds of that code.

use libfuzzer_sys::fuzz_target;
use reentry::signin::log::{Filter, find};

fuzz_target!(|bytes: &[u8]| {
    let export =
        [b"Date (UTC),Request ID,Correlation ID,Username,Status,Sign-in error code\n", bytes].concat();
    let Ok(all) = find(&mut &export[..], &Filter::default()) else { return };
    let filter = Filter { codes: vec!["53003".parse().unwrap()], ..Filter::default() };
    if let Ok(some) = find(&mut &export[..], &filter) {
        let there = all.groups.iter().filter(|group| group.code == filter.codes.first().copied());
        assert!(all.crowded > 0 || some.failures == there.map(|group| group.count).sum::<u64>());
    }
});
