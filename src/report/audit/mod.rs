//! An audit as a report to hand over, and as JSON.

pub mod ask;
mod item;
pub mod json;

use chrono::Days;

use super::document::{Block, Document, Edition, Field, Inline, Item, Part};
use crate::readiness::audit::{
    Audit, Change, Checklist, Conflict, ContentChange, Earlier, Severity, Standing,
};
use crate::readiness::profile::{Profile, Verdict};
use crate::runbook::Library;

/// Days after which an audit says nothing any more: the rhythm of the drill.
const VALID: Days = Days::new(90);

/// What the report is made from.
pub struct Report<'a> {
    pub audit: &'a Audit,
    pub profile: &'a Profile,
    /// An audit to compare with.
    pub earlier: Option<&'a Earlier>,
    /// Names the steps that mend.
    pub library: &'a Library,
}

impl Report<'_> {
    /// The whole report.
    #[must_use]
    pub fn document(&self) -> Document {
        let edition = Edition {
            version: format!("reentry {}", env!("CARGO_PKG_VERSION")),
            issued: self.audit.day,
            review_by: self.audit.day.checked_add_days(VALID),
        };
        let parts = vec![
            Part::new("result", "Emergency access audit", self.result()),
            Part::new("items", "Every item", self.items()),
            Part::new("conflicts", "Where the sources disagree", conflicts()),
        ];
        Document {
            title: "Emergency access audit".to_owned(),
            owner: self.profile.tenant.name.clone(),
            edition,
            logo: None,
            parts,
        }
    }

    fn result(&self) -> Vec<Block> {
        let mut blocks = vec![
            Block::Paragraph(vec![Inline::strong(self.headline())]),
            Block::said(self.seen()),
            self.counts(),
        ];
        let first = self.audit.first();
        if !first.is_empty() {
            blocks.push(Block::heading(2, "Do this first"));
            let items = first.iter().map(|one| Item { task: None, blocks: item::first(one, self.library) });
            blocks.push(Block::List { first: Some(1), tight: false, items: items.collect() });
        }
        if let Some(earlier) = self.earlier {
            blocks.push(Block::heading(2, format!("What changed since {}", earlier.day)));
            blocks.push(self.changed(&earlier.changes(self.audit)));
            blocks.extend(content(&earlier.content_changes(self.audit)));
        }
        blocks.push(Block::Small(vec![Block::said(
            "How to read it: \u{201c}not known\u{201d} never counts as in order. An item is answered by what the \
             profile shows, or by a person, whose answer is believed for a year; where they differ the worse one \
             counts. What is tried by hand is believed for 90 days. Medium items do not decide the result.",
        )]));
        blocks.extend([
            Block::Field(Field::Blank { label: "Looked at by".into(), hint: None, value: None, lines: 1 }),
            Block::Field(Field::Clock { label: vec![Inline::text("On")] }),
        ]);
        blocks
    }

    /// The result in one sentence.
    fn headline(&self) -> String {
        let count = |severity, verdict| self.audit.count(severity, verdict);
        let of = |verdict| (count(Severity::Critical, verdict), count(Severity::High, verdict));
        let ((critical, high), unknown) = (of(Verdict::No), of(Verdict::Unknown));
        let unknown = unknown.0 + unknown.1;
        match self.audit.standing() {
            Standing::Ready => {
                "Ready: every critical and high item is in order or does not apply.".to_owned()
            }
            Standing::NotKnown => {
                format!(
                    "Not known: nothing critical or high fails, but {unknown} such items nobody can answer."
                )
            }
            Standing::NotReady => format!(
                "Not ready: {critical} critical and {high} high items fail, and {unknown} more are not known."
            ),
        }
    }

    /// On what day, with which knowledge.
    fn seen(&self) -> String {
        let id = self.profile.tenant.id.map_or_else(|| "not known".to_owned(), |id| id.to_string());
        let reviewed = match self.profile.reviewed {
            Some(day) => format!("last reviewed on {day}"),
            None => "never reviewed".to_owned(),
        };
        format!("Tenant ID: {id}. Looked at on {} through a profile that was {reviewed}.", self.audit.day)
    }

    fn counts(&self) -> Block {
        let row = |severity: Severity| {
            let count = |verdict| cell(self.audit.count(severity, verdict).to_string());
            let mut row = vec![cell(severity.word())];
            row.extend(VERDICTS.map(count));
            row
        };
        let mut head = vec![cell("")];
        head.extend(VERDICTS.map(|verdict| cell(word(verdict))));
        Block::Table { head, rows: Severity::ALL.map(row).into() }
    }

    fn changed(&self, changes: &[Change<'_>]) -> Block {
        if changes.is_empty() {
            return Block::said("Nothing: every item is answered as it was.");
        }
        let line = |change: &Change<'_>| {
            let from = change.from.map_or("not on that list", word);
            let text = self.audit.get(change.id).map_or("", |one| one.item.item.as_str());
            let mut to = word(change.to).to_owned();
            if !change.new.is_empty() {
                to.push_str(&format!("; new: {}", change.new.join(", ")));
            }
            if !change.gone.is_empty() {
                to.push_str(&format!("; no longer: {}", change.gone.join(", ")));
            }
            vec![cell(change.id), cell(text), cell(from), cell(to)]
        };
        let head = ["", "", "was", "is"].map(cell).into();
        Block::Table { head, rows: changes.iter().map(line).collect() }
    }

    /// All items by group: the open ones told, the others in a table.
    fn items(&self) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut groups: Vec<&str> = self.audit.outcomes.iter().map(|one| one.item.group.as_str()).collect();
        groups.dedup();
        for group in groups {
            blocks.push(Block::heading(2, group));
            let here = || self.audit.outcomes.iter().filter(|one| one.item.group == group);
            for one in here().filter(|one| one.is_open()) {
                blocks.extend(item::told(one, self.library));
            }
            let settled: Vec<_> = here().filter(|one| !one.is_open()).map(item::row).collect();
            if !settled.is_empty() {
                let head = ["", "In order, or does not apply", "Because"].map(cell).into();
                blocks.push(Block::Table { head, rows: settled });
            }
        }
        blocks
    }
}

/// Names that came or went since an earlier audit.
fn content(changes: &[ContentChange]) -> Option<Block> {
    let line = |change: &ContentChange| {
        let named = |words: &str, names: &[String]| {
            (!names.is_empty()).then(|| format!("{words} {}", names.join(", ")))
        };
        let parts = [named("gone:", &change.gone), named("new:", &change.new)];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        Item { task: None, blocks: vec![Block::said(format!("{}: {}", change.kind, parts.join("; ")))] }
    };
    (!changes.is_empty()).then(|| Block::List {
        first: None,
        tight: true,
        items: changes.iter().map(line).collect(),
    })
}

/// The order in which verdicts are counted.
const VERDICTS: [Verdict; 4] = [Verdict::Yes, Verdict::No, Verdict::Unknown, Verdict::NotApplicable];

/// As a reader sees it.
#[must_use]
pub fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Yes => "in order",
        Verdict::No => "fails",
        Verdict::Unknown => "not known",
        Verdict::NotApplicable => "does not apply",
    }
}

fn conflicts() -> Vec<Block> {
    let mut blocks = vec![Block::said(
        "The texts behind this checklist contradict each other in places. What counts here, and against whom:",
    )];
    let checklist = Checklist::embedded();
    blocks.extend(checklist.conflicts.iter().map(conflict));
    blocks.push(Block::heading(2, "Who asks"));
    let items = checklist.sources.iter().map(|source| {
        let title = vec![Inline::text(&source.title)];
        let title = match &source.url {
            Some(url) => vec![Inline::Link { text: title, url: url.clone() }],
            None => title,
        };
        let mut words = vec![Inline::strong(format!("{}: ", source.name))];
        words.extend(title);
        Item { task: None, blocks: vec![Block::Paragraph(words)] }
    });
    blocks.push(Block::List { first: None, tight: true, items: items.collect() });
    blocks
}

/// The disagreement and today's answer.
fn conflict(conflict: &Conflict) -> Block {
    let Conflict { id, between, answer, items } = conflict;
    Block::Paragraph(vec![
        Inline::strong(format!("{id} ({}). ", items.join(", "))),
        Inline::text(format!("{between} ")),
        Inline::strong("Counts here: "),
        Inline::text(answer),
    ])
}

fn cell(words: impl Into<String>) -> Vec<Inline> {
    vec![Inline::text(words)]
}
