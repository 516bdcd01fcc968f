//! `note`: one line in the timeline, also beside an open walk.

use crate::case::{Audience, Event};
use crate::cli;
use crate::command::moment::moment;
use crate::command::open_case::OpenCase;
use crate::command::typed_words::without_secrets;
use crate::error::{Error, Kind, Result};
use crate::guide::second_look;
use crate::model::Exit;
use crate::report;
use crate::world::World;

pub(super) fn run(args: &cli::Note, world: &mut World) -> Result<Exit> {
    let mut open = OpenCase::need(world)?;
    let now = world.clock.now();
    // In a drill the clock of the case is ahead of the laptop's.
    let latest = open.case().last.filter(|_| open.case().drill.is_some()).map_or(now, |last| last.max(now));
    let text = without_secrets(args.text.join(" ").trim(), "the note", world);
    if text.is_empty() {
        return Err(Error::new(Kind::Usage, "the note is empty")
            .command("to say what happened", "reentry note \"The agent called back.\""));
    }
    if let Some(odd) = args.ticket.as_deref().and_then(second_look::request_number) {
        let _ = writeln!(world.err, "Look at --ticket once more. {odd}");
    }
    let note = Event::Noted {
        text,
        ticket: args.ticket.clone(),
        team: args.team.as_deref().map(|team| without_secrets(team, "--team", world)),
        account: args.account.as_deref().map(|account| without_secrets(account, "--account", world)),
        who: args.who.as_deref().map(|who| without_secrets(who, "--who", world)),
        happened: args.at.as_deref().map(|at| moment("--at", at, latest, world)).transpose()?,
    };
    let audience = if args.internal { Audience::Internal } else { Audience::Support };
    open.record_at(world, &[note], now, audience)?;
    writeln!(
        world.out,
        "Noted at {}, line {} of the journal.",
        report::when::clock_time(now, now),
        open.case().events
    )
    .map_err(Error::from_output)?;
    Ok(Exit::Done)
}
