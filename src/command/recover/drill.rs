//! A drill inside the walk: the scenario's moves, its clock, and the doors that stay shut.

use chrono::{DateTime, Duration, FixedOffset};

use crate::case::happened::{Happened, HappenedReport};
use crate::case::request;
use crate::case::{Audience, Case, Event, Outcome};
use crate::command::open_case::OpenCase;
use crate::error::{Error, Kind, Result};
use crate::guide::{Asked, Question};
use crate::model::StepRef;
use crate::port::{Prompt, Said, Words};
use crate::readiness::drill::{Move, Scenario, moment_of_txt};
use crate::report;
use crate::runbook::{Check, WaitKind};
use crate::world::World;

use super::person;

/// How often an answer that must be exact may be tried.
const ATTEMPTS: usize = 2;

/// A drill that is being walked.
pub(super) struct Drill {
    scenario: &'static Scenario,
    /// How far the drill's clock is ahead of the world's.
    ahead: Duration,
    /// How many answers there were when the board of the case brought its last move: it brings one at a time.
    brought: Option<usize>,
}

/// What came before a question.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Played {
    /// Nothing: the question stands.
    Nothing,
    /// The case or the clock has moved: the guide has to look again.
    Something,
    /// The person stops.
    Quit,
}

impl Drill {
    /// The drill that a case belongs to; its clock goes on where the journal stopped.
    pub(super) fn of(open: &OpenCase, world: &World) -> Result<Option<Self>> {
        let Some(id) = &open.case().drill else { return Ok(None) };
        let scenario = Scenario::find(id).ok_or_else(|| {
            let what = format!("this drill's scenario \"{}\" is not in this program", id.escape_debug());
            Error::new(Kind::Case, what).hint("continue with the version that began it")
        })?;
        // A note from another window carries the laptop's own time, which is behind.
        let latest = open.entries().iter().map(|entry| entry.at).max();
        let ahead = latest.map_or_else(Duration::zero, |latest| latest - world.clock.now());
        Ok(Some(Self { scenario, ahead: ahead.max(Duration::zero()), brought: None }))
    }

    /// What time it is in the drill.
    pub(super) fn now(&self, world: &World) -> DateTime<FixedOffset> {
        world.clock.now() + self.ahead
    }

    /// Whether the other side asks something at this step: then its page is read first.
    pub(super) fn asks(&self, case: &Case, at: &StepRef) -> bool {
        self.scenario.due(case, at).is_some_and(Move::asks)
    }

    /// Makes every move that belongs before this question, and lets waits pass.
    pub(super) fn before(
        &mut self,
        question: &Question<'_>,
        open: &mut OpenCase,
        world: &mut World,
    ) -> Result<Played> {
        let mut played = Played::Nothing;
        while let Some(one) = self.scenario.due(open.case(), &question.at) {
            played = self.make(one, open, world)?;
            if played == Played::Quit {
                return Ok(played);
            }
        }
        let answers = open.case().trail.len();
        if matches!(question.asked, Asked::Case(_))
            && self.brought != Some(answers)
            && let Some(one) = self.scenario.next(open.case())
        {
            self.brought = Some(answers);
            played = self.make(one, open, world)?;
            if played == Played::Quit {
                return Ok(played);
            }
        }
        if let Asked::Clock { kind: WaitKind::NotBefore, until, .. } = question.asked
            && until > self.now(world)
        {
            self.ahead = until - world.clock.now();
            person::say(&report::drill::waited(until), open, world)?;
            played = Played::Something;
        }
        Ok(played)
    }

    fn make(&mut self, one: &Move, open: &mut OpenCase, world: &mut World) -> Result<Played> {
        let before = self.now(world);
        let at = one.when(before);
        self.ahead += at - before;
        let txt = moment_of_txt(open.entries());
        let text = one.words(open.case(), at, txt);
        person::say(&report::drill::told(&one.from, &text, at), open, world)?;
        let mut replies = Vec::new();
        let attempts = if one.is_exact() { ATTEMPTS } else { 1 };
        while one.asks() && replies.len() < attempts {
            let Some(reply) = ask(one, open, world)? else { return Ok(Played::Quit) };
            let right = one.accepts(&reply, open.case(), txt);
            replies.push(reply);
            if right {
                person::say(report::drill::ACCEPTED, open, world)?;
                break;
            }
            let last = replies.len() == attempts;
            person::say(report::drill::not_accepted(last), open, world)?;
        }
        let minutes = u32::try_from((at - before).num_minutes()).unwrap_or(0);
        let said = text.clone();
        let played = Event::Played { id: one.id.clone(), from: one.from.clone(), text, minutes, replies };
        let mut events = vec![played];
        // The other side's move is news of the case, as if somebody had told it at the board.
        events.extend(one.news_to(open.case()).map(|what| {
            let request = request::current(&open.case().requests()).map(|request| request.number.clone());
            let who = Some(one.from.clone());
            // What fits no line of the board is told by its words alone.
            let words = matches!(what, Happened::SomethingElse {}).then_some(said);
            let report = HappenedReport { what, text: words, request, who, team: None };
            Event::Happened { report: Box::new(report), happened: Some(at) }
        }));
        open.record_at(world, &events, self.now(world), Audience::Support)?;
        Ok(Played::Something)
    }

    /// What a machine check says in a drill, where it would ask the real world. Nothing: let it look at the case.
    pub(super) fn look(check: Check) -> Option<Outcome> {
        match check {
            // What was typed is taken as published; whether it is the right value is support's to say.
            Check::DnsTxt => Some(Outcome::Yes),
            Check::TenantDns => Some(Outcome::Unknown),
            Check::SignIn | Check::Partner => None,
        }
    }

    /// Whether this door may open.
    pub(super) fn opens(&self, step: &StepRef) -> bool {
        self.scenario.opens.contains(step)
    }
}

/// An answer to the other side, free of secrets; nothing when the person stops.
fn ask(one: &Move, open: &OpenCase, world: &mut World) -> Result<Option<String>> {
    let prompt = Prompt {
        line: "Your answer to them:",
        options: &[],
        words: Words::Line,
        step: &one.id,
        ways_out: false,
        enter: false,
    };
    match world.terminal.ask(&prompt).map_err(|e| person::nobody(e, open, None))? {
        Said::Text(text) | Said::Pasted(text) => Ok(Some(crate::evidence::redact::redact(text.trim()).0)),
        Said::Quit => Ok(None),
        _ => Ok(Some(String::new())),
    }
}
