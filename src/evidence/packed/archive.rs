//! The files of a zip, by their own headers: what its directory leaves out is found as well.

use super::{Budget, Packing, Part};

const HEADER: &[u8; 4] = b"PK\x03\x04";
const LENGTH: usize = 30;

pub(super) fn begins(head: &[u8]) -> bool {
    // A program that unpacks itself has code in front; that it is one cannot be seen here.
    head.starts_with(HEADER)
}

pub(super) fn parts(bytes: &[u8], budget: &mut Budget) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut from = 0;
    while let Some(at) = memchr::memmem::find(&bytes[from..], HEADER).map(|at| from + at) {
        from = at + HEADER.len();
        let Some(header) = bytes.get(at..at + LENGTH) else { break };
        let u16_at = |at: usize| u16::from_le_bytes([header[at], header[at + 1]]);
        let (flags, method) = (u16_at(6), u16_at(8));
        let packed = u32::from_le_bytes([header[18], header[19], header[20], header[21]]) as usize;
        let begin = at + LENGTH + usize::from(u16_at(26)) + usize::from(u16_at(28));
        let (Some(data), Some(name)) = (bytes.get(begin..), bytes.get(at + LENGTH..)) else { break };
        let name = String::from_utf8_lossy(&name[..usize::from(u16_at(26)).min(name.len())]).into_owned();
        if flags & 1 == 1 || !matches!(method, 0 | 8) || budget.bytes == 0 {
            budget.left_out = true;
            continue;
        }
        let unpacked = if method == 8 {
            let (unpacked, took) = budget.unpack(data, Packing::Deflate);
            from = begin + took;
            unpacked
        } else {
            // Without its length it goes on to the next header. What it claims is not believed: a header inside it is
            // looked at as well.
            let end = if flags & 8 == 0 {
                budget.left_out |= packed > data.len();
                packed.min(data.len())
            } else {
                memchr::memmem::find(data, HEADER).unwrap_or(data.len())
            };
            budget.spend(end);
            from = begin;
            data[..end].to_vec()
        };
        parts.push(Part { name, bytes: unpacked });
    }
    parts
}
