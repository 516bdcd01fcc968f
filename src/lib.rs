//! `reentry` walks a locked-out Microsoft 365 administrator back in.

pub mod adapter;
pub mod case;
pub mod cli;
pub mod command;
pub mod dns_proof;
pub mod error;
pub mod evidence;
pub mod exit;
pub mod guide;
pub mod ids;
pub mod partner;
pub mod port;
pub mod report;
pub mod runbook;
pub mod settings;
pub mod signin;
pub mod world;

use error::{Error, Kind, Result};
use exit::Exit;
use world::World;

/// Runs one command line in this world. `-o FILE` gets the answer whole or not at all.
pub fn run(cli: &cli::Cli, mut world: World) -> Result<Exit> {
    let verb = cli.verb.as_ref();
    let makes_own_file = matches!(verb, Some(cli::Verb::Bundle(_) | cli::Verb::Handover(_)));
    let Some(path) = world.settings.output.clone().filter(|_| !makes_own_file) else {
        return command::run(verb, &mut world);
    };
    let failed =
        |e| Error::new(Kind::Environment, format!("{} could not be written", path.display())).because(e);
    let mut file = world.files.create(&path).map_err(failed)?;
    let mut inner = World { out: &mut file, terminal: &mut *world.terminal, err: &mut *world.err, ..world };
    let exit = command::run(verb, &mut inner)?;
    file.commit().map_err(failed)?;
    Ok(exit)
}
