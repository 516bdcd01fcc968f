use std::net::IpAddr;

use thiserror::Error;

use super::name::Name;

/// A domain as a person typed it, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedDomain {
    /// On the wire.
    pub name: Name,
    /// The same with its own letters, when it has letters outside ASCII.
    pub unicode: Option<String>,
}

/// What was typed is not a domain; the text names the cure.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NotADomain {
    #[error("nothing was given; type the domain, for example contoso.com")]
    Empty,
    #[error("this is a web address; give the domain alone: {0}")]
    Url(String),
    #[error("this is an e-mail address; give the part after the @ alone: {0}")]
    Mail(String),
    #[error("this is an IP address; give the domain that is verified in the tenant")]
    Address,
    #[error("there is a space in it (character {0}); remove it, or give one domain only")]
    Blank(usize),
    #[error(
        "character {0} is invisible or changes the writing direction (U+{1:04X}); type the domain by hand instead of pasting it"
    )]
    Invisible(usize, u32),
    #[error("two dots stand in a row, or it starts with a dot; a label is missing there")]
    EmptyLabel,
    #[error("it has {0} characters; a domain has 253 at most. Was more than the domain pasted?")]
    TooLong(usize),
    #[error("the label \"{0}\" has more than 63 characters. Was more than the domain pasted?")]
    LongLabel(String),
    #[error("{0:?} (character {1}) cannot stand in a domain; give letters, digits, hyphens and dots only")]
    Character(char, usize),
    #[error(
        "\"{0}\" mixes letters of different alphabets that look alike; type it by hand, or give the form that starts with xn--"
    )]
    MixedScripts(String),
    #[error(
        "it is not a valid international domain; give the form that starts with xn--, from your registrar"
    )]
    Idna,
    #[error("it has no ending; give the whole domain, for example {0}.com")]
    SingleLabel(String),
}

impl TypedDomain {
    /// Reads what a person typed or pasted.
    pub fn read(text: &str) -> Result<Self, NotADomain> {
        let text = text.trim();
        let bare = text.strip_suffix(['.', '\u{3002}']).unwrap_or(text);
        if bare.is_empty() {
            return Err(NotADomain::Empty);
        }
        not_something_else(bare)?;
        not_odd(bare)?;
        let ascii = idna::domain_to_ascii_cow(bare.as_bytes(), idna::AsciiDenyList::EMPTY)
            .map_err(|_| NotADomain::Idna)?;
        let name: Name = ascii.parse().map_err(|_| NotADomain::Idna)?;
        if name.depth() < 2 {
            return Err(NotADomain::SingleLabel(name.to_string()));
        }
        if ascii.len() > 253 {
            return Err(NotADomain::TooLong(ascii.len()));
        }
        let (shown, valid) = idna::domain_to_unicode(&ascii);
        // A label that starts with xn-- and decodes to mixed alphabets is somebody's registered name: show, accept.
        Ok(Self { name, unicode: (valid.is_ok() && !shown.is_ascii()).then_some(shown) })
    }
}

fn not_something_else(text: &str) -> Result<(), NotADomain> {
    if text.parse::<IpAddr>().is_ok() {
        return Err(NotADomain::Address);
    }
    if let Some((_, rest)) = text.split_once("://") {
        return Err(NotADomain::Url(harmless(host_of(rest))));
    }
    if let Some((_, host)) = text.rsplit_once('@').filter(|(before, _)| !before.is_empty()) {
        return Err(NotADomain::Mail(harmless(host_of(host))));
    }
    if text.contains('/') {
        return Err(NotADomain::Url(harmless(host_of(text))));
    }
    Ok(())
}

fn host_of(text: &str) -> &str {
    let host = text.split(['/', '?', '#', '>']).next().unwrap_or(text);
    let host = host.rsplit('@').next().unwrap_or(host);
    host.split(':').next().unwrap_or(host).trim()
}

/// Only what may stand on a screen, and not much of it.
fn harmless(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_')).take(80).collect()
}

fn not_odd(text: &str) -> Result<(), NotADomain> {
    for (index, c) in text.chars().enumerate() {
        let place = index + 1;
        match c {
            c if c.is_whitespace() => return Err(NotADomain::Blank(place)),
            '\u{ad}'
            | '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}' => {
                return Err(NotADomain::Invisible(place, u32::from(c)));
            }
            c if c.is_control() => return Err(NotADomain::Invisible(place, u32::from(c))),
            'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '_' | '.' | '\u{3002}' => {}
            c if c.is_ascii() || !(c.is_alphanumeric() || is_mark(c)) => {
                return Err(NotADomain::Character(c, place));
            }
            _ => {}
        }
    }
    if text.chars().count() > 253 {
        return Err(NotADomain::TooLong(text.chars().count()));
    }
    for label in text.split(['.', '\u{3002}']) {
        if label.is_empty() {
            return Err(NotADomain::EmptyLabel);
        }
        if label.len() > 63 && label.is_ascii() {
            return Err(NotADomain::LongLabel(harmless(label)));
        }
        if mixes_scripts(label) {
            return Err(NotADomain::MixedScripts(harmless(label)));
        }
    }
    Ok(())
}

/// Combining marks and joiners that real names use.
fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c) || c == '\u{b7}' || c == '\u{30fb}'
}

/// Latin beside Greek or Cyrillic in one label is how look-alikes are made.
fn mixes_scripts(label: &str) -> bool {
    let has = |test: fn(char) -> bool| label.chars().any(test);
    let latin = has(|c| c.is_ascii_alphabetic() || ('\u{c0}'..='\u{24f}').contains(&c));
    let greek = has(|c| ('\u{370}'..='\u{3ff}').contains(&c));
    let cyrillic = has(|c| ('\u{400}'..='\u{52f}').contains(&c));
    usize::from(latin) + usize::from(greek) + usize::from(cyrillic) > 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(text: &str) -> String {
        TypedDomain::read(text).unwrap_err().to_string()
    }

    #[test]
    fn what_is_pasted_instead_is_recognised() {
        assert!(wrong("https://admin:x@www.contoso.com:443/a?b").ends_with("www.contoso.com"));
        assert!(wrong("www.contoso.com/index.html").ends_with("www.contoso.com"));
        assert!(wrong("admin@contoso.com").ends_with("contoso.com"));
        assert!(wrong("Admin <admin@contoso.com>").contains("e-mail"));
        assert!(wrong("192.0.2.1").contains("IP address"));
        assert!(wrong("contoso .com").contains("character 8"));
        assert!(wrong("contoso.com fabrikam.com").contains("one domain only"));
        assert!(wrong("contoso..com").contains("two dots"));
        assert!(wrong(".contoso.com").contains("dot"));
        assert!(wrong("contoso").contains("contoso.com"));
        assert!(wrong("\u{1f980}.com").contains("cannot stand"));
        assert!(wrong("cont\u{43e}so.com").contains("alphabets"));
        assert!(wrong("contoso\u{200b}.com").contains("U+200B"));
        assert!(wrong("con\u{1b}[31m.com").contains("invisible"));
        assert!(wrong("contoso,com").contains("','"));
        assert!(wrong(&"a.".repeat(130)).contains("253"));
        assert!(wrong(&format!("{}.com", "a".repeat(64))).contains("63"));
        assert!(wrong("  ").contains("nothing"));
    }

    #[test]
    fn an_international_name_has_both_forms() {
        let typed = TypedDomain::read("B\u{fc}cher.Example.").unwrap();
        assert_eq!(typed.name.to_string(), "xn--bcher-kva.example");
        assert_eq!(typed.unicode.as_deref(), Some("b\u{fc}cher.example"));
        assert_eq!(typed, TypedDomain::read("xn--bcher-kva.example").unwrap());
        // The same letters, written decomposed.
        assert_eq!(typed, TypedDomain::read("Bu\u{308}cher.example").unwrap());
    }

    #[test]
    fn ordinary_names_are_left_alone() {
        for text in ["contoso.com", "_dnsauth.contoso.co.uk", "a-1.test", "CONTOSO.COM."] {
            let typed = TypedDomain::read(text).unwrap();
            assert_eq!(typed.name.to_string(), text.trim_end_matches('.').to_lowercase());
            assert_eq!(typed.unicode, None);
        }
    }
}
