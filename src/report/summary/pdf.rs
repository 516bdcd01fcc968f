//! The page as a PDF that always comes out: a character that no face has is printed by its number, and a line says so.

use super::{Summary, document};
use crate::report::pdf::{self, Problem, Sheet};

/// The file, and the characters that are printed by their numbers in it.
pub fn pdf(summary: &Summary, version: &str, sheet: Sheet) -> Result<(Vec<u8>, Vec<char>), Problem> {
    pdf::write_said(document(summary, version), sheet)
}
