//! Many domains, a line each: as a table for people, CSV for spreadsheets, NDJSON for scripts.

use std::collections::BTreeMap;

use crate::dns_proof::finding::{Severity, Verdict};
use crate::dns_proof::report::Report;
use crate::model::Exit;

use super::dns_words::Words;
use super::json;
use super::spreadsheet::inert;

/// The form of the lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Table,
    Csv,
    Ndjson,
}

impl Form {
    /// The line above all others, if this form has one.
    #[must_use]
    pub fn heading(self) -> &'static str {
        match self {
            Form::Csv => "domain,verdict,expected,findings,next_check_at,hint,name\n",
            Form::Table | Form::Ndjson => "",
        }
    }

    /// One domain's line.
    #[must_use]
    pub fn line(self, report: &Report) -> String {
        let domain = report.observation.domain.to_string();
        let mut ids: Vec<&str> = report
            .findings
            .iter()
            .filter(|f| f.severity != Severity::Info)
            .map(|f| f.id().as_str())
            .collect();
        ids.dedup();
        match self {
            Form::Ndjson => json::line(&json::dns_check::View::from(report)),
            Form::Table => {
                let name = report.observation.target.to_string();
                format!("{name:<40} {:<9} {}", report.verdict.to_string(), ids.join(" "))
                    .trim_end()
                    .to_owned()
                    + "\n"
            }
            Form::Csv => {
                let next = report.next_check_at.map(|at| at.to_rfc3339()).unwrap_or_default();
                let words = Words::new(report);
                let hint = report.findings.first().map(|f| words.hint(f)).unwrap_or_default();
                let cells = [
                    domain,
                    report.verdict.to_string(),
                    report.expected.text.clone(),
                    ids.join(" "),
                    next,
                    hint,
                    report.observation.target.to_string(),
                ];
                cells.iter().map(|c| cell(c)).collect::<Vec<_>>().join(",") + "\n"
            }
        }
    }
}

/// A cell that no spreadsheet takes for a formula.
fn cell(text: &str) -> String {
    let inert = inert(text);
    if inert.len() == text.len() && !text.contains([',', '"', '\n', '\r', ';']) {
        return text.to_owned();
    }
    format!("\"{}\"", inert.replace('"', "\"\""))
}

/// How many ended how.
#[derive(Debug, Clone, Default)]
pub struct Tally(BTreeMap<&'static str, usize>, usize);

impl Tally {
    /// Counts one.
    pub fn add(&mut self, verdict: Verdict) {
        let name = match verdict {
            Verdict::Visible => "visible",
            Verdict::Partly => "partly",
            Verdict::NotYet => "not yet",
            Verdict::Wrong => "wrong",
            Verdict::Unknown => "unknown",
        };
        *self.0.entry(name).or_default() += 1;
        self.1 += 1;
    }

    /// The worst of all: nothing known, then no, then yes.
    #[must_use]
    pub fn exit(&self) -> Exit {
        match (self.0.contains_key("unknown"), self.0.keys().any(|name| *name != "visible")) {
            (true, _) => Exit::Unchecked,
            (false, true) => Exit::NotSatisfied,
            (false, false) => Exit::Done,
        }
    }

    /// All so far.
    #[must_use]
    pub fn total(&self) -> usize {
        self.1
    }

    /// `1000 of 10000: 960 visible, 40 wrong`.
    #[must_use]
    pub fn line(&self, of: usize) -> String {
        let parts: Vec<String> = self.0.iter().map(|(name, count)| format!("{count} {name}")).collect();
        format!("{} of {of}: {}\n", self.1, parts.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn no_cell_is_a_formula() {
        assert_eq!(cell("=1+1"), "\"'=1+1\"");
        assert_eq!(cell("a, \"b\""), "\"a, \"\"b\"\"\"");
        assert_eq!(cell("plain.example"), "plain.example");
    }
}
