//! Places for a pen. Ruled lines are 8 mm apart: a frightened hand writes large.

use krilla::tagging::{ListNumbering, Tag};

use super::face::Face;
use super::item::{Flow, Item};
use super::layout::{Area, LEADING, Layout, MM, keep_all};
use super::line::fill;
use crate::report::document::Field;

/// From one ruled line to the next.
const PEN: f32 = 8.0 * MM;
/// Thickness of a ruled line.
const HAIR: f32 = 0.6;

impl Layout<'_> {
    pub(super) fn field(&mut self, field: &Field, area: Area, ticks: &mut Option<usize>) -> Vec<Flow> {
        match field {
            Field::Tick { label, go, ticked, time } => {
                let first = ticks.is_none();
                let list = *ticks
                    .get_or_insert_with(|| self.tree.node(Tag::L(ListNumbering::None), Some(area.parent)));
                let entry = self.tree.node(Tag::LI, Some(list));
                let mark = self.tree.node(Tag::Lbl, Some(entry));
                let body = self.tree.node(Tag::LBody, Some(entry));
                let mut spans = self.spans(label, Face::Regular, area);
                if !go.is_empty() {
                    spans.extend(self.words(" \u{2192} ", Face::Regular, area.size));
                    spans.extend(self.spans(go, Face::Regular, area));
                }
                let clock = if *time { 30.0 * MM } else { 0.0 };
                let inner = area.inset(area.size * 1.7);
                let inner = Area { width: inner.width - clock, ..inner };
                let before = if first { area.gap() } else { area.size * 0.3 };
                let mut flows = self.paragraph(&spans, inner, body, before);
                let tick = self.tick(area.x, area, mark, *ticked);
                if let Some(Flow::Item(item)) = flows.first_mut() {
                    item.marks.insert(0, tick);
                    if *time {
                        self.slot(
                            "Time",
                            18.0 * MM,
                            area.x + area.width - 30.0 * MM + 2.0 * MM,
                            body,
                            area,
                            item,
                        );
                    }
                }
                keep_joined(&mut flows);
                flows
            }
            Field::Done { label } => {
                let owner = self.tree.node(Tag::P, Some(area.parent));
                let spans = self.spans(label, Face::Regular, area);
                let inner = area.inset(area.size * 1.7);
                let inner = Area { width: inner.width - 30.0 * MM, ..inner };
                let before = PEN - area.size * LEADING + area.gap() * 0.5;
                let mut flows = self.paragraph(&spans, inner, owner, before);
                let tick = self.tick(area.x, area, owner, false);
                if let Some(Flow::Item(item)) = flows.last_mut() {
                    let end = item.marks.iter().map(|mark| mark.x + mark.width).fold(area.x, f32::max);
                    let (from, clock) = (end + area.size * 0.6, area.x + area.width - 28.0 * MM);
                    item.rule(from, baseline(area), (clock - 2.0 * MM - from).max(0.0), HAIR, false);
                    self.slot("Time", 18.0 * MM, clock, owner, area, item);
                }
                if let Some(Flow::Item(item)) = flows.first_mut() {
                    item.marks.insert(0, tick);
                }
                keep_joined(&mut flows);
                flows
            }
            Field::Blank { label, hint, value, lines } => {
                let owner = self.tree.node(Tag::P, Some(area.parent));
                let mut spans = self.words(label, Face::Bold, area.size);
                if let (Some(hint), None) = (hint, value) {
                    spans.extend(self.words(&format!("  {hint}"), Face::Regular, area.size * 0.84));
                }
                if let Some(value) = value {
                    spans.extend(self.words("  ", Face::Regular, area.size));
                    spans.extend(self.words(value, Face::Mono, area.size));
                    let mut flows = self.paragraph(&spans, area, owner, area.gap());
                    keep_joined(&mut flows);
                    return flows;
                }
                let mut flows = self.paragraph(&spans, area, owner, PEN - area.size * LEADING + area.gap());
                let mut ruled = 0;
                if let Some(Flow::Item(item)) = flows.last_mut() {
                    let end = item.marks.iter().map(|mark| mark.x + mark.width).fold(area.x, f32::max);
                    let from = end + area.size * 0.6;
                    let left = area.x + area.width - from;
                    if left > 40.0 * MM {
                        item.rule(from, baseline(area), left, HAIR, false);
                        ruled = 1;
                    }
                }
                for _ in ruled..(*lines).max(1) {
                    let mut item = Item::blank(0.0, PEN);
                    item.rule(area.x, PEN - HAIR, area.width, HAIR, false);
                    flows.push(Flow::Item(item));
                }
                // What follows must not look like the answer.
                if let Some(Flow::Item(item)) = flows.last_mut() {
                    item.height += area.size * 0.3;
                }
                keep_joined(&mut flows);
                flows
            }
            Field::Clock { label } => {
                let owner = self.tree.node(Tag::P, Some(area.parent));
                let spans = self.spans(label, Face::Bold, area);
                let slots = 100.0 * MM;
                // In a column the clock stands below its words.
                let narrow = area.width < 1.6 * slots;
                let inner = Area { width: if narrow { area.width } else { area.width - slots }, ..area };
                let before = PEN - area.size * LEADING + area.gap();
                let mut flows =
                    self.paragraph(&spans, inner, owner, if narrow { area.gap() } else { before });
                let (from, places) = if narrow {
                    flows.push(Flow::Item(Item::blank(before - area.gap(), area.size * LEADING)));
                    (area.x, [("Date", 0.0, 22.0), ("Time", 33.0, 13.0), ("UTC", 58.0, 13.0)])
                } else {
                    let places = [("Date", 0.0, 26.0), ("Time", 38.0, 18.0), ("UTC", 68.0, 18.0)];
                    (area.x + inner.width + 2.0 * MM, places)
                };
                if let Some(Flow::Item(item)) = flows.last_mut() {
                    for (name, at, width) in places {
                        self.slot(name, width * MM, from + at * MM, owner, area, item);
                    }
                }
                keep_joined(&mut flows);
                flows
            }
        }
    }

    /// A short name and a ruled line behind it.
    fn slot(&mut self, name: &str, width: f32, x: f32, owner: usize, area: Area, item: &mut Item) {
        let small = Area { size: area.size * 0.84, ..area };
        let spans = self.words(&format!("{name} "), Face::Regular, small.size);
        for line in fill(self.shaper, &spans, area.width, 0.0).into_iter().take(1) {
            let mut marks = self.line_item(&line, x - area.x, small, owner).marks;
            for mark in &mut marks {
                mark.height = area.size * LEADING;
            }
            let from = x + line.width + 2.0;
            item.marks.append(&mut marks);
            item.rule(from, baseline(area), width, HAIR, false);
        }
    }
}

/// Where a pen's line lies in a line of words: just below the letters.
fn baseline(area: Area) -> f32 {
    area.size * LEADING * 0.9
}

/// A field is one piece of work: its lines stay together.
fn keep_joined(flows: &mut [Flow]) {
    if let Some((_, joined)) = flows.split_last_mut() {
        keep_all(joined);
    }
}
