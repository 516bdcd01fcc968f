use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};

/// Legacy encodings in the order in which they are preferred when they fit equally well.
pub(crate) static LEGACY: [&Encoding; 7] = [
    encoding_rs::WINDOWS_1252,
    encoding_rs::WINDOWS_1250,
    encoding_rs::WINDOWS_1251,
    encoding_rs::SHIFT_JIS,
    encoding_rs::GBK,
    encoding_rs::BIG5,
    encoding_rs::EUC_KR,
];

/// How many bytes are looked at to recognise an encoding.
const PROBE: usize = 64 * 1024;

/// Turns bytes of any encoding into text. `fit` says how well a text is understood; it decides between legacy encodings.
pub(super) fn decode(bytes: &[u8], fit: impl Fn(&str) -> usize) -> Cow<'_, str> {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[length..]).0;
    }
    if let Some(encoding) = wide(bytes) {
        return encoding.decode_without_bom_handling(bytes).0;
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
pub(crate) fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
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
}
