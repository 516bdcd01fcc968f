//! A runbook's prose as blocks, with the source, date and trust of each claim beside it.

use super::document::{Block, Inline};
use super::markdown::{self, Read};
use super::text::{self, Page};
use crate::runbook::{Confidence, Runbook, Source, Step};

/// Reads the intro or a step's body of this runbook.
#[must_use]
pub fn prose(runbook: &Runbook, markdown: &str) -> Read {
    markdown::read(markdown, &|id| runbook.head.source.iter().find(|source| source.id == id).map(note))
}

/// All that a step says, as paper and `runbook show` carry it: first what the guide shows, then what stands under More.
#[must_use]
pub fn whole_step(runbook: &Runbook, step: &Step) -> Vec<Block> {
    let mut blocks = prose(runbook, &step.body).blocks;
    if let Some(more) = &step.more {
        blocks.extend(prose(runbook, more).blocks);
    }
    blocks
}

/// What stands beside a claim. A field report never looks like a rule: it has round brackets and no month.
#[must_use]
pub fn note(source: &Source) -> String {
    let word = source.confidence.word();
    match source.confidence {
        Confidence::Documented if source.url.as_deref().is_some_and(by_microsoft) => {
            format!("[Microsoft, {}]", source.date.short())
        }
        Confidence::Documented | Confidence::Staff => format!("[{word}, {}]", source.date.short()),
        Confidence::FieldReport | Confidence::Inferred => match source.date.year() {
            Some(year) => format!("({word}, {year})"),
            None => format!("({word}, {})", source.date.short()),
        },
    }
}

fn by_microsoft(url: &str) -> bool {
    let host =
        url.split("://").nth(1).and_then(|rest| rest.split(['/', ':', '?']).next()).unwrap_or_default();
    host == "microsoft.com" || host.ends_with(".microsoft.com")
}

/// A source in a list: title, address, date and trust.
#[must_use]
pub fn source_words(source: &Source) -> Vec<Inline> {
    let name = vec![Inline::text(&source.title)];
    let mut words = match &source.url {
        Some(url) => vec![Inline::Link { text: name, url: url.clone() }],
        None => name,
    };
    words.push(Inline::text(format!(", {}, {}", source.date, source.confidence.word())));
    words
}

/// The sources, one entry each: title, address, date and trust.
#[must_use]
pub fn sources(runbook: &Runbook) -> Vec<Block> {
    let items = runbook
        .head
        .source
        .iter()
        .map(|source| super::document::Item {
            task: None,
            blocks: vec![Block::Paragraph(source_words(source))],
        })
        .collect::<Vec<_>>();
    if items.is_empty() { Vec::new() } else { vec![Block::List { first: None, tight: true, items }] }
}

/// The whole runbook for a screen, its steps numbered.
#[must_use]
pub fn text(runbook: &Runbook, columns: usize) -> String {
    let heading = |level: u8, words: String| Block::Heading { level, text: vec![Inline::Text(words)] };
    let mut blocks = vec![heading(1, runbook.title.clone())];
    blocks.extend(prose(runbook, &runbook.intro).blocks);
    for (at, step) in runbook.steps.iter().enumerate() {
        blocks.push(heading(2, format!("{}. {}", at + 1, step.title)));
        blocks.extend(whole_step(runbook, step));
    }
    let sources = sources(runbook);
    if !sources.is_empty() {
        blocks.push(heading(2, "Sources".into()));
        blocks.extend(sources);
    }
    text::write(&blocks, Page::new(columns))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runbook::SourceDate;

    fn source(confidence: Confidence, url: Option<&str>) -> Source {
        Source {
            id: "s".into(),
            title: "A page".into(),
            url: url.map(Into::into),
            date: SourceDate::parse("2025-02-03").unwrap(),
            confidence,
        }
    }

    #[test]
    fn a_note_says_who_and_when() {
        let learn = Some("https://learn.microsoft.com/entra");
        assert_eq!(note(&source(Confidence::Documented, learn)), "[Microsoft, Feb 2025]");
        assert_eq!(note(&source(Confidence::Documented, None)), "[documented, Feb 2025]");
        let fake = Some("https://microsoft.com.example.org/");
        assert_eq!(note(&source(Confidence::Documented, fake)), "[documented, Feb 2025]");
        assert_eq!(note(&source(Confidence::Staff, None)), "[Microsoft staff, Feb 2025]");
        assert_eq!(note(&source(Confidence::FieldReport, None)), "(field report, 2025)");
        assert_eq!(note(&source(Confidence::Inferred, None)), "(our inference, 2025)");
    }

    #[test]
    fn a_note_prints_no_month_that_nobody_knows() {
        let mut source = source(Confidence::Documented, Some("https://learn.microsoft.com/entra"));
        source.date = SourceDate::parse("2025").unwrap();
        assert_eq!(note(&source), "[Microsoft, 2025]");
        source.date = SourceDate::Undated("2026-11-26".parse().unwrap());
        assert_eq!(note(&source), "[Microsoft, undated, read Nov 2026]");
        source.confidence = Confidence::Inferred;
        assert_eq!(note(&source), "(our inference, undated, read Nov 2026)");
    }
}
