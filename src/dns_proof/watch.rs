//! When to look again.

use std::time::Duration;

use chrono::{Days, FixedOffset, NaiveTime};

use super::finding::{FindingId, Verdict};
use super::report::Report;

/// What to do after a look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pause {
    /// There is nothing left to wait for, or no time.
    End,
    /// Look again after this.
    For(Duration),
}

/// Looking again makes sense when the value is not visible, or while a resolver is known to remember the past.
/// It waits until something can have changed: the known end of a cache, a minute for a person, the next midnight.
#[must_use]
pub fn pause(report: &Report, zone: FixedOffset, left: Duration, every: Option<Duration>) -> Pause {
    let remembered =
        [FindingId::NegativeCache, FindingId::ResolverStale].into_iter().any(|id| report.has(id));
    if report.verdict == Verdict::Visible && !remembered || left.is_zero() {
        return Pause::End;
    }
    let known = report.next_check_at.and_then(|at| (at - report.checked_at).to_std().ok());
    let span = every.or(known).unwrap_or(Duration::from_secs(60)).max(Duration::from_secs(1));
    let moves = report.expected.date.is_some_and(|d| d.moves);
    let midnight = report.checked_at.with_timezone(&zone);
    let midnight = midnight
        .date_naive()
        .checked_add_days(Days::new(1))
        .map(|day| day.and_time(NaiveTime::MIN) - midnight.naive_local())
        .and_then(|span| span.to_std().ok())
        .filter(|_| moves);
    Pause::For(midnight.map_or(span, |m| span.min(m + Duration::from_secs(1))).min(left))
}
