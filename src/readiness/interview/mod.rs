//! What is asked next for a profile, and what an answer does to it. Which file it stands in is not known here.
//!
//! A question is a place in the profile: a key of a section, or of one entry of a list. What is known is not asked again
//! unless everything is. Every answer is checked by writing the profile and reading it back, so nothing is ever saved
//! that `parse` would refuse, secrets first of all.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use toml::{Table, Value};

use super::profile::{self, Key, Keys, Profile, Section};
use crate::model::{self, FactType};

/// Entries of a list that are asked about; of a longer list the rest is filled in by hand or by import.
const ENTRIES: usize = 20;

/// An interview under way.
#[derive(Debug, Clone)]
pub struct Interview {
    profile: Profile,
    table: Table,
    today: NaiveDate,
    /// Ask what is known as well.
    all: bool,
    /// Lists that may get another entry in this run.
    growing: BTreeSet<String>,
    passed: BTreeSet<Place>,
    trail: Vec<Place>,
    /// A place that was gone back to.
    again: Option<Place>,
}

/// Where an answer goes: section, entry and key by their places in the table of keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    section: usize,
    entry: usize,
    key: usize,
}

/// One question.
#[derive(Debug, Clone)]
pub struct Question<'a> {
    pub section: &'a Section,
    pub key: &'a Key,
    /// `domain.registrar`; the name under which nobody's answer is missed.
    pub id: String,
    /// The entry of a list that it is about, by its first key.
    pub about: Option<String>,
    /// What is known already, as text.
    pub known: Option<String>,
    /// It begins an entry: `none` is an answer.
    pub begins: bool,
    /// How many entries the list has.
    pub entries: usize,
    /// Answered in this run, plus one.
    pub number: usize,
    /// How many there will be, about.
    pub of: usize,
}

/// What a person said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// As typed, or an option's words.
    Words(String),
    /// Nobody knows; what was there is taken out.
    Unknown,
    /// What is there stays.
    Keep,
    /// There is none, or no other.
    NoneOther,
    /// Ask me in the next run.
    Later,
    /// The question before.
    Back,
}

/// Why an answer does not fit, for the person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Refused(pub String);

impl Interview {
    /// Begins with what is known.
    #[must_use]
    pub fn new(profile: Profile, all: bool, today: NaiveDate) -> Self {
        let table = profile::table(&profile);
        let sections = &Keys::embedded().sections;
        let lists = || sections.iter().filter(|section| section.many && section.asked);
        let absent = |section: &&Section| !table.contains_key(&section.id);
        let mut growing: BTreeSet<String> =
            lists().filter(|s| all || absent(s)).map(|s| s.id.clone()).collect();
        // Who stopped in the middle of a list stopped in the last one that has entries: it may go on.
        if lists().any(|section| absent(&section)) {
            growing.extend(lists().take_while(|s| !absent(s)).last().map(|s| s.id.clone()));
        }
        let (passed, trail) = (BTreeSet::new(), Vec::new());
        Self { profile, table, today, all, growing, passed, trail, again: None }
    }

    /// The profile as it stands.
    #[must_use]
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// The question now; nothing when everything was asked.
    #[must_use]
    pub fn ask(&self) -> Option<Question<'static>> {
        let places = self.open();
        let at = self.again.or_else(|| places.first().copied())?;
        let (section, key) = at.names();
        let about =
            (section.many && at.key > 0).then(|| self.value(Place { key: 0, ..at }).map(words)).flatten();
        Some(Question {
            section,
            key,
            id: format!("{}.{}", section.id, key.id),
            about,
            known: self.value(at).map(words),
            begins: section.many && at.entry >= self.entries(section),
            entries: self.entries(section),
            number: self.trail.len() + 1,
            of: self.trail.len() + places.len(),
        })
    }

    /// Takes an answer to the question that `ask` gives.
    ///
    /// # Errors
    /// The answer does not fit; nothing has changed.
    pub fn answer(&mut self, answer: Answer) -> Result<(), Refused> {
        let Some(at) = self.again.or_else(|| self.open().first().copied()) else { return Ok(()) };
        let (section, key) = at.names();
        let begins = section.many && at.entry >= self.entries(section);
        match answer {
            Answer::Back => {
                let Some(before) = self.trail.pop() else {
                    return Err(Refused("This is the first question; there is nothing before it.".into()));
                };
                self.passed.remove(&before);
                self.again = Some(before);
                return Ok(());
            }
            Answer::Words(text) => {
                let value = self.read(key, &text)?;
                let mut table = self.table.clone();
                put(&mut table, section, at.entry, &key.id, value);
                self.adopt(table)?;
            }
            Answer::NoneOther if begins => {
                self.growing.remove(&section.id);
                if !self.table.contains_key(&section.id) {
                    let mut table = self.table.clone();
                    table.insert(section.id.clone(), Value::Array(Vec::new()));
                    self.adopt(table)?;
                }
            }
            Answer::Later | Answer::Unknown if begins => drop(self.growing.remove(&section.id)),
            Answer::Unknown => {
                let mut table = self.table.clone();
                take(&mut table, section, at.entry, &key.id);
                self.adopt(table)?;
            }
            Answer::NoneOther => return Err(Refused("If nobody knows, type: unknown".into())),
            Answer::Keep | Answer::Later => {}
        }
        self.again = None;
        self.passed.insert(at);
        self.trail.push(at);
        Ok(())
    }

    /// Takes over a profile that something else, an import, has added to.
    pub fn update(&mut self, profile: Profile) {
        self.table = profile::table(&profile);
        self.profile = profile;
    }

    /// A person went through it today.
    pub fn reviewed(&mut self) {
        let mut profile = self.profile.clone();
        // A date that was set for the last review says nothing about the next one.
        if profile.review_by.is_some_and(|day| day <= self.today) {
            profile.review_by = None;
        }
        profile.reviewed = Some(self.today);
        self.update(profile);
    }

    /// Every place that is still to be asked, in order.
    fn open(&self) -> Vec<Place> {
        let mut places = Vec::new();
        for (at, section) in Keys::embedded().sections.iter().enumerate().filter(|(_, s)| s.asked) {
            let entries = self.entries(section);
            for entry in 0..if section.many { entries.min(ENTRIES) } else { 1 } {
                places.extend((0..section.keys.len()).map(|key| Place { section: at, entry, key }));
            }
            if section.many && self.growing.contains(&section.id) {
                places.push(Place { section: at, entry: entries, key: 0 });
            }
        }
        places.retain(|place| !self.passed.contains(place) && (self.all || self.value(*place).is_none()));
        places
    }

    fn entries(&self, section: &Section) -> usize {
        self.table.get(&section.id).and_then(Value::as_array).map_or(0, Vec::len)
    }

    fn value(&self, at: Place) -> Option<&Value> {
        let (section, key) = at.names();
        match self.table.get(&section.id)? {
            Value::Array(entries) => entries.get(at.entry)?.get(&key.id),
            table => table.get(&key.id),
        }
    }

    fn read(&self, key: &Key, text: &str) -> Result<Value, Refused> {
        let today = self.today.to_string();
        let is_today = key.def.kind == FactType::Date && text.trim().eq_ignore_ascii_case("today");
        let value = key.def.read(if is_today { &today } else { text }).map_err(Refused)?;
        let one = value.text().unwrap_or_default();
        let wrong = || Refused(format!("\"{one}\" cannot be kept"));
        Ok(match key.def.kind {
            FactType::YesNo => Value::Boolean(one == "yes"),
            FactType::Number => Value::Integer(one.parse().map_err(|_| wrong())?),
            FactType::Date => Value::Datetime(one.parse().map_err(|_| wrong())?),
            _ => match value {
                model::Value::Many(items) => Value::Array(items.into_iter().map(Value::String).collect()),
                _ => Value::String(one),
            },
        })
    }

    /// The only way in: the types take it, and what is written reads back.
    fn adopt(&mut self, table: Table) -> Result<(), Refused> {
        let profile: Profile =
            table.clone().try_into().map_err(|e: toml::de::Error| Refused(e.message().to_owned()))?;
        profile::parse(&profile::write(&profile))
            .map_err(|e| Refused(format!("{}. It was NOT saved.", e.what)))?;
        (self.profile, self.table) = (profile, table);
        Ok(())
    }
}

impl Place {
    fn names(self) -> (&'static Section, &'static Key) {
        let section = &Keys::embedded().sections[self.section];
        (section, &section.keys[self.key])
    }
}

fn put(table: &mut Table, section: &Section, entry: usize, key: &str, value: Value) {
    let empty = || if section.many { Value::Array(Vec::new()) } else { Value::Table(Table::new()) };
    let within = table.entry(section.id.clone()).or_insert_with(empty);
    if let Value::Array(entries) = within {
        if entries.len() <= entry {
            entries.push(Value::Table(Table::new()));
        }
        if let Some(Value::Table(fields)) = entries.get_mut(entry) {
            fields.insert(key.to_owned(), value);
        }
    } else if let Value::Table(fields) = within {
        fields.insert(key.to_owned(), value);
    }
}

fn take(table: &mut Table, section: &Section, entry: usize, key: &str) {
    let within = match table.get_mut(&section.id) {
        Some(Value::Array(entries)) => entries.get_mut(entry).and_then(Value::as_table_mut),
        Some(Value::Table(fields)) => Some(fields),
        _ => None,
    };
    within.map(|fields| fields.remove(key));
}

/// A value as a person would type it.
fn words(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Boolean(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Value::Array(items) => items.iter().map(words).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

/// What differs between two versions of a profile, in the order of the file: `domain contoso.com: tested 2026-10-01`.
#[must_use]
pub fn changes(before: &Profile, after: &Profile) -> Vec<Change> {
    let (before, after) = (profile::table(before), profile::table(after));
    let mut found = Vec::new();
    for section in &Keys::embedded().sections {
        let (old, new) = (entries(&before, section), entries(&after, section));
        let known: HashMap<&str, &Table> =
            old.iter().map(|(name, fields)| (name.as_str(), *fields)).collect();
        let left: BTreeSet<&str> = new.iter().map(|(name, _)| name.as_str()).collect();
        for (name, fields) in &new {
            let was = known.get(name.as_str()).copied();
            for key in &section.keys {
                let value = |fields: &Table| fields.get(&key.id).map(words);
                let (was, is) = (was.and_then(value), value(fields));
                if was != is {
                    found.push(Change { place: place(section, name), key: key.id.clone(), was, is });
                }
            }
        }
        for (name, _) in old.iter().filter(|(name, _)| !left.contains(name.as_str())) {
            found.push(Change { place: place(section, name), key: "removed".into(), was: None, is: None });
        }
    }
    found
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The section, and in a list the entry's name.
    pub place: String,
    pub key: String,
    pub was: Option<String>,
    pub is: Option<String>,
}

/// Entries by their first key; a section that is no list has one without a name.
fn entries<'a>(table: &'a Table, section: &Section) -> Vec<(String, &'a Table)> {
    let first = section.keys.first().map_or("", |key| key.id.as_str());
    match table.get(&section.id) {
        Some(Value::Array(list)) => {
            let named = list
                .iter()
                .filter_map(Value::as_table)
                .map(|fields| (fields.get(first).map(words).unwrap_or_default(), fields));
            named.collect()
        }
        Some(Value::Table(fields)) => vec![(String::new(), fields)],
        _ => Vec::new(),
    }
}

fn place(section: &Section, name: &str) -> String {
    if name.is_empty() { section.id.clone() } else { format!("{} {name}", section.id) }
}

#[cfg(test)]
mod tests;
