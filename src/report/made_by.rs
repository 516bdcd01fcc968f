//! A report that a provider makes for its customer: whose name it carries, and whom it speaks to.
//!
//! It knows the maker and puts it on a finished document. It refuses to know what the document is about.

use std::sync::Arc;

use super::document::{Block, Document, Inline, Row};
use super::logo::Logo;
use crate::readiness::maker::Maker;

/// Who makes it, with the logo that was read.
#[derive(Debug, Clone)]
pub struct MadeBy {
    pub maker: Maker,
    pub logo: Option<Arc<Logo>>,
}

impl MadeBy {
    /// The document with the maker's name at its foot and its logo.
    #[must_use]
    pub fn sign(&self, mut document: Document) -> Document {
        document.edition.version.push_str(&format!(", made by {}", self.maker.name));
        document.logo.clone_from(&self.logo);
        document
    }

    /// The same for a report that is handed to the customer: it says first who made it, who is reached how, and who is meant.
    #[must_use]
    pub fn hand_over(&self, document: Document) -> Document {
        let mut document = self.sign(document);
        let Maker { name, night, mail, words, .. } = &self.maker;
        let you = document.owner.clone().unwrap_or_else(|| "your organisation".to_owned());
        let who = Block::Paragraph(vec![
            Inline::value(name),
            " made this report for ".into(),
            Inline::value(&you),
            ". \u{201c}You\u{201d} and \u{201c}the customer\u{201d} mean ".into(),
            Inline::value(&you),
            ".".into(),
        ]);
        let rows = [("Day and night", night), ("Mail", mail), ("Your provider says", words)];
        let rows: Vec<Row> = rows
            .into_iter()
            .filter_map(|(label, text)| Some(Row::new(label, [Inline::value(text.as_deref()?)])))
            .collect();
        if let Some(first) = document.parts.first_mut() {
            let mut blocks = vec![who];
            blocks.extend((!rows.is_empty()).then_some(Block::Rows(rows)));
            first.blocks.splice(0..0, blocks);
        }
        document
    }
}
