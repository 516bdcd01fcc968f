use crate::error::{Error, Kind, Result};
use crate::exit::Exit;
use crate::world::World;

pub fn run(_codes: &[String], _world: &mut World) -> Result<Exit> {
    Err(Error::new(Kind::Bug, "`signin_explain` is not connected yet"))
}
