//! What may be said: the sentences that ticket, phone script, hand-off, status, summary and dossier share.
//!
//! Each sentence is written once, here, from the claims of the case, and says no more than they do. "No", "all",
//! "refused" and "asked" stand only where a noun says so; what nobody reported is said to be not known. What this room
//! refuses to know: on which page a sentence stands, and whether the page is read aloud, pasted or printed.

pub mod accounts;
pub mod ask;
pub mod cause;
pub mod computed;
pub mod opening;
pub mod partner;
pub mod requests;
mod told;
pub mod tried;
pub mod words;

pub use accounts::account_list;
pub use ask::asked;
pub use requests::request_list;
pub use told::{account_told, door_told, happened, list_told, request_told};
