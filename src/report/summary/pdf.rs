//! The page as a PDF that always comes out: a character that no face has is printed by its number, and a line says so.

use super::{Summary, document};
use crate::report::document::Block;
use crate::report::pdf::{self, Problem, Sheet};

/// The file, and the characters that are printed by their numbers in it.
pub fn pdf(summary: &Summary, version: &str, sheet: Sheet) -> Result<(Vec<u8>, Vec<char>), Problem> {
    let mut page = document(summary, version);
    let mut written = pdf::write_any(&page, sheet, &[])?;
    if let (false, Some(part)) = (written.missing.is_empty(), page.parts.first_mut()) {
        part.blocks.insert(0, Block::said(NOTICE));
        written = pdf::write_any(&page, sheet, &[])?;
    }
    Ok((written.bytes, written.missing))
}

/// Said on the page itself.
const NOTICE: &str = "Letters that this PDF has no shape for are printed by their Unicode number, like [U+4E2D]. The HTML file has them.";
