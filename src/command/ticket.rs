//! `ticket`: the support request as text to paste, as a phone script, or as one screen for the next engineer.

use crate::case::claims::Claims;
use crate::cli;
use crate::command::open_case::OpenCase;
use crate::error::{Error, Result};
use crate::model::Exit;
use crate::model::facts;
use crate::report::text::fold;
use crate::report::{mail, ticket};
use crate::world::World;

pub(super) fn run(args: &cli::Ticket, world: &mut World) -> Result<Exit> {
    let open = OpenCase::need(world)?;
    let library = super::runbook::library(world)?;
    let now = world.clock.now();
    let columns = world.settings.columns;
    let text = if args.phone {
        fold(&ticket::phone(open.case(), now), columns)
    } else if args.handoff {
        fold(&ticket::handoff(open.case(), now), columns)
    } else if world.settings.output.as_deref().is_some_and(is_mail) {
        let claims = Claims::of(open.case(), now);
        let request = ticket::request(open.case(), &library, now, true);
        let body = request.split_once("\n\n").map_or(request.as_str(), |(_, body)| body);
        let from = open.case().text(facts::PERSON_EMAIL);
        mail::draft(&ticket::subject(open.case(), &claims), body, from.as_deref(), now)
    } else {
        ticket::request(open.case(), &library, now, true)
    };
    writeln!(world.out, "{text}").map_err(Error::from_output)?;
    let missing = ticket::missing(open.case());
    if !missing.is_empty() {
        let _ = writeln!(world.err, "\nStill missing; support will ask for it:");
        for line in missing {
            let _ = writeln!(world.err, "{}", fold(&format!("   {line}"), columns));
        }
        let _ =
            writeln!(world.err, "To be asked for what is left, one question at a time:\n   reentry recover");
    }
    Ok(Exit::Done)
}

/// Whether the file's name promises an e-mail.
fn is_mail(path: &std::path::Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("eml"))
}
