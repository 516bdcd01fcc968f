//! Text for a cell of a CSV file, which a spreadsheet opens.

use std::borrow::Cow;

/// The text as no formula: spreadsheets run a cell that begins like one; an apostrophe in front makes it text.
#[must_use]
pub fn inert(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}
