//! Which lines were taken back: by going back in the walk, or by saying that a line was wrong.
//!
//! The line stays in the chain and in the organisation's own bundle. Support does not see what it held: a value that
//! somebody corrected a minute later must not decide anything. Lines that moved the walk, opened the case or tell who
//! held it are never taken back.

use std::collections::BTreeSet;

use super::event::Event;
use super::journal::Entry;
use crate::model::StepRef;

/// Whether going back to a step takes away what it had asked: so it was in lines of the first edition, whose meaning stays.
/// Since minor 1 it stands until it is answered once more.
#[must_use]
pub fn going_back_deletes(minor: u32) -> bool {
    minor == 0
}

/// The numbers of all lines that were taken back.
#[must_use]
pub fn lines<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> BTreeSet<u64> {
    let (mut gone, mut before): (BTreeSet<u64>, Vec<&Entry>) = (BTreeSet::new(), Vec::new());
    // What a step had asked stands until it is answered once more: going back deletes nothing.
    let mut reopened: Vec<(&Entry, &StepRef)> = Vec::new();
    for entry in entries {
        match entry.event() {
            Some(Event::WentBack { to } | Event::TakenUp { step: to, .. }) => {
                for earlier in &before {
                    match earlier.event() {
                        Some(Event::Learned { step: Some(step), .. }) if step == to => {
                            match going_back_deletes(entry.minor) {
                                true => drop(gone.insert(earlier.seq)),
                                false => reopened.push((earlier, to)),
                            }
                        }
                        Some(Event::Answered { step, .. }) if step == to => drop(gone.insert(earlier.seq)),
                        _ => {}
                    }
                }
            }
            Some(Event::Learned { fact: new, step: Some(asked), .. }) => {
                reopened.retain(|(earlier, step)| {
                    let same = matches!(earlier.event(), Some(Event::Learned { fact, .. }) if fact == new);
                    if same && *step == asked {
                        gone.insert(earlier.seq);
                    }
                    !(same && *step == asked)
                });
            }
            Some(Event::Retracted { line }) if before.iter().any(|e| e.seq == *line && may_be(e)) => {
                gone.insert(*line);
            }
            _ => {}
        }
        before.push(entry);
    }
    gone
}

/// Whether a line only tells something, so that it can be taken back.
#[must_use]
pub fn may_be(entry: &Entry) -> bool {
    entry.event().is_some_and(tells)
}

/// Whether an event only tells something: nothing of the walk or of the case's custody hangs on it.
#[must_use]
pub fn tells(event: &Event) -> bool {
    matches!(
        event,
        Event::Learned { .. }
            | Event::Noted { .. }
            | Event::SignedIn { .. }
            | Event::AccountTold { .. }
            | Event::AccountsListed { .. }
            | Event::DoorTold { .. }
            | Event::RequestTold { .. }
            | Event::Happened { .. }
            | Event::AskWorded { .. }
            | Event::BroughtIn { .. }
    )
}

#[cfg(test)]
mod tests {
    use super::super::event::FactSource;
    use super::super::journal::{Audience, Content};
    use super::super::state::Case;
    use super::*;
    use crate::model::{Value, facts};

    /// A fact that a step asked, and then a person who goes back to it.
    fn went_back(minor: u32) -> Vec<Entry> {
        let step: StepRef = "open-request/severity".parse().unwrap();
        let learned = Event::Learned {
            fact: facts::NAME.parse().unwrap(),
            value: Value::One("Contoso".into()),
            source: FactSource::Person,
            step: Some(step.clone()),
        };
        let line = |(at, event)| Entry {
            seq: at as u64 + 1,
            at: "2026-11-22T02:17:00+01:00".parse().unwrap(),
            happened: None,
            who: "anna".into(),
            audience: Audience::Support,
            hash: String::new(),
            minor,
            content: Content::Event(event),
        };
        [learned, Event::WentBack { to: step }].into_iter().enumerate().map(line).collect()
    }

    #[test]
    fn a_line_of_the_first_edition_keeps_its_meaning() {
        for (minor, gone, stands) in [(0, vec![1], false), (1, vec![], true)] {
            let entries = went_back(minor);
            assert_eq!(lines(&entries).into_iter().collect::<Vec<_>>(), gone, "minor {minor}");
            assert_eq!(Case::fold(&entries).text(facts::NAME).is_some(), stands, "minor {minor}");
        }
    }
}
