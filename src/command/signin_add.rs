//! `signin add`: the same as `signin read`, and what was found becomes part of the case.

use super::open_case::OpenCase;
use super::signin_read;
use crate::case::{Case, Event, facts};
use crate::cli;
use crate::error::{Error, Result};
use crate::exit::Exit;
use crate::report::{self, harmless::shown};
use crate::signin::quality::{self, Known, Retention};
use crate::world::World;

pub fn run(args: &cli::SigninFile, world: &mut World) -> Result<Exit> {
    let mut open = OpenCase::need(world)?;
    let (reading, source) = signin_read::read(args, world)?;
    if reading.sign_ins.is_empty() {
        write!(world.err, "{}", report::signin::nothing_found(&reading)).map_err(Error::from_output)?;
        return Ok(Exit::NotSatisfied);
    }
    let now = world.clock.now();
    let mut text = report::signin::read(&reading, now);
    let known = known(open.case());
    for sign_in in &reading.sign_ins {
        text.push_str(&report::signin::warnings(&quality::check(sign_in, &known, now.to_utc())));
    }
    let events: Vec<Event> = reading
        .sign_ins
        .iter()
        .map(|s| Event::SignedIn { sign_in: Box::new(s.clone()), source: source.clone() })
        .collect();
    open.record(world, &events)?;
    let answer = if world.settings.json {
        report::json::document(&report::json::signin::view(&reading, &source))
    } else {
        format!("{text}\nRecorded in {}\n", shown(&open.path().display().to_string()))
    };
    write!(world.out, "{answer}").map_err(Error::from_output)?;
    Ok(Exit::Done)
}

/// What the case knows that a sign-in is measured by.
pub(super) fn known(case: &Case) -> Known {
    Known {
        tenant: case.text(facts::TENANT_ID).and_then(|id| id.parse().ok()),
        global_administrators: case.items(facts::GLOBAL_ADMINS).to_vec(),
        retention: match case.text(facts::LICENCE).as_deref() {
            Some("free") => Retention::Free,
            Some("p1" | "p2") => Retention::Premium,
            _ => Retention::Unknown,
        },
    }
}
