use crate::cli;
use crate::error::{Error, Kind, Result};
use crate::exit::Exit;
use crate::world::World;

pub fn run(_args: &cli::DnsCheck, _world: &mut World) -> Result<Exit> {
    Err(Error::new(Kind::Bug, "`dns_check` is not connected yet"))
}
