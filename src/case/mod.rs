//! A case: one lockout, from the first question to the last signature, as an append-only journal.
//!
//! This room knows what can happen (`event`), how lines are chained (`journal`) and what follows from them (`state`,
//! a pure fold). It refuses to know where the journal lies, what the clock says, and which question comes next.

pub mod cause;
pub mod fact;
pub mod facts;

pub use cause::Cause;
pub use fact::{FactDef, FactId, FactTable, FactType, Value};
