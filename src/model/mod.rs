//! The vocabulary that every room shares: identifiers, causes, facts, classes, step references, exit codes, and the few
//! rules about bytes and characters that must be the same everywhere.
//!
//! This room knows how each of these things is spelled and which spellings are wrong. It refuses to know what they mean
//! for a lockout, where they are kept and how they are shown: it depends on no other room, so that any room may depend
//! on it. A type belongs here if two rooms that do not otherwise know each other need it, and if it can be understood
//! without either.

pub mod answer;
mod cause;
mod class;
pub mod exit;
mod fact;
pub mod facts;
pub mod fingerprint;
pub mod harmless;
mod hex;
mod ids;
pub mod names;
mod not_known;
mod option_id;
pub mod person_name;
mod resource;
pub mod spelling;
mod step_ref;
pub mod text;

pub use cause::{Cause, NotACause};
pub use class::Class;
pub use exit::Exit;
pub use fact::{FactDef, FactId, FactTable, FactType, Value, denies_its_address};
pub use fingerprint::Fingerprint;
pub use hex::hex;
pub use ids::{AppId, CorrelationId, DeviceId, NotAnId, ObjectId, RequestId, RoleTemplateId, TenantId};
pub use not_known::not_known;
pub use option_id::OptionId;
pub use resource::Resource;
pub(crate) use resource::carried;
pub use step_ref::{StepRef, is_kebab};
