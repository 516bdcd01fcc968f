//! Whatever stands in a TXT record: only the very same bytes are the same, and every near miss says why.
#![no_main]

use libfuzzer_sys::fuzz_target;
use reentry::dns_proof::expected::Expected;
use reentry::dns_proof::near_miss::{Likeness, compare, is_date};

fuzz_target!(|input: (&str, &[u8])| {
    let _ = is_date(input.1);
    for text in [input.0, "22-11-2026", "09-11-2026"] {
        let Ok(expected) = Expected::verbatim(text) else { continue };
        match compare(&expected, input.1) {
            Likeness::Same => assert_eq!(expected.text.as_bytes(), input.1),
            Likeness::Near(found) => assert!(!found.is_empty() && expected.text.as_bytes() != input.1),
            Likeness::OtherDate(_) | Likeness::Other => assert_ne!(expected.text.as_bytes(), input.1),
        }
    }
});
