//! The rows of an import over many tenants.

use serde::Serialize;

use crate::model::Exit;
use crate::readiness::import;
use crate::report::harmless::shown;
use crate::report::prepare::import as words;
use crate::tenant::{Change, Snapshot};

/// One tenant, or one group of files that is no tenant's.
#[derive(Debug, Clone, Serialize)]
pub struct Imported {
    schema: &'static str,
    pub name: String,
    tenant_id: Option<String>,
    /// `done`, `not-found`, `refused`, or `nothing-given`.
    result: &'static str,
    files: usize,
    changes: Vec<Change>,
    not_found: Vec<String>,
    proposed_emergency_accounts: Vec<String>,
    problems: Vec<String>,
}

impl Imported {
    fn new(name: String, result: &'static str) -> Self {
        Self {
            schema: "reentry/fleet/v1",
            name,
            tenant_id: None,
            result,
            files: 0,
            changes: Vec::new(),
            not_found: Vec::new(),
            proposed_emergency_accounts: Vec::new(),
            problems: Vec::new(),
        }
    }

    /// Its exports were taken.
    #[must_use]
    pub fn taken(name: String, taken: &import::Imported, kept: &Snapshot) -> Self {
        let result = if words::exit(taken) == Exit::Done { "done" } else { "not-found" };
        let bad = taken
            .files
            .iter()
            .filter(|one| !one.cut.is_empty() || (one.problem.is_some() && !one.passed_over));
        Self {
            tenant_id: kept.tenant.map(|id| id.to_string()),
            files: taken.files.len(),
            changes: taken.changes.clone(),
            not_found: taken.not_found.clone(),
            proposed_emergency_accounts: taken.proposed.iter().map(|(name, _)| name.clone()).collect(),
            problems: words::problems(&bad.cloned().collect::<Vec<_>>()),
            ..Self::new(name, result)
        }
    }

    /// Nothing was taken, and why.
    #[must_use]
    pub fn refused(name: String, why: String) -> Self {
        Self { problems: vec![why], ..Self::new(name, "refused") }
    }

    /// No export is this tenant's.
    #[must_use]
    pub fn nothing(name: String) -> Self {
        Self::new(name, "nothing-given")
    }
}

/// What was refused first, then what changed most.
pub fn worst_first(rows: &mut [Imported]) {
    let rank = |row: &Imported| match row.result {
        "refused" => 0,
        "not-found" => 1,
        "nothing-given" => 2,
        _ => 3,
    };
    rows.sort_by_key(|row| (rank(row), std::cmp::Reverse(row.changes.len()), row.name.clone()));
}

/// The worst of all.
#[must_use]
pub fn exit(rows: &[Imported]) -> Exit {
    let any = |result: &str| rows.iter().any(|row| row.result == result);
    if any("refused") {
        Exit::Input
    } else if any("not-found") {
        Exit::NotSatisfied
    } else {
        Exit::Done
    }
}

/// One JSON object a line.
#[must_use]
pub fn lines(rows: &[Imported]) -> String {
    rows.iter().map(crate::report::json::line).collect()
}

/// A table and what to look at.
#[must_use]
pub fn text(rows: &[Imported], dry_run: bool) -> String {
    let mut text = String::new();
    for row in rows {
        let state = match row.result {
            "done" => format!("{} files, {} changes", row.files, row.changes.len()),
            "not-found" => format!("{} files, {} changes, NOT ALL FOUND", row.files, row.changes.len()),
            "nothing-given" => "no export is this tenant's".to_owned(),
            _ => "REFUSED".to_owned(),
        };
        text.push_str(&format!("{}: {state}\n", shown(&row.name)));
        let said = row.changes.iter().map(words::change);
        let missing = row.not_found.iter().map(|name| format!("not found: {}", shown(name)));
        let proposed = row
            .proposed_emergency_accounts
            .iter()
            .map(|name| format!("looks like an emergency account: {}", shown(name)));
        let problems = row.problems.iter().map(|problem| shown(problem).into_owned());
        for line in said.chain(missing).chain(proposed).chain(problems) {
            text.push_str(&format!("   {line}\n"));
        }
    }
    let count = |result: &str| rows.iter().filter(|row| row.result == result).count();
    text.push_str(&format!(
        "Taken: {}. Refused: {}. Without an export: {}.\n",
        count("done") + count("not-found"),
        count("refused"),
        count("nothing-given")
    ));
    if dry_run {
        text.push_str("Nothing was written (--dry-run).\n");
    }
    text
}
