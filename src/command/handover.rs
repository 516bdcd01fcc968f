//! `handover`: the case for the next person or laptop.

use std::path::Path;

use crate::cli;
use crate::command::open_case::OpenCase;
use crate::error::{Error, Kind, Result};
use crate::exit::Exit;
use crate::world::World;

pub fn run(_args: &cli::Handover, _world: &mut World) -> Result<Exit> {
    Err(Error::new(Kind::Bug, "`handover` is not connected yet"))
}

/// Takes up a handover file.
pub(super) fn take_up(_world: &mut World, _file: &Path) -> Result<OpenCase> {
    Err(Error::new(Kind::Bug, "`handover` is not connected yet"))
}
