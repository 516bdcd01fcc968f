//! Failed sign-ins: what people paste, save and export, turned into the few facts that support asks for.
//!
//! It knows the shapes in which Microsoft prints a failed sign-in (error pages, OAuth answers, library and console
//! texts, log exports, HAR files), the error codes, and what several captures together say about the lockout.
//! It refuses to know where the bytes came from and what the clock says, and it never guesses an id: a text that is
//! altered, redacted or ambiguous gives the *name* of the field as invalid, and no value. A wrong id is worse than a
//! missing one, because support searches by it.

pub mod catalogue;
pub mod cause;
mod error_code;
pub mod har;
pub mod log;
mod packed;
pub mod page_line;
pub mod paste;
pub mod quality;
pub mod screenshot;
mod sign_in;
pub mod typed;
mod utc_time;

pub use error_code::{ErrorCode, NotACode};
pub use paste::{Reading, read, read_from, read_text};
pub use sign_in::{AppliedPolicy, Field, Form, Place, SignIn};
pub use utc_time::{NotAMoment, UtcTime};
