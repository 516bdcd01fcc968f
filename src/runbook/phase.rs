//! The path: its phases, and where it begins.

/// The phases of the path, in order; a folder is `N-phase`.
pub const PHASES: [&str; 8] = [
    "triage",
    "regain-access",
    "evidence",
    "support-request",
    "proof-of-control",
    "escalation",
    "after-recovery",
    "prevention",
];

/// Where the walk begins.
pub const START: &str = "stop-card";
