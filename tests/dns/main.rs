//! `dns check`, `watch` and `bulk` against servers that are wrong in every known way. Everything is on loopback.
//! Other systems than Linux have only one loopback address, and this needs many.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on should stop")]
#![allow(clippy::match_same_arms, reason = "each fault has its own line, also where two look alike")]

mod bulk;
mod disk;
mod faults;
mod flood;
#[path = "../walk/inject.rs"]
mod inject;
mod kinds;
mod lab;
mod networks;
mod odd_zones;
mod usage;
mod walked;
mod wire;
mod world;
