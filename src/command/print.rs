//! `print`: the kit for the safe, or parts of it.

use super::open_case::OpenCase;
use crate::cli::{self, Paper, PrintFormat};
use crate::error::{Error, Kind, Result};
use crate::exit::Exit;
use crate::report::document::Document;
use crate::report::paper::{Filling, Print};
use crate::report::{html, text};
use crate::world::World;

/// Columns of a text file, whatever the screen: it goes to paper.
const COLUMNS: usize = 76;

pub fn run(args: &cli::Print, world: &mut World) -> Result<Exit> {
    let library = super::runbook::library(world)?;
    // In a case, what it knows is printed where a blank line would be; the partner's name and number among it.
    let filling: Filling = OpenCase::find_quietly(world)?.map_or_else(Filling::new, |open| {
        open.case().facts.iter().map(|(id, known)| (id.clone(), known.value.clone())).collect()
    });
    let print = Print { library: &library, filling: &filling, today: world.clock.now().date_naive() };
    let document = print.document(&args.ids).map_err(|unknown| {
        let names: Vec<String> = unknown.iter().map(|id| format!("\"{}\"", id.escape_debug())).collect();
        Error::new(Kind::Usage, format!("there is no runbook {}", names.join(", ")))
            .hint("reentry runbook list")
    })?;
    let written = written(&document, args.format, args.paper, args.large)?;
    world.out.write_all(&written).map_err(Error::from_output)?;
    Ok(Exit::Done)
}

/// A document as a file to keep or to print.
pub(super) fn written(
    document: &Document,
    format: PrintFormat,
    paper: Paper,
    large: bool,
) -> Result<Vec<u8>> {
    Ok(match format {
        PrintFormat::Text => text::document(document, text::Page::new(COLUMNS)).into_bytes(),
        PrintFormat::Html => html::write(document, sheet(paper, large)).into_bytes(),
        #[cfg(feature = "pdf")]
        PrintFormat::Pdf => pdf(document, paper, large)?,
    })
}

#[cfg(feature = "pdf")]
fn pdf(document: &Document, paper: Paper, large: bool) -> Result<Vec<u8>> {
    use crate::report::pdf;
    let (width, height) = match paper {
        Paper::A4 => (595.276, 841.89),
        Paper::Letter => (612.0, 792.0),
    };
    let sheet = pdf::Sheet { width, height, body: if large { 14.5 } else { 10.5 } };
    pdf::write(document, sheet).map_err(|problem| {
        Error::new(Kind::Input, "the PDF could not be made")
            .because(problem)
            .hint("--format html -o FILE.html   and print that from a browser")
    })
}

/// Body text is 11 points, because what must be done has to be read at arm's length.
fn sheet(paper: Paper, large: bool) -> html::Sheet {
    let size = match paper {
        Paper::A4 => "A4",
        Paper::Letter => "letter",
    };
    html::Sheet { size, points: if large { 15 } else { 11 } }
}
