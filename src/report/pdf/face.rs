//! The faces that come with the program, those that somebody brings, and words as placed glyphs.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::rc::Rc;

use rustybuzz::{Direction, UnicodeBuffer};
use unicode_normalization::char::is_combining_mark;

use super::font_file::FontFile;
use crate::model::carried;
use crate::report::harmless;

/// One of the program's four faces, or one that was brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Face {
    Regular,
    Bold,
    Italic,
    Mono,
    /// For letters that the four lack; its number among those that were brought.
    Brought(u8),
}

impl Face {
    pub(super) const OWN: [Face; 4] = [Face::Regular, Face::Bold, Face::Italic, Face::Mono];

    /// Its place among all faces of a document.
    pub(super) fn at(self) -> usize {
        match self {
            Face::Regular => 0,
            Face::Bold => 1,
            Face::Italic => 2,
            Face::Mono => 3,
            Face::Brought(n) => 4 + usize::from(n),
        }
    }

    /// The bytes of a face that comes with the program.
    pub(super) fn own(self) -> &'static [u8] {
        match self {
            Face::Regular | Face::Brought(_) => carried!("src/report/pdf/fonts/NotoSans-Regular.ttf").bytes(),
            Face::Bold => carried!("src/report/pdf/fonts/NotoSans-Bold.ttf").bytes(),
            Face::Italic => carried!("src/report/pdf/fonts/NotoSans-Italic.ttf").bytes(),
            Face::Mono => carried!("src/report/pdf/fonts/NotoSansMono-Regular.ttf").bytes(),
        }
    }
}

/// A glyph; lengths are parts of the font size, the range is in bytes of its text.
#[derive(Debug, Clone)]
pub(super) struct Glyph {
    pub(super) id: u32,
    pub(super) advance: f32,
    pub(super) dx: f32,
    pub(super) dy: f32,
    pub(super) range: Range<usize>,
}

/// A word as glyphs of one face.
#[derive(Debug)]
pub(super) struct Shaped {
    pub(super) glyphs: Vec<Glyph>,
    /// Its width at size 1.
    pub(super) width: f32,
}

/// Shapes each word once.
pub(super) struct Shaper {
    data: Vec<&'static [u8]>,
    faces: Vec<Option<rustybuzz::Face<'static>>>,
    /// By face and direction, then by the word.
    words: HashMap<(Face, bool), HashMap<String, Rc<Shaped>>>,
    missing: BTreeSet<char>,
    /// Characters that no face has and that are printed by their numbers.
    spelled: BTreeSet<char>,
}

impl Shaper {
    /// With the faces that were brought, and the characters that are printed by their numbers.
    pub(super) fn new(brought: &[FontFile], spelled: &[char]) -> Self {
        let own = Face::OWN.iter().map(|face| face.own());
        let data: Vec<&'static [u8]> = own.chain(brought.iter().map(|font| font.data())).collect();
        let faces = data.iter().map(|data| rustybuzz::Face::from_slice(data, 0)).collect();
        let spelled = spelled.iter().copied().collect();
        Self { data, faces, words: HashMap::new(), missing: BTreeSet::new(), spelled }
    }

    /// The bytes of each face, in the order of [`Face::at`].
    pub(super) fn data(&self) -> &[&'static [u8]] {
        &self.data
    }

    /// The text without characters that act, and with those that no face has as numbers: `[U+4E2D U+6587]`.
    pub(super) fn readable(&self, text: &str) -> String {
        let text = harmless::shown(text);
        if self.spelled.is_empty() || !text.contains(|c| self.spelled.contains(&c)) {
            return text.into_owned();
        }
        let mut out = String::with_capacity(text.len() * 2);
        let mut open = false;
        for c in text.chars() {
            match (self.spelled.contains(&c), open) {
                (true, false) => out.push_str(&format!("[U+{:04X}", u32::from(c))),
                (true, true) => out.push_str(&format!(" U+{:04X}", u32::from(c))),
                (false, true) => out.extend([']', c]),
                (false, false) => out.push(c),
            }
            open = self.spelled.contains(&c);
        }
        if open {
            out.push(']');
        }
        out
    }

    /// Characters that were asked for and that no face has, with their numbers.
    pub(super) fn missing(&self) -> Vec<char> {
        self.missing.iter().copied().collect()
    }

    fn has(&self, face: Face, c: char) -> bool {
        // Every face has these, and almost every letter is one of them.
        (matches!(c, ' '..='~') && face.at() < Face::OWN.len())
            || self
                .faces
                .get(face.at())
                .and_then(Option::as_ref)
                .is_some_and(|face| face.glyph_index(c).is_some())
    }

    /// The text in pieces that one face can show: the wanted one, else the regular, else the mono face, else one that was
    /// brought. A mark stays with its letter where that one's face has it.
    pub(super) fn pieces<'t>(&mut self, wanted: Face, text: &'t str) -> Vec<(Face, &'t str)> {
        // Almost every text is this, and each line is looked at several times before it has its place.
        if wanted.at() < Face::OWN.len() && text.bytes().all(|b| matches!(b, b' '..=b'~')) {
            return if text.is_empty() { Vec::new() } else { vec![(wanted, text)] };
        }
        let mut pieces: Vec<(Face, Range<usize>)> = Vec::new();
        for (at, c) in text.char_indices() {
            let with = pieces.last().map(|(face, _)| *face).filter(|_| is_combining_mark(c));
            let brought = (0..self.data.len() - Face::OWN.len()).filter_map(|n| u8::try_from(n).ok());
            let mut faces = with.into_iter().chain([wanted, Face::Regular, Face::Mono]);
            let face = faces.find(|&face| self.has(face, c));
            let face = face.or_else(|| brought.map(Face::Brought).find(|&face| self.has(face, c)));
            if face.is_none() {
                self.missing.insert(c);
            }
            let face = face.unwrap_or(wanted);
            let end = at + c.len_utf8();
            match pieces.last_mut() {
                Some((last, range)) if *last == face => range.end = end,
                _ => pieces.push((face, at..end)),
            }
        }
        pieces.into_iter().map(|(face, range)| (face, &text[range])).collect()
    }

    /// One word; all of its characters are in the face.
    pub(super) fn word(&mut self, face: Face, text: &str, leftward: bool) -> Rc<Shaped> {
        let key = (face, leftward);
        if let Some(known) = self.words.get(&key).and_then(|words| words.get(text)) {
            return Rc::clone(known);
        }
        let shaped = Rc::new(self.shape(face, text, leftward));
        self.words.entry(key).or_default().insert(text.to_owned(), Rc::clone(&shaped));
        shaped
    }

    fn shape(&self, face: Face, text: &str, leftward: bool) -> Shaped {
        let Some(Some(face)) = self.faces.get(face.at()) else {
            return Shaped { glyphs: Vec::new(), width: 0.0 };
        };
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.guess_segment_properties();
        buffer.set_direction(if leftward { Direction::RightToLeft } else { Direction::LeftToRight });
        let output = rustybuzz::shape(face, &[], buffer);
        let em = face.units_per_em() as f32;
        let infos = output.glyph_infos();
        let mut glyphs = Vec::with_capacity(infos.len());
        for (at, (info, place)) in infos.iter().zip(output.glyph_positions()).enumerate() {
            let start = info.cluster as usize;
            // Where the letters run leftward, the glyph of the next letter stands before this one.
            let next = if leftward {
                infos[..at].iter().rev().map(|i| i.cluster as usize).find(|&cluster| cluster > start)
            } else {
                infos[at + 1..].iter().map(|i| i.cluster as usize).find(|&cluster| cluster > start)
            };
            glyphs.push(Glyph {
                id: info.glyph_id,
                advance: place.x_advance as f32 / em,
                dx: place.x_offset as f32 / em,
                dy: place.y_offset as f32 / em,
                range: start..next.unwrap_or(text.len()),
            });
        }
        let width = glyphs.iter().map(|glyph| glyph.advance).sum();
        Shaped { glyphs, width }
    }
}
