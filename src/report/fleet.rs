//! Many tenants, one row each: as a table, for a spreadsheet, as `reentry/fleet/v1` (one JSON object on each line), and
//! as pages with an index.

mod imported;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::document::{Block, Document, Edition, Inline, Item, Part};
use super::spreadsheet::inert;
use crate::model::Exit;
use crate::readiness::audit::{Audit, Content, ContentChange, Earlier, Severity, Standing};
use crate::readiness::profile::{Profile, Verdict};

pub use imported::{Imported, exit as import_exit, lines as import_lines, text as import_text, worst_first};

/// One tenant.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    schema: &'static str,
    /// The profile's name.
    pub name: String,
    day: String,
    tenant_id: Option<String>,
    tenant_name: Option<String>,
    /// `ready`, `not-known`, `not-ready`; `unreadable` where there is no answer.
    result: &'static str,
    /// Critical and high items that fail, and those that are not known.
    fails: usize,
    not_known: usize,
    worse: bool,
    first: Vec<String>,
    items: Vec<One>,
    content: Content,
    since: Option<Since>,
    problem: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
struct One {
    id: String,
    severity: Severity,
    result: Verdict,
    because: String,
    concerns: Vec<String>,
}

#[derive(Debug, Clone, Serialize)]
struct Since {
    day: String,
    changed: Vec<Changed>,
    content: Vec<ContentChange>,
}

#[derive(Debug, Clone, Serialize)]
struct Changed {
    id: String,
    from: Option<Verdict>,
    to: Verdict,
    worse: bool,
    new: Vec<String>,
    gone: Vec<String>,
}

/// Which items are shown. An empty list leaves nothing out.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    pub items: Vec<String>,
    pub severities: Vec<Severity>,
    pub results: Vec<Verdict>,
}

const SCHEMA: &str = "reentry/fleet/v1";

impl Row {
    /// A tenant that was judged.
    #[must_use]
    pub fn of(name: String, profile: &Profile, audit: &Audit, earlier: Option<&Earlier>) -> Self {
        let count = |verdict| audit.count(Severity::Critical, verdict) + audit.count(Severity::High, verdict);
        let since = earlier.map(|earlier| Since {
            day: earlier.day.clone(),
            changed: earlier
                .changes(audit)
                .into_iter()
                .map(|change| Changed {
                    id: change.id.to_owned(),
                    from: change.from,
                    to: change.to,
                    worse: change.is_worse(),
                    new: change.new.iter().map(|&name| name.to_owned()).collect(),
                    gone: change.gone,
                })
                .collect(),
            content: earlier.content_changes(audit),
        });
        Self {
            schema: SCHEMA,
            name,
            day: audit.day.to_string(),
            tenant_id: profile.tenant.id.map(|id| id.to_string()),
            tenant_name: profile.tenant.name.clone(),
            result: match audit.standing() {
                Standing::Ready => "ready",
                Standing::NotKnown => "not-known",
                Standing::NotReady => "not-ready",
            },
            fails: count(Verdict::No),
            not_known: count(Verdict::Unknown),
            worse: earlier.is_some_and(|earlier| earlier.is_worse(audit)),
            first: audit.first().into_iter().map(|one| one.item.id.clone()).collect(),
            items: audit
                .outcomes
                .iter()
                .map(|one| One {
                    id: one.item.id.clone(),
                    severity: one.item.severity,
                    result: one.verdict,
                    because: one.because.clone(),
                    concerns: one.concerns.clone(),
                })
                .collect(),
            content: audit.content.clone(),
            since,
            problem: None,
        }
    }

    /// A tenant that could not be judged.
    #[must_use]
    pub fn unreadable(name: String, why: String) -> Self {
        Self {
            schema: SCHEMA,
            name,
            day: String::new(),
            tenant_id: None,
            tenant_name: None,
            result: "unreadable",
            fails: 0,
            not_known: 0,
            worse: false,
            first: Vec::new(),
            items: Vec::new(),
            content: Content::default(),
            since: None,
            problem: Some(why),
        }
    }

    fn title(&self) -> String {
        self.tenant_name.clone().unwrap_or_else(|| self.name.clone())
    }

    /// What is different since the earlier audit, in words.
    fn changes(&self) -> Vec<String> {
        let Some(since) = &self.since else { return Vec::new() };
        let mut said: Vec<String> = Vec::new();
        for change in &since.changed {
            let from = change.from.map_or("not on that list", super::audit::word);
            let mut words = format!("{}: {from}, now {}", change.id, super::audit::word(change.to));
            if !change.new.is_empty() {
                words.push_str(&format!(" ({})", change.new.join(", ")));
            }
            said.push(words);
        }
        for change in &since.content {
            if !change.gone.is_empty() {
                said.push(format!("{} gone: {}", change.kind, change.gone.join(", ")));
            }
            if !change.new.is_empty() {
                said.push(format!("{} new: {}", change.kind, change.new.join(", ")));
            }
        }
        said
    }
}

/// The worst first: what could not be read, what became worse, then by what fails.
pub fn sort(rows: &mut [Row]) {
    rows.sort_by_key(|row| {
        let unread = row.problem.is_some();
        (!unread, !row.worse, std::cmp::Reverse((row.fails, row.not_known)), row.name.clone())
    });
}

/// Rows with the items that fit, without tenants that have none.
#[must_use]
pub fn filtered(rows: Vec<Row>, filter: &Filter) -> Vec<Row> {
    let Filter { items, severities, results } = filter;
    if items.is_empty() && severities.is_empty() && results.is_empty() {
        return rows;
    }
    let fits = |one: &One| {
        (items.is_empty() || items.contains(&one.id))
            && (severities.is_empty() || severities.contains(&one.severity))
            && (results.is_empty() || results.contains(&one.result))
    };
    let row = |mut row: Row| {
        row.items.retain(fits);
        (row.problem.is_some() || !row.items.is_empty()).then_some(row)
    };
    rows.into_iter().filter_map(row).collect()
}

/// What one tenant adds to the exit code; with `--fail-on` only what was named counts.
#[must_use]
pub fn exit_of(standing: Standing, fails: Option<bool>) -> Exit {
    match (fails, standing) {
        (Some(true), _) | (None, Standing::NotReady) => Exit::NotSatisfied,
        (Some(false), _) | (None, Standing::Ready) => Exit::Done,
        (None, Standing::NotKnown) => Exit::Unchecked,
    }
}

/// The worst of all: one that could not be read, one that fails, one that is not known.
#[must_use]
pub fn worst(exits: &[Exit]) -> Exit {
    [Exit::Input, Exit::NotSatisfied, Exit::Unchecked]
        .into_iter()
        .find(|exit| exits.contains(exit))
        .unwrap_or(Exit::Done)
}

/// One JSON object a line.
#[must_use]
pub fn lines(rows: &[Row]) -> String {
    rows.iter().map(super::json::line).collect()
}

#[derive(Deserialize)]
struct Named {
    name: String,
    problem: Option<String>,
}

/// The name of the profile in a line; nothing if that tenant could not be read.
///
/// # Errors
/// It is no such line.
pub fn name_in(line: &str) -> serde_json::Result<Option<String>> {
    let Named { name, problem } = serde_json::from_str(line)?;
    Ok(problem.is_none().then_some(name))
}

/// One line a tenant, for a spreadsheet.
#[must_use]
pub fn csv(rows: &[Row]) -> String {
    let mut table = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    let ids: Vec<&str> =
        crate::readiness::audit::Checklist::embedded().items.iter().map(|item| item.id.as_str()).collect();
    let shown: Vec<&&str> =
        ids.iter().filter(|id| rows.iter().any(|row| row.items.iter().any(|one| one.id == ***id))).collect();
    let mut head = vec![
        "profile",
        "tenant_id",
        "tenant",
        "day",
        "result",
        "fails",
        "not_known",
        "worse",
        "changes",
        "problem",
    ];
    head.extend(shown.iter().map(|id| **id));
    // Writing into memory does not fail.
    let _ = table.write_record(&head);
    for row in rows {
        let mut cells = vec![
            inert(&row.name).into_owned(),
            row.tenant_id.clone().unwrap_or_default(),
            inert(row.tenant_name.as_deref().unwrap_or_default()).into_owned(),
            row.day.clone(),
            row.result.to_owned(),
            row.fails.to_string(),
            row.not_known.to_string(),
            if row.worse { "yes" } else { "no" }.to_owned(),
            inert(&row.changes().join("; ")).into_owned(),
            inert(row.problem.as_deref().unwrap_or_default()).into_owned(),
        ];
        cells.extend(shown.iter().map(|id| {
            let one = row.items.iter().find(|one| one.id == ***id);
            one.map_or_else(String::new, |one| super::audit::word(one.result).to_owned())
        }));
        let _ = table.write_record(&cells);
    }
    table.into_inner().map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
}

/// The table on a screen.
#[must_use]
pub fn blocks(rows: &[Row], day: NaiveDate) -> Vec<Block> {
    let mut blocks =
        vec![Block::heading(1, "Emergency access, all tenants"), Block::said(summary(rows, day))];
    let failing = |row: &Row| {
        let ids: Vec<&str> = row
            .items
            .iter()
            .filter(|one| one.result == Verdict::No && one.severity != Severity::Medium)
            .map(|one| one.id.as_str())
            .collect();
        match ids.len() {
            0 => "none".to_owned(),
            count @ 9.. => format!("{} and {} more", ids[..8].join(", "), count - 8),
            _ => ids.join(", "),
        }
    };
    let table = rows.iter().filter(|row| row.problem.is_none()).map(|row| {
        let result = if row.worse { format!("{}, WORSE", row.result) } else { row.result.to_owned() };
        vec![cell(row.title()), cell(result), cell(failing(row)), cell(row.not_known.to_string())]
    });
    let table: Vec<_> = table.collect();
    if !table.is_empty() {
        let head = ["Tenant", "Result", "Critical and high items that fail", "Not known"].map(cell).into();
        blocks.push(Block::Table { head, rows: table });
    }
    let changed = rows.iter().filter(|row| !row.changes().is_empty());
    let changed: Vec<Item> =
        changed.map(|row| entry(format!("{}: {}", row.title(), row.changes().join("; ")))).collect();
    if !changed.is_empty() {
        blocks.push(Block::heading(2, "What changed since the earlier audit"));
        blocks.push(Block::List { first: None, tight: true, items: changed });
    }
    let bad: Vec<Item> = rows
        .iter()
        .filter_map(|row| Some(entry(format!("{}: {}", row.name, row.problem.as_ref()?))))
        .collect();
    if !bad.is_empty() {
        blocks.push(Block::heading(2, "Could not be read"));
        blocks.push(Block::List { first: None, tight: true, items: bad });
    }
    blocks
}

fn summary(rows: &[Row], day: NaiveDate) -> String {
    let count = |result: &str| rows.iter().filter(|row| row.result == result).count();
    let worse = rows.iter().filter(|row| row.worse).count();
    let compared = rows.iter().any(|row| row.since.is_some());
    let worse = if compared { format!(" Worse than before: {worse}.") } else { String::new() };
    format!(
        "{} tenants on {day}. Ready: {}. Not known: {}. Not ready: {}. Could not be read: {}.{worse}",
        rows.len(),
        count("ready"),
        count("not-known"),
        count("not-ready"),
        count("unreadable"),
    )
}

/// Pages: the index first, then one for each tenant.
#[must_use]
pub fn document(rows: &[Row], day: NaiveDate) -> Document {
    let mut parts = vec![Part::new("index", "All tenants", blocks(rows, day).split_off(1))];
    for (number, row) in (1..).zip(rows.iter().filter(|row| row.problem.is_none())) {
        let lines = row.items.iter().map(|one| {
            vec![
                cell(&one.id),
                cell(super::audit::word(one.result)),
                cell(one.severity.word()),
                cell(&one.because),
            ]
        });
        let head = ["", "Result", "Severity", "Because"].map(cell).into();
        let blocks = vec![Block::Table { head, rows: lines.collect() }];
        parts.push(Part::new(format!("tenant-{number}"), row.title(), blocks));
    }
    Document {
        title: "Emergency access, all tenants".to_owned(),
        owner: None,
        edition: Edition {
            version: format!("reentry {}", env!("CARGO_PKG_VERSION")),
            issued: day,
            review_by: day.checked_add_days(chrono::Days::new(30)),
        },
        logo: None,
        parts,
    }
}

fn cell(words: impl Into<String>) -> Vec<Inline> {
    vec![Inline::text(words)]
}

fn entry(words: impl Into<String>) -> Item {
    Item { task: None, blocks: vec![Block::said(words)] }
}
