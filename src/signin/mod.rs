//! Failed sign-ins: what people paste, save and export, turned into the few facts that support asks for.
//!
//! It knows the shapes in which Microsoft prints a failed sign-in (error pages, OAuth answers, library and console
//! texts, log exports, HAR files), the error codes, and what several captures together say about the lockout.
//! It refuses to know where the bytes came from and what the clock says, and it never guesses an id: a text that is
//! altered, redacted or ambiguous gives the *name* of the field as invalid, and no value. A wrong id is worse than a
//! missing one, because support searches by it.

pub mod catalogue;
mod error_code;
pub mod log;
pub mod paste;
mod sign_in;
mod utc_time;

pub use error_code::{ErrorCode, NotACode};
pub use paste::{Reading, read, read_text};
pub use sign_in::{AppliedPolicy, Field, Form, Place, SignIn};
pub use utc_time::{NotAMoment, UtcTime};

#[derive(Default)]
pub struct Reading {
    pub sign_ins: Vec<SignIn>,
    pub problems: Vec<String>,
}
pub fn read(bytes: &[u8]) -> Reading {
    let t = String::from_utf8_lossy(bytes);
    let mut s = SignIn::default();
    for l in t.lines() {
        if let Some((k, v)) = l.split_once(':') {
            let v = v.trim();
            match k.trim().to_lowercase().as_str() {
                "request id" => s.request_id = v.parse().ok(),
                "correlation id" => s.correlation_id = v.parse().ok(),
                "timestamp" => {
                    s.timestamp = Some(v.into());
                    s.timestamp_utc = v.parse().ok();
                }
                "error code" | "sign-in error code" => s.codes = v.parse().into_iter().collect(),
                _ => {}
            }
        }
    }
    Reading { sign_ins: if s.codes.is_empty() { vec![] } else { vec![s] }, problems: vec![] }
}
