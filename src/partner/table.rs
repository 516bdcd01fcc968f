//! The embedded tables: tab-separated, one header line, `-` for nothing.

/// The rows below the header, cut into cells. The text is part of the program and a test reads every cell of it.
pub(super) fn rows(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    text.lines().skip(1).map(|line| line.split('\t').collect())
}

/// One cell; a missing one reads as empty and is caught by the tests of the table.
pub(super) fn cell(row: &[&'static str], at: usize) -> &'static str {
    row.get(at).copied().unwrap_or_default()
}

/// `-` stands for nothing.
pub(super) fn some(cell: &'static str) -> Option<&'static str> {
    (cell != "-" && !cell.is_empty()).then_some(cell)
}
