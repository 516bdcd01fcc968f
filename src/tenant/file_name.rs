//! What the name of a file says: which page of a list it is, and which objects its folder holds.
//!
//! It knows the names that export tools give to folders, and how people number pages. It refuses to know what is in the file:
//! a name proves nothing, and is asked only where the content does not say it.

use super::read::Kind;

/// A file's name without the folders that it lies in.
pub(super) fn own_name(file: &str) -> &str {
    file.rsplit('/').next().unwrap_or(file)
}

/// Which page a file is by its name: `users-2.json`, `users page 3.json`, `page-2-of-2.json`. Years and long numbers are
/// no pages.
pub(super) fn page_number(file: &str) -> Option<usize> {
    let name = own_name(file).to_ascii_lowercase();
    let stem = name.split_once('.').map_or(name.as_str(), |(stem, _)| stem);
    let number = |text: &str| {
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        text.get(..digits).filter(|digits| (1..=3).contains(&digits.len()))?.parse().ok()
    };
    let after = |word: &str| {
        let rest = stem.rsplit_once(word)?.1;
        number(rest.trim_start_matches(['-', '_', ' ', '(']))
    };
    let at_the_end = || {
        let stem = stem.trim_end_matches(')');
        let start = stem.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        let (front, digits) = stem.split_at(start);
        // A number behind a number is a day: 2026-11-27.
        let word = front.trim_end_matches(['-', '_', ' ', '(']);
        let is_page = word.len() < front.len() && !word.ends_with(|c: char| c.is_ascii_digit());
        is_page.then(|| number(digits)).flatten()
    };
    after("page").or_else(|| after("part")).or_else(at_the_end)
}

/// Folders of export tools that hold one file for each object of a kind, in small letters and digits.
const FOLDERS: [(Kind, &[&str]); 5] = [
    (Kind::Policies, &["conditionalaccess", "accesspolicies", "conditionalaccesspolicies", "capolicies"]),
    (Kind::NamedLocations, &["namedlocations"]),
    (Kind::Strengths, &["authenticationstrengths", "authenticationstrengthpolicies"]),
    (Kind::Groups, &["groups"]),
    (Kind::Users, &["users"]),
];

/// Words in the name of a file that cannot be read, and what it would have held.
const NAMES: [(&str, Kind); 6] = [
    ("polic", Kind::Policies),
    ("user", Kind::Users),
    ("role", Kind::Roles),
    ("domain", Kind::Domains),
    ("organi", Kind::Organization),
    ("gdap", Kind::Relationships),
];

/// The kind of which a folder holds one file for each object.
pub(super) fn folder_of(file: &str) -> Option<Kind> {
    let (folder, _) = file.rsplit_once('/')?;
    let mut kinds = FOLDERS.iter().map(|(kind, _)| *kind);
    kinds.find(|kind| folder.split('/').any(|part| is_folder_of(part, *kind)))
}

/// Whether a tool calls the folder of all objects of this kind so.
pub(super) fn is_folder_of(part: &str, kind: Kind) -> bool {
    let squeezed: String = part.chars().filter(char::is_ascii_alphanumeric).collect();
    let named = FOLDERS.iter().find(|(of, _)| *of == kind).map_or(&[][..], |(_, names)| names);
    named.contains(&squeezed.to_ascii_lowercase().as_str())
}

/// What a file that cannot be read would have held, by its name.
pub(super) fn guessed(file: &str) -> Option<Kind> {
    let lower = file.to_lowercase();
    let named = || NAMES.into_iter().find(|(word, _)| lower.contains(word)).map(|(_, kind)| kind);
    (lower.ends_with(".json") || lower.ends_with(".csv")).then(|| folder_of(file).or_else(named)).flatten()
}
