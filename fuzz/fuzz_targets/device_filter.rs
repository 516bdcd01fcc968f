//! A device filter of any kind: it is refused with its place, or written and read again as the same rule.
#![no_main]

use libfuzzer_sys::fuzz_target;
use reentry::policy::filter::{LONGEST, parse};

fuzz_target!(|text: &str| {
    let Ok(rule) = parse(text) else { return };
    let written = rule.to_string();
    if written.chars().count() <= LONGEST {
        assert_eq!(parse(&written).as_ref(), Ok(&rule), "{written}");
    }
});
