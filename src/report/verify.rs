//! The answer about a bundle that somebody sent.

use std::fmt::Write as _;

use serde::Serialize;

use super::harmless::shown;
use crate::evidence::problem::Rule;
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

/// The answer about an earlier chain head, for a person.
#[must_use]
pub fn continued(continued: Continued) -> String {
    match continued {
        Continued::At { line, of } => {
            format!("\nThe journal continues the chain head that you gave: it is line {line} of {of}.\n")
        }
        Continued::No => "\nThe journal does NOT continue the chain head that you gave: no line has it.\n".into(),
        Continued::NoJournal => {
            "\nWhether it continues the chain head that you gave cannot be told: there is no whole journal in it.\n".into()
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
pub fn text(verdict: &Verdict, told: bool) -> String {
    let mut page = String::new();
    let verdict_line = match (verdict.valid(), verdict.refuses()) {
        (true, _) => "Valid: the bundle is complete, and every file is as it was packed.",
        (false, true) if verdict.problems.iter().all(|problem| problem.rule == Rule::NotAZip) => {
            "This is not a bundle."
        }
        (false, true) => "Refused: this file cannot be checked safely. Do not unpack it.",
        (false, false) => "Not valid: do not rely on this bundle.",
    };
    let _ = writeln!(page, "{verdict_line}");
    for problem in &verdict.problems {
        let _ = match &problem.file {
            Some(file) => writeln!(page, "  {}: {}", shown(file), shown(&problem.detail)),
            None => writeln!(page, "  {}", shown(&problem.detail)),
        };
        let _ = writeln!(page, "      rule: {}", problem.rule);
    }
    let _ = writeln!(page);
    if let Some(folder) = &verdict.folder {
        let _ = writeln!(page, "Bundle       {}", shown(folder));
    }
    if let Some(class) = verdict.class {
        let _ = writeln!(page, "Class        {class}");
    }
    if verdict.files > 0 {
        let _ = writeln!(page, "Contents     {} files, {} bytes", verdict.files, verdict.bytes);
    }
    if let Some(print) = verdict.fingerprint {
        let _ = writeln!(page, "Fingerprint  {}\n             (in full: {print})", print.short());
    }
    if verdict.valid() && told {
        let _ = writeln!(page, "\nIt is the bundle whose fingerprint you were told.");
    } else if verdict.valid() {
        let _ = writeln!(
            page,
            "\nThis shows that nothing was damaged. It does not show who made it: compare the\nfingerprint with the one you were told in another way (phone, support request,\npaper), or give it here: --fingerprint \"...\""
        );
    } else {
        let _ = writeln!(page, "Ask the sender for the file again, and for its fingerprint in another way.");
    }
    page
}
