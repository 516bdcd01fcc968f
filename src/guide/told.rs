//! The nouns in an answers file: accounts, requests and what happened, told before the first question.
//!
//! ```toml
//! list-of-accounts = "complete"
//! [[account]]
//! account = "anna@contoso.com"
//! roles = ["Global Administrator", "Security Administrator=eligible"]
//! state = "refused"
//! code = "53003"
//! at = "2026-11-26T18:50:00+01:00"
//! [[request]]
//! number = "2611260040001234"
//! team = "Data Protection"
//! [[happened]]
//! what = "support-called"
//! missed = true
//! ```

use chrono::{DateTime, FixedOffset};
use serde_json::{Map, Value};

use crate::case::Event;
use crate::case::account::{AccountReport, HeldRole, ListState};
use crate::case::happened::HappenedReport;
use crate::case::request::RequestReport;

/// What an answers file tells of nouns.
#[derive(Debug)]
pub(super) struct Told<'a> {
    pub(super) list_of_accounts: Option<ListState>,
    pub(super) ask: Option<String>,
    pub(super) account: &'a [toml::Table],
    pub(super) request: &'a [toml::Table],
    pub(super) happened: &'a [toml::Table],
}

impl Told<'_> {
    /// The events that the file tells, in its order. The error names the entry and the key.
    pub(super) fn events(&self) -> Result<Vec<Event>, String> {
        let mut events = Vec::new();
        for (number, table) in (1..).zip(self.account) {
            events.push(account(table).map_err(|why| format!("[[account]] number {number}: {why}"))?);
        }
        if let Some(list) = self.list_of_accounts {
            events.push(Event::AccountsListed { list, said_by: None });
        }
        for (number, table) in (1..).zip(self.request) {
            events.push(request(table).map_err(|why| format!("[[request]] number {number}: {why}"))?);
        }
        for (number, table) in (1..).zip(self.happened) {
            events.push(happened(table).map_err(|why| format!("[[happened]] number {number}: {why}"))?);
        }
        if let Some(words) = &self.ask {
            events.push(Event::AskWorded { words: Some(words.clone()) });
        }
        Ok(events)
    }
}

/// A table as JSON, without the keys that every entry may have.
struct Entry {
    at: Option<DateTime<FixedOffset>>,
    who: Option<String>,
    rest: Map<String, Value>,
}

fn entry(table: &toml::Table, keeps_who: bool) -> Result<Entry, String> {
    let mut rest = Map::new();
    for (key, value) in table {
        let value = serde_json::to_value(plain(value)).map_err(|e| e.to_string())?;
        rest.insert(key.clone(), value);
    }
    let at = match rest.remove("at") {
        None => None,
        Some(Value::String(text)) => Some(moment("at", &text)?),
        Some(_) => return Err("at: write \"2026-11-22T05:40:00+01:00\"".into()),
    };
    let who = match rest.get("who") {
        Some(Value::String(who)) => Some(who.clone()),
        None => None,
        Some(_) => return Err("who: write a name".into()),
    };
    if !keeps_who {
        rest.remove("who");
    }
    Ok(Entry { at, who, rest })
}

/// Dates of TOML as texts, numbers where a text is wanted as texts: `code = 53003`.
fn plain(value: &toml::Value) -> toml::Value {
    match value {
        toml::Value::Datetime(at) => toml::Value::String(at.to_string()),
        toml::Value::Integer(number) => toml::Value::String(number.to_string()),
        other => other.clone(),
    }
}

fn moment(key: &str, text: &str) -> Result<DateTime<FixedOffset>, String> {
    DateTime::parse_from_rfc3339(text)
        .map_err(|e| format!("{key} = \"{}\": {e}; write 2026-11-22T05:40:00+01:00", text.escape_debug()))
}

/// Reads a report, and refuses a key that it does not have: a misspelt one must not be lost.
fn read<T: serde::de::DeserializeOwned + serde::Serialize>(rest: &Map<String, Value>) -> Result<T, String> {
    let keys: Vec<String> = rest.keys().cloned().collect();
    let report: T = serde_json::from_value(Value::Object(rest.clone())).map_err(|e| e.to_string())?;
    let known = serde_json::to_value(&report).map_err(|e| e.to_string())?;
    let empty = |key: &String| {
        rest.get(key).is_some_and(|value| match value {
            Value::Array(items) => items.is_empty(),
            Value::Null => true,
            _ => false,
        })
    };
    match keys.iter().find(|key| known.get(key.as_str()).is_none() && !empty(key)) {
        Some(key) => Err(format!("nothing here is called \"{}\"", key.escape_debug())),
        None => Ok(report),
    }
}

fn account(table: &toml::Table) -> Result<Event, String> {
    let Entry { at, who, mut rest } = entry(table, false)?;
    if let Some(roles) = rest.remove("roles") {
        let texts: Vec<String> = serde_json::from_value(roles).map_err(|e| format!("roles: {e}"))?;
        let roles = texts
            .iter()
            .map(|text| HeldRole::read(text))
            .collect::<Result<Vec<_>, _>>()
            .map_err(|why| format!("roles: {why}"))?;
        rest.insert("roles".into(), serde_json::to_value(roles).map_err(|e| e.to_string())?);
    }
    let report: AccountReport = read(&rest)?;
    if report.account.trim().is_empty() {
        return Err("account: the account has no name".into());
    }
    Ok(Event::AccountTold { report: Box::new(report), happened: at, said_by: who })
}

fn request(table: &toml::Table) -> Result<Event, String> {
    let Entry { at, who, rest } = entry(table, false)?;
    let report: RequestReport = read(&rest)?;
    if report.number.trim().is_empty() {
        return Err("number: the request has no number".into());
    }
    Ok(Event::RequestTold { report: Box::new(report), happened: at, said_by: who })
}

fn happened(table: &toml::Table) -> Result<Event, String> {
    let Entry { at, rest, .. } = entry(table, true)?;
    let report: HappenedReport = read(&rest)?;
    Ok(Event::Happened { report: Box::new(report), happened: at })
}
