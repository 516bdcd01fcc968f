use crate::error::{Error, Kind, Result};
use crate::exit::Exit;
use crate::world::World;

pub fn run(_world: &mut World) -> Result<Exit> {
    Err(Error::new(Kind::Bug, "`status` is not connected yet"))
}
