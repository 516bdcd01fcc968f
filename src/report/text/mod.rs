//! Blocks as lines of a terminal or a text file.
//!
//! Lines break at spaces only, so that an id, an address or a command is never cut; what does not fit on a line of its
//! own stands out over the edge, whole. One writer makes both forms of a screen: the plain one, for pipes, files and
//! screen readers, and with [`Page::color`] the one for a terminal, whose looks are decided in `style`. The writer knows
//! columns and looks, and nothing about cursors.

mod field;
mod fold;
mod screen;
mod style;
mod table;
mod wrap;

use super::document::{self, Block, Document, Field, Inline, Item, Part, Role};
use super::harmless;
pub use fold::fold;
use style::Wide;
use wrap::wrap;

/// The surface that lines are made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// Columns, 20 at least.
    pub columns: usize,
    /// For consoles that cannot show more than ASCII.
    pub ascii: bool,
    /// Whether roles may be shown by bold, dim and colour.
    pub color: bool,
}

impl Page {
    /// A page of so many columns in Unicode, without colours.
    #[must_use]
    pub fn new(columns: usize) -> Self {
        Self { columns: columns.max(20), ascii: false, color: false }
    }

    fn narrower(self, by: usize) -> Option<Self> {
        let columns = self.columns.checked_sub(by).filter(|&columns| columns >= 12)?;
        Some(Self { columns, ..self })
    }

    fn safe(self, text: &str) -> String {
        if self.ascii { harmless::ascii(text) } else { harmless::shown(text) }.into_owned()
    }

    /// What came from outside keeps its letters on every screen: another letter would be another name.
    fn data(self, text: &str) -> String {
        harmless::shown(text).into_owned()
    }

    /// Words in a look; without colours the words alone.
    fn dressed(self, look: &str, words: &str) -> String {
        // Blanks at the ends stay outside, so that whatever trims or joins them finds them.
        let bare = words.trim_matches([' ', '\u{a0}']);
        if !self.color || bare.is_empty() {
            return words.to_owned();
        }
        words.replacen(bare, &format!("{look}{bare}{}", style::END), 1)
    }
}

/// The blocks as one text, each line ended.
#[must_use]
pub fn write(blocks: &[Block], page: Page) -> String {
    let mut text = lines(blocks, page).join("\n");
    if !text.is_empty() {
        text.push('\n');
    }
    text
}

/// A whole document as one text, its parts under one another.
#[must_use]
pub fn document(document: &Document, page: Page) -> String {
    let heavy = if page.ascii { "=" } else { "\u{2550}" }.repeat(page.columns);
    let words = |text: &str| Block::Paragraph(vec![Inline::text(text)]);
    let mut text = write(&[words(&document.title), words(&document.line())], page);
    for part in &document.parts {
        text.push_str(&format!("\n{heavy}\n"));
        text.push_str(&write(&[words(&part.kicker())], page));
        text.push_str(&write(&[Block::Heading { level: 1, text: vec![Inline::text(&part.title)] }], page));
        text.push('\n');
        for block in &part.blocks {
            match block {
                Block::Contents => text.push_str(&contents(document, page)),
                block => text.push_str(&write(std::slice::from_ref(block), page)),
            }
            text.push('\n');
        }
        text.push_str(&write(&[words(&part.end)], page));
    }
    text
}

fn contents(document: &Document, page: Page) -> String {
    let entry =
        |part: &Part| Item { task: None, blocks: vec![Block::Paragraph(vec![Inline::text(part.name())])] };
    let listed = document.parts.iter().filter(|part| !part.blocks.contains(&Block::Contents));
    let items = listed.map(entry).collect();
    write(&[Block::List { first: None, tight: true, items }], page)
}

/// The blocks as lines without their ends and without trailing spaces.
#[must_use]
pub fn lines(blocks: &[Block], page: Page) -> Vec<String> {
    stack(blocks, page, false)
}

/// A blank line parts two blocks, except in a tight list and between a lead-in and what it leads to.
fn stack(blocks: &[Block], page: Page, tight: bool) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut above: Option<&Block> = None;
    for block in blocks {
        let part = one(block, page);
        if above.is_some_and(|above| !tight && !together(above, block)) && !part.is_empty() {
            lines.push(String::new());
        }
        lines.extend(part);
        above = Some(block);
    }
    lines
}

/// Rows that the blocks take on a screen of so many columns, counting lines that the screen itself must fold.
#[must_use]
pub fn rows(blocks: &[Block], columns: usize) -> usize {
    let page = Page::new(columns);
    lines(blocks, page).iter().map(|line| line.width().div_ceil(page.columns).max(1)).sum()
}

/// What reads as one: boxes below each other or below their question, and a lead-in with its list.
fn together(above: &Block, below: &Block) -> bool {
    match (above, below) {
        (Block::Paragraph(words), Block::Field(Field::Tick { .. } | Field::Done { .. })) => {
            matches!(words.as_slice(), [Inline::Strong(_)])
        }
        (Block::Paragraph(words), Block::List { tight: true, .. }) => {
            document::plain(words).trim_end().ends_with(':')
        }
        (Block::Paragraph(words), Block::Command(_)) => document::plain(words).trim_end().ends_with(':'),
        (Block::Field(Field::Tick { .. }), Block::Field(Field::Tick { .. }))
        | (Block::Command(_), Block::Command(_))
        | (Block::Marked { .. }, Block::Marked { .. }) => true,
        _ => false,
    }
}

fn one(block: &Block, page: Page) -> Vec<String> {
    match block {
        Block::Heading { level, text } => {
            let look = if *level == 1 { style::TITLE } else { style::BOLD };
            let mut lines = wrap(&page.dressed(look, &flow_in(text, page, look)), page.columns);
            if !page.color {
                let under = if *level == 1 { "=" } else { "-" };
                lines.push(underline(under, &lines, page));
            }
            lines
        }
        Block::Paragraph(text) => wrap(&flow(text, page), page.columns),
        Block::List { first, tight, items } => list(*first, *tight, items, page),
        Block::Table { head, rows } => table::write(head, rows, page),
        Block::Quote(blocks) => {
            let bar = format!("{} ", page.dressed(style::DIM, if page.ascii { "|" } else { "\u{2502}" }));
            hang(&bar, &bar, page, |page| stack(blocks, page, false))
        }
        Block::Code(code) => code
            .lines()
            .map(|line| {
                let line = page.safe(&line.replace('\t', "    "));
                format!("    {}", page.dressed(style::COPIED, line.trim_end())).trim_end().to_owned()
            })
            .collect(),
        Block::Step { number, title, blocks, .. } => {
            let mark = format!("{number}  ");
            let rest = " ".repeat(mark.width());
            let title = |page: Page| wrap(&page.dressed(style::BOLD, &page.safe(title)), page.columns);
            let mut lines = hang(&mark, &rest, page, title);
            if !page.color {
                lines.push(underline("-", &lines, page));
            }
            lines.push(String::new());
            lines.extend(stack(blocks, page, false));
            lines
        }
        Block::Field(field) => field::write(field, page),
        Block::Small(blocks) | Block::Large(blocks) => stack(blocks, page, false),
        Block::Frame(blocks) => {
            let mark = if page.ascii { "+-" } else { "\u{250c}\u{2500}" };
            let mut lines = vec![mark.to_owned()];
            let bar = if page.ascii { "| " } else { "\u{2502} " };
            lines.extend(hang(bar, bar, page, |page| stack(blocks, page, false)));
            lines.push(if page.ascii { "+-" } else { "\u{2514}\u{2500}" }.to_owned());
            lines
        }
        Block::Form { columns, rows } => table::form(columns, *rows, page),
        Block::Codes(codes) => {
            let line =
                |code: &document::Code| format!("{}: {}", page.safe(&code.label), page.safe(&code.content));
            codes.iter().flat_map(|code| wrap(&line(code), page.columns)).collect()
        }
        // Only a whole document has parts to list.
        Block::Contents => Vec::new(),
        Block::Rule => {
            let line = if page.ascii { "-" } else { "\u{2500}" }.repeat(page.columns.min(40));
            vec![page.dressed(style::DIM, &line)]
        }
        Block::Section { title, blocks } => screen::section(title, blocks, page),
        Block::Indent(blocks) => screen::indent(blocks, page),
        Block::Tight(blocks) => stack(blocks, page, true),
        Block::Rows(rows) => screen::rows(rows, page),
        Block::Command(command) => vec![screen::command(command, page)],
        Block::Marked { mark, role, blocks } => screen::marked(mark, *role, blocks, page),
    }
}

fn underline(sign: &str, lines: &[String], page: Page) -> String {
    let longest = lines.iter().map(Wide::width).max().unwrap_or(0);
    sign.repeat(longest.min(page.columns))
}

fn list(first: Option<u64>, tight: bool, items: &[Item], page: Page) -> Vec<String> {
    let last = first.unwrap_or(0).saturating_add(items.len() as u64);
    let digits = last.saturating_sub(1).to_string().len();
    let mut lines = Vec::new();
    for (number, item) in (first.unwrap_or(0)..).zip(items) {
        let mut mark = match first {
            Some(_) => format!("{number:>digits$}. "),
            None if item.task.is_some() => String::new(),
            None => if page.ascii { "- " } else { "\u{2022} " }.to_owned(),
        };
        match item.task {
            Some(true) => mark.push_str("[x] "),
            Some(false) => mark.push_str("[ ] "),
            None => {}
        }
        if !tight && !lines.is_empty() {
            lines.push(String::new());
        }
        let rest = " ".repeat(mark.width());
        lines.extend(hang(&mark, &rest, page, |page| stack(&item.blocks, page, tight)));
    }
    lines
}

/// Puts `mark` before the first line and `rest` before the others. Where that leaves no room for words, the mark gets
/// a line of its own.
fn hang(mark: &str, rest: &str, page: Page, inner: impl Fn(Page) -> Vec<String>) -> Vec<String> {
    let Some(narrower) = page.narrower(mark.width()) else {
        let mut all = vec![mark.trim_end().to_owned()];
        all.extend(inner(page));
        return all;
    };
    let mut lines = inner(narrower);
    if lines.is_empty() {
        lines.push(String::new());
    }
    let marks = std::iter::once(mark).chain(std::iter::repeat(rest));
    marks.zip(lines).map(|(mark, line)| format!("{mark}{line}").trim_end().to_owned()).collect()
}

/// Words as one line of text, ready to be folded. U+00A0 holds together what must not be parted; `\n` ends a line.
fn flow(inlines: &[Inline], page: Page) -> String {
    flow_in(inlines, page, "")
}

/// The same inside a look, which goes on after each look of its own words.
fn flow_in(inlines: &[Inline], page: Page, outer: &str) -> String {
    let mut text = String::new();
    pour(inlines, page, outer, &mut text);
    text
}

fn pour(inlines: &[Inline], page: Page, outer: &str, text: &mut String) {
    let put = |look: &str, words: &str, text: &mut String| {
        text.push_str(&page.dressed(look, words));
        if page.color && !words.is_empty() {
            text.push_str(outer);
        }
    };
    // Kept on one line, unless no line has room for it.
    let whole = |words: String| {
        let bare = words.trim_matches(' ');
        if bare.is_empty() || words.width() > page.columns {
            return words;
        }
        words.replacen(bare, &bare.replace(' ', "\u{a0}"), 1)
    };
    for inline in inlines {
        match inline {
            Inline::Text(words) => text.push_str(&page.safe(words)),
            Inline::Code(code) => put(style::COPIED, &whole(format!("`{}`", page.safe(code))), text),
            Inline::Emphasis(inner) => inside(style::ITALIC, inner, page, outer, text),
            Inline::Strong(inner) => inside(style::BOLD, inner, page, outer, text),
            Inline::Link { text: inner, url } => {
                pour(inner, page, outer, text);
                if let Some(shown) = document::address(inner, url) {
                    text.push_str(" (");
                    put(style::UNDERLINED, &page.safe(shown), text);
                    text.push(')');
                }
            }
            Inline::Note(note) => {
                if !text.is_empty() && !text.ends_with(' ') {
                    text.push(' ');
                }
                put(style::DIM, &page.safe(note), text);
            }
            Inline::Go { text: words, .. } => {
                put(style::BOLD, &page.safe(words).replace(' ', "\u{a0}"), text);
            }
            Inline::Span(role, words) => {
                let words = match role {
                    Role::Value => page.data(words),
                    Role::Id | Role::Path | Role::Command => whole(page.data(words)),
                    Role::Dim | Role::Caution | Role::Danger | Role::Good => page.safe(words),
                };
                match style::look(*role) {
                    Some(look) => put(look, &words, text),
                    None => text.push_str(&words),
                }
            }
            Inline::Break => text.push('\n'),
        }
    }
}

/// Words under one more look.
fn inside(look: &str, inner: &[Inline], page: Page, outer: &str, text: &mut String) {
    text.push_str(&page.dressed(look, &flow_in(inner, page, &format!("{outer}{look}"))));
    if page.color {
        text.push_str(outer);
    }
}

#[cfg(test)]
mod tests;
