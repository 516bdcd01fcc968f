//! Conditional Access, decided from exports: who is refused by what, and which way is open.
//!
//! # What it knows
//! The documented rules by which Microsoft Entra weighs policies: all conditions of a policy together, exclusions before
//! inclusions, every policy that applies must be met, a block wins. Beside the policies it knows what refuses with the
//! same sign on the screen: mandatory multifactor authentication and security defaults.
//!
//! # What it refuses to know
//! Everything that no export holds. An answer is *open* or *locked* only where every fact that could turn it round is
//! there; otherwise it is *cannot tell*, with the facts that would settle it. A key or a value that is not understood is
//! such a missing fact, never something to skip. It reads no file and asks nobody.
//!
//! # Why
//! Advice that is wrong costs a company days. So logic is three-valued (`truth`), each answer carries its path
//! (`trace`), and each reason for not knowing has one code ([`reason`]).
#![doc = include_str!("how-it-decides.md")]

mod assumed;
mod conditions;
mod context;
mod controls;
pub mod doors;
mod either;
pub mod entry;
pub mod filter;
pub mod grid;
pub mod judge;
pub mod law;
pub mod lockout;
mod methods;
mod outside;
mod people;
mod places;
pub mod preview;
pub mod question;
pub mod reason;
mod refusal;
mod resources;
pub mod roster;
mod scene;
mod strengths;
mod to_enter;
mod trace;
mod truth;
pub mod warning;

pub use judge::{By, Judgement, Outcome, Verdict, explain, explain_some, judge, steps, verdict};
pub use law::{Law, gaps, incomplete};
pub use question::{Context, Person, Question, Surface, Way};
