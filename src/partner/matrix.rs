//! The matrix: what each built-in role can do to a Global Administrator. Data in `data/matrix.tsv`.

use std::sync::LazyLock;

use super::action::Action;
use super::condition::Condition;
use super::role::Role;
use super::source::Source;
use super::table::{cell, rows};
use crate::model::carried;

/// One cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cell {
    /// The answer.
    pub answer: Answer,
    /// Who says so, and when.
    pub source: Source,
}

/// Can the role do it to a Global Administrator?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// Yes.
    Yes,
    /// No.
    No,
    /// Only if this holds.
    If(Condition),
    /// The sources do not say.
    Unknown,
}

struct Matrix {
    /// One row for each role of the table, in its order.
    rows: Vec<Vec<Option<Cell>>>,
    /// Every other built-in role.
    others: Vec<Option<Cell>>,
}

static MATRIX: LazyLock<Matrix> = LazyLock::new(|| {
    let (mut lines, mut others) = (Vec::new(), Vec::new());
    for row in rows(carried!("src/partner/data/matrix.tsv").text()) {
        let cells = row.iter().skip(3).map(|text| read(text, cell(&row, 2))).collect();
        if cell(&row, 0) == "*" {
            others = cells;
        } else {
            lines.push(cells);
        }
    }
    Matrix { rows: lines, others }
});

/// `yes`, `no`, `unknown` or `if:CONDITION`, and `@SOURCE` where it is not the role's own page.
fn read(text: &str, page: &'static str) -> Option<Cell> {
    let (answer, source) = match text.split_once('@') {
        Some((answer, source)) => (answer, Source::find(source)?),
        None => (text, Source::page(page)?),
    };
    let answer = match answer {
        "yes" => Answer::Yes,
        "no" => Answer::No,
        "unknown" => Answer::Unknown,
        other => Answer::If(Condition::find(other.strip_prefix("if:")?)?),
    };
    Some(Cell { answer, source })
}

/// What this role can do. A built-in role outside the table has the answers of its last line.
#[must_use]
pub fn cell_of(role: Role, action: Action) -> Cell {
    let row = MATRIX.rows.get(role.place()).unwrap_or(&MATRIX.others);
    let unread =
        Cell { answer: Answer::Unknown, source: Source { id: "-", title: "-", date: "-", confidence: "-" } };
    row.get(action as usize).copied().flatten().unwrap_or(unread)
}

/// Whether the table has a line of its own for this role.
#[must_use]
pub fn has_own_line(role: Role) -> bool {
    role.place() < MATRIX.rows.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cell_is_read_and_has_its_source_and_date() {
        let header = carried!("src/partner/data/matrix.tsv").text().lines().next().unwrap();
        let columns: Vec<&str> = header.split('\t').skip(3).collect();
        assert_eq!(columns, Action::ALL.map(Action::id));
        assert_eq!(MATRIX.others.len(), Action::ALL.len());
        for role in Role::all() {
            for action in Action::ALL {
                let cell = cell_of(role, action);
                assert_ne!(cell.source.id, "-", "{role}, {action} is not readable");
                let date = cell.source.date;
                assert!(date == "undated" || date.starts_with("20"), "{role}, {action}: {date}");
            }
        }
    }
}
