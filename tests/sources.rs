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
    Library::embedded()
}

/// A source as it is cited, wherever it is.
#[derive(Clone)]
struct Cited {
    file: String,
    id: String,
    title: String,
    url: Option<String>,
    /// As printed: a day, a month, a year, or `undated`.
    date: String,
    confidence: Confidence,
}

fn cited() -> Vec<Cited> {
    let library = library();
    let of = |file: &str, source: &Source| Cited {
        file: file.to_owned(),
        id: source.id.clone(),
        title: source.title.clone(),
        url: source.url.clone(),
        date: source.date.to_string(),
        confidence: source.confidence,
    };
    let runbooks = library.in_order();
    runbooks.iter().flat_map(|one| one.head.source.iter().map(|source| of(&one.file, source))).collect()
}

fn day(date: &str) -> Option<NaiveDate> {
    date.get(..10)?.parse().ok()
}

fn is_ours(date: &str) -> bool {
    day(date).is_some_and(|day| day >= READ_FROM.parse().unwrap())
}

/// Documented, and no address is known: a support article by its number, pages that were seen in copies only, and pages that
/// are gone. Nothing is added here; what gets an address is taken out.
const NO_ADDRESS: &[&str] = &[
    "app-backup",
    "backup",
    "backup-recovery",
    "dap-end",
    "federation",
    "federation-kb",
    "gov-endpoints",
    "licence-plans",
    "old-numbers",
];

/// What is wrong with a source by itself.
fn faults(one: &Cited) -> Vec<String> {
    let Cited { file, id, title, url, date, confidence } = one;
    let own = *confidence == Confidence::Inferred;
    let mut wrong = Vec::new();
    let mut say = |fault: &str| wrong.push(format!("{file}: {id}: {fault}: {title}, {date}, {url:?}"));
    if is_ours(date) && !own {
        say("the day of our reading is not the page's own");
    }
    if own && url.is_none() && !title.starts_with("Our own") {
        say("a conclusion that does not say whose");
    }
    if !own && title.starts_with("Our own") {
        say("our own, and given as somebody else's");
    }
    if *confidence == Confidence::Documented && url.is_none() && !NO_ADDRESS.contains(&id.as_str()) {
        say("documented, and nobody can look it up");
    }
    if url.as_ref().is_some_and(|url| {
        !url.starts_with("https://") || url.contains(char::is_whitespace) || url.contains("/en-us/")
    }) {
        say("no address that everybody can open");
    }
    // Day and month are taken for each other most easily on the first twelve days; the future is certain.
    if day(date).is_some_and(|day| day > "2026-11-27".parse().unwrap()) {
        say("a date that has not come");
    }
    wrong
}

/// What two places say differently of one page.
fn contradictions(all: &[Cited]) -> Vec<String> {
    let mut pages: BTreeMap<&str, &Cited> = BTreeMap::new();
    let mut names: BTreeMap<&str, &Cited> = BTreeMap::new();
    let mut wrong = Vec::new();
    for one in all {
        let undated =
            |date: &str| if date.starts_with("undated") { "undated".to_owned() } else { date.to_owned() };
        if let Some(url) = &one.url {
            let first = pages.entry(url).or_insert(one);
            if undated(&first.date) != undated(&one.date) || first.confidence != one.confidence {
                wrong.push(format!("{url}: {} in {}, {} in {}", first.date, first.file, one.date, one.file));
            }
        }
        if one.confidence != Confidence::Inferred {
            let first = names.entry(&one.title).or_insert(one);
            if first.url != one.url {
                wrong.push(format!(
                    "{}: its address stands in {} and in {} otherwise",
                    one.title, first.file, one.file
                ));
            }
        }
    }
    wrong
}

#[test]
fn each_source_is_what_it_says_it_is() {
    let wrong: Vec<String> = cited().iter().flat_map(faults).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    let all = cited();
    for id in NO_ADDRESS {
        assert!(all.iter().any(|one| one.id == *id && one.url.is_none()), "{id} has an address, or is gone");
    }
}

#[test]
fn a_page_is_cited_alike_wherever_it_is_cited() {
    let wrong = contradictions(&cited());
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The checks above find what they are for: each fault is planted into the real sources, and is found.
#[test]
fn a_planted_fault_is_found() {
    let all = cited();
    let of = |confidence| all.iter().find(|one| one.confidence == confidence && one.url.is_some()).unwrap();
    let documented = of(Confidence::Documented);
    let own = all.iter().find(|one| one.confidence == Confidence::Inferred && one.url.is_none()).unwrap();
    let planted = [
        Cited { date: "2026-11-20".into(), ..documented.clone() },
        Cited { date: "2027-01-12".into(), ..documented.clone() },
        Cited { url: None, ..documented.clone() },
        Cited { url: Some("http://example.com".into()), ..documented.clone() },
        Cited { url: Some("https://learn.microsoft.com/en-us/entra".into()), ..documented.clone() },
        Cited { title: "Our own conclusion".into(), ..documented.clone() },
        Cited { title: "It follows".into(), ..own.clone() },
    ];
    for one in &planted {
        assert!(!faults(one).is_empty(), "{}: {}, {}, {:?}", one.id, one.title, one.date, one.url);
    }
    for other in [
        Cited { date: "2019-02-04".into(), ..documented.clone() },
        Cited { date: "undated".into(), ..documented.clone() },
        Cited { confidence: Confidence::FieldReport, ..documented.clone() },
        Cited { url: None, ..documented.clone() },
    ] {
        let mut spoiled = all.clone();
        spoiled.push(other);
        assert_eq!(contradictions(&spoiled).len(), contradictions(&all).len() + 1);
    }
}

/// The partner's tables hold days, months and years of their pages, and none of our reading.
#[test]
fn no_day_of_our_reading_is_a_pages_own_in_the_tables() {
    let mut wrong = Vec::new();
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
            .flat_map(|runbook| runbook.head.source.iter())
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

/// Every paragraph of these blocks, at any depth.
fn paragraphs<'a>(blocks: &'a [Block], found: &mut Vec<Vec<&'a Inline>>) {
    for block in blocks {
        match block {
            Block::Paragraph(_) | Block::Heading { .. } => {
                let mut words = Vec::new();
                inlines(std::slice::from_ref(block), &mut words);
                found.push(words);
            }
            Block::List { items, .. } => items.iter().for_each(|item| paragraphs(&item.blocks, found)),
            Block::Table { rows, .. } => {
                for row in rows {
                    found.push(row.iter().flatten().collect());
                }
            }
            Block::Step { blocks, .. }
            | Block::Small(blocks)
            | Block::Large(blocks)
            | Block::Frame(blocks)
            | Block::Section { blocks, .. }
            | Block::Indent(blocks)
            | Block::Tight(blocks)
            | Block::Marked { blocks, .. } => paragraphs(blocks, found),
            // A quotation is words to say to somebody.
            _ => {}
        }
    }
}

/// Whether somebody is said to do something: `Microsoft deletes`, `support asks`.
fn says_what_microsoft_does(text: &str) -> bool {
    let words: Vec<&str> = text.split(|c: char| !(c.is_alphanumeric() || c == '\'')).collect();
    let names = ["always", "accounts", "pages", "services", "licences"];
    words.windows(2).enumerate().any(|(at, pair)| {
        let verb = pair[1];
        let lower = verb.chars().all(char::is_lowercase);
        // "When Microsoft asks", "if Microsoft calls": what to do then, and no claim.
        let condition = at > 0
            && ["when", "if", "until", "what", "before"].contains(&words[at - 1].to_lowercase().as_str());
        pair[0] == "Microsoft"
            && lower
            && verb.ends_with('s')
            && verb.len() > 3
            && !names.contains(&verb)
            && !condition
    })
}

/// A paragraph that claims and cites nobody.
fn claims_alone(words: &[&Inline]) -> Option<String> {
    let text: String = words
        .iter()
        .filter_map(|word| match word {
            Inline::Text(text) => Some(text.as_str()),
            _ => None,
        })
        .collect();
    let cites = words.iter().any(|word| matches!(word, Inline::Note(_)));
    let says =
        ["not documented", "not known", "no official", "of June 2026"].iter().any(|s| text.contains(s));
    (says_what_microsoft_does(&text) && !cites && !says).then_some(text)
}

/// A paragraph that says what Microsoft does cites somebody, or says itself how it is known.
#[test]
fn what_microsoft_does_is_said_with_a_source() {
    let library = library();
    let filling = BTreeMap::new();
    let today = "2026-11-27".parse().unwrap();
    let print = Print { library: &library, filling: &filling, today, logo: None, answered: false };
    let document = print.document(Extent::All).unwrap();
    let (mut wrong, mut claims, mut planted) = (Vec::new(), 0, 0);
    for part in document.parts.iter().filter(|part| part.anchor != "sources") {
        let mut found = Vec::new();
        paragraphs(&part.blocks, &mut found);
        for words in found {
            wrong.extend(claims_alone(&words).map(|text| format!("{}: {text}", part.title)));
            // Without its note, each claim is found.
            let bare: Vec<&Inline> =
                words.iter().copied().filter(|word| !matches!(word, Inline::Note(_))).collect();
            if bare.len() < words.len() && claims_alone(&bare).is_some() {
                planted += 1;
            }
            claims += 1;
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(claims > 500 && planted > 15, "{claims} {planted}");
}
