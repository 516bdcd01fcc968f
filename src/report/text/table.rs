//! A table on a screen: in columns while they fit, else one small record a row.

use super::style::{self, Wide};
use super::wrap::wrap;
use super::{Page, flow, flow_in};
use crate::report::document::{Column, Inline};

/// Spaces between two columns.
const GAP: usize = 2;

pub(super) fn write(head: &[Vec<Inline>], rows: &[Vec<Vec<Inline>>], page: Page) -> Vec<String> {
    let head: Vec<String> =
        head.iter().map(|cell| page.dressed(style::BOLD, &flow_in(cell, page, style::BOLD))).collect();
    let rows: Vec<Vec<String>> =
        rows.iter().map(|row| row.iter().map(|cell| flow(cell, page)).collect()).collect();
    match widths(&head, &rows, page.columns) {
        Some(widths) => columns(&head, &rows, &widths, page),
        None => records(&head, &rows, page),
    }
}

/// The width of each column: as wide as its widest cell if all fit, else narrowed in proportion, but never below its
/// longest word.
fn widths(head: &[String], rows: &[Vec<String>], room: usize) -> Option<Vec<usize>> {
    let cells =
        |column: usize| std::iter::once(&head[column]).chain(rows.iter().filter_map(move |r| r.get(column)));
    let widest = |column: usize, columns: usize| {
        cells(column).flat_map(|cell| wrap(cell, columns)).map(|line| line.width()).max().unwrap_or(0)
    };
    let room = room.checked_sub(GAP * head.len().saturating_sub(1))?;
    let natural: Vec<usize> = (0..head.len()).map(|c| widest(c, usize::MAX)).collect();
    if natural.iter().sum::<usize>() <= room {
        return Some(natural);
    }
    let least: Vec<usize> = (0..head.len()).map(|c| widest(c, 1)).collect();
    let spare = room.checked_sub(least.iter().sum())?;
    let wish: usize = natural.iter().zip(&least).map(|(n, l)| n - l).sum();
    let share = |(n, l): (&usize, &usize)| l + spare * (n - l) / wish.max(1);
    Some(natural.iter().zip(&least).map(share).collect())
}

fn columns(head: &[String], rows: &[Vec<String>], widths: &[usize], page: Page) -> Vec<String> {
    let mut lines = row(head, widths);
    let line = if page.ascii { "-" } else { "\u{2500}" };
    let rules: Vec<String> =
        widths.iter().map(|&width| page.dressed(style::DIM, &line.repeat(width))).collect();
    lines.push(rules.join(&" ".repeat(GAP)));
    for cells in rows {
        lines.extend(row(cells, widths));
    }
    lines
}

fn row(cells: &[String], widths: &[usize]) -> Vec<String> {
    let folded: Vec<Vec<String>> = cells.iter().zip(widths).map(|(cell, &width)| wrap(cell, width)).collect();
    let height = folded.iter().map(Vec::len).max().unwrap_or(0);
    (0..height)
        .map(|at| {
            let mut line = String::new();
            for (cell, &width) in folded.iter().zip(widths) {
                let text = cell.get(at).map_or("", String::as_str);
                line.push_str(text);
                line.push_str(&" ".repeat(width.saturating_sub(text.width()) + GAP));
            }
            line.trim_end().to_owned()
        })
        .collect()
}

/// `Head: cell` lines, a blank line between two rows.
fn records(head: &[String], rows: &[Vec<String>], page: Page) -> Vec<String> {
    let mut lines = Vec::new();
    for cells in rows {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        for (name, cell) in head.iter().zip(cells).filter(|(_, cell)| !cell.is_empty()) {
            let named = if name.is_empty() { cell.clone() } else { format!("{name}: {cell}") };
            lines.extend(wrap(&named, page.columns));
        }
    }
    lines
}

/// An empty table: two rows of signs for each row, high enough for a pen.
pub(super) fn form(columns: &[Column], rows: u8, page: Page) -> Vec<String> {
    let all: usize = columns.iter().map(|column| usize::from(column.width)).sum();
    let room = page.columns.saturating_sub(columns.len() + 1);
    let widths: Vec<usize> =
        columns.iter().map(|column| (room * usize::from(column.width) / all.max(1)).max(4)).collect();
    let line = |corner: &str, fill: &str, cells: &[String]| {
        let mut line = String::from(corner);
        for (at, width) in widths.iter().enumerate() {
            let text = cells.get(at).map_or("", String::as_str);
            line.push_str(text);
            line.push_str(&fill.repeat(width.saturating_sub(text.width())));
            line.push_str(corner);
        }
        line
    };
    let heads: Vec<Vec<String>> =
        columns.iter().zip(&widths).map(|(column, &width)| wrap(&page.safe(&column.name), width)).collect();
    let mut lines = vec![line("+", "-", &[])];
    for at in 0..heads.iter().map(Vec::len).max().unwrap_or(0) {
        let cells: Vec<String> = heads.iter().map(|head| head.get(at).cloned().unwrap_or_default()).collect();
        lines.push(line("|", " ", &cells));
    }
    lines.push(line("+", "-", &[]));
    for _ in 0..rows {
        lines.extend([line("|", " ", &[]), line("|", " ", &[]), line("+", "-", &[])]);
    }
    lines
}
