//! The maker's logo: read once, checked, and ready for the two surfaces that can show it.
//!
//! It knows PNG. A browser gets the picture in its colours, written anew so that nothing a program hid in the file goes
//! along. Paper gets its shades of grey as rectangles, like the squares of a QR code: a kit is copied on machines that know
//! no colours, and the writer of the PDF carries no reader of pictures. It refuses to know who the maker is.

/// More bytes than a logo has.
const BYTES: usize = 2 << 20;
/// More pixels than a logo has.
const PIXELS: u64 = 16_000_000;
/// The finest grid that paper shows at the size of a stamp.
const GRID: (usize, usize) = (480, 160);
/// So many rectangles draw a logo; a photograph needs more and is made coarser until it needs no more.
const RECTANGLES: usize = 6_000;
/// From here on it is paper.
const WHITE: u8 = 244;

/// Why a file is no logo. Each message says what to do instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotALogo {
    /// Another kind of file.
    #[error("it is no PNG; save the logo as PNG")]
    Format,
    /// It cannot be decoded.
    #[error("the PNG is damaged ({0}); save the logo again")]
    Damaged(String),
    /// More than any logo needs.
    #[error(
        "it is larger than 2 MB or 16 million pixels; save the logo smaller, 1000 pixels wide are enough"
    )]
    TooLarge,
    /// A line and no picture.
    #[error(
        "it is {0} by {1} pixels; a logo needs 16 on each side, and no side more than 12 times the other"
    )]
    Shape(u32, u32),
    /// Nothing would be printed.
    #[error("nothing of it is darker than paper; take the logo's version for a white ground")]
    Blank,
}

/// A run of one shade on the grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    pub column: usize,
    pub row: usize,
    pub length: usize,
    /// 0 is black.
    pub shade: u8,
}

/// A logo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logo {
    /// Words for whoever cannot see it.
    pub alt: String,
    /// The picture for a browser, without anything beside its pixels.
    pub png: Vec<u8>,
    /// Cells of the grid: across, down.
    pub grid: (usize, usize),
    /// The dark cells.
    pub runs: Vec<Run>,
}

impl Logo {
    /// Reads and checks a PNG.
    ///
    /// # Errors
    /// Another format, a damaged or oversized file, a shape that is no logo's, or nothing that would be printed.
    pub fn read(bytes: &[u8], of: &str) -> Result<Self, NotALogo> {
        if bytes.len() > BYTES {
            return Err(NotALogo::TooLarge);
        }
        if !bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            return Err(NotALogo::Format);
        }
        let png = crate::signin::screenshot::strip(bytes).map_err(|e| NotALogo::Damaged(e.to_string()))?;
        let (width, height, luma) = grey(&png)?;
        let (w, h) = (width as usize, height as usize);
        if w.min(h) < 16 || w > 12 * h || h > 12 * w {
            return Err(NotALogo::Shape(width, height));
        }
        // The shape of the picture inside the grid, and never finer than the picture itself.
        let mut across = w.min(GRID.0).min(w * GRID.1 / h).max(16);
        let (grid, runs) = loop {
            let down = (h * across / w).max(1);
            let runs = runs(&luma, (w, h), (across, down));
            if runs.len() <= RECTANGLES || across <= 32 {
                break ((across, down), runs);
            }
            across = across * 3 / 4;
        };
        if runs.is_empty() {
            return Err(NotALogo::Blank);
        }
        Ok(Self { alt: format!("Logo of {of}"), png, grid, runs })
    }
}

/// The picture on white paper, a byte of grey for each pixel.
fn grey(png: &[u8]) -> Result<(u32, u32, Vec<u8>), NotALogo> {
    let damaged = |e: png::DecodingError| NotALogo::Damaged(e.to_string());
    let mut decoder =
        png::Decoder::new_with_limits(std::io::Cursor::new(png), png::Limits { bytes: 256 << 20 });
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().map_err(damaged)?;
    let (width, height) = reader.info().size();
    if u64::from(width) * u64::from(height) > PIXELS {
        return Err(NotALogo::TooLarge);
    }
    let mut pixels = vec![0; reader.output_buffer_size().ok_or(NotALogo::TooLarge)?];
    let frame = reader.next_frame(&mut pixels).map_err(damaged)?;
    pixels.truncate(frame.buffer_size());
    let on_paper = |grey: u32, alpha: u8| {
        let alpha = u32::from(alpha);
        u8::try_from((grey * alpha + 255 * (255 - alpha)) / 255).unwrap_or(255)
    };
    let luma = |p: &[u8]| (u32::from(p[0]) * 299 + u32::from(p[1]) * 587 + u32::from(p[2]) * 114) / 1000;
    let grey = match frame.color_type {
        png::ColorType::Grayscale | png::ColorType::Indexed => pixels,
        png::ColorType::GrayscaleAlpha => {
            pixels.chunks_exact(2).map(|p| on_paper(u32::from(p[0]), p[1])).collect()
        }
        png::ColorType::Rgb => pixels.chunks_exact(3).map(|p| on_paper(luma(p), 255)).collect(),
        png::ColorType::Rgba => pixels.chunks_exact(4).map(|p| on_paper(luma(p), p[3])).collect(),
    };
    if grey.len() == width as usize * height as usize {
        Ok((width, height, grey))
    } else {
        Err(NotALogo::Damaged("rows are missing".to_owned()))
    }
}

/// The dark cells of a grid over the picture, eight shades, neighbours in a row as one.
fn runs(luma: &[u8], (w, h): (usize, usize), (across, down): (usize, usize)) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for row in 0..down {
        let (top, bottom) = (row * h / down, ((row + 1) * h / down).max(row * h / down + 1).min(h));
        for column in 0..across {
            let left = column * w / across;
            let right = ((column + 1) * w / across).max(left + 1).min(w);
            let lines = luma.chunks_exact(w).take(bottom).skip(top);
            let sum: u64 = lines.flat_map(|line| &line[left..right]).map(|&g| u64::from(g)).sum();
            let count = ((bottom - top) * (right - left)).max(1) as u64;
            let mean = u8::try_from(sum / count).unwrap_or(255);
            if mean >= WHITE {
                continue;
            }
            let shade = mean / 32 * 32;
            match runs.last_mut() {
                Some(last)
                    if last.row == row && last.column + last.length == column && last.shade == shade =>
                {
                    last.length += 1;
                }
                _ => runs.push(Run { column, row, length: 1, shade }),
            }
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn png(width: u32, height: u32, pixel: impl Fn(u32, u32) -> [u8; 4]) -> Vec<u8> {
        let mut out = Vec::new();
        let mut encoder = png::Encoder::new(&mut out, width, height);
        encoder.set_color(png::ColorType::Rgba);
        encoder.set_depth(png::BitDepth::Eight);
        let mut writer = encoder.write_header().unwrap();
        let data: Vec<u8> = (0..height)
            .flat_map(|y| (0..width).map(move |x| (x, y)))
            .flat_map(|(x, y)| pixel(x, y))
            .collect();
        writer.write_image_data(&data).unwrap();
        writer.finish().unwrap();
        out
    }

    #[test]
    fn a_dark_half_becomes_a_dark_half() {
        let bytes = png(64, 32, |x, _| if x < 32 { [0, 0, 0, 255] } else { [0, 0, 0, 0] });
        let logo = Logo::read(&bytes, "Fabrikam").unwrap();
        assert_eq!(logo.alt, "Logo of Fabrikam");
        assert_eq!(logo.grid, (64, 32));
        assert_eq!(logo.runs.len(), 32);
        assert!(logo.runs.iter().all(|run| (run.column, run.length, run.shade) == (0, 32, 0)));
    }

    #[test]
    fn what_is_no_logo_is_said() {
        let white = png(32, 32, |_, _| [255, 255, 255, 255]);
        let line = png(400, 16, |_, _| [0, 0, 0, 255]);
        let good = png(32, 32, |_, _| [0, 0, 0, 255]);
        for (bytes, said) in [
            (&b"GIF89a"[..], "no PNG"),
            (&white, "nothing of it"),
            (&line, "400 by 16 pixels"),
            (&good[..good.len() / 2], "damaged"),
            (&vec![0; BYTES + 1], "larger than"),
        ] {
            let wrong = Logo::read(bytes, "F").unwrap_err().to_string();
            assert!(wrong.contains(said), "{wrong}");
        }
    }

    #[test]
    fn a_photograph_is_made_coarser_until_it_can_be_drawn() {
        let noise = png(600, 200, |x, y| {
            let n = (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503)).wrapping_mul(2_246_822_519);
            [(n >> 24) as u8, (n >> 16) as u8, (n >> 8) as u8, 255]
        });
        assert!(Logo::read(&noise, "F").unwrap().runs.len() <= RECTANGLES);
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = Logo::read(&bytes, "F");
            let _ = Logo::read(&[b"\x89PNG\r\n\x1a\n", bytes.as_slice()].concat(), "F");
        }
    }
}
