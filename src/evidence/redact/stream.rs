//! The same scan over something too large to hold: a sign-in log of gigabytes, a recording's transcript.

use std::io::{self, Read};

use super::{Hit, scan};

/// How much is held at once, and how much of it is looked at again with what follows: more than any one secret.
const WINDOW: usize = 2 * 1024 * 1024;
const OVERLAP: usize = 128 * 1024;

/// Scans everything that `from` gives, in bounded memory. UTF-16 with a byte order mark is read as text; bytes that are
/// no text count as one character each. Spans are bytes from the beginning (of the text as UTF-8).
///
/// # Errors
/// Whatever reading fails with.
pub fn scan_read(from: &mut dyn Read) -> io::Result<Vec<Hit>> {
    let mut text = Utf8::new(from)?;
    let mut hits: Vec<Hit> = Vec::new();
    let mut held = String::new();
    let (mut base, mut base_line, mut base_column) = (0, 0, 0);
    loop {
        let more = text.fill(&mut held, WINDOW)?;
        let cut = if more { cut(&held) } else { held.len() };
        for hit in scan(&held).into_iter().filter(|hit| hit.span.start < cut) {
            let span = base + hit.span.start..base + hit.span.end;
            if hits.last().is_none_or(|last| last.span.end <= span.start) {
                let column = if hit.line == 1 { base_column + hit.column } else { hit.column };
                hits.push(Hit { line: base_line + hit.line, column, span, ..hit });
            }
        }
        if !more {
            return Ok(hits);
        }
        let gone = &held[..cut];
        match gone.rfind('\n') {
            Some(at) => base_column = gone[at + 1..].chars().count(),
            None => base_column += gone.chars().count(),
        }
        base_line += memchr::memchr_iter(b'\n', gone.as_bytes()).count();
        base += cut;
        held.drain(..cut);
    }
}

/// The last beginning of a line before the overlap, so that names and values stay together.
fn cut(held: &str) -> usize {
    let limit = held.floor_char_boundary(held.len().saturating_sub(OVERLAP));
    held[..limit].rfind('\n').map_or(limit, |at| at + 1)
}

/// Bytes on their way to text.
struct Utf8<'a> {
    from: &'a mut dyn Read,
    decoder: encoding_rs::Decoder,
    buffer: Vec<u8>,
}

impl<'a> Utf8<'a> {
    fn new(from: &'a mut dyn Read) -> io::Result<Self> {
        // The byte order mark decides between UTF-8 and the two orders of UTF-16.
        Ok(Self { from, decoder: encoding_rs::UTF_8.new_decoder(), buffer: vec![0; 64 * 1024] })
    }

    /// Fills `held` up to `size` bytes; false when there is no more.
    fn fill(&mut self, held: &mut String, size: usize) -> io::Result<bool> {
        while held.len() < size {
            let got = match self.from.read(&mut self.buffer) {
                Ok(got) => got,
                Err(again) if again.kind() == io::ErrorKind::Interrupted => continue,
                Err(failed) => return Err(failed),
            };
            held.reserve(self.decoder.max_utf8_buffer_length(got).unwrap_or(got * 3 + 16));
            let _ = self.decoder.decode_to_string(&self.buffer[..got], held, got == 0);
            if got == 0 {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
