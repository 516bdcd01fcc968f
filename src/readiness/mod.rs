//! Quiet days: what is known about a tenant while everybody still gets in.
//!
//! This room knows the profile (`tenant.toml`), what it says in the vocabulary of the walk, and what of it is getting
//! old. It refuses to know the lockout itself, which is a case's, and where a profile is kept or who is asked for it.

pub mod alerts;
pub mod audit;
pub mod drill;
pub mod import;
pub mod interview;
pub mod maker;
pub mod overlay;
pub mod profile;
mod propose;
