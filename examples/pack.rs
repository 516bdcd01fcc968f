//! Packs the files of a folder into an evidence bundle: `cargo run --example pack -- FOLDER BUNDLE.zip [--store]`.
//!
//! What `reentry bundle` does with a case, without the case; `benches/bundle.sh` measures it.

#![expect(clippy::print_stderr, reason = "an example has no world to write to")]

use std::error::Error;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use reentry::adapter::{files::DiskFiles, zip_archive::ZipFiles};
use reentry::evidence::bag::{Bag, Entry, Source};
use reentry::model::Class;
use reentry::port::{Archive, Files};

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().collect();
    let [_, folder, out, rest @ ..] = args.as_slice() else {
        return Err("usage: pack FOLDER BUNDLE.zip [--store]".into());
    };
    let mut entries = Vec::new();
    for file in fs::read_dir(folder)? {
        let file = file?;
        let (path, size): (PathBuf, u64) = (file.path(), file.metadata()?.len());
        let name = format!("60-attachments/{}", file.file_name().to_string_lossy());
        let open = move || Ok(Box::new(File::open(&path)?) as Box<dyn std::io::Read>);
        entries.push(Entry::new(&name, Class::Support, Source::Reader { size, open: Box::new(open) }));
    }
    let date = NaiveDate::from_ymd_opt(2026, 11, 22).ok_or("no date")?;
    let mut bag = Bag::new("case", date, Class::Support, "case", entries)?;
    if rest.iter().any(|arg| arg == "--store") {
        bag = bag.stored();
    }

    let mut file = DiskFiles.create(Path::new(out))?;
    let mut zip = ZipFiles.pack(&mut *file);
    let summary = bag.write(&mut *zip)?;
    zip.finish()?;
    file.commit()?;
    eprintln!(
        "{} files, {} bytes, fingerprint {}",
        summary.files,
        summary.bytes,
        summary.fingerprint.short()
    );
    Ok(())
}
