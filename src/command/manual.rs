//! Completions and man pages, made at run time from the same declarations as `--help`.

use clap::CommandFactory;

use crate::cli::Cli;
use crate::error::{Error, Kind, Result};
use crate::model::Exit;
use crate::world::World;

pub(super) fn completions(shell: clap_complete::Shell, world: &mut World) -> Result<Exit> {
    clap_complete::generate(shell, &mut Cli::command(), "reentry", &mut world.out);
    Ok(Exit::Done)
}

pub(super) fn page(verbs: &[String], world: &mut World) -> Result<Exit> {
    let mut command = Cli::command();
    command.build();
    for name in verbs {
        command = command.find_subcommand(name).cloned().ok_or_else(|| {
            Error::new(Kind::Usage, format!("there is no verb \"{name}\""))
                .command("to see them", "reentry --help")
        })?;
    }
    let version = command.get_version().unwrap_or_default().to_owned();
    clap_mangen::Man::new(command)
        .source(format!("reentry {version}"))
        .render(&mut world.out)
        .map_err(|e| Error::new(Kind::Environment, "the manual page could not be written").because(e))?;
    Ok(Exit::Done)
}
