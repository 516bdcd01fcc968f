//! Text from bytes that other programs wrote: the one place that knows which encoding they are in.
//!
//! It knows byte-order marks, UTF-16 without one (PowerShell's `>`), UTF-8, and the encodings of countries that old programs
//! still write. It refuses to know what a text is about: where several encodings would fit, the caller says how well each
//! reading is understood. It never guesses silently in a file of records: `whole` gives a text that is all text, or none.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Legacy encodings in the order in which they are preferred when they fit equally well.
pub static LEGACY: [&Encoding; 7] = [
    WINDOWS_1252,
    encoding_rs::WINDOWS_1250,
    encoding_rs::WINDOWS_1251,
    encoding_rs::SHIFT_JIS,
    encoding_rs::GBK,
    encoding_rs::BIG5,
    encoding_rs::EUC_KR,
];

/// How many bytes are looked at to recognise an encoding.
const PROBE: usize = 64 * 1024;

/// The encoding that a mark at the start of the bytes names, and the mark's length.
#[must_use]
pub fn marked(bytes: &[u8]) -> Option<(&'static Encoding, usize)> {
    Encoding::for_bom(bytes)
}

/// The encoding that the bytes themselves tell, by a mark or as UTF-16 without one, and the length of the mark.
#[must_use]
pub fn told(bytes: &[u8]) -> Option<(&'static Encoding, usize)> {
    marked(bytes).or_else(|| wide(bytes).map(|encoding| (encoding, 0)))
}

/// The text behind a byte-order mark, which is left out; nothing where there is no mark.
#[must_use]
pub fn behind_mark(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let (encoding, mark) = marked(bytes)?;
    Some(encoding.decode_without_bom_handling(&bytes[mark..]).0)
}

/// The bytes of an export as text: marks, UTF-16, UTF-8, and Windows-1252 for what is left. Nothing when some of it cannot be
/// text, or holds a zero.
#[must_use]
pub fn whole(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let read = |encoding: &'static Encoding, from: usize| {
        let text = encoding.decode_without_bom_handling_and_without_replacement(&bytes[from..])?;
        (!text.contains('\0')).then_some(text)
    };
    match told(bytes) {
        Some((encoding, mark)) => read(encoding, mark),
        None => read(UTF_8, 0).or_else(|| read(WINDOWS_1252, 0)),
    }
}

/// Turns bytes of any encoding into text. `fit` says how well a text is understood; it decides between legacy encodings.
pub fn decode(bytes: &[u8], fit: impl Fn(&str) -> usize) -> Cow<'_, str> {
    if let Some((encoding, mark)) = told(bytes) {
        return encoding.decode_without_bom_handling(&bytes[mark..]).0;
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let probe = &bytes[..bytes.len().min(PROBE)];
    let lossy = (fit(&String::from_utf8_lossy(probe)), None);
    let best = LEGACY.iter().fold(lossy, |best, encoding| {
        let (text, _, broken) = encoding.decode(probe);
        let score = fit(&text);
        if !broken && score > best.0 { (score, Some(*encoding)) } else { best }
    });
    best.1.map_or_else(
        || String::from_utf8_lossy(bytes),
        |encoding| encoding.decode_without_bom_handling(bytes).0,
    )
}

/// UTF-16 without its mark shows by the zeros of its ASCII letters, all on one side.
#[must_use]
pub fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    let probe = &bytes[..bytes.len().min(4096) & !1];
    let (mut high, mut low) = (0, 0);
    for pair in probe.chunks_exact(2) {
        high += usize::from(pair[0] == 0);
        low += usize::from(pair[1] == 0);
    }
    let pairs = probe.len() / 2;
    if pairs < 2 {
        None
    } else if low * 5 > pairs && high * 10 < low {
        Some(UTF_16LE)
    } else if high * 5 > pairs && low * 10 < high {
        Some(UTF_16BE)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wide_text_is_recognised_with_and_without_its_mark() {
        let text = "Request Id: 8fdc — アプリ名";
        for (order, mark) in
            [(u16::to_le_bytes as fn(u16) -> [u8; 2], [0xFF, 0xFE]), (u16::to_be_bytes, [0xFE, 0xFF])]
        {
            let bare: Vec<u8> = text.encode_utf16().flat_map(order).collect();
            assert_eq!(decode(&bare, str::len), text);
            assert_eq!(decode(&[&mark[..], &bare].concat(), str::len), text);
        }
        assert_eq!(decode(b"\xEF\xBB\xBFx", str::len), "x");
    }

    #[test]
    fn the_encoding_that_is_understood_best_wins() {
        let fit =
            |text: &str| usize::from(text.contains("Gerätestatus")) + usize::from(text.contains("アプリ名"));
        assert_eq!(decode(b"Ger\xE4testatus", fit), "Gerätestatus");
        let (japanese, ..) = encoding_rs::SHIFT_JIS.encode("アプリ名");
        assert_eq!(decode(&japanese, fit), "アプリ名");
    }

    #[test]
    fn powershell_redirections_are_text_and_pictures_are_not() {
        let utf16: Vec<u8> = "{\"value\": []}".encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(whole(&utf16).as_deref(), Some("{\"value\": []}"));
        assert_eq!(whole(&[&[0xff, 0xfe][..], &utf16].concat()).as_deref(), Some("{\"value\": []}"));
        assert_eq!(whole("\u{feff}[]".as_bytes()).as_deref(), Some("[]"));
        assert_eq!(whole(b"M\xfcller").as_deref(), Some("Müller"));
        assert_eq!(whole(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), None);
    }
}
