//! The edges: each file touches one thing of the world. Only `main` knows them.

pub mod entropy;
pub mod files;
pub mod system_clock;

/// Stands where an adapter is still to be connected.
pub struct NoDns;
impl crate::port::Dns for NoDns {}
pub struct NoArchive;
impl crate::port::Archive for NoArchive {}
pub struct NoStore;
impl crate::port::CaseStore for NoStore {}
pub struct NoTerminal;
impl crate::port::Terminal for NoTerminal {}
