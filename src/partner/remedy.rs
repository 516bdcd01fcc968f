//! Which action undoes which lockout, and on what condition. Data in `data/remedies.tsv`.

use std::sync::LazyLock;

use crate::model::Cause;
use crate::model::carried;

use super::action::Action;
use super::condition::Condition;
use super::source::Source;
use super::table::{cell, rows, some};

/// One way out of one lockout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Remedy {
    /// The lockout.
    pub cause: Cause,
    /// What undoes it.
    pub action: Action,
    /// What must also be true.
    pub condition: Option<Condition>,
    /// What to know before doing it.
    pub caveat: Option<&'static str>,
    /// Who says so.
    pub source: Source,
}

static REMEDIES: LazyLock<Vec<Remedy>> = LazyLock::new(|| {
    rows(carried!("src/partner/data/remedies.tsv").text())
        .filter_map(|row| {
            Some(Remedy {
                cause: cell(&row, 0).parse().ok()?,
                action: cell(&row, 1).parse().ok()?,
                condition: some(cell(&row, 2)).and_then(Condition::find),
                caveat: some(cell(&row, 3)),
                source: Source::find(cell(&row, 4))?,
            })
        })
        .collect()
});

/// The ways out of this lockout, best first. None for a tenant that Microsoft blocked: no role lifts that.
pub fn remedies(cause: Cause) -> impl Iterator<Item = Remedy> {
    REMEDIES.iter().filter(move |remedy| remedy.cause == cause).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_read_and_only_a_blocked_tenant_has_no_remedy() {
        let lines = carried!("src/partner/data/remedies.tsv").text().lines().count() - 1;
        assert_eq!(REMEDIES.len(), lines);
        for row in rows(carried!("src/partner/data/remedies.tsv").text()) {
            let condition = cell(&row, 2);
            assert!(condition == "-" || Condition::find(condition).is_some(), "{condition}");
        }
        for cause in Cause::all() {
            assert_eq!(remedies(cause).next().is_none(), cause == Cause::TenantBlocked, "{cause}");
        }
    }
}
