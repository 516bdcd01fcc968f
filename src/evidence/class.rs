//! Who a piece of evidence is for, and what looks as if it were a legal paper.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

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

impl From<crate::runbook::Class> for Class {
    fn from(class: crate::runbook::Class) -> Self {
        match class {
            crate::runbook::Class::Support => Self::Support,
            crate::runbook::Class::Internal => Self::Internal,
            crate::runbook::Class::Legal => Self::Legal,
        }
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

/// Parts of file names that say "legal paper", in the languages of the people who call (lower case, ASCII).
const PAPERS: &[&str] = &[
    "passport",
    "reisepass",
    "passeport",
    "pasaporte",
    "passaporte",
    "paszport",
    "ausweis",
    "idcard",
    "id-card",
    "id_card",
    "id card",
    "identitycard",
    "identity-card",
    "identity_card",
    "carte-identite",
    "carte-d-identite",
    "driverslicense",
    "drivers-license",
    "driving-licence",
    "driving_licence",
    "fuehrerschein",
    "fuhrerschein",
    "birth-certificate",
    "handelsregister",
    "trade-register",
    "tradelicense",
    "trade-license",
    "registerauszug",
    "kbis",
    "articles-of-association",
    "certificate-of-incorporation",
    "power-of-attorney",
    "vollmacht",
    "notar",
    "affidavit",
    "utility-bill",
    "bank-statement",
    "kontoauszug",
    "social-security",
    "steuerbescheid",
];

/// Why a file looks like a legal paper by its name, if it does.
#[must_use]
pub fn looks_legal(name: &str) -> Option<&'static str> {
    let plain: String =
        name.nfd().filter(|c| !matches!(c, '\u{300}'..='\u{36f}')).flat_map(char::to_lowercase).collect();
    let dashed = plain.replace([' ', '_', '.'], "-");
    // "id-card" is a word of its own, and not the end of "valid-cards".
    let begins = |name: &str, paper: &str| {
        name.match_indices(paper).any(|(at, _)| !name[..at].ends_with(char::is_alphabetic))
    };
    let says = |name: &str, paper: &str| {
        if paper.starts_with("id") { begins(name, paper) } else { name.contains(paper) }
    };
    let named = PAPERS.iter().any(|paper| says(&plain, paper) || says(&dashed, paper));
    named.then_some("looks like an identity or company paper by its name")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn papers_are_known_by_their_names() {
        for name in [
            "Passport.jpg",
            "Reisepass Müller.PDF",
            "Personalausweis_vorne.png",
            "ID Card.png",
            "Führerschein.pdf",
        ] {
            assert!(looks_legal(name).is_some(), "{name}");
        }
        for name in ["error.png", "sign-in log.csv", "video.mp4", "identity-provider.log", "valid-cards.txt"]
        {
            assert!(looks_legal(name).is_none(), "{name}");
        }
    }

    #[test]
    fn a_support_bundle_holds_nothing_else() {
        assert!(!Class::Support.may_hold(Class::Legal) && !Class::Support.may_hold(Class::Internal));
        assert!(!Class::Internal.may_hold(Class::Legal) && Class::Internal.may_hold(Class::Support));
        assert!(!Class::Legal.may_hold(Class::Internal));
    }
}
