//! What people type and paste at the walk's questions, at a real pseudo-terminal and through a pipe.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test may stop where it stands")]

mod answers;
mod bad_input;
mod pasted;
mod typist;
