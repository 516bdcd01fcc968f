//! HAR files: what a browser recorded of a sign-in that failed.
//!
//! It knows where the failing sign-in's ids stand (response headers, error pages, redirects), and which few members of
//! a HAR carry no secret. A HAR is the most dangerous file a person can attach: it holds passwords, cookies and tokens
//! in plain text. So nothing is taken *out* of it; a new one is built from a list of what may stay, each value checked
//! for its shape, and the result is scanned again by the caller's scanner. If that finds anything, there is no result.

mod read;
mod rebuild;

use serde_json::Value;

pub use read::read;
pub use rebuild::{NotKept, redact};

/// A HAR larger than this is not taken.
pub const MAX_BYTES: usize = 256 << 20;

/// Whether the bytes look like a HAR: an object whose `log` has `entries` or a version.
#[must_use]
pub fn is_har(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(64 << 10)];
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    let object = head.iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'{');
    let has = |word: &[u8]| memchr::memmem::find(head, word).is_some();
    object && has(b"\"log\"") && (has(b"\"entries\"") || (has(b"\"version\"") && has(b"\"creator\"")))
}

fn entries(har: &Value) -> impl Iterator<Item = &Value> {
    har.pointer("/log/entries").and_then(Value::as_array).into_iter().flatten()
}

fn text<'a>(value: &'a Value, pointer: &str) -> Option<&'a str> {
    value.pointer(pointer).and_then(Value::as_str)
}

/// A header's value by its name, without regard to case.
fn header<'a>(headers: Option<&'a Value>, name: &str) -> Option<&'a str> {
    headers?
        .as_array()?
        .iter()
        .find(|h| text(h, "/name").is_some_and(|n| n.eq_ignore_ascii_case(name)))
        .and_then(|h| text(h, "/value"))
}
