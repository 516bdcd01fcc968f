//! Who can still help: surviving roles and partners, weighed against the cause of the lockout.
//!
//! This room knows the built-in roles, what each can do **to a Global Administrator** ([`matrix`]), which of that
//! undoes which lockout ([`remedy`]), the chains in which one role opens the way for another ([`chain`]), and how
//! partners' GDAP relationships are written down in files ([`graph`], [`export`]). From these it weighs every
//! holder of a role ([`rescue`]) into a [`Finding`]: what the journal keeps and what reports are made of.
//!
//! What is true about Microsoft stands in `data/*.tsv`, each cell with its source and date, never in code.
//!
//! It refuses to guess. A role it does not know is *unknown*, never yes and never no. A relationship that is
//! expired, not approved, or assigned to nobody is never a rescuer. And it refuses to touch anything: files come
//! in as bytes, the time as a parameter.

pub mod action;
pub mod assess;
pub mod chain;
pub mod condition;
pub mod distributor;
pub mod export;
pub mod finding;
pub mod graph;
pub mod matrix;
pub mod moment;
pub mod read;
pub mod relationship;
pub mod remedy;
pub mod rescue;
pub mod role;
pub mod roster;
pub mod span;
pub mod spoken;
pub mod standing;

mod judgement;
mod power;
mod source;
mod table;
pub mod text;

pub use finding::{Finding, Helper, Kind, Means, Verdict};
pub use source::Source;
