//! Role names inside what a person says: "Lena has Privileged Role Administrator".
//!
//! It knows the names of the built-in roles and one closed form of sentence: a role alone, or up to four words of a name, each
//! with a capital, "has" or "is", and a role. It refuses every other sentence, because "used to have", "wants", "is Lena a …?" and a
//! hundred others name a role that nobody holds now. What it refuses stays as it was typed, for a person to judge, and
//! counts as unknown.

use super::role::{Held, Role};
use crate::model::person_name;

/// A role that somebody said is held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spoken {
    /// By whom, where a name was said.
    pub who: Option<String>,
    /// The role.
    pub role: Role,
    /// Held only after an activation.
    pub eligible: bool,
}

/// Between a name and the role that it holds now.
const HOLDS: [&str; 4] = ["has", "have", "holds", "is"];

/// Before a role.
const ARTICLES: [&str; 3] = ["a", "an", "the"];

/// Words for *nobody holds any*.
const NONE: [&str; 4] = ["", "none", "no", "nobody"];

/// Whether an item says that there is no such role.
#[must_use]
pub fn is_none(item: &str) -> bool {
    NONE.contains(&item.trim().to_lowercase().as_str())
}

/// The items of a list of roles, each role by its name, with the person before it where one was named:
/// `Lena: Privileged Role Administrator`, `Security Administrator=eligible`. What is no such sentence is as it was typed.
#[must_use]
pub fn items(text: &str) -> Vec<String> {
    let parts = text.split(['\n', ',', ';']).map(str::trim).filter(|part| !part.is_empty());
    let each = |part: &str| match sentences(part) {
        Some(spoken) => spoken.iter().map(ToString::to_string).collect(),
        None => vec![part.to_owned()],
    };
    parts.flat_map(each).collect()
}

/// What a part of a list says: one sentence of the form, or several with "and" between them, of which each is one.
/// "Paul has one role and another" says both of Paul.
fn sentences(part: &str) -> Option<Vec<Spoken>> {
    if let Some(spoken) = read(part) {
        return Some(vec![spoken]);
    }
    let words: Vec<&str> = part.split_whitespace().collect();
    let mut all: Vec<Spoken> = Vec::new();
    for one in words.split(|word| JOINTS.contains(&word.to_lowercase().as_str())) {
        let mut spoken = read(&one.join(" "))?;
        spoken.who = spoken.who.or_else(|| all.last().and_then(|before| before.who.clone()));
        all.push(spoken);
    }
    Some(all)
}

/// Between two sentences, or two roles.
const JOINTS: [&str; 4] = ["and", "&", "und", "plus"];

/// What one item says; nothing where it is no sentence of the one form.
#[must_use]
pub fn read(item: &str) -> Option<Spoken> {
    let item = item.trim();
    let item = item.strip_suffix('.').unwrap_or(item);
    if item.contains('?') {
        return None;
    }
    if let Some((front, role)) = item.rsplit_once(": ") {
        let words: Vec<&str> = front.split_whitespace().collect();
        let (role, eligible) = held(role)?;
        return person_name::is_written(&words).then(|| Spoken {
            who: Some(words.join(" ")),
            role,
            eligible,
        });
    }
    if let Some((role, eligible)) = held(item) {
        return Some(Spoken { who: None, role, eligible });
    }
    let words: Vec<&str> = item.split_whitespace().collect();
    let verb = words.iter().position(|word| HOLDS.contains(&word.to_lowercase().as_str()))?;
    let (name, rest) = (&words[..verb], &words[verb + 1..]);
    let article = rest.first().is_some_and(|word| ARTICLES.contains(&word.to_lowercase().as_str()));
    let (role, eligible) = held(&rest[usize::from(article)..].join(" "))?;
    person_name::is_written(name).then(|| Spoken { who: Some(name.join(" ")), role, eligible })
}

/// Whether an item names somebody or a role of whom nothing certain is said: another sentence around a known role.
#[must_use]
pub fn is_unclear(item: &str) -> bool {
    if read(item).is_some() {
        return false;
    }
    let words: Vec<String> = item
        .split(|c: char| !c.is_alphanumeric() && !"-_'\u{2019}".contains(c))
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let named = (0..words.len()).any(|at| {
        (2..=8)
            .take_while(|many| at + many <= words.len())
            .any(|many| one(&words[at..at + many].join(" ")).is_some())
    });
    let front = item.rsplit_once(": ").map(|(front, _)| front.split_whitespace().collect::<Vec<_>>());
    named || item.contains('?') || front.is_some_and(|front| !person_name::is_written(&front))
}

/// A role alone, and whether it is only eligible: `Security Administrator=eligible`, `Security Administrator (eligible)`.
fn held(text: &str) -> Option<(Role, bool)> {
    let text = text.trim();
    let eligible = ["=eligible", " eligible", " (eligible)"].iter().find_map(|end| strip_end(text, end));
    one(eligible.unwrap_or(text)).map(|role| (role, eligible.is_some()))
}

/// The text before an ending, in whatever case it is typed.
fn strip_end<'t>(text: &'t str, end: &str) -> Option<&'t str> {
    let at = text.len().checked_sub(end.len())?;
    text.get(at..).is_some_and(|tail| tail.eq_ignore_ascii_case(end)).then(|| &text[..at])
}

/// One role by its name or its template ID; several of a kind are one. Marks inside it make it something else.
fn one(name: &str) -> Option<Role> {
    let plain = |c: char| c.is_alphanumeric() || c.is_whitespace() || "-_()/&.".contains(c);
    if !name.chars().all(plain) {
        return None;
    }
    Held::read(name).known().or_else(|| Held::read(name.strip_suffix('s')?).known())
}

impl std::fmt::Display for Spoken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(who) = &self.who {
            write!(f, "{who}: ")?;
        }
        write!(f, "{}{}", self.role.name(), if self.eligible { "=eligible" } else { "" })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn roles_are_found_in_the_one_form_of_sentence() {
        for (said, item) in [
            ("Lena has Privileged Role Administrator", "Lena: Privileged Role Administrator"),
            ("Security Administrators", "Security Administrator"),
            ("Bert Berg is a conditional access admin.", "Bert Berg: Conditional Access Administrator"),
            ("Carla: Security Administrator", "Carla: Security Administrator"),
            ("User Administrator=eligible", "User Administrator=eligible"),
            ("Lena holds the Global Administrator eligible", "Lena: Global Administrator=eligible"),
            ("Anna van Dam has User Administrator (eligible)", "Anna van Dam: User Administrator=eligible"),
            ("Anna Maria van Dam has an exchange admin", "Anna Maria van Dam: Exchange Administrator"),
            ("anna@contoso.com has an exchange admin", "anna@contoso.com: Exchange Administrator"),
            ("田中 is User Administrator", "田中: User Administrator"),
            ("none", "none"),
        ] {
            assert_eq!(items(said), [item], "{said}");
        }
        assert_eq!(
            items("Paul is User Administrator and Ines is Authentication Administrator"),
            ["Paul: User Administrator", "Ines: Authentication Administrator"]
        );
        assert_eq!(
            items("Paul has User Administrator and Security Reader"),
            ["Paul: User Administrator", "Paul: Security Reader"]
        );
        let several = items("Lena has Security Reader; Bert holds Exchange Admin\nUser Administrator");
        assert_eq!(several, ["Lena: Security Reader", "Bert: Exchange Administrator", "User Administrator"]);
    }

    #[test]
    fn another_sentence_stays_as_it_was_typed_and_is_unclear() {
        for said in [
            "nobody has Security Administrator",
            "nobody: Security Administrator",
            "Lena had Global Administrator",
            "Lena used to have Global Administrator",
            "Is Lena a Global Administrator?",
            "is Lena a Global Administrator",
            "Security Administrator?",
            "Lena left in May: Security Administrator",
            "left in May: Security Administrator",
            "Lena wants Security Administrator",
            "Lena wants to have Security Administrator",
            "Lena no longer has Security Administrator",
            "Lena hasn\u{2019}t Security Administrator",
            "maybe Lena has Security Administrator",
            "I think Security Administrators",
            "Lena has Security Administrator until May",
            "Lena has no Security Administrator",
            "Security Administrator=gone",
            "Lena is eligible for Global Administrator",
            "ask the Security Administrator",
            "Paul is User Administrator and not Security Administrator",
            "nobody and Ines has User Administrator",
            "Lena formerly has Security Administrator",
            "Formerly Lena has Security Administrator",
            "Lena (fired) has Security Administrator",
            "Lena (fired): Security Administrator",
            "previously: Helpdesk Administrator",
            "Previously: Helpdesk Administrator",
            "Max hopefully has Security Administrator",
            "Max theoretically has Security Administrator",
            "wished for: Security Administrator",
            "she has an exchange admin",
            "We have a Security Administrator",
            "the new colleague has Security Administrator",
            "van de: Security Administrator",
            "Paul is User Administrator and Ines was Security Administrator",
        ] {
            assert_eq!(items(said), [said], "{said}");
            assert_eq!(read(said), None, "{said}");
            assert!(is_unclear(said), "{said}");
        }
        for other in
            ["none", "the woman from accounting", "Carla: Contoso rescue role", "Lena has User Administrator"]
        {
            assert!(!is_unclear(other), "{other}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic_and_nothing_is_lost(text in "\\PC{0,200}") {
            let parts: Vec<&str> =
                text.split(['\n', ',', ';']).map(str::trim).filter(|part| !part.is_empty()).collect();
            let mut items = items(&text).into_iter();
            for part in parts {
                // As it was typed; or one item for each of its sentences, whose role stands in the part.
                let said = part.split_whitespace().filter(|word| JOINTS.contains(&word.to_lowercase().as_str())).count();
                let item = items.next();
                prop_assert!(item.is_some(), "nothing is said of {}", part);
                if item.as_deref() == Some(part) {
                    continue;
                }
                for item in item.into_iter().chain(items.by_ref().take(said)) {
                    prop_assert!(read(&item).is_some(), "{}", item);
                }
            }
            prop_assert_eq!(items.next(), None);
        }

        #[test]
        fn every_part_of_a_list_is_an_item_in_its_place(
            parts in prop::collection::vec(
                prop_oneof![
                    Just(("Lena has security reader".to_owned(), vec!["Lena: Security Reader"])),
                    Just(("Bert: User Admin".to_owned(), vec!["Bert: User Administrator"])),
                    Just((
                        "Ines has User Administrator and Security Reader".to_owned(),
                        vec!["Ines: User Administrator", "Ines: Security Reader"],
                    )),
                    "[a-z(]{1,9} [a-z)]{1,9}( formerly| \\(fired\\)| maybe)( has User Administrator)?"
                        .prop_map(|free| (free, Vec::new())),
                ],
                0..8,
            ),
            joint in prop::sample::select(vec![", ", "\n", "; ", " ,,"]),
        ) {
            let text = parts.iter().map(|(said, _)| said.as_str()).collect::<Vec<_>>().join(joint);
            let wanted: Vec<&str> = parts
                .iter()
                .flat_map(|(said, read)| if read.is_empty() { vec![said.as_str()] } else { read.clone() })
                .collect();
            prop_assert_eq!(items(&text), wanted);
        }

        #[test]
        fn every_role_is_found_behind_a_name(at in any::<prop::sample::Index>()) {
            let all: Vec<Role> = Role::all().collect();
            let role = *at.get(&all);
            for said in [format!("Lena has {}", role.name()), format!("Lena: {}", role.name())] {
                let spoken = read(&said);
                prop_assert_eq!(spoken.map(|spoken| (spoken.who, spoken.role)), Some((Some("Lena".to_owned()), role)));
            }
        }

        #[test]
        fn a_sentence_with_any_other_word_holds_no_role(
            at in any::<prop::sample::Index>(),
            before in prop::sample::select(vec!["nobody", "does", "used", "wants", "not", "left", "if", "had", "was", "never"]),
            behind in prop::sample::select(vec!["until May", "no more", "once", "in the past", "before"]),
            form in 0usize..4,
        ) {
            let all: Vec<Role> = Role::all().collect();
            let role = at.get(&all).name();
            let said = match form {
                0 => format!("Lena {before} {role}"),
                1 => format!("{before} Lena has {role}"),
                2 => format!("Lena has {role} {behind}"),
                _ => format!("{before}: {role}"),
            };
            prop_assert_eq!(read(&said), None, "{}", said);
            prop_assert_eq!(items(&said), [said.clone()]);
        }

        #[test]
        fn what_was_read_is_read_again(text in "(Lena|Bert Berg)? ?(has|is a|:) (User|Security|Global) Admin( eligible)?") {
            for item in items(&text) {
                if let Some(spoken) = read(&item) {
                    prop_assert_eq!(spoken.to_string(), item);
                }
            }
        }
    }
}
