//! `recover`: opens or starts a case and walks it to its end, one question at a time.

mod drill;
mod look;
mod opening;
mod person;
mod script;
mod walk;

use crate::cli;
use crate::error::Result;
use crate::exit::Exit;
use crate::world::World;

pub fn run(args: &cli::Recover, world: &mut World) -> Result<Exit> {
    let library = super::runbook::library(world)?;
    let script =
        args.answers.as_deref().map(|path| script::Script::read(world, path, &library)).transpose()?;
    let mut open = opening::open(args, world)?;
    let _walk = open.claim(world)?;
    opening::learn(args, &library, &mut open, world)?;
    opening::greet(&open, world)?;
    walk::Walk::new(&library, open, script, world)?.run(world)
}
