//! Tables with words in them, and empty ones for a pen. The head stands again on each page that the table reaches.

use std::rc::Rc;

use krilla::tagging::{TableHeaderScope, Tag};

use super::face::Face;
use super::item::{Flow, Item};
use super::layout::{Area, LEADING, Layout, MM};
use super::line::{Span, fill, longest_word, natural};
use crate::report::document::{Column, Inline};

const HAIR: f32 = 0.6;

/// One cell before it is set: its words and the node it belongs to.
struct Cell {
    spans: Vec<Span>,
    owner: usize,
}

impl Layout<'_> {
    pub(super) fn table(&mut self, head: &[Vec<Inline>], rows: &[Vec<Vec<Inline>>], area: Area) -> Vec<Flow> {
        let area = Area { size: area.size * 0.94, ..area };
        let table = self.tree.node(Tag::Table, Some(area.parent));
        let top = self.tree.node(Tag::THead, Some(table));
        let line = self.tree.node(Tag::TR, Some(top));
        let head: Vec<Cell> = head
            .iter()
            .map(|cell| {
                let owner = self.tree.node(Tag::TH(TableHeaderScope::Column), Some(line));
                Cell { spans: filled(self.spans(cell, Face::Bold, area), area), owner }
            })
            .collect();
        let body = self.tree.node(Tag::TBody, Some(table));
        let rows: Vec<Vec<Cell>> = rows
            .iter()
            .map(|row| {
                let line = self.tree.node(Tag::TR, Some(body));
                let cell = |cell: &Vec<Inline>| {
                    let owner = self.tree.node(Tag::TD, Some(line));
                    Cell { spans: filled(self.spans(cell, Face::Regular, area), area), owner }
                };
                row.iter().map(cell).collect()
            })
            .collect();
        let widths = self.widths(&head, &rows, area);
        self.set(&head, &rows, &widths, area, 0.0)
    }

    /// An empty table, its rows high enough for a pen.
    pub(super) fn form(&mut self, columns: &[Column], rows: u8, area: Area) -> Vec<Flow> {
        let area = Area { size: area.size * 0.9, ..area };
        let table = self.tree.node(Tag::Table, Some(area.parent));
        let top = self.tree.node(Tag::THead, Some(table));
        let line = self.tree.node(Tag::TR, Some(top));
        let mut head = Vec::new();
        for column in columns {
            let owner = self.tree.node(Tag::TH(TableHeaderScope::Column), Some(line));
            head.push(Cell { spans: filled(self.words(&column.name, Face::Bold, area.size), area), owner });
        }
        let body = self.tree.node(Tag::TBody, Some(table));
        let mut lines = Vec::new();
        for _ in 0..rows {
            let line = self.tree.node(Tag::TR, Some(body));
            let mut cells = Vec::new();
            for _ in columns {
                let owner = self.tree.node(Tag::TD, Some(line));
                cells.push(Cell { spans: filled(Vec::new(), area), owner });
            }
            lines.push(cells);
        }
        let all: f32 = columns.iter().map(|column| f32::from(column.width)).sum();
        let widths: Vec<f32> =
            columns.iter().map(|column| area.width * f32::from(column.width) / all.max(1.0)).collect();
        self.set(&head, &lines, &widths, area, 9.0 * MM)
    }

    /// As wide as the words are, narrowed in proportion where the page is narrower, words whole while that is possible.
    fn widths(&mut self, head: &[Cell], rows: &[Vec<Cell>], area: Area) -> Vec<f32> {
        let pad = 2.0 * padding(area);
        let mut wish = vec![0.0_f32; head.len()];
        let mut least = vec![0.0_f32; head.len()];
        for row in std::iter::once(head).chain(rows.iter().map(Vec::as_slice)) {
            for (column, cell) in row.iter().enumerate().take(head.len()) {
                wish[column] = wish[column].max(natural(self.shaper, &cell.spans) + pad + 0.5);
                least[column] = least[column].max(longest_word(self.shaper, &cell.spans) + pad + 0.5);
            }
        }
        let (wished, needed): (f32, f32) = (wish.iter().sum(), least.iter().sum());
        if wished <= area.width {
            let spare = (area.width - wished) / wish.len().max(1) as f32;
            return wish.iter().map(|width| width + spare).collect();
        }
        if needed >= area.width {
            return least.iter().map(|width| width * area.width / needed).collect();
        }
        let share = (area.width - needed) / (wished - needed).max(1.0);
        wish.iter().zip(&least).map(|(wish, least)| least + (wish - least) * share).collect()
    }

    fn set(
        &mut self,
        head: &[Cell],
        rows: &[Vec<Cell>],
        widths: &[f32],
        area: Area,
        least: f32,
    ) -> Vec<Flow> {
        let mut top = self.row(head, widths, area, 0.0, true);
        top.before = area.gap() + 2.0;
        top.keep = true;
        let shared = Rc::new(top.clone());
        let mut flows = vec![Flow::Item(top)];
        for cells in rows {
            let mut item = self.row(cells, widths, area, least, false);
            item.head = Some(Rc::clone(&shared));
            flows.push(Flow::Item(item));
        }
        flows
    }

    fn row(&mut self, cells: &[Cell], widths: &[f32], area: Area, least: f32, head: bool) -> Item {
        let pad = padding(area);
        let line = area.size * LEADING;
        let mut item = Item::default();
        let mut x = area.x;
        let mut height: f32 = least;
        for (cell, width) in cells.iter().zip(widths) {
            let inner = Area { x: x + pad, width: width - 2.0 * pad, ..area };
            let lines = fill(self.shaper, &cell.spans, inner.width, 0.0);
            height = height.max(lines.len().max(1) as f32 * line + 2.0 * pad * 0.6);
            for (at, words) in lines.iter().enumerate() {
                let mut marks = self.line_item(words, 0.0, inner, cell.owner).marks;
                for mark in &mut marks {
                    mark.y += pad * 0.6 + at as f32 * line;
                }
                item.marks.append(&mut marks);
            }
            x += width;
        }
        let mut frame = Item::default();
        if head {
            frame.rule(area.x, 0.0, area.width, height, true);
            frame.rule(area.x, 0.0, area.width, HAIR, false);
        }
        frame.rule(area.x, height - HAIR, area.width, HAIR, false);
        let mut x = area.x;
        for width in widths.iter().chain([&0.0]) {
            frame.rule((x - HAIR / 2.0).max(area.x), 0.0, HAIR, height, false);
            x += width;
        }
        frame.marks.append(&mut item.marks);
        frame.height = height;
        frame
    }
}

fn padding(area: Area) -> f32 {
    area.size * 0.4
}

/// An empty cell holds one space, so that the table has a cell there for a screen reader too.
fn filled(mut spans: Vec<Span>, area: Area) -> Vec<Span> {
    if spans.iter().all(|span| span.text.is_empty()) {
        let text = "\u{a0}".to_owned();
        spans.push(Span { text, face: Face::Regular, size: area.size, link: None, address: false });
    }
    spans
}
