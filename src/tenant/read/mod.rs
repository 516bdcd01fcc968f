//! Reads exports: which objects a file holds, of which kind, and how much of a list they are.
//!
//! This room knows the shapes in which tools write Graph's objects. A file says what it is by what is in it, never by
//! its name. It refuses to decide what follows from an object, and to take one that a tool cut: half a policy looks
//! like a policy that concerns nobody.

mod file;
mod json;
mod kind;
mod normal;
mod rows;
mod table;

pub use file::{FileRead, ListRead, NotRead, Rows, read};
pub(super) use json::Shape;
pub use kind::Kind;
pub(super) use normal::{moment, name, without_secrets};
