use std::path::PathBuf;

use chrono::{DateTime, Utc};
use reentry::tenant::{Gathered, gather, read};

pub(crate) fn exports() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/tenant/exports")
}

pub(crate) fn now() -> DateTime<Utc> {
    "2026-11-27T01:00:00Z".parse().unwrap()
}

/// Reads files of the folder as one import.
pub(crate) fn import(names: &[&str]) -> Gathered {
    let files = names.iter().map(|name| {
        let bytes = std::fs::read(exports().join(name)).unwrap();
        ((*name).to_owned(), read::read(name, &bytes))
    });
    gather(files.collect(), now(), false)
}

/// Reads texts as one import.
pub(crate) fn texts(files: &[(&str, &str)]) -> Gathered {
    let files = files.iter().map(|(name, text)| ((*name).to_owned(), read::read(name, text.as_bytes())));
    gather(files.collect(), now(), false)
}
