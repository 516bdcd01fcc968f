//! `note`: one line in the timeline, also beside an open walk.

use chrono::{DateTime, FixedOffset, NaiveDateTime, NaiveTime};

use crate::case::{Audience, Event};
use crate::cli;
use crate::command::open_case::OpenCase;
use crate::command::typed_words::without_secrets;
use crate::error::{Error, Kind, Result};
use crate::guide::second_look;
use crate::model::Exit;
use crate::report;
use crate::world::World;

pub fn run(args: &cli::Note, world: &mut World) -> Result<Exit> {
    let mut open = OpenCase::need(world)?;
    let now = world.clock.now();
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
        happened: args.at.as_deref().map(|at| moment(at, now)).transpose()?,
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

/// `HH:MM` (the latest such time that is not ahead), or a date with time, with or without its offset.
pub(super) fn moment(text: &str, now: DateTime<FixedOffset>) -> Result<DateTime<FixedOffset>> {
    let local = |t: NaiveDateTime| t.and_local_timezone(*now.offset()).single();
    if let Ok(at) = DateTime::parse_from_rfc3339(text) {
        return Ok(at);
    }
    for form in ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"] {
        if let Some(at) = NaiveDateTime::parse_from_str(text, form).ok().and_then(local) {
            return Ok(at);
        }
    }
    if let Some(at) =
        NaiveTime::parse_from_str(text, "%H:%M").ok().and_then(|t| local(now.date_naive().and_time(t)))
    {
        return Ok(if at > now { at - chrono::Duration::days(1) } else { at });
    }
    Err(Error::new(Kind::Usage, format!("--at \"{}\" is not a time", text.escape_debug()))
        .hint("today or that day: --at 02:05 or --at 2026-11-22T02:05"))
}
