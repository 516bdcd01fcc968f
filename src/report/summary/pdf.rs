//! The page as a PDF that always comes out: a character that no face has is printed by its number, and a line says so.

use std::collections::BTreeSet;

use super::{Summary, document};
use crate::report::pdf::{self, Problem, Sheet};

/// The file, and the characters that are printed by their numbers in it.
pub fn pdf(summary: &Summary, version: &str, sheet: Sheet) -> Result<(Vec<u8>, Vec<char>), Problem> {
    let mut missing: BTreeSet<char> = BTreeSet::new();
    loop {
        let spell = |text: &str| spelled(text, &missing);
        let mut page = document(summary, version, &spell);
        if !missing.is_empty()
            && let Some(part) = page.parts.first_mut()
        {
            part.blocks.insert(0, crate::report::document::Block::said(NOTICE));
        }
        match pdf::write(&page, sheet) {
            Err(Problem::Missing(more)) if more.iter().any(|c| !missing.contains(c)) => missing.extend(more),
            Err(problem) => return Err(problem),
            Ok(bytes) => return Ok((bytes, missing.into_iter().collect())),
        }
    }
}

/// Said on the page itself.
const NOTICE: &str = "Letters that this PDF has no shape for are printed by their Unicode number, like [U+4E2D]. The HTML file has them.";

fn spelled(text: &str, missing: &BTreeSet<char>) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if missing.contains(&c) {
            out.push_str(&format!("[U+{:04X}]", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    out
}
