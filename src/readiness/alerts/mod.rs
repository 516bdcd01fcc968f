//! Queries that watch the emergency accounts and what they depend on.
//!
//! Each alert is one `.kql` file in `queries/`: a TOML head in comments, and below it a query that a person can paste.
//! This tenant's ids come in front, as `let` lines; a query names [`Name`]s and holds no gaps to fill, so nothing that
//! a profile says can become a part of it.
//!
//! This room knows what to watch, how often, and what it proves. It refuses to know how an alert is shown or deployed.

mod alert;
mod kusto;
mod subjects;

pub use alert::{Alert, NotAnAlert, Rule, catalogue};
pub use subjects::{Account, Name, Subjects};

#[cfg(test)]
mod tests;
