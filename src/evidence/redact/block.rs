//! Secrets that are more than one line: keys in armour, lists of recovery codes.

use std::sync::LazyLock;

use regex::Regex;

use super::literal::Literals;
use super::value::floor;
use super::{Found, Rule, harmless, pattern};

static ARMOUR: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"-----BEGIN (?:[A-Z0-9]{1,20} ){0,4}PRIVATE KEY(?: BLOCK)?-----|\bPuTTY-User-Key-File-[0-9]:")
});

static HEADING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(?-u:\b)(?:(?:recovery|backup|scratch|emergency|restore|one-time|herstel|back-up|reserve|sicherungs|wiederherstellungs|notfall|ersatz)[ -]?(?:access |verification |sign-in )?(?:codes|keys)|(?:codes?|códigos|codici) (?:de |di )(?:récupération|secours|sauvegarde|recuperación|recuperação|recupero|backup))(?-u:\b)[^\n]{0,60}\n",
    )
});

/// How a heading of codes ends.
static CODES: LazyLock<Literals> = LazyLock::new(|| Literals::all(&["codes", "keys", "código", "codici"]));

/// How many bytes a heading may reach before and behind this word: sixty letters of any script, and the line end.
const HEADING_BEFORE: usize = 40;
const HEADING_BEHIND: usize = 4 * 60 + 2;

/// No key is longer, not even one of 16,384 bits behind three layers of JSON.
const LONGEST_KEY: usize = 64 * 1024;

pub(super) fn find(text: &str, found: &mut Vec<Found>) {
    let mut done = 0;
    for begin in ARMOUR.find_iter(text) {
        if begin.start() >= done {
            done = key_end(text, begin.end());
            found.push((begin.start()..done, Rule::PrivateKey));
        }
    }
    let mut looked = 0;
    for (_, word) in CODES.hits(text) {
        let from = floor(text, word.start.saturating_sub(HEADING_BEFORE)).max(looked);
        let until = text.ceil_char_boundary(word.end + HEADING_BEHIND).min(text.len());
        if word.end <= until
            && from < until
            && let Some(heading) = HEADING.find_at(&text[..until], from)
        {
            looked = heading.end();
            codes(text, heading.end(), found);
        }
    }
}

/// The end line, else (the paste was cut, or it is PuTTY's form) the last line that still looks like key material.
fn key_end(text: &str, from: usize) -> usize {
    let rest = &text[from..];
    let rest = &rest[..floor(rest, LONGEST_KEY)];
    if let Some(at) =
        memchr::memmem::find(rest.as_bytes(), b"-----").filter(|at| rest[*at..].starts_with("-----END "))
    {
        let line = &rest[at + 9..];
        let close = memchr::memmem::find(&line.as_bytes()[..floor(line, 80)], b"-----");
        return from + at + 9 + close.map_or(0, |close| close + 5);
    }
    let mut end = 0;
    while end < rest.len() {
        let line = &rest[end..];
        let body = line.trim_start_matches([' ', '\t', '|', '>', '\'', '"', '\\']);
        let skipped = line.len() - body.len();
        match memchr::memchr2(b'\n', b' ', body.as_bytes()) {
            None => end = rest.len(),
            Some(stop) if body.as_bytes()[stop] == b'\n' => end += skipped + stop + 1,
            // Armour has headers ("Proc-Type: 4,ENCRYPTED"); any other blank ends the key.
            Some(stop) => {
                let head = &body[..floor(body, 200)];
                match head.find('\n').filter(|_| body[..stop].ends_with(':')) {
                    Some(newline) => end += skipped + newline + 1,
                    None => break,
                }
            }
        }
    }
    from + rest[..end].trim_end().len()
}

/// The lines below a heading, as long as each holds a code or is empty.
fn codes(text: &str, from: usize, found: &mut Vec<Found>) {
    let mut at = from;
    for line in text[from..].split_inclusive('\n').take(40) {
        let body = line.trim_start_matches(|c: char| c.is_whitespace() || "-*•>|.)[]".contains(c));
        let body = numbered(body).trim_end();
        let start = at + line.find(body).unwrap_or(0);
        at += line.len();
        // A ruled line below the heading is no code, and the codes go on behind it.
        if body.is_empty() || body.bytes().all(|b| b"-=_*+ ".contains(&b)) {
            continue;
        }
        if !body.split_whitespace().all(is_code) {
            break;
        }
        found.push((start..start + body.len(), Rule::RecoveryCode));
    }
}

/// Without "1. " or "2) " before it.
fn numbered(line: &str) -> &str {
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    if line.len() - rest.len() > 2 {
        return line;
    }
    rest.strip_prefix(['.', ')', ':']).map_or(line, str::trim_start)
}

fn is_code(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_digit).count();
    (4..=64).contains(&word.len())
        && digits >= 1
        && word.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        && !harmless::guid(word)
}
