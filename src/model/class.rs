//! Who a piece of evidence is for: the one list that steps, journals, bundles, flags and JSON share.
//!
//! It knows the three classes, their words in files, and which class of bundle may hold which class of file. It does not
//! know how a file came by its class: what a file's name or content says about that is the business of `evidence`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Who a piece of evidence is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// May go to Microsoft support.
    Support,
    /// Stays with the people who own the case.
    Internal,
    /// Identity and company papers: only by the channel that support names for them.
    Legal,
}

impl Class {
    /// The word in files and JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Support => "support",
            Self::Internal => "internal",
            Self::Legal => "legal",
        }
    }

    /// Whether a bundle of this class may hold a file of that class. Legal papers travel alone: beside them there is
    /// only what support sees anyway.
    #[must_use]
    pub fn may_hold(self, file: Self) -> bool {
        file == Self::Support || file == self
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

impl FromStr for Class {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        [Self::Support, Self::Internal, Self::Legal].into_iter().find(|class| class.id() == text).ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_support_bundle_holds_nothing_else() {
        assert!(!Class::Support.may_hold(Class::Legal) && !Class::Support.may_hold(Class::Internal));
        assert!(!Class::Internal.may_hold(Class::Legal) && Class::Internal.may_hold(Class::Support));
        assert!(!Class::Legal.may_hold(Class::Internal));
    }
}
