//! The blocks that come from screens: sections, rows, words behind a mark.

use std::num::NonZeroU16;

use krilla::tagging::{ListNumbering, Tag};

use super::face::Face;
use super::item::{Flow, Item};
use super::layout::{Area, LEADING, Layout, keep_all};
use super::line::{Span, fill, natural};
use super::pages::unfold;
use crate::report::document::{self, Block, Inline, Row};

impl Layout<'_> {
    /// A title, and what stands under it a little set in.
    pub(super) fn section(&mut self, title: &[Inline], blocks: &[Block], area: Area) -> Vec<Flow> {
        let section = self.tree.node(Tag::Section, Some(area.parent));
        let level = NonZeroU16::MIN.saturating_add(1);
        let owner = self.tree.node(Tag::Hn(level, Some(document::plain(title))), Some(section));
        let spans = self.spans(title, Face::Bold, area);
        let mut flows = self.paragraph(&spans, area, owner, area.size);
        keep_all(&mut flows);
        flows.extend(self.blocks(blocks, area.inset(area.size).under(section)));
        flows
    }

    /// Blocks with little space between them.
    pub(super) fn tight(&mut self, blocks: &[Block], area: Area) -> Vec<Flow> {
        let mut items = unfold(self.blocks(blocks, area));
        for item in items.iter_mut().skip(1) {
            item.before = item.before.min(area.size * 0.15);
        }
        items.into_iter().map(Flow::Item).collect()
    }

    /// Names in a column of their own, at most a third of the width.
    pub(super) fn rows(&mut self, rows: &[Row], area: Area) -> Vec<Flow> {
        let names: Vec<Vec<Span>> =
            rows.iter().map(|row| self.words(&row.name, Face::Regular, area.size)).collect();
        let widest = names.iter().map(|name| natural(self.shaper, name)).fold(0.0, f32::max);
        let hang = (widest + area.size).min(area.width / 3.0);
        let list = self.tree.node(Tag::L(ListNumbering::None), Some(area.parent));
        let mut flows = Vec::new();
        for (at, (name, row)) in names.iter().zip(rows).enumerate() {
            let words = vec![Block::Paragraph(row.text.clone())];
            let mut items = self.hung(name, &words, hang, area, list);
            if let Some(item) = items.first_mut() {
                item.before = if at == 0 { area.gap() } else { area.size * 0.15 };
            }
            flows.extend(items.into_iter().map(Flow::Item));
        }
        flows
    }

    /// Words behind a short mark.
    pub(super) fn marked(&mut self, mark: &str, blocks: &[Block], area: Area) -> Vec<Flow> {
        let list = self.tree.node(Tag::L(ListNumbering::None), Some(area.parent));
        let mark = self.words(mark, Face::Bold, area.size);
        let hang = (natural(self.shaper, &mark) + area.size * 0.4).min(area.width / 3.0);
        self.hung(&mark, blocks, hang, area, list).into_iter().map(Flow::Item).collect()
    }

    /// Blocks set in by `hang`, and the lines of a name beside their first lines.
    fn hung(&mut self, name: &[Span], blocks: &[Block], hang: f32, area: Area, list: usize) -> Vec<Item> {
        let entry = self.tree.node(Tag::LI, Some(list));
        let label = self.tree.node(Tag::Lbl, Some(entry));
        let body = self.tree.node(Tag::LBody, Some(entry));
        let lines = fill(self.shaper, name, hang - area.size * 0.3, 0.0);
        let mut items = unfold(self.blocks(blocks, area.inset(hang).under(body)));
        while items.len() < lines.len().max(1) {
            items.push(Item::blank(0.0, area.size * LEADING));
        }
        for (line, item) in lines.iter().zip(&mut items) {
            let marks = self.line_item(line, 0.0, area, label).marks;
            item.marks.splice(0..0, marks);
        }
        let end = items.len().saturating_sub(1);
        items.iter_mut().take(end).for_each(|item| item.keep = true);
        items
    }
}
