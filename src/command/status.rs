//! `status`: where the case stands and the command that continues it; `-v` tells the whole story. `reentry` alone shows
//! the board of the case, the sheet that the walk shows as well.

use crate::command::open_case::OpenCase;
use crate::error::{Error, Result};
use crate::guide::Guide;
use crate::model::Exit;
use crate::report::{self, text::fold};
use crate::world::World;

/// `reentry` alone. For programs, with the whole story and in a drill it is the status.
pub(super) fn alone(world: &mut World) -> Result<Exit> {
    if world.settings.json || world.settings.verbose > 0 {
        return run(world);
    }
    let Some(open) = OpenCase::find(world)?.filter(|open| open.case().drill.is_none()) else {
        return run(world);
    };
    let library = super::runbook::library(world)?;
    let path = open.path().display().to_string();
    let (now, page) = (world.clock.now(), world.settings.page());
    world.answer(&report::board::alone(open.case(), &library, now, page, &path))?;
    Ok(Exit::Done)
}

pub(super) fn run(world: &mut World) -> Result<Exit> {
    let Some(open) = OpenCase::find(world)? else {
        writeln!(world.out, "{}", report::status::HOW_TO_START).map_err(Error::from_output)?;
        return Ok(Exit::Done);
    };
    let library = super::runbook::library(world)?;
    let guide = Guide::new(&library, open.case());
    let now = world.clock.now();
    let path = open.path().display().to_string();
    let status = report::status::Status::new(open.case(), &library, &guide, &path, now);
    let columns = world.settings.columns;
    let text = if world.settings.json { status.json() } else { fold(&status.text(), columns) };
    writeln!(world.out, "{text}").map_err(Error::from_output)?;
    if world.settings.verbose > 0 && !world.settings.json {
        let story = report::timeline::screen(open.entries(), &library, report::timeline::Show::All);
        writeln!(world.out).map_err(Error::from_output)?;
        world.answer(&story)?;
    }
    Ok(Exit::Done)
}
