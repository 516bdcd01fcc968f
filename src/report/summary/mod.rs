//! The page that support reads: twenty questions of a first line, in their order, each answered or honestly not.
//!
//! An answer is one of four: what is known; *asked, not known*, by whom and when; *does not apply*, and why; *not
//! recorded*, which is the only one that is a gap. The page carries the case, the journal's line and the chain's head as
//! of when it was made, so that a bundle that comes later can be held against it. A bundle's own fingerprint cannot stand
//! inside the bundle; it stands on the screen and in the request.
//!
//! What this room refuses to know: fonts and sheets. Its sentences come from [`super::said`].

mod answers;
#[cfg(feature = "pdf")]
mod pdf;
mod write;

use chrono::{DateTime, FixedOffset};

use crate::case::Case;
use crate::runbook::Library;

#[cfg(feature = "pdf")]
pub use pdf::pdf;
pub use write::{document, markdown};

/// What can be said to one question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// What is known, line by line.
    Known(Vec<String>),
    /// Somebody was asked and does not know.
    AskedNotKnown(String),
    /// The question does not arise, and why.
    DoesNotApply(String),
    /// Nobody said anything about it.
    NotRecorded,
}

/// A question with its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    pub title: &'static str,
    pub answer: Answer,
}

/// The whole page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// "Tenant lockout, no Global Administrator can sign in: …", as in the request.
    pub title: String,
    /// What stands above everything: drill, rehearsal.
    pub marks: Vec<String>,
    pub questions: Vec<Question>,
    /// What is in the bundle, where the page lies in one.
    pub contents: Vec<String>,
    /// The organisation, for the foot of each page.
    pub owner: Option<String>,
    /// When it was made.
    pub made: DateTime<FixedOffset>,
}

impl Summary {
    /// The page of this case. In a bundle it also says what else lies there.
    #[must_use]
    pub fn of(case: &Case, library: &Library, made: DateTime<FixedOffset>, in_bundle: bool) -> Self {
        let questions = answers::all(case, library, made);
        Self {
            title: answers::title(case, made),
            marks: answers::marks(case),
            questions,
            contents: if in_bundle { answers::contents() } else { Vec::new() },
            owner: case.text(crate::model::facts::NAME),
            made,
        }
    }
}

impl Answer {
    /// The lines as they are printed.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        match self {
            Self::Known(lines) => lines.clone(),
            Self::AskedNotKnown(whom) => vec![format!("Asked, not known ({whom}).")],
            Self::DoesNotApply(why) => vec![format!("Does not apply: {why}.")],
            Self::NotRecorded => vec!["Not recorded.".into()],
        }
    }
}
