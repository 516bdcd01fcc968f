//! The block model: all that a screen, a text file or a sheet of paper is made of.
//!
//! The model is closed on purpose. A writer matches every kind, so a new kind is a compile error in each writer rather
//! than a hole in somebody's printed kit. Text is kept as it was written; escaping is the writer's duty.

use std::sync::Arc;

use chrono::NaiveDate;

use super::logo::Logo;

/// Something to print: parts that each begin a page, and what every page says at its foot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The name on the cover, in the window's title and at the foot of each page.
    pub title: String,
    /// The organisation it was made for, if known.
    pub owner: Option<String>,
    /// Which print this is.
    pub edition: Edition,
    /// The logo of whoever makes it for others.
    pub logo: Option<Arc<Logo>>,
    /// What it holds.
    pub parts: Vec<Part>,
}

/// Which print this is, so that an old sheet is recognised as old.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    /// The program that made it.
    pub version: String,
    /// The day it was made.
    pub issued: NaiveDate,
    /// The day it should be compared with the world again. A record of what happened has none.
    pub review_by: Option<NaiveDate>,
}

impl Document {
    /// Owner and edition in one line, for the cover and the foot of each page.
    #[must_use]
    pub fn line(&self) -> String {
        let Edition { version, issued, review_by } = &self.edition;
        let owner = self.owner.as_ref().map(|owner| format!("{owner} \u{b7} ")).unwrap_or_default();
        let review = review_by.map(|day| format!(" \u{b7} review by {day}")).unwrap_or_default();
        format!("{owner}{version} \u{b7} issued {issued}{review}")
    }
}

/// One sheet or set of sheets that can be handed to somebody alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Unique in the document: lower-case letters, digits and hyphens.
    pub anchor: String,
    /// What it belongs to; the contents stand under these names.
    pub group: String,
    /// A short name above the title, such as `Runbook 4 of 23`; may be empty.
    pub label: String,
    /// The title.
    pub title: String,
    /// The content.
    pub blocks: Vec<Block>,
    /// A card: it stays on one page whatever it holds.
    pub one_page: bool,
    /// It begins where the part before it ends, if that one flows as well; else on a page of its own.
    pub flows: bool,
    /// What stands after the last line, so that a missing page is noticed.
    pub end: String,
}

impl Part {
    /// A part that belongs to no group, closed by a line with its title.
    #[must_use]
    pub fn new(anchor: impl Into<String>, title: impl Into<String>, blocks: Vec<Block>) -> Self {
        let title = title.into();
        Self {
            anchor: anchor.into(),
            group: String::new(),
            label: String::new(),
            end: format!("END of: {title}"),
            title,
            blocks,
            one_page: false,
            flows: false,
        }
    }

    /// What stands above the title.
    #[must_use]
    pub fn kicker(&self) -> String {
        let names = [self.label.as_str(), self.group.as_str()];
        names.into_iter().filter(|name| !name.is_empty()).collect::<Vec<_>>().join(" \u{b7} ")
    }

    /// Label and title, as the contents list it.
    #[must_use]
    pub fn name(&self) -> String {
        match self.label.split(" of ").next() {
            Some(label) if !label.is_empty() => format!("{label}: {}", self.title),
            _ => self.title.clone(),
        }
    }
}

/// One block of prose, top to bottom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading inside prose. Levels run from 1 to 6.
    Heading { level: u8, text: Vec<Inline> },
    /// Words.
    Paragraph(Vec<Inline>),
    /// A list, in order when it has a first number.
    List { first: Option<u64>, tight: bool, items: Vec<Item> },
    /// A table; every row has as many cells as the head.
    Table { head: Vec<Vec<Inline>>, rows: Vec<Vec<Vec<Inline>>> },
    /// A quotation, or words to say to somebody.
    Quote(Vec<Block>),
    /// Text whose every character counts. It ends without a line break.
    Code(String),
    /// A pause between two parts.
    Rule,
    /// Something to do; stays on one page where it can.
    Step {
        /// `4.2`.
        number: String,
        /// Unique in the document.
        anchor: String,
        /// What it is about.
        title: String,
        /// The words and the fields.
        blocks: Vec<Block>,
    },
    /// A place to write on.
    Field(Field),
    /// Less important: sources, conditions.
    Small(Vec<Block>),
    /// To be read from afar: telephone numbers.
    Large(Vec<Block>),
    /// Stays together inside a line around it: a card, a label to cut out.
    Frame(Vec<Block>),
    /// An empty table for a pen.
    Form { columns: Vec<Column>, rows: u8 },
    /// Squares that a telephone can read, side by side, each with the same in letters below it.
    Codes(Vec<Code>),
    /// The names of all parts and where they begin.
    Contents,
    /// A title of a screen and what stands under it, set in from the left.
    Section { title: Vec<Inline>, blocks: Vec<Block> },
    /// What belongs to the block above, set in from the left.
    Indent(Vec<Block>),
    /// Blocks that read as one: no empty line between them.
    Tight(Vec<Block>),
    /// Names in a column of their own, and what belongs to each.
    Rows(Vec<Row>),
    /// A line to type into a shell, whole and alone on its line.
    Command(String),
    /// Words behind a short mark such as `!` or `hint:`; the further lines stand under the first.
    Marked { mark: String, role: Role, blocks: Vec<Block> },
}

/// One name and what belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The name, without a colon.
    pub name: String,
    /// What belongs to it; [`Inline::Break`] begins a further line.
    pub text: Vec<Inline>,
}

/// What a run of text is, from which each writer takes its look. Meaning never depends on the look: every role is also
/// said in words, and the plain writer shows none of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Written by a person or a machine outside: a name, a note, a file name. Its letters are never replaced by others.
    Value,
    /// To be compared or copied character by character: an id, a fingerprint, a record's value. Never broken.
    Id,
    /// A path. Kept on one line where that is possible.
    Path,
    /// A command inside a sentence. Kept on one line where that is possible.
    Command,
    /// Less important than what is around it: where a claim comes from, how long ago.
    Dim,
    /// Look out.
    Caution,
    /// Something is wrong, or about to be lost.
    Danger,
    /// It is as it should be.
    Good,
}

/// What a telephone reads, and what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    /// An address, a telephone number, an id, a fingerprint; never a secret.
    pub content: String,
    /// The name above it.
    pub label: String,
}

/// A column of an empty table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// What belongs there.
    pub name: String,
    /// Its share of the width, compared with the others.
    pub width: u8,
}

/// A place to write on, with a pen or a keyboard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Field {
    /// A box to tick, and where it leads.
    Tick { label: Vec<Inline>, go: Vec<Inline>, ticked: bool, time: bool },
    /// A box to tick with a line behind its words, and the time.
    Done { label: Vec<Inline> },
    /// Ruled lines, or the value where it is known.
    Blank { label: String, hint: Option<String>, value: Option<String>, lines: u8 },
    /// A date and a clock time with its offset.
    Clock { label: Vec<Inline> },
}

/// One entry of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// A box in front, ticked or not.
    pub task: Option<bool>,
    /// What the entry says.
    pub blocks: Vec<Block>,
}

/// A run of text inside a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inline {
    /// Words as written.
    Text(String),
    /// Something to type, or to compare character by character.
    Code(String),
    /// Emphasis.
    Emphasis(Vec<Inline>),
    /// A strong stress.
    Strong(Vec<Inline>),
    /// An address with the words that stand for it. The scheme is http, https, mailto or tel.
    Link { text: Vec<Inline>, url: String },
    /// Where a claim comes from, in short: `(field report, 2022)`.
    Note(String),
    /// Where to go on; the anchor is absent when the place is not in this document.
    Go { text: String, anchor: Option<String> },
    /// A run of text with a role.
    Span(Role, String),
    /// The line ends here.
    Break,
}

impl Block {
    /// A heading of plain words.
    pub fn heading(level: u8, words: impl Into<String>) -> Self {
        Self::Heading { level, text: vec![Inline::text(words)] }
    }

    /// A paragraph of plain words.
    pub fn said(words: impl Into<String>) -> Self {
        Self::Paragraph(vec![Inline::text(words)])
    }

    /// A paragraph of words with roles.
    pub fn words(words: impl IntoIterator<Item = Inline>) -> Self {
        Self::Paragraph(words.into_iter().collect())
    }

    /// A title and what stands under it.
    pub fn section(title: impl Into<Inline>, blocks: Vec<Self>) -> Self {
        Self::Section { title: vec![title.into()], blocks }
    }

    /// A line to type, with the words that say what it is for.
    pub fn command(why: impl Into<String>, command: impl Into<String>) -> Self {
        Self::Tight(vec![Self::said(why), Self::Command(command.into())])
    }

    /// Words behind a mark.
    pub fn marked(mark: impl Into<String>, role: Role, words: impl IntoIterator<Item = Inline>) -> Self {
        Self::Marked { mark: mark.into(), role, blocks: vec![Self::words(words)] }
    }
}

impl Row {
    /// A name and the words that belong to it.
    pub fn new(name: impl Into<String>, text: impl IntoIterator<Item = Inline>) -> Self {
        Self { name: name.into(), text: text.into_iter().collect() }
    }
}

impl From<&str> for Inline {
    fn from(words: &str) -> Self {
        Self::text(words)
    }
}

impl From<String> for Inline {
    fn from(words: String) -> Self {
        Self::text(words)
    }
}

impl Inline {
    /// Words as written.
    pub fn text(words: impl Into<String>) -> Self {
        Self::Text(words.into())
    }

    /// Words that came from outside.
    pub fn value(words: impl Into<String>) -> Self {
        Self::Span(Role::Value, words.into())
    }

    /// Something to compare or to copy character by character.
    pub fn id(id: impl std::fmt::Display) -> Self {
        Self::Span(Role::Id, id.to_string())
    }

    /// A path.
    pub fn path(path: impl Into<String>) -> Self {
        Self::Span(Role::Path, path.into())
    }

    /// Less important words.
    pub fn dim(words: impl Into<String>) -> Self {
        Self::Span(Role::Dim, words.into())
    }

    /// Words under strong stress.
    pub fn strong(words: impl Into<String>) -> Self {
        Self::Strong(vec![Self::text(words)])
    }
}

/// The words alone, for titles, outlines and comparisons.
#[must_use]
pub fn plain(inlines: &[Inline]) -> String {
    let mut words = String::new();
    gather(inlines, &mut words);
    words
}

fn gather(inlines: &[Inline], words: &mut String) {
    for inline in inlines {
        match inline {
            Inline::Text(text) | Inline::Code(text) | Inline::Go { text, .. } | Inline::Span(_, text) => {
                words.push_str(text);
            }
            Inline::Emphasis(inner) | Inline::Strong(inner) | Inline::Link { text: inner, .. } => {
                gather(inner, words);
            }
            Inline::Note(_) => {}
            Inline::Break => words.push(' '),
        }
    }
}

/// The address to print after a link, unless its words say it already.
#[must_use]
pub fn address<'a>(text: &[Inline], url: &'a str) -> Option<&'a str> {
    let words = plain(text);
    let same = |a: &str, b: &str| {
        let squeeze = |s: &str| s.chars().filter(|c| !" -()".contains(*c)).collect::<String>();
        squeeze(a) == squeeze(b)
    };
    if let Some(number) = url.strip_prefix("tel:") {
        return (!same(&words, number)).then_some(number);
    }
    let shown = url.strip_prefix("mailto:").unwrap_or(url);
    (words != shown).then_some(shown)
}
