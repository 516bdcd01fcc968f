use std::io::{self, Cursor, Read};

use encoding_rs::{Decoder, UTF_16BE, UTF_16LE};

/// Bytes of UTF-16 that are decoded at once.
const PIECE: usize = 64 << 10;

/// A stream of UTF-16 as UTF-8: what PowerShell's `>` makes of an export, of any length.
pub(super) struct Decoded<'a> {
    from: &'a mut dyn Read,
    /// Chosen by the first two bytes.
    decoder: Option<Decoder>,
    raw: Vec<u8>,
    /// What was decoded and not yet given away.
    ready: Cursor<Vec<u8>>,
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
        Self { from, decoder: None, raw: Vec::new(), ready: Cursor::default(), ended: false }
    }

    /// Decodes the next piece. The end of the source leaves `ready` empty.
    fn refill(&mut self) -> io::Result<()> {
        let mut ready = std::mem::take(&mut self.ready).into_inner();
        ready.clear();
        while ready.is_empty() && !self.ended {
            self.raw.clear();
            self.ended = super::search::read(self.from, PIECE, &mut self.raw)? < PIECE;
            let raw = &self.raw[..];
            let big = raw.starts_with(b"\xFE\xFF") || raw.first() == Some(&0);
            let decoder = self
                .decoder
                .get_or_insert_with(|| if big { UTF_16BE } else { UTF_16LE }.new_decoder_with_bom_removal());
            // UTF-8 needs at most half as much again.
            ready.resize(PIECE * 2, 0);
            let (_, _, written, _) = decoder.decode_to_utf8(raw, &mut ready, self.ended);
            ready.truncate(written);
        }
        self.ready = Cursor::new(ready);
        Ok(())
    }
}

impl Read for Decoded<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.ready.position() == self.ready.get_ref().len() as u64 {
            self.refill()?;
        }
        self.ready.read(out)
    }
}
