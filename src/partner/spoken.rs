//! Role names inside what a person says: "Lena has Privileged Role Administrator".
//!
//! It knows the names of the built-in roles and the few words that people put around them. It refuses to read a role into
//! a sentence that denies one: "nobody has", "she had", "expired" stay as they were typed, for a person to judge.

use super::role::{Held, Role};

/// Words that make a sentence say something else than *holds this role now*.
const DENIES: [&str; 30] = [
    "no", "not", "nobody", "none", "never", "had", "lost", "without", "expired", "ended", "removed", "was",
    "were", "cannot", "can't", "hasn't", "isn't", "doesn't", "don't", "maybe", "perhaps", "if", "kein",
    "keine", "nicht", "niemand", "hatte", "war", "pas", "geen",
];

/// Words between a person and a role.
const HOLDS: [&str; 12] =
    ["has", "holds", "is", "hat", "ist", "heeft", "a", "an", "the", "still", "with", "as"];

/// The items of a list of roles, each role by its name, with the person before it where one was named:
/// `Lena: Privileged Role Administrator`, `Security Administrator=eligible`. What holds no role, or denies one, is as it
/// was typed.
#[must_use]
pub fn items(text: &str) -> Vec<String> {
    let parts = text.split(['\n', ',', ';']).map(str::trim).filter(|part| !part.is_empty());
    parts.flat_map(item).collect()
}

fn item(part: &str) -> Vec<String> {
    let role = part.rsplit(": ").next().unwrap_or(part).split('=').next().unwrap_or(part);
    if matches!(Held::read(role.trim()), Held::Known(_)) {
        return vec![part.to_owned()];
    }
    let words: Vec<&str> = part.split_whitespace().map(|word| word.trim_matches(MARKS)).collect();
    let lower: Vec<String> = words.iter().map(|word| word.to_lowercase().replace('\u{2019}', "'")).collect();
    if lower.iter().any(|word| DENIES.contains(&word.as_str())) {
        return vec![part.to_owned()];
    }
    let found = roles(&lower);
    let Some((first, _, _)) = found.first() else { return vec![part.to_owned()] };
    let before = |word: &&str| !HOLDS.contains(&word.to_lowercase().as_str());
    let named: Vec<&str> = words[..*first].iter().take_while(|word| before(word)).copied().collect();
    // A long beginning is no name.
    let who = if named.len() > 3 { String::new() } else { named.join(" ") };
    let eligible = lower.iter().any(|word| word.starts_with("eligible") || word == "pim");
    let write = |role: Role| {
        let held = if eligible { "=eligible" } else { "" };
        if who.is_empty() {
            format!("{}{held}", role.name())
        } else {
            format!("{who}: {}{held}", role.name())
        }
    };
    found.into_iter().map(|(_, _, role)| write(role)).collect()
}

const MARKS: [char; 8] = ['.', '!', '?', '"', '\'', '(', ')', ':'];

/// The roles in these words, with the places of their first and last word. A longer name goes before a shorter one that
/// lies inside it.
fn roles(words: &[String]) -> Vec<(usize, usize, Role)> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let longest = (2..=8).rev().filter(|many| at + many <= words.len()).find_map(|many| {
            let name = words[at..at + many].join(" ");
            let one = name.strip_suffix('s').unwrap_or(&name);
            Role::by_name(&name).or_else(|| Role::by_name(one)).map(|role| (many, role))
        });
        match longest {
            Some((many, role)) => {
                found.push((at, at + many - 1, role));
                at += many;
            }
            None => at += 1,
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn roles_are_found_inside_prose() {
        for (said, item) in [
            ("Lena has Privileged Role Administrator", "Lena: Privileged Role Administrator"),
            ("I think Security Administrators", "I think: Security Administrator"),
            ("Bert Berg is a conditional access admin.", "Bert Berg: Conditional Access Administrator"),
            ("Carla: Security Administrator", "Carla: Security Administrator"),
            ("User Administrator=eligible", "User Administrator=eligible"),
            ("Lena is eligible for Global Administrator", "Lena: Global Administrator=eligible"),
            ("none", "none"),
            ("nobody has Security Administrator", "nobody has Security Administrator"),
            ("Lena had Global Administrator", "Lena had Global Administrator"),
            ("the woman from accounting", "the woman from accounting"),
        ] {
            assert_eq!(items(said), [item], "{said}");
        }
        let several = items("Lena has Security Reader; Bert holds Exchange Admin\nUser Administrator");
        assert_eq!(several, ["Lena: Security Reader", "Bert: Exchange Administrator", "User Administrator"]);
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic_and_nothing_is_lost(text in "\\PC{0,200}") {
            let parts = text.split(['\n', ',', ';']).filter(|part| !part.trim().is_empty()).count();
            prop_assert!(items(&text).len() >= parts);
        }

        #[test]
        fn every_role_is_found_behind_a_name(at in 0usize..60) {
            let role = Role::all().nth(at % Role::all().count()).unwrap();
            let said = format!("Lena has {}", role.name());
            let found = items(&said);
            prop_assert!(found.iter().any(|item| item.ends_with(role.name())), "{:?}", found);
        }
    }
}
