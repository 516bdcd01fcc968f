//! The sentences about DNS findings, all of them in this folder: what was seen (`detail`), what to do (`hint`), and what
//! a finding means in general (`meaning`). They are written from a finding's data and from its report, when somebody
//! reads them, and nothing here decides anything. Sentences that an old journal holds are shown as they were.

mod detail;
mod hint;
mod meaning;
mod miss;

use chrono::{DateTime, Duration, FixedOffset};

use crate::dns_proof::exchange::{ExtendedError, shown};
use crate::dns_proof::finding::Finding;
use crate::dns_proof::name::Name;
use crate::dns_proof::observation::Stage;
use crate::dns_proof::provider::Provider;
use crate::dns_proof::report::Report;
use crate::dns_proof::what::What;

pub use meaning::{explain, meaning};

/// What the sentences need to know besides the finding.
pub struct Words<'a> {
    report: &'a Report,
    end: Stage,
    value: String,
    provider: Option<&'static Provider>,
}

impl<'a> Words<'a> {
    /// For the findings of this report.
    #[must_use]
    pub fn new(report: &'a Report) -> Self {
        let mut stages = report.observation.stages();
        let end = stages.pop().unwrap_or_default();
        let provider = Provider::of_all(&end.parent_names);
        Self { report, end, value: report.expected.text.clone(), provider }
    }

    /// What was seen.
    #[must_use]
    pub fn detail(&self, finding: &Finding) -> String {
        match &finding.what {
            What::Told { detail, .. } => detail.clone(),
            what => self.seen(what),
        }
    }

    /// What to do, in one line.
    #[must_use]
    pub fn hint(&self, finding: &Finding) -> String {
        self.steps(finding).replace('\n', " ")
    }

    /// What to do, a line for each thing.
    #[must_use]
    pub fn steps(&self, finding: &Finding) -> String {
        match &finding.what {
            What::Told { hint, .. } => hint.clone(),
            what => self.cure(what, finding.server.as_deref()),
        }
    }

    /// The part of the name in front of the zone: what a panel wants in its host field. Nothing for the zone itself.
    fn host(&self) -> Option<String> {
        let below = self.end.name.depth().checked_sub(self.end.zone.depth()).filter(|n| *n > 0)?;
        if self.end.zone.depth() == 0 {
            return None;
        }
        Name::from_labels(self.end.name.labels().take(below)).ok().map(|n| n.to_string())
    }

    /// The DS record of this zone (`None`: of the one that holds the name) stands at the registry, and not in a zone.
    fn is_at_registry(&self, zone: &Option<Name>) -> bool {
        zone.as_ref().unwrap_or(&self.end.zone).parent().is_none_or(|parent| parent.is_registry())
    }

    /// The first name servers of the registry's list.
    fn servers(&self) -> String {
        names(&self.end.parent_names.iter().take(4).cloned().collect::<Vec<_>>())
    }

    /// `until 16:40 (in 24 h)`.
    fn until(&self, seconds: u32) -> String {
        let now = self.report.checked_at;
        format!("until {} (in {})", clock(now, seconds), span(seconds))
    }
}

/// A clock time, with its day where it is not today.
fn clock(now: DateTime<FixedOffset>, seconds: u32) -> String {
    let at = now + Duration::seconds(i64::from(seconds));
    let form = if at.date_naive() == now.date_naive() { "%H:%M" } else { "%Y-%m-%d %H:%M" };
    at.format(form).to_string()
}

/// Seconds as people say them, never too short.
#[must_use]
pub fn span(seconds: u32) -> String {
    match seconds {
        0..=119 => format!("{seconds} s"),
        120..=7_199 => format!("{} min", seconds.div_ceil(60)),
        7_200..=172_799 => format!("{} h", seconds.div_ceil(3_600)),
        _ => format!("{} days", seconds.div_ceil(86_400)),
    }
}

fn names(names: &[Name]) -> String {
    names.iter().map(Name::to_string).collect::<Vec<_>>().join(", ")
}

/// The reason that a resolver gives (RFC 8914).
fn told(error: &ExtendedError) -> String {
    const NAMES: [(u16, &str); 13] = [
        (4, "forged answer"),
        (6, "DNSSEC bogus"),
        (7, "signature expired"),
        (8, "signature not yet valid"),
        (9, "DNSKEY missing"),
        (10, "signatures missing"),
        (12, "NSEC missing"),
        (15, "blocked"),
        (16, "censored"),
        (17, "filtered"),
        (18, "prohibited"),
        (22, "no reachable authority"),
        (23, "network error"),
    ];
    let name = NAMES
        .iter()
        .find(|n| n.0 == error.code)
        .map_or_else(|| format!("error {}", error.code), |n| n.1.to_owned());
    if error.text.is_empty() { name } else { format!("{name} ({})", shown(error.text.as_bytes())) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_said_as_people_say_them() {
        let now: DateTime<FixedOffset> = "2026-11-22T16:40:00+01:00".parse().unwrap();
        assert_eq!(
            [span(45), span(412), span(7_200), span(86_398), span(172_800)],
            ["45 s", "7 min", "2 h", "24 h", "2 days"]
        );
        assert_eq!(clock(now, 600), "16:50");
        assert_eq!(clock(now, 86_400), "2026-11-23 16:40");
    }
}
