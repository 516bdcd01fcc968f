//! E-mail addresses as they are typed: one, or a list of people with their names, words between two of them, the head of a mail.
//!
//! It knows which words part two people and which take one away again. It refuses to lose anybody: what is no address and
//! stands where one is wanted is named.

use crate::model::answer;

/// An address, alone or inside a line of a mail. Two of them are not one.
fn email(text: &str) -> Result<String, String> {
    match answer::addresses(text).as_slice() {
        [one] => Ok(one.clone()),
        [] => Err(format!("\"{}\" is not an address like name@contoso.com", text.trim())),
        several => Err(format!("There are several addresses in it: {}. Type one.", several.join(", "))),
    }
}

/// The one address of a line, where no word beside it takes it away: "not anna@contoso.com".
pub(super) fn one_address(text: &str) -> Result<String, String> {
    let found = email(text)?;
    if !text.contains('\n') && takes_away(text) {
        return Err(format!(
            "\"{text}\" may say that this address is the wrong one. Type the right one alone."
        ));
    }
    Ok(found)
}

/// Whether a line is one of the head of a mail.
pub(super) fn is_head(line: &str) -> bool {
    let name = line.split_once(':').map_or("", |(name, _)| name);
    let name = name.trim_matches(|c: char| c.is_whitespace() || c == '>' || c == '*').to_lowercase();
    HEADS.contains(&name.as_str())
}

/// The lines by which the head of a mail is known.
const HEADS: [&str; 12] =
    ["from", "to", "subject", "von", "an", "betreff", "de", "objet", "asunto", "van", "aan", "onderwerp"];

/// The addresses in one item of a list, in a sentence or in the head of a mail: words around an address are a name, or
/// no part of it. The error names what is no address and stands where one is wanted, so that nobody is lost on the way,
/// and it names an item whose other words may take an address away again.
pub(super) fn in_item(item: &str) -> Result<Vec<String>, String> {
    if item.contains('@') && takes_away(item) {
        return Err(format!(
            "\"{item}\" may say that somebody does not belong here. Type only the addresses that do."
        ));
    }
    let mut found = Vec::new();
    let words: Vec<&str> = item.split_whitespace().collect();
    for part in people(&words) {
        let part = part.join(" ");
        let addresses = answer::addresses(&part);
        let odd =
            part.split_whitespace().find(|word| word.contains('@') && answer::addresses(word).is_empty());
        match odd {
            Some(odd) => return email(odd).map(|_| Vec::new()),
            None if addresses.is_empty() && !part.is_empty() => return email(&part).map(|_| Vec::new()),
            None => found.extend(addresses),
        }
    }
    if found.is_empty() { email(item).map(|one| vec![one]) } else { Ok(found) }
}

/// Whether an item of a list, kept as it was typed, may say that the owner of its address does not belong there.
#[must_use]
pub fn denies_its_address(item: &str) -> bool {
    item.contains('@') && takes_away(item)
}

/// Whether a word beside the addresses denies one of them, or says that its owner is no longer there.
fn takes_away(item: &str) -> bool {
    let edge = |c: char| c.is_whitespace() || "<>()[]{},;:\"|\u{201c}\u{201d}\u{201e}".contains(c);
    let beside = item.split(edge).filter(|word| !word.contains('@'));
    let words =
        beside.flat_map(|word| word.split(|c: char| !c.is_alphanumeric() && !"'\u{2019}".contains(c)));
    // "Sin Yee <sin@contoso.com>": a word that denies in one language is a name in another.
    let words = words.filter(|word| !NAMES.contains(word)).map(str::to_lowercase);
    words.into_iter().any(|word| answer::denies(&word) || GONE.contains(&word.as_str()))
}

/// Names that deny where they begin with no capital.
const NAMES: [&str; 2] = ["Sin", "Nie"];

/// Words that except somebody, or say that somebody was there once.
const GONE: [&str; 31] = [
    "except",
    "excepting",
    "excluding",
    "excluded",
    "but",
    "besides",
    "apart",
    "minus",
    "unless",
    "left",
    "leaving",
    "former",
    "formerly",
    "previous",
    "previously",
    "ex",
    "was",
    "were",
    "used",
    "gone",
    "deleted",
    "removed",
    "retired",
    "fired",
    "dismissed",
    "resigned",
    "died",
    "ehemalig",
    "ehemaliger",
    "außer",
    "sauf",
];

/// The people in one item: parted at each word between two of them. A word that stands in names as well parts nobody
/// inside the name before an address in brackets that is made of its first part: "José Ortega y Gasset
/// <jose@contoso.com>", and not "Bert Berg y Anna <anna@contoso.com>".
fn people<'w, 't>(words: &'w [&'t str]) -> Vec<&'w [&'t str]> {
    let is = |all: &[&str], word: &str| all.contains(&word.to_lowercase().as_str());
    let of_a_name = |from: usize, at: usize| {
        let (before, behind) = (&words[from..at], &words[at + 1..]);
        let capital = |word: &str| word.starts_with(|c: char| !c.is_lowercase());
        let last = behind.iter().take_while(|word| !word.contains('@'));
        let last = last.filter(|word| capital(word)).count();
        let address = behind.iter().find(|word| word.contains('@'));
        is(&OF_NAMES, words[at])
            && before.len() > 1
            && !before.iter().any(|word| word.contains('@'))
            && last == 1
            && address.is_some_and(|word| word.starts_with('<') && is_made_of(word, before))
    };
    let (mut parts, mut from) = (Vec::new(), 0);
    for at in 0..words.len() {
        if is(&JOINTS, words[at]) && !of_a_name(from, at) {
            parts.push(&words[from..at]);
            from = at + 1;
        }
    }
    parts.push(&words[from..]);
    parts
}

/// Whether the part of an address before its `@` holds one of these words, whatever marks their letters carry.
fn is_made_of(address: &str, words: &[&str]) -> bool {
    let plain = |text: &str| -> String {
        let letters = text.to_lowercase();
        let bare = letters.chars().filter(|c| c.is_alphanumeric()).map(|c| match c {
            'á' | 'à' | 'â' | 'ä' | 'ã' => 'a',
            'é' | 'è' | 'ê' | 'ë' => 'e',
            'í' | 'ì' | 'î' | 'ï' => 'i',
            'ó' | 'ò' | 'ô' | 'ö' | 'õ' => 'o',
            'ú' | 'ù' | 'û' | 'ü' => 'u',
            'ñ' => 'n',
            'ç' => 'c',
            other => other,
        });
        bare.collect()
    };
    let local = plain(address.split('@').next().unwrap_or_default());
    words.iter().map(|word| plain(word)).any(|word| word.chars().count() > 2 && local.contains(&word))
}

/// Words between two people.
const JOINTS: [&str; 9] = ["and", "und", "et", "en", "y", "e", "&", "+", "/"];

/// Those that stand inside the names of people too.
const OF_NAMES: [&str; 4] = ["et", "en", "y", "e"];
