//! How many answers there are still to a text that can be sent, about.
//!
//! The way is walked ahead without answering: a choice goes on by its own target, a form counts its fields, the board
//! counts itself and half of the ways that it offers. It is an estimate, and the screen says "about".

use std::collections::BTreeSet;

use crate::model::StepRef;
use crate::runbook::{Check, Kind, Target};

use super::walk::Guide;

impl Guide<'_, '_> {
    /// Answers still to give before the text of the request is on screen; nothing where the walk is past it, or does not
    /// lead there.
    #[must_use]
    pub fn to_the_text(&self) -> Option<usize> {
        let text = self.library.shows_request()?;
        let mut at = self.here()?;
        let mut seen: BTreeSet<StepRef> = BTreeSet::new();
        let (mut count, mut past_board, mut told) = (0, false, Vec::new());
        while at != text {
            let (_, step) = self.library.step(&at)?;
            if !seen.insert(at.clone()) {
                return None;
            }
            count += match &step.kind {
                Kind::Ask { .. } => self.fields(&at, step).iter().filter(|field| !field.known).count(),
                // Half of the ways that are offered, each an answer; an estimate that is too small disappoints.
                Kind::Board { options, .. } => {
                    1 + options.iter().filter(|option| self.offers(option)).count() / 2
                }
                Kind::Check { check: Check::Partner, .. } => self.fields(&at, step).len(),
                Kind::Case { .. } => return None,
                // A pasted sign-in that names nobody: whose is it?
                Kind::Choose { paste_sign_in: true, .. } => 2,
                _ => 1,
            };
            if let Kind::Ask { facts } | Kind::Check { facts, .. } = &step.kind {
                told.extend(facts.iter().filter(|fact| !self.case.facts.contains_key(fact)));
            }
            let board = matches!(step.kind, Kind::Board { .. });
            past_board |= board;
            let next = self.library.resolve(&at, if board { &Target::Next } else { &step.go })?;
            at = self.settle_seen(next, past_board, &told)?;
        }
        Some(count)
    }
}
