//! `signin find`: the failures that matter in a sign-in log export.

use crate::cli;
use crate::command::moment::moment;
use crate::error::{Error, Kind, Result};
use crate::model::Exit;
use crate::report;
use crate::signin::log::{self, Filter};
use crate::world::World;

pub(super) fn run(args: &cli::SigninFind, world: &mut World) -> Result<Exit> {
    let now = world.clock.now();
    let code = |text: &String| {
        text.parse().map_err(|e| {
            Error::new(
                Kind::Usage,
                format!("--code \"{}\" is not an error code", report::harmless::shown(text)),
            )
            .because(e)
        })
    };
    let filter = Filter {
        user: args.user.clone(),
        codes: args.code.iter().map(code).collect::<Result<_>>()?,
        since: args
            .since
            .as_deref()
            .map(|text| moment("--since", text, now, world).map(|at| at.to_utc()))
            .transpose()?,
    };
    let name = args.export.display().to_string();
    let cannot = |e: log::NotSearched| {
        Error::new(Kind::Input, format!("{} could not be searched", report::harmless::shown(&name)))
            .because(e)
            .hint("Entra admin center, Sign-in logs, Download: JSON or CSV")
    };
    let mut from = world.files.open(&args.export).map_err(|e| cannot(e.into()))?;
    let found = log::find(&mut from, &filter).map_err(cannot)?;
    if found.events > 0 && found.unrecognized == found.events {
        return Err(cannot(log::NotSearched::Columns));
    }
    let answer = match (world.settings.json, found.failures) {
        (true, _) => report::json::document(&report::json::signin_find::view(&found, &name)),
        (false, 0) => {
            world.tell(&report::signin_find::nothing(&found));
            String::new()
        }
        (false, _) => report::signin_find::screen(&found, now).text(world.settings.answer_page()),
    };
    write!(world.out, "{answer}").map_err(Error::from_output)?;
    Ok(if found.failures == 0 { Exit::NotSatisfied } else { Exit::Done })
}
