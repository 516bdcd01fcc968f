//! Where a statement about Microsoft comes from.

use std::sync::LazyLock;

use super::table::{cell, rows};

/// A page or reasoning behind a statement, with its date and how far to trust it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source {
    /// Its key in the tables.
    pub id: &'static str,
    /// Its title, for the reader.
    pub title: &'static str,
    /// The page's own date: `YYYY-MM-DD`, `YYYY`, or `undated`.
    pub date: &'static str,
    /// `documented`, `field-report` or `inferred`.
    pub confidence: &'static str,
}

static SOURCES: LazyLock<Vec<Source>> = LazyLock::new(|| {
    rows(include_str!("data/sources.tsv"))
        .map(|row| Source {
            id: cell(&row, 0),
            title: cell(&row, 1),
            date: cell(&row, 2),
            confidence: cell(&row, 3),
        })
        .collect()
});

impl Source {
    /// Finds a source by its key.
    pub(super) fn find(id: &str) -> Option<Source> {
        SOURCES.iter().find(|source| source.id == id).copied()
    }

    /// The page of a role itself, dated.
    pub(super) fn page(date: &'static str) -> Option<Source> {
        Source::find("page").map(|page| Source { date, ..page })
    }
}
