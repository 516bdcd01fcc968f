//! Fills lines with words. Ragged right and never hyphenated: it reads better at night, and an id stays an id.

use std::ops::Range;
use std::rc::Rc;

use super::face::{Face, Shaper};
use super::item::{Run, Target};
use crate::report::bidi;

/// A stretch of text in one look.
#[derive(Debug, Clone)]
pub(super) struct Span {
    pub(super) text: String,
    pub(super) face: Face,
    pub(super) size: f32,
    pub(super) link: Option<Rc<Target>>,
    /// May be parted after any slash or dot, as long addresses must be.
    pub(super) address: bool,
}

/// A run and its place on the line.
#[derive(Debug, Clone)]
pub(super) struct Placed {
    pub(super) x: f32,
    pub(super) run: Rc<Run>,
    pub(super) link: Option<Rc<Target>>,
}

/// One line; its width ends with the last letter.
#[derive(Debug, Clone, Default)]
pub(super) struct Line {
    pub(super) runs: Vec<Placed>,
    pub(super) width: f32,
}

/// The lines that the spans need in this width. `indent` shortens the first.
pub(super) fn fill(shaper: &mut Shaper, spans: &[Span], width: f32, indent: f32) -> Vec<Line> {
    let text: String = spans.iter().map(|span| span.text.as_str()).collect();
    let spans = &Spans::new(spans, &text);
    let mut lines = Vec::new();
    // The open line, and its width with the spaces at its end. Words are shaped alone, so widths add up.
    let mut open = 0..0;
    let mut used = 0.0;
    for (chunk, forced) in chunks(&text, spans) {
        let room = |lines: &Vec<Line>| if lines.is_empty() { width - indent } else { width };
        let letters = trimmed(&text, chunk.clone());
        let wide = measure(shaper, spans, letters.clone());
        if !open.is_empty() && used + wide > room(&lines) {
            lines.push(line(shaper, spans, trimmed(&text, open.clone())));
            open = chunk.start..chunk.start;
            used = 0.0;
        }
        // One word wider than the line: cut it where the line is full. What is left is measured once, at the end.
        let mut rest = wide;
        if open.is_empty() && wide > room(&lines) {
            let mut full = cut(shaper, &text, spans, open.start..letters.end, room(&lines));
            while full < letters.end {
                lines.push(line(shaper, spans, open.start..full));
                open = full..full;
                full = cut(shaper, &text, spans, open.start..letters.end, room(&lines));
            }
            rest = measure(shaper, spans, open.start..letters.end);
        }
        used += rest + measure(shaper, spans, letters.end..chunk.end);
        open.end = chunk.end;
        if forced {
            lines.push(line(shaper, spans, trimmed(&text, open.clone())));
            open = chunk.end..chunk.end;
            used = 0.0;
        }
    }
    if !open.is_empty() {
        lines.push(line(shaper, spans, trimmed(&text, open)));
    }
    lines
}

/// The width of the longest stretch that should not be parted.
pub(super) fn longest_word(shaper: &mut Shaper, spans: &[Span]) -> f32 {
    let text: String = spans.iter().map(|span| span.text.as_str()).collect();
    let spans = Spans::new(spans, &text);
    let words = chunks(&text, &spans).into_iter().map(|(range, _)| trimmed(&text, range));
    words.map(|word| measure(shaper, &spans, word)).fold(0.0, f32::max)
}

/// The width of everything on one line.
pub(super) fn natural(shaper: &mut Shaper, spans: &[Span]) -> f32 {
    let text: String = spans.iter().map(|span| span.text.as_str()).collect();
    measure(shaper, &Spans::new(spans, &text), 0..text.len())
}

fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    range.start..range.start + text[range].trim_end().len()
}

/// Stretches between two places where a line may end, each with its trailing spaces; the flag says that it must end.
fn chunks(text: &str, spans: &Spans<'_>) -> Vec<(Range<usize>, bool)> {
    let mut chunks = Vec::new();
    let mut start = 0;
    let mut units = bidi::units(text).into_iter().peekable();
    for (at, kind) in unicode_linebreak::linebreaks(text) {
        let forced = kind == unicode_linebreak::BreakOpportunity::Mandatory && at < text.len();
        let before = text[..at].chars().next_back();
        let after = text[at..].chars().next();
        let free = before.is_some_and(char::is_whitespace)
            || before.is_some_and(|c| !c.is_ascii())
            || after.is_none_or(|c| !c.is_ascii())
            || spans.around(at).is_some_and(|span| span.address);
        while units.next_if(|unit| unit.end <= at).is_some() {}
        let inside = units.peek().is_some_and(|unit| unit.start < at);
        if (free && !inside) || forced {
            chunks.push((start..at, forced));
            start = at;
        }
    }
    chunks
}

/// Where a line that begins with this range is full; the range's end where all of it fits. At least one letter fits.
fn cut(shaper: &mut Shaper, text: &str, spans: &Spans<'_>, range: Range<usize>, room: f32) -> usize {
    let start = range.start;
    let mut last = None;
    for (at, c) in text[range].char_indices() {
        let end = start + at + c.len_utf8();
        if last.is_some() && measure(shaper, spans, start..end) > room {
            break;
        }
        last = Some(end);
    }
    last.unwrap_or(text.len())
}

/// Spans with the place where each begins, and the direction of their letters, where one runs from right to left.
struct Spans<'a> {
    spans: &'a [Span],
    starts: Vec<usize>,
    levels: Option<Vec<u8>>,
}

/// A part of one span in one direction.
struct Stretch<'a> {
    span: &'a Span,
    text: &'a str,
    leftward: bool,
}

impl<'a> Spans<'a> {
    fn new(spans: &'a [Span], text: &str) -> Self {
        let starts = spans.iter().scan(0, |from, span| {
            let start = *from;
            *from += span.text.len();
            Some(start)
        });
        let levels = bidi::has_right_to_left(text).then(|| bidi::levels(text));
        Self { spans, starts: starts.collect(), levels }
    }

    /// The spans from the one in which this place lies, each with where it begins.
    fn from(&self, at: usize) -> impl Iterator<Item = (usize, &'a Span)> {
        let first = self.starts.partition_point(|start| *start <= at).saturating_sub(1);
        self.starts.iter().skip(first).copied().zip(self.spans.iter().skip(first))
    }

    /// The span that a place lies strictly inside of.
    fn around(&self, at: usize) -> Option<&'a Span> {
        let (start, span) = self.from(at).next()?;
        (start < at && at < start + span.text.len()).then_some(span)
    }

    /// The parts of a range in the order in which they stand on the line, from the left.
    fn parts(&self, range: Range<usize>) -> Vec<Stretch<'a>> {
        match &self.levels {
            None => self.of(range, false),
            Some(levels) => {
                let runs = bidi::visual(levels, range);
                runs.into_iter().flat_map(|(run, level)| self.of(run, level % 2 == 1)).collect()
            }
        }
    }

    /// The parts of a range of one direction, span by span.
    fn of(&self, range: Range<usize>, leftward: bool) -> Vec<Stretch<'a>> {
        let mut parts = Vec::new();
        for (from, span) in self.from(range.start).take_while(|(from, _)| *from < range.end) {
            let (start, end) = (range.start.max(from), range.end.min(from + span.text.len()));
            if start < end {
                parts.push(Stretch { span, text: &span.text[start - from..end - from], leftward });
            }
        }
        if leftward {
            parts.reverse();
        }
        parts
    }
}

fn measure(shaper: &mut Shaper, spans: &Spans<'_>, range: Range<usize>) -> f32 {
    let mut width = 0.0;
    for Stretch { span, text, leftward } in spans.parts(range) {
        for (face, piece) in shaper.pieces(span.face, text.trim_matches('\n')) {
            width +=
                words(piece).map(|word| shaper.word(face, word, leftward).width).sum::<f32>() * span.size;
        }
    }
    width
}

fn line(shaper: &mut Shaper, spans: &Spans<'_>, range: Range<usize>) -> Line {
    let mut line = Line::default();
    for Stretch { span, text, leftward } in spans.parts(range) {
        let mut pieces = shaper.pieces(span.face, text.trim_matches('\n'));
        if leftward {
            pieces.reverse();
        }
        for (face, piece) in pieces {
            let mut run =
                Run { face, size: span.size, text: piece.to_owned(), glyphs: Vec::new(), width: 0.0 };
            // The text stays in the order in which it is read; only the glyphs stand in the order of the line.
            let mut placed: Vec<(usize, &str)> = Vec::new();
            let mut from = 0;
            for word in words(piece) {
                placed.push((from, word));
                from += word.len();
            }
            if leftward {
                placed.reverse();
            }
            for (from, word) in placed {
                let shaped = shaper.word(face, word, leftward);
                run.glyphs.extend(shaped.glyphs.iter().cloned().map(|mut glyph| {
                    glyph.range = glyph.range.start + from..glyph.range.end + from;
                    glyph
                }));
                run.width += shaped.width * span.size;
            }
            let placed = Placed { x: line.width, link: span.link.clone(), run: Rc::new(run) };
            line.width += placed.run.width;
            line.runs.push(placed);
        }
    }
    line
}

/// Words and single spaces, so that each word is shaped once however often it occurs.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(' ')
        .flat_map(|word| match word.strip_suffix(' ') {
            Some("") => [Some(" "), None],
            Some(bare) => [Some(bare), Some(" ")],
            None => [Some(word), None],
        })
        .flatten()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn span(text: String, address: bool) -> Span {
        Span { text, face: Face::Regular, size: 10.0, link: None, address }
    }

    fn told(line: &Line) -> String {
        line.runs.iter().map(|placed| placed.run.text.as_str()).collect()
    }

    proptest! {
        #[test]
        fn every_letter_stands_on_a_line_and_no_line_is_too_wide(
            parts in prop::collection::vec(("[a-z ./0-9+-]{0,30}|[a-z]{200}|", any::<bool>()), 1..8),
            indent in 0.0f32..60.0,
        ) {
            let mut shaper = Shaper::new(&[], &[]);
            let spans: Vec<Span> = parts.iter().map(|(text, address)| span(text.clone(), *address)).collect();
            let whole: String = parts.iter().map(|(text, _)| text.as_str()).collect();
            let lines = fill(&mut shaper, &spans, 120.0, indent);
            let letters = |text: &str| text.split_whitespace().collect::<String>();
            prop_assert_eq!(letters(&lines.iter().map(told).collect::<String>()), letters(&whole));
            for (at, line) in lines.iter().enumerate() {
                let room = if at == 0 { 120.0 - indent } else { 120.0 };
                prop_assert!(line.width <= room + 0.01 || told(line).chars().count() == 1, "{}", told(line));
            }
        }

        #[test]
        fn a_place_lies_in_the_span_that_a_plain_search_finds(
            parts in prop::collection::vec("[a-z]{0,4}", 1..8),
        ) {
            let spans: Vec<Span> = parts.iter().map(|text| span(text.clone(), false)).collect();
            let text: String = parts.concat();
            let found = Spans::new(&spans, &text);
            for at in 0..=text.len() {
                let mut from = 0;
                let plain = spans.iter().position(|span| {
                    let start = from;
                    from += span.text.len();
                    start < at && at < from
                });
                let around = found.around(at).map(|around| spans.iter().position(|span| std::ptr::eq(span, around)));
                prop_assert_eq!(around.flatten(), plain, "{}", at);
                let parts: String = found.parts(at..text.len()).iter().map(|part| part.text).collect();
                prop_assert_eq!(parts, &text[at..]);
            }
        }
    }
}
