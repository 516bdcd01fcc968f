use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

use super::expected::Expected;
use super::finding::{Finding, FindingId, Verdict};
use super::observation::Observation;

/// What was seen, what was expected, and the judgement: kept in the case and in the bundle as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    pub expected: Expected,
    pub checked_at: DateTime<FixedOffset>,
    pub verdict: Verdict,
    /// The most telling first.
    pub findings: Vec<Finding>,
    /// Seconds for which somebody may go on seeing "not there" after it is there.
    pub negative_ttl_s: Option<u32>,
    /// When looking again can show something new.
    pub next_check_at: Option<DateTime<FixedOffset>>,
    pub observation: Observation,
}

impl Report {
    /// True when this was found, anywhere.
    #[must_use]
    pub fn has(&self, id: FindingId) -> bool {
        self.findings.iter().any(|f| f.id() == id)
    }
}
