//! Names of firms that stand between Microsoft and a partner. It knows names and nothing about any contract: whether a firm
//! holds a relationship with a tenant is for the relationship's own file to say.

use super::table::{cell, rows};

/// Firms that sell Microsoft's cloud to resellers. The list is not complete; a name in it is only a hint.
#[must_use]
pub fn is_distributor(name: &str) -> bool {
    let folded: String = name.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
    rows(include_str!("data/distributors.tsv")).any(|row| folded.contains(cell(&row, 1)))
}
