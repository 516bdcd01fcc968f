//! A font that somebody brings for names that the program's own letters lack.
//!
//! It knows whether a file is a font that may be put into a PDF. It refuses to know which letters are needed.

use rustybuzz::ttf_parser;

/// More bytes than any font has; those of Chinese, Japanese and Korean have up to 30 MB.
const LARGEST: usize = 96 << 20;

/// A font file that was checked.
#[derive(Debug, Clone, Copy)]
pub struct FontFile {
    data: &'static [u8],
}

/// Why a file is not taken. Each message says what to do instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAFont {
    #[error("it is no TrueType or OpenType font (.ttf, .otf, .ttc)")]
    Format,
    #[error("it is larger than 96 MB; take a font of one script")]
    TooLarge,
    #[error(
        "its maker does not allow it to be put into a document; take a font that may be embedded, such as one of the Noto fonts"
    )]
    NotAllowed,
    #[error("it draws no outlines; take a font that is no set of pictures")]
    NoOutlines,
}

impl FontFile {
    /// Checks a font. It is read once for the whole run and lives as long as the program: all kits share it.
    ///
    /// # Errors
    /// No font, too large, not allowed to be embedded or to be cut down to the letters that are used, or without outlines.
    pub fn read(bytes: Vec<u8>) -> Result<Self, NotAFont> {
        if bytes.len() > LARGEST {
            return Err(NotAFont::TooLarge);
        }
        let face = ttf_parser::Face::parse(&bytes, 0).map_err(|_| NotAFont::Format)?;
        if matches!(face.permissions(), Some(ttf_parser::Permissions::Restricted))
            || !face.is_subsetting_allowed()
            || !face.is_outline_embedding_allowed()
        {
            return Err(NotAFont::NotAllowed);
        }
        let tables = face.tables();
        if tables.glyf.is_none() && tables.cff.is_none() {
            return Err(NotAFont::NoOutlines);
        }
        if rustybuzz::Face::from_slice(&bytes, 0).is_none()
            || krilla::text::Font::new(krilla::Data::from(bytes.clone()), 0).is_none()
        {
            return Err(NotAFont::Format);
        }
        Ok(Self { data: Box::leak(bytes.into_boxed_slice()) })
    }

    pub(super) fn data(self) -> &'static [u8] {
        self.data
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_no_font_is_said() {
        assert_eq!(FontFile::read(b"not a font".to_vec()).unwrap_err(), NotAFont::Format);
        let good = super::super::face::Face::Regular.own().to_vec();
        assert!(FontFile::read(good.clone()).is_ok());
        assert_eq!(FontFile::read(good[..good.len() / 3].to_vec()).unwrap_err(), NotAFont::Format);
    }

    /// A font with letters that the program's own lack: its letterlike signs stand where Chinese letters do.
    fn brought() -> Vec<u8> {
        let mut bytes = super::super::face::Face::Regular.own().to_vec();
        for (from, to) in [
            ([0x21, 0x4f, 0x25, 0xcc, 0xff, 0xff], [0x4e, 0x4f, 0x4e, 0x50, 0xff, 0xff]),
            ([0x21, 0x00, 0x25, 0xcc, 0xff, 0xff], [0x4e, 0x00, 0x4e, 0x50, 0xff, 0xff]),
        ] {
            let at =
                bytes.windows(from.len()).position(|window| window == from).expect("the end of its cmap");
            bytes[at..at + to.len()].copy_from_slice(&to);
        }
        bytes
    }

    #[test]
    fn a_font_that_no_page_can_hold_is_named_and_left_out() {
        let mut bytes = brought();
        for (at, byte) in
            [(49, 247), (148_037, 38), (130_675, 174), (79_403, 159), (132_382, 104), (120_601, 11)]
        {
            bytes[at] = byte;
        }
        let spoiled = FontFile::read(bytes).unwrap();
        let good = FontFile::read(brought()).unwrap();
        let letters: String = ('\u{4e00}'..='\u{4e4f}').collect();
        let page = super::super::tests::page(&letters);
        let written = super::super::write_any(&page, super::super::A4, &[spoiled]).unwrap();
        assert_eq!((written.unfit, written.missing.len()), (vec![0], 80));
        // Another font that has the letters is used in its place.
        let written = super::super::write_any(&page, super::super::A4, &[spoiled, good]).unwrap();
        assert_eq!((written.unfit, written.missing.len()), (vec![0], 0));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(160))]
        /// Whatever is spoiled in a font that passes: the page is made, with its letters or without.
        #[test]
        fn a_spoiled_font_stops_no_page(
            spoiled in prop::collection::vec((prop_oneof![0usize..236, 119_768usize..134_136, 0usize..178_112], any::<u8>()), 0..12),
        ) {
            let mut bytes = brought();
            spoiled.iter().for_each(|(at, byte)| bytes[*at] = *byte);
            let Ok(font) = FontFile::read(bytes) else { return Ok(()) };
            let letters: String = ('\u{4e00}'..='\u{4e4f}').collect();
            let page = super::super::tests::page(&letters);
            let written = super::super::write_any(&page, super::super::A4, &[font]);
            prop_assert!(written.is_ok(), "{:?}", written);
            if spoiled.is_empty() {
                prop_assert!(written.is_ok_and(|written| written.unfit.is_empty() && written.missing.is_empty()));
            }
        }

        #[test]
        fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            prop_assert!(FontFile::read(bytes).is_err());
        }
    }
}
