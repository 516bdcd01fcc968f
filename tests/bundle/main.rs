//! The evidence bundle: the same bytes each time, accepted by every stock tool, and by `verify` only when it is whole.

#![expect(clippy::unwrap_used, reason = "a test may fail where it stands")]

mod held;
mod hostile;
mod oracles;
mod support;
mod verified;
mod written;
