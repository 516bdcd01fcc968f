#![no_main]
//! Any bytes as an export: they are read or refused, and what is taken makes a profile that reads back and a snapshot
//! that reads back.

use libfuzzer_sys::fuzz_target;
use reentry::readiness::import::{Options, import};
use reentry::readiness::overlay;
use reentry::readiness::profile::{self, Profile};
use reentry::tenant::{Snapshot, read};

fuzz_target!(|bytes: &[u8]| {
    let now = chrono::DateTime::UNIX_EPOCH;
    let files = vec![("export".to_owned(), read::read("export", bytes))];
    let Ok(taken) = import(files, &Profile::default(), None, &Options::default(), now) else { return };
    let kept = taken.kept(&taken.profile);
    let text = serde_json::to_string(&kept).unwrap();
    assert_eq!(serde_json::from_str::<Snapshot>(&text).unwrap(), kept);
    assert!(profile::parse(&profile::write(&taken.profile)).is_ok());
    let _ = overlay::with(&taken.profile, &kept, now);
});
