//! A case: one lockout, from the first question to the last signature, as an append-only journal.
//!
//! This room knows what can happen (`event`), how lines are chained (`journal`) and what follows from them (`state`,
//! a pure fold). It refuses to know where the journal lies, what the clock says, and which question comes next.

pub mod account;
pub mod ask;
mod attachment;
mod case_id;
pub mod chain;
pub mod claims;
mod contact;
pub mod demand;
pub mod door;
pub mod event;
mod found;
pub mod happened;
pub mod journal;
mod kept_name;
pub mod nouns;
mod observation;
mod one_sign_in;
mod reason;
pub mod request;
pub mod retract;
mod sign_ins;
pub mod state;
pub mod told;
mod unknown;

pub use attachment::{Attachment, ItemId};
pub use case_id::CaseId;
pub use event::{Event, FactSource, Outcome, Reply};
pub use found::partners_door;
pub use journal::{Audience, Content, Entry, Head};
pub use kept_name::KeptName;
pub use observation::{ObservationName, Observed};
pub use state::{Answered, Case, Known, Position};
pub use unknown::UnknownKind;
