use crate::tenant::conditional_access::{Policy, Reference};

/// Something that decides nothing now, and should be known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    pub id: &'static str,
    /// The policy's name.
    pub policy: Option<String>,
    pub policy_id: Option<String>,
    pub text: String,
}

pub const REPORT_ONLY: &str = "report-only";
pub const REPORT_ONLY_UNKNOWN: &str = "report-only-not-known";
pub const SESSION: &str = "session-risk";
pub const RESILIENCE: &str = "no-grace-in-an-outage";
pub const NOBODY: &str = "exclusion-protects-nobody";
pub const ACTIVATION: &str = "applies-once-activated";
pub const INVERSE_FILTER: &str = "inverse-device-filter";
pub const DELETED: &str = "soft-deleted";
pub const TERMS: &str = "terms-of-use";
pub const QUESTION: &str = "question-not-understood";

impl Warning {
    /// About one policy.
    #[must_use]
    pub fn new(id: &'static str, policy: &Policy, text: impl Into<String>) -> Self {
        let policy_id = policy.id.as_ref().map(Reference::to_string);
        Self { id, policy: Some(policy.name.clone()), policy_id, text: text.into() }
    }

    /// About the question.
    #[must_use]
    pub fn about_nothing(id: &'static str, text: impl Into<String>) -> Self {
        Self { id, policy: None, policy_id: None, text: text.into() }
    }
}
