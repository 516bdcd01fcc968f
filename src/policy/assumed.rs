//! What is tried out where nobody knows it: one fact, as if it were known.
//!
//! It knows how a fact is named. It refuses to replace what is known: an assumption counts only where the answer is not known.

use crate::tenant::conditional_access::Reference;

/// Something that policies ask about, and that may not be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fact<'a> {
    /// The account is this one.
    User(&'a Reference),
    Group(&'a Reference),
    Role(&'a Reference),
    /// The sign-in comes from there.
    Place(&'a Reference),
    /// The device fits the rule.
    Filter(&'a str),
    Client,
    Platform,
    SignInRisk,
    UserRisk,
    InsiderRisk,
    /// The device is compliant.
    Compliant,
    /// The kind of account.
    Kind,
}

/// A fact taken as known.
#[derive(Debug, Clone, Copy)]
pub(super) struct Assumed<'a> {
    pub fact: Fact<'a>,
    pub holds: bool,
}
