//! Whether what somebody wrote says that a person has died, so that nobody is told to call that person.
//!
//! It knows words that are said of people only, words for people, and words for things, and looks for the one that stands
//! nearest in front of a word that is said of anything. Phones and servers die as well: a word that it does not know is a
//! person only where the case already says that an administrator left or died.

use crate::model::answer;

/// Said of people only.
const OF_PEOPLE: [&str; 11] = [
    "deceased",
    "funeral",
    "verstorben",
    "verstorbene",
    "verstorbener",
    "verstarb",
    "falleció",
    "fallecio",
    "décédé",
    "décédée",
    "overleden",
];

/// Said of anything that has stopped.
const OF_ANYTHING: [&str; 9] =
    ["died", "dead", "gestorben", "starb", "murió", "murio", "muerto", "muerta", "morto"];

/// Words in front of whoever owns a thing.
const OF: [&str; 7] = ["of", "von", "vom", "des", "de", "del", "van"];

/// Words for a person.
const PEOPLE: [&str; 61] = [
    "he",
    "she",
    "man",
    "woman",
    "guy",
    "person",
    "boss",
    "chairman",
    "chairwoman",
    "director",
    "owner",
    "founder",
    "admin",
    "administrator",
    "colleague",
    "manager",
    "ceo",
    "president",
    "father",
    "mother",
    "husband",
    "wife",
    "brother",
    "sister",
    "son",
    "daughter",
    "er",
    "mann",
    "frau",
    "chef",
    "chefin",
    "kollege",
    "kollegin",
    "vorstand",
    "inhaber",
    "inhaberin",
    "gründer",
    "vorsitzender",
    "vorsitzende",
    "geschäftsführer",
    "vater",
    "mutter",
    "él",
    "ella",
    "jefe",
    "jefa",
    "hombre",
    "mujer",
    "dueño",
    "fundador",
    "colega",
    "administrador",
    "padre",
    "madre",
    "homme",
    "femme",
    "patron",
    "directeur",
    "baas",
    "collega",
    "beheerder",
];

/// Words for what dies without anybody being dead.
const THINGS: [&str; 40] = [
    "phone",
    "phones",
    "mobile",
    "smartphone",
    "iphone",
    "battery",
    "laptop",
    "notebook",
    "computer",
    "pc",
    "machine",
    "server",
    "controller",
    "service",
    "disk",
    "drive",
    "stick",
    "key",
    "token",
    "yubikey",
    "authenticator",
    "app",
    "sim",
    "line",
    "call",
    "connection",
    "router",
    "network",
    "handy",
    "telefon",
    "akku",
    "rechner",
    "gerät",
    "festplatte",
    "dienst",
    "leitung",
    "móvil",
    "ordenador",
    "telefoon",
    "portable",
];

/// Whether the words say that a person has died. `gone` is whether it is known already that somebody left or died.
pub(super) fn is_told(text: &str, gone: bool) -> bool {
    text.to_lowercase().split(['.', ';', '!', '?', '\n']).any(|sentence| {
        let words: Vec<&str> = sentence
            .split(|c: char| !c.is_alphanumeric() && c != '\'')
            .filter(|word| !word.is_empty())
            .collect();
        (0..words.len()).any(|at| says(&words, at, gone))
    })
}

/// Whether the word at this place says it.
fn says(words: &[&str], at: usize, gone: bool) -> bool {
    let (word, before) = (words[at], &words[at.saturating_sub(FARTHEST)..at]);
    let passed_away = word == "passed" && words.get(at + 1) == Some(&"away");
    let says =
        OF_PEOPLE.contains(&word) || passed_away || OF_ANYTHING.contains(&word) && is_person(before, gone);
    says && !before.iter().any(|word| answer::denies(word))
}

/// So many words in front of it are looked at.
const FARTHEST: usize = 8;

/// Whether the nearest word that names somebody or something names a person.
fn is_person(before: &[&str], gone: bool) -> bool {
    // "The phone of the boss died": what is somebody's is not somebody.
    let owner = |at: usize| before[at.saturating_sub(2)..at].iter().any(|word| OF.contains(word));
    let person = |at: usize| PEOPLE.contains(&before[at]) && !owner(at);
    let nearest = (0..before.len()).rfind(|at| person(*at) || THINGS.contains(&before[*at]));
    nearest.map_or(gone && !before.is_empty(), person)
}

#[cfg(test)]
mod tests {
    use super::is_told;

    #[test]
    fn a_person_has_died_and_no_thing() {
        for text in [
            "the computer man died",
            "mann gestorben vor 3 wochen",
            "unser Vorstand ist vor drei Wochen gestorben",
            "The phone is lost. The chairman died in May",
            "our founder passed away",
            "mi jefe murió",
            "The admin who left has just died.",
            "Herr Maier ist leider verstorben",
            "we come from the funeral",
        ] {
            assert!(is_told(text, false), "{text}");
            assert!(is_told(text, true), "{text}");
        }
        for text in [
            "my old phone died",
            "the battery of my phone is dead",
            "the admin's phone died",
            "the phone of the boss died",
            "the domain controller died and Bob left",
            "Der Rechner vom Chef ist gestorben",
            "geblokkeerd tot maandag",
            "nobody died",
            "the line went dead",
            "Bert left",
            "an hour passed and he was out",
            "Bert left. The phone died",
        ] {
            assert!(!is_told(text, false), "{text}");
            assert!(!is_told(text, true), "{text}");
        }
        for text in ["Juan murió", "unser Kassenwart ist vor drei Wochen gestorben", "Meier starb im Mai"] {
            assert!(is_told(text, true), "{text}");
            assert!(!is_told(text, false), "{text}");
        }
    }
}
