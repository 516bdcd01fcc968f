//! Whether what somebody wrote says that a person has died, so that nobody is told to call that person.
//!
//! It knows words that are said of people only, and words for people in front of a word that is said of anything. It
//! refuses to guess: phones and servers die as well, and where nobody is named the door stays open.

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

/// Words between a person and the word: "the boss has just died".
const BETWEEN: [&str; 16] = [
    "is", "was", "has", "had", "just", "also", "sadly", "suddenly", "who", "left", "ist", "war", "hat", "ha",
    "está", "leider",
];

/// Words in front of whoever owns a thing.
const OF: [&str; 7] = ["of", "von", "vom", "des", "de", "del", "van"];

/// Words for a person.
const PEOPLE: [&str; 60] = [
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

/// Whether the words say that a person has died.
pub(super) fn is_told(text: &str) -> bool {
    let lower = text.to_lowercase();
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric() && c != '\'').filter(|word| !word.is_empty()).collect();
    words.iter().enumerate().any(|(at, word)| {
        let before = &words[at.saturating_sub(5)..at];
        let passed_away = *word == "passed" && words.get(at + 1) == Some(&"away");
        let of_a_person = || {
            let subject = before.iter().rposition(|word| !BETWEEN.contains(word));
            // "The phone of the boss died": what is somebody's is not somebody.
            let owner = |at: usize| before[at.saturating_sub(2)..at].iter().any(|word| OF.contains(word));
            OF_ANYTHING.contains(word) && subject.is_some_and(|at| PEOPLE.contains(&before[at]) && !owner(at))
        };
        let says = OF_PEOPLE.contains(word) || passed_away || of_a_person();
        says && !before.iter().any(|word| answer::denies(word))
    })
}

#[cfg(test)]
mod tests {
    use super::is_told;

    #[test]
    fn a_person_has_died_and_no_thing() {
        for text in [
            "the computer man died",
            "mann gestorben vor 3 wochen",
            "our founder passed away",
            "mi jefe murió",
            "The admin who left has just died.",
            "Herr Maier ist leider verstorben",
            "we come from the funeral",
        ] {
            assert!(is_told(text), "{text}");
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
        ] {
            assert!(!is_told(text), "{text}");
        }
    }
}
