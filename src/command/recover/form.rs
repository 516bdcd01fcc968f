//! A form at the terminal: field by field, each with the value it has. Enter leaves a field as it is, `back` goes to the
//! field before, and a longer form is shown whole at its end, where a number changes a line. Every field is on disk the
//! moment it is answered.

use crate::case::FactSource;
use crate::error::{Error, Kind, Result};
use crate::guide::{Asked, Field, Given, Question, second_look};
use crate::model::{FactDef, FactId};
use crate::port::{Prompt, Said, Words};
use crate::report;
use crate::world::World;

use super::walk::{Turn, Walk};
use super::{pasted, person};

/// A form of so many fields is shown whole at its end.
const REVIEWED: usize = 4;

/// What a person did with one field.
enum Done {
    On,
    Back,
    Leave(Turn),
}

impl Walk<'_> {
    /// Fills a form. What it gives is the form's own answer, or the wish to be elsewhere.
    pub(super) fn form(
        &mut self,
        question: &Question<'_>,
        fields: &[Field<'_>],
        world: &mut World,
    ) -> Result<Turn> {
        let open = fields.iter().position(|field| !field.known);
        let again = open.is_none();
        let mut asked = 0;
        // One field alone is asked as it was the first time; a list of one line would only stand in between.
        let mut at = open.unwrap_or(if fields.len() == 1 { 0 } else { fields.len() });
        while let Some(field) = fields.get(at) {
            if field.known && !again && asked == 0 {
                at += 1;
                continue;
            }
            match self.field(question, field, world)? {
                Done::On => {
                    asked += 1;
                    at += 1;
                }
                Done::Back if at == 0 => return Ok(Turn::Give(Given::Back, FactSource::Person)),
                Done::Back => {
                    asked += 1;
                    at -= 1;
                }
                Done::Leave(turn) => return Ok(turn),
            }
        }
        if (again && fields.len() > 1 || asked >= REVIEWED) && !self.is_scripted() {
            match self.review(question, fields, world)? {
                Done::On => {}
                Done::Back => return Ok(Turn::Give(Given::Back, FactSource::Person)),
                Done::Leave(turn) => return Ok(turn),
            }
        }
        Ok(Turn::Give(Given::Formed, FactSource::Person))
    }

    fn field(&mut self, question: &Question<'_>, field: &Field<'_>, world: &mut World) -> Result<Done> {
        if let Some(given) = self.scripted_field(question, field, world)? {
            self.keep_scripted(question, field, given, world)?;
            return Ok(Done::On);
        }
        let mut doubted: Option<String> = None;
        loop {
            let value = self.case().value(field.id.as_str()).cloned();
            person::say(report::form::field(field.def, value.as_ref()), self.open(), world)?;
            let options: Vec<&str> = field.def.options.iter().map(String::as_str).collect();
            let words = if options.is_empty() { Words::Line } else { Words::None };
            let name = question.at.to_string();
            let prompt =
                Prompt { line: "", options: &options, words, step: &name, ways_out: true, enter: true };
            let here = Question { asked: Asked::Form(vec![*field]), ..question.clone() };
            let Some(said) = pasted::hear_lines(&prompt, Some(&here), &mut self.open, world)? else {
                continue;
            };
            let mut pasted_text = None;
            let typed = match said {
                Said::Back => return Ok(Done::Back),
                Said::Later => {
                    return Ok(Done::Leave(Turn::Give(Given::Later, FactSource::Person)));
                }
                Said::Quit => return Ok(Done::Leave(Turn::Quit)),
                Said::Change => {
                    self.change(question, world)?;
                    continue;
                }
                Said::Why => {
                    person::say(&field.def.why, self.open(), world)?;
                    person::say(report::question::more(question, self.case()), self.open(), world)?;
                    continue;
                }
                Said::Note(text) => {
                    self.note(text, question, world)?;
                    continue;
                }
                Said::Option(at) => field.def.options.get(at).cloned().unwrap_or_default(),
                Said::Text(text) => text,
                Said::Pasted(text) => match field.def.in_lines(&text) {
                    Some(value) => {
                        pasted_text = Some(text);
                        value
                    }
                    None => {
                        pasted::keep_text(&text, &mut self.open, world)?;
                        continue;
                    }
                },
            };
            let given = if typed.trim().is_empty() {
                if value.is_some() {
                    return Ok(Done::On);
                }
                Given::Unknown(field.id.clone())
            } else if crate::model::not_known(&typed) {
                Given::Unknown(field.id.clone())
            } else {
                let Some(typed) = person::guard(&typed, question, &mut self.open, world)? else { continue };
                let insists = doubted.as_ref() == Some(&typed);
                if !insists
                    && let Some(odd) = second_look::doubt(self.case(), field.id, &typed, self.now(world))
                {
                    person::say(&format!("{odd} {}", second_look::KEEP), self.open(), world)?;
                    doubted = Some(typed);
                    continue;
                }
                person::say(second_look::left_out(field.id, &typed).unwrap_or_default(), self.open(), world)?;
                if insists && field.def.read(&second_look::tidy(field.id, &typed)).is_err() {
                    Given::AsTyped(field.id.clone(), typed)
                } else {
                    Given::Fact(field.id.clone(), typed)
                }
            };
            let typed = match &given {
                Given::Fact(_, typed) | Given::AsTyped(_, typed) => Some(typed.clone()),
                _ => None,
            };
            match self.keep(question, given, FactSource::Person, world)? {
                Ok(()) => {
                    let said = pasted_text.as_deref().or(typed.as_deref());
                    self.say_back(field.id, field.def, said, world)?;
                    return Ok(Done::On);
                }
                Err(refused) => {
                    // Asked back once; whoever types the same again is believed, where it can be kept at all.
                    let said = second_look::refused(
                        field.def,
                        typed.as_deref().unwrap_or_default(),
                        &refused.to_string(),
                    );
                    person::say(&said, self.open(), world)?;
                    doubted = typed;
                }
            }
        }
    }

    /// Says what was understood, and what has to be said at once.
    pub(super) fn say_back(
        &self,
        id: &FactId,
        def: &FactDef,
        typed: Option<&str>,
        world: &mut World,
    ) -> Result<()> {
        let Some(typed) = typed else { return Ok(()) };
        let value = self.case().value(id.as_str());
        let understood = value.and_then(|value| second_look::understood(def, typed, value));
        person::say(&understood.unwrap_or_default(), self.open(), world)?;
        let notice = second_look::notice(self.case(), id, typed, self.now(world));
        person::say(&notice.unwrap_or_default(), self.open(), world)
    }

    /// Writes down what an answers file gives. It cannot be asked back: what is odd about it is said, and it is taken.
    fn keep_scripted(
        &mut self,
        question: &Question<'_>,
        field: &Field<'_>,
        given: Given,
        world: &mut World,
    ) -> Result<()> {
        let typed = match &given {
            Given::Fact(_, typed) => Some(typed.clone()),
            _ => None,
        };
        let now = self.now(world);
        let odd = typed.as_deref().and_then(|typed| second_look::doubt(self.case(), field.id, typed, now));
        let refused = self.keep(question, given, FactSource::Answers, world)?.err();
        if let Some(refused) = &refused {
            let as_typed = Given::AsTyped(field.id.clone(), typed.clone().unwrap_or_default());
            self.keep(question, as_typed, FactSource::Answers, world)?.map_err(|_| {
                let what = format!("the answer to {} does not fit", question.at);
                Error::new(Kind::Input, what).because(refused.clone())
            })?;
        }
        if let Some(odd) = odd.or_else(|| refused.map(|refused| refused.to_string())) {
            person::say(&report::form::taken_as_given(field.id, &odd), self.open(), world)?;
        }
        self.say_back(field.id, field.def, typed.as_deref(), world)
    }

    /// The form whole: Enter goes on, a number changes a line.
    fn review(&mut self, question: &Question<'_>, fields: &[Field<'_>], world: &mut World) -> Result<Done> {
        loop {
            person::say(report::form::review(self.case(), fields), self.open(), world)?;
            let name = question.at.to_string();
            let prompt = Prompt {
                line: report::form::GO_ON,
                options: &[],
                words: Words::Line,
                step: &name,
                ways_out: true,
                enter: true,
            };
            let said = pasted::hear(&prompt, Some(question), &mut self.open, world)?;
            let typed = match said {
                Said::Back => return Ok(Done::Back),
                Said::Quit => return Ok(Done::Leave(Turn::Quit)),
                Said::Later => return Ok(Done::Leave(Turn::Give(Given::Later, FactSource::Person))),
                Said::Note(text) => {
                    self.note(text, question, world)?;
                    continue;
                }
                Said::Text(text) => text,
                Said::Why | Said::Change | Said::Option(_) | Said::Pasted(_) => continue,
            };
            let typed = typed.trim();
            if typed.is_empty() {
                return Ok(Done::On);
            }
            match typed.parse::<usize>().ok().and_then(|number| fields.get(number.checked_sub(1)?)) {
                Some(field) => match self.field(question, field, world)? {
                    Done::On | Done::Back => {}
                    Done::Leave(turn) => return Ok(Done::Leave(turn)),
                },
                None => person::say(&report::form::not_a_line(fields.len()), self.open(), world)?,
            }
        }
    }

    /// What an answers file gives for a field.
    fn scripted_field(
        &mut self,
        question: &Question<'_>,
        field: &Field<'_>,
        world: &mut World,
    ) -> Result<Option<Given>> {
        let Some(given) = self.script_mut().and_then(|script| script.field(&question.at, field.id)) else {
            return Ok(None);
        };
        person::say(report::form::echo(field.def, &given), self.open(), world)?;
        Ok(Some(given))
    }

    /// Writes one field down.
    fn keep(
        &mut self,
        question: &Question<'_>,
        given: Given,
        source: FactSource,
        world: &World,
    ) -> Result<std::result::Result<(), crate::guide::Refused>> {
        Ok(match self.guide().answer(question, given, source) {
            Ok(events) => {
                self.record(&events, world)?;
                Ok(())
            }
            Err(refused) => Err(refused),
        })
    }
}
