//! Accounts, doors, requests and what happened: told to the real program, and read back in every text.

#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod beyond;
mod commands;
mod incidents;
mod never;
mod program;
