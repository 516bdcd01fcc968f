//! Evidence: what is collected, what may leave, and how a stranger can check it.
//!
//! - [`redact`] knows secrets by their look. It is asked before anything is written, and again before anything leaves.
//! - [`crate::model::Class`] says who a file is for; [`item`] brings it into the form in which it may be kept; [`inventory`] says
//!   where it came from.
//! - `packed` opens zips, documents and mails as far as is safe, so that both nets can look into them.
//! - [`whole`] makes sure that a kept file is still the one that was attached.
//! - [`bag`] describes a bundle (BagIt 1.0, RFC 8493) and writes it in one pass; [`manifest`] and [`crate::model::fingerprint`] are
//!   what it can be checked by.
//! - [`container`] and [`verify`] read a bundle that a stranger sent, with suspicion. They trust no name ([`crate::model::names`]), no
//!   header, no size, and say what is wrong as a [`problem`].
//!
//! This module knows no files and no clock, and packs nothing: bytes come in and go out through readers and writers that
//! the caller brings. It does not know what a case is, and it never promises more than hashes can: they show change to
//! somebody who was told the fingerprint in another way, and nothing else.

pub mod bag;
pub mod container;
mod header;
mod held;
pub mod inventory;
pub mod item;
pub mod legal;
pub mod manifest;
mod packed;
pub mod problem;
pub mod redact;
mod text;
pub mod verify;
pub mod whole;
