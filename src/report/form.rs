//! A form as the person reads it: one field with the value it has, and the whole with its numbers.

use super::document::{Block, Inline};
use super::screen::Screen;
use crate::case::{Case, Known};
use crate::guide::{Field, Given};
use crate::model::{FactDef, FactId, FactTable, Value};

/// Below a form that is shown whole.
pub const GO_ON: &str = "Enter goes on, a number changes a line";

/// One field: its question, and what it holds or what an answer looks like.
#[must_use]
pub fn field(def: &FactDef, value: Option<&Value>) -> Screen {
    let mut words = vec![Inline::strong(&def.ask)];
    match value {
        Some(value) => {
            let value = value.text().unwrap_or_else(|| "not known".into());
            words.push("   now: ".into());
            words.push(Inline::value(value));
            words.push(Inline::dim("  (Enter keeps it)"));
        }
        None => {
            if let Some(example) = &def.example {
                words.push(Inline::dim(format!("   like: {example}")));
            }
        }
    }
    Block::words(words).into()
}

/// The whole form, a number before each line.
#[must_use]
pub fn review(case: &Case, fields: &[Field<'_>]) -> Screen {
    let line = |(at, field): (usize, &Field<'_>)| {
        let value = case.value(field.id.as_str()).and_then(Value::text);
        let label = field.def.ask.trim_end_matches('?').to_owned();
        Block::words([
            Inline::dim(format!("{} ", at + 1)),
            format!("{label}: ").into(),
            Inline::value(value.unwrap_or_else(|| "not known".into())),
        ])
    };
    Block::Indent(vec![Block::Tight(fields.iter().enumerate().map(line).collect())]).into()
}

/// Asked below what is known.
pub const WHICH_LINE: &str = "Which line? (Enter: none)";

/// Everything that is known, a number before each line.
#[must_use]
pub fn known(case: &Case, table: &FactTable) -> Screen {
    let asked = case.facts.iter().filter_map(|(id, known)| Some((table.get(id)?, known)));
    let line = |(at, (def, known)): (usize, (&FactDef, &Known))| {
        let value = known.value.text().unwrap_or_else(|| "not known".into());
        Block::words([
            Inline::dim(format!("{} ", at + 1)),
            format!("{}: ", def.ask.trim_end_matches('?')).into(),
            Inline::value(value),
        ])
    };
    Block::Indent(vec![Block::Tight(asked.enumerate().map(line).collect())]).into()
}

/// Something that is no line of the form.
#[must_use]
pub fn not_a_line(lines: usize) -> String {
    format!("   Type a number from 1 to {lines}, or press Enter to go on.")
}

/// A value of an answers file that a person would have been asked about once more.
#[must_use]
pub fn taken_as_given(fact: &FactId, odd: &str) -> String {
    format!("warning: {fact} in the answers file: {odd}\n   It was taken as the file says.")
}

/// What an answers file said to a field.
#[must_use]
pub fn echo(def: &FactDef, given: &Given) -> Screen {
    let words = match given {
        Given::Fact(_, text) => text.replace('\n', ", "),
        _ => "not known".into(),
    };
    Block::marked(">", super::document::Role::Dim, [Inline::value(format!("{} {words}", def.ask))]).into()
}
