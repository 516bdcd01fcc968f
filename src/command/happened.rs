//! `happened`: one report of what has happened since, each kind with a value of its own.

use super::open_case::OpenCase;
use super::tell::{due, free, parsed, said, word};
use super::typed_words::without_secrets;
use crate::case::Event;
use crate::case::door::DoorState;
use crate::case::happened::{Happened, HappenedReport};
use crate::cli;
use crate::error::{Error, Kind, Result};
use crate::model::{Exit, StepRef};
use crate::report::{self, text::fold};
use crate::runbook::Library;
use crate::world::World;

/// What can have happened.
const WHAT: [&str; 11] = [
    "somebody-is-in",
    "support-called",
    "email-came",
    "txt-wanted",
    "papers-wanted",
    "papers-sent",
    "request-closed",
    "request-moved",
    "door-tried",
    "cause-is-another",
    "something-else",
];

pub(super) fn run(args: &cli::Happened, world: &mut World) -> Result<Exit> {
    let mut open = OpenCase::need(world)?;
    let library = super::runbook::library(world)?;
    let (at, who) = said(&args.said, world)?;
    let what = what(args, &open, &library, world)?;
    let text = without_secrets(args.text.join(" ").trim(), "what happened", world);
    let text = Some(text).filter(|text| !text.is_empty());
    if matches!(what, Happened::SomethingElse {}) && text.is_none() {
        return Err(needs("something-else", "your words, at the end of the line"));
    }
    let report = HappenedReport {
        what,
        text,
        request: free("--request", args.request.as_deref(), world),
        who,
        team: free("--team", args.team.as_deref(), world),
    };
    open.record(world, &[Event::Happened { report: Box::new(report.clone()), happened: at }])?;
    let title =
        |step: &StepRef| library.step(step).map_or_else(|| step.to_string(), |(_, s)| s.title.clone());
    let told = report::said::happened(&report, &title);
    let done = format!("Kept, line {} of the journal: {told}", open.case().events);
    writeln!(world.out, "{}", fold(&done, world.settings.columns)).map_err(Error::from_output)?;
    Ok(Exit::Done)
}

fn what(args: &cli::Happened, open: &OpenCase, library: &Library, world: &mut World) -> Result<Happened> {
    let number = || {
        let requests = open.case().requests();
        let current = crate::case::request::current(&requests).map(|request| request.number.clone());
        args.request.clone().or(current)
    };
    let account = free("--account", args.account.as_deref(), world);
    Ok(match args.what.as_str() {
        "somebody-is-in" => Happened::SomebodyIsIn { account },
        "support-called" => Happened::SupportCalled { missed: args.missed },
        "email-came" => Happened::EmailCame {
            wanted: free("--wanted", args.wanted.as_deref(), world),
            answer_by: due("--answer-by", args.answer_by.as_deref(), world)?,
        },
        "txt-wanted" => Happened::TxtWanted {
            domain: free("--domain", args.domain.as_deref(), world),
            value: free("--value", args.value.as_deref(), world),
        },
        "papers-wanted" => Happened::PapersWanted { papers: papers(args, world) },
        "papers-sent" => Happened::PapersSent {
            papers: papers(args, world),
            channel: free("--channel", args.channel.as_deref(), world),
        },
        "request-closed" => Happened::RequestClosed {
            number: number().ok_or_else(|| needs("request-closed", "--request NUMBER"))?,
        },
        "request-moved" => Happened::RequestMoved {
            number: number().ok_or_else(|| needs("request-moved", "--request NUMBER"))?,
            to: free("--to", args.to.as_deref(), world)
                .ok_or_else(|| needs("request-moved", "--to NUMBER"))?,
        },
        "door-tried" => {
            let door: StepRef = parsed("--door", args.door.as_deref())?
                .ok_or_else(|| needs("door-tried", "--door RUNBOOK/STEP"))?;
            if !library.is_door(&door) {
                return Err(Error::new(Kind::Usage, format!("{door} is not a door of the runbooks"))
                    .command("to see a runbook's steps", format!("reentry runbook show {}", door.runbook)));
            }
            let state = word("--state", args.state.as_deref(), DoorState::named, DoorState::words())?;
            Happened::DoorTried { door, state: state.ok_or_else(|| needs("door-tried", "--state STATE"))? }
        }
        "cause-is-another" => Happened::CauseIsAnother {
            cause: parsed("--cause", args.cause.as_deref())?
                .ok_or_else(|| needs("cause-is-another", "--cause CAUSE"))?,
            account,
        },
        "something-else" => Happened::SomethingElse {},
        other => {
            let what = format!("\"{}\" is nothing that can have happened", other.escape_debug());
            return Err(Error::new(Kind::Usage, what).hint(WHAT.join(" ")));
        }
    })
}

fn papers(args: &cli::Happened, world: &mut World) -> Vec<String> {
    args.paper.iter().filter_map(|paper| free("--paper", Some(paper), world)).collect()
}

fn needs(what: &str, flag: &str) -> Error {
    Error::new(Kind::Usage, format!("\"happened {what}\" lacks {flag}"))
}
