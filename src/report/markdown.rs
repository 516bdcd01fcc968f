//! Reads the Markdown of a runbook into blocks.
//!
//! The format allows a subset. What lies outside it is still shown, as the characters somebody typed, so that no text
//! gets lost on paper; and it is reported with its line, so that the linter can refuse it. Raw HTML therefore never
//! becomes markup: it has no way into the model.

pub mod write;

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use super::document::{Block, Inline, Item};
use crate::runbook::page::{self, Insert};

/// Quotes and lists deeper than this are read as if they stood one level higher. Keeps hostile nesting off the stack.
const DEEPEST: usize = 12;

/// What was read, and what the format does not allow.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Read {
    /// The prose.
    pub blocks: Vec<Block>,
    /// Sources in the order they are first cited.
    pub cited: Vec<String>,
    /// What lies outside the subset, in the order of the lines.
    pub problems: Vec<Problem>,
}

/// One place that the format does not allow.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct Problem {
    /// Counted from 1, within the text that was read.
    pub line: usize,
    /// What is wrong there.
    pub what: Outside,
}

/// Ways to leave the subset. Each says what to do instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Outside {
    /// Markup that a browser would act on.
    #[error("HTML is not allowed; write it as Markdown or put it between backticks")]
    Html,
    /// Paper kits and terminals have no pictures.
    #[error("pictures are not allowed; describe what the reader should see")]
    Picture,
    /// A heading inside a step.
    #[error("a heading inside a step; make it a step of its own or a bold line")]
    Heading,
    /// A reference that no source answers.
    #[error("the footnote [^{0}] has no [[source]] with that id")]
    NoSource(String),
    /// A definition where the source table is the definition.
    #[error("a footnote definition; describe the source in the front matter instead")]
    Definition,
    /// More than two levels of lists.
    #[error("lists have two levels at most; split the step")]
    TooDeep,
    /// A fence that a printed sheet does not understand.
    #[error("the fence is not understood: {0}")]
    Fence(String),
    /// A link to a runbook that is not there.
    #[error("there is no runbook \"{0}\"")]
    NoRunbook(String),
    /// A link that does not lead to a page, an address or a telephone.
    #[error("the link must start with https:, http:, mailto: or tel:")]
    Scheme,
}

/// Reads one text. `cite` turns a source id into its short note, or says that there is no such source.
#[must_use]
pub fn read(text: &str, cite: &dyn Fn(&str) -> Option<String>) -> Read {
    read_with(text, cite, None)
}

/// Reads a sheet around the runbooks: it has headings, links to runbooks and fences that `place` turns into blocks.
/// `go` gives the words behind the link to a runbook, if there is one of that id.
#[must_use]
pub fn read_page(
    text: &str,
    go: &dyn Fn(&str) -> Option<Vec<Inline>>,
    place: &mut dyn FnMut(Insert) -> Vec<Block>,
) -> Read {
    read_with(text, &|_| None, Some(Sheet { go, place }))
}

/// What a sheet has beyond the prose of a runbook.
struct Sheet<'a> {
    go: &'a dyn Fn(&str) -> Option<Vec<Inline>>,
    place: &'a mut dyn FnMut(Insert) -> Vec<Block>,
}

fn read_with<'a>(text: &'a str, cite: &'a dyn Fn(&str) -> Option<String>, sheet: Option<Sheet<'a>>) -> Read {
    // The old footnote syntax is the one that keeps references without a definition.
    let options = Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS | Options::ENABLE_OLD_FOOTNOTES;
    let mut reader = Reader::new(text, cite, sheet);
    for (event, place) in Parser::new_ext(text, options).into_offset_iter() {
        reader.event(event, &place);
    }
    reader.finish()
}

/// A list whose end has not come yet.
struct OpenList {
    first: Option<u64>,
    tight: bool,
    items: Vec<Item>,
}

#[derive(Default)]
struct OpenTable {
    head: Vec<Vec<Inline>>,
    rows: Vec<Vec<Vec<Inline>>>,
    row: Vec<Vec<Inline>>,
}

struct Reader<'a> {
    text: &'a str,
    cite: &'a dyn Fn(&str) -> Option<String>,
    sheet: Option<Sheet<'a>>,
    read: Read,
    /// Blocks of each open quote or entry; the first is the text itself.
    containers: Vec<Vec<Block>>,
    lists: Vec<OpenList>,
    tasks: Vec<Option<bool>>,
    table: Option<OpenTable>,
    /// The open code block: what stands behind its fence, its text, its place.
    code: Option<(String, String, Range<usize>)>,
    /// Words of the open paragraph, cell or heading, and inside them of each open stress or link.
    spans: Vec<Vec<Inline>>,
    links: Vec<(String, Range<usize>)>,
    /// Every open tag that nests, as the model sees it.
    open: Vec<Open>,
    /// The last place a problem was at, and its line: offsets only grow, so lines are counted once.
    line: (usize, usize),
}

/// What an open tag became in the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    Quote,
    List,
    Item,
    Span,
    /// Nested too deep: its content flows into what is around it.
    Nothing,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str, cite: &'a dyn Fn(&str) -> Option<String>, sheet: Option<Sheet<'a>>) -> Self {
        Self {
            text,
            cite,
            sheet,
            read: Read::default(),
            containers: vec![Vec::new()],
            lists: Vec::new(),
            tasks: Vec::new(),
            table: None,
            code: None,
            spans: vec![Vec::new()],
            links: Vec::new(),
            open: Vec::new(),
            line: (0, 1),
        }
    }

    fn event(&mut self, event: Event<'_>, place: &Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, place),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => match &mut self.code {
                Some((_, code, _)) => code.push_str(&text),
                None => self.words(&text),
            },
            Event::Code(code) => self.push(Inline::Code(code.into_string())),
            Event::Html(html) | Event::InlineHtml(html) => {
                self.problem(place, Outside::Html);
                self.words(&html);
            }
            Event::SoftBreak => self.words(" "),
            Event::HardBreak => self.push(Inline::Break),
            Event::Rule => {
                self.flush();
                self.block(Block::Rule);
            }
            Event::FootnoteReference(id) => self.cite(&id, place),
            Event::TaskListMarker(done) => {
                if let Some(task) = self.tasks.last_mut() {
                    *task = Some(done);
                }
            }
            Event::InlineMath(text) | Event::DisplayMath(text) => self.words(&text),
        }
    }

    fn start(&mut self, tag: Tag<'_>, place: &Range<usize>) {
        match tag {
            Tag::Paragraph => {
                self.flush();
                if let (Some(Open::Item), Some(list)) = (self.open.last(), self.lists.last_mut()) {
                    list.tight = false;
                }
            }
            Tag::Heading { .. } => {
                self.flush();
                if self.sheet.is_none() {
                    self.problem(place, Outside::Heading);
                }
            }
            Tag::CodeBlock(kind) => {
                self.flush();
                let info = match kind {
                    CodeBlockKind::Fenced(info) => info.into_string(),
                    CodeBlockKind::Indented => String::new(),
                };
                self.code = Some((info, String::new(), place.clone()));
            }
            Tag::BlockQuote(_) => {
                self.flush();
                if self.room(place) {
                    self.containers.push(Vec::new());
                    self.open.push(Open::Quote);
                }
            }
            Tag::List(first) => {
                self.flush();
                if self.lists.len() == 2 {
                    self.problem(place, Outside::TooDeep);
                }
                if self.room(place) {
                    self.lists.push(OpenList { first, tight: true, items: Vec::new() });
                    self.open.push(Open::List);
                }
            }
            Tag::Item => {
                self.flush();
                if self.open.last() == Some(&Open::List) {
                    self.containers.push(Vec::new());
                    self.tasks.push(None);
                    self.open.push(Open::Item);
                } else {
                    self.open.push(Open::Nothing);
                }
            }
            Tag::Table(_) => {
                self.flush();
                self.table = Some(OpenTable::default());
            }
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Superscript | Tag::Subscript => {
                self.span();
            }
            Tag::Link { dest_url, .. } => {
                let runbook = self.sheet.is_some() && dest_url.starts_with(RUNBOOK);
                if !runbook && !allowed(&dest_url) {
                    self.problem(place, Outside::Scheme);
                }
                self.links.push((dest_url.into_string(), place.clone()));
                self.span();
            }
            Tag::Image { .. } => {
                self.problem(place, Outside::Picture);
                self.words("[picture] ");
            }
            Tag::FootnoteDefinition(_) => {
                self.flush();
                self.problem(place, Outside::Definition);
            }
            Tag::HtmlBlock
            | Tag::TableHead
            | Tag::TableRow
            | Tag::TableCell
            | Tag::MetadataBlock(_)
            | Tag::DefinitionList
            | Tag::DefinitionListTitle
            | Tag::DefinitionListDefinition => self.flush(),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(level) => {
                let text = self.take();
                self.block(Block::Heading { level: level as u8, text });
            }
            TagEnd::CodeBlock => {
                if let Some((info, code, place)) = self.code.take() {
                    self.code_block(&info, &code, &place);
                }
            }
            TagEnd::BlockQuote(_) => {
                self.flush();
                if self.open.pop() == Some(Open::Quote) {
                    let blocks = self.containers.pop().unwrap_or_default();
                    self.block(Block::Quote(blocks));
                }
            }
            TagEnd::List(_) => {
                self.flush();
                if self.open.pop() == Some(Open::List)
                    && let Some(OpenList { first, tight, items }) = self.lists.pop()
                {
                    self.block(Block::List { first, tight, items });
                }
            }
            TagEnd::Item => {
                self.flush();
                if self.open.pop() == Some(Open::Item) {
                    let blocks = self.containers.pop().unwrap_or_default();
                    let task = self.tasks.pop().flatten();
                    if let Some(list) = self.lists.last_mut() {
                        list.items.push(Item { task, blocks });
                    }
                }
            }
            TagEnd::TableCell => {
                let cell = self.take();
                if let Some(table) = &mut self.table {
                    table.row.push(cell);
                }
            }
            TagEnd::TableHead => {
                if let Some(table) = &mut self.table {
                    table.head = std::mem::take(&mut table.row);
                }
            }
            TagEnd::TableRow => {
                if let Some(table) = &mut self.table {
                    let mut row = std::mem::take(&mut table.row);
                    row.resize(table.head.len(), Vec::new());
                    table.rows.push(row);
                }
            }
            TagEnd::Table => {
                if let Some(OpenTable { head, rows, .. }) = self.table.take() {
                    self.block(Block::Table { head, rows });
                }
            }
            TagEnd::Emphasis => self.close(Inline::Emphasis),
            TagEnd::Strong => self.close(Inline::Strong),
            TagEnd::Strikethrough | TagEnd::Superscript | TagEnd::Subscript => {
                self.close(Inline::Emphasis);
            }
            TagEnd::Link => {
                let (url, place) = self.links.pop().unwrap_or_default();
                if let (Some(sheet), Some(id)) = (&self.sheet, url.strip_prefix(RUNBOOK)) {
                    match (sheet.go)(id) {
                        Some(words) => {
                            self.close(Inline::Strong);
                            words.into_iter().for_each(|word| self.push(word));
                        }
                        None => {
                            self.close(Inline::Emphasis);
                            self.problem(&place, Outside::NoRunbook(id.to_owned()));
                        }
                    }
                } else if allowed(&url) {
                    self.close(|text| Inline::Link { text, url });
                } else {
                    self.close(Inline::Emphasis);
                    self.words(&format!(" ({url})"));
                }
            }
            TagEnd::Image => {}
            TagEnd::Paragraph
            | TagEnd::HtmlBlock
            | TagEnd::FootnoteDefinition
            | TagEnd::MetadataBlock(_)
            | TagEnd::DefinitionList
            | TagEnd::DefinitionListTitle
            | TagEnd::DefinitionListDefinition => self.flush(),
        }
    }

    /// Whether one more quote or list may open here; if not, says so.
    fn room(&mut self, place: &Range<usize>) -> bool {
        let room = self.containers.len() <= DEEPEST;
        if !room {
            self.problem(place, Outside::TooDeep);
            self.open.push(Open::Nothing);
        }
        room
    }

    fn span(&mut self) {
        if self.spans.len() <= DEEPEST {
            self.spans.push(Vec::new());
            self.open.push(Open::Span);
        } else {
            self.open.push(Open::Nothing);
        }
    }

    fn close(&mut self, wrap: impl FnOnce(Vec<Inline>) -> Inline) {
        if self.open.pop() == Some(Open::Span)
            && let Some(inner) = self.spans.pop()
        {
            self.push(wrap(inner));
        }
    }

    fn code_block(&mut self, info: &str, code: &str, place: &Range<usize>) {
        let insert = self.sheet.as_ref().and_then(|_| page::insert(info, code));
        match (insert, &mut self.sheet) {
            (Some(Ok(insert)), Some(sheet)) => {
                for block in (sheet.place)(insert) {
                    self.block(block);
                }
            }
            (Some(Err(what)), _) => self.problem(place, Outside::Fence(what)),
            _ => self.block(Block::Code(code.trim_end_matches('\n').to_owned())),
        }
    }

    fn cite(&mut self, id: &str, place: &Range<usize>) {
        let Some(note) = (self.cite)(id) else {
            self.problem(place, Outside::NoSource(id.to_owned()));
            return self.words(&format!("[^{id}]"));
        };
        if !self.read.cited.iter().any(|known| known == id) {
            self.read.cited.push(id.to_owned());
        }
        self.push(Inline::Note(note));
    }

    fn words(&mut self, text: &str) {
        if let Some(Inline::Text(last)) = self.spans.last_mut().and_then(|span| span.last_mut()) {
            return last.push_str(text);
        }
        self.push(Inline::Text(text.to_owned()));
    }

    fn push(&mut self, inline: Inline) {
        if let Some(span) = self.spans.last_mut() {
            span.push(inline);
        }
    }

    fn take(&mut self) -> Vec<Inline> {
        self.spans.last_mut().map(std::mem::take).unwrap_or_default()
    }

    /// Words that stand free (a tight entry has no paragraph of its own) become a paragraph.
    fn flush(&mut self) {
        let words = self.take();
        if !words.is_empty() {
            self.block(Block::Paragraph(words));
        }
    }

    fn block(&mut self, block: Block) {
        if let Some(container) = self.containers.last_mut() {
            container.push(block);
        }
    }

    fn problem(&mut self, place: &Range<usize>, what: Outside) {
        let (from, line) = if place.start < self.line.0 { (0, 1) } else { self.line };
        let between = self.text.get(from..place.start).unwrap_or_default();
        let line = line + between.bytes().filter(|&b| b == b'\n').count();
        self.line = (place.start, line);
        self.read.problems.push(Problem { line, what });
    }

    fn finish(mut self) -> Read {
        self.flush();
        self.read.blocks = self.containers.into_iter().next().unwrap_or_default();
        self.read
    }
}

/// The scheme of links between printed sheets and runbooks.
const RUNBOOK: &str = "runbook:";

fn allowed(url: &str) -> bool {
    ["https:", "http:", "mailto:", "tel:"]
        .iter()
        .any(|scheme| url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn story(id: &str) -> Option<String> {
        (id == "story").then(|| "(field report, 2022)".to_owned())
    }

    fn problems(text: &str) -> Vec<String> {
        read(text, &story).problems.iter().map(ToString::to_string).collect()
    }

    fn text(words: &str) -> Inline {
        Inline::Text(words.to_owned())
    }

    #[test]
    fn html_is_reported_and_stays_text() {
        let read = read("Hello <b>you</b>\n\n<script>\nx\n</script>", &story);
        assert_eq!(read.problems.iter().map(|p| p.line).collect::<Vec<_>>(), [1, 1, 3, 4, 5]);
        assert_eq!(read.blocks[0], Block::Paragraph(vec![text("Hello <b>you</b>")]));
        assert_eq!(read.blocks[1], Block::Paragraph(vec![text("<script>\nx\n</script>")]));
    }

    #[test]
    fn a_cited_source_becomes_its_note() {
        let read = read("So it was.[^story][^story]", &story);
        assert_eq!(read.cited, ["story"]);
        let note = Inline::Note("(field report, 2022)".to_owned());
        assert_eq!(read.blocks, [Block::Paragraph(vec![text("So it was."), note.clone(), note])]);
        assert!(read.problems.is_empty());
    }

    #[test]
    fn each_way_out_of_the_subset_names_its_line() {
        assert_eq!(
            problems("fine\n\nwho[^nobody]"),
            ["line 3: the footnote [^nobody] has no [[source]] with that id"]
        );
        assert!(problems("![shot](x.png)")[0].contains("pictures"));
        assert!(problems("### More")[0].contains("heading"));
        assert!(problems("[^story]: defined here")[0].contains("definition"));
        assert!(problems("- a\n  - b\n    - c")[0].starts_with("line 3: lists have two levels"));
        assert!(problems("[x](javascript:alert(1))")[0].contains("https:"));
        assert!(
            problems("- a\n  1. b\n\n> quote\n\n| h |\n|---|\n| c |\n\n<https://contoso.com>").is_empty()
        );
    }

    #[test]
    fn a_link_to_elsewhere_is_words() {
        let read = read("[x](javascript:alert)", &story);
        let Block::Paragraph(words) = &read.blocks[0] else { panic!() };
        assert!(!words.iter().any(|w| matches!(w, Inline::Link { .. })), "{words:?}");
        assert_eq!(words.last(), Some(&text(" (javascript:alert)")));
    }

    #[test]
    fn entries_keep_their_boxes_and_their_tightness() {
        let read = read("- [ ] open\n- [x] done\n\n3. three\n\n4. four", &story);
        let Block::List { first: None, tight: true, items } = &read.blocks[0] else { panic!("{read:?}") };
        assert_eq!(items.iter().map(|i| i.task).collect::<Vec<_>>(), [Some(false), Some(true)]);
        assert!(
            matches!(&read.blocks[1], Block::List { first: Some(3), tight: false, items } if items.len() == 2)
        );
    }

    #[test]
    fn bottomless_nesting_ends() {
        let deep = format!("{}end", "> ".repeat(50_000));
        let read = read(&deep, &story);
        assert!(format!("{:?}", read.blocks).contains("end"));
        assert!(read.problems.iter().any(|p| p.what == Outside::TooDeep));
    }

    proptest! {
        #[test]
        fn letters_survive_any_nesting(text in "(> |- |1\\. |\\*\\*|_|`|\\| |[a-z]{1,5}|\n|  ){0,60}") {
            prop_assume!(!text.contains("```")); // what follows a fence names a language and is no prose
            let letters = |text: &str| text.chars().filter(char::is_ascii_lowercase).collect::<String>();
            let shown = crate::report::text::write(&read(&text, &story).blocks, crate::report::text::Page::new(60));
            prop_assert_eq!(letters(&shown), letters(&text));
        }
    }
}
