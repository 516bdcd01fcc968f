//! `status`, and `reentry` alone: where the case stands and the command that continues it. `-v` tells the whole story.

use crate::command::open_case::OpenCase;
use crate::error::{Error, Result};
use crate::guide::Guide;
use crate::model::Exit;
use crate::report::{self, text::fold};
use crate::world::World;

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
