//! `ticket`: the support request as text to paste, as a phone script, or as one screen for the next engineer.

use crate::cli;
use crate::command::open_case::OpenCase;
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::report::ticket;
use crate::world::World;

pub fn run(args: &cli::Ticket, world: &mut World) -> Result<Exit> {
    let open = OpenCase::need(world)?;
    let library = super::runbook::library(world)?;
    let now = world.clock.now();
    let text = if args.phone {
        ticket::phone(open.case(), now)
    } else if args.handoff {
        ticket::handoff(open.case(), now)
    } else {
        ticket::request(open.case(), &library, now, true)
    };
    writeln!(world.out, "{text}").map_err(Error::from_output)?;
    let missing = ticket::missing(open.case());
    if !missing.is_empty() {
        let _ = writeln!(world.err, "\nStill missing; support will ask for it:");
        for line in missing {
            let _ = writeln!(world.err, "   {line}");
        }
        let _ = writeln!(world.err, "reentry recover   asks for what is left, one question at a time");
    }
    Ok(Exit::Done)
}
