//! Rehearsing a lockout: the guide asks as on the real night, and a scenario plays everybody else.
//!
//! A scenario is data (`runbooks/drills/`). Its moves come when the walk stands at their steps; each may set the drill's
//! clock forward, ask for an answer that must be exact, and say what a good team would have done. What was made of it is
//! read from the journal alone, so that a drill which was interrupted, handed over or read a year later gives the same
//! record.
//!
//! This room knows scenarios and records. It refuses to know how a move is shown and who is asked.

mod record;
mod scenario;

pub use record::{Answer, Failing, Record, Stretch, moment_of_txt};
pub use scenario::{Check, Move, Scenario};
