//! `print`: the kit for the safe, or parts of it.

use std::path::Path;

use chrono::NaiveDate;

use super::open_case::OpenCase;
use super::profile;
use crate::cli::{self, Paper, PrintFormat};
use crate::error::{Error, Kind, Result};
use crate::exit::Exit;
use crate::report::document::Document;
use crate::report::paper::{Extent, Filling, Print};
use crate::report::{html, text};
use crate::world::World;

/// Columns of a text file, whatever the screen: it goes to paper.
const COLUMNS: usize = 76;

pub fn run(args: &cli::Print, world: &mut World) -> Result<Exit> {
    let library = super::runbook::library(world)?;
    if let Some(folder) = &args.profiles {
        return super::print_many::run(args, folder, &library, world);
    }
    let today = world.clock.now().date_naive();
    let filling = filling(args, today, world)?;
    let written = render(args, &Print { library: &library, filling: &filling, today })?;
    world.out.write_all(&written).map_err(Error::from_output)?;
    Ok(Exit::Done)
}

/// What is known is printed where a blank line would be: from the profile that is named, else from the case (the
/// partner's name and number among it), else from the profile in this folder. Never from two: they may be two tenants.
fn filling(args: &cli::Print, today: NaiveDate, world: &mut World) -> Result<Filling> {
    if let Some(path) = &args.profile {
        return Ok(profile::open(path, world)?.kit_facts(today));
    }
    if let Some(open) = OpenCase::find_quietly(world)? {
        let case = open.case();
        let known = case.facts.iter().map(|(id, known)| (id.clone(), known.value.clone()));
        return Ok(crate::report::drill::marked(case, known.collect()));
    }
    let here = Path::new(profile::HERE);
    if !world.files.exists(here) {
        return Ok(Filling::new());
    }
    let _ = writeln!(world.err, "filled from {}", profile::HERE);
    Ok(profile::open(here, world)?.kit_facts(today))
}

/// How a print's file name ends.
pub(super) fn ending(args: &cli::Print) -> &'static str {
    match args.format {
        PrintFormat::Text => "txt",
        PrintFormat::Html => "html",
        #[cfg(feature = "pdf")]
        PrintFormat::Pdf => "pdf",
    }
}

/// The bytes of one print.
pub(super) fn render(args: &cli::Print, print: &Print<'_>) -> Result<Vec<u8>> {
    let extent = match args.ids.as_slice() {
        [] if args.all => Extent::All,
        [] => Extent::Kit,
        ids => Extent::These(ids),
    };
    let document = print.document(extent).map_err(|unknown| {
        let names: Vec<String> = unknown.iter().map(|id| format!("\"{}\"", id.escape_debug())).collect();
        Error::new(Kind::Usage, format!("there is no runbook {}", names.join(", ")))
            .hint("reentry runbook list")
    })?;
    written(&document, args.format, args.sheet)
}

/// A document as a file to keep or to print.
pub(super) fn written(document: &Document, format: PrintFormat, sheet: cli::Sheet) -> Result<Vec<u8>> {
    Ok(match format {
        PrintFormat::Text => text::document(document, text::Page::new(COLUMNS)).into_bytes(),
        PrintFormat::Html => html::write(document, page(sheet)).into_bytes(),
        #[cfg(feature = "pdf")]
        PrintFormat::Pdf => pdf(document, sheet)?,
    })
}

#[cfg(feature = "pdf")]
fn pdf(document: &Document, sheet: cli::Sheet) -> Result<Vec<u8>> {
    use crate::report::pdf;
    let (width, height) = match sheet.paper {
        Paper::A4 => (595.276, 841.89),
        Paper::Letter => (612.0, 792.0),
    };
    let sheet = pdf::Sheet { width, height, body: if sheet.large { 14.5 } else { 10.5 } };
    pdf::write(document, sheet).map_err(|problem| {
        Error::new(Kind::Input, "the PDF could not be made")
            .because(problem)
            .hint("--format html -o FILE.html   and print that from a browser")
    })
}

/// Body text is 11 points, because what must be done has to be read at arm's length.
fn page(sheet: cli::Sheet) -> html::Sheet {
    let size = match sheet.paper {
        Paper::A4 => "A4",
        Paper::Letter => "letter",
    };
    html::Sheet { size, points: if sheet.large { 15 } else { 11 } }
}
