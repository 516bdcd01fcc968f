//! The clocks of a case: deadlines and waiting times that run, wherever the walk stands.
//!
//! How long a clock runs is written in the runbook; when it began follows from the journal. So a clock is computed and
//! never kept, one of an old journal as well, and every screen that shows one asks here. This room does not know what a
//! clock looks like, nor who is rung.

use chrono::{DateTime, Duration, FixedOffset};

use crate::case::happened::Happened;
use crate::case::{Outcome, Reply};
use crate::model::StepRef;
use crate::runbook::{Kind, News, Step, WaitKind};

use super::walk::Guide;

/// A clock that runs, or that nobody has said is over.
#[derive(Debug, Clone, PartialEq)]
pub struct Clock<'lib> {
    /// The step that waits for it.
    pub at: StepRef,
    /// What the runbook calls it.
    pub title: &'lib str,
    /// Whether something must happen before, or may not happen before.
    pub kind: WaitKind,
    /// When it began.
    pub since: DateTime<FixedOffset>,
    /// Its clock time.
    pub until: DateTime<FixedOffset>,
    /// Whether the clock time has passed.
    pub over: bool,
    /// Where the walk stands with it.
    pub standing: Standing,
}

/// Where the walk stands with a clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is the question now.
    Asked,
    /// It was put off; it runs on.
    PutOff,
    /// What starts it was done, and the walk has not come to it yet.
    Ahead,
}

impl<'lib> Guide<'lib, '_> {
    /// Every clock of the case, the earliest clock time first. A clock is gone when its step was answered, or when its
    /// step does not apply any more. One that the walk has not come to is told only while it runs.
    #[must_use]
    pub fn clocks(&self, now: DateTime<FixedOffset>) -> Vec<Clock<'lib>> {
        let here = self.here();
        let mut clocks: Vec<_> =
            self.library.steps().filter_map(|(at, step)| self.clock(at, step, here.as_ref(), now)).collect();
        clocks.sort_by(|a, b| a.until.cmp(&b.until).then_with(|| a.at.cmp(&b.at)));
        clocks
    }

    fn clock(
        &self,
        at: StepRef,
        step: &'lib Step,
        here: Option<&StepRef>,
        now: DateTime<FixedOffset>,
    ) -> Option<Clock<'lib>> {
        let Kind::Wait { kind, minutes, after, told } = &step.kind else { return None };
        if !self.applies(step) {
            return None;
        }
        let news = told.and_then(|news| self.told(news));
        let since = self.since(&at, after.as_deref()).max(news.map(|(at, _)| at));
        let standing = if here == Some(&at) {
            Standing::Asked
        } else if self.case.put_off.contains(&at) {
            Standing::PutOff
        } else {
            let began = (after.is_some() || news.is_some()).then_some(since).flatten()?;
            // Answered since it began: it is over. Answered before: what starts it was done once more.
            if self.case.answers.get(&at).is_some_and(|answered| answered.at >= began) {
                return None;
            }
            Standing::Ahead
        };
        let since = since.unwrap_or(now);
        let until = self.until(&at, *minutes, after.as_deref(), *told, now);
        let over = now >= until;
        (standing != Standing::Ahead || !over).then_some(Clock {
            at,
            title: &step.title,
            kind: *kind,
            since,
            until,
            over,
            standing,
        })
    }

    /// The clock time of a wait: the time that was told with its news, else the later of its news and its anchor's
    /// answer, plus its minutes. Without any of them it starts now.
    pub(super) fn until(
        &self,
        at: &StepRef,
        minutes: u32,
        after: Option<&str>,
        told: Option<News>,
        now: DateTime<FixedOffset>,
    ) -> DateTime<FixedOffset> {
        let anchor = self.since(at, after);
        let counted = |since: DateTime<FixedOffset>| since + Duration::minutes(minutes.into());
        match told.and_then(|news| self.told(news)) {
            // An answer that starts the hour after this news belongs to a later one.
            Some((began, by)) if anchor.is_none_or(|anchor| anchor <= began) => {
                by.unwrap_or_else(|| counted(began))
            }
            _ => counted(anchor.unwrap_or(now)),
        }
    }

    /// The last news of a kind that starts a clock: when it came, and until when they want an answer if that was told.
    fn told(&self, news: News) -> Option<(DateTime<FixedOffset>, Option<DateTime<FixedOffset>>)> {
        self.case.nouns.happened.iter().rev().find_map(|told| match &told.what.what {
            Happened::EmailCame { answer_by, .. } if news == News::EmailCame => Some((told.at?, *answer_by)),
            _ => None,
        })
    }

    /// When a wait began: with the answer of the step that it names, else with the last answer before the walk came to
    /// it; for one that was put off that is not the last answer now.
    fn since(&self, at: &StepRef, after: Option<&str>) -> Option<DateTime<FixedOffset>> {
        let answer = |step: &StepRef| self.case.answers.get(step).map(|answered| answered.at);
        // A check that saw nothing starts no clock: nobody was told to look.
        let unseen = |step: &StepRef| {
            let reply = self.case.answers.get(step).map(|answered| &answered.reply);
            matches!(reply, Some(Reply::Checked(Outcome::No | Outcome::Unknown)))
        };
        let named = |name: &str| name.parse().unwrap_or_else(|_| StepRef::new(&at.runbook, name));
        match after.map(named) {
            Some(step) if unseen(&step) => self.case.arrived.get(at).copied(),
            Some(step) => answer(&step),
            None if self.case.arrived.contains_key(at) => self.case.arrived.get(at).copied(),
            None => self.case.trail.last().and_then(answer),
        }
    }
}
