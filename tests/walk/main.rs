//! Whole recoveries with the real program.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail where it stands")]

mod bundle;
mod channels;
mod clock;
mod crash;
mod day_three;
mod doubt;
mod evidence;
mod faults;
mod forge;
mod format;
#[cfg(target_os = "linux")]
mod inject;
mod journal;
mod mended;
mod offline;
#[cfg(unix)]
mod player;
mod program;
mod signin;
mod sticks;
mod terminal;
mod transcript;
mod typed_beside;
