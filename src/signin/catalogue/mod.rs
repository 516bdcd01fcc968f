//! The AADSTS catalogue: what each error code means, and what it says to somebody who is locked out.
//!
//! It knows the public list of codes (`aadsts.tsv`) and our own words for those that matter (`words.toml`).
//! It refuses to know the sign-in at hand: which of several readings is true, `signin::cause` weighs.
//! Codes and texts change at Microsoft's end, so every answer also carries the address of the live look-up.

mod asked;
mod search;

pub use asked::{Asked, Mistyped, read as asked};
pub use search::nearest;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

use super::ErrorCode;
use crate::model::{Cause, carried};

fn codes() -> &'static str {
    carried!("src/signin/catalogue/aadsts.tsv").text()
}

fn words() -> &'static str {
    carried!("src/signin/catalogue/words.toml").text()
}

/// The day on which the catalogue page, whose codes these are, was last changed when it was read.
pub const AS_OF: &str = "2025-02-03";

/// One code as the catalogue lists it, with our words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub code: ErrorCode,
    /// Microsoft's name of the error, if the list gives one.
    pub name: Option<String>,
    /// What the list says, in its own short words.
    pub listed: String,
    /// What people type when they mean it, as they would say it.
    pub said: Vec<String>,
    /// Where the code was found.
    pub origin: Origin,
    /// What happened, one sentence.
    pub means: String,
    /// What it tells about the lockout.
    pub says: String,
    /// What it does not tell.
    pub says_not: String,
    /// Things to do, best first.
    pub tries: Vec<String>,
    /// The runbook to go on with.
    pub runbook: String,
    /// Causes that fit, the likeliest first; empty where the code fits no lockout.
    pub causes: Vec<Cause>,
    /// The causes apart, where one code has several.
    pub readings: Vec<Reading>,
    pub class: Class,
}

/// One of several things that the same code can mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// When this reading is the true one.
    pub when: String,
    pub means: String,
    pub causes: Vec<Cause>,
    pub runbook: String,
}

/// Where a code was found, which is also how far its meaning can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Microsoft's reference page, as of [`AS_OF`].
    Page,
    /// A public list of codes of September 2025, and not Microsoft's page.
    PublicList,
    /// Messages that people pasted, documentation or rules beside Microsoft's page.
    Pastes,
}

impl Origin {
    /// The list's second column holds the name that Microsoft's page gives, or in brackets where a code without one was
    /// found. What says nothing is not taken to stand on Microsoft's page.
    fn of(column: &str) -> Option<Self> {
        match column {
            "(Microsoft's page, without a name)" => Some(Self::Page),
            "(public list, September 2025)" => Some(Self::PublicList),
            "(not in the catalogue page)" | "(seen in pastes)" => Some(Self::Pastes),
            name => name.starts_with(|c: char| c.is_ascii_alphabetic()).then_some(Self::Page),
        }
    }

    /// In words, for the line that says of when the list is.
    #[must_use]
    pub fn words(self) -> String {
        match self {
            Self::Page => AS_OF.to_owned(),
            Self::PublicList => "not on Microsoft's page; from a public list of September 2025".to_owned(),
            Self::Pastes => "not on Microsoft's page; as seen in messages and other documents".to_owned(),
        }
    }
}

/// What a code is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Class {
    Ca,
    Mfa,
    Credential,
    Disabled,
    Federation,
    Licence,
    App,
    Service,
    Other,
}

/// The address that explains any code, to be opened on a device that still has the internet.
#[must_use]
pub fn live_address(code: ErrorCode) -> String {
    format!("https://login.microsoftonline.com/error?code={code}")
}

/// What the catalogue says about this code; `None` for a code that the list does not hold.
#[must_use]
pub fn lookup(code: ErrorCode) -> Option<&'static Entry> {
    catalogue().get(&code)
}

/// The causes of the closed list that fit a code, the likeliest first. Empty: the code fits no lockout, or is unknown.
#[must_use]
pub fn cause_candidates(code: ErrorCode) -> &'static [Cause] {
    lookup(code).map_or(&[], |entry| &entry.causes)
}

/// The data is part of the program and a test reads all of it, so a fault in it cannot reach a person;
/// a fault would give an empty catalogue, which every caller can live with.
fn catalogue() -> &'static BTreeMap<ErrorCode, Entry> {
    static CATALOGUE: OnceLock<BTreeMap<ErrorCode, Entry>> = OnceLock::new();
    CATALOGUE.get_or_init(|| read(codes(), words()).unwrap_or_default())
}

#[derive(Debug, Default, Clone, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Words {
    group: Option<String>,
    like: Option<String>,
    means: Option<String>,
    says: Option<String>,
    not: Option<String>,
    said: Vec<String>,
    r#try: Option<Vec<String>>,
    runbook: Option<String>,
    causes: Option<Vec<Cause>>,
    reading: Vec<RawReading>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawReading {
    when: String,
    means: String,
    causes: Vec<Cause>,
    runbook: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    group: BTreeMap<String, Words>,
    code: BTreeMap<String, Words>,
    class: BTreeMap<String, Words>,
}

fn read(tsv: &str, words: &str) -> Result<BTreeMap<ErrorCode, Entry>, String> {
    let file: File = toml::from_str(words).map_err(|e| e.to_string())?;
    let mut entries = BTreeMap::new();
    let mut with_words = 0;
    for (number, line) in tsv.lines().enumerate() {
        let wrong = |what: &str| format!("line {}: {what}", number + 1);
        let mut columns = line.split('\t');
        let mut next = || columns.next().map(str::trim).ok_or_else(|| wrong("four columns are needed"));
        let (code, name, meaning, class) = (next()?, next()?, next()?, next()?);
        let class: Class =
            Class::deserialize(serde::de::value::StrDeserializer::<serde::de::value::Error>::new(class))
                .map_err(|e| wrong(&e.to_string()))?;
        let own = file.code.get(code).cloned().unwrap_or_default();
        with_words += usize::from(file.code.contains_key(code));
        let code: ErrorCode = code.parse().map_err(|_| wrong("this is no code"))?;
        let fallback = || -> Result<&Words, String> {
            let shared =
                file.class.get(&format!("{class:?}").to_lowercase()).ok_or_else(|| wrong("class"))?;
            Ok(shared.like.as_ref().and_then(|name| file.group.get(name)).unwrap_or(shared))
        };
        let shared = match &own.group {
            Some(name) => file.group.get(name).ok_or_else(|| wrong("no such group"))?,
            None => fallback()?,
        };
        let pick = |mine: &Option<String>, theirs: &Option<String>, what: &str| {
            mine.clone().or_else(|| theirs.clone()).ok_or_else(|| wrong(what))
        };
        let entry = Entry {
            code,
            name: Some(name).filter(|n| !n.is_empty() && !n.starts_with('(')).map(str::to_owned),
            listed: meaning.to_owned(),
            said: own.said.clone(),
            origin: Origin::of(name).ok_or_else(|| wrong("where was this code found?"))?,
            means: own.means.clone().unwrap_or_else(|| sentence(meaning)),
            says: pick(&own.says, &shared.says, "says")?,
            says_not: pick(&own.not, &shared.not, "not")?,
            tries: own.r#try.clone().or_else(|| shared.r#try.clone()).ok_or_else(|| wrong("try"))?,
            runbook: pick(&own.runbook, &shared.runbook, "runbook")?,
            causes: own.causes.clone().or_else(|| shared.causes.clone()).unwrap_or_default(),
            readings: own
                .reading
                .into_iter()
                .map(|r| Reading { when: r.when, means: r.means, causes: r.causes, runbook: r.runbook })
                .collect(),
            class,
        };
        if entries.insert(code, entry).is_some() {
            return Err(wrong("this code is listed twice"));
        }
    }
    if with_words == file.code.len() {
        Ok(entries)
    } else {
        Err("words.toml speaks of a code that is not listed".into())
    }
}

/// The list's own meaning as a sentence, without the notes on where a row was found.
fn sentence(meaning: &str) -> String {
    let meaning = meaning.split(" (source:").next().unwrap_or(meaning).trim();
    let stop = if meaning.ends_with(['.', '!', '?', ')']) { "" } else { "." };
    format!("{meaning}{stop}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(code: &str) -> &'static Entry {
        lookup(code.parse().unwrap()).unwrap()
    }

    #[test]
    fn every_row_of_the_list_is_there() {
        let entries = read(codes(), words()).unwrap();
        assert_eq!(entries.len(), codes().lines().count());
        assert!(entries.values().all(|e| !e.tries.is_empty() && e.says.len() > 20 && e.means.len() > 10));
    }

    #[test]
    fn a_code_of_which_nobody_says_where_it_was_found_is_no_code_of_microsofts_page() {
        let of = |column: &str| read(&format!("99999\t{column}\tSomething happened\tca"), words());
        for column in ["", "-", "(heard)", "(public list)"] {
            let problem = of(column).unwrap_err();
            assert_eq!(problem, "line 1: where was this code found?", "{column}");
        }
    }

    #[test]
    fn codes_that_matter_in_a_lockout_have_words_of_their_own() {
        let file: File = toml::from_str(words()).unwrap();
        for entry in catalogue().values() {
            let matters = matches!(
                entry.class,
                Class::Ca
                    | Class::Mfa
                    | Class::Credential
                    | Class::Disabled
                    | Class::Federation
                    | Class::Licence
            );
            let own = file.code.get(&entry.code.to_string()).and_then(|w| w.means.as_ref());
            assert!(!matters || own.is_some(), "{} has no words of its own", entry.code);
        }
        let means: std::collections::BTreeSet<_> = catalogue().values().map(|e| &e.means).collect();
        assert!(means.len() > 330, "words are repeated: {}", means.len());
    }

    #[test]
    fn the_codes_with_two_causes_keep_them_apart() {
        for code in ["53003", "50053"] {
            let entry = entry(code);
            assert_eq!(entry.readings.len(), 2, "{code}");
            assert_ne!(entry.readings[0].runbook, entry.readings[1].runbook);
        }
        assert_eq!(cause_candidates("53003".parse().unwrap()), [Cause::ConditionalAccess]);
        assert_eq!(cause_candidates("500121".parse().unwrap()), [Cause::MfaLost, Cause::MfaServiceDown]);
        assert!(cause_candidates("99999".parse().unwrap()).is_empty());
    }

    #[test]
    fn runbooks_named_here_belong_to_the_known_set() {
        let known = [
            "which-lockout",
            "open-session",
            "wait-and-see",
            "other-administrators",
            "surviving-roles",
            "self-service-reset",
            "trusted-place",
            "partner",
            "tenant-facts",
            "failed-sign-in",
            "prepare-request",
            "hostile-administrator",
            "mfa-outage",
            "sovereign-cloud",
        ];
        for entry in catalogue().values() {
            for id in entry.readings.iter().map(|r| &r.runbook).chain([&entry.runbook]) {
                assert!(known.contains(&id.as_str()), "{}: {id}", entry.code);
            }
        }
    }
}
