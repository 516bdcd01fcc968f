//! `recover`: opens or starts a case and walks it to its end, one question at a time.

mod change;
mod drill;
mod form;
mod look;
mod news;
mod opening;
mod pasted;
mod person;
mod script;
mod walk;

use crate::case::Event;
use crate::cli;
use crate::command::open_case::OpenCase;
use crate::command::policy_read::Given;
use crate::error::Result;
use crate::model::Exit;
use crate::runbook::Library;
use crate::world::World;

pub(super) fn run(args: &cli::Recover, world: &mut World) -> Result<Exit> {
    let library = super::runbook::library(world)?;
    // A mistyped file must not leave a new case behind.
    let inputs = Inputs::read(args, &library, world)?;
    go(opening::open(args, world)?, inputs, &library, world)
}

/// Walks a case with what was read before it was opened.
pub(super) fn go(mut open: OpenCase, inputs: Inputs, library: &Library, world: &mut World) -> Result<Exit> {
    let _walk = open.claim(world)?;
    world.tell_limits();
    open.begin(world, None)?;
    opening::learn(inputs.known, library, &mut open, world)?;
    opening::tell(inputs.told, &mut open, world)?;
    opening::greet(&open, world)?;
    opening::weigh(inputs.policies.as_ref(), &mut open, world)?;
    walk::Walk::new(library, open, inputs.script, inputs.servers, world)?.run(world)
}

/// The files and flags that a walk starts from, read and checked.
pub(super) struct Inputs {
    script: Option<script::Script>,
    known: Vec<Event>,
    /// The exported policies, where the profile has them beside it.
    policies: Option<Given>,
    /// What the answers file tells before the first question.
    told: Vec<Event>,
    /// Whom DNS checks ask.
    servers: look::Servers,
}

impl Inputs {
    pub(super) fn read(args: &cli::Recover, library: &Library, world: &mut World) -> Result<Self> {
        let script =
            args.answers.as_deref().map(|path| script::Script::read(world, path, library)).transpose()?;
        let told = script.as_ref().map(|script| script.first(library)).transpose()?.unwrap_or_default();
        let policies = opening::policies(args, world);
        let servers = look::Servers { root_hints: args.root_hints.clone(), resolvers: args.resolver.clone() };
        servers.check(world)?;
        Ok(Self { script, told, known: opening::known(args, world)?, policies, servers })
    }
}
