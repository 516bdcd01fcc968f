//! When to look again.

use std::time::Duration;

use chrono::{Days, FixedOffset, NaiveTime};

use super::finding::{FindingId, Severity, Verdict};
use super::report::Report;

/// What to do after a look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pause {
    /// There is nothing left to wait for, or no time.
    End,
    /// Look again after this.
    For(Duration),
}

/// Looks in a row after which a server that does not answer counts as one that will not come back.
pub const PATIENCE: u32 = 3;

/// Everything that can be there is: what is missing is missing at servers that cannot be asked or do not serve the zone.
#[must_use]
pub fn can_get_no_better(report: &Report) -> bool {
    let gone = |id| {
        matches!(
            id,
            FindingId::ServerTimeout
                | FindingId::ServerUnreachable
                | FindingId::ServerError
                | FindingId::LameDelegation
                | FindingId::DelegationMismatch
        )
    };
    let mut errors = report.findings.iter().filter(|f| f.severity == Severity::Error).peekable();
    report.verdict == Verdict::Partly && errors.peek().is_some() && errors.all(|f| gone(f.id()))
}

/// Looking again makes sense when the value is not visible, or while a resolver is known to remember the past.
/// It waits until something can have changed: the known end of a cache, a minute for a person, the next midnight.
#[must_use]
pub fn pause(report: &Report, zone: FixedOffset, left: Duration, every: Option<Duration>) -> Pause {
    let remembered = [FindingId::NegativeCache, FindingId::ResolverStale, FindingId::ResolverOldDelegation]
        .into_iter()
        .any(|id| report.has(id));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dns_proof::expected::{DateFormat, Expected, ExpectedDate};
    use crate::dns_proof::finding::Finding;
    use crate::dns_proof::observation::Observation;
    use crate::dns_proof::what::What;
    use chrono::DateTime;

    fn report(verdict: Verdict, at: &str, next: Option<&str>, findings: &[FindingId], moves: bool) -> Report {
        let checked_at: DateTime<FixedOffset> = at.parse().unwrap();
        let date = ExpectedDate {
            day: checked_at.date_naive(),
            format: DateFormat::USUAL,
            format_given: true,
            moves,
        };
        let finding = |id: &FindingId| {
            let what = What::Told { id: *id, detail: String::new(), hint: String::new() };
            Finding { severity: id.severity(), server: None, what }
        };
        Report {
            expected: Expected::dated(date),
            checked_at,
            verdict,
            findings: findings.iter().map(finding).collect(),
            negative_ttl_s: None,
            next_check_at: next.map(|n| n.parse().unwrap()),
            observation: Observation::default(),
        }
    }

    const LONG: Duration = Duration::from_secs(1_000_000);

    #[test]
    fn it_sleeps_until_something_can_have_changed() {
        let zone = FixedOffset::east_opt(0).unwrap();
        let there = report(Verdict::Visible, "2026-11-22T12:00:00Z", None, &[], true);
        assert_eq!(pause(&there, zone, LONG, None), Pause::End);
        // A resolver forgets at a known time: not a minute, but then.
        let past = report(
            Verdict::Visible,
            "2026-11-22T12:00:00Z",
            Some("2026-11-22T12:06:52Z"),
            &[FindingId::NegativeCache],
            true,
        );
        assert_eq!(pause(&past, zone, LONG, None), Pause::For(Duration::from_secs(412)));
        assert_eq!(pause(&past, zone, Duration::ZERO, None), Pause::End);
        let absent = report(Verdict::NotYet, "2026-11-22T12:00:00Z", Some("2026-11-22T12:01:00Z"), &[], true);
        assert_eq!(pause(&absent, zone, LONG, None), Pause::For(Duration::from_secs(60)));
        assert_eq!(pause(&absent, zone, Duration::from_secs(5), None), Pause::For(Duration::from_secs(5)));
    }

    #[test]
    fn a_server_that_is_gone_is_no_reason_to_wait_and_a_copy_that_is_old_is() {
        let at = "2026-11-22T12:00:00Z";
        let of =
            |verdict, findings: &[FindingId]| can_get_no_better(&report(verdict, at, None, findings, true));
        assert!(of(Verdict::Partly, &[FindingId::ServerTimeout]));
        assert!(of(Verdict::Partly, &[FindingId::LameDelegation, FindingId::Ipv6Untested]));
        assert!(!of(Verdict::Partly, &[FindingId::ServerTimeout, FindingId::StaleSecondary]));
        assert!(!of(Verdict::Partly, &[]));
        assert!(!of(Verdict::NotYet, &[FindingId::ServerTimeout]));
    }

    #[test]
    fn it_wakes_at_midnight_where_the_day_counts() {
        let zone = FixedOffset::east_opt(3600).unwrap();
        let late =
            |moves| report(Verdict::NotYet, "2026-11-22T22:59:40Z", Some("2026-11-22T23:01:00Z"), &[], moves);
        assert_eq!(pause(&late(true), zone, LONG, None), Pause::For(Duration::from_secs(21)));
        assert_eq!(pause(&late(false), zone, LONG, None), Pause::For(Duration::from_secs(80)));
    }
}
