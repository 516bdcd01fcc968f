//! Runbooks are data: Markdown that the guide walks, paper prints and lint checks.
//!
//! This room knows the format (front matter, steps, targets) and the whole set as a graph. It refuses to know what
//! a step's words mean, how they look on a screen, and what anybody answered.

pub mod alias;
mod embedded;
mod front_matter;
mod kit;
mod later;
mod library;
pub mod page;
mod parse;
mod phase;
mod source_date;
mod step;

use embedded::carried_prose;
pub(crate) use front_matter::day;
pub use front_matter::{Confidence, FrontMatter, Source};
pub use kit::{KitRules, Without};
pub use later::Later;
pub use library::Library;
pub use parse::{Problem, Runbook, parse};
pub use phase::{PHASES, START};
pub use source_date::SourceDate;
pub use step::{
    Check, ChoiceOption, Condition, DoorAccount, Kind, News, NewsOption, Says, Shows, Step, Target, WaitKind,
};
