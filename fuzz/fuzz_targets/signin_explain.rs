#![no_main]
//! Any arguments of `signin explain`: no panic, and every code that is found stands there.

use libfuzzer_sys::fuzz_target;
use reentry::signin::catalogue::{self, Asked};

fuzz_target!(|arguments: Vec<String>| {
    let text = arguments.join(" ");
    match catalogue::asked(&arguments) {
        Ok(Asked::Codes(codes)) => {
            for code in codes {
                let code = code.to_string();
                assert!(text.contains(code.trim_start_matches(char::is_alphabetic).trim_start_matches("2C")));
            }
        }
        Ok(Asked::Words(words)) => assert!(catalogue::nearest(&words, 6).len() <= 6),
        Err(mistyped) => assert!(text.contains(&mistyped.0)),
    }
});
