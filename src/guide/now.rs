//! What comes next when nobody has news: the one thing that the board of the case leads on to.
//!
//! A deadline comes before everything. Without a request there is one to open. What support will ask for later is found
//! while it is their turn; after that there is only to keep the request moving.

use chrono::{DateTime, FixedOffset};

use crate::model::StepRef;
use crate::runbook::{Kind, Target, WaitKind};

use super::walk::Guide;

impl Guide<'_, '_> {
    /// Where Enter leads from the board of the case.
    #[must_use]
    pub fn now(&self, now: DateTime<FixedOffset>) -> Option<StepRef> {
        let board = self.library.case_board()?;
        let (_, step) = self.library.step(&board)?;
        let Kind::Case { open, later, moving, .. } = &step.kind else { return None };
        let to = |target: &Target| self.library.resolve(&board, target);
        let pace = to(moving);
        let deadline = self.clocks(now).into_iter().find(|clock| {
            clock.kind == WaitKind::Deadline && !clock.over && Some(&clock.at) != pace.as_ref()
        });
        if let Some(clock) = deadline {
            return Some(clock.at);
        }
        if self.case.requests().is_empty() {
            return to(open);
        }
        let unfilled = |at: &StepRef| {
            self.library.step(at).is_some_and(|(_, step)| {
                self.applies(step) && self.fields(at, step).iter().any(|field| !field.known)
            })
        };
        later.iter().filter_map(to).find(unfilled).or(pace)
    }
}
