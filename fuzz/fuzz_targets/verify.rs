//! Whatever somebody calls a bundle: a verdict, in bounded time and memory. A valid one must stay valid when it is read
//! again, and must not survive one more byte.
#![no_main]

use std::io::Cursor;

use libfuzzer_sys::fuzz_target;
use reentry::adapter::zip_archive::ZipFiles;
use reentry::evidence::{container, verify};
use reentry::port::Archive;

fn valid(bytes: &[u8]) -> bool {
    let mut file = Cursor::new(bytes);
    let Ok(layout) = container::layout(&mut file) else { return false };
    let Ok(mut contents) = ZipFiles.unpack(&mut file) else { return false };
    verify::check(&layout, &mut *contents, None, &|_| Ok(())).valid()
}

fuzz_target!(|bytes: &[u8]| {
    if valid(bytes) {
        assert!(valid(bytes));
        assert!(!valid(&[bytes, b"x"].concat()));
        assert!(!valid(&[b"x", bytes].concat()));
    }
});
