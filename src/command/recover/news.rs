//! The board of the case at work: what has happened, in one or two plain questions, and where it leads.

use chrono::{DateTime, FixedOffset};

use crate::case::door::DoorState;
use crate::case::happened::{Happened, HappenedReport};
use crate::case::request;
use crate::case::{Event, FactSource};
use crate::command::moment::{moment, moment_ahead};
use crate::error::Result;
use crate::guide::{Given, Question};
use crate::model::{Cause, FactId, StepRef, Value, facts};
use crate::report::board as words;
use crate::runbook::{Kind, News, NewsOption};
use crate::world::World;

use super::person::{self, Line};
use super::walk::{Turn, Walk};

impl Walk<'_> {
    /// Takes one line of the board, or Enter: go on with what is next.
    pub(super) fn news(
        &mut self,
        question: &Question<'_>,
        at: Option<usize>,
        world: &mut World,
    ) -> Result<Turn> {
        let Kind::Case { options, .. } = &question.step.kind else { return Ok(Turn::Again) };
        let Some(option) = at.and_then(|at| options.get(at)) else {
            let to = self.guide().after_the_board(self.now(world));
            return Ok(Turn::Give(Given::Happened(Vec::new(), to), FactSource::Person));
        };
        let Some(mut events) = self.told(option, question, world)? else { return Ok(Turn::Again) };
        let target = option.go.as_ref().and_then(|go| self.library.resolve(&question.at, go));
        // A door that opened, or somebody who is in, leads to what comes after.
        let entered = events.iter().any(|event| match event {
            Event::Happened { report, .. } => matches!(
                report.what,
                Happened::SomebodyIsIn { .. } | Happened::DoorTried { state: DoorState::Open, .. }
            ),
            _ => false,
        });
        if option.news == News::SomebodyIsIn {
            let named = events.iter().find_map(|event| match event {
                Event::Happened { report, .. } => match &report.what {
                    Happened::SomebodyIsIn { account } => account.clone(),
                    _ => None,
                },
                _ => None,
            });
            // Which account is in was asked here; the steps that follow do not ask it again.
            let value = named.map_or(Value::Unknown, Value::One);
            let (fact, source) = (FactId::known(facts::ADMIN_IN), FactSource::Person);
            events.push(Event::Learned { fact, value, source, step: None });
        }
        if entered && option.news == News::DoorTried {
            let value = Value::One("regained".into());
            let (fact, source) = (FactId::known(facts::STATE), FactSource::Person);
            events.push(Event::Learned { fact, value, source, step: None });
        }
        let missed = events.iter().any(|event| match event {
            Event::Happened { report, .. } => report.what == Happened::SupportCalled { missed: true },
            _ => false,
        });
        let missed = option.missed.as_ref().filter(|_| missed);
        let missed = missed.and_then(|to| self.library.resolve(&question.at, to));
        let to = if option.news == News::DoorTried && !entered { None } else { missed.or(target) };
        Ok(Turn::Give(Given::Happened(events, to), FactSource::Person))
    }

    /// A sentence at the board is news as well: it is kept word for word, and leads where "something else" leads.
    pub(super) fn news_in_words(
        &mut self,
        question: &Question<'_>,
        text: &str,
        world: &mut World,
    ) -> Result<Turn> {
        let Kind::Case { options, .. } = &question.step.kind else { return Ok(Turn::Again) };
        let Some(text) = person::guard(text.trim(), question, &mut self.open, world)? else {
            return Ok(Turn::Again);
        };
        let request = request::current(&self.case().requests()).map(|request| request.number.clone());
        let what = Happened::SomethingElse {};
        person::say(&words::kept_in_words(&text, options.len()), self.open(), world)?;
        let report = HappenedReport { what, text: Some(text), request, who: None, team: None };
        let event = Event::Happened { report: Box::new(report), happened: None };
        let other = options.iter().find(|option| option.news == News::SomethingElse);
        let go = other.and_then(|option| option.go.as_ref());
        let to = go.and_then(|go| self.library.resolve(&question.at, go));
        Ok(Turn::Give(Given::Happened(vec![event], to), FactSource::Person))
    }

    /// The events of one piece of news; nothing where the person thought better of it.
    fn told(
        &mut self,
        option: &NewsOption,
        question: &Question<'_>,
        world: &mut World,
    ) -> Result<Option<Vec<Event>>> {
        let requests = self.case().requests();
        let current = request::current(&requests).map(|request| request.number.clone());
        let mut text = None;
        let mut happened = None;
        let what = match option.news {
            News::SupportCalled => {
                let Some(how) = person::choose(words::CALLED, &words::CALLED_HOW, &mut self.open, world)?
                else {
                    return Ok(None);
                };
                happened = self.when(question, world)?;
                if how == 0 {
                    text = person::line(words::THEY_SAID, question, &mut self.open, world)?;
                }
                Happened::SupportCalled { missed: how == 1 }
            }
            News::EmailCame => {
                let wanted = person::line(words::WANTED, question, &mut self.open, world)?;
                let answer_by = self.due(question, world)?;
                // The hour counts from the moment at which it came.
                if answer_by.is_none() {
                    happened = self.when(question, world)?;
                }
                Happened::EmailCame { wanted, answer_by }
            }
            News::TxtWanted => Happened::TxtWanted { domain: None, value: None },
            News::PapersWanted => Happened::PapersWanted { papers: Vec::new() },
            News::RequestChanged => {
                let known = current.clone().or(person::line(words::WHICH, question, &mut self.open, world)?);
                let Some(number) = known else { return Ok(None) };
                match person::line_or_doubt(words::NEW_NUMBER, question, &mut self.open, world)? {
                    Line::Text(to) => Happened::RequestMoved { number, to },
                    Line::Nothing => Happened::RequestClosed { number },
                    Line::NotKnown => {
                        text = Some(words::CLOSED_OR_MOVED.to_owned());
                        Happened::SomethingElse {}
                    }
                }
            }
            News::DoorTried => {
                let doors = self.doors_to_tell();
                let titles: Vec<String> = doors.iter().map(|at| self.title(at)).collect();
                let labels: Vec<&str> = titles.iter().map(String::as_str).collect();
                let chosen = person::choose(words::WHICH_DOOR, &labels, &mut self.open, world)?;
                let Some(door) = chosen.and_then(|at| doors.get(at)).cloned() else { return Ok(None) };
                let Some(how) = person::choose(words::HOW, &words::HOW_IT_ENDED, &mut self.open, world)?
                else {
                    return Ok(None);
                };
                let state = [DoorState::Open, DoorState::Shut, DoorState::BeingTried][how.min(2)];
                text = person::line(words::WORDS, question, &mut self.open, world)?;
                Happened::DoorTried { door, state }
            }
            News::SomebodyIsIn => {
                let account = person::line(words::WHO_IS_IN, question, &mut self.open, world)?;
                happened = self.when(question, world)?;
                Happened::SomebodyIsIn { account }
            }
            News::CauseIsAnother => {
                let causes: Vec<Cause> = Cause::all().collect();
                let labels: Vec<&str> = causes.iter().map(|cause| cause.title()).collect();
                let chosen = person::choose(words::WHICH_CAUSE, &labels, &mut self.open, world)?;
                let Some(cause) = chosen.and_then(|at| causes.get(at)) else { return Ok(None) };
                Happened::CauseIsAnother { cause: *cause, account: None }
            }
            News::SomethingElse => {
                text = person::line(words::WORDS, question, &mut self.open, world)?;
                if text.is_none() {
                    return Ok(None);
                }
                Happened::SomethingElse {}
            }
        };
        let request = match &what {
            Happened::RequestMoved { to, .. } => Some(to.clone()),
            _ => current,
        };
        let report = HappenedReport { what, text, request, who: None, team: None };
        person::say(words::KEPT, self.open(), world)?;
        Ok(Some(vec![Event::Happened { report: Box::new(report), happened }]))
    }

    /// When it happened; nothing for now.
    fn when(&mut self, question: &Question<'_>, world: &mut World) -> Result<Option<DateTime<FixedOffset>>> {
        loop {
            let Some(typed) = person::line(words::WHEN, question, &mut self.open, world)? else {
                return Ok(None);
            };
            match moment("", &typed, self.now(world), world) {
                Ok(at) => {
                    person::say(&words::happened(at), self.open(), world)?;
                    return Ok(Some(at));
                }
                Err(e) => person::say(e.screen(), self.open(), world)?,
            }
        }
    }

    /// Until when they want an answer; nothing where nobody said.
    fn due(&mut self, question: &Question<'_>, world: &mut World) -> Result<Option<DateTime<FixedOffset>>> {
        loop {
            let Some(typed) = person::line(words::UNTIL, question, &mut self.open, world)? else {
                return Ok(None);
            };
            let now = self.now(world);
            match moment_ahead("", &typed, now, now + chrono::Duration::days(1), world) {
                Ok(at) => {
                    person::say(&words::understood(at), self.open(), world)?;
                    return Ok(Some(at));
                }
                Err(_) => person::say(words::NO_TIME, self.open(), world)?,
            }
        }
    }

    /// The doors that may be told of: those in somebody's hands first, then those of this cause.
    fn doors_to_tell(&self) -> Vec<StepRef> {
        let known = self.case().known_doors();
        let mut doors: Vec<StepRef> = known
            .iter()
            .filter(|door| door.state == DoorState::BeingTried)
            .chain(known.iter().filter(|door| door.state != DoorState::BeingTried))
            .map(|door| door.step.clone())
            .collect();
        for (at, step) in self.library.steps() {
            if self.library.is_door(&at) && self.guide().fits(step) && !doors.contains(&at) {
                doors.push(at);
            }
        }
        doors.truncate(9);
        doors
    }
}
