//! What a person types for a fact, read by the fact's type.
//!
//! It knows what each type takes, and says what is wanted where it does not. It refuses to guess: what could be two things is
//! asked back. The forms of single answers are `answer`'s to know, and addresses and the people behind them `addresses`'s.

use std::collections::BTreeSet;

use super::addresses::{in_item, is_head, one_address};
use super::{FactDef, FactType, Value};
use crate::model::{ObjectId, TenantId, answer};

impl FactDef {
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
}

fn line(text: &str) -> Result<String, String> {
    Ok(text.split_whitespace().collect::<Vec<_>>().join(" "))
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
