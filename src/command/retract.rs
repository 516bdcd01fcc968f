//! `retract`: a line of the case was wrong. It stays in the chain and in the organisation's own bundle; support does not
//! see it any more, and nothing follows from it.

use super::open_case::OpenCase;
use crate::case::{Event, retract};
use crate::cli;
use crate::error::{Error, Kind, Result};
use crate::model::Exit;
use crate::world::World;

pub(super) fn run(args: &cli::Retract, world: &mut World) -> Result<Exit> {
    let mut open = OpenCase::need(world)?;
    let line = args.line;
    let Some(entry) = open.entries().iter().find(|entry| entry.seq == line) else {
        let what = format!("there is no line {line} in this journal");
        return Err(Error::new(Kind::Usage, what).command("to see its lines", "reentry status -v"));
    };
    if !retract::may_be(entry) {
        let what =
            format!("line {line} is a step of the walk or of the case's custody; it is not taken back");
        return Err(Error::new(Kind::Usage, what)
            .hint("what can be taken back: a fact, a note, a sign-in, a report")
            .command("to answer a step of the walk again, go back to it", "reentry recover"));
    }
    if !open.case().retracted.contains(&line) {
        open.record(world, &[Event::Retracted { line }])?;
    }
    writeln!(world.out, "Line {line} is taken back. Support does not see it; your own bundle shows it.")
        .map_err(Error::from_output)?;
    Ok(Exit::Done)
}
