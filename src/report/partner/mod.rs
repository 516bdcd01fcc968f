//! Words for what [`crate::partner`] found: who to call and what to say to them, what may be told to support, one
//! customer or a whole base of them.
//!
//! It decides nothing: a verdict arrives with its reasons, and here each reason has its sentence ([`words`]). The exact
//! words to send to a helper are made in [`ask`], the frozen JSON view in [`json`], pages and tables in [`check`] and
//! [`assess`]. Names from files arrive harmless, and every writer of blocks makes them harmless once more.

pub mod ask;
pub mod assess;
pub mod check;
pub mod interview;
pub mod json;
pub mod kept;
pub mod words;
