//! One entry's headers: the one in the zip's directory, and the one at the file, which must repeat it.

use super::problem::Rule;

pub(super) const LOCAL: u32 = 0x0403_4b50;
pub(super) const LOCAL_LENGTH: usize = 30;
const CENTRAL: u32 = 0x0201_4b50;
pub(super) const CENTRAL_LENGTH: usize = 46;

const ENCRYPTED: u16 = 1 | 1 << 6 | 1 << 13;
const DESCRIPTOR: u16 = 1 << 3;
/// Deflate's level hints, and "the name is UTF-8": they mean nothing to a reader of UTF-8 names.
const HARMLESS_FLAGS: u16 = 1 << 1 | 1 << 2 | 1 << 11;
/// In the extra field: sizes beyond 4 GiB, another name, AES.
const ZIP64: u16 = 0x0001;
const OTHER_NAME: u16 = 0x7075;
const LARGE: u64 = 0xffff_ffff;

/// An entry of the directory.
#[derive(Debug, Clone)]
pub(super) struct Header {
    pub name: Vec<u8>,
    pub method: u16,
    pub packed: u64,
    pub size: u64,
    pub at: u64,
    crc: u32,
    version_needed: u16,
    flags: u16,
    moment: u32,
    made_by: u16,
    internal: u16,
    external: u32,
    extra: Vec<u8>,
}

pub(super) fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

pub(super) fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from(u32_at(bytes, at)) | u64::from(u32_at(bytes, at + 4)) << 32
}

impl Header {
    /// Reads the directory's entry at the beginning of `bytes` (at least [`CENTRAL_LENGTH`] of them); also its length.
    pub(super) fn central(bytes: &[u8]) -> Result<(Self, usize), &'static str> {
        if u32_at(bytes, 0) != CENTRAL {
            return Err("the directory has something else between its files");
        }
        let (name, extra, comment) =
            (usize::from(u16_at(bytes, 28)), usize::from(u16_at(bytes, 30)), usize::from(u16_at(bytes, 32)));
        let length = CENTRAL_LENGTH + name + extra;
        if comment != 0 {
            return Err("a file has a comment");
        }
        if bytes.len() < length {
            return Err("the directory ends in the middle of a file");
        }
        if u16_at(bytes, 34) != 0 {
            return Err("a file is said to be on another disk");
        }
        let mut header = Self {
            name: bytes[CENTRAL_LENGTH..CENTRAL_LENGTH + name].to_vec(),
            extra: bytes[CENTRAL_LENGTH + name..length].to_vec(),
            made_by: u16_at(bytes, 4),
            version_needed: u16_at(bytes, 6),
            flags: u16_at(bytes, 8),
            method: u16_at(bytes, 10),
            moment: u32_at(bytes, 12),
            crc: u32_at(bytes, 16),
            packed: u32_at(bytes, 20).into(),
            size: u32_at(bytes, 24).into(),
            internal: u16_at(bytes, 36),
            external: u32_at(bytes, 38),
            at: u32_at(bytes, 42).into(),
        };
        let extra = header.extra.clone();
        large(&extra, &mut [&mut header.size, &mut header.packed, &mut header.at])?;
        Ok((header, length))
    }

    /// Why such an entry is not read at all.
    pub(super) fn refusal(&self) -> Option<(Rule, &'static str)> {
        if self.flags & ENCRYPTED != 0 {
            return Some((Rule::Encrypted, "it is encrypted, and cannot be checked"));
        }
        if self.method != 0 && self.method != 8 {
            return Some((Rule::Method, "it is compressed in a way that bundles do not use"));
        }
        if self.flags & DESCRIPTOR != 0 {
            return Some((Rule::Header, "its sizes come after its bytes; bundles are not written like that"));
        }
        if self.flags & !HARMLESS_FLAGS != 0 {
            return Some((Rule::Header, "its header has a flag that bundles do not use"));
        }
        if self.method == 0 && self.packed != self.size {
            return Some((Rule::Header, "it is stored, and yet its two sizes differ"));
        }
        let kind = self.external >> 16 & 0o170_000;
        if (kind != 0 && kind != 0o100_000) || self.external & 0x18 != 0 {
            return Some((Rule::NotAFile, "it is a link, a folder or a device"));
        }
        None
    }

    /// Whether the header at the file (whole, with name and extra field) says the same.
    pub(super) fn repeated_by(&self, local: &[u8]) -> Result<(), &'static str> {
        if u32_at(local, 0) != LOCAL {
            return Err("there is no file where the directory says");
        }
        let name_end = LOCAL_LENGTH + usize::from(u16_at(local, 26));
        let (mut packed, mut size) = (u32_at(local, 18).into(), u32_at(local, 22).into());
        large(&local[name_end..], &mut [&mut size, &mut packed])?;
        let same = u16_at(local, 4) == self.version_needed
            && u16_at(local, 6) == self.flags
            && u16_at(local, 8) == self.method
            && u32_at(local, 10) == self.moment
            && u32_at(local, 14) == self.crc
            && packed == self.packed
            && size == self.size
            && local[LOCAL_LENGTH..name_end] == self.name;
        if same { Ok(()) } else { Err("its header and the directory disagree") }
    }
}

/// Replaces the sizes that did not fit by those of the extra field, in the order that the format fixes.
fn large(extra: &[u8], values: &mut [&mut u64]) -> Result<(), &'static str> {
    let mut rest = extra;
    let mut field: Option<&[u8]> = None;
    while rest.len() >= 4 {
        let (id, length) = (u16_at(rest, 0), usize::from(u16_at(rest, 2)));
        let Some(body) = rest.get(4..4 + length) else {
            return Err("an extra field is longer than its place");
        };
        match id {
            ZIP64 if field.is_some() => return Err("two fields give the large sizes"),
            ZIP64 => field = Some(body),
            OTHER_NAME => return Err("a file has a second name"),
            _ => {}
        }
        rest = &rest[4 + length..];
    }
    if !rest.is_empty() {
        return Err("an extra field is cut");
    }
    let mut body = field.unwrap_or_default();
    for value in values.iter_mut().filter(|value| ***value == LARGE) {
        if body.len() < 8 {
            return Err("a size beyond 4 GiB is missing");
        }
        **value = u64_at(body, 0);
        body = &body[8..];
    }
    if body.is_empty() { Ok(()) } else { Err("a field for large sizes has more than it needs") }
}

/// What no two programs write alike, and ours writes alike in every entry. Together with the headers that repeat each
/// other this accounts for every byte, without demanding the constants of one version.
pub(super) fn repacked(headers: &[Header]) -> Option<&'static str> {
    let first = headers.first()?;
    let plain_extra = |extra: &[u8]| extra.is_empty() || u16_at(extra, 0) == ZIP64;
    // The version that made a file is the one that it needs, or one for all files.
    let versions = headers.iter().all(|header| header.made_by & 0xff == header.version_needed)
        || headers.iter().all(|header| header.made_by == first.made_by);
    if !versions {
        return Some("the files carry different versions");
    }
    headers.iter().find_map(|header| {
        if header.moment != first.moment {
            Some("the files carry different times")
        } else if header.made_by >> 8 != first.made_by >> 8
            || header.internal != first.internal
            || header.external != first.external
        {
            Some("the files carry different attributes")
        } else if !plain_extra(&header.extra) {
            Some("the files carry fields that bundles do not have")
        } else {
            None
        }
    })
}
