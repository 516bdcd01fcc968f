//! The chain of custody: for each piece of evidence what it is, where it came from, who holds it. As JSON, and as a
//! form to print and sign. Papers of class legal appear by name, size, hash and place only.

use std::collections::BTreeMap;

use serde::Serialize;

use super::document::{Block, Inline, Row};
use super::screen::Screen;
use crate::case::{Case, ItemId};
use crate::model::Class;

/// Attachments that are not in a bundle as they were attached, by their ids.
pub type Fates = BTreeMap<ItemId, Fate>;

/// What became of an attachment on its way into a bundle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Left out: its file is another one now.
    Changed,
    /// Left out: its file is gone.
    Missing,
    /// Left out: it holds what looks like a secret, and is no text that could be cleaned.
    Withheld,
    /// In the bundle without what looked like secrets.
    Rewritten,
}

impl Fate {
    /// For the list of what goes in, and for the page.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Changed => "left out: it was changed after it was attached",
            Self::Missing => "left out: it is no longer in the case",
            Self::Withheld => "left out: something in it looks like a secret",
            Self::Rewritten => {
                "in this bundle without what looked like a secret; the manifest has its SHA-256 there"
            }
        }
    }
}

#[derive(Serialize)]
struct View<'a> {
    schema: &'static str,
    case: &'a str,
    items: Vec<Item<'a>>,
}

#[derive(Serialize)]
struct Item<'a> {
    id: String,
    description: Option<&'a str>,
    class: &'a str,
    original_name: &'a str,
    bytes: u64,
    sha256: &'a str,
    acquired_at: String,
    acquired_by: &'a str,
    /// In this bundle, in the case only, or recorded without a copy.
    kept: &'static str,
    /// Left out of bundles for support: it may name a person's folder.
    place: Option<&'a str>,
    redacted: usize,
}

fn items<'a>(case: &'a Case, class: Class, fates: &Fates) -> Vec<Item<'a>> {
    case.attachments
        .iter()
        .filter_map(|(at, who, item)| {
            let its = item.class;
            // Internal pieces are not even named outside; papers are named, so that support knows they exist.
            if class != Class::Internal && its == Class::Internal {
                return None;
            }
            let held = if class == Class::Legal { its == Class::Legal } else { class.may_hold(its) };
            Some(Item {
                id: item.id.to_string(),
                description: item.note.as_deref(),
                class: its.id(),
                original_name: &item.original_name,
                bytes: item.bytes,
                sha256: &item.sha256,
                acquired_at: at.to_rfc3339(),
                acquired_by: who,
                kept: match (&item.kept_as, held) {
                    (Some(_), true) => fates.get(&item.id).map_or("in this bundle", |fate| fate.words()),
                    (Some(_), false) => "in the case, not in this bundle",
                    (None, _) => "recorded only, no copy",
                },
                place: item.place.as_deref().filter(|_| class != Class::Support),
                redacted: super::attachment::removed(item).map(|(_, count)| count).sum(),
            })
        })
        .collect()
}

/// `custody.json`.
#[must_use]
pub fn json(case: &Case, class: Class, fates: &Fates) -> String {
    let view =
        View { schema: "reentry/custody/v1", case: case.id.as_str(), items: items(case, class, fates) };
    serde_json::to_string_pretty(&view).unwrap_or_default() + "\n"
}

/// `custody.md`: a form with two columns to sign.
#[must_use]
pub fn screen(case: &Case, class: Class, fates: &Fates) -> Screen {
    let mut blocks =
        vec![Block::Heading { level: 1, text: vec!["Chain of custody, case ".into(), Inline::id(&case.id)] }];
    let items = items(case, class, fates);
    if items.is_empty() {
        blocks.push(Block::said("No file was attached."));
    }
    for item in &items {
        let what = item.description.map_or_else(|| "not described".into(), Inline::value);
        let mut rows = vec![
            Row::new("What", [what]),
            Row::new("Class", [format!("{}, {} bytes, {}", item.class, item.bytes, item.kept).into()]),
            Row::new("SHA-256", [Inline::id(item.sha256)]),
            Row::new(
                "Acquired",
                [format!("{} by ", item.acquired_at).into(), Inline::value(item.acquired_by)],
            ),
        ];
        if item.redacted > 0 {
            let places = format!("{} places that looked like secrets", item.redacted);
            rows.push(Row::new("Removed before it was kept", [places.into()]));
        }
        let title = vec![format!("{} ", item.id).into(), Inline::value(item.original_name)];
        blocks.push(Block::Section { title, blocks: vec![Block::Rows(rows)] });
    }
    let names = [
        "No.",
        "Released by, signature",
        "Received by, signature",
        "Date and time UTC",
        "Purpose",
        "Hash checked",
    ];
    let head: Vec<Vec<Inline>> = names.map(|name| vec![Inline::text(name)]).to_vec();
    let row = |number: u8| {
        let mut cells = vec![Vec::new(); head.len()];
        cells[0] = vec![Inline::text(number.to_string())];
        cells
    };
    let rows = (1..=4).map(row).collect();
    blocks.push(Block::section("Handed over", vec![Block::Table { head, rows }]));
    blocks.into()
}
