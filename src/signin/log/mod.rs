//! Sign-in logs: exports of the portal, of Graph, of Log Analytics and of SIEMs, as JSON or CSV.
//!
//! It knows how the same event is spelled in each of them, and which spelling of a date leaves open what it means.
//! It refuses to guess an order of day and month, and to hold a whole export in memory: `search` goes through one as
//! a stream, and most events are passed over after a `glance` at their bytes.

mod columns;
mod fields;
mod filter;
mod find;
mod glance;
mod lenient;
mod read;
mod search;
mod split;
mod table;
mod wide;

pub use fields::{Event, Outcome};
pub use filter::Filter;
pub use find::{Found, Group, find};
pub(super) use lenient::{parse, parse_to_end};
pub(super) use read::notes;
pub use read::{is_export, is_table, read};
pub use search::NotSearched;
