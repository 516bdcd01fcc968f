//! Turns values into words, tables, pages and JSON.
//!
//! Everything a person reads (an answer on a screen, a runbook's prose, a printed kit) is first a [`document`]: a short
//! list of block kinds. A view makes blocks from a case or a report; [`markdown`] reads them from a runbook. One writer for
//! each surface turns blocks into lines of a terminal or of a plain text ([`text`]), Markdown ([`markdown::write`]), a page
//! for a browser ([`html`]), or paper ([`pdf`]). A writer knows its surface and nothing about recovery; what the words say
//! comes from `runbooks/` and from the case. How a view is written: see [`screen`].
//!
//! What this module refuses to know: where the output goes, what time it is, and what should happen next. Text that
//! came from outside passes [`harmless`] in every writer, so no caller has to remember it.

pub mod alerts;
pub mod attachment;
pub mod audit;
mod bidi;
pub mod board;
pub mod bundle;
pub mod calendar;
pub mod custody;
pub mod dig;
pub mod dns;
pub mod dns_bulk;
pub mod dns_tenant;
pub mod dns_words;
pub mod document;
pub mod dossier;
pub mod drill;
pub use crate::model::harmless;
pub mod fleet;
pub mod form;
pub mod html;
pub mod json;
pub mod logo;
pub mod made_by;
pub mod mail;
pub mod markdown;
pub mod opening;
pub mod paper;
pub mod partner;
#[cfg(feature = "pdf")]
pub mod pdf;
pub mod pipeline;
pub mod policy;
pub mod prepare;
pub mod qr;
pub mod question;
pub mod runbook;
pub mod said;
pub mod screen;
pub mod secret;
pub mod signin;
pub mod signin_cause;
pub mod signin_find;
pub mod signin_table;
pub mod spreadsheet;
pub mod status;
pub mod summary;
pub mod text;
pub mod ticket;
pub mod timeline;
pub mod txt_day;
pub mod typed;
pub mod verify;
pub mod when;
