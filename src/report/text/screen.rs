//! The blocks that screens have and sheets rarely do: sections, rows, commands, words behind a mark.

use super::style::{self, Wide};
use super::wrap::wrap;
use super::{Page, flow, flow_in, hang, stack};
use crate::report::document::{Block, Inline, Role, Row};

/// How far things stand in from what they belong to.
const INDENT: &str = "   ";

/// Spaces between a name and what belongs to it.
const GAP: usize = 2;

/// The title, and what belongs to it below, set in.
pub(super) fn section(title: &[Inline], blocks: &[Block], page: Page) -> Vec<String> {
    let title = page.dressed(style::BOLD, &flow_in(title, page, style::BOLD));
    let mut lines = wrap(&title, page.columns);
    lines.extend(indent(blocks, page));
    lines
}

/// Blocks set in, without empty lines between them.
pub(super) fn indent(blocks: &[Block], page: Page) -> Vec<String> {
    if blocks.is_empty() {
        return Vec::new();
    }
    hang(INDENT, INDENT, page, |page| stack(blocks, page, true))
}

/// A command stands alone and whole, so that its line can be pasted into any shell.
pub(super) fn command(command: &str, page: Page) -> String {
    format!("{INDENT}{}", page.dressed(style::COMMAND, &page.data(command)))
}

/// Names in one column, words in the next. Where the names leave less than half of the page, the words go below them.
pub(super) fn rows(rows: &[Row], page: Page) -> Vec<String> {
    let names: Vec<String> = rows.iter().map(|row| page.safe(&row.name)).collect();
    let column = names.iter().map(Wide::width).max().unwrap_or(0) + GAP;
    let mut lines = Vec::new();
    for (name, row) in names.iter().zip(rows) {
        if column * 2 > page.columns {
            if !name.is_empty() {
                lines.extend(wrap(name, page.columns));
            }
            lines.extend(hang(INDENT, INDENT, page, |page| wrap(&flow(&row.text, page), page.columns)));
        } else {
            let first = format!("{name}{}", " ".repeat(column - name.width()));
            let under = " ".repeat(column);
            lines.extend(hang(&first, &under, page, |page| wrap(&flow(&row.text, page), page.columns)));
        }
    }
    lines
}

/// Words behind a mark, the further lines under the first word.
pub(super) fn marked(mark: &str, role: Role, blocks: &[Block], page: Page) -> Vec<String> {
    let words = page.safe(mark);
    let under = " ".repeat(words.width() + 1);
    let mark =
        format!("{} ", style::look(role).map_or_else(|| words.clone(), |look| page.dressed(look, &words)));
    hang(&mark, &under, page, |page| stack(blocks, page, true))
}
