//! A bundle held to itself: whether the pages that people read say what its own journal says.
//!
//! Manifests show that no byte was changed after the last manifest was made; whoever makes new manifests can change
//! anything. What can be checked without knowing the sender: the chain head, the number of lines, times, names and
//! hashes of the timeline, the attachments of the custody record, every file of the inventory, the reasons for missing
//! payloads, and that the summary and the instructions belong to this journal. Not checked are sentences that follow
//! from many lines together (the summary's and the ticket's own words), and words that were added beside a line's own:
//! that takes the fingerprint, which its sender tells in another way.
//!
//! A bundle of an older program does not list every reason for what is missing. It is not accused of that; it does not
//! count as compared, either.
//!
//! Reads plain JSON. It knows the files of a bundle by name, and no case.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read};

use chrono::DateTime;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::problem::Rule;
use crate::model::harmless::shown;

/// Lines of a journal that are compared.
const MOST_LINES: usize = 1_000_000;

/// Where the journal lies below `data/`.
pub(super) const JOURNAL: &str = "20-timeline/journal.jsonl";

/// What is wrong: rule, file below the folder, one sentence.
pub(super) type Found = (Rule, String, String);

/// One line of the journal as far as other files repeat it.
struct Line {
    seq: u64,
    at: String,
    who: String,
    hash: String,
    internal: bool,
    /// When that happened which it tells, where its payload says so.
    happened: Option<String>,
    told: Told,
}

/// What a line tells, as far as it is compared.
enum Told {
    Withheld,
    Opened(String),
    Attached { id: String, sha256: String },
    Noted(String),
    Else,
}

/// The lines of a journal whose chain was followed already. Nothing where they are too many, or are no lines of ours.
pub(super) struct Journal(Vec<Line>);

impl Journal {
    pub(super) fn read(from: &mut dyn Read) -> Option<Self> {
        #[derive(Deserialize)]
        struct Written<'a> {
            seq: u64,
            at: String,
            who: String,
            class: String,
            hash: String,
            #[serde(borrow)]
            payload: Option<&'a RawValue>,
        }
        let (mut lines, mut bytes, mut from) = (Vec::new(), Vec::new(), BufReader::new(from));
        loop {
            bytes.clear();
            from.read_until(b'\n', &mut bytes).ok()?;
            if bytes.is_empty() {
                return Some(Self(lines));
            }
            let line: Written<'_> = serde_json::from_slice(&bytes).ok()?;
            if lines.len() == MOST_LINES {
                return None;
            }
            let Written { seq, at, who, class, hash, payload } = line;
            let happened = payload.and_then(|payload| happened(payload.get()));
            let told = payload.map_or(Told::Withheld, |payload| told(payload.get()));
            lines.push(Line { seq, at, who, hash, internal: class == "internal", happened, told });
        }
    }
}

fn happened(payload: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Dated {
        happened: Option<String>,
    }
    serde_json::from_str::<Dated>(payload).ok()?.happened
}

fn told(payload: &str) -> Told {
    #[derive(Deserialize)]
    #[serde(tag = "event", rename_all = "kebab-case")]
    enum Event {
        Opened {
            case: String,
        },
        Attached {
            item: Item,
        },
        Noted {
            text: String,
        },
        #[serde(other)]
        Else,
    }
    #[derive(Deserialize)]
    struct Item {
        id: String,
        sha256: String,
    }
    match serde_json::from_str(payload) {
        Ok(Event::Opened { case }) => Told::Opened(case),
        Ok(Event::Attached { item: Item { id, sha256 } }) => Told::Attached { id, sha256 },
        Ok(Event::Noted { text }) => Told::Noted(text),
        _ => Told::Else,
    }
}

/// The small files of a bundle that repeat something, as far as they are there.
#[derive(Default)]
pub(super) struct Pages {
    pub(super) chain_head: Option<Vec<u8>>,
    pub(super) timeline: Option<Vec<u8>>,
    pub(super) timeline_page: Option<Vec<u8>>,
    pub(super) custody: Option<Vec<u8>>,
    pub(super) inventory: Option<Vec<u8>>,
    pub(super) redactions: Option<Vec<u8>>,
    /// The summary's pages that are text, by name.
    pub(super) summaries: Vec<(&'static str, Vec<u8>)>,
}

/// The payload: name below `data/`, size and SHA-256 as it was hashed.
pub(super) type Payload = BTreeMap<String, (u64, String)>;

/// What a comparison came to.
pub(super) struct Outcome {
    /// Everything that does not fit.
    pub(super) found: Vec<Found>,
    /// Every page that can be compared was there, and was compared.
    pub(super) whole: bool,
}

/// Compares. `legal` is the class whose bundles hold no timeline and no journal.
pub(super) fn check(
    folder: &str,
    journal: Option<&Journal>,
    pages: &Pages,
    payload: &Payload,
    legal: bool,
) -> Outcome {
    let mut found = Vec::new();
    let removed = Removed::read(pages.redactions.as_deref(), &mut found);
    if removed.complete {
        missing(pages, payload, &removed, legal, &mut found);
    }
    if let Some(bytes) = &pages.inventory {
        inventory(bytes, payload, &mut found);
    }
    if let Some(journal) = journal {
        if removed.complete {
            lines(journal, &removed, &mut found);
        }
        told_elsewhere(folder, journal, pages, &mut found);
    }
    if let Some(bytes) = &pages.custody {
        custody(folder, bytes, journal, payload, &removed, &mut found);
    }
    Outcome { found, whole: removed.complete && (journal.is_some() || legal) }
}

fn wrong(file: &str, why: impl Into<String>) -> Found {
    (Rule::Contradiction, format!("data/{file}"), why.into())
}

/// What the list of redactions says.
#[derive(Default)]
pub(super) struct Removed {
    /// Every reason is listed: only then does a missing one tell something.
    pub(super) complete: bool,
    /// Files that were left out whole.
    left_out: BTreeSet<String>,
    /// Files of which something was removed.
    files: BTreeSet<String>,
    /// Lines of the journal whose payload is withheld.
    lines: BTreeSet<u64>,
}

impl Removed {
    pub(super) fn read(bytes: Option<&[u8]>, found: &mut Vec<Found>) -> Self {
        #[derive(Deserialize)]
        struct View {
            #[serde(default)]
            complete: bool,
            #[serde(default)]
            left_out: BTreeSet<String>,
            redactions: Vec<Place>,
        }
        #[derive(Deserialize)]
        struct Place {
            file: String,
            line: Option<u64>,
        }
        let Some(bytes) = bytes else { return Self::default() };
        let Ok(view) = serde_json::from_slice::<View>(bytes) else {
            found.push(wrong("91-redactions.json", "it cannot be read"));
            return Self::default();
        };
        let of_journal = view.redactions.iter().filter(|place| place.file == JOURNAL);
        let lines = of_journal.filter_map(|place| place.line).collect();
        let files = view.redactions.into_iter().map(|place| place.file).collect();
        Self { complete: view.complete, left_out: view.left_out, files, lines }
    }
}

/// Pages that each bundle of this program has, and that are not there.
fn missing(pages: &Pages, payload: &Payload, removed: &Removed, legal: bool, found: &mut Vec<Found>) {
    let mut wanted = vec!["90-inventory.json"];
    if !legal {
        wanted.extend([
            JOURNAL,
            "20-timeline/chain-head.txt",
            "20-timeline/timeline.json",
            "20-timeline/timeline.md",
        ]);
    }
    if legal || payload.keys().any(|name| name.starts_with("60-attachments/")) {
        wanted.push("80-custody/custody.json");
    }
    let gone = |name: &&str| !payload.contains_key(*name) && !removed.left_out.contains(*name);
    found.extend(wanted.into_iter().filter(gone).map(|name| wrong(name, "it is missing")));
    if pages.summaries.is_empty() && !removed.left_out.contains("00-SUMMARY.md") {
        found.push(wrong("00-SUMMARY.md", "it is missing"));
    }
}

fn inventory(bytes: &[u8], payload: &Payload, found: &mut Vec<Found>) {
    #[derive(Deserialize)]
    struct View {
        files: Vec<Listed>,
    }
    #[derive(Deserialize)]
    struct Listed {
        path: String,
        size: u64,
        sha256: String,
    }
    const INVENTORY: &str = "90-inventory.json";
    let Ok(View { files }) = serde_json::from_slice(bytes) else {
        return found.push(wrong(INVENTORY, "it cannot be read"));
    };
    let listed: BTreeMap<&str, &Listed> = files.iter().map(|file| (file.path.as_str(), file)).collect();
    if listed.len() < files.len() {
        found.push(wrong(INVENTORY, "it lists a file twice"));
    }
    for (name, (size, sha256)) in payload {
        match listed.get(name.as_str()) {
            Some(file) if file.size == *size && file.sha256 == *sha256 => {}
            Some(_) => found.push(wrong(name, "the inventory gives another size or SHA-256")),
            None if name == INVENTORY => {}
            None => found.push(wrong(name, "the inventory does not list it: it was added")),
        }
    }
    let gone = files.iter().filter(|file| !payload.contains_key(&file.path));
    found.extend(gone.map(|file| wrong(INVENTORY, format!("it lists {}, which is not there", file.path))));
}

/// Payloads that are missing without a reason.
fn lines(journal: &Journal, removed: &Removed, found: &mut Vec<Found>) {
    let cut = |line: &&Line| {
        matches!(line.told, Told::Withheld) && !line.internal && !removed.lines.contains(&line.seq)
    };
    let why = |line: &Line| {
        let why = "its content is missing, and the list of redactions gives no reason";
        wrong(JOURNAL, format!("line {}: {why}", line.seq))
    };
    found.extend(journal.0.iter().filter(cut).map(why));
}

fn told_elsewhere(folder: &str, journal: &Journal, pages: &Pages, found: &mut Vec<Found>) {
    let head = journal.0.last().map_or("", |line| &line.hash);
    if let Some(bytes) = &pages.chain_head
        && String::from_utf8_lossy(bytes).trim() != head
    {
        found.push(wrong("20-timeline/chain-head.txt", "it is not the end of the journal's chain"));
    }
    if let Some(Told::Opened(case)) = journal.0.first().map(|line| &line.told)
        && case != folder
    {
        found.push(wrong(JOURNAL, "it is the journal of another case"));
    }
    for (name, bytes) in &pages.summaries {
        if !head.is_empty() && memchr::memmem::find(bytes, head.as_bytes()).is_none() {
            found.push(wrong(name, "it does not name the end of this journal's chain"));
        }
    }
    if let Some(bytes) = &pages.timeline {
        timeline(bytes, journal, pages.timeline_page.as_deref(), found);
    }
}

fn timeline(bytes: &[u8], journal: &Journal, page: Option<&[u8]>, found: &mut Vec<Found>) {
    #[derive(Deserialize)]
    struct View {
        events: Vec<Told>,
    }
    #[derive(Deserialize)]
    struct Told {
        seq: u64,
        at: String,
        who: String,
        what: String,
        hash: String,
        #[serde(default)]
        happened: Option<String>,
    }
    const TIMELINE: &str = "20-timeline/timeline.json";
    let Ok(View { events }) = serde_json::from_slice(bytes) else {
        return found.push(wrong(TIMELINE, "it cannot be read"));
    };
    if events.len() != journal.0.len() {
        let why = format!("it has {} events, and the journal {} lines", events.len(), journal.0.len());
        found.push(wrong(TIMELINE, why));
    }
    let moment = |text: &str| DateTime::parse_from_rfc3339(text).ok();
    for (event, line) in events.iter().zip(&journal.0) {
        let same = event.seq == line.seq
            && event.hash == line.hash
            && event.who == line.who
            && moment(&event.at) == moment(&line.at)
            // Earlier bundles do not repeat it there.
            && (event.happened.is_none() || event.happened.as_deref().map(moment) == line.happened.as_deref().map(moment));
        let words = match &line.told {
            // A timeline spells out signs that act on a screen.
            self::Told::Noted(text) => letters(&event.what).contains(&letters(&shown(text))),
            _ => true,
        };
        if !same || !words {
            let why = format!("event {} is not what line {} of the journal says", event.seq, line.seq);
            found.push(wrong(TIMELINE, why));
        }
    }
    let Some(page) = page else { return };
    let page = letters(&without_entities(&String::from_utf8_lossy(page)));
    let mut from = 0;
    for event in &events {
        let words = letters(&event.what);
        match page[from..].find(&words) {
            Some(at) => from += at + words.len(),
            None => {
                let why = format!("it does not say what line {} of the timeline says", event.seq);
                return found.push(wrong("20-timeline/timeline.md", why));
            }
        }
    }
}

/// Without `&lt;` and `&#64;`: they stand for signs, which are not compared.
fn without_entities(text: &str) -> String {
    let mut parts = text.split('&');
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let name = part.bytes().take(8).take_while(|b| b.is_ascii_alphanumeric() || *b == b'#').count();
        let entity = name > 0 && part.as_bytes().get(name) == Some(&b';');
        out.push_str(if entity { &part[name + 1..] } else { part });
    }
    out
}

/// Letters and digits alone: what stays of a text between the marks of Markdown.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn custody(
    folder: &str,
    bytes: &[u8],
    journal: Option<&Journal>,
    payload: &Payload,
    removed: &Removed,
    found: &mut Vec<Found>,
) {
    #[derive(Deserialize)]
    struct View {
        case: String,
        items: Vec<Item>,
    }
    #[derive(Deserialize)]
    struct Item {
        id: String,
        sha256: String,
    }
    const CUSTODY: &str = "80-custody/custody.json";
    let Ok(View { case, items }) = serde_json::from_slice(bytes) else {
        return found.push(wrong(CUSTODY, "it cannot be read"));
    };
    if case != folder {
        found.push(wrong(CUSTODY, "it is the record of another case"));
    }
    let said: BTreeMap<&str, &Item> = items.iter().map(|item| (item.id.as_str(), item)).collect();
    if said.len() < items.len() {
        found.push(wrong(CUSTODY, "it names an item twice"));
    }
    for line in journal.iter().flat_map(|journal| &journal.0) {
        let Told::Attached { id, sha256 } = &line.told else { continue };
        match said.get(id.as_str()) {
            Some(item) if item.sha256 == *sha256 => {}
            Some(_) => found.push(wrong(CUSTODY, format!("{id} has another SHA-256 than in the journal"))),
            None if line.internal => {}
            None => found.push(wrong(CUSTODY, format!("{id} is missing, and the journal names it"))),
        }
    }
    for (name, (_, sha256)) in payload {
        let Some(file) = name.strip_prefix("60-attachments/") else { continue };
        let id = file.split('-').next().unwrap_or_default();
        match said.get(id) {
            None => found.push(wrong(name, "the custody record does not name it")),
            // Another one is right only where the list of redactions says that something was taken out of it.
            Some(item) if item.sha256 != *sha256 && !removed.files.contains(name) => {
                found.push(wrong(name, "it is not the file that the custody record names"));
            }
            Some(_) => {}
        }
    }
}
