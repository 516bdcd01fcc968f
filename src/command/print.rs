//! `print`: the kit for the safe, or parts of it.

use super::open_case::OpenCase;
use crate::cli::{self, Paper, PrintFormat};
use crate::error::{Error, Kind, Result};
use crate::exit::Exit;
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
    let written = match args.format {
        PrintFormat::Text => text::document(&document, text::Page::new(COLUMNS)).into_bytes(),
        PrintFormat::Html => html::write(&document, sheet(args)).into_bytes(),
        #[cfg(feature = "pdf")]
        PrintFormat::Pdf => pdf(args, &document)?,
    };
    world.out.write_all(&written).map_err(Error::from_output)?;
    Ok(Exit::Done)
}

#[cfg(feature = "pdf")]
fn pdf(args: &cli::Print, document: &crate::report::document::Document) -> Result<Vec<u8>> {
    use crate::report::pdf;
    let (width, height) = match args.paper {
        Paper::A4 => (595.276, 841.89),
        Paper::Letter => (612.0, 792.0),
    };
    let sheet = pdf::Sheet { width, height, body: if args.large { 14.5 } else { 10.5 } };
    pdf::write(document, sheet).map_err(|problem| {
        Error::new(Kind::Input, "the PDF could not be made")
            .because(problem)
            .hint("reentry print --format html -o kit.html, and print it from a browser")
    })
}

/// Body text is 11 points, because what must be done has to be read at arm's length.
fn sheet(args: &cli::Print) -> html::Sheet {
    let size = match args.paper {
        Paper::A4 => "A4",
        Paper::Letter => "letter",
    };
    html::Sheet { size, points: if args.large { 15 } else { 11 } }
}
