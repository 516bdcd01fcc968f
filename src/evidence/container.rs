//! The zip around a bag, byte by byte: nothing in it may be unaccounted for.
//!
//! Programs that read zips forgive: junk before and after, headers that disagree, files that overlap, records in the
//! gaps. Each kindness is a place where two programs see two different bundles. This reader forgives nothing. It follows
//! the end record to the directory, the directory to the files, and demands that these three fill the zip without a gap
//! and agree in every field. It inflates nothing, and holds no more than the directory, whose size is capped.

use std::io::{self, Read, Seek, SeekFrom};

use super::header::{self, CENTRAL_LENGTH, Header, LOCAL_LENGTH, u16_at, u32_at, u64_at};
use super::problem::{Problem, Rule};
use crate::model::names;

/// Files in one bundle.
pub const MOST_ENTRIES: usize = 10_000;
/// Bytes of all files, unpacked.
pub const MOST_BYTES: u64 = 8 * 1024 * 1024 * 1024;
/// How many times larger unpacked than packed.
pub const STEEPEST: u64 = 200;
/// Up to this size nobody counts the ratio: it is harmless.
pub const GENTLE_BYTES: u64 = 10 * 1024 * 1024;
const MOST_DIRECTORY_BYTES: u64 = 16 * 1024 * 1024;

const END: u32 = 0x0605_4b50;
const END_LENGTH: u64 = 22;
const END64: u32 = 0x0606_4b50;
const END64_LENGTH: u64 = 56;
const LOCATOR64: u32 = 0x0706_4b50;
const LOCATOR64_LENGTH: u64 = 20;

/// One file of the zip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Safe, and different from all others.
    pub name: String,
    /// Whether it is deflated.
    pub deflated: bool,
    /// Packed bytes.
    pub packed: u64,
    /// Unpacked bytes.
    pub size: u64,
}

/// A zip whose structure holds.
#[derive(Debug, Clone, Default)]
pub struct Layout {
    /// In the order of the directory.
    pub files: Vec<File>,
    /// What shows that this is not the zip as the bundle's writer left it, if anything does.
    pub repacked: Option<&'static str>,
}

/// Why there is no layout.
#[derive(Debug)]
pub enum Refusal {
    /// The file could not be read: a disk, not a damaged zip.
    Read(io::Error),
    /// What is wrong with the zip.
    Bad(Vec<Problem>),
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::UnexpectedEof {
            return bad(Rule::Header, "the zip ends in the middle of a header");
        }
        Self::Read(error)
    }
}

fn bad(rule: Rule, detail: &str) -> Refusal {
    Refusal::Bad(vec![Problem::new(rule, detail)])
}

/// Reads the structure and checks it.
///
/// # Errors
/// What is wrong with it, or that reading failed.
pub fn layout<R: Read + Seek + ?Sized>(from: &mut R) -> Result<Layout, Refusal> {
    let end = end(from)?;
    let headers = directory(from, &end)?;
    let mut problems = entries(&headers);
    if !problems.is_empty() {
        // A hostile zip can have thousands; the first ones tell enough.
        problems.truncate(20);
        return Err(Refusal::Bad(problems));
    }
    within_caps(&headers)?;
    filled(from, &headers, end.directory_at)?;
    let repacked = header::repacked(&headers);
    let files = headers.into_iter().map(|header| File {
        name: String::from_utf8_lossy(&header.name).into_owned(),
        deflated: header.method == 8,
        packed: header.packed,
        size: header.size,
    });
    Ok(Layout { files: files.collect(), repacked })
}

struct End {
    entries: u64,
    directory_at: u64,
    directory_length: u64,
}

fn read_at<R: Read + Seek + ?Sized>(from: &mut R, at: u64, length: usize) -> io::Result<Vec<u8>> {
    from.seek(SeekFrom::Start(at))?;
    let mut bytes = vec![0; length];
    from.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// The end record, which must be the last 22 bytes, and what it points to.
fn end<R: Read + Seek + ?Sized>(from: &mut R) -> Result<End, Refusal> {
    let length = from.seek(SeekFrom::End(0))?;
    let Some(at) = length.checked_sub(END_LENGTH) else {
        return Err(bad(Rule::NotAZip, "the file is too short to be a zip"));
    };
    let record = read_at(from, at, END_LENGTH as usize)?;
    if u32_at(&record, 0) != END || u16_at(&record, 20) != 0 {
        return Err(no_end(from, length)?);
    }
    let single = u16_at(&record, 4) == 0 && u16_at(&record, 6) == 0 && record[8..10] == record[10..12];
    let mut end = End {
        entries: u16_at(&record, 10).into(),
        directory_length: u32_at(&record, 12).into(),
        directory_at: u32_at(&record, 16).into(),
    };
    let mut directory_end = at;
    let locator_at = at.checked_sub(LOCATOR64_LENGTH + END64_LENGTH).map(|at| at + END64_LENGTH);
    if let Some(locator_at) = locator_at {
        let locator = read_at(from, locator_at, LOCATOR64_LENGTH as usize)?;
        if u32_at(&locator, 0) == LOCATOR64 {
            directory_end = locator_at - END64_LENGTH;
            let record = read_at(from, directory_end, END64_LENGTH as usize)?;
            let plain = u32_at(&locator, 4) == 0
                && u64_at(&locator, 8) == directory_end
                && u32_at(&locator, 16) == 1
                && u32_at(&record, 0) == END64
                && u64_at(&record, 4) == END64_LENGTH - 12
                && record[12..14] == record[14..16]
                && u64_at(&record, 16) == 0
                && record[24..32] == record[32..40];
            let large = End {
                entries: u64_at(&record, 24),
                directory_length: u64_at(&record, 40),
                directory_at: u64_at(&record, 48),
            };
            let agrees = |small: u64, most: u64, large: u64| small == most || small == large;
            if !plain
                || !agrees(end.entries, 0xffff, large.entries)
                || !agrees(end.directory_length, 0xffff_ffff, large.directory_length)
                || !agrees(end.directory_at, 0xffff_ffff, large.directory_at)
            {
                return Err(bad(Rule::Header, "the two end records of the zip disagree"));
            }
            end = large;
        }
    }
    if !single {
        return Err(bad(Rule::Header, "the zip says that it has several parts"));
    }
    if end.entries > MOST_ENTRIES as u64 {
        return Err(bad(Rule::TooMany, &format!("{} files, and 10,000 is the most", end.entries)));
    }
    if end.directory_length > MOST_DIRECTORY_BYTES {
        return Err(bad(Rule::TooLarge, "the zip's directory is larger than 16 MiB"));
    }
    match end.directory_at.checked_add(end.directory_length) {
        Some(ends) if ends == directory_end => Ok(end),
        Some(ends) if ends < directory_end => {
            Err(bad(Rule::StrayBytes, "bytes before the first file or after the directory"))
        }
        _ => Err(bad(Rule::Header, "the end record points to a place outside the zip")),
    }
}

/// Why there is no end record at the end: no zip at all, or something was put behind it.
fn no_end<R: Read + Seek + ?Sized>(from: &mut R, length: u64) -> Result<Refusal, Refusal> {
    let tail = length.min(64 * 1024 + END_LENGTH);
    let bytes = read_at(from, length - tail, tail as usize)?;
    let head = read_at(from, 0, 4)?;
    Ok(if memchr::memmem::rfind(&bytes, &END.to_le_bytes()).is_some() {
        bad(Rule::TrailingBytes, "something comes after the end of the zip, or a comment is in it")
    } else if u32_at(&head, 0) == header::LOCAL {
        bad(Rule::NotAZip, "the end of the zip is missing: was it sent or copied whole?")
    } else {
        bad(Rule::NotAZip, "this is not a zip")
    })
}

fn directory<R: Read + Seek + ?Sized>(from: &mut R, end: &End) -> Result<Vec<Header>, Refusal> {
    let bytes = read_at(from, end.directory_at, end.directory_length as usize)?;
    let mut headers = Vec::with_capacity(end.entries as usize);
    let mut rest = bytes.as_slice();
    for _ in 0..end.entries {
        if rest.len() < CENTRAL_LENGTH {
            return Err(bad(Rule::Header, "the directory is shorter than the number of its files"));
        }
        let (header, length) = Header::central(rest).map_err(|why| bad(Rule::Header, why))?;
        rest = &rest[length..];
        headers.push(header);
    }
    if !rest.is_empty() {
        return Err(bad(Rule::StrayBytes, "the directory is longer than the number of its files"));
    }
    Ok(headers)
}

/// What each entry says about itself.
fn entries(headers: &[Header]) -> Vec<Problem> {
    let mut seen = names::Seen::default();
    let mut problems = Vec::new();
    for header in headers {
        let shown = String::from_utf8_lossy(&header.name);
        if let Some((rule, why)) = header.refusal() {
            problems.push(Problem::of(rule, &shown, why));
        }
        match names::check(&header.name) {
            Err(names::BadName::Empty) if shown.ends_with('/') => {
                problems.push(Problem::of(Rule::NotAFile, &shown, "a folder has an entry of its own"));
            }
            Err(why) => problems.push(Problem::of(Rule::Name, &shown, why.to_string())),
            Ok(name) => {
                if let Err(why) = seen.add(name) {
                    problems.push(Problem::of(Rule::Duplicate, &shown, why.to_string()));
                }
            }
        }
    }
    problems
}

fn within_caps(headers: &[Header]) -> Result<(), Refusal> {
    let steep = |size: u64, packed: u64| size > GENTLE_BYTES && size / STEEPEST > packed;
    let (mut size, mut packed) = (0_u64, 0_u64);
    for header in headers {
        (size, packed) = (size.saturating_add(header.size), packed.saturating_add(header.packed));
        if steep(header.size, header.packed) {
            let shown = String::from_utf8_lossy(&header.name);
            let why = "it would unpack to more than 200 times its size";
            return Err(Refusal::Bad(vec![Problem::of(Rule::Ratio, &shown, why)]));
        }
    }
    if size > MOST_BYTES {
        return Err(bad(Rule::TooLarge, "it would unpack to more than 8 GiB"));
    }
    if steep(size, packed) {
        return Err(bad(Rule::Ratio, "it would unpack to more than 200 times its size"));
    }
    Ok(())
}

/// The files fill the zip from its first byte to the directory, and each header at a file repeats the directory's.
fn filled<R: Read + Seek + ?Sized>(
    from: &mut R,
    headers: &[Header],
    directory_at: u64,
) -> Result<(), Refusal> {
    let mut order: Vec<&Header> = headers.iter().collect();
    order.sort_by_key(|header| header.at);
    let mut next = 0;
    for header in order {
        let shown = String::from_utf8_lossy(&header.name);
        let refuse = |rule, why: &str| Refusal::Bad(vec![Problem::of(rule, &shown, why)]);
        if header.at < next {
            return Err(refuse(Rule::Overlap, "it shares bytes with another file"));
        }
        if header.at > next {
            return Err(refuse(Rule::StrayBytes, "bytes that belong to no file come before it"));
        }
        let fixed = read_at(from, header.at, LOCAL_LENGTH)?;
        let tail = usize::from(u16_at(&fixed, 26)) + usize::from(u16_at(&fixed, 28));
        let mut whole = fixed;
        whole.extend(read_at(from, header.at + LOCAL_LENGTH as u64, tail)?);
        header.repeated_by(&whole).map_err(|why| refuse(Rule::Header, why))?;
        let data_at = header.at + whole.len() as u64;
        next = data_at
            .checked_add(header.packed)
            .ok_or_else(|| refuse(Rule::Header, "its size is impossible"))?;
        if next > directory_at {
            return Err(refuse(Rule::Overlap, "it runs into the zip's directory"));
        }
    }
    if next != directory_at {
        return Err(bad(Rule::StrayBytes, "bytes that belong to no file come before the directory"));
    }
    Ok(())
}
