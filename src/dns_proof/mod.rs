//! The proof by a TXT record: what should be there, what is there, and exactly why the two differ.
//!
//! This module knows which questions to ask (`survey`, `walk`), how to read the answers (`answer_class`, `near_miss`) and
//! what they mean (`verdict`). It refuses to know how a question travels: it lays questions out and takes exchanges
//! in, and whoever runs it may be a network or a table in a test. It never calls silence "missing", and it believes a
//! value only from a name server of the zone, said with authority, byte for byte.

pub mod answer_class;
mod ask_keys;
mod ask_resolvers;
mod ask_zone;
mod character;
pub mod exchange;
mod executor;
pub mod expected;
pub mod finding;
mod judge_resolvers;
mod judge_servers;
mod judge_value;
pub mod list;
pub mod miss;
pub mod name;
pub mod near_miss;
pub mod observation;
pub mod provider;
pub mod report;
pub mod request;
pub mod roots;
pub mod round;
mod signatures;
pub mod survey;
pub mod tenant;
#[cfg(test)]
mod tests;
pub mod typed;
mod verdict;
mod walk;
pub mod watch;
pub mod what;
mod written_date;
pub mod zone;

pub use executor::Memory;
pub use verdict::{judge, serial_at};
