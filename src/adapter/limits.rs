//! What a disk was asked for and could not do, so that another way was taken.
//!
//! It knows nothing of the ways themselves: whoever takes another one says so here, and whoever speaks to the person asks
//! what was met. A person with a stick in the hand can act on it; a caller cannot, so no call fails for it.

use std::sync::{Mutex, PoisonError};

use crate::port::DiskLimit;

static MET: Mutex<Vec<(DiskLimit, Told)>> = Mutex::new(Vec::new());

#[derive(Clone, Copy, PartialEq, Eq)]
enum Told {
    Not,
    Already,
}

/// Remembers that this limit was met.
pub(super) fn meet(limit: DiskLimit) {
    let mut met = MET.lock().unwrap_or_else(PoisonError::into_inner);
    if !met.iter().any(|(one, _)| *one == limit) {
        met.push((limit, Told::Not));
    }
}

/// The limits that nobody was told of yet. Each is given once.
pub(super) fn untold() -> Vec<DiskLimit> {
    let mut met = MET.lock().unwrap_or_else(PoisonError::into_inner);
    let untold = met.iter_mut().filter(|(_, told)| *told == Told::Not);
    untold
        .map(|(limit, told)| {
            *told = Told::Already;
            *limit
        })
        .collect()
}
