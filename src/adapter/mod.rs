//! The edges: each file touches one thing of the world. Only `main` knows them.

pub mod case_dir;
pub mod entropy;
pub mod files;
pub mod hickory;
pub mod interrupt;
mod limits;
mod place;
pub mod system_clock;
pub mod terminal_none;
pub mod terminal_plain;
pub mod terminal_rich;
mod typed_lines;
mod unfinished_line;
pub mod zip_archive;
