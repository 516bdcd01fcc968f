use std::io::{self, Read};

use encoding_rs::{Decoder, UTF_16BE, UTF_16LE};

/// Bytes of UTF-16 that are decoded at once.
const PIECE: usize = 64 << 10;

/// A stream of UTF-16 as UTF-8: what PowerShell's `>` makes of an export, of any length.
pub(super) struct Decoded<'a> {
    from: &'a mut dyn Read,
    /// Chosen by the first two bytes.
    decoder: Option<Decoder>,
    raw: Vec<u8>,
    ready: Vec<u8>,
    /// How much of `ready` was given away.
    given: usize,
    ended: bool,
}

impl<'a> Decoded<'a> {
    /// Whether a text that begins so is UTF-16: it says so, or every other byte is 0.
    pub(super) fn is_wide(head: &[u8]) -> bool {
        let probe = &head[..head.len().min(512)];
        head.starts_with(b"\xFF\xFE")
            || head.starts_with(b"\xFE\xFF")
            || (probe.len() > 8 && probe.iter().filter(|b| **b == 0).count() * 3 > probe.len())
    }

    pub(super) fn new(from: &'a mut dyn Read) -> Self {
        Self { from, decoder: None, raw: Vec::new(), ready: Vec::new(), given: 0, ended: false }
    }

    /// Decodes the next piece. The end of the source leaves `ready` empty.
    fn refill(&mut self) -> io::Result<()> {
        self.given = 0;
        self.ready.clear();
        while self.ready.is_empty() && !self.ended {
            self.raw.clear();
            self.ended = super::search::read(self.from, PIECE, &mut self.raw)? < PIECE;
            let raw = &self.raw[..];
            let big = raw.starts_with(b"\xFE\xFF") || raw.first() == Some(&0);
            let decoder = self
                .decoder
                .get_or_insert_with(|| if big { UTF_16BE } else { UTF_16LE }.new_decoder_with_bom_removal());
            // UTF-8 needs at most half as much again.
            self.ready.resize(PIECE * 2, 0);
            let (_, _, written, _) = decoder.decode_to_utf8(raw, &mut self.ready, self.ended);
            self.ready.truncate(written);
        }
        Ok(())
    }
}

impl Read for Decoded<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.given == self.ready.len() {
            self.refill()?;
        }
        let length = out.len().min(self.ready.len() - self.given);
        out[..length].copy_from_slice(&self.ready[self.given..self.given + length]);
        self.given += length;
        Ok(length)
    }
}
