//! Names of files inside a bundle: which ones are safe to unpack on any system.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;

/// Bytes in one whole name.
pub const LONGEST: usize = 200;
/// Parts of one whole name, the folder of the bag included.
pub const DEEPEST: usize = 8;

/// Why a name is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadName {
    #[error("the name is not UTF-8")]
    NotUtf8,
    #[error("the name is empty, or a part of it is")]
    Empty,
    #[error("the name is longer than 200 bytes")]
    TooLong,
    #[error("the name has more than 8 parts")]
    TooDeep,
    #[error("the name begins at the root of a disk")]
    Absolute,
    #[error("the name steps out of its folder (\"..\" or \".\")")]
    Dots,
    #[error("the name has a character that is not safe in file names")]
    Character,
    #[error("a part of the name ends with a dot or a space")]
    Tail,
    #[error("a part of the name is a device on Windows")]
    Device,
    #[error("two names are the same, or differ only in capitals or in how accents are written")]
    Twice,
    #[error("a file has the name of a folder")]
    FileAndFolder,
}

/// Whether this name, as the bytes of a zip, may be unpacked anywhere.
///
/// # Errors
/// The first rule that it breaks.
pub fn check(name: &[u8]) -> Result<&str, BadName> {
    let name = std::str::from_utf8(name).map_err(|_| BadName::NotUtf8)?;
    if name.len() > LONGEST {
        return Err(BadName::TooLong);
    }
    if name.starts_with(['/', '\\']) || name.as_bytes().get(1) == Some(&b':') {
        return Err(BadName::Absolute);
    }
    if name.chars().any(unsafe_character) {
        return Err(BadName::Character);
    }
    for part in name.split('/') {
        match part {
            "" => return Err(BadName::Empty),
            "." | ".." => return Err(BadName::Dots),
            _ if part.ends_with(['.', ' ']) => return Err(BadName::Tail),
            _ if is_device(part) => return Err(BadName::Device),
            _ => {}
        }
    }
    if name.split('/').count() > DEEPEST {
        return Err(BadName::TooDeep);
    }
    Ok(name)
}

/// Control characters and those that turn or hide their neighbours; what Windows cannot store; the percent sign, which
/// manifests would have to spell.
fn unsafe_character(c: char) -> bool {
    c.is_control()
        || "\\:<>\"|?*%".contains(c)
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fffd}')
}

/// `con`, `NUL.txt`, `com1`: names that open a device on Windows, whatever follows the first dot.
fn is_device(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or_default().trim_end().to_ascii_lowercase();
    match stem.as_str() {
        "con" | "prn" | "aux" | "nul" | "conin$" | "conout$" | "clock$" => true,
        _ => {
            let tail = stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt"));
            tail.is_some_and(|tail| tail.chars().count() == 1 && tail.starts_with(|c: char| c.is_numeric()))
        }
    }
}

/// The names seen so far, as a file system that knows neither capitals nor accents would see them.
#[derive(Debug, Default)]
pub struct Seen {
    /// True for a file, false for a folder above one.
    folded: HashMap<String, bool>,
}

impl Seen {
    /// Adds a file.
    ///
    /// # Errors
    /// [`BadName::Twice`] or [`BadName::FileAndFolder`].
    pub fn add(&mut self, name: &str) -> Result<(), BadName> {
        let folded: String = name.nfc().flat_map(char::to_lowercase).nfc().collect();
        for (at, _) in folded.match_indices('/') {
            if *self.folded.entry(folded[..at].to_owned()).or_insert(false) {
                return Err(BadName::FileAndFolder);
            }
        }
        match self.folded.insert(folded, true) {
            None => Ok(()),
            Some(true) => Err(BadName::Twice),
            Some(false) => Err(BadName::FileAndFolder),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn hostile_names_are_refused() {
        for (name, why) in [
            ("../x", BadName::Dots),
            ("a/../b", BadName::Dots),
            ("a/./b", BadName::Dots),
            ("/etc/x", BadName::Absolute),
            ("C:\\x", BadName::Absolute),
            ("c:x", BadName::Absolute),
            ("a\\b", BadName::Character),
            ("ab:c", BadName::Character),
            ("a//b", BadName::Empty),
            ("", BadName::Empty),
            ("a/", BadName::Empty),
            ("a\0b", BadName::Character),
            ("a\u{1b}[2J", BadName::Character),
            ("gpj.\u{202e}exe", BadName::Character),
            ("a./b", BadName::Tail),
            ("a ", BadName::Tail),
            ("a/con", BadName::Device),
            ("NUL.txt", BadName::Device),
            ("Com1 .x", BadName::Device),
            ("lpt¹", BadName::Device),
            ("1/2/3/4/5/6/7/8/9", BadName::TooDeep),
        ] {
            assert_eq!(check(name.as_bytes()), Err(why), "{name:?}");
        }
        assert_eq!(check(b"a\xff"), Err(BadName::NotUtf8));
        assert_eq!(check(&[b'a'; 201]), Err(BadName::TooLong));
        assert_eq!(
            check("case/data/60-attachments/Übung 1.png".as_bytes()),
            Ok("case/data/60-attachments/Übung 1.png")
        );
        assert!(check(b"case/console.txt").is_ok() && check(b"case/com.png").is_ok());
    }

    #[test]
    fn names_that_meet_on_some_disk_are_refused() {
        let mut seen = Seen::default();
        seen.add("a/Bild.png").unwrap();
        assert_eq!(seen.add("a/bild.PNG"), Err(BadName::Twice));
        seen.add("a/\u{e9}").unwrap();
        assert_eq!(seen.add("a/e\u{301}"), Err(BadName::Twice));
        assert_eq!(seen.add("a"), Err(BadName::FileAndFolder));
        assert_eq!(seen.add("a/bild.png/x"), Err(BadName::FileAndFolder));
    }

    proptest! {
        #[test]
        fn what_is_accepted_stays_inside(name in "[a-c./\\\\: ]{0,12}") {
            if let Ok(name) = check(name.as_bytes()) {
                let path = std::path::Path::new(name);
                prop_assert!(path.components().all(|part| matches!(part, std::path::Component::Normal(_))));
            }
        }
    }
}
