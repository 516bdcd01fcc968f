//! The tenant as exported: what is read, how whole it is, what may follow from it.

#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod made;
mod metamorphic;
mod nightly;
mod not_users;
mod reading;
mod support;
mod trees;
