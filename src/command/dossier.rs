//! `dossier`: the one page that support reads, alone: many mail gateways refuse a zip, and take this.

use super::open_case::OpenCase;
use super::print;
use crate::cli::{self, PrintFormat};
use crate::error::{Error, Result};
use crate::model::Exit;
use crate::report::summary::{Summary, document};
use crate::world::World;

pub(super) fn run(args: &cli::Dossier, world: &mut World) -> Result<Exit> {
    let open = OpenCase::need(world)?;
    let library = super::runbook::library(world)?;
    let usual = PrintFormat::Text;
    let format = print::form(args.format, usual, "case", world)?;
    let summary = Summary::of(open.case(), &library, world.clock.now(), false);
    let version = format!("reentry {}", env!("CARGO_PKG_VERSION"));
    let bytes = match format {
        #[cfg(feature = "pdf")]
        PrintFormat::Pdf => pdf(&summary, &version, args.sheet, world)?,
        _ => print::written(&document(&summary, &version), format, args.sheet)?,
    };
    world.out.write_all(&bytes).map_err(Error::from_output)?;
    Ok(Exit::Done)
}

#[cfg(feature = "pdf")]
fn pdf(summary: &Summary, version: &str, sheet: cli::Sheet, world: &mut World) -> Result<Vec<u8>> {
    let sheet =
        crate::report::pdf::Sheet { body: if sheet.large { 13.5 } else { 9.5 }, ..print::sheet(sheet) };
    let (bytes, spelled) = crate::report::summary::pdf(summary, version, sheet).map_err(|problem| {
        Error::new(crate::error::Kind::Bug, "the PDF could not be made")
            .because(problem)
            .hint("type the same again with -o FILE.html, and print that from a browser")
    })?;
    if !spelled.is_empty() {
        let named: Vec<String> = spelled.iter().map(|c| format!("U+{:04X}", u32::from(*c))).collect();
        let _ = writeln!(
            world.err,
            "notice: the PDF has no shape for {}; they are printed by number. -o FILE.html has them.",
            named.join(", ")
        );
    }
    Ok(bytes)
}
