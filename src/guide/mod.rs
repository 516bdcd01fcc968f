//! The walk: which step is next, what it asks, and what an answer means. A pure state machine over a case.
//!
//! It knows runbooks and cases. It refuses to know how a question looks on a screen, and how a machine check is done:
//! it says that one is wanted and takes its outcome.

mod answers;
mod ask;
pub mod beside;
pub mod board;
mod clock;
mod count;
mod death;
mod follows;
mod known;
mod now;
mod order;
pub mod partner_check;
pub mod policy_gate;
mod reply;
pub mod second_look;
#[cfg(test)]
mod tests;
mod told;
mod walk;

pub use answers::{Answers, Scripted};
pub use ask::{Asked, Field, Question};
pub use clock::{Clock, Standing};
pub use reply::{Emergency, Given, Refused};
pub use walk::Guide;
