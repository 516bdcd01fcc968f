//! `reentry/signin-words/v1`: the codes nearest to some words.

use serde::Serialize;

use crate::signin::catalogue::Entry;

#[derive(Debug, Serialize)]
pub struct View<'a> {
    schema: &'static str,
    words: &'a str,
    /// Best first; empty where no word is known.
    nearest: Vec<Near>,
}

#[derive(Debug, Serialize)]
struct Near {
    code: String,
    name: Option<String>,
    means: String,
    causes: Vec<&'static str>,
    runbook: String,
}

/// The view of a search.
#[must_use]
pub fn view<'a>(words: &'a str, nearest: &[&Entry]) -> View<'a> {
    let near = |entry: &&Entry| Near {
        code: entry.code.to_string(),
        name: entry.name.clone(),
        means: entry.means.clone(),
        causes: entry.causes.iter().map(|c| c.id()).collect(),
        runbook: entry.runbook.clone(),
    };
    View { schema: "reentry/signin-words/v1", words, nearest: nearest.iter().map(near).collect() }
}
