//! Many surveys side by side, with what they learn shared between them. Memory stays flat: a survey is dropped as
//! soon as it is done, and no more than `width` are under way.

use std::collections::VecDeque;

use super::exchange::{Ask, Exchange};
use super::executor::Memory;
use super::observation::{Observation, WalkOutcome};
use super::survey::{Plan, Survey};

/// Somebody who has questions and takes exchanges. Whoever carries them asks `next` until it has none, brings back
/// what came, and is done when nothing is under way and `next` has nothing.
pub trait Task {
    /// A question to send now.
    fn next(&mut self) -> Option<(u64, Ask)>;
    /// What came of it.
    fn answer(&mut self, token: u64, exchange: Exchange);
}

/// Surveys under way, at most `width` at a time.
pub struct Round<'a> {
    plans: &'a mut dyn Iterator<Item = Plan>,
    done: &'a mut dyn FnMut(Plan, Observation),
    memory: Memory,
    slots: Vec<Option<(Survey, Plan)>>,
    free: Vec<usize>,
    ready: VecDeque<(u64, Ask)>,
    under_way: usize,
    version: u64,
}

impl<'a> Round<'a> {
    /// Takes plans as there is room, and hands each observation out as soon as it is there.
    pub fn new(
        plans: &'a mut dyn Iterator<Item = Plan>,
        width: usize,
        memory: &Memory,
        done: &'a mut dyn FnMut(Plan, Observation),
    ) -> Self {
        Self {
            plans,
            done,
            memory: memory.clone(),
            slots: (0..width).map(|_| None).collect(),
            free: (0..width).rev().collect(),
            ready: VecDeque::new(),
            under_way: 0,
            version: memory.version(),
        }
    }

    /// Lets one survey go on; true when it ended.
    fn advance(&mut self, slot: usize) {
        let Some((survey, _)) = self.slots.get_mut(slot).and_then(Option::as_mut) else { return };
        let end = survey.advance();
        while let Some((token, ask)) = survey.take() {
            self.ready.push_back(((slot as u64) << 32 | token, ask));
        }
        if let Some(observation) = end
            && let Some((_, plan)) = self.slots[slot].take()
        {
            self.free.push(slot);
            (self.done)(plan, observation);
        }
    }

    /// Lessons of one survey let others go on.
    fn spread(&mut self) {
        while self.version != self.memory.version() {
            self.version = self.memory.version();
            for slot in 0..self.slots.len() {
                if self.slots[slot].as_ref().is_some_and(|(survey, _)| survey.may_go_on()) {
                    self.advance(slot);
                }
            }
        }
    }

    fn fill(&mut self) {
        while self.ready.len() < self.slots.len() {
            let Some(slot) = self.free.pop() else { return };
            let Some(plan) = self.plans.next() else {
                self.free.push(slot);
                return;
            };
            self.slots[slot] = Some((Survey::new(plan.clone(), &self.memory), plan));
            self.advance(slot);
            self.spread();
        }
    }
}

impl Task for Round<'_> {
    fn next(&mut self) -> Option<(u64, Ask)> {
        if self.ready.is_empty() {
            self.fill();
        }
        // Surveys that all wait for each other: a ring of zones whose servers live in each other's zones.
        for _ in 0..8 {
            if !self.ready.is_empty() || self.under_way > 0 || self.free.len() == self.slots.len() {
                break;
            }
            self.memory.release_claims();
            self.spread();
            self.fill();
        }
        if self.ready.is_empty() && self.under_way == 0 {
            for slot in 0..self.slots.len() {
                if let Some((_, plan)) = self.slots[slot].take() {
                    self.free.push(slot);
                    let nothing = Observation::nothing(&plan, WalkOutcome::ParentsSilent);
                    (self.done)(plan, nothing);
                }
            }
        }
        let question = self.ready.pop_front();
        self.under_way += usize::from(question.is_some());
        question
    }

    fn answer(&mut self, token: u64, exchange: Exchange) {
        self.under_way = self.under_way.saturating_sub(1);
        let slot = usize::try_from(token >> 32).unwrap_or(usize::MAX);
        if let Some(Some((survey, _))) = self.slots.get_mut(slot) {
            survey.put(token & 0xffff_ffff, exchange);
            self.advance(slot);
            self.spread();
        }
    }
}
