//! What looks as if it were a legal paper, by the name of its file.

use unicode_normalization::UnicodeNormalization;

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
}
