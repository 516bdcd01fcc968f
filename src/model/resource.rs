//! Files that the program carries inside itself: runbooks, tables, faces.
//!
//! `build.rs` packs them, because the program is one file that has to stay small; each is unpacked when it is first asked
//! for, once. What a file says is not this module's business.

use std::sync::OnceLock;

use flate2::{Decompress, FlushDecompress};

/// One carried file: its length (four bytes, little-endian), then its content as raw DEFLATE (RFC 1951).
#[derive(Debug)]
pub struct Resource {
    packed: &'static [u8],
    unpacked: OnceLock<Vec<u8>>,
}

impl Resource {
    /// A file as `build.rs` packed it.
    #[must_use]
    pub const fn new(packed: &'static [u8]) -> Self {
        Self { packed, unpacked: OnceLock::new() }
    }

    /// The file's bytes.
    ///
    /// # Panics
    /// Where the program's own file is damaged.
    pub fn bytes(&'static self) -> &'static [u8] {
        self.unpacked.get_or_init(|| unpack(self.packed))
    }

    /// The file's text, UTF-8.
    ///
    /// # Panics
    /// Where the program's own file is damaged.
    #[expect(clippy::expect_used, reason = "build.rs reads each text as UTF-8 before it packs it")]
    pub fn text(&'static self) -> &'static str {
        std::str::from_utf8(self.bytes()).expect("a carried text is UTF-8")
    }
}

#[expect(clippy::expect_used, reason = "a program whose own bytes are damaged can only stop")]
fn unpack(packed: &'static [u8]) -> Vec<u8> {
    let (length, packed) = packed.split_first_chunk::<4>().expect("a carried file begins with its length");
    let length = u32::from_le_bytes(*length) as usize;
    let mut unpacked = Vec::with_capacity(length);
    let ended = Decompress::new(false).decompress_vec(packed, &mut unpacked, FlushDecompress::Finish);
    assert!(ended.is_ok() && unpacked.len() == length, "a carried file is damaged");
    unpacked
}

/// A file below the project's top that `build.rs` packs (its list says which), as a [`Resource`].
macro_rules! carried {
    ($path:literal) => {{
        static CARRIED: $crate::model::Resource =
            $crate::model::Resource::new(include_bytes!(concat!(env!("OUT_DIR"), "/packed/", $path)));
        &CARRIED
    }};
}
pub(crate) use carried;
