//! What exports say about a tenant.
//!
//! This room knows the objects of a tenant as they were exported, and how whole each is. It refuses to know what follows
//! from them: that is decided in [`crate::policy`] and [`crate::readiness`], which must never see more than was there.

pub mod conditional_access;
