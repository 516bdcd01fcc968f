//! Values become words, tables, pages and JSON. Nothing is decided here.

pub mod runbook;
