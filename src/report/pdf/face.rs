//! The faces that come with the program, and words as placed glyphs.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;
use std::rc::Rc;

use rustybuzz::UnicodeBuffer;

use crate::model::carried;

/// One of the four faces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Face {
    Regular,
    Bold,
    Italic,
    Mono,
}

impl Face {
    pub(super) const ALL: [Face; 4] = [Face::Regular, Face::Bold, Face::Italic, Face::Mono];

    pub(super) fn data(self) -> &'static [u8] {
        match self {
            Face::Regular => carried!("src/report/pdf/fonts/NotoSans-Regular.ttf").bytes(),
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
    faces: Vec<Option<rustybuzz::Face<'static>>>,
    words: HashMap<(Face, String), Rc<Shaped>>,
    missing: BTreeSet<char>,
}

impl Shaper {
    pub(super) fn new() -> Self {
        let faces = Face::ALL.iter().map(|face| rustybuzz::Face::from_slice(face.data(), 0)).collect();
        Self { faces, words: HashMap::new(), missing: BTreeSet::new() }
    }

    /// Characters that were asked for and that no face has, with their numbers.
    pub(super) fn missing(&self) -> Vec<char> {
        self.missing.iter().copied().collect()
    }

    fn has(&self, face: Face, c: char) -> bool {
        // Every face has these, and almost every letter is one of them.
        matches!(c, ' '..='~')
            || self.faces[face as usize].as_ref().is_some_and(|face| face.glyph_index(c).is_some())
    }

    /// The text in pieces that one face can show: the wanted one, else the regular, else the mono face.
    pub(super) fn pieces<'t>(&mut self, wanted: Face, text: &'t str) -> Vec<(Face, &'t str)> {
        let mut pieces: Vec<(Face, Range<usize>)> = Vec::new();
        for (at, c) in text.char_indices() {
            let face = [wanted, Face::Regular, Face::Mono].into_iter().find(|&face| self.has(face, c));
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
    pub(super) fn word(&mut self, face: Face, text: &str) -> Rc<Shaped> {
        if let Some(known) = self.words.get(&(face, text.to_owned())) {
            return Rc::clone(known);
        }
        let shaped = Rc::new(self.shape(face, text));
        self.words.insert((face, text.to_owned()), Rc::clone(&shaped));
        shaped
    }

    fn shape(&self, face: Face, text: &str) -> Shaped {
        let Some(face) = &self.faces[face as usize] else { return Shaped { glyphs: Vec::new(), width: 0.0 } };
        let mut buffer = UnicodeBuffer::new();
        buffer.push_str(text);
        buffer.guess_segment_properties();
        let output = rustybuzz::shape(face, &[], buffer);
        let em = face.units_per_em() as f32;
        let infos = output.glyph_infos();
        let mut glyphs = Vec::with_capacity(infos.len());
        for (at, (info, place)) in infos.iter().zip(output.glyph_positions()).enumerate() {
            let start = info.cluster as usize;
            let next = infos[at + 1..].iter().map(|i| i.cluster as usize).find(|&cluster| cluster > start);
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
