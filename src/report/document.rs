//! The block model: all that prose on a screen or on paper is made of.
//!
//! The model is closed on purpose. A writer matches every kind, so a new kind is a compile error in each writer rather
//! than a hole in somebody's printed kit. Text is kept as it was written; escaping is the writer's duty.

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
    /// A mild stress.
    Emphasis(Vec<Inline>),
    /// A strong stress.
    Strong(Vec<Inline>),
    /// An address with the words that stand for it. The scheme is http, https, mailto or tel.
    Link { text: Vec<Inline>, url: String },
    /// Where a claim comes from, in short: `(field report, 2022)`.
    Note(String),
    /// The line ends here.
    Break,
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
            Inline::Text(text) | Inline::Code(text) => words.push_str(text),
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
