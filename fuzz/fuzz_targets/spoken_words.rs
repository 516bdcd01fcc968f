//! Sentences about roles, offsets and accounts: nothing panics, what was read is read again, and no offset is further
//! than the clocks of the world.
#![no_main]

use chrono::DateTime;
use libfuzzer_sys::fuzz_target;
use reentry::case::{Case, FactSource, Known};
use reentry::dns_proof::zone;
use reentry::model::{FactId, Value, facts};
use reentry::partner::spoken;

fuzz_target!(|input: (&str, u32)| {
    let (text, seconds) = input;
    let items = spoken::items(text);
    for item in &items {
        if let Some(spoken) = spoken::read(item) {
            assert!(!spoken::is_unclear(item));
            assert_eq!(spoken::read(&spoken.to_string()), Some(spoken));
        }
    }
    let at = DateTime::from_timestamp(seconds.into(), 0).expect("a moment");
    if let Some(offset) = zone::read(text, at) {
        assert!(offset.local_minus_utc().abs() <= 14 * 3600);
    }
    let mut case = Case::default();
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for (fact, value) in [(facts::DIFFER, lines), (facts::OTHER_ROLES, items)] {
        let known = Known {
            value: Value::Many(value),
            at: at.fixed_offset(),
            source: FactSource::Person,
            who: "anna".to_owned(),
            step: None,
        };
        case.facts.insert(FactId::known(fact), known);
    }
    for account in case.accounts() {
        assert!(!account.name.trim().is_empty());
        assert!(
            account.evidence().and_then(|evidence| evidence.day).is_none_or(|day| day <= at.date_naive())
        );
    }
});
