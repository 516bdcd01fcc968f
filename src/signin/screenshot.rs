//! Screenshots: written anew without what a camera or a program hid in them, and the ids that were read off a screen.
//!
//! It knows the two picture formats that people attach, and the letters that eyes confuse. It refuses to read the
//! picture: what it shows cannot be scanned here, so a person is asked. It refuses formats that it cannot write anew.

use crate::model::RequestId;

/// Why a picture is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotStripped {
    #[error("it is neither PNG nor JPEG; take a screenshot or save it as PNG")]
    Format,
    #[error("the picture is damaged: {0}")]
    Damaged(String),
    #[error("the picture has more than {} million pixels", PIXELS / 1_000_000)]
    TooLarge,
}

/// More pixels than any screen has.
const PIXELS: u64 = 200_000_000;

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";

/// Whether the bytes begin like a picture that [`strip`] knows.
#[must_use]
pub fn is_picture(bytes: &[u8]) -> bool {
    bytes.starts_with(PNG) || bytes.starts_with(b"\xFF\xD8\xFF")
}

/// The picture without texts, places, times, thumbnails and anything behind its end.
///
/// # Errors
/// When the bytes are no picture of a known format, are damaged, or are larger than any screen.
pub fn strip(bytes: &[u8]) -> Result<Vec<u8>, NotStripped> {
    if bytes.starts_with(PNG) {
        png(bytes)
    } else if bytes.starts_with(b"\xFF\xD8\xFF") {
        jpeg(bytes)
    } else {
        Err(NotStripped::Format)
    }
}

/// Decoded and encoded again: only pixels, palette and transparency pass.
fn png(bytes: &[u8]) -> Result<Vec<u8>, NotStripped> {
    let damaged = |e: &dyn std::fmt::Display| NotStripped::Damaged(e.to_string());
    let mut decoder =
        png::Decoder::new_with_limits(std::io::Cursor::new(bytes), png::Limits { bytes: 1 << 30 });
    decoder.set_transformations(png::Transformations::IDENTITY);
    decoder.set_ignore_text_chunk(true);
    let mut reader = decoder.read_info().map_err(|e| damaged(&e))?;
    let (width, height) = reader.info().size();
    if u64::from(width) * u64::from(height) > PIXELS {
        return Err(NotStripped::TooLarge);
    }
    let (color, depth) = reader.output_color_type();
    let palette = reader.info().palette.as_ref().map(|p| p.to_vec());
    let transparency = reader.info().trns.as_ref().map(|t| t.to_vec());
    let size = reader.output_buffer_size().ok_or(NotStripped::TooLarge)?;
    let mut pixels = vec![0; size];
    let frame = reader.next_frame(&mut pixels).map_err(|e| damaged(&e))?;
    pixels.truncate(frame.buffer_size());
    let mut out = Vec::with_capacity(bytes.len());
    {
        let mut encoder = png::Encoder::new(&mut out, width, height);
        encoder.set_color(color);
        encoder.set_depth(depth);
        if let Some(palette) = palette {
            encoder.set_palette(palette);
        }
        if let Some(transparency) = transparency {
            encoder.set_trns(transparency);
        }
        let mut writer = encoder.write_header().map_err(|e| damaged(&e))?;
        writer.write_image_data(&pixels).map_err(|e| damaged(&e))?;
        writer.finish().map_err(|e| damaged(&e))?;
    }
    Ok(out)
}

/// Built again from the segments that carry the picture; the ones that carry words, places or thumbnails are not
/// among them. The pixels are not touched.
fn jpeg(bytes: &[u8]) -> Result<Vec<u8>, NotStripped> {
    let cut = || NotStripped::Damaged("it ends too early".into());
    let mut out = vec![0xFF, 0xD8];
    let mut i = 2;
    let mut scanned = false;
    loop {
        // Fill bytes may stand before a marker.
        while bytes.get(i) == Some(&0xFF) && bytes.get(i + 1) == Some(&0xFF) {
            i += 1;
        }
        if bytes.get(i) != Some(&0xFF) {
            return Err(NotStripped::Damaged("a marker is missing".into()));
        }
        let marker = *bytes.get(i + 1).ok_or_else(cut)?;
        if marker == 0xD9 {
            out.extend([0xFF, 0xD9]);
            return if scanned { Ok(out) } else { Err(NotStripped::Damaged("it holds no picture".into())) };
        }
        let length =
            bytes.get(i + 2..i + 4).map(|b| usize::from(u16::from_be_bytes([b[0], b[1]]))).ok_or_else(cut)?;
        let segment = bytes.get(i..i + 2 + length).filter(|_| length >= 2).ok_or_else(cut)?;
        i += 2 + length;
        let adobe = marker == 0xEE && segment.len() == 16 && segment[4..].starts_with(b"Adobe");
        let picture = matches!(marker, 0xC0..=0xCF | 0xDA | 0xDB | 0xDD) && marker != 0xC8;
        if picture || adobe {
            out.extend(segment);
        }
        if marker == 0xDA {
            scanned = true;
            let start = i;
            // Entropy-coded data: a real marker is FF and neither 00 nor a restart.
            while let Some(step) = memchr::memchr(0xFF, &bytes[i..]) {
                i += step;
                match bytes.get(i + 1) {
                    Some(0x00 | 0xD0..=0xD7) => i += 2,
                    Some(_) => break,
                    None => return Err(cut()),
                }
            }
            out.extend(&bytes[start..i]);
        }
    }
}

/// One letter of a typed id that a person should compare again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Doubt {
    /// From 1.
    pub position: usize,
    pub typed: char,
    /// What it may have been on the screen.
    pub perhaps: char,
    /// The letter cannot be right, as opposed to being easily confused.
    pub certain: bool,
}

/// What eyes confuse on a screen: the letter typed, and what it may have been.
const LOOKALIKES: [(char, char); 14] = [
    ('O', '0'),
    ('o', '0'),
    ('Q', '0'),
    ('l', '1'),
    ('I', '1'),
    ('i', '1'),
    ('|', '1'),
    ('S', '5'),
    ('s', '5'),
    ('Z', '2'),
    ('z', '2'),
    ('G', '6'),
    ('g', '9'),
    ('q', '9'),
];

/// Checks an id that was read off a screen. The letters that cannot be right come first; in an id of the right shape
/// the ones that are confused silently (8 and b, 6 and b, 0 and d) are named, to be compared once more.
#[must_use]
pub fn doubts(typed: &str) -> Vec<Doubt> {
    let letters: Vec<(usize, char)> = typed.trim().chars().enumerate().map(|(n, c)| (n + 1, c)).collect();
    let wrong: Vec<Doubt> = letters
        .iter()
        .filter(|(_, c)| !c.is_ascii_hexdigit() && *c != '-')
        .map(|(position, c)| {
            let perhaps = LOOKALIKES.iter().find(|(typed, _)| typed == c).map_or('?', |(_, meant)| *meant);
            Doubt { position: *position, typed: *c, perhaps, certain: true }
        })
        .collect();
    if !wrong.is_empty() || typed.parse::<RequestId>().is_err() {
        return wrong;
    }
    letters
        .into_iter()
        .filter_map(|(position, typed)| {
            let perhaps = match typed.to_ascii_lowercase() {
                'b' => '8',
                '8' => 'b',
                _ => return None,
            };
            Some(Doubt { position, typed, perhaps, certain: false })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn picture(color: png::ColorType, palette: bool) -> Vec<u8> {
        let mut out = Vec::new();
        let mut encoder = png::Encoder::new(&mut out, 3, 2);
        encoder.set_color(color);
        encoder.set_depth(png::BitDepth::Eight);
        if palette {
            encoder.set_palette(vec![1, 2, 3, 4, 5, 6]);
            encoder.set_trns(vec![9]);
        }
        encoder.add_text_chunk("Author".into(), "An Admin, Secret Street 1".into()).unwrap();
        let mut writer = encoder.write_header().unwrap();
        writer.write_chunk(png::chunk::ChunkType(*b"eXIf"), b"Secret Street 2").unwrap();
        let bytes = 6 * color.samples();
        writer.write_image_data(&(0..bytes as u8).map(|b| b % 2).collect::<Vec<_>>()).unwrap();
        writer.finish().unwrap();
        [out, b"Secret Street 3".to_vec()].concat()
    }

    fn pixels(bytes: &[u8]) -> Vec<u8> {
        let mut reader = png::Decoder::new(std::io::Cursor::new(bytes)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut pixels).unwrap();
        pixels
    }

    #[test]
    fn a_screenshot_keeps_its_pixels_and_nothing_else() {
        for (color, palette) in [
            (png::ColorType::Rgba, false),
            (png::ColorType::Rgb, false),
            (png::ColorType::Indexed, true),
            (png::ColorType::Grayscale, false),
        ] {
            let before = picture(color, palette);
            let after = strip(&before).unwrap();
            assert!(memchr::memmem::find(&after, b"Secret").is_none());
            assert_eq!(pixels(&before), pixels(&after), "{color:?}");
            let names: Vec<&[u8]> =
                [b"tEXt", b"eXIf", b"zTXt", b"iTXt"].into_iter().map(|n| &n[..]).collect();
            assert!(names.iter().all(|n| memchr::memmem::find(&after, n).is_none()));
        }
    }

    #[test]
    fn a_photo_keeps_its_picture_segments_only() {
        let segment = |marker: u8, data: &[u8]| {
            [&[0xFF, marker][..], &(data.len() as u16 + 2).to_be_bytes(), data].concat()
        };
        let photo = [
            vec![0xFF, 0xD8],
            segment(0xE0, b"JFIF\0\x01\x01"),
            segment(0xE1, b"Exif\0\0Secret GPS"),
            segment(0xFE, b"Secret comment"),
            segment(0xDB, &[1; 65]),
            segment(0xC0, &[8; 15]),
            segment(0xC4, &[2; 20]),
            segment(0xDA, &[3; 10]),
            vec![1, 2, 0xFF, 0x00, 3, 0xFF, 0xD0, 4],
            vec![0xFF, 0xD9],
            b"Secret trailer".to_vec(),
        ]
        .concat();
        let kept = strip(&photo).unwrap();
        assert!(memchr::memmem::find(&kept, b"Secret").is_none());
        assert!(kept.ends_with(&[1, 2, 0xFF, 0x00, 3, 0xFF, 0xD0, 4, 0xFF, 0xD9]));
        assert!(strip(&photo[..40]).is_err());
        assert_eq!(strip(b"GIF89a"), Err(NotStripped::Format));
    }

    #[test]
    fn misread_letters_are_pointed_out() {
        let found = doubts("8fdcOa48-9l5a-4099-b368-bf7ac719bf00");
        assert_eq!((found[0].position, found[0].perhaps), (5, '0'));
        assert_eq!((found[1].position, found[1].perhaps), (11, '1'));
        assert!(found.iter().all(|d| d.certain));
        let right = doubts("8fdc0a48-915a-4099-b368-bf7ac719bf00");
        assert!(right.iter().all(|d| !d.certain));
        assert_eq!(right[0], Doubt { position: 1, typed: '8', perhaps: 'b', certain: false });
    }

    proptest! {
        #[test]
        fn any_bytes_behind_a_head_are_taken_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..300), is_png in any::<bool>()) {
            let head: &[u8] = if is_png { PNG } else { b"\xFF\xD8\xFF" };
            let _ = strip(&[head, &bytes].concat());
        }
    }
}
