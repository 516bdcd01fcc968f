//! Policies of any shape: they are read and judged without falling, and both ways of judging give the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use reentry::policy::{Context, Law, Person, Surface, gaps, judge, verdict};
use reentry::tenant::conditional_access::Export;

fuzz_target!(|data: &[u8]| {
    let mut export = Export::default();
    export.take("policies.json", data);
    let gaps = gaps(&export);
    let law = Law::of(&export, &gaps);
    for surface in Surface::ALL {
        let (person, context) = (Person::default(), Context::ordinary(surface));
        assert_eq!(judge(&law, &person, &context).verdict, verdict(&law, &person, &context));
    }
});
