//! Conditional Access as it was exported: policies with every condition and control, the named locations, authentication
//! strengths and the authentication methods policy that they refer to.
//!
//! The module knows the shapes in which these objects are found: Graph v1.0 and beta, `PascalCase` of Graph PowerShell,
//! lists that a tool unrolled or joined, members that it replaced by the name of their type. It keeps the name of
//! every key and value that it does not understand, because a policy with such a part may do something else than the rest
//! of it says. It refuses to judge: whom a policy reaches, and whether a control can be met, is decided in
//! [`crate::policy`].

pub mod around;
mod conditions;
mod controls;
mod export;
mod graph_request;
mod location;
pub mod loose;
mod method;
mod methods_policy;
mod policy;
mod reference;
mod strength;
pub mod terraform;

pub use around::Around;
pub use conditions::{
    Applications, Conditions, DeviceFilter, Devices, Guests, Locations, Sides, Tenants, Unclear, Users,
};
pub use controls::{AskedStrength, Control, Grant, Operator, Session};
pub use export::{Export, Mixed};
pub use location::{Place, PlaceKind, Range};
pub use method::{Method, Registered};
pub use methods_policy::{Bound, KeyRule, MethodRule, MethodsPolicy, PasskeyTypes, Targets, Types};
pub use policy::{Policy, State};
pub use reference::Reference;
pub use strength::{Strength, built_in};
