//! A document as a PDF for the safe, without a browser and without a font on the laptop.
//!
//! From block to page in four rooms: `face` turns words into glyphs, `line` fills lines, `layout` turns blocks
//! into pieces that know what must stay together, `pages` deals the pieces out; `draw` only draws. The layout is
//! our own because the block model is closed: every case it must handle is a variant in `document.rs`.
//!
//! The file is tagged for screen readers and held against PDF/A-2a and PDF/UA-1 by the writer's own checks; it carries
//! its fonts; the same document gives the same bytes. A character that no face knows is an error that names it: an
//! empty square on an emergency card is worse than a message while there is time.

mod draw;
mod face;
mod field;
mod font_file;
mod item;
mod layout;
mod line;
mod pages;
mod screen;
mod table;

use std::collections::BTreeMap;

use super::document::{Block, Document};
use face::Shaper;
pub use font_file::{FontFile, NotAFont};
use item::Tree;
use layout::Layout;
use pages::Pager;

/// The sheet that goes into the printer. Lengths are in points, 72 to the inch.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sheet {
    /// Width.
    pub width: f32,
    /// Height.
    pub height: f32,
    /// Size of body text.
    pub body: f32,
}

/// A page for reading: A4, body of 9.5 points.
pub const A4: Sheet = Sheet { width: 595.276, height: 841.89, body: 9.5 };

impl Sheet {
    /// Around the text; the printers of this world leave 6 mm blank at most, and a hole punch needs 15.
    const MARGIN: f32 = 41.0;
    /// Above the text.
    const TOP: f32 = 33.0;
    /// Below the text, for the foot.
    const FOOT: f32 = 46.0;

    fn room(self) -> (f32, f32) {
        (self.width - 2.0 * Self::MARGIN, self.height - Self::TOP - Self::FOOT)
    }
}

/// Why there is no PDF.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// The faces that come with the program lack these.
    #[error("no printed letter for: {}", named(.0))]
    Missing(Vec<char>),
    /// A card that has to stay one page does not.
    #[error("\"{0}\" does not fit on one page")]
    Overflow(String),
    /// The writer's own checks refused the file.
    #[error("the PDF does not pass its checks: {0}")]
    Refused(String),
    /// This one of the fonts that were brought cannot be put into the file.
    #[error("the font cannot be put into the PDF")]
    Font(usize),
}

/// Characters with their numbers.
fn named(characters: &[char]) -> String {
    let named: Vec<String> = characters.iter().map(|c| format!("{c} (U+{:04X})", u32::from(*c))).collect();
    named.join(", ")
}

/// How often the layout may be done again until the page numbers in its text are those of its pages.
const ROUNDS: usize = 4;

/// The whole file, in the program's own letters.
pub fn write(document: &Document, sheet: Sheet) -> Result<Vec<u8>, Problem> {
    set(document, sheet, &[], &[])
}

/// A file, and what stood in its way.
#[derive(Debug)]
pub struct Written {
    /// The file.
    pub bytes: Vec<u8>,
    /// Characters that no font has; they are printed by their numbers.
    pub missing: Vec<char>,
    /// The places of fonts with which no file could be made; it was made without them.
    pub unfit: Vec<usize>,
}

/// The whole file, also with letters of these fonts. What no font has, and a font that proves to be spoiled only when its
/// letters are drawn, is said and stops nothing.
pub fn write_any(document: &Document, sheet: Sheet, fonts: &[FontFile]) -> Result<Written, Problem> {
    let mut used: Vec<(usize, FontFile)> = fonts.iter().copied().enumerate().collect();
    let mut missing: Vec<char> = Vec::new();
    loop {
        let these: Vec<FontFile> = used.iter().map(|(_, font)| *font).collect();
        match set(document, sheet, &these, &missing) {
            Ok(bytes) => {
                let unfit = (0..fonts.len()).filter(|n| used.iter().all(|(at, _)| at != n)).collect();
                return Ok(Written { bytes, missing, unfit });
            }
            Err(Problem::Missing(more)) if more.iter().any(|c| !missing.contains(c)) => missing.extend(more),
            Err(Problem::Font(at)) if at < used.len() => drop(used.remove(at)),
            Err(Problem::Refused(_) | Problem::Overflow(_)) if !used.is_empty() => used.clear(),
            Err(problem) => return Err(problem),
        }
    }
}

/// The whole file for a reader whom no screen tells anything: where characters are printed by their numbers, the first page
/// says so. Returned are the file and those characters.
pub fn write_said(mut document: Document, sheet: Sheet) -> Result<(Vec<u8>, Vec<char>), Problem> {
    let mut written = write_any(&document, sheet, &[])?;
    if let (false, Some(part)) = (written.missing.is_empty(), document.parts.first_mut()) {
        part.blocks.insert(0, Block::said(NUMBERED));
        written = write_any(&document, sheet, &[])?;
    }
    Ok((written.bytes, written.missing))
}

/// Said on the page itself.
const NUMBERED: &str = "Letters that this PDF has no shape for are printed by their Unicode number, like [U+4E2D]. The HTML file has them.";

fn set(document: &Document, sheet: Sheet, fonts: &[FontFile], spelled: &[char]) -> Result<Vec<u8>, Problem> {
    let mut shaper = Shaper::new(fonts, spelled);
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    // The foot is drawn when all pages are known; what it lacks must be known before.
    let foot = draw::foot_words(document, &shaper);
    shaper.pieces(face::Face::Regular, &foot);
    for round in 1.. {
        let mut tree = Tree::default();
        let mut pager = Pager::new(sheet.room().1);
        let mut flows = false;
        for part in &document.parts {
            let mut layout = Layout { document, sheet, shaper: &mut shaper, tree: &mut tree, pages: &known };
            layout.part(part, flows, &mut pager)?;
            flows = part.flows;
        }
        let missing = shaper.missing();
        if !missing.is_empty() {
            return Err(Problem::Missing(missing));
        }
        let pages = pager.finish();
        let found = pages::anchors(&pages);
        if found == known || round == ROUNDS {
            return draw::draw(document, sheet, &mut shaper, tree, &pages);
        }
        known = found;
    }
    unreachable!("the last round returns")
}

#[cfg(test)]
mod tests;
