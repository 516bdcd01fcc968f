//! Who plays: what a person knows, by the topic of the question, and what must and must never be said to them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::program::file;

/// What is asked for, by the words in which it may be asked.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Topic {
    pub(super) key: String,
    /// Words of the question, in lower case.
    pub(super) asked: Vec<String>,
    /// Words that show what a later question is about; empty: nothing that one can have or not have.
    #[serde(default)]
    pub(super) subject: Vec<String>,
}

/// The topics, and what is the same for everybody.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Topics {
    pub(super) topic: Vec<Topic>,
    /// What somebody chooses from a menu of which they know nothing, by preference.
    pub(super) shrug: Vec<String>,
    /// Lines that are the same at every step; what they ask is told by the title of the step.
    pub(super) of_step: Vec<String>,
    /// What is answered where nobody has knowledge of their own.
    pub(super) common: BTreeMap<String, Answer>,
}

/// How a person answers one topic. Each way fits another form of the same question.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Answer {
    /// Typed into a field; one after the other where the same is asked again.
    pub(super) says: Vec<String>,
    /// Words in the line of a menu that this person would choose, by preference.
    pub(super) picks: Vec<String>,
    /// Words in the lines of a board that this person has.
    pub(super) has: Vec<String>,
    /// A page that is pasted where one is wanted.
    pub(super) paste: Option<String>,
    /// It does not exist; nothing more may be asked about it.
    pub(super) none: bool,
}

/// One person in one incident.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Persona {
    /// Who and what, in one line.
    pub(super) story: String,
    /// The public thread that the incident comes from; nothing where it was made up.
    pub(super) source: Option<String>,
    /// When the walk starts.
    pub(super) clock: String,
    /// Another party, or two accounts with different causes, are told: 26 answers and 1,800 words instead of 22 and 1,500.
    #[serde(default)]
    pub(super) told_for_two: bool,
    /// Words by which the first fitting door is recognised on the screen.
    pub(super) door: Vec<String>,
    /// Words by which this person's text is recognised where it is not the text of a new request.
    #[serde(default)]
    pub(super) text: Vec<String>,
    /// How this person says that they do not know.
    pub(super) no_idea: Vec<String>,
    /// Each must be said by the program on a screen, or stand in a text for support.
    #[serde(default)]
    pub(super) must_say: Vec<String>,
    /// Each must stand in a text for support.
    #[serde(default)]
    pub(super) must_send: Vec<String>,
    /// None of them may be said anywhere.
    #[serde(default)]
    pub(super) never: Vec<String>,
    /// What has happened, one line of the board of the case after the other.
    #[serde(default)]
    pub(super) news: Vec<String>,
    pub(super) knows: BTreeMap<String, Answer>,
}

/// Where those who play are kept; `REENTRY_PERSONAS` names another folder, of people who are not written down here.
fn folder() -> PathBuf {
    std::env::var_os("REENTRY_PERSONAS").map_or_else(|| file("walk/personas"), PathBuf::from)
}

/// Everybody who plays, by the name of their file, in its order.
pub(super) fn everybody() -> Vec<(String, Persona)> {
    people(&folder())
}

/// The people who are kept in a folder.
pub(super) fn people(folder: &Path) -> Vec<(String, Persona)> {
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !["topics.toml", "unreached.toml"].contains(&name.as_str()))
        .collect();
    names.sort();
    let read = |name: String| {
        let text = std::fs::read_to_string(folder.join(&name)).unwrap();
        let persona: Persona = toml::from_str(&text).unwrap_or_else(|e| panic!("{name}: {e}"));
        (name.trim_end_matches(".toml").to_owned(), persona)
    };
    names.into_iter().map(read).collect()
}

pub(super) fn topics(people: &[(String, Persona)]) -> Topics {
    let topics: Topics =
        toml::from_str(&std::fs::read_to_string(file("walk/personas/topics.toml")).unwrap()).unwrap();
    let known = |key: &String| topics.topic.iter().any(|topic| topic.key == *key);
    for (name, persona) in people {
        let odd = persona.knows.keys().find(|key| !known(key));
        assert!(odd.is_none(), "{name} knows {odd:?}, which nothing asks for");
    }
    topics
}
