use std::fmt;
use std::io::{self, Read};

use super::Packing;
use crate::evidence::inventory::{Provenance, Removed};
use crate::evidence::item::{self, Clean};
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
    /// How it is looked through for secrets before it leaves.
    pub net: Net,
}

/// How a file is looked through for secrets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Net {
    /// As somebody's file: whatever it is, and whatever it is called.
    File,
    /// As JSON that this program writes: each string by itself, as it was looked at when it was written down. The names
    /// are ours and say nothing about what stands beside them.
    Values,
    /// Not at all. Either it is made from the strings of a file that is looked through as [`Net::Values`], with marks of
    /// Markdown or HTML between them; or everybody can read it anyway (answers of public DNS servers, whose records look
    /// like codes and keys).
    Nothing,
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
            net: Net::File,
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

    /// Where something looks like a secret.
    ///
    /// # Errors
    /// Whatever reading fails with.
    pub fn suspicious(&self) -> io::Result<Vec<Hit>> {
        match self.net {
            Net::Nothing => Ok(Vec::new()),
            Net::Values => {
                let mut text = String::new();
                self.open()?.read_to_string(&mut text)?;
                Ok(redact::scan_values(&text))
            }
            Net::File => self.suspicious_file(),
        }
    }

    /// A text is read in pieces. What has parts, or is packed, is looked at as it was when it was attached.
    fn suspicious_file(&self) -> io::Result<Vec<Hit>> {
        let mut head = Vec::new();
        let mut from = self.open()?;
        (&mut from).take(item::HEAD).read_to_end(&mut head)?;
        if self.packing() == Packing::Deflated && !item::has_parts(&head) {
            return redact::scan_read(&mut Narrowed::new(head.chain(from)));
        }
        // Nothing larger is ever attached.
        from.take(item::MAX_BYTES).read_to_end(&mut head)?;
        Ok(match item::clean(&head) {
            Clean::AsItIs { .. } => Vec::new(),
            Clean::Text { removed, .. } => removed,
            Clean::Never { rule, .. } => vec![Hit { rule, line: 1, column: 1, span: 0..0 }],
        })
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
