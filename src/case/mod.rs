//! A case: one lockout, from the first question to the last signature, as an append-only journal.
//!
//! This room knows what can happen (`event`), how lines are chained (`journal`) and what follows from them (`state`,
//! a pure fold). It refuses to know where the journal lies, what the clock says, and which question comes next.

pub mod account;
pub mod ask;
pub mod chain;
pub mod claims;
mod contact;
pub mod demand;
pub mod door;
pub mod event;
pub mod happened;
pub mod journal;
mod kept_name;
pub mod nouns;
pub mod request;
pub mod retract;
mod sign_ins;
pub mod state;

pub use event::{Attachment, Event, FactSource, Outcome, Reply};
pub use journal::{Audience, Entry, Head};
pub use kept_name::KeptName;
pub use state::{Answered, Case, Known, Position};
