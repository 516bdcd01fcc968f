//! The answer of a Log Analytics query over its own interface: names of columns once, and rows of bare values.

use std::io::Read;

use serde::Deserialize;
use serde_json::Value;

use super::Event;
use super::search::{NotSearched, Search, read};

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    tables: Vec<Table>,
    #[serde(default)]
    columns: Vec<Column>,
    #[serde(default)]
    rows: Vec<Vec<Value>>,
}

#[derive(Deserialize)]
struct Table {
    columns: Vec<Column>,
    rows: Vec<Vec<Value>>,
}

#[derive(Deserialize)]
struct Column {
    name: String,
}

/// No answer of the service is larger.
const LARGEST: u64 = 256 << 20;

/// Whether a text begins like such an answer.
pub(super) fn is_columns(head: &[u8]) -> bool {
    let head = &head[..head.len().min(16 << 10)];
    let has = |name: &[u8]| memchr::memmem::find(head, name).is_some();
    has(b"\"columns\"") && has(b"\"name\"") && (has(b"\"tables\"") || has(b"\"rows\""))
}

/// Reads each row as an event.
pub(super) fn search(mut held: Vec<u8>, from: &mut dyn Read, search: &mut Search) -> Result<(), NotSearched> {
    let room = usize::try_from(LARGEST).unwrap_or(usize::MAX).saturating_sub(held.len());
    if read(from, room, &mut held)? == room {
        return Err(NotSearched::TooLarge);
    }
    let answer: Answer = match serde_json::from_slice(&held) {
        Ok(answer) => answer,
        Err(e) if e.is_eof() => return Err(NotSearched::Cut),
        Err(_) => return Err(NotSearched::Columns),
    };
    let own = Table { columns: answer.columns, rows: answer.rows };
    for table in answer.tables.into_iter().chain([own]) {
        for row in &table.rows {
            let texts: Vec<String> = row.iter().map(plain).collect();
            search.row(false, texts.join("\n").as_bytes(), || {
                let names = table.columns.iter().map(|column| column.name.as_str());
                Event::from_row(names.zip(texts.iter().map(String::as_str)))
            });
        }
    }
    Ok(())
}

/// A cell as the text that a table would hold.
fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
