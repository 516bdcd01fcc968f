//! Several export files at once, parted by lines of three dashes: they are read together, and the order in which they come
//! changes nothing.
#![no_main]

use libfuzzer_sys::fuzz_target;
use reentry::tenant::{gather, read};

fuzz_target!(|text: &str| {
    let now = chrono::DateTime::UNIX_EPOCH;
    let files: Vec<(String, &str)> = text
        .split("\n---\n")
        .enumerate()
        .take(6)
        // Names of two dates, of pages, and of folders.
        .map(|(at, part)| (format!("{}/policies-{}.json", at % 2, at / 2 + 1), part))
        .collect();
    let read = |files: &[(String, &str)]| {
        files.iter().map(|(name, part)| (name.clone(), read::read(name, part.as_bytes()))).collect()
    };
    let forward = gather(read(&files), now, false);
    let turned: Vec<(String, &str)> = files.into_iter().rev().collect();
    let backward = gather(read(&turned), now, false);
    assert_eq!(forward.snapshot, backward.snapshot);
});
