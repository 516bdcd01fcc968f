//! An answer of the program, before anybody knows where it will be shown.
//!
//! A view (`status`, `dns`, `signin` …) is a pure function from what is known to a [`Screen`]: blocks and runs of text
//! with roles. It says *what* something is (an id, a command, a value from outside, a warning) and knows neither widths
//! nor colours nor escapes. The writer of the surface decides the rest, and makes every run of text harmless exactly
//! once, so a view never escapes and must not fold, pad or indent by hand.
//!
//! ```
//! use reentry::report::document::{Block, Inline, Role, Row};
//! use reentry::report::{screen::Screen, text::Page};
//!
//! let screen = Screen::new([
//!     Block::heading(1, "Contoso"),
//!     Block::Rows(vec![
//!         Row::new("Request ID", [Inline::id("3f1c2d4e-1111-4222-8333-abcdefabcdef")]),
//!         Row::new("User", [Inline::value("anna@contoso.com"), " ".into(), Inline::dim("(41 min ago)")]),
//!     ]),
//!     Block::section("What is wrong", vec![Block::said("The value has a blank before it.")]),
//!     Block::marked("!", Role::Caution, ["This folder may sync into the locked tenant.".into()]),
//!     Block::command("Continue with:", "reentry recover"),
//! ]);
//! assert_eq!(screen.text(Page::new(60)), "\
//! Contoso
//! =======
//!
//! Request ID  3f1c2d4e-1111-4222-8333-abcdefabcdef
//! User        anna@contoso.com (41 min ago)
//!
//! What is wrong
//!    The value has a blank before it.
//!
//! ! This folder may sync into the locked tenant.
//!
//! Continue with:
//!    reentry recover
//! ");
//! ```
//!
//! A command prints a screen with `World::answer` (standard output) or `World::tell` (the person's screen). The same
//! blocks as a file of their own: [`Screen::markdown`], or [`Screen::document`] for the writers of HTML and PDF.

use chrono::NaiveDate;

use super::document::{Block, Document, Edition, Part};
use super::markdown;
use super::text::{self, Page};

/// Blocks from top to bottom.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Screen(pub Vec<Block>);

impl Screen {
    /// A screen of these blocks.
    pub fn new(blocks: impl IntoIterator<Item = Block>) -> Self {
        Self(blocks.into_iter().collect())
    }

    /// One paragraph of plain words.
    pub fn said(words: impl Into<String>) -> Self {
        Self(vec![Block::said(words)])
    }

    /// Adds a block below.
    pub fn push(&mut self, block: Block) {
        self.0.push(block);
    }

    /// Whether there is nothing to show.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// As lines for a terminal or a text file, each line ended.
    #[must_use]
    pub fn text(&self, page: Page) -> String {
        text::write(&self.0, page)
    }

    /// As Markdown, each line ended.
    #[must_use]
    pub fn markdown(&self) -> String {
        markdown::write::write(&self.0)
    }

    /// As a document of one part, for the writers of HTML and PDF. It carries the version that made it and the day.
    #[must_use]
    pub fn document(self, title: impl Into<String>, issued: NaiveDate) -> Document {
        let title = title.into();
        let edition =
            Edition { version: format!("reentry {}", env!("CARGO_PKG_VERSION")), issued, review_by: None };
        Document {
            parts: vec![Part::new("record", title.clone(), self.0)],
            title,
            owner: None,
            edition,
            logo: None,
        }
    }
}

/// Plain words: a paragraph a line. A line that stands in from the left stays so; nothing else is read into it.
impl From<&str> for Screen {
    fn from(text: &str) -> Self {
        let paragraphs = text.split('\n').collect::<Vec<_>>();
        let groups = paragraphs.split(|line| line.trim().is_empty()).filter(|group| !group.is_empty());
        let line = |line: &&str| {
            let words = Block::said(line.trim());
            if line.starts_with("   ") { Block::Indent(vec![words]) } else { words }
        };
        Self(groups.map(|group| Block::Tight(group.iter().map(line).collect())).collect())
    }
}

impl From<&String> for Screen {
    fn from(text: &String) -> Self {
        text.as_str().into()
    }
}

impl From<Block> for Screen {
    fn from(block: Block) -> Self {
        Self(vec![block])
    }
}

impl From<Vec<Block>> for Screen {
    fn from(blocks: Vec<Block>) -> Self {
        Self(blocks)
    }
}

#[cfg(test)]
mod tests;
