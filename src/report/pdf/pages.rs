//! Deals pieces out to pages.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::item::{Flow, Item};

/// A piece on its page: x and y are from the corner of the text, gap is the space above it that was kept.
#[derive(Debug)]
pub(super) struct Placed {
    pub(super) item: Item,
    pub(super) x: f32,
    pub(super) y: f32,
    pub(super) gap: f32,
}

/// One page.
pub(super) type Page = Vec<Placed>;

/// The page (from 0) on which each anchor lies.
pub(super) fn anchors(pages: &[Page]) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    for (number, page) in pages.iter().enumerate() {
        for anchor in page.iter().flat_map(|placed| &placed.item.anchors) {
            found.entry(anchor.clone()).or_insert(number);
        }
    }
    found
}

/// Pages that pieces take; the last is full to this part.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Count {
    pub(super) pages: usize,
    pub(super) last: f32,
}

/// Fills one page after the other, and on a page one column after the other.
pub(super) struct Pager {
    room: f32,
    pages: Vec<Page>,
    y: f32,
    /// Where each column begins, from the left edge of the text.
    columns: Vec<f32>,
    column: usize,
    /// Nothing is in this column yet.
    fresh: bool,
}

impl Pager {
    pub(super) fn new(room: f32) -> Self {
        Self { room, pages: Vec::new(), y: 0.0, columns: vec![0.0], column: 0, fresh: true }
    }

    /// The pieces that follow stand in columns that begin here; the first of them on a new page.
    pub(super) fn set_columns(&mut self, columns: Vec<f32>) {
        self.columns = columns;
        self.new_page();
    }

    /// How many pages the pieces would take, and how full the last would be.
    pub(super) fn count(&self, flows: Vec<Flow>) -> Count {
        let mut trial = Self::new(self.room);
        trial.new_page();
        trial.place(flows);
        Count { pages: trial.pages.len(), last: trial.y / self.room }
    }

    pub(super) fn new_page(&mut self) {
        self.pages.push(Page::new());
        self.column = 0;
        self.y = 0.0;
        self.fresh = true;
    }

    fn new_column(&mut self) {
        if self.column + 1 < self.columns.len() {
            self.column += 1;
            self.y = 0.0;
            self.fresh = true;
        } else {
            self.new_page();
        }
    }

    pub(super) fn finish(self) -> Vec<Page> {
        self.pages
    }

    /// Places pieces below each other; groups stay together where a page can hold them.
    pub(super) fn place(&mut self, flows: Vec<Flow>) {
        let mut unit: Vec<Item> = Vec::new();
        for flow in flows {
            match flow {
                Flow::Item(item) => {
                    let last = !item.keep;
                    unit.push(item);
                    if last {
                        self.unit(std::mem::take(&mut unit));
                    }
                }
                Flow::Keep(inner) => {
                    let lead = unit.len();
                    unit.extend(unfold(inner.clone()));
                    if self.fits_a_page(&unit) {
                        self.unit(std::mem::take(&mut unit));
                    } else {
                        // Longer than a column: it begins in a new one and is cut where its pieces allow it.
                        unit.truncate(lead);
                        if !self.at_top() && unit.is_empty() {
                            self.new_column();
                        }
                        self.unit(std::mem::take(&mut unit));
                        self.place(inner);
                    }
                }
            }
        }
        self.unit(unit);
    }

    /// Pieces that must not be parted, unless they are longer than a page.
    fn unit(&mut self, items: Vec<Item>) {
        let needed: f32 = items.iter().map(|item| item.before + item.height).sum();
        if self.y + needed > self.room && !self.at_top() && self.fits_a_page(&items) {
            self.new_column();
        }
        for item in items {
            self.put(item);
        }
    }

    fn fits_a_page(&self, items: &[Item]) -> bool {
        let first = items.first().map_or(0.0, |item| item.before);
        items.iter().map(|item| item.before + item.height).sum::<f32>() - first <= self.room
    }

    fn at_top(&self) -> bool {
        self.fresh
    }

    fn put(&mut self, item: Item) {
        if self.pages.is_empty() {
            self.new_page();
        }
        let mut gap = if self.at_top() { 0.0 } else { item.before };
        if self.y + gap + item.height > self.room && !self.at_top() {
            self.new_column();
            gap = 0.0;
        }
        if let (true, Some(head)) = (self.at_top(), item.head.as_ref()) {
            let head = Rc::clone(head).repeated();
            self.push(head, 0.0);
        }
        self.push(item, gap);
    }

    fn push(&mut self, item: Item, gap: f32) {
        let y = self.y + gap;
        let x = self.columns.get(self.column).copied().unwrap_or(0.0);
        self.y = y + item.height;
        self.fresh = false;
        if let Some(page) = self.pages.last_mut() {
            page.push(Placed { item, x, y, gap });
        }
    }
}

/// The pieces of nested groups in their order.
pub(super) fn unfold(flows: Vec<Flow>) -> Vec<Item> {
    let mut items = Vec::new();
    for flow in flows {
        match flow {
            Flow::Item(item) => items.push(item),
            Flow::Keep(inner) => items.extend(unfold(inner)),
        }
    }
    items
}
