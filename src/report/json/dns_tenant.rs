use chrono::{DateTime, FixedOffset, SecondsFormat};
use serde::Serialize;

use crate::dns_proof::observation::Observation;
use crate::dns_proof::tenant::{initial_domain, traces, was_answered};

/// `reentry/dns-tenant/v1`: what public DNS says about a tenant.
#[derive(Debug, Serialize)]
pub struct View {
    schema: &'static str,
    domain: String,
    checked_at: String,
    /// False when no name server answered: then nothing is known, and an empty list means nothing.
    answered: bool,
    initial_domain: Option<String>,
    traces: Vec<TraceView>,
}

#[derive(Debug, Serialize)]
struct TraceView {
    name: String,
    kind: String,
    value: String,
    proves: String,
    does_not_prove: String,
}

impl View {
    /// The view of one observation.
    #[must_use]
    pub fn new(o: &Observation, now: DateTime<FixedOffset>) -> Self {
        let found = traces(o);
        Self {
            schema: "reentry/dns-tenant/v1",
            domain: o.domain.to_string(),
            checked_at: now.to_rfc3339_opts(SecondsFormat::Secs, true),
            answered: was_answered(o),
            initial_domain: initial_domain(&found).map(|n| n.to_string()),
            traces: found
                .into_iter()
                .map(|t| TraceView {
                    name: t.name.to_string(),
                    kind: t.kind.to_string(),
                    value: t.value,
                    proves: t.proves,
                    does_not_prove: t.does_not_prove,
                })
                .collect(),
        }
    }
}
