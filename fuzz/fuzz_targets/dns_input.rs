//! Whatever is typed as a domain, or given as a list, as root hints, as an earlier output.
#![no_main]

use libfuzzer_sys::fuzz_target;
use reentry::dns_proof::exchange::Place;
use reentry::dns_proof::expected::{DateFormat, Expected};
use reentry::dns_proof::list::{self, ForAll};
use reentry::dns_proof::name::Name;
use reentry::dns_proof::roots;
use reentry::dns_proof::typed::TypedDomain;

fuzz_target!(|text: &str| {
    match TypedDomain::read(text) {
        Ok(typed) => assert_eq!(typed.name.to_string().parse::<Name>().unwrap(), typed.name),
        Err(why) => assert!(!why.to_string().contains(char::is_control)),
    }
    if let Ok(name) = text.parse::<Name>() {
        assert_eq!(name.to_string().parse::<Name>().unwrap(), name);
    }
    if let Ok(format) = text.parse::<DateFormat>() {
        assert_eq!(format.to_string().parse::<DateFormat>().unwrap(), format);
    }
    let _ = text.parse::<Place>();
    let _ = roots::read(text);
    let _ = list::done_before(text);
    let all = Expected::verbatim("22-11-2026").unwrap();
    let cells: Vec<&str> = text.split(',').collect();
    let _ = list::row(&csv::StringRecord::from(cells), true, ForAll { expected: &all, host: Some("@") });
});
