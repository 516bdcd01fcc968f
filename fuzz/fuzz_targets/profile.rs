//! Any text as a profile: refused with a line that it has, or read, written and read again as the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use reentry::readiness::profile;

fuzz_target!(|text: &str| {
    match profile::parse(text) {
        Err(refused) => assert!((1..=text.lines().count() + 1).contains(&refused.line)),
        Ok(known) => {
            let _ = known.facts();
            let ours = profile::write(&known);
            let kept = profile::Comments::of(text, &ours).put_back(&ours);
            if let (Ok(_), Ok(again)) = (profile::parse(&ours), profile::parse(&kept)) {
                assert_eq!(again, known);
            }
            // Our own words beside a value may look like a secret; then it is refused, never changed.
            if let Ok(again) = profile::parse(&profile::write(&known)) {
                assert_eq!(again, known);
            }
        }
    }
});
