//! Evidence: what is collected, what may leave, and how a stranger can check it.
//!
//! This module knows secrets by their look (`redact`). It knows no files, no zip and no clock: bytes come in and go out
//! through readers and writers that the caller brings.

pub mod item;
pub mod redact;
