//! Typed facts: what is known about a lockout, each `noun.fact`, from the vocabulary in `runbooks/facts.toml`.

use std::collections::{BTreeMap, BTreeSet};
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Debug, Clone, Serialize, Deserialize)]
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
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
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
            self.items(typed).map(read).collect::<Result<Vec<_>, _>>().map(Value::Many)
        };
        match self.kind {
            FactType::Text | FactType::Moment => one(line),
            FactType::Lines | FactType::Roles | FactType::Names => many(line),
            FactType::Number => one(number),
            FactType::Email => one(one_address),
            FactType::Emails => {
                let found = self.items(typed).map(in_item).collect::<Result<Vec<_>, _>>()?;
                let (mut known, mut each) = (BTreeSet::new(), found.concat());
                each.retain(|address| known.insert(address.to_ascii_lowercase()));
                Ok(Value::Many(each))
            }
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
    /// has a closed list of values, or where the text could not be kept. Each item of a list stays an item.
    #[must_use]
    pub fn as_typed(&self, typed: &str) -> Option<Value> {
        let closed = matches!(self.kind, FactType::Choice | FactType::Choices | FactType::YesNo);
        let unfit =
            |text: &str| text.is_empty() || text.contains(|c: char| c.is_control() && !c.is_whitespace());
        if closed || unfit(typed.trim()) || typed.chars().count() > 4000 {
            return None;
        }
        let squeezed = |item: &str| item.split_whitespace().collect::<Vec<_>>().join(" ");
        let many = matches!(
            self.kind,
            FactType::Emails | FactType::Domains | FactType::Lines | FactType::Names | FactType::Roles
        );
        if !many {
            return Some(Value::One(squeezed(typed)));
        }
        let item = |item: &str| match self.kind {
            // An address is kept without what stands around it; what is none, or is denied, is kept as it is.
            FactType::Emails => in_item(item).unwrap_or_else(|_| vec![squeezed(item)]),
            _ => vec![squeezed(item)],
        };
        Some(Value::Many(self.items(typed).flat_map(item).collect()))
            .filter(|value| !value.items().is_empty())
    }

    /// The items of a list as it is typed.
    fn items<'t>(&self, typed: &'t str) -> impl Iterator<Item = &'t str> + use<'t> {
        let separators: &[char] =
            if matches!(self.kind, FactType::Lines) { &['\n', ';'] } else { &['\n', ',', ';'] };
        typed.split(separators).map(str::trim).filter(|item| !item.is_empty())
    }

    /// What several lines that were pasted say for this fact: a list takes each line, an address or an id is found in a
    /// whole page, and a text takes them as one. Nothing where the lines hold no such thing.
    #[must_use]
    pub fn in_lines(&self, text: &str) -> Option<String> {
        match self.kind {
            FactType::Lines | FactType::Names | FactType::Roles | FactType::Domains => {
                Some(text.trim().to_owned())
            }
            // A page of data is no name and no sentence.
            FactType::Text if text.trim_start().starts_with(['{', '[', '<']) => None,
            FactType::Text => Some(text.split_whitespace().collect::<Vec<_>>().join(" ")),
            // The lines of a mail around an address are left out, a short one excepted. Without the head of a mail each
            // line is an item of a list: what is no address is asked back.
            FactType::Emails if answer::addresses(text).is_empty() => None,
            FactType::Emails => {
                let mail = text.lines().any(is_head);
                let item = |line: &&str| {
                    let of_a_mail = mail && (line.contains(": ") || line.split_whitespace().count() > 3);
                    !line.trim().is_empty() && (line.contains('@') || !of_a_mail)
                };
                Some(text.lines().filter(item).collect::<Vec<_>>().join("\n"))
            }
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

/// The one address of a line, where no word beside it takes it away: "not anna@contoso.com".
fn one_address(text: &str) -> Result<String, String> {
    let found = email(text)?;
    if !text.contains('\n') && takes_away(text) {
        return Err(format!(
            "\"{text}\" may say that this address is the wrong one. Type the right one alone."
        ));
    }
    Ok(found)
}

/// Whether a line is one of the head of a mail.
fn is_head(line: &str) -> bool {
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
fn in_item(item: &str) -> Result<Vec<String>, String> {
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

/// Whether a word beside the addresses denies one of them, or says that its owner is no longer there.
fn takes_away(item: &str) -> bool {
    let edge = |c: char| c.is_whitespace() || "<>()[]{},;:\"|\u{201c}\u{201d}\u{201e}".contains(c);
    let beside = item.split(edge).filter(|word| !word.contains('@'));
    let words =
        beside.flat_map(|word| word.split(|c: char| !c.is_alphanumeric() && !"'\u{2019}".contains(c)));
    words.map(str::to_lowercase).any(|word| answer::denies(&word) || GONE.contains(&word.as_str()))
}

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
    // "Until 1 March 2027" is that day; any other word may mean another one.
    let lead = ["until", "till", "on", "ends", "ended", "bis", "am", "hasta", "tot"];
    let (first, rest) = text.split_once(' ').unwrap_or_default();
    let bare = if lead.contains(&first.to_lowercase().as_str()) { rest.trim() } else { text };
    match answer::days(bare, None).as_slice() {
        [day] => Ok(day.to_string()),
        several @ [_, _, ..] => {
            Err(format!("\"{text}\" can be {}. Write the month as a word", answer::days_in_words(several)))
        }
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
    use proptest::prelude::*;

    use super::*;

    fn of(kind: &str) -> FactDef {
        let text = format!("[a.b]\ntype = '{kind}'\nask = 'Which?'\nwhy = 'x'\n");
        FactTable::parse(&text).unwrap().get(&"a.b".parse().unwrap()).unwrap().clone()
    }

    #[test]
    fn nobody_in_a_list_of_addresses_is_lost() {
        let emails = of("emails");
        for (typed, odd) in [
            ("anna@contoso.com, bert@contoso", "bert@contoso"),
            ("anna@contoso.com bert@contoso", "bert@contoso"),
            ("anna@contoso.com and bert", "bert"),
            ("bert; anna@contoso.com", "bert"),
            ("anna@contoso.com\nthe nephew", "the nephew"),
            ("anna, bert", "anna"),
        ] {
            let why = emails.read(typed).unwrap_err();
            assert!(why.contains(&format!("\"{odd}\"")), "{typed}: {why}");
        }
        for (typed, found) in [
            ("Anna Berg <anna@contoso.com>, bert@contoso.com", vec!["anna@contoso.com", "bert@contoso.com"]),
            ("they are anna@contoso.com and bert@contoso.com", vec!["anna@contoso.com", "bert@contoso.com"]),
            ("anna@contoso.com; ANNA@contoso.com", vec!["anna@contoso.com"]),
        ] {
            assert_eq!(emails.read(typed).unwrap().items(), found, "{typed}");
        }
        for (typed, found) in [
            ("José Ortega y Gasset <jose@contoso.com>", vec!["jose@contoso.com"]),
            (
                "Ana Costa e Silva <ana@contoso.com> e bert@contoso.com",
                vec!["ana@contoso.com", "bert@contoso.com"],
            ),
            ("anna@contoso.com y bert@contoso.com", vec!["anna@contoso.com", "bert@contoso.com"]),
        ] {
            assert_eq!(emails.read(typed).unwrap().items(), found, "{typed}");
        }
        for (typed, odd) in [
            ("Bert y Anna <anna@contoso.com>", "Bert"),
            ("Bert Berg y Anna <anna@contoso.com>", "Bert Berg"),
            ("Bert van Berg en Anna <anna@contoso.com>", "Bert van Berg"),
            ("Bert Berg y anna@contoso.com", "Bert Berg"),
            ("Bert Berg and Anna <anna@contoso.com>", "Bert Berg"),
            ("anna@contoso.com y Bert", "Bert"),
        ] {
            let why = emails.read(typed).unwrap_err();
            assert!(why.contains(&format!("\"{odd}\"")), "{typed}: {why}");
        }
        let pasted =
            emails.in_lines("From: Anna <anna@contoso.com>\nSubject: our names\n\nbert@contoso\n").unwrap();
        assert!(emails.read(&pasted).unwrap_err().contains("bert@contoso"), "{pasted}");
        let mail =
            emails.in_lines("From: Anna <anna@contoso.com>\nWe write to you because of this.").unwrap();
        assert_eq!(emails.read(&mail).unwrap().items(), ["anna@contoso.com"]);
    }

    #[test]
    fn an_address_that_is_denied_is_asked_back_and_kept_as_it_was_typed() {
        let emails = of("emails");
        for (typed, odd) in [
            ("anna@contoso.com, not bert@contoso.com", "not bert@contoso.com"),
            ("everybody except anna@c.com", "everybody except anna@c.com"),
            ("anna@c.com; bert@c.com left the company", "bert@c.com left the company"),
            ("anna@c.com\nbert@c.com (former)", "bert@c.com (former)"),
            ("anna@c.com and not bert@c.com", "anna@c.com and not bert@c.com"),
            ("bert@c.com isn\u{2019}t one", "bert@c.com isn\u{2019}t one"),
            ("all but <anna@c.com>", "all but <anna@c.com>"),
            ("ex-admin: bert@c.com", "ex-admin: bert@c.com"),
            ("not:bert@c.com", "not:bert@c.com"),
            ("bert@c.com ist nicht da", "bert@c.com ist nicht da"),
        ] {
            let why = emails.read(typed).unwrap_err();
            assert!(why.contains(&format!("\"{odd}\"")), "{typed}: {why}");
            let kept = emails.as_typed(typed).unwrap();
            assert!(kept.items().iter().any(|item| item == odd), "{typed}: {kept:?}");
            assert!(!kept.items().iter().any(|item| item.starts_with("bert@c") && !item.contains(' ')));
        }
        for typed in ["<no-reply@c.com>", "never@c.com", "Notker <notker@c.com>", "ex@c.com"] {
            assert!(emails.read(typed).is_ok(), "{typed}");
        }
    }

    #[test]
    fn one_address_that_is_denied_is_asked_back_as_well() {
        let email = of("email");
        for typed in ["not anna@c.com", "anna@c.com was my old one", "anything but anna@c.com"] {
            assert!(email.read(typed).is_err(), "{typed}");
        }
        for typed in ["anna@c.com", "my address: anna@c.com", "Anna <anna@c.com>"] {
            assert_eq!(email.read(typed).unwrap().text().as_deref(), Some("anna@c.com"), "{typed}");
        }
    }

    #[test]
    fn no_line_of_a_pasted_list_is_lost() {
        let emails = of("emails");
        for odd in [
            "Bert Berg from the sales team",
            "Carl: left in May",
            "the account of the owner, whoever that is",
            "Emergency: on paper in the safe",
        ] {
            let pasted = emails.in_lines(&format!("anna@contoso.com\n{odd}\n\n")).unwrap();
            assert!(pasted.lines().any(|line| line == odd), "{pasted}");
            assert!(emails.read(&pasted).is_err(), "{pasted}");
        }
        for head in ["From: Anna <anna@contoso.com>", "> Subject: our names", "Von: anna@contoso.com"] {
            let mail = format!("{head}\nWe write to you because of this.\nanna@contoso.com");
            let kept = emails.in_lines(&mail).unwrap();
            assert!(!kept.contains("because"), "{kept}");
        }
    }

    #[test]
    fn what_is_kept_as_it_was_typed_keeps_its_items() {
        for (kind, typed, items) in [
            ("emails", "anna\nbert", vec!["anna", "bert"]),
            ("emails", "Anna <anna@contoso.com>, bert", vec!["anna@contoso.com", "bert"]),
            ("domains", "contoso, fabrikam", vec!["contoso", "fabrikam"]),
            ("lines", "a, b\nc", vec!["a, b", "c"]),
            ("text", "a\n b", vec!["a b"]),
        ] {
            assert_eq!(of(kind).as_typed(typed).unwrap().items(), items, "{kind}: {typed}");
        }
        assert_eq!(of("emails").as_typed(", ;"), None);
    }

    proptest! {
        #[test]
        fn every_item_is_read_or_said(
            items in prop::collection::vec(
                prop::sample::select(vec![
                    "anna@contoso.com", "bert@contoso", "Carla Berg <carla@contoso.com>", "the nephew", "@", "o'neil@x.example",
                ]),
                1..8,
            ),
            joint in prop::sample::select(vec![", ", "\n", "; ", ","]),
        ) {
            let emails = of("emails");
            let typed = items.join(joint);
            let odd = items.iter().any(|item| answer::addresses(item).is_empty());
            prop_assert_eq!(emails.read(&typed).is_err(), odd);
            let kept = emails.as_typed(&typed).unwrap();
            prop_assert_eq!(kept.items().len(), items.len());
        }
    }

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
