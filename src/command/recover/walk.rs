//! The loop: ask the guide, get an answer, record what it means, go on.

use chrono::{DateTime, Duration, FixedOffset};

use crate::case::happened::Happened;
use crate::case::{Audience, Case, Event, FactSource, Outcome, Reply};
use crate::command::attach;
use crate::command::open_case::{OpenCase, When};
use crate::command::policy_weigh;
use crate::error::{Error, Kind, Result};
use crate::guide::{Asked, Given, Guide, Question};
use crate::model::Exit;
use crate::model::StepRef;
use crate::model::{FactId, Value, facts};
use crate::report;
use crate::runbook::{Check, Library, News, Shows, WaitKind};
use crate::signin;
use crate::world::World;

use super::drill::{Drill, Played};
use super::look;
use super::person::{self, Wish};
use super::script::{Line, Script};

/// After so long without a line, with a request at Microsoft, something may have happened.
const AWAY: Duration = Duration::minutes(30);

/// After so long, in any case.
const LONG_AWAY: Duration = Duration::hours(12);

/// One guided walk.
pub(super) struct Walk<'a> {
    pub(super) library: &'a Library,
    pub(super) open: OpenCase,
    script: Option<Script>,
    /// Whom DNS checks ask.
    servers: look::Servers,
    /// The step whose prose stands on the screen.
    shown: Option<StepRef>,
    /// Put-off steps that were offered again in this run.
    offered: Vec<StepRef>,
    /// The step that asked for a failed sign-in and was given one.
    took_sign_in: Option<StepRef>,
    /// The other side, where the case is an exercise.
    drill: Option<Drill>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(
        library: &'a Library,
        open: OpenCase,
        script: Option<Script>,
        servers: look::Servers,
        world: &World,
    ) -> Result<Self> {
        let drill = Drill::of(&open, world)?;
        Ok(Self {
            library,
            open,
            script,
            servers,
            shown: None,
            offered: Vec::new(),
            took_sign_in: None,
            drill,
        })
    }

    /// Walks to the end, or to where the person stops.
    pub(super) fn run(mut self, world: &mut World) -> Result<Exit> {
        self.open_with_the_board(world)?;
        loop {
            let now = self.now(world);
            // The question belongs to the runbooks, not to the case: the journal can grow while it is open.
            let Some(question) = self.guide().ask(now) else {
                match self.taken_up_at_the_end(world)? {
                    Some(event) => self.record(&[event], world)?,
                    None => break,
                }
                continue;
            };
            if self.drill.as_ref().is_some_and(|drill| drill.asks(self.open.case(), &question.at)) {
                self.show(&question, now, world)?;
            }
            if let Some(drill) = &mut self.drill {
                match drill.before(&question, &mut self.open, world)? {
                    Played::Nothing => {}
                    Played::Something => continue,
                    Played::Quit => return self.until_later(world),
                }
            }
            self.show(&question, now, world)?;
            let (given, source) = match self.reply(&question, world)? {
                Turn::Give(given, source) => (given, source),
                Turn::Again => continue,
                Turn::Quit => return self.until_later(world),
            };
            let opened = matches!(given, Given::Said(Reply::Opened, _));
            if opened && self.drill.as_ref().is_some_and(|drill| !drill.opens(&question.at)) {
                person::say(report::drill::STAYS_SHUT, &self.open, world)?;
                continue;
            }
            let scripted = source == FactSource::Answers;
            match self.guide().answer(&question, given, source) {
                Ok(events) => {
                    self.record(&events, world)?;
                    if events.iter().any(|event| matches!(event, Event::Attached { .. }))
                        && let Some(said) = policy_weigh::attached(&mut self.open, world)?
                    {
                        person::say(said, &self.open, world)?;
                    }
                }
                Err(refused) if scripted => {
                    let what = format!("the answer to {} does not fit", question.at);
                    return Err(Error::new(Kind::Input, what).because(refused));
                }
                Err(refused) => person::say(&format!("   {refused}"), &self.open, world)?,
            }
        }
        if let Some(script) = &self.script {
            let unused = script.unused(self.library);
            person::say(report::opening::unused(&unused), &self.open, world)?;
        }
        let put_off = self.guide().put_off().len();
        person::gap(&self.open, world)?;
        person::say(report::opening::end(self.open.case(), &self.path(), put_off), &self.open, world)?;
        Ok(Exit::Done)
    }

    /// Whoever comes back after a while sees first how the case stands, and is asked what has happened; Enter goes on at
    /// the step where the walk was left.
    fn open_with_the_board(&mut self, world: &mut World) -> Result<()> {
        let case = self.case();
        let away = case.last.map_or_else(Duration::zero, |last| self.now(world) - last);
        let waiting = !case.requests().is_empty() && away >= AWAY;
        let came_back = !case.trail.is_empty() && (waiting || away >= LONG_AWAY);
        if !came_back || self.script.is_some() || self.drill.is_some() || case.detour.is_some() {
            return Ok(());
        }
        let (Some(board), Some(here)) = (self.library.case_board(), self.guide().here()) else {
            return Ok(());
        };
        if here == board || case.entered().is_some() {
            return Ok(());
        }
        let event = self.guide().take_up(board);
        self.record(&[event], world)
    }

    /// The walk over the case as it stands now.
    pub(super) fn guide(&self) -> Guide<'a, '_> {
        Guide::new(self.library, self.open.case())
    }

    pub(super) fn case(&self) -> &Case {
        self.open.case()
    }

    pub(super) fn open(&self) -> &OpenCase {
        &self.open
    }

    pub(super) fn is_scripted(&self) -> bool {
        self.script.is_some()
    }

    pub(super) fn script_mut(&mut self) -> Option<&mut Script> {
        self.script.as_mut()
    }

    /// Writes down what happened. An exercise and a rehearsal have clocks that are set; in a real case a line is written
    /// now, and a time in the answers file is when that happened which it tells.
    pub(super) fn record(&mut self, events: &[Event], world: &World) -> Result<()> {
        let now = self.now(world);
        let told = self.script.as_ref().and_then(|script| script.now);
        let real = world.clock.is_real() && self.drill.is_none();
        if let Some(ahead) = told.filter(|then| real && *then > world.clock.now()) {
            return Err(Error::new(
                Kind::Input,
                format!("the answers file says that something happened at {}", report::when::full(ahead)),
            )
            .because(format!(
                "it is {} now, by the clock of this computer",
                report::when::full(world.clock.now())
            ))
            .hint("correct the at = of that step; an exercise (reentry drill) may run ahead of the clock"));
        }
        let when = match told.filter(|_| real) {
            Some(then) => When { at: world.clock.now(), happened: Some(then) },
            None => now.into(),
        };
        self.open.record_at(world, events, when, Audience::Support)
    }

    /// What a runbook calls a step.
    pub(super) fn title(&self, at: &StepRef) -> String {
        self.library.step(at).map_or_else(|| at.to_string(), |(_, step)| step.title.clone())
    }

    /// A line for the timeline, typed along or asked for.
    pub(super) fn note(
        &mut self,
        text: Option<String>,
        question: &Question<'_>,
        world: &mut World,
    ) -> Result<()> {
        match person::note(text, question, &mut self.open, world)? {
            Some(text) => self.noted(text, world),
            None => Ok(()),
        }
    }

    fn noted(&mut self, text: String, world: &mut World) -> Result<()> {
        let note = Event::Noted { text, ticket: None, team: None, who: None, account: None, happened: None };
        self.record(&[note], world)?;
        person::say("Noted.", &self.open, world)
    }

    /// At the end of the path there is time for what was put off: each is offered once in a run, if somebody is there.
    fn taken_up_at_the_end(&mut self, world: &mut World) -> Result<Option<Event>> {
        if self.script.is_some() {
            return Ok(None);
        }
        let left = self.guide().put_off().into_iter().find(|step| !self.offered.contains(step)).cloned();
        let Some(step) = left else { return Ok(None) };
        self.offered.push(step.clone());
        match person::take_up(&step, self.library, &mut self.open, world) {
            Ok(true) => Ok(Some(self.guide().take_up(step))),
            Ok(false) => self.taken_up_at_the_end(world),
            Err(nobody) if nobody.kind == Kind::NeedsAnswer => Ok(None),
            Err(e) => Err(e),
        }
    }

    fn until_later(&self, world: &mut World) -> Result<Exit> {
        person::gap(&self.open, world)?;
        person::say(report::opening::until_later(self.open.case(), &self.path()), &self.open, world)?;
        Ok(Exit::Done)
    }

    /// The step's heading and prose, once.
    fn show(&mut self, question: &Question<'_>, now: DateTime<FixedOffset>, world: &mut World) -> Result<()> {
        if self.shown.as_ref() == Some(&question.at) || self.is_silent(question, world) {
            return Ok(());
        }
        person::gap(&self.open, world)?;
        let first = self.shown.is_none();
        match &question.asked {
            Asked::Case(options) => {
                person::say(
                    report::board::board(self.case(), self.library, now, world.settings.page()),
                    &self.open,
                    world,
                )?;
                person::gap(&self.open, world)?;
                let title = report::question::title(question, self.drill.is_some());
                person::say(title, &self.open, world)?;
                person::say(report::board::question(options), &self.open, world)?;
            }
            _ => {
                person::say(
                    report::question::step(question, self.case(), self.drill.is_some(), first),
                    &self.open,
                    world,
                )?;
            }
        }
        if question.step.shows == Some(Shows::Request) {
            let text = report::ticket::request(self.case(), self.library, now, false);
            person::say(report::question::request(&text), &self.open, world)?;
        }
        self.clock_line(question, now, world)?;
        self.shown = Some(question.at.clone());
        Ok(())
    }

    fn path(&self) -> String {
        self.open.path().display().to_string()
    }

    pub(super) fn now(&self, world: &World) -> DateTime<FixedOffset> {
        let real = || self.drill.as_ref().map_or_else(|| world.clock.now(), |drill| drill.now(world));
        self.script.as_ref().and_then(|s| s.now).unwrap_or_else(real)
    }

    fn clock_line(
        &self,
        question: &Question<'_>,
        now: DateTime<FixedOffset>,
        world: &mut World,
    ) -> Result<()> {
        match question.asked {
            Asked::Clock { kind, until, .. } => {
                if let crate::runbook::Kind::Wait { told: Some(News::EmailCame), .. } = question.step.kind
                    && let Some(wanted) = self.wanted()
                {
                    person::say(report::question::WANTED, &self.open, world)?;
                    person::say(report::question::request(&wanted), &self.open, world)?;
                }
                person::say(report::question::clock(kind, until, now), &self.open, world)?;
                self.calendar(question, kind, until, now, world)
            }
            _ => Ok(()),
        }
    }

    /// The sentence that the last e-mail wants back.
    fn wanted(&self) -> Option<String> {
        self.case().nouns.happened.iter().rev().find_map(|told| match &told.what.what {
            Happened::EmailCame { wanted, .. } => Some(wanted.clone()),
            _ => None,
        })?
    }

    /// A file that any phone's calendar takes, beside the journal: the hour rings even when this laptop sleeps.
    fn calendar(
        &self,
        question: &Question<'_>,
        kind: WaitKind,
        until: DateTime<FixedOffset>,
        now: DateTime<FixedOffset>,
        world: &mut World,
    ) -> Result<()> {
        let mark = if self.drill.is_some() { "DRILL: " } else { "" };
        let title = format!("{mark}{}", question.step.title);
        let name = format!("calendar/{}-{}.ics", question.at.step, until.format("%Y-%m-%d-%H%M"));
        let text = report::calendar::event(&self.open.case().id, &question.at, &title, kind, until, now);
        match self.open.folder().keep(&name, &mut |out| out.write_all(text.as_bytes())) {
            Ok(()) => person::say(
                report::question::calendar(&self.open.path().join(&name).display().to_string()),
                &self.open,
                world,
            ),
            // It is there already, or the disk refuses it; the clock on screen is what counts.
            Err(_) => Ok(()),
        }
    }

    fn reply(&mut self, question: &Question<'_>, world: &mut World) -> Result<Turn> {
        if let Asked::Form(fields) = &question.asked {
            let turn = self.form(question, fields, world)?;
            return match (&turn, &question.step.kind) {
                // A form before a machine check: now the machine looks.
                (Turn::Give(Given::Formed, _), crate::runbook::Kind::Check { check, .. }) => {
                    self.look(*check, question, world)
                }
                _ => Ok(turn),
            };
        }
        if let Asked::Look(check) = question.asked {
            if let Some(outcome) = self.drill.as_ref().and_then(|_| Drill::look(check)) {
                return Ok(Turn::Give(Given::Looked(outcome, Vec::new()), FactSource::Person));
            }
            if check != Check::SignIn || self.took_sign_in.as_ref() == Some(&question.at) {
                return self.look(check, question, world);
            }
        }
        let turn = self.said(question, world)?;
        let Asked::Look(check) = question.asked else { return Ok(turn) };
        match turn {
            // Taken; the next time round the machine looks at it.
            Turn::Give(Given::SignIns(..), _) => self.took_sign_in = Some(question.at.clone()),
            // There is none to take: the machine looks at what is recorded.
            Turn::Give(Given::Looked(..), _) => return self.look(check, question, world),
            _ => {}
        }
        Ok(turn)
    }

    fn look(&mut self, check: Check, question: &Question<'_>, world: &mut World) -> Result<Turn> {
        if matches!(check, Check::DnsTxt | Check::TenantDns) && !self.may_ask_dns(world)? {
            return Ok(Turn::Give(Given::Looked(Outcome::Unknown, Vec::new()), FactSource::Person));
        }
        let (outcome, events) = look::look(check, question, &self.servers, &self.open, world)?;
        Ok(Turn::Give(Given::Looked(outcome, events), FactSource::Person))
    }

    /// Whether the machine cannot look and the person is asked nothing: then the step says nothing.
    fn is_silent(&self, question: &Question<'_>, world: &World) -> bool {
        let refused = self.case().says(facts::DNS_CONSENT, "no");
        matches!(question.asked, Asked::Look(Check::TenantDns)) && (world.settings.offline || refused)
    }

    /// Whether DNS may be asked: after one plain yes in this case, and never where nothing may leave.
    fn may_ask_dns(&mut self, world: &mut World) -> Result<bool> {
        if world.settings.offline {
            return Ok(false);
        }
        if let Some(said) = self.case().text(facts::DNS_CONSENT) {
            return Ok(said == "yes");
        }
        let scripted = self.script.as_ref().map(|script| script.says(facts::DNS_CONSENT));
        let yes = match scripted {
            // A file that is silent says neither yes nor no: nothing leaves, and a person is asked later.
            Some(None) => return Ok(false),
            Some(Some(said)) => said == "yes",
            None => {
                let words = report::question::CONSENT;
                person::choose(words, &report::question::CONSENT_ANSWERS, &mut self.open, world)? == Some(0)
            }
        };
        let value = Value::One(if yes { "yes" } else { "no" }.into());
        let source = if self.script.is_some() { FactSource::Answers } else { FactSource::Person };
        let fact = FactId::known(facts::DNS_CONSENT);
        self.record(&[Event::Learned { fact, value, source, step: None }], world)?;
        Ok(yes)
    }

    /// What the script or the person says.
    fn said(&mut self, question: &Question<'_>, world: &mut World) -> Result<Turn> {
        if let Some(line) = self
            .script
            .as_mut()
            .map(|s| s.answer(question, self.open.case(), self.library, world))
            .transpose()?
            .flatten()
        {
            return Ok(Turn::Give(self.scripted(line, question, world)?, FactSource::Answers));
        }
        if self.script.is_some() && matches!(question.asked, Asked::Look(_)) {
            return Ok(Turn::Give(Given::Looked(Outcome::Unknown, Vec::new()), FactSource::Person));
        }
        if let Some(open) = self.open_again(question) {
            self.offered.push(open.clone());
            if person::take_up(&open, self.library, &mut self.open, world)? {
                return Ok(Turn::Give(Given::TakeUp(open), FactSource::Person));
            }
        }
        let wish = person::ask(question, &mut self.open, world)?;
        Ok(match wish {
            Wish::Give(given) => Turn::Give(given, FactSource::Person),
            Wish::Quit => Turn::Quit,
            Wish::Again => Turn::Again,
            Wish::News(at) => self.news(question, at, world)?,
            Wish::NewsInWords(text) => self.news_in_words(question, &text, world)?,
            Wish::Change => {
                self.change(question, world)?;
                // What was changed may change the question; it is shown again.
                self.shown = None;
                Turn::Again
            }
            Wish::Note(text) => {
                self.noted(text, world)?;
                Turn::Again
            }
        })
    }

    fn scripted(&mut self, line: Line, question: &Question<'_>, world: &mut World) -> Result<Given> {
        match line {
            Line::Given(given) => {
                person::say(report::question::echo(&given, &question.asked), &self.open, world)?;
                Ok(given)
            }
            Line::Paste(bytes, source) => {
                let reading = signin::read(&bytes);
                if reading.sign_ins.is_empty() {
                    let what = format!("the text given to {} holds no sign-in error", question.at);
                    return Err(Error::new(Kind::Input, what)
                        .command("to see what is found", "reentry signin read FILE"));
                }
                person::say(report::signin::understood(&reading, self.now(world)), &self.open, world)?;
                Ok(Given::SignIns(reading.sign_ins, source, None))
            }
            Line::Attach(paths) => {
                let Asked::Files(class) = question.asked else { return Ok(Given::Files(Vec::new())) };
                let mut events = Vec::new();
                for path in paths {
                    events.push(attach::keep(world, &self.open, &path, class, false, None)?);
                }
                Ok(Given::Files(events))
            }
        }
    }

    /// A step that was put off, still has something to say, and belongs to another phase: offered once in a run.
    fn open_again(&self, question: &Question<'_>) -> Option<StepRef> {
        if self.open.case().detour.is_some() {
            return None;
        }
        let phase = |step: &StepRef| self.library.get(&step.runbook).map(|r| r.head.phase.clone());
        let here = phase(&question.at);
        let put_off = self.guide().put_off();
        let offer =
            |step: &&StepRef| !self.offered.contains(step) && **step != question.at && phase(step) != here;
        put_off.into_iter().find(offer).cloned()
    }
}

/// What a question came to.
pub(super) enum Turn {
    Give(Given, FactSource),
    Again,
    Quit,
}
