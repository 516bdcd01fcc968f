//! A small bundle, made in memory, and the ways to look at it.

use std::io::{self, Cursor, Read, Seek, SeekFrom, Write};

use chrono::NaiveDate;
use reentry::adapter::zip_archive::ZipFiles;
use reentry::case::chain;
use reentry::evidence::bag::{Bag, Entry, Packing, Source, Summary};
use reentry::evidence::container::{self, Refusal};
use reentry::evidence::verify::{self, Verdict};
use reentry::model::Class;
use reentry::model::fingerprint::Told;
use reentry::port::{Archive, NewFile};

/// A file that is not there until it is whole, in memory.
#[derive(Default)]
pub(crate) struct Memory(pub Cursor<Vec<u8>>);

impl Write for Memory {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        self.0.write(buffer)
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
impl Seek for Memory {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.0.seek(to)
    }
}
impl NewFile for Memory {
    fn commit(self: Box<Self>) -> io::Result<()> {
        Ok(())
    }
}

/// Gives a few bytes at a time, as pipes and some disks do.
pub(crate) struct Drip<'a>(pub &'a [u8], pub usize);

impl Read for Drip<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let size = self.1.min(buffer.len()).min(self.0.len());
        buffer[..size].copy_from_slice(&self.0[..size]);
        self.0 = &self.0[size..];
        Ok(size)
    }
}

pub(crate) fn date() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 22).unwrap()
}

/// Text that does not compress to nothing, and is the same each time.
pub(crate) fn prose(bytes: usize, mut seed: u32) -> Vec<u8> {
    let mut text = Vec::with_capacity(bytes + 32);
    while text.len() < bytes {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        text.extend(format!("{:08x} the sign-in failed again\n", seed >> 4).bytes());
    }
    text.truncate(bytes);
    text
}

pub(crate) fn entries<'a>() -> Vec<Entry<'a>> {
    vec![
        Entry::text("10-ticket/ticket.txt", Class::Support, "All Global Administrators are locked out.\n"),
        Entry::text(
            "00-SUMMARY.md",
            Class::Support,
            "# Locked out\n\nTenant 4fdbff88-9d6b-42e0-9713-45c922ba8001\n",
        ),
        Entry::new(
            "60-attachments/A001-error.png",
            Class::Support,
            Source::Bytes(b"\x89PNG not really".to_vec()),
        ),
        Entry::new("30-signin/log.json", Class::Support, Source::Bytes(prose(700, 7))),
        Entry::text("60-attachments/A002-empty.txt", Class::Support, ""),
    ]
}

pub(crate) fn bag<'a>(entries: Vec<Entry<'a>>) -> Bag<'a> {
    Bag::new("case-contoso", date(), Class::Support, "case-contoso", entries).unwrap()
}

pub(crate) fn pack(bag: &Bag) -> (Vec<u8>, Summary) {
    let mut file = Memory::default();
    let mut zip = ZipFiles.pack(&mut file);
    let summary = bag.write(&mut *zip).unwrap();
    zip.finish().unwrap();
    (file.0.into_inner(), summary)
}

/// The sample bundle's bytes.
pub(crate) fn bundle() -> Vec<u8> {
    pack(&bag(entries())).0
}

/// What `verify` says about these bytes.
pub(crate) fn verdict(bytes: &[u8], told: Option<&Told>) -> Verdict {
    let mut file = Cursor::new(bytes);
    match container::layout(&mut file) {
        Ok(layout) => match ZipFiles.unpack(&mut file) {
            Ok(mut contents) => verify::check(&layout, &mut *contents, told, &|journal| {
                chain::follow(journal, &mut |_| {}).map(|_| ()).map_err(|broken| broken.to_string())
            }),
            Err(why) => panic!("the layout holds, and yet the zip crate says: {why}"),
        },
        Err(Refusal::Bad(problems)) => Verdict::refused(problems),
        Err(Refusal::Read(why)) => panic!("{why}"),
    }
}

/// The ids of the rules that these bytes break.
pub(crate) fn broken(bytes: &[u8]) -> Vec<&'static str> {
    let mut rules: Vec<_> = verdict(bytes, None).problems.iter().map(|problem| problem.rule.id()).collect();
    rules.dedup();
    rules
}

/// Names and bytes of a zip, in its order.
pub(crate) type Files = Vec<(String, Vec<u8>)>;

pub(crate) fn unpacked(zip: &[u8]) -> Files {
    let mut archive = zip::ZipArchive::new(Cursor::new(zip)).unwrap();
    let mut files = Vec::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        files.push((file.name().unwrap().into_owned(), bytes));
    }
    files
}

/// A zip as ours are, with nothing made right.
pub(crate) fn packed_as_they_are(files: &Files, packing: Packing) -> Vec<u8> {
    let mut out = Memory::default();
    let mut zip = ZipFiles.pack(&mut out);
    for (name, bytes) in files {
        zip.begin(name, bytes.len() as u64, packing).unwrap();
        zip.write(bytes).unwrap();
    }
    zip.finish().unwrap();
    out.0.into_inner()
}
