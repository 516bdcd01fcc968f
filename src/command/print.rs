use crate::cli;
use crate::error::{Error, Kind, Result};
use crate::exit::Exit;
use crate::world::World;

pub fn run(_args: &cli::Print, _world: &mut World) -> Result<Exit> {
    Err(Error::new(Kind::Bug, "`print` is not connected yet"))
}
