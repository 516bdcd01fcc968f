//! Every claim on paper has a source whose date is the source's own, or says that it has none.

#![expect(clippy::unwrap_used, reason = "a test may stop where it stands")]

use std::collections::BTreeMap;

use chrono::NaiveDate;
use reentry::report::document::{Block, Inline, Item};
use reentry::report::paper::{Extent, Print};
use reentry::runbook::{Confidence, Library, Source};

/// From this day on the pages were read: a page's own date is older, or it has none.
const READ_FROM: &str = "2026-11-15";

fn library() -> Library {
    Library::embedded().unwrap_or_else(|p| panic!("{p:#?}"))
}

fn is_ours(date: &str) -> bool {
    date.get(..10)
        .and_then(|d| d.parse::<NaiveDate>().ok())
        .is_some_and(|day| day >= READ_FROM.parse().unwrap())
}

/// Whatever a page says, the day on which we read it is not its date.
#[test]
fn no_day_of_our_reading_is_a_pages_own() {
    let library = library();
    let mut wrong = Vec::new();
    for runbook in library.in_order() {
        for Source { id, title, url, date, confidence, .. } in &runbook.head.source {
            let date = date.to_string();
            let own = *confidence == Confidence::Inferred;
            if is_ours(&date) && !own {
                wrong.push(format!("{}: {id} has the date {date} of our reading", runbook.file));
            }
            // What nobody else says is said to be ours.
            if own && url.is_none() && !title.contains("Our own") {
                wrong.push(format!("{}: {id} is a conclusion and does not say whose: {title}", runbook.file));
            }
        }
    }
    for line in include_str!("../src/partner/data/sources.tsv").lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let (date, confidence) = (cells[2], cells[3]);
        let form =
            matches!(date, "-" | "undated") || date.split('-').all(|n| n.bytes().all(|b| b.is_ascii_digit()));
        if !form || (is_ours(date) && confidence != "inferred") {
            wrong.push(format!("sources.tsv: {line}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// A page that the partner's tables and a runbook cite has one date.
#[test]
fn a_page_has_one_date_in_tables_and_runbooks() {
    let library = library();
    let table: BTreeMap<&str, &str> = include_str!("../src/partner/data/sources.tsv")
        .lines()
        .skip(1)
        .map(|line| {
            let cells: Vec<&str> = line.split('\t').collect();
            (cells[0], cells[2])
        })
        .collect();
    for (id, page) in [
        ("tap", "howto-authentication-temporary-access-pass"),
        ("ca-help", "troubleshoot-conditional-access"),
        ("support", "how-to-get-support"),
        ("strength", "concept-authentication-strengths"),
        ("restore", "users-restore"),
        ("mandatory", "concept-mandatory-multifactor-authentication"),
        ("emergency", "security-emergency-access"),
    ] {
        let cited: Vec<String> = library
            .in_order()
            .iter()
            .flat_map(|runbook| &runbook.head.source)
            .filter(|source| source.url.as_ref().is_some_and(|url| url.contains(page)))
            .map(|source| source.date.to_string())
            .collect();
        assert!(!cited.is_empty(), "{page} is cited by no runbook");
        assert!(cited.iter().all(|date| date == table[id]), "{id}: {} and {cited:?}", table[id]);
    }
}

/// All runs of text below these blocks.
fn inlines<'a>(blocks: &'a [Block], found: &mut Vec<&'a Inline>) {
    fn run<'a>(words: &'a [Inline], found: &mut Vec<&'a Inline>) {
        for word in words {
            found.push(word);
            match word {
                Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Link { text: inner, .. } => {
                    run(inner, found);
                }
                _ => {}
            }
        }
    }
    for block in blocks {
        match block {
            Block::Heading { text, .. } | Block::Paragraph(text) => run(text, found),
            Block::List { items, .. } => items.iter().for_each(|Item { blocks, .. }| inlines(blocks, found)),
            Block::Table { head, rows } => {
                head.iter().for_each(|cell| run(cell, found));
                rows.iter().flatten().for_each(|cell| run(cell, found));
            }
            Block::Quote(inner)
            | Block::Step { blocks: inner, .. }
            | Block::Small(inner)
            | Block::Large(inner)
            | Block::Frame(inner)
            | Block::Section { blocks: inner, .. }
            | Block::Indent(inner)
            | Block::Tight(inner)
            | Block::Marked { blocks: inner, .. } => inlines(inner, found),
            _ => {}
        }
    }
}

/// Beside each claim of the printed kit stands no more than its source gives: a month only where the list has one, a year
/// only where it has one, and `undated` where it has none. The number leads to that source.
#[test]
fn paper_prints_of_each_source_what_is_known_and_no_more() {
    let library = library();
    let filling = BTreeMap::new();
    let today = "2026-11-27".parse().unwrap();
    for extent in [Extent::Kit, Extent::All] {
        let print = Print { library: &library, filling: &filling, today, logo: None, answered: false };
        let document = print.document(extent).unwrap();
        let list = document.parts.iter().find(|part| part.anchor == "sources").unwrap();
        let mut words = Vec::new();
        inlines(&list.blocks, &mut words);
        // The date is the last run of each entry: `, 2025-02-03`.
        let dates: Vec<&str> = words
            .iter()
            .filter_map(|word| match word {
                Inline::Text(text) => text.strip_prefix(", "),
                _ => None,
            })
            .collect();
        let mut notes = 0;
        for part in document.parts.iter().filter(|part| part.anchor != "sources") {
            let mut words = Vec::new();
            inlines(&part.blocks, &mut words);
            for note in words.iter().filter_map(|word| match word {
                Inline::Note(note) => Some(note),
                _ => None,
            }) {
                notes += 1;
                let (said, number) = note.trim_matches(['[', ']', '(', ')']).rsplit_once("; ").unwrap();
                let date = dates[number.parse::<usize>().unwrap() - 1];
                let printed = said.rsplit_once(", ").map_or(said, |(_, when)| when);
                let whole = date.len() >= 7 && date.as_bytes()[4] == b'-';
                let months = [
                    "Jan ", "Feb ", "Mar ", "Apr ", "May ", "Jun ", "Jul ", "Aug ", "Sep ", "Oct ", "Nov ",
                    "Dec ",
                ];
                if date.starts_with("undated") {
                    assert!(said.contains("undated"), "{}: {note} for {date}", part.title);
                } else if let Some(month) = months.iter().position(|name| printed.starts_with(name)) {
                    let known = whole.then(|| date[5..7].parse::<usize>().unwrap());
                    assert_eq!(known, Some(month + 1), "{}: {note} for {date}", part.title);
                } else {
                    assert_eq!(printed, &date[..4], "{}: {note} for {date}", part.title);
                }
            }
        }
        assert!(notes > 100, "{notes}");
    }
}

/// A step that says what Microsoft does cites somebody, or says itself how it is known.
#[test]
fn what_microsoft_does_is_said_with_a_source() {
    let library = library();
    let filling = BTreeMap::new();
    let today = "2026-11-27".parse().unwrap();
    let print = Print { library: &library, filling: &filling, today, logo: None, answered: false };
    let document = print.document(Extent::All).unwrap();
    let does = [
        "says", "asks", "sends", "calls", "writes", "keeps", "deletes", "blocks", "changes", "compares",
        "switches", "demands", "wants", "refuses", "answers", "promises", "opens", "removes", "restores",
    ];
    let (mut wrong, mut claims) = (Vec::new(), 0);
    fn steps<'a>(blocks: &'a [Block], found: &mut Vec<(&'a str, &'a [Block])>) {
        for block in blocks {
            if let Block::Step { title, blocks, .. } = block {
                found.push((title, blocks));
            }
        }
    }
    for part in &document.parts {
        let mut found = Vec::new();
        steps(&part.blocks, &mut found);
        for (title, blocks) in found {
            let mut words = Vec::new();
            inlines(blocks, &mut words);
            let text: String = words
                .iter()
                .filter_map(|word| match word {
                    Inline::Text(text) => Some(text.as_str()),
                    _ => None,
                })
                .collect();
            if does.iter().any(|verb| text.contains(&format!("Microsoft {verb} "))) {
                claims += 1;
                let cites = words.iter().any(|word| matches!(word, Inline::Note(_)));
                let says = ["not documented", "not known", "no official", "of June 2026"]
                    .iter()
                    .any(|s| text.contains(s));
                if !cites && !says {
                    wrong.push(format!("{} / {title}", part.title));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(claims > 5, "{claims}");
}
