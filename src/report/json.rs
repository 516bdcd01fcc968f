//! Views for scripts: frozen types with a `schema`, apart from the types inside. Fields may be added, none renamed;
//! what is absent is `null`.

pub mod dns_check;
pub mod dns_explain;
pub mod dns_tenant;
pub mod explain;
pub mod explain_words;
pub mod nouns;
pub mod policy;
pub mod signin;
pub mod signin_find;

use std::io::{self, BufWriter, Write};

use serde::Serialize;

/// One document, spread over lines for people who look into it.
#[must_use]
pub fn document(view: &impl Serialize) -> String {
    // Our views hold text and numbers only, which JSON can always say.
    serde_json::to_string_pretty(view).unwrap_or_default() + "\n"
}

/// The same, written as it is made: for a document that would be large in memory.
///
/// # Errors
/// The writer's.
pub fn write(view: &impl Serialize, to: &mut dyn Write) -> io::Result<()> {
    let mut to = BufWriter::new(to);
    serde_json::to_writer_pretty(&mut to, view)?;
    to.write_all(b"\n")?;
    to.flush()
}

/// One document on one line.
#[must_use]
pub fn line(view: &impl Serialize) -> String {
    serde_json::to_string(view).unwrap_or_default() + "\n"
}
