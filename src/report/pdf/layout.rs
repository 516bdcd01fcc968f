//! Blocks become pieces: each block kind has its look here, and says what must stay together.

use std::collections::BTreeMap;
use std::num::NonZeroU16;
use std::rc::Rc;

use krilla::tagging::{ListNumbering, Tag};

use super::face::{Face, Shaper};
use super::item::{Flow, Ink, Item, Mark, Target, Tree};
use super::line::{Line, Span, fill, natural};
use super::pages::{Count, Pager, unfold};
use super::{Problem, Sheet};
use crate::report::document::{self, Block, Code, Document, Inline, Item as Entry, Part, Role};
use crate::report::qr;

/// Line height, as a part of the font size.
pub(super) const LEADING: f32 = 1.25;
/// Space between two blocks, as a part of the font size.
pub(super) const GAP: f32 = 0.43;
/// Smallest letters of a card that must stay on its page.
const LEAST_CARD: f32 = 7.5;
/// Smallest letters of the contents where that saves a page.
const LEAST_CONTENTS: f32 = 9.0;
/// Smallest letters of a runbook that could save a page.
const LEAST_PROSE: f32 = 10.0;
/// Between two columns.
const GUTTER: f32 = 18.0;
/// The size of letters in columns, as a part of the body's: short lines are read in smaller letters as easily.
const IN_COLUMNS: f32 = 0.81;
/// Smallest letters in columns.
const LEAST_IN_COLUMNS: f32 = 8.5;
/// Larger print than this has one column.
const LARGEST_IN_COLUMNS: f32 = 12.0;
/// One millimetre.
pub(super) const MM: f32 = 72.0 / 25.4;

/// Where blocks go, how large, and whose children they are.
#[derive(Debug, Clone, Copy)]
pub(super) struct Area {
    pub(super) x: f32,
    pub(super) width: f32,
    pub(super) size: f32,
    pub(super) parent: usize,
}

impl Area {
    pub(super) fn inset(self, by: f32) -> Self {
        Self { x: self.x + by, width: (self.width - by).max(40.0), ..self }
    }

    pub(super) fn under(self, parent: usize) -> Self {
        Self { parent, ..self }
    }

    pub(super) fn gap(self) -> f32 {
        self.size * GAP
    }
}

/// One round of layout.
pub(super) struct Layout<'a> {
    pub(super) document: &'a Document,
    pub(super) sheet: Sheet,
    pub(super) shaper: &'a mut Shaper,
    pub(super) tree: &'a mut Tree,
    /// The page of each anchor, as the round before found them.
    pub(super) pages: &'a BTreeMap<String, usize>,
}

impl Layout<'_> {
    /// One part on pages of its own. A card is set smaller until it fits its page; a runbook a little smaller when that
    /// saves a last page with next to nothing on it.
    pub(super) fn part(&mut self, part: &Part, before_flows: bool, pager: &mut Pager) -> Result<(), Problem> {
        let body = self.sheet.body;
        let (room, _) = self.sheet.room();
        if part.flows {
            let (columns, size) = self.columns();
            let width = room - columns.last().copied().unwrap_or(0.0);
            let mut flows = self.part_at(part, size, width);
            if let (true, Some(Flow::Item(first))) = (before_flows, flows.first_mut()) {
                first.before = size * 2.0;
            }
            if !before_flows {
                pager.set_columns(columns);
            }
            pager.place(flows);
            return Ok(());
        }
        if before_flows {
            pager.set_columns(vec![0.0]);
        }
        let flows = self.part_at(part, body, room);
        let plain = pager.count(flows.clone());
        let wanted = match (plain, part.one_page) {
            (Count { pages: 1, .. }, _) => None,
            (_, true) => Some(1),
            (Count { pages, last }, false) => (last < 0.3).then(|| pages - 1),
        };
        // A card may shrink to 7.5 points, as telephone books were set; a runbook to 10; a list of names and the
        // cover to 9.
        let cover = self.document.parts.len() > 1 && part.title == self.document.title;
        let least = match (part.one_page, cover || part.blocks.contains(&Block::Contents)) {
            (true, _) => LEAST_CARD,
            (false, true) => LEAST_CONTENTS,
            (false, false) => LEAST_PROSE.max(body * 0.95),
        };
        let sizes = (1..).map(|step| body - 0.25 * step as f32).take_while(|size| *size >= least);
        let smaller = wanted.and_then(|wanted| {
            let fits = |size: f32| {
                let flows = self.part_at(part, size, room);
                (pager.count(flows.clone()).pages <= wanted).then_some(flows)
            };
            sizes.into_iter().find_map(fits)
        });
        if part.one_page && wanted.is_some() && smaller.is_none() {
            return Err(Problem::Overflow(part.title.clone()));
        }
        if !before_flows {
            pager.new_page();
        }
        pager.place(smaller.unwrap_or(flows));
        Ok(())
    }

    /// Where the columns of parts that flow begin, and their size of letters. Large print keeps its size and one column.
    fn columns(&self) -> (Vec<f32>, f32) {
        let body = self.sheet.body;
        if body > LARGEST_IN_COLUMNS {
            return (vec![0.0], body);
        }
        (vec![0.0, (self.sheet.room().0 + GUTTER) / 2.0], (body * IN_COLUMNS).max(LEAST_IN_COLUMNS))
    }

    fn part_at(&mut self, part: &Part, size: f32, width: f32) -> Vec<Flow> {
        let section = self.tree.node(Tag::Section, None);
        let area = Area { x: 0.0, width, size, parent: section };
        let mut flows = Vec::new();
        let kicker = part.kicker();
        if !kicker.is_empty() {
            let small = Area { size: size * 0.84, ..area };
            let owner = self.tree.node(Tag::P, Some(section));
            let spans = self.words(&kicker, Face::Regular, small.size);
            flows.extend(self.paragraph(&spans, small, owner, 0.0));
        }
        let head = Area { size: size * if part.flows { 1.35 } else { 1.55 }, ..area };
        flows.extend(self.logo(part, area));
        let owner = self.tree.node(Tag::Hn(NonZeroU16::MIN, Some(part.title.clone())), Some(section));
        let spans = self.words(&part.title, Face::Bold, head.size);
        flows.extend(self.paragraph(&spans, head, owner, 0.0));
        for flow in &mut flows {
            if let Flow::Item(item) = flow {
                item.keep = true;
            }
        }
        if let Some(Flow::Item(item)) = flows.first_mut() {
            item.anchors.push(part.anchor.clone());
        }
        flows.extend(self.blocks(&part.blocks, area));
        flows.push(self.end(part, area));
        flows
    }

    /// The maker's logo at the top right of the first page, and beside the title of a card.
    fn logo(&mut self, part: &Part, area: Area) -> Option<Flow> {
        let first = self.document.parts.first().is_some_and(|first| first.anchor == part.anchor);
        let logo = self.document.logo.as_ref().filter(|_| first || part.one_page)?;
        let (across, down) = logo.grid;
        // It stands beside the title and reaches into the margin above, so that no line is lost to it.
        let most = (55.0 * MM, 12.0 * MM);
        let scale = (most.0 / across as f32).min(most.1 / down as f32);
        let (width, height) = (across as f32 * scale, down as f32 * scale);
        let owner = Some(self.tree.node(Tag::Figure(Some(logo.alt.clone())), Some(area.parent)));
        let ink = Ink::Logo(std::sync::Arc::clone(logo));
        let x = area.x + area.width - width;
        let mut item = Item::blank(0.0, 0.0);
        let y = area.size * 1.55 * LEADING - height;
        item.marks.push(Mark { x, y, width, height, ink, owner, joins: false });
        Some(Flow::Item(item))
    }

    /// The mark by which a missing page is noticed.
    fn end(&mut self, part: &Part, area: Area) -> Flow {
        let owner = self.tree.node(Tag::P, Some(area.parent));
        let spans = self.words(&part.end, Face::Bold, area.size);
        let mut item = Item::blank(area.size * if part.flows { 0.6 } else { 1.2 }, area.size * 0.5);
        item.rule(area.x, 0.0, area.width, 1.4, false);
        item.keep = true;
        let mut lines = vec![Flow::Item(item)];
        for line in fill(self.shaper, &spans, area.width, 0.0) {
            let mut item = self.line_item(&line, (area.width - line.width) / 2.0, area, owner);
            item.keep = true;
            lines.push(Flow::Item(item));
        }
        Flow::Keep(lines)
    }

    pub(super) fn blocks(&mut self, blocks: &[Block], area: Area) -> Vec<Flow> {
        let mut flows = Vec::new();
        let mut ticks = None;
        for block in blocks {
            let tick = matches!(block, Block::Field(document::Field::Tick { .. }));
            // The answers to one question stand on one page: whoever sees three of four does not look for the last.
            if let (true, Some(_), Some(Flow::Item(before))) = (tick, ticks, flows.last_mut()) {
                before.keep = true;
            }
            ticks = ticks.filter(|_| tick);
            flows.extend(self.block(block, area, &mut ticks));
        }
        flows
    }

    /// `ticks` is the list that boxes below each other share.
    fn block(&mut self, block: &Block, area: Area, ticks: &mut Option<usize>) -> Vec<Flow> {
        match block {
            Block::Heading { text, .. } => {
                let owner = self.tree.node(
                    Tag::Hn(NonZeroU16::MIN.saturating_add(1), Some(document::plain(text))),
                    Some(area.parent),
                );
                let spans = self.spans(text, Face::Bold, area);
                let mut flows = self.paragraph(&spans, area, owner, area.size);
                keep_all(&mut flows);
                flows
            }
            Block::Paragraph(text) => {
                let owner = self.tree.node(Tag::P, Some(area.parent));
                let spans = self.spans(text, Face::Regular, area);
                let mut flows = self.paragraph(&spans, area, owner, area.gap());
                // A question stays with its boxes, a lead-in with its list.
                let leads = document::plain(text).trim_end().ends_with(':');
                if leads || matches!(text.as_slice(), [Inline::Strong(_)]) {
                    keep_all(&mut flows);
                }
                flows
            }
            Block::List { first, tight, items } => self.list(*first, *tight, items, area),
            Block::Table { head, rows } => self.table(head, rows, area),
            Block::Quote(blocks) => {
                let owner = self.tree.node(Tag::BlockQuote, Some(area.parent));
                let inner = self.blocks(blocks, area.inset(area.size).under(owner));
                vec![Flow::Keep(self.beside(inner, area, 0.0, 2.6, false))]
            }
            Block::Code(code) => self.code(code, area),
            Block::Rule => {
                let mut item = Item::blank(area.size, area.size * 0.5);
                item.rule(area.x, 0.0, area.width, 0.7, false);
                vec![Flow::Item(item)]
            }
            Block::Step { number, anchor, title, blocks } => self.step(number, anchor, title, blocks, area),
            Block::Field(field) => self.field(field, area, ticks),
            Block::Small(blocks) => {
                let small = Area { size: area.size * 0.78, ..area };
                let mut flows = self.blocks(blocks, small);
                if let Some(Flow::Item(item)) = flows.first_mut() {
                    item.before = area.size * 1.2;
                }
                flows
            }
            Block::Large(blocks) => self.blocks(blocks, Area { size: area.size * 1.4, ..area }),
            Block::Frame(blocks) => vec![Flow::Item(self.framed(blocks, area))],
            Block::Form { columns, rows } => self.form(columns, *rows, area),
            Block::Codes(codes) => self.codes(codes, area),
            Block::Contents => self.contents(area),
            Block::Section { title, blocks } => self.section(title, blocks, area),
            Block::Indent(blocks) => self.tight(blocks, area.inset(area.size)),
            Block::Tight(blocks) => self.tight(blocks, area),
            Block::Rows(rows) => self.rows(rows, area),
            Block::Command(command) => self.code(command, area),
            Block::Marked { mark, blocks, .. } => self.marked(mark, blocks, area),
        }
    }

    fn step(&mut self, number: &str, anchor: &str, title: &str, blocks: &[Block], area: Area) -> Vec<Flow> {
        let section = self.tree.node(Tag::Section, Some(area.parent));
        let head = Area { size: area.size * 1.12, ..area };
        let owner = self.tree.node(
            Tag::Hn(NonZeroU16::MIN.saturating_add(1), Some(format!("{number} {title}"))),
            Some(section),
        );
        let mut rule = Item::blank(area.size * 0.9, area.size * 0.35);
        rule.rule(area.x, 0.0, area.width, 1.4, false);
        rule.keep = true;
        rule.anchors.push(anchor.to_owned());
        let hang = head.size * 3.0;
        let label = self.words(number, Face::Bold, head.size);
        let words = self.words(title, Face::Bold, head.size);
        let mut flows = self.paragraph(&words, head.inset(hang), owner, 0.0);
        if let (Some(line), Some(Flow::Item(item))) =
            (fill(self.shaper, &label, hang, 0.0).first(), flows.first_mut())
        {
            let mut marks = self.line_item(line, 0.0, head, owner).marks;
            marks.append(&mut item.marks);
            item.marks = marks;
        }
        keep_all(&mut flows);
        let mut all = vec![Flow::Item(rule)];
        all.extend(flows);
        all.extend(self.blocks(blocks, area.under(section)));
        // A column is short, and so is a page of large print: a step that had to stay whole would leave half of it empty.
        let large = self.sheet.body > LARGEST_IN_COLUMNS;
        if large || area.width < self.sheet.room().0 * 0.6 { all } else { vec![Flow::Keep(all)] }
    }

    fn list(&mut self, first: Option<u64>, tight: bool, items: &[Entry], area: Area) -> Vec<Flow> {
        let numbering = if first.is_some() { ListNumbering::Decimal } else { ListNumbering::Disc };
        let list = self.tree.node(Tag::L(numbering), Some(area.parent));
        let last = first.unwrap_or(0).saturating_add(items.len() as u64).saturating_sub(1);
        let hang = area.size * if first.is_some() { 0.75 + 0.6 * last.to_string().len() as f32 } else { 1.1 };
        let mut flows = Vec::new();
        for (number, entry) in (first.unwrap_or(0)..).zip(items) {
            let node = self.tree.node(Tag::LI, Some(list));
            let label = self.tree.node(Tag::Lbl, Some(node));
            let body = self.tree.node(Tag::LBody, Some(node));
            let hang = if entry.task.is_some() { area.size * 1.6 } else { hang };
            let mut inner = self.blocks(&entry.blocks, area.inset(hang).under(body));
            if inner.is_empty() {
                inner.push(Flow::Item(Item::blank(0.0, area.size * LEADING)));
            }
            let mut items = unfold(inner);
            let mark = match entry.task {
                Some(done) => vec![self.tick(area.x, area, label, done)],
                None => {
                    let sign = first.map_or_else(|| "\u{2022}".to_owned(), |_| format!("{number}."));
                    let spans = self.words(&sign, Face::Regular, area.size);
                    let line =
                        fill(self.shaper, &spans, area.width, 0.0).into_iter().next().unwrap_or_default();
                    self.line_item(&line, 0.0, area, label).marks
                }
            };
            if let Some(item) = items.first_mut() {
                item.before = if flows.is_empty() || !tight { area.gap() } else { area.size * 0.15 };
                item.marks.splice(0..0, mark);
            }
            let end = items.len().saturating_sub(1);
            for item in items.iter_mut().take(end) {
                item.keep = true;
            }
            flows.extend(items.into_iter().map(Flow::Item));
        }
        flows
    }

    fn code(&mut self, code: &str, area: Area) -> Vec<Flow> {
        let paragraph = self.tree.node(Tag::P, Some(area.parent));
        let owner = self.tree.node(Tag::Code, Some(paragraph));
        let inner = Area { size: area.size * 0.88, ..area.inset(area.size * 0.6) };
        // A line that goes on below is set in, so that nobody types two where there is one.
        let further = inner.size * 1.5;
        let mut lines = Vec::new();
        for line in code.lines() {
            let text = self.shaper.readable(&line.replace('\t', "    "));
            let span = Span { text, face: Face::Mono, size: inner.size, link: None, address: false };
            let room = inner.width - area.size * 0.6 - further;
            let filled = fill(self.shaper, &[span], room, -further).into_iter().enumerate();
            lines.extend(filled.map(|(at, line)| (line, if at == 0 { 0.0 } else { further })));
        }
        let count = lines.len();
        let mut flows = Vec::new();
        for (at, (line, x)) in lines.iter().enumerate() {
            let mut item = self.line_item(line, *x, inner, owner);
            item.before = if at == 0 { area.gap() } else { 0.0 };
            item.keep = at + 1 < count;
            flows.push(Flow::Item(item));
        }
        self.beside(flows, area, 0.0, area.width, true)
    }

    /// Puts a bar beside pieces, or a grey ground behind them.
    fn beside(&mut self, flows: Vec<Flow>, area: Area, x: f32, width: f32, ground: bool) -> Vec<Flow> {
        let mut items = unfold(flows);
        for (at, item) in items.iter_mut().enumerate() {
            let ink = Ink::Fill { grey: ground };
            let mark =
                Mark { x: area.x + x, y: 0.0, width, height: item.height, ink, owner: None, joins: at > 0 };
            item.marks.insert(0, mark);
        }
        items.into_iter().map(Flow::Item).collect()
    }

    /// One piece with a line around it.
    fn framed(&mut self, blocks: &[Block], area: Area) -> Item {
        let pad = area.size * 0.8;
        let inner = Area { width: area.width - 2.0 * pad, ..area.inset(pad) };
        let items = unfold(self.blocks(blocks, inner));
        let mut framed = Item::blank(area.size, pad);
        for (at, item) in items.into_iter().enumerate() {
            let gap = if at == 0 { 0.0 } else { item.before };
            let top = framed.height + gap;
            for mut mark in item.marks {
                if mark.joins {
                    mark.y -= gap;
                    mark.height += gap;
                    mark.joins = false;
                }
                mark.y += top;
                framed.marks.push(mark);
            }
            framed.anchors.extend(item.anchors);
            framed.height = top + item.height;
        }
        framed.height += pad;
        let (width, height) = (area.width, framed.height);
        let frame = Mark { x: area.x, y: 0.0, width, height, ink: Ink::Frame, owner: None, joins: false };
        framed.marks.insert(0, frame);
        framed
    }

    /// Squares side by side, 30 mm each with their white border, and the letters below.
    fn codes(&mut self, codes: &[Code], area: Area) -> Vec<Flow> {
        let edge = 30.0 * MM;
        let step = (area.width / codes.len().clamp(3, 4) as f32).max(edge);
        let per_row = ((area.width / step) as usize).max(1);
        let small = Area { size: area.size * 0.82, width: step - 2.0 * MM, ..area };
        let mut flows = Vec::new();
        for row in codes.chunks(per_row) {
            let mut item = Item::blank(area.gap(), edge);
            for (at, Code { content, label }) in row.iter().enumerate() {
                let Some((side, runs)) = qr::runs(content) else { continue };
                let x = area.x + at as f32 * step;
                let alt = format!("QR code: {label}, {content}");
                let figure = self.tree.node(Tag::Figure(Some(alt)), Some(area.parent));
                let ink = Ink::Qr { side, runs: Rc::new(runs) };
                let (width, height, owner) = (edge, edge, Some(figure));
                item.marks.push(Mark { x, y: 0.0, width, height, ink, owner, joins: false });
                let owner = self.tree.node(Tag::P, Some(area.parent));
                let mut spans = self.words(&format!("{label}\n"), Face::Bold, small.size);
                spans.extend(self.words(content, Face::Mono, small.size));
                let inner = Area { x: x + 2.0 * MM, ..small };
                let mut y = edge;
                for line in fill(self.shaper, &spans, inner.width - 2.0 * MM, 0.0) {
                    let mut marks = self.line_item(&line, 0.0, inner, owner).marks;
                    marks.iter_mut().for_each(|mark| mark.y += y);
                    item.marks.append(&mut marks);
                    y += inner.size * LEADING;
                }
                item.height = item.height.max(y);
            }
            flows.push(Flow::Item(item));
        }
        flows
    }

    fn contents(&mut self, area: Area) -> Vec<Flow> {
        let toc = self.tree.node(Tag::TOC, Some(area.parent));
        let mut flows = Vec::new();
        let mut group = "";
        let document = self.document;
        for part in document.parts.iter().filter(|part| !part.blocks.contains(&Block::Contents)) {
            if part.group != group {
                group = &part.group;
                let owner = self.tree.node(Tag::TOCI, Some(toc));
                let spans = self.words(group, Face::Bold, area.size);
                let mut lines = self.paragraph(&spans, area, owner, area.size * 0.45);
                keep_all(&mut lines);
                flows.extend(lines);
            }
            let entry = self.tree.node(Tag::TOCI, Some(toc));
            let owner = self.tree.node(Tag::Link, Some(entry));
            let link = Some(Rc::new(Target::Anchor(part.anchor.clone())));
            let mut spans = self.words(&part.name(), Face::Regular, area.size);
            for span in &mut spans {
                span.link.clone_from(&link);
            }
            let room = Area { width: area.width - area.size * 3.0, ..area };
            let mut lines = self.paragraph(&spans, room, owner, 0.0);
            let page = self.pages.get(&part.anchor).map_or_else(String::new, |page| (page + 1).to_string());
            let spans = self.words(&page, Face::Regular, area.size);
            let number = fill(self.shaper, &spans, area.width, 0.0).into_iter().next().unwrap_or_default();
            if let Some(Flow::Item(item)) = lines.last_mut() {
                let end = item.marks.iter().map(|mark| mark.x + mark.width).fold(0.0, f32::max);
                let room = area.width - number.width - end - area.size;
                let dot = self.words(" .", Face::Regular, area.size * 0.8);
                let count = room / natural(self.shaper, &dot).max(1.0);
                let dots = self.words(&" .".repeat(count.max(0.0) as usize), Face::Regular, area.size * 0.8);
                for line in fill(self.shaper, &dots, area.width, 0.0).into_iter().take(1) {
                    let from = area.width - number.width - area.size * 0.5 - line.width;
                    let mut leader = self.line_item(&line, from, area, owner);
                    leader.marks.iter_mut().for_each(|mark| mark.owner = None);
                    item.marks.append(&mut leader.marks);
                }
                let mut marks = self.line_item(&number, area.width - number.width, area, owner).marks;
                item.marks.append(&mut marks);
            }
            flows.extend(lines);
        }
        flows
    }

    /// Lines of words as pieces; two lines at least stay together on each side of a page's end.
    pub(super) fn paragraph(&mut self, spans: &[Span], area: Area, owner: usize, before: f32) -> Vec<Flow> {
        let lines = fill(self.shaper, spans, area.width, 0.0);
        let count = lines.len();
        let mut flows = Vec::with_capacity(count);
        for (at, line) in lines.iter().enumerate() {
            let mut item = self.line_item(line, 0.0, area, owner);
            item.before = if at == 0 { before } else { 0.0 };
            item.keep = count > 1 && (at == 0 || at + 2 == count);
            flows.push(Flow::Item(item));
        }
        flows
    }

    /// One line of words as a piece.
    pub(super) fn line_item(&mut self, line: &Line, x: f32, area: Area, owner: usize) -> Item {
        let height = area.size * LEADING;
        let mut item = Item::blank(0.0, height);
        let mut link_node: Option<(Rc<Target>, usize)> = None;
        for placed in &line.runs {
            let owner = match &placed.link {
                None => owner,
                Some(target) => match &link_node {
                    Some((last, node)) if last == target => *node,
                    _ => {
                        let node = self.tree.node(Tag::Link, Some(owner));
                        link_node = Some((Rc::clone(target), node));
                        node
                    }
                },
            };
            item.marks.push(Mark {
                x: area.x + x + placed.x,
                y: 0.0,
                width: placed.run.width,
                height,
                ink: Ink::Words { run: Rc::clone(&placed.run), link: placed.link.clone() },
                owner: Some(owner),
                joins: false,
            });
        }
        item
    }

    /// A box to tick, in the first line of its text.
    pub(super) fn tick(&mut self, x: f32, area: Area, owner: usize, done: bool) -> Mark {
        let side = area.size * 0.95;
        let y = (area.size * LEADING - side) / 2.0;
        Mark { x, y, width: side, height: side, ink: Ink::Tick { done }, owner: Some(owner), joins: false }
    }

    /// Plain words in one look.
    pub(super) fn words(&mut self, text: &str, face: Face, size: f32) -> Vec<Span> {
        let lines: Vec<String> = text.split('\n').map(|line| self.shaper.readable(line)).collect();
        let text = lines.join("\n");
        vec![Span { text, face, size, link: None, address: false }]
    }

    pub(super) fn spans(&mut self, inlines: &[Inline], face: Face, area: Area) -> Vec<Span> {
        let mut spans = Vec::new();
        self.pour(inlines, face, area.size, None, &mut spans);
        spans
    }

    fn pour(
        &self,
        inlines: &[Inline],
        face: Face,
        size: f32,
        link: Option<&Rc<Target>>,
        spans: &mut Vec<Span>,
    ) {
        for inline in inlines {
            let shown = |text: &str| self.shaper.readable(text);
            let span = |text: String, face: Face, size: f32| Span {
                text,
                face,
                size,
                link: link.cloned(),
                address: false,
            };
            match inline {
                Inline::Text(text) => spans.push(span(shown(text), face, size)),
                Inline::Code(code) => spans.push(span(shown(code), Face::Mono, size * 0.93)),
                Inline::Emphasis(inner) => {
                    let face = if face == Face::Regular { Face::Italic } else { face };
                    self.pour(inner, face, size, link, spans);
                }
                Inline::Strong(inner) => self.pour(inner, Face::Bold, size, link, spans),
                Inline::Link { text, url } => {
                    let target = Rc::new(Target::Url(url.clone()));
                    let from = spans.len();
                    self.pour(text, face, size, Some(&target), spans);
                    let address = document::address(text, url);
                    if address.is_none() {
                        spans[from..].iter_mut().for_each(|span| span.address = true);
                    }
                    if let Some(address) = address {
                        spans.push(Span { text: " (".into(), ..span(String::new(), face, size * 0.85) });
                        // Nobody types the scheme, and a column is short.
                        let address = address.strip_prefix("https://").unwrap_or(address);
                        let mut shown = span(shown(address), face, size * 0.85);
                        shown.address = true;
                        spans.push(shown);
                        spans.push(span(")".into(), face, size * 0.85));
                    }
                }
                Inline::Note(note) => {
                    let lead =
                        if spans.last().is_none_or(|last| last.text.ends_with(' ')) { "" } else { " " };
                    let note = shown(note).replace(' ', "\u{a0}");
                    spans.push(span(lead.to_owned(), face, size));
                    spans.push(span(note, Face::Regular, size * 0.8));
                }
                Inline::Go { text, anchor } => {
                    let page = anchor.as_ref().and_then(|anchor| self.pages.get(anchor));
                    let mut words = shown(text);
                    if let Some(page) = page {
                        words.push_str(&format!(" (page {})", page + 1));
                    }
                    let words = words.replace(' ', "\u{a0}");
                    let target = anchor.as_ref().map(|anchor| Rc::new(Target::Anchor(anchor.clone())));
                    spans.push(Span { link: target, ..span(words, Face::Bold, size) });
                }
                Inline::Span(role, words) => {
                    let (face, size) = match role {
                        Role::Value => (face, size),
                        Role::Id | Role::Path | Role::Command => (Face::Mono, size * 0.93),
                        Role::Dim => (face, size * 0.9),
                        Role::Caution | Role::Danger | Role::Good => (Face::Bold, size),
                    };
                    spans.push(span(shown(words), face, size));
                }
                Inline::Break => spans.push(span("\n".into(), face, size)),
            }
        }
    }
}

pub(super) fn keep_all(flows: &mut [Flow]) {
    for flow in flows {
        if let Flow::Item(item) = flow {
            item.keep = true;
        }
    }
}
