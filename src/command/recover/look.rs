//! The machine checks of the walk. Each gives a three-valued outcome and the events that keep what was seen.

use crate::case::{Event, Outcome};
use crate::command::open_case::OpenCase;
use crate::error::Result;
use crate::runbook::{Check, Library};
use crate::world::World;

use super::person::say;

/// Runs a check. What cannot be checked now is unknown, never no.
pub(super) fn look(
    check: Check,
    open: &mut OpenCase,
    _library: &Library,
    world: &mut World,
) -> Result<(Outcome, Vec<Event>)> {
    match check {
        Check::SignIn => sign_in(open, world),
        Check::DnsTxt | Check::TenantDns | Check::Partner => {
            say("   This cannot be checked now.", open, world)?;
            Ok((Outcome::Unknown, Vec::new()))
        }
    }
}

fn sign_in(open: &OpenCase, world: &mut World) -> Result<(Outcome, Vec<Event>)> {
    let good = open.case().sign_ins.iter().any(|s| s.sign_in.can_be_found());
    let outcome = match (open.case().sign_ins.is_empty(), good) {
        (true, _) => {
            say("   No failed sign-in is recorded yet.", open, world)?;
            Outcome::No
        }
        (false, true) => {
            say("   A failed sign-in with its id and time is recorded.", open, world)?;
            Outcome::Yes
        }
        (false, false) => {
            say(
                "   A sign-in is recorded, but without an id or a time in UTC. Support cannot find it.",
                open,
                world,
            )?;
            Outcome::No
        }
    };
    Ok((outcome, Vec::new()))
}
