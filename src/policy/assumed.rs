//! What is tried out where nobody knows it: one fact, as if it were known.
//!
//! It knows how a fact is named. It refuses to replace what is known: an assumption counts only where the answer is not known.

use super::scene::Scene;
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

impl Fact<'_> {
    /// Whatever it turns out to be, in words.
    pub(super) fn whatever(&self, scene: &Scene) -> String {
        match self {
            Self::User(one) => format!("whether the account is {} or not", scene.name_of(one)),
            Self::Group(one) => format!("whether the account is in the group {} or not", scene.name_of(one)),
            Self::Role(one) => format!("whether the account has the role {} or not", scene.name_of(one)),
            Self::Place(one) => {
                format!("whether the address is in the location {} or not", scene.name_of(one))
            }
            Self::Filter(rule) => format!("whether the device fits the rule {rule} or not"),
            Self::Client => "whatever the kind of program is".to_owned(),
            Self::Platform => "whatever the operating system is".to_owned(),
            Self::SignInRisk => "whatever the sign-in risk is".to_owned(),
            Self::UserRisk => "whatever the user risk is".to_owned(),
            Self::InsiderRisk => "whatever the insider risk is".to_owned(),
            Self::Compliant => "whether the device is compliant or not".to_owned(),
            Self::Kind => "whatever the kind of account is".to_owned(),
        }
    }
}

/// A fact taken as known.
#[derive(Debug, Clone, Copy)]
pub(super) struct Assumed<'a> {
    pub fact: Fact<'a>,
    pub holds: bool,
}
