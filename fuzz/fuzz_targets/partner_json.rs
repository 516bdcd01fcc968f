//! Whatever a relationship file in JSON holds: read or refused with a cure, and nothing without access is a rescuer.
#![no_main]

use libfuzzer_sys::fuzz_target;
use reentry::model::Cause;
use reentry::partner::read::{gather, read};
use reentry::partner::rescue::{Question, weigh};
use reentry::partner::standing::Standing;

const NOW: &str = "2026-11-22T01:00:00Z";

fuzz_target!(|bytes: &[u8]| {
    let Ok(reading) = read("fuzz.json", bytes) else { return };
    let record = gather(vec![reading.clone(), reading]);
    for cause in Cause::all() {
        let question = Question { cause: Some(cause), record: Some(&record), ..Question::default() };
        let finding = weigh(&question, NOW.parse().unwrap_or_default());
        for helper in finding.rescuers() {
            assert_eq!(helper.gdap.as_ref().map(|gdap| gdap.standing), Some(Standing::Works));
        }
    }
});
