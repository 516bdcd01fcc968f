//! Runbooks are data: Markdown that the guide walks, paper prints and lint checks.
//!
//! This room knows the format (front matter, steps, targets) and the whole set as a graph. It refuses to know what
//! a step's words mean, how they look on a screen, and what anybody answered.

pub mod alias;
mod front_matter;
mod kit;
mod library;
pub mod page;
mod parse;
mod source_date;
mod step;

pub(crate) use front_matter::day;
pub use front_matter::{Confidence, FrontMatter, Source};
pub use kit::{KitRules, Without};
pub use library::{Library, embedded_files};
pub use parse::{Problem, Runbook, parse};
pub use source_date::SourceDate;
pub use step::{
    Check, ChoiceOption, Condition, DoorAccount, Kind, News, NewsOption, Says, Shows, Step, Target, WaitKind,
};

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
