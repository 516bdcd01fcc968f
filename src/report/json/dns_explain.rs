use serde::Serialize;

use crate::dns_proof::finding::{FindingId, Severity};
use crate::report::dns_words::meaning;

/// `reentry/dns-explain/v1`: a finding in general.
#[derive(Debug, Serialize)]
pub struct View {
    schema: &'static str,
    id: FindingId,
    severity: Severity,
    meaning: &'static str,
}

/// What a finding means.
#[must_use]
pub fn view(id: FindingId) -> View {
    View { schema: "reentry/dns-explain/v1", id, severity: id.severity(), meaning: meaning(id) }
}
