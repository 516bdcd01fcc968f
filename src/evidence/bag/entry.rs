use std::fmt;
use std::io::{self, Read};

use super::Packing;
use crate::evidence::inventory::{Provenance, Removed};
use crate::evidence::redact::{self, Hit};
use crate::evidence::text::Narrowed;
use crate::model::Class;

/// One file of the payload.
#[derive(Debug)]
pub struct Entry<'a> {
    /// Below `data/`: `10-ticket/ticket.txt`. Printable ASCII.
    pub path: String,
    /// Who may see it.
    pub class: Class,
    /// Its bytes.
    pub source: Source<'a>,
    /// Where it came from.
    pub provenance: Provenance,
    /// What was removed from it.
    pub removed: Vec<Removed>,
    /// Everybody can read it anyway, so it is not searched for secrets: answers of public DNS servers. Records with which
    /// other services prove a domain look like codes and keys.
    pub public: bool,
}

/// Bytes that are here, or that can be read when their turn comes.
pub enum Source<'a> {
    /// Here.
    Bytes(Vec<u8>),
    /// Opened when it is written: a recording of gigabytes is never held.
    Reader {
        /// In bytes; packing fails if it turns out to be another.
        size: u64,
        /// Opens it, from the beginning each time.
        open: Box<dyn Fn() -> io::Result<Box<dyn Read + 'a>> + 'a>,
    },
}

impl fmt::Debug for Source<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Bytes(bytes) => write!(f, "{} bytes", bytes.len()),
            Self::Reader { size, .. } => write!(f, "a reader of {size} bytes"),
        }
    }
}

/// Compressed already. Deflating them again costs time and gains nothing.
const MEDIA: &[&str] = &[
    "png", "jpg", "jpeg", "gif", "webp", "heic", "heif", "avif", "mp4", "m4v", "m4a", "mov", "webm", "mkv",
    "avi", "mp3", "ogg", "opus", "flac", "pdf", "zip", "7z", "gz", "tgz", "xz", "bz2", "zst", "rar", "docx",
    "xlsx", "pptx", "odt", "ods", "cab", "msix",
];

impl<'a> Entry<'a> {
    /// A text that this program made.
    #[must_use]
    pub fn text(path: &str, class: Class, text: impl Into<String>) -> Self {
        Self::new(path, class, Source::Bytes(text.into().into_bytes()))
    }

    /// A file of nobody knows where; set `provenance` and `removed` for more.
    #[must_use]
    pub fn new(path: &str, class: Class, source: Source<'a>) -> Self {
        Self {
            path: path.to_owned(),
            class,
            source,
            provenance: Provenance::default(),
            removed: Vec::new(),
            public: false,
        }
    }

    /// In bytes.
    #[must_use]
    pub fn size(&self) -> u64 {
        match &self.source {
            Source::Bytes(bytes) => bytes.len() as u64,
            Source::Reader { size, .. } => *size,
        }
    }

    /// The bytes from the beginning.
    ///
    /// # Errors
    /// Whatever opening fails with.
    pub fn open(&self) -> io::Result<Box<dyn Read + '_>> {
        match &self.source {
            Source::Bytes(bytes) => Ok(Box::new(bytes.as_slice())),
            Source::Reader { open, .. } => open(),
        }
    }

    /// Where something looks like a secret; nowhere in what is compressed already, or public.
    ///
    /// # Errors
    /// Whatever reading fails with.
    pub fn suspicious(&self) -> io::Result<Vec<Hit>> {
        match self.packing() {
            Packing::Deflated if !self.public => {
                let mut hits = redact::scan_read(&mut Narrowed::new(self.open()?))?;
                if hits.is_empty() && [".json", ".jsonl"].iter().any(|json| self.path.ends_with(json)) {
                    let mut text = String::new();
                    // What is no UTF-8 is no JSON, and was scanned as it is.
                    if self.open()?.read_to_string(&mut text).is_ok() {
                        hits = redact::scan_json_lines(&text);
                    }
                }
                Ok(hits)
            }
            _ => Ok(Vec::new()),
        }
    }

    /// By its extension.
    pub(super) fn packing(&self) -> Packing {
        let extension = self.path.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
        match extension {
            Some(extension) if MEDIA.contains(&extension.as_str()) => Packing::Stored,
            _ => Packing::Deflated,
        }
    }
}
