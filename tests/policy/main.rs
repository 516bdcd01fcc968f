//! Conditional Access, offline: the documented rules as questions with their answers, and the program that is asked.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod around;
mod bad_input;
mod binary;
mod laws;
mod lockout;
mod made;
mod mixed;
mod pairs;
mod pipeline;
mod plans;
mod questions;
mod slow;
mod vectors;
