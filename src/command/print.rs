//! `print`: runbooks for the safe.

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
    let filling = Filling::new();
    let print = Print { library: &library, filling: &filling, today: world.clock.now().date_naive() };
    let document = print.runbooks(&args.ids).map_err(|unknown| {
        let names: Vec<String> = unknown.iter().map(|id| format!("\"{}\"", id.escape_debug())).collect();
        Error::new(Kind::Usage, format!("there is no runbook {}", names.join(", ")))
            .hint("reentry runbook list")
    })?;
    let written = match args.format {
        PrintFormat::Text => text::document(&document, text::Page { columns: COLUMNS, ascii: false }),
        PrintFormat::Html => html::write(&document, sheet(args)),
    };
    world.out.write_all(written.as_bytes()).map_err(Error::from_output)?;
    Ok(Exit::Done)
}

/// Body text is 11 points, because what must be done has to be read at arm's length.
fn sheet(args: &cli::Print) -> html::Sheet {
    let size = match args.paper {
        Paper::A4 => "A4",
        Paper::Letter => "letter",
    };
    html::Sheet { size, points: if args.large { 15 } else { 11 } }
}
