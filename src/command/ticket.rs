//! `ticket`: the support request as text to paste, as a phone script, or as one screen for the next engineer.

use crate::cli;
use crate::command::open_case::OpenCase;
use crate::error::{Error, Result};
use crate::model::Exit;
use crate::report::text::fold;
use crate::report::ticket;
use crate::world::World;

pub fn run(args: &cli::Ticket, world: &mut World) -> Result<Exit> {
    let open = OpenCase::need(world)?;
    let library = super::runbook::library(world)?;
    let now = world.clock.now();
    let columns = world.settings.columns;
    let text = if args.phone {
        fold(&ticket::phone(open.case(), now), columns)
    } else if args.handoff {
        fold(&ticket::handoff(open.case(), now), columns)
    } else {
        ticket::request(open.case(), &library, now, true)
    };
    writeln!(world.out, "{text}").map_err(Error::from_output)?;
    let missing = ticket::missing(open.case());
    if !missing.is_empty() {
        let _ = writeln!(world.err, "\nStill missing; support will ask for it:");
        for line in missing {
            let _ = writeln!(world.err, "{}", fold(&format!("   {line}"), columns));
        }
        let _ =
            writeln!(world.err, "To be asked for what is left, one question at a time:\n   reentry recover");
    }
    Ok(Exit::Done)
}
