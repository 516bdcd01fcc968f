//! What must never leave: finds secrets in text, and writes the text without them.
//!
//! Called before anything that was pasted or attached is written, and again before anything is bundled. It knows two
//! kinds of evidence for a secret: its **shape** (a JWT looks like nothing else) and its **name** (`password=`, the head of
//! a table's column, a word earlier in the sentence). Both are data: `shape.rs` is a table of patterns, `names.tsv` a table
//! of names. It leans to the safe side: a false alarm costs
//! one question, a missed password is in somebody's mailbox for ever. But it must stay quiet about what support needs:
//! GUIDs, Request IDs, error pages, and the sentence "I lost my password".
//!
//! It refuses to know the secret: a [`Hit`] holds a place and a rule, so no report can ever print the text. Everything
//! runs in time linear in the text, whatever the text is.

pub(super) mod base64;
mod block;
mod code;
mod grid;
mod harmless;
mod invisible;
mod json;
mod literal;
mod mrz;
mod named;
mod prose;
mod rule;
mod seed;
mod shape;
mod stream;
mod table;
mod value;

use std::ops::Range;

use regex::Regex;

use invisible::Visible;

pub use rule::Rule;
pub use stream::scan_read;

/// A secret was here. Holds its place, never its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Which kind.
    pub rule: Rule,
    /// Line of its first character, from 1.
    pub line: usize,
    /// Column of its first character in characters, from 1.
    pub column: usize,
    /// Its bytes in the text that was scanned.
    pub span: Range<usize>,
}

/// Finds every secret, in the order of the text. Hits do not overlap.
///
/// ```
/// let hits = reentry::evidence::redact::scan("user: bob\npassword=Winter2026!");
/// assert_eq!((hits[0].rule.id(), hits[0].line, hits[0].column), ("password", 2, 10));
/// assert!(reentry::evidence::redact::scan("I lost my password.").is_empty());
/// ```
#[must_use]
pub fn scan(text: &str) -> Vec<Hit> {
    placed(text, merged(seen(text, LAYERS)))
}

/// What is found in a text as its reader sees it, and in the strings of JSON in it.
fn seen(text: &str, layers: usize) -> Vec<Found> {
    let Some(visible) = invisible::without(text) else {
        let mut found = all(text);
        escaped(text, layers, &mut found);
        return found;
    };
    let mut found = all(visible.text());
    escaped(visible.text(), layers, &mut found);
    found.into_iter().map(|(span, rule)| (visible.span(&span), rule)).collect()
}

/// What each kind of evidence finds, in any order.
fn all(text: &str) -> Vec<Found> {
    let mut found = Vec::new();
    shape::find(text, &mut found);
    named::find(text, &mut found);
    prose::find(text, &mut found);
    table::find(text, &mut found);
    grid::find(text, &mut found);
    block::find(text, &mut found);
    mrz::find(text, &mut found);
    seed::find(text, &mut found);
    base64::find(text, &mut found);
    found
}

/// How many layers of JSON inside strings of JSON are opened.
const LAYERS: usize = 3;

/// What is only seen once the escapes in a string of JSON are read.
fn escaped(text: &str, layers: usize, found: &mut Vec<Found>) {
    if layers == 0 || memchr::memchr(b'\\', text.as_bytes()).is_none() {
        return;
    }
    for place in json::strings(text) {
        let Some(read) = json::decoded(&text[place.clone()]) else { continue };
        found.extend(seen(read.text(), layers - 1).into_iter().map(|(span, rule)| {
            let span = read.span(&span);
            (place.start + span.start..place.start + span.end, rule)
        }));
    }
}

/// Finds secrets in the strings of JSON, each by itself: what a name says about the string beside it does not count,
/// because the names are this program's own. A hit is at the place of the string.
#[must_use]
pub fn scan_values(text: &str) -> Vec<Hit> {
    let mut found = Vec::new();
    for place in json::strings(text) {
        let string = &text[place.clone()];
        let decoded = json::decoded(string);
        let hits = scan(decoded.as_ref().map_or(string, Visible::text));
        if let Some(hit) = hits.first() {
            found.push((place, hit.rule));
        }
    }
    placed(text, found)
}

/// The text with `[removed: rule]` in place of every secret, and where they were. A scan of the result finds nothing.
#[must_use]
pub fn redact(text: &str) -> (String, Vec<Hit>) {
    let hits = scan(text);
    let mut clean = without(text, &hits);
    // Removing one secret can bring a name next to what was not its value before. Rarely more than one round.
    for _ in 0..4 {
        let left = scan(&clean);
        if left.is_empty() {
            return (clean, hits);
        }
        clean = without(&clean, &left);
    }
    // Nonsense that is still suspicious loses its lines: safe is better than readable.
    let suspicious: Vec<usize> = scan(&clean).iter().map(|hit| hit.line).collect();
    let kept = clean.split('\n').enumerate().filter(|(n, _)| suspicious.binary_search(&(n + 1)).is_err());
    clean = kept.map(|(_, line)| line).collect::<Vec<_>>().join("\n");
    if !scan(&clean).is_empty() {
        clean.clear();
    }
    (clean, hits)
}

/// A pattern that is written in this module.
#[expect(clippy::expect_used, reason = "a constant: the tests of this module use every one of them")]
fn pattern(constant: &str) -> Regex {
    Regex::new(constant).expect("the pattern compiles")
}

/// One finding before it has a line: which rule, which bytes.
type Found = (Range<usize>, Rule);

fn merged(mut found: Vec<Found>) -> Vec<Found> {
    found.sort_by_key(|(span, rule)| (span.start, usize::MAX - span.end, *rule));
    let mut whole: Vec<Found> = Vec::with_capacity(found.len());
    for (span, rule) in found {
        match whole.last_mut() {
            Some((last, _)) if span.start < last.end => last.end = last.end.max(span.end),
            _ => whole.push((span, rule)),
        }
    }
    whole
}

fn placed(text: &str, found: Vec<Found>) -> Vec<Hit> {
    let (mut line, mut line_start, mut seen) = (1, 0, 0);
    found
        .into_iter()
        .map(|(span, rule)| {
            for at in memchr::memchr_iter(b'\n', &text.as_bytes()[seen..span.start]) {
                line += 1;
                line_start = seen + at + 1;
            }
            seen = span.start;
            // A column far into one endless line is a byte count: counting characters each time would be quadratic.
            let before = &text[line_start..span.start];
            let column = if before.len() > 4096 { before.len() } else { before.chars().count() } + 1;
            Hit { rule, line, column, span }
        })
        .collect()
}

fn without(text: &str, hits: &[Hit]) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut from = 0;
    for hit in hits {
        clean.push_str(&text[from..hit.span.start]);
        clean.push_str("[removed: ");
        clean.push_str(hit.rule.id());
        clean.push(']');
        from = hit.span.end;
    }
    clean.push_str(&text[from..]);
    clean
}
