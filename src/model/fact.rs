//! Typed facts: what is known about a lockout, each `noun.fact`, from the vocabulary in `runbooks/facts.toml`.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::model::{ObjectId, TenantId, answer};

/// The name of a fact: `noun.fact`, kebab-case, as in files, journal and JSON.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FactId(String);

impl FactId {
    /// A name from `case::facts`; a test holds those against the vocabulary.
    #[must_use]
    pub fn known(name: &'static str) -> Self {
        Self(name.to_owned())
    }

    /// The name as written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for FactId {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let part = |p: &str| {
            !p.is_empty() && p.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        };
        match text.split_once('.') {
            Some((noun, fact)) if part(noun) && part(fact) => Ok(Self(text.to_owned())),
            _ => {
                Err(format!("\"{}\" is not a fact id; they look like dns-proof.domain", text.escape_debug()))
            }
        }
    }
}

impl TryFrom<String> for FactId {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<FactId> for String {
    fn from(id: FactId) -> String {
        id.0
    }
}

impl fmt::Display for FactId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a fact holds. The person may always say that they do not know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    /// Asked, and not known.
    Unknown,
    /// One thing.
    One(String),
    /// Several.
    Many(Vec<String>),
}

impl Value {
    /// The text of a single value, or the items joined by commas; nothing when unknown.
    #[must_use]
    pub fn text(&self) -> Option<String> {
        match self {
            Self::Unknown => None,
            Self::One(text) => Some(text.clone()),
            Self::Many(items) => Some(items.join(", ")),
        }
    }

    /// Every item; none when unknown.
    #[must_use]
    pub fn items(&self) -> &[String] {
        match self {
            Self::Unknown => &[],
            Self::One(text) => std::slice::from_ref(text),
            Self::Many(items) => items,
        }
    }
}

/// The types a fact can have; each reads what a person types.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FactType {
    Text,
    Lines,
    Names,
    Number,
    Email,
    Emails,
    Phone,
    Domain,
    Domains,
    TenantId,
    ObjectId,
    Date,
    Moment,
    YesNo,
    Roles,
    Choice,
    Choices,
}

/// One entry of the vocabulary.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactDef {
    /// How it is read and checked.
    #[serde(rename = "type")]
    pub kind: FactType,
    /// The question, 60 characters at most.
    pub ask: String,
    /// Why it is asked: the answer to `?`.
    pub why: String,
    /// What an answer looks like.
    pub example: Option<String>,
    /// The values of a choice.
    #[serde(default)]
    pub options: Vec<String>,
}

/// The vocabulary.
#[derive(Debug, Clone, Default)]
pub struct FactTable(BTreeMap<FactId, FactDef>);

impl FactTable {
    /// Reads `facts.toml`. The error names line and column.
    pub fn parse(text: &str) -> Result<Self, String> {
        let nouns: BTreeMap<String, BTreeMap<String, FactDef>> =
            toml::from_str(text).map_err(|e| e.to_string())?;
        let mut table = BTreeMap::new();
        for (noun, facts) in nouns {
            for (fact, def) in facts {
                let id: FactId = format!("{noun}.{fact}").parse()?;
                def.check().map_err(|what| format!("{id}: {what}"))?;
                table.insert(id, def);
            }
        }
        Ok(Self(table))
    }

    /// The definition of a fact.
    #[must_use]
    pub fn get(&self, id: &FactId) -> Option<&FactDef> {
        self.0.get(id)
    }

    /// All facts in order of their ids.
    pub fn iter(&self) -> impl Iterator<Item = (&FactId, &FactDef)> {
        self.0.iter()
    }

    /// Lays another vocabulary over this one.
    pub fn overlay(&mut self, other: Self) {
        self.0.extend(other.0);
    }
}

impl FactDef {
    /// What is wrong with the definition itself.
    pub fn check(&self) -> Result<(), &'static str> {
        if self.ask.chars().count() > 60 {
            return Err("the question is longer than 60 characters");
        }
        if matches!(self.kind, FactType::Choice | FactType::Choices) == self.options.is_empty() {
            return Err("a choice has options, and nothing else has");
        }
        Ok(())
    }

    /// Reads what a person typed. Lists are separated by commas, semicolons or lines. The error says what is wanted.
    pub fn read(&self, typed: &str) -> Result<Value, String> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Err("Nothing was typed. If you do not know it, type: unknown".into());
        }
        if let Some(odd) = typed.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
            return Err(format!(
                "There is a control character in it ({}). Type it by hand.",
                odd.escape_unicode()
            ));
        }
        if typed.chars().count() > 4000 && self.kind != FactType::TenantId {
            return Err("That is longer than 4,000 characters. Say it shorter, or attach a file.".into());
        }
        let one = |read: fn(&str) -> Result<String, String>| read(typed).map(Value::One);
        let many = |read: fn(&str) -> Result<String, String>| {
            let separators: &[char] =
                if matches!(self.kind, FactType::Lines) { &['\n', ';'] } else { &['\n', ',', ';'] };
            typed
                .split(separators)
                .map(str::trim)
                .filter(|item| !item.is_empty())
                .map(read)
                .collect::<Result<Vec<_>, _>>()
                .map(Value::Many)
        };
        match self.kind {
            FactType::Text | FactType::Moment => one(line),
            FactType::Lines | FactType::Roles | FactType::Names => many(line),
            FactType::Number => one(number),
            FactType::Email => one(email),
            // A list, a sentence or the head of a mail: what counts are the addresses in it.
            FactType::Emails => match answer::addresses(typed) {
                found if found.is_empty() => many(email),
                found => Ok(Value::Many(found)),
            },
            FactType::Phone => one(phone),
            FactType::Domain => one(domain),
            FactType::Domains => many(domain),
            FactType::TenantId => one(tenant_id),
            FactType::ObjectId => {
                one(|t| t.parse::<ObjectId>().map(|id| id.to_string()).map_err(|e| e.to_string()))
            }
            FactType::Date => one(date),
            FactType::YesNo => one(yes_no),
            FactType::Choice => self.option(typed).map(Value::One),
            FactType::Choices => typed
                .split(['\n', ',', ';'])
                .filter(|item| !item.trim().is_empty())
                .map(|item| self.option(item))
                .collect::<Result<Vec<_>, _>>()
                .map(Value::Many),
        }
    }

    /// Whether this is one of its values, where it has a closed list of them.
    #[must_use]
    pub fn takes(&self, value: &str) -> bool {
        match self.kind {
            FactType::Choice | FactType::Choices => self.options.iter().any(|option| option == value),
            FactType::YesNo => value == "yes" || value == "no",
            _ => false,
        }
    }

    /// What was typed, word for word: for whoever insists on a value that this fact's type does not read. Nothing where it
    /// has a closed list of values, or where the text could not be kept.
    #[must_use]
    pub fn as_typed(&self, typed: &str) -> Option<Value> {
        let closed = matches!(self.kind, FactType::Choice | FactType::Choices | FactType::YesNo);
        let text = line(typed).ok()?;
        let unfit =
            closed || text.is_empty() || text.chars().count() > 4000 || text.contains(char::is_control);
        let many = matches!(
            self.kind,
            FactType::Emails | FactType::Domains | FactType::Lines | FactType::Names | FactType::Roles
        );
        (!unfit).then(|| if many { Value::Many(vec![text]) } else { Value::One(text) })
    }

    /// What several lines that were pasted say for this fact: a list takes each line, an address or an id is found in a
    /// whole page, and a text takes them as one. Nothing where the lines hold no such thing.
    #[must_use]
    pub fn from_lines(&self, text: &str) -> Option<String> {
        match self.kind {
            FactType::Lines | FactType::Names | FactType::Roles | FactType::Domains => {
                Some(text.trim().to_owned())
            }
            FactType::Text => Some(text.split_whitespace().collect::<Vec<_>>().join(" ")),
            FactType::Emails => Some(answer::addresses(text).join("\n")).filter(|found| !found.is_empty()),
            FactType::Email | FactType::TenantId => self.read(text).ok().and_then(|value| value.text()),
            _ => None,
        }
    }

    /// What "unknown" is here: an answer with a path of its own where the options name it.
    #[must_use]
    pub fn unknown(&self) -> Value {
        self.option("unknown").map_or(Value::Unknown, Value::One)
    }

    fn option(&self, typed: &str) -> Result<String, String> {
        let wanted = typed.trim().to_lowercase();
        let found = self.options.iter().find(|option| **option == wanted);
        found.cloned().ok_or_else(|| format!("\"{}\" is none of: {}", typed.trim(), self.options.join(", ")))
    }
}

fn line(text: &str) -> Result<String, String> {
    Ok(text.split_whitespace().collect::<Vec<_>>().join(" "))
}

/// An address, alone or inside a line of a mail. Two of them are not one.
fn email(text: &str) -> Result<String, String> {
    match answer::addresses(text).as_slice() {
        [one] => Ok(one.clone()),
        [] => Err(format!("\"{}\" is not an address like name@contoso.com", text.trim())),
        several => Err(format!("There are several addresses in it: {}. Type one.", several.join(", "))),
    }
}

/// A tenant ID, alone or in the address or the page that names it.
fn tenant_id(text: &str) -> Result<String, String> {
    match answer::tenant_ids(text).as_slice() {
        [one] => Ok(one.to_string()),
        [] => text.parse::<TenantId>().map(|id| id.to_string()).map_err(|e| e.to_string()),
        _ => Err("There are several IDs in it. Type the tenant ID alone.".into()),
    }
}

fn phone(text: &str) -> Result<String, String> {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let odd = text.chars().find(|c| !(c.is_ascii_digit() || " +-/().x".contains(*c)));
    match odd {
        Some(odd) => Err(format!("'{odd}' is not part of a phone number. Write it like +31 6 1234 5678")),
        None if !(5..=20).contains(&digits) => {
            Err("A phone number has 5 to 20 digits, with the country code first".into())
        }
        None => line(text),
    }
}

/// A host name in ASCII or Unicode letters; a pasted address or URL is explained rather than guessed.
fn domain(text: &str) -> Result<String, String> {
    let text = text.trim().trim_end_matches('.').to_lowercase();
    if text.contains("://") || text.contains('/') {
        return Err(format!("\"{text}\" is a web address. Give the domain alone, like contoso.com"));
    }
    if text.contains('@') {
        return Err(format!("\"{text}\" is an e-mail address. Give the part behind the @"));
    }
    let label = |l: &str| {
        !l.is_empty()
            && l.len() <= 63
            && !l.starts_with('-')
            && l.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_')
    };
    if text.contains('.') && text.len() <= 253 && text.split('.').all(label) {
        Ok(text)
    } else {
        Err(format!("\"{text}\" is not a domain like contoso.com"))
    }
}

fn number(text: &str) -> Result<String, String> {
    text.parse::<u32>().map(|n| n.to_string()).map_err(|_| format!("\"{text}\" is not a whole number"))
}

fn date(text: &str) -> Result<String, String> {
    match answer::days(text, None).as_slice() {
        [day] => Ok(day.to_string()),
        [one, other, ..] => Err(format!(
            "\"{text}\" can be {} or {}. Write the month as a word",
            answer::day_in_words(*one),
            answer::day_in_words(*other)
        )),
        [] => Err(format!("\"{text}\" is not a date. Write year-month-day, like 2026-11-22")),
    }
}

fn yes_no(text: &str) -> Result<String, String> {
    match answer::yes_no(text) {
        Some(true) => Ok("yes".into()),
        Some(false) => Ok("no".into()),
        None => Err(format!("\"{text}\" is neither yes nor no")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_takes_the_path_that_its_options_give_it() {
        let table = FactTable::parse(
            "[tenant.cloud]\ntype = 'choice'\noptions = ['public', 'unknown']\nask = 'Which?'\nwhy = 'x'\n\
             [tenant.invoice]\ntype = 'text'\nask = 'Which?'\nwhy = 'x'\n",
        )
        .unwrap();
        let unknown = |id: &str| table.get(&id.parse().unwrap()).unwrap().unknown();
        // A step with `when = { "tenant.cloud" = ["unknown"] }` follows.
        assert_eq!(unknown("tenant.cloud").items(), ["unknown"]);
        assert_eq!(unknown("tenant.invoice"), Value::Unknown);
    }
}
