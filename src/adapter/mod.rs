//! The edges: each file touches one thing of the world. Only `main` knows them.

pub mod entropy;
pub mod files;
pub mod system_clock;
