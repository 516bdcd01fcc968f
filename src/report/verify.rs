//! The answer about a bundle that somebody sent.

use serde::Serialize;

use super::document::{Block, Inline, Role, Row};
use super::harmless::shown;
use super::screen::Screen;
use crate::evidence::problem::{Problem, Rule};
use crate::evidence::verify::Verdict;
use crate::model::Class;

/// `reentry/verify/v1`.
#[derive(Debug, Serialize)]
pub struct View {
    schema: &'static str,
    valid: bool,
    /// 64 hex digits.
    fingerprint: Option<String>,
    bundle_class: Option<&'static str>,
    /// Of the payload.
    files: usize,
    /// Of the payload.
    bytes: u64,
    problems: Vec<ProblemView>,
    /// Whether the journal continues the chain head that was asked about; nothing where none was.
    #[serde(skip_serializing_if = "Option::is_none")]
    continues: Option<bool>,
    /// The line of the journal with that chain head.
    #[serde(skip_serializing_if = "Option::is_none")]
    continues_line: Option<u64>,
}

/// Whether a bundle's journal continues a chain head that was told earlier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Continued {
    /// There is no journal in it that could be followed.
    NoJournal,
    No,
    At {
        line: u64,
        of: u64,
    },
}

impl View {
    /// The same with the answer about an earlier chain head.
    #[must_use]
    pub fn continuing(mut self, continued: Option<Continued>) -> Self {
        self.continues = continued.map(|continued| matches!(continued, Continued::At { .. }));
        self.continues_line = continued.and_then(|continued| match continued {
            Continued::At { line, .. } => Some(line),
            _ => None,
        });
        self
    }
}

/// The answer about an earlier chain head, for a person. `what` is that head, or the bundle it was read from.
#[must_use]
pub fn continued(continued: Continued, what: &str) -> String {
    match continued {
        Continued::At { line, of } => {
            format!("\nThe journal continues {what}: its end is line {line} of {of}.\n")
        }
        Continued::No => {
            format!("\nThe journal does NOT continue {what}: no line is its end.\n")
        }
        Continued::NoJournal => {
            format!("\nWhether it continues {what} cannot be told: there is no whole journal in it.\n")
        }
    }
}

#[derive(Debug, Serialize)]
struct ProblemView {
    rule: &'static str,
    file: Option<String>,
    detail: String,
}

impl From<&Verdict> for View {
    fn from(verdict: &Verdict) -> Self {
        let problems = verdict.problems.iter().map(|problem| ProblemView {
            rule: problem.rule.id(),
            file: problem.file.as_deref().map(|file| shown(file).into_owned()),
            detail: shown(&problem.detail).into_owned(),
        });
        Self {
            schema: "reentry/verify/v1",
            valid: verdict.valid(),
            fingerprint: verdict.fingerprint.map(|print| print.to_string()),
            bundle_class: verdict.class.map(Class::id),
            files: verdict.files,
            bytes: verdict.bytes,
            problems: problems.collect(),
            continues: None,
            continues_line: None,
        }
    }
}

/// The same for a person. `told` says whether a fingerprint was compared.
#[must_use]
pub fn screen(verdict: &Verdict, told: bool) -> Screen {
    let (role, answer) = match (verdict.valid(), verdict.refuses()) {
        (true, _) if told => {
            (Role::Good, "Valid: the bundle is complete, and every file is as it was packed.")
        }
        (true, _) if verdict.held => (
            Role::Good,
            "Valid: the bundle is complete, nothing in it is damaged, and its lists and timeline agree with its journal.",
        ),
        (true, _) => (
            Role::Good,
            "Valid: the bundle is complete, and nothing in it is damaged. Its pages were not all compared with a journal.",
        ),
        (false, true) if verdict.problems.iter().all(|problem| problem.rule == Rule::NotAZip) => {
            (Role::Danger, "This is not a bundle.")
        }
        (false, true) => (Role::Danger, "Refused: this file cannot be checked safely. Do not unpack it."),
        (false, false) => (Role::Danger, "Not valid: do not rely on this bundle."),
    };
    let problem = |problem: &Problem| {
        let mut words = Vec::new();
        if let Some(file) = &problem.file {
            words.extend([Inline::path(file), ": ".into()]);
        }
        words.push(Inline::value(&problem.detail));
        let rule = Inline::dim(format!("rule: {}", problem.rule));
        Block::Indent(vec![Block::Paragraph(words), Block::Indent(vec![Block::words([rule])])])
    };
    let mut first = vec![Block::words([Inline::Span(role, answer.into())])];
    first.extend(verdict.problems.iter().map(problem));
    let mut rows = Vec::new();
    if let Some(folder) = &verdict.folder {
        rows.push(Row::new("Bundle", [Inline::path(folder)]));
    }
    if let Some(class) = verdict.class {
        rows.push(Row::new("Class", [class.to_string().into()]));
    }
    if verdict.files > 0 {
        rows.push(Row::new("Contents", [format!("{} files, {} bytes", verdict.files, verdict.bytes).into()]));
    }
    if let Some(print) = verdict.fingerprint {
        let words =
            [Inline::id(print.short()), Inline::Break, "(in full: ".into(), Inline::id(print), ")".into()];
        rows.push(Row::new("Fingerprint", words));
    }
    let last = if verdict.valid() && told {
        "It is the bundle whose fingerprint you were told."
    } else if verdict.valid() {
        "This shows that nothing was damaged on the way. It does not show who made it, nor that nobody changed it and \
         packed it anew: compare the fingerprint with the one you \
         were told in another way (phone, support request, paper), or give it here: --fingerprint \"...\""
    } else {
        "Ask the sender for the file again, and for its fingerprint in another way."
    };
    let mut blocks = vec![Block::Tight(first)];
    if !rows.is_empty() {
        blocks.push(Block::Rows(rows));
    }
    blocks.push(Block::said(last));
    blocks.into()
}
