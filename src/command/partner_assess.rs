//! `partner assess`: the same over a whole customer base.

use std::io::Read;
use std::path::PathBuf;

use crate::cli;
use crate::error::{Error, Kind, Result};
use crate::exit::Exit;
use crate::partner::read::{Record, gather, read};
use crate::world::World;

/// More than any export of relationships; a larger file is something else.
const LARGEST: u64 = 256 * 1024 * 1024;

pub fn run(args: &cli::PartnerAssess, world: &mut World) -> Result<Exit> {
    let _ = record(&args.files, world)?;
    Err(Error::new(Kind::Bug, "`partner_assess` is not connected yet"))
}

/// Reads all files; the first that is something else ends the run.
pub(super) fn record(files: &[PathBuf], world: &World) -> Result<Record> {
    let mut readings = Vec::new();
    for path in files {
        let failed = |e| Error::new(Kind::Input, format!("{} could not be read", path.display())).because(e);
        let mut bytes = Vec::new();
        let file = world.files.open(path).map_err(failed)?;
        file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(failed)?;
        if bytes.len() as u64 > LARGEST {
            return Err(Error::new(Kind::Input, format!("{} is larger than 256 MB", path.display()))
                .hint("Export fewer relationships at a time"));
        }
        let name = path.file_name().map_or_else(|| "-".into(), |name| name.to_string_lossy());
        readings.push(read(&name, &bytes).map_err(|unreadable| {
            let cure = unreadable.cure();
            Error::new(Kind::Input, format!("{} was refused", path.display())).because(unreadable).hint(cure)
        })?);
    }
    Ok(gather(readings))
}
