//! `verify`: is the bundle that somebody sent complete, intact, and nothing else? Writes nothing to disk.

use std::io;

use crate::case::chain;
use crate::cli;
use crate::error::{Error, Kind, Result};
use crate::evidence::container::{self, Layout, Refusal};
use crate::evidence::fingerprint::Told;
use crate::evidence::problem::{Problem, Rule};
use crate::evidence::verify::{self, Contents, Verdict};
use crate::exit::Exit;
use crate::report;
use crate::world::World;

pub fn run(args: &cli::Verify, world: &mut World) -> Result<Exit> {
    let told = args.fingerprint.as_deref().map(str::parse::<Told>).transpose().map_err(|why| {
        Error::new(Kind::Usage, "--fingerprint is not one")
            .because(why)
            .hint("copy it from the ticket or the paper")
    })?;
    let unreadable = |why| {
        Error::new(Kind::Input, format!("{} could not be read", args.file.display()))
            .because(why)
            .hint("give the path of the bundle's zip file")
    };
    let mut file = world.files.open_seekable(&args.file).map_err(unreadable)?;
    let verdict = match container::layout(&mut *file) {
        Ok(layout) => match world.archive.unpack(&mut *file) {
            Ok(mut contents) => check(&layout, &mut *contents, told.as_ref()),
            Err(why) => Verdict::refused(vec![Problem::new(Rule::Header, why.to_string())]),
        },
        Err(Refusal::Bad(problems)) => Verdict::refused(problems),
        Err(Refusal::Read(why)) => return Err(unreadable(why)),
    };
    if world.settings.json {
        let view = report::verify::View::from(&verdict);
        serde_json::to_writer(&mut world.out, &view)
            .map_err(io::Error::from)
            .and_then(|()| writeln!(world.out))
    } else {
        write!(world.out, "{}", report::verify::text(&verdict, told.is_some()))
    }
    .map_err(Error::from_output)?;
    Ok(if verdict.valid() {
        Exit::Done
    } else if verdict.refuses() {
        Exit::Input
    } else {
        Exit::NotSatisfied
    })
}

fn check(layout: &Layout, contents: &mut dyn Contents, told: Option<&Told>) -> Verdict {
    verify::check(layout, contents, told, &|journal| {
        chain::follow(journal).map(|_| ()).map_err(|broken| broken.to_string())
    })
}
