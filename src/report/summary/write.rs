//! The page on its surfaces: as a document for text, HTML and PDF, and as Markdown for a bundle.

use super::{Question, Summary};
use crate::report::document::{Block, Document, Edition, Inline, Part};
use crate::report::harmless::shown;
use crate::report::markdown::write::escape;

/// The page as a document.
#[must_use]
pub fn document(summary: &Summary, version: &str) -> Document {
    let mut blocks: Vec<Block> =
        summary.marks.iter().map(|mark| Block::Paragraph(vec![Inline::strong(mark)])).collect();
    blocks.push(Block::Paragraph(vec![Inline::strong(&summary.title)]));
    for (number, question) in (1..).zip(&summary.questions) {
        blocks.push(paragraph(number, question));
    }
    if !summary.contents.is_empty() {
        blocks.push(Block::heading(2, "What else is in the bundle"));
        let mut words = Vec::new();
        lines(&summary.contents, &mut words);
        blocks.push(Block::Paragraph(words));
    }
    let title = "Summary for Microsoft support";
    Document {
        title: title.into(),
        owner: summary.owner.as_deref().map(|owner| shown(owner).into_owned()),
        edition: Edition { version: version.to_owned(), issued: summary.made.date_naive(), review_by: None },
        logo: None,
        parts: vec![Part { end: "END of the summary".into(), ..Part::new("summary", title, blocks) }],
    }
}

fn paragraph(number: usize, question: &Question) -> Block {
    let mut words = vec![Inline::strong(format!("{number}. {}", question.title)), Inline::Break];
    lines(&question.answer.lines(), &mut words);
    Block::Paragraph(words)
}

fn lines(lines: &[String], words: &mut Vec<Inline>) {
    for (at, line) in lines.iter().enumerate() {
        if at > 0 {
            words.push(Inline::Break);
        }
        words.push(Inline::text(line));
    }
}

/// The page as Markdown: every character of a value stands for itself.
#[must_use]
pub fn markdown(summary: &Summary) -> String {
    let mut text = format!("# {}\n\n", escape(&summary.title));
    for mark in &summary.marks {
        text.push_str(&format!("**{}**\n\n", escape(mark)));
    }
    for (number, question) in (1..).zip(&summary.questions) {
        text.push_str(&format!("## {number}. {}\n\n", question.title));
        for line in question.answer.lines() {
            text.push_str(&format!("- {}\n", escape(&line)));
        }
        text.push('\n');
    }
    if !summary.contents.is_empty() {
        text.push_str("## What else is in the bundle\n\n");
        summary.contents.iter().for_each(|line| text.push_str(&format!("- {}\n", escape(line))));
    }
    text
}
