//! One sheet around the runbooks as one part of a print.

use super::Print;
use super::numbers::Numbers;
use crate::model::{FactType, Value};
use crate::report::alerts;
use crate::report::document::{Block, Code, Column, Field, Inline, Item, Part};
use crate::report::markdown;
use crate::runbook::page::{self, Fields, Form, Insert, Page};

pub(super) fn part(print: &Print, numbers: &Numbers, page: &Page) -> Part {
    let read = markdown::read_page(&page.body, &|id| numbers.link(id), &mut |insert| blocks(print, insert));
    Part { one_page: page.head.one_page, ..Part::new(&page.head.id, &page.title, read.blocks) }
}

fn blocks(print: &Print, insert: Insert) -> Vec<Block> {
    match insert {
        Insert::Contents => vec![Block::Contents],
        Insert::Alerts => alerts::rings(),
        Insert::Queries => alerts::queries(),
        Insert::Fields(asked) => fields(print, &asked),
        Insert::Form(Form { columns, rows }) => {
            let column = |column: page::FormColumn| Column { name: column.name, width: column.width };
            vec![Block::Form { columns: columns.into_iter().map(column).collect(), rows }]
        }
        Insert::Codes(codes) => {
            let codes: Vec<Code> = codes.into_iter().filter_map(|code| square(print, code)).collect();
            if codes.is_empty() { Vec::new() } else { vec![Block::Codes(codes)] }
        }
    }
}

/// A square for what is known; an unknown fact has none.
fn square(print: &Print, code: page::Code) -> Option<Code> {
    let page::Code { fact, text, label } = code;
    let content = match (fact, text) {
        (Some(fact), _) => {
            let value = print.known(fact.as_str())?;
            let phone = print.library.facts().get(&fact).is_some_and(|def| def.kind == FactType::Phone);
            if phone { format!("tel:{}", value.replace([' ', '(', ')', '-', '/'], "")) } else { value }
        }
        (None, text) => text?,
    };
    Some(Code { content, label })
}

/// What is known, an entry each. An entry that ends with a colon has a line for a pen; below all of them is room for what
/// is not on the list, because the world changes faster than paper.
fn list(label: String, items: &[String], asked: &page::Field) -> Vec<Block> {
    let line = |label: String| Block::Field(Field::Blank { label, hint: None, value: None, lines: 1 });
    let mut blocks = vec![Block::Paragraph(vec![Inline::strong(label)])];
    for item in items {
        if item.ends_with(':') {
            blocks.push(line(item.clone()));
        } else {
            let blocks_of = vec![Block::Paragraph(vec![Inline::text(item)])];
            let items = vec![Item { task: None, blocks: blocks_of }];
            blocks.push(Block::List { first: None, tight: true, items });
        }
    }
    if !asked.known_only {
        blocks.push(line("Added by hand".to_owned()));
    }
    blocks
}

fn fields(print: &Print, asked: &Fields) -> Vec<Block> {
    let mut blocks = Vec::new();
    for _ in 0..asked.times.max(1) {
        let mut one = Vec::new();
        if let Some(title) = &asked.title {
            one.push(Block::Paragraph(vec![Inline::strong(title)]));
        }
        one.extend(asked.fields.iter().flat_map(|asked| field(print, asked)));
        match (asked.large, asked.frame) {
            (true, true) => blocks.push(Block::Frame(vec![Block::Large(one)])),
            (true, false) => blocks.push(Block::Large(one)),
            (false, true) => blocks.push(Block::Frame(one)),
            (false, false) => blocks.extend(one),
        }
    }
    blocks
}

pub(super) fn field(print: &Print, asked: &page::Field) -> Vec<Block> {
    let def = asked.fact.as_ref().and_then(|fact| print.library.facts().get(fact));
    let label = asked.label.clone().or_else(|| def.map(|def| def.ask.clone())).unwrap_or_default();
    if asked.clock {
        return vec![Block::Field(Field::Clock { label: vec![Inline::text(label)] })];
    }
    let listed = asked.fact.as_ref().filter(|_| def.is_some_and(|def| def.kind == FactType::Lines));
    if let Some(Value::Many(items)) = listed.and_then(|fact| print.filling.get(fact)) {
        return list(label, items, asked);
    }
    let value = asked.fact.as_ref().and_then(|fact| print.known(fact.as_str()));
    if asked.known_only && value.is_none() {
        return Vec::new();
    }
    vec![Block::Field(Field::Blank { label, hint: asked.hint.clone(), value, lines: asked.lines })]
}
