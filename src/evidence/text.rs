//! Which bytes are text, whatever program wrote them, and what can be seen in bytes that are none.

use std::borrow::Cow;
use std::io::{self, Cursor, Read};

use encoding_rs::{Encoding, UTF_16BE, UTF_16LE};

use super::redact;
use crate::model::text;
use crate::signin::paste::count_labels;

/// What is looked at to choose between legacy encodings.
const PROBE: usize = 4 << 20;

/// Bytes, read as text.
pub(super) struct Text<'a> {
    pub text: Cow<'a, str>,
    /// False where something else stands in it too: UTF-16 that was appended to a file of plain text, for example.
    pub whole: bool,
}

/// Reads bytes as text; nothing if they are none. PowerShell writes UTF-16, with its mark and without; old programs write
/// the encoding of their country.
pub(super) fn decode(bytes: &[u8]) -> Option<Text<'_>> {
    let marked =
        [UTF_16LE, UTF_16BE].into_iter().find(|e| Encoding::for_bom(bytes).is_some_and(|m| m.0 == *e));
    if let Some(encoding) = marked.or_else(|| text::wide(bytes)) {
        let text = encoding.decode_with_bom_removal(bytes).0;
        if reads_as_text(&text) {
            return Some(Text { text, whole: true });
        }
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Some(Text { text: Cow::Borrowed(text), whole: reads_as_text(text) });
    }
    let text = legacy(bytes);
    reads_as_text(&text).then_some(Text { text, whole: true })
}

/// In the encoding that shows most secrets, else most labels; where all are alike, in that of Western Europe.
fn legacy(bytes: &[u8]) -> Cow<'_, str> {
    let probe = &bytes[..bytes.len().min(PROBE)];
    let fit = |encoding: &'static Encoding| {
        let (text, broken) = encoding.decode_without_bom_handling(probe);
        if broken { (0, 0) } else { (redact::scan(&text).len(), count_labels(&text)) }
    };
    // Of several that are alike, `max_by_key` takes the last.
    let best = text::LEGACY.into_iter().rev().max_by_key(|encoding| fit(encoding));
    best.unwrap_or(encoding_rs::WINDOWS_1252).decode_without_bom_handling(bytes).0
}

/// No byte of 0, and next to nothing that no text holds.
fn reads_as_text(text: &str) -> bool {
    let odd = |c: char| (c.is_control() && !"\t\n\r\u{8}\u{b}\u{c}\u{1b}".contains(c)) || c == '\u{fffd}';
    !text.contains('\0') && text.chars().filter(|c| odd(*c)).count() * 50 <= text.len()
}

/// Any bytes on their way to a scan for secrets: UTF-16 of Latin letters that lies in them becomes plain letters, at
/// whatever byte it begins, and all else stays. What begins with the mark of UTF-16 is left for the scan to decode.
pub(super) struct Narrowed<R> {
    from: R,
    raw: Vec<u8>,
    /// What was read and not yet given away.
    ready: Cursor<Vec<u8>>,
    /// The byte before `raw`; nothing before the first.
    before: Option<u8>,
    marked: bool,
    ended: bool,
}

/// The words in bytes that are no text: runs of printable characters, one a line. A name and its value count only there;
/// in a recording or a scan the same letters occur by chance about once in a million bytes.
pub(super) fn printable(bytes: &[u8]) -> String {
    /// Shorter runs are noise.
    const SHORTEST: usize = 16;
    let mut narrowed = Vec::with_capacity(bytes.len());
    // Reading from memory cannot fail.
    let _ = Narrowed::new(bytes).read_to_end(&mut narrowed);
    let mut words = String::new();
    for run in narrowed.split(|b| !(b.is_ascii_graphic() || b" \t\r\n".contains(b))) {
        if run.len() >= SHORTEST
            && let Ok(run) = std::str::from_utf8(run)
        {
            words.push_str(run);
            words.push('\n');
        }
    }
    words
}

/// Bytes that are read at once.
const PIECE: usize = 64 << 10;

impl<R: Read> Narrowed<R> {
    pub(super) fn new(from: R) -> Self {
        Self { from, raw: Vec::new(), ready: Cursor::default(), before: None, marked: false, ended: false }
    }

    /// Reads the next piece. At the end `ready` stays empty.
    fn refill(&mut self) -> io::Result<()> {
        let mut ready = Vec::new();
        while ready.is_empty() && !(self.ended && self.raw.is_empty()) {
            let got = (&mut self.from).take(PIECE as u64).read_to_end(&mut self.raw)?;
            self.ended = got < PIECE;
            if self.before.is_none() {
                self.marked = self.raw.starts_with(b"\xFF\xFE") || self.raw.starts_with(b"\xFE\xFF");
            }
            // The last bytes of a piece are judged by what follows them.
            let until = if self.ended { self.raw.len() } else { self.raw.len() - 3 };
            let mut at = 0;
            while at < until {
                let zero = |ahead: usize| self.raw.get(at + ahead).is_none_or(|b| *b == 0);
                // A letter and its zero, with another such pair behind or before it; not the end of a C string.
                let pair = !self.marked && !zero(0) && zero(1) && (zero(3) || self.before == Some(0));
                ready.push(self.raw[at]);
                at += if pair { 2 } else { 1 };
                self.before = self.raw.get(at - 1).copied();
            }
            self.raw.drain(..at.min(self.raw.len()));
        }
        self.ready = Cursor::new(ready);
        Ok(())
    }
}

impl<R: Read> Read for Narrowed<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.ready.position() == self.ready.get_ref().len() as u64 {
            self.refill()?;
        }
        self.ready.read(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn wide(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(order).collect()
    }

    proptest! {
        #[test]
        fn a_secret_is_seen_at_any_place_of_any_bytes(
            before in prop::collection::vec(any::<u8>(), 0..20),
            after in prop::collection::vec(any::<u8>(), 0..20),
            border in prop::bool::ANY,
            width in 0..3,
        ) {
            let text = "\npassword=Sommer2026!\n";
            let secret = match width {
                0 => text.as_bytes().to_vec(),
                1 => wide(text, u16::to_le_bytes),
                _ => wide(text, u16::to_be_bytes),
            };
            // No mark of UTF-16 may stand first; the piece's border may fall anywhere into the secret.
            let fill = if border { PIECE - before.len() - 30 } else { 1 };
            let bytes = [vec![b'.'; fill], before, secret, after].concat();
            let hits = redact::scan_read(&mut Narrowed::new(bytes.as_slice())).unwrap();
            prop_assert!(hits.iter().any(|hit| hit.rule == redact::Rule::Password), "{bytes:?}");
        }

        #[test]
        fn text_stays_as_it_is(text in "[^\0\u{feff}]{0,300}") {
            let mut narrowed = String::new();
            Narrowed::new(text.as_bytes()).read_to_string(&mut narrowed).unwrap();
            prop_assert_eq!(narrowed, text);
        }
    }
}
