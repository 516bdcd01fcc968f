//! What lies packed inside a file: the parts of a zip or an Office document, of a gzip, a PDF, an RTF or a mail, as text
//! that can be looked through for secrets.
//!
//! It knows how these formats carry text, as far as that is needed to see a password in them, and says whether it has
//! seen everything. It knows no secret, and writes nothing: a container is never changed, only looked into. What it opens
//! may be hostile, so it follows no directory and no offset that a file claims (hidden parts are found, loops are not
//! possible), unpacks at most [`MOST_BYTES`] in all and goes at most [`DEEPEST`] containers deep. What it cannot see
//! (encryption, other ways of packing, pictures, fonts with letters of their own) is said to be not seen.

mod archive;
mod mail;
mod markup;
mod pdf;
mod rtf;

use std::io::Read;

use super::text;

use flate2::bufread::{DeflateDecoder, GzDecoder, ZlibDecoder};

/// Bytes that are unpacked of one file, in all its parts.
const MOST_BYTES: u64 = 64 << 20;
/// As many first bytes tell what a file is; the fields of a mail can be long.
pub(super) const HEAD: usize = 16 << 10;
/// Containers within containers.
const DEEPEST: usize = 4;

/// A part that was unpacked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    /// What it is called inside; empty where it has no name.
    pub name: String,
    /// Its bytes, or its text as UTF-8.
    pub bytes: Vec<u8>,
}

/// What was seen of a file.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// Everything that is no container itself.
    pub parts: Vec<Part>,
    /// Whether the file has parts at all.
    pub is_container: bool,
    /// Whether all of them were seen.
    pub whole: bool,
}

/// What may still be unpacked, and whether something was left out.
struct Budget {
    bytes: u64,
    left_out: bool,
}

/// How a stream is packed.
#[derive(Clone, Copy)]
enum Packing {
    Deflate,
    Zlib,
    Gzip,
}

impl Budget {
    /// Unpacks what begins here, as far as it goes and the budget reaches; also how many packed bytes that took.
    fn unpack(&mut self, packed: &[u8], how: Packing) -> (Vec<u8>, usize) {
        let mut bytes = Vec::new();
        let mut rest = packed;
        let most = self.bytes.saturating_add(1);
        let ended = match how {
            Packing::Deflate => DeflateDecoder::new(&mut rest).take(most).read_to_end(&mut bytes),
            Packing::Zlib => ZlibDecoder::new(&mut rest).take(most).read_to_end(&mut bytes),
            Packing::Gzip => GzDecoder::new(&mut rest).take(most).read_to_end(&mut bytes),
        };
        // What came out before a fault is looked at as well.
        self.left_out |= ended.is_err();
        self.spend(bytes.len());
        (bytes, packed.len() - rest.len())
    }

    fn spend(&mut self, bytes: usize) {
        self.left_out |= bytes as u64 > self.bytes;
        self.bytes = self.bytes.saturating_sub(bytes as u64);
    }
}

/// Whether these first bytes ([`HEAD`] of them, or all there are) begin a file that has parts.
#[must_use]
pub(super) fn begins(head: &[u8]) -> bool {
    Kind::of(head).is_some()
}

/// Opens a file as far as it can be opened. One that is no container has no parts, and nothing is whole in it.
#[must_use]
pub(super) fn look(bytes: &[u8]) -> Seen {
    let mut budget = Budget { bytes: MOST_BYTES, left_out: false };
    let mut parts = Vec::new();
    let opened = open("", bytes, DEEPEST, &mut budget, &mut parts);
    Seen { parts, is_container: opened, whole: opened && !budget.left_out }
}

fn open(name: &str, bytes: &[u8], deep: usize, budget: &mut Budget, parts: &mut Vec<Part>) -> bool {
    let Some(kind) = Kind::of(bytes) else { return false };
    // The bytes of a file by itself are looked at by whoever asked; those of a part only if they are given as well.
    if deep < DEEPEST && kind.shows_text() {
        parts.push(Part { name: name.to_owned(), bytes: bytes.to_vec() });
    }
    if deep == 0 || budget.bytes == 0 {
        budget.left_out = true;
        return true;
    }
    for part in kind.parts(bytes, budget) {
        let inner = if name.is_empty() { part.name.clone() } else { format!("{name}/{}", part.name) };
        if !open(&inner, &part.bytes, deep - 1, budget, parts) {
            // A picture, a program, another way of packing.
            let is_text = text::decode(&part.bytes).is_some_and(|text| text.whole);
            budget.left_out |= !is_text && !part.bytes.is_empty();
            parts.push(Part { name: inner, bytes: part.bytes });
        }
    }
    true
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Zip,
    Gzip,
    Pdf,
    Rtf,
    Mail,
}

impl Kind {
    fn of(bytes: &[u8]) -> Option<Self> {
        let head = &bytes[..bytes.len().min(HEAD)];
        if archive::begins(head) {
            return Some(Self::Zip);
        }
        if head.starts_with(b"\x1f\x8b\x08") {
            return Some(Self::Gzip);
        }
        if memchr::memmem::find(head, b"%PDF-").is_some() {
            return Some(Self::Pdf);
        }
        if head.trim_ascii_start().starts_with(b"{\\rtf") {
            return Some(Self::Rtf);
        }
        mail::begins(head).then_some(Self::Mail)
    }

    /// Whether its own bytes hold text beside its parts.
    fn shows_text(self) -> bool {
        matches!(self, Self::Pdf | Self::Rtf | Self::Mail)
    }

    fn parts(self, bytes: &[u8], budget: &mut Budget) -> Vec<Part> {
        match self {
            Self::Zip => markup::of_office(archive::parts(bytes, budget)),
            Self::Gzip => {
                let bytes = budget.unpack(bytes, Packing::Gzip).0;
                vec![Part { name: String::new(), bytes }]
            }
            Self::Pdf => {
                // Pictures and letters of a font's own are never seen.
                budget.left_out = true;
                pdf::parts(bytes, budget)
            }
            Self::Rtf => vec![Part { name: String::new(), bytes: rtf::text(bytes).into_bytes() }],
            Self::Mail => mail::parts(bytes),
        }
    }
}

#[cfg(test)]
mod tests;
