//! Exports that arrive packed: gzip is unpacked as a stream, a workbook or another zip is named with its cure.
//!
//! It knows a packed file by its first bytes, never by its name. It refuses to unpack without end: a small file may hold
//! any number of zeros.

use std::io::{self, Read};

use flate2::read::MultiGzDecoder;

/// No export of a tenant is larger when unpacked.
const LARGEST: u64 = 2 << 30;

/// Whether the bytes begin like gzip.
pub(super) fn is_gzip(head: &[u8]) -> bool {
    head.starts_with(&[0x1f, 0x8b, 0x08])
}

/// Refuses what begins like a zip.
///
/// # Errors
/// `InvalidData`, with what it is and what to do instead.
pub(super) fn refuse_zip(head: &[u8]) -> io::Result<()> {
    if !head.starts_with(b"PK\x03\x04") {
        return Ok(());
    }
    let workbook = memchr::memmem::find(&head[..head.len().min(8 << 10)], b"xl/").is_some()
        || memchr::memmem::find(&head[..head.len().min(8 << 10)], b"[Content_Types].xml").is_some();
    let what = if workbook {
        "this is a workbook of Excel (.xlsx), which is not read: save the sheet as \"CSV UTF-8\", or download the log again as JSON"
    } else {
        "this is a zip archive: unpack it, and give the file that is in it"
    };
    Err(io::Error::new(io::ErrorKind::InvalidData, what))
}

/// What is packed in a stream of gzip, up to a limit that no export reaches.
pub(super) struct Unpacked<R> {
    from: io::Take<MultiGzDecoder<R>>,
}

impl<R: Read> Unpacked<R> {
    pub(super) fn new(from: R) -> Self {
        Self { from: MultiGzDecoder::new(from).take(LARGEST) }
    }
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let length = self.from.read(out)?;
        if length == 0 && self.from.limit() == 0 && !out.is_empty() {
            let what = "it unpacks to more than 2 GiB: this is no sign-in log";
            return Err(io::Error::new(io::ErrorKind::InvalidData, what));
        }
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn gzip_is_unpacked_and_a_cut_one_is_an_error() {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(b"AADSTS53003: Blocked").unwrap();
        let packed = packer.finish().unwrap();
        let mut text = String::new();
        Unpacked::new(&packed[..]).read_to_string(&mut text).unwrap();
        assert_eq!(text, "AADSTS53003: Blocked");
        assert!(Unpacked::new(&packed[..packed.len() / 2]).read_to_string(&mut text).is_err());
    }

    #[test]
    fn a_workbook_is_named_with_its_cure() {
        let said = |head: &[u8]| refuse_zip(head).map_err(|e| e.to_string());
        assert!(said(b"PK\x03\x04....[Content_Types].xml").unwrap_err().contains("CSV UTF-8"));
        assert!(said(b"PK\x03\x04....log.json").unwrap_err().contains("unpack it"));
        assert!(said(b"Request Id").is_ok());
    }
}
