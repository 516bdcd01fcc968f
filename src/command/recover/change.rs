//! `change`: anything that is known, at any time. What was known before stays in the journal, and is shown to nobody
//! outside; what is new stands from now on.

use crate::case::{Event, FactSource};
use crate::error::Result;
use crate::guide::{Question, second_look};
use crate::model::{FactId, Value, not_known};
use crate::port::{Prompt, Said, Words};
use crate::report;
use crate::world::World;

use super::walk::Walk;
use super::{pasted, person};

impl Walk<'_> {
    /// Shows what is known, and changes one line of it.
    pub(super) fn change(&mut self, question: &Question<'_>, world: &mut World) -> Result<()> {
        let known: Vec<FactId> =
            self.case().facts.keys().filter(|id| self.library.facts().get(id).is_some()).cloned().collect();
        person::say(report::form::known(self.case(), self.library.facts()), self.open(), world)?;
        let typed = person::line(report::form::WHICH_LINE, question, &mut self.open, world)?;
        let number = typed.and_then(|typed| typed.trim().parse::<usize>().ok());
        let Some(id) = number.and_then(|number| known.get(number.checked_sub(1)?)) else { return Ok(()) };
        let Some(def) = self.library.facts().get(id) else { return Ok(()) };
        let mut doubted: Option<String> = None;
        loop {
            let value = self.case().value(id.as_str()).cloned();
            person::say(report::form::field(def, value.as_ref()), self.open(), world)?;
            let options: Vec<&str> = def.options.iter().map(String::as_str).collect();
            let words = if options.is_empty() { Words::Line } else { Words::None };
            let prompt =
                Prompt { line: "", options: &options, words, step: "", ways_out: false, enter: true };
            let Some(said) = pasted::hear_lines(&prompt, Some(question), &mut self.open, world)? else {
                continue;
            };
            let typed = match said {
                Said::Option(at) => def.options.get(at).cloned().unwrap_or_default(),
                Said::Text(text) if !text.trim().is_empty() => text,
                Said::Pasted(text) => match def.in_lines(&text) {
                    Some(value) => value,
                    None => {
                        pasted::keep_text(&text, &mut self.open, world)?;
                        continue;
                    }
                },
                _ => return Ok(()),
            };
            let read = if not_known(&typed) {
                doubted = None;
                Ok(def.unknown())
            } else {
                let Some(guarded) = person::guard(&typed, question, &mut self.open, world)? else { continue };
                let insists = doubted.as_ref() == Some(&guarded);
                if !insists && let Some(odd) = second_look::doubt(self.case(), id, &guarded, self.now(world))
                {
                    person::say(&format!("{odd} {}", second_look::KEEP), self.open(), world)?;
                    doubted = Some(guarded);
                    continue;
                }
                let read = def.read(&second_look::tidy(id, &guarded));
                let kept = if insists { def.as_typed(&guarded) } else { None };
                let read = read.or_else(|why| kept.ok_or(why));
                doubted = Some(guarded);
                read
            };
            match read {
                Ok(value) => {
                    self.changed(id, value, world)?;
                    return self.say_back(id, def, doubted.as_deref(), world);
                }
                Err(why) => person::say(&second_look::refused(def, &typed, &why), self.open(), world)?,
            }
        }
    }

    fn changed(&mut self, id: &FactId, value: Value, world: &World) -> Result<()> {
        let step = self.case().facts.get(id).and_then(|known| known.step.clone());
        self.record(&[Event::Learned { fact: id.clone(), value, source: FactSource::Person, step }], world)
    }
}
