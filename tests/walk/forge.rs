//! Writes lines into a journal as another program would: from the description of the format, not with its code. So a
//! test can have a line of a newer program, or of somebody who means harm, in a chain that is right.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// How a forged line differs from one that this program writes today.
#[derive(Clone, Copy)]
pub(crate) struct Line<'a> {
    pub minor: Option<u32>,
    pub class: &'a str,
    pub who: &'a str,
}

/// A line as the first edition wrote it.
pub(crate) const FIRST: Line<'static> = Line { minor: None, class: "support", who: "anna" };

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Adds one line with this payload to a journal.
pub(crate) fn append(journal: &Path, line: Line<'_>, payload: &str) {
    let mut text = fs::read_to_string(journal).unwrap_or_default();
    let last: Value = text.lines().last().map_or(Value::Null, |line| serde_json::from_str(line).unwrap());
    let prev = last["hash"].as_str().map_or_else(|| "0".repeat(64), str::to_owned);
    let seq = last["seq"].as_u64().unwrap_or(0) + 1;
    let (at, salt) = ("2026-01-21T03:00:00+01:00", "00112233445566778899aabbccddeeff");
    let digest = hex(&Sha256::digest(format!("reentry payload 1\n{salt}\n{payload}")));
    let format = line.minor.map_or_else(|| "1".to_owned(), |minor| format!("1.{minor}"));
    let (class, who) = (line.class, line.who);
    let header =
        format!("reentry line {format}\n{seq}\n{at}\n{class}\n{prev}\n{digest}\n{}\n{who}", who.len());
    let mut whole = json!({
        "format": 1, "seq": seq, "at": at, "who": who, "class": class, "prev": prev, "digest": digest,
        "hash": hex(&Sha256::digest(header)), "salt": salt,
    });
    if let Some(minor) = line.minor {
        whole["minor"] = minor.into();
    }
    // The payload's bytes count, not its meaning.
    let whole = whole.to_string();
    text.push_str(&format!("{},\"payload\":{payload}}}\n", &whole[..whole.len() - 1]));
    fs::write(journal, text).unwrap();
}
