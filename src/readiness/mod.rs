//! Quiet days: what is known about a tenant while everybody still gets in.

pub mod alerts;
