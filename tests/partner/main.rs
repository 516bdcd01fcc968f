//! Who can still help: the matrix cell by cell, relationship files of every kind, and the binary itself.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod base;
mod binary;
mod interview;
mod matrix;
mod reading;
mod weighing;
