//! What was tried, as sentences: who, when, with which code. Doors that do not exist here are not in the list.

use crate::case::Case;
use crate::case::account::AccountState;
use crate::case::door::{Door, DoorState, of_everybody};
use crate::model::StepRef;
use crate::report::harmless::shown;
use crate::report::when::full;
use crate::runbook::Library;

/// Doors that were tried or are being tried before or beside the request, in the order of their times.
#[must_use]
pub fn doors(case: &Case, library: &Library) -> Vec<Door> {
    let before = |step: &StepRef| {
        let phase = library.get(&step.runbook).map(|runbook| runbook.head.phase.as_str());
        matches!(phase, Some("triage" | "regain-access")) && library.is_door(step)
    };
    let mut doors: Vec<Door> = case.known_doors();
    doors.retain(|door| {
        before(&door.step) && !matches!(door.state, DoorState::DoesNotExist | DoorState::NotLookedAt)
    });
    doors.sort_by_key(|door| door.since);
    doors
}

/// The list as sentences.
#[must_use]
pub fn sentences(case: &Case, library: &Library) -> Vec<String> {
    // Whoever was not reached has not tried.
    let untried = case.accounts().iter().any(|account| {
        let state = account.state();
        account.may_be_global()
            && matches!(state, AccountState::NotKnown | AccountState::NotTried | AccountState::OutOfReach)
    });
    doors(case, library).iter().map(|door| sentence(door, library, untried)).collect()
}

fn sentence(door: &Door, library: &Library, untried: bool) -> String {
    let title =
        library.step(&door.step).map_or_else(|| door.step.to_string(), |(_, step)| step.title.clone());
    let how = match door.state {
        DoorState::Open => "this let somebody in",
        DoorState::BeingTried => "this is being tried",
        _ if untried && door.step == of_everybody() => "of those who tried, nobody got in",
        _ => "this did not let anybody in",
    };
    let by = door.by.as_ref().filter(|by| by.as_str() != "unknown");
    let by = by.map(|by| format!(", {}", shown(by))).unwrap_or_default();
    let at = door.since.map(|at| format!(", {}", full(at))).unwrap_or_default();
    let why = door.why.as_ref().map(|why| format!(" {}", super::words::quoted(why))).unwrap_or_default();
    format!("{title}: {how}{by}{at}.{why}")
}
