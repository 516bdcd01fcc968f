//! `request`: the support requests at Microsoft, and what is asked of them.

use super::open_case::OpenCase;
use super::tell::{due, free, said, time, word};
use super::typed_words::without_secrets;
use crate::case::Event;
use crate::case::request::{RequestReport, RequestState, Turn};
use crate::cli;
use crate::error::{Error, Result};
use crate::guide::second_look;
use crate::model::Exit;
use crate::report::{self, text::fold};
use crate::world::World;

pub(super) fn run(args: &cli::Request, world: &mut World) -> Result<Exit> {
    let mut open = OpenCase::need(world)?;
    let text = match args {
        cli::Request::Set(told) => {
            if let Some(odd) = second_look::request_number(&told.number) {
                let _ = writeln!(world.err, "Look at the number once more. {odd}");
            }
            let report = report_of(told, world)?;
            let (happened, said_by) = said(&told.said, world)?;
            open.record(world, &[Event::RequestTold { report: Box::new(report), happened, said_by }])?;
            report::said::request_list(open.case(), world.clock.now())
        }
        cli::Request::List => report::said::request_list(open.case(), world.clock.now()),
        cli::Request::Ask { words, proposed } => {
            let words = without_secrets(words.join(" ").trim(), "the sentence", world);
            if *proposed {
                open.record(world, &[Event::AskWorded { words: None }])?;
            } else if !words.is_empty() {
                open.record(world, &[Event::AskWorded { words: Some(words) }])?;
            }
            report::said::asked(open.case())
        }
    };
    writeln!(world.out, "{}", fold(&text, world.settings.columns)).map_err(Error::from_output)?;
    Ok(Exit::Done)
}

fn report_of(told: &cli::RequestTold, world: &mut World) -> Result<RequestReport> {
    let states = ["open", "closed", "moved"];
    Ok(RequestReport {
        number: without_secrets(told.number.trim(), "the number", world),
        state: word("--state", told.state.as_deref(), RequestState::named, states)?,
        moved_to: free("--moved-to", told.moved_to.as_deref(), world),
        opened: time("--opened", told.opened.as_deref(), world)?,
        opened_by: free("--opened-by", told.opened_by.as_deref(), world),
        team: free("--team", told.team.as_deref(), world),
        engineer: free("--engineer", told.engineer.as_deref(), world),
        severity: free("--severity", told.severity.as_deref(), world),
        word: free("--word", told.word.as_deref(), world),
        turn: word("--turn", told.turn.as_deref(), Turn::named, ["ours", "microsoft"])?,
        next: due("--next", told.next.as_deref(), world)?,
    })
}
