//! Whatever somebody calls a runbook: it is read, written for a screen, and nothing that acts reaches the screen.
#![no_main]

use libfuzzer_sys::fuzz_target;
use reentry::report::{harmless, markdown, text};

fuzz_target!(|source: &str| {
    let read = markdown::read(source, &|id| (id.len() < 9).then(|| "(field report, 2022)".to_owned()));
    let sheet = markdown::read_page(source, &|_| None, &mut |_| Vec::new());
    for blocks in [&read.blocks, &sheet.blocks] {
        for columns in [20, 40, 80] {
            for ascii in [false, true] {
                let written = text::write(blocks, text::Page { columns, ascii, ..text::Page::new(columns) });
                assert!(written.lines().all(|line| !line.contains(harmless::is_control_like)));
            }
        }
    }
});
