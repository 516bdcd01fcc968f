//! Sign-in logs: exports of the portal, of Graph, of Log Analytics and of SIEMs, as JSON or CSV.
//!
//! It knows how the same event is spelled in each of them, and which spelling of a date leaves open what it means.
//! It refuses to guess an order of day and month, and to hold a whole export in memory.

mod fields;
mod find;
mod lenient;
mod split;
mod table;

pub use fields::Event;
pub use find::{Filter, Found, Group, NotSearched, find};
pub(super) use lenient::{parse, parse_to_end};
