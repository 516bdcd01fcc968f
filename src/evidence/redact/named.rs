//! Secrets that are known by the name beside them. The names are data: `names.tsv`.

use std::ops::Range;
use std::sync::LazyLock;

use super::literal::{Literals, spellings};
use super::value::{self, Tie, Value, floor};
use super::{Found, Rule, harmless};
use crate::model::carried;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Looks {
    Anything,
    Mixed,
    Token,
    Session,
    Code,
    Seed,
    Words,
    Header,
    Cookie,
}

#[derive(Debug, Clone, Copy)]
struct Name {
    whole_word: bool,
    looks: Looks,
    rule: Rule,
    /// The shell calls the working directory so.
    shell: bool,
}

struct Names {
    words: Literals,
    /// Of each word.
    of: Vec<Name>,
}

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let (mut words, mut of) = (Vec::new(), Vec::new());
    for (name, kind) in rows().filter_map(row) {
        for word in spellings(name).iter().flat_map(|name| joined(name)) {
            words.push(word);
            of.push(kind);
        }
    }
    // The longest name counts: ESTSAUTHPERSISTENT is not ESTSAUTH followed by something.
    Names { words: Literals::longest(&words), of }
});

/// The rows of the table.
fn rows() -> impl Iterator<Item = &'static str> {
    carried!("src/evidence/redact/names.tsv").text().lines().filter(|line| !line.starts_with('#'))
}

/// A row as name and kind.
fn row(line: &str) -> Option<(&str, Name)> {
    let mut columns = line.split('\t');
    let (name, place) = (columns.next()?, columns.next()?);
    let (looks, rule) = (columns.next().and_then(looks)?, columns.next().and_then(Rule::named)?);
    Some((name, Name { whole_word: place == "word", looks, rule, shell: name.ends_with("pwd") }))
}

/// A name with each sign that its words may be joined by.
fn joined(name: &str) -> Vec<String> {
    let mut all = vec![String::new()];
    for (at, part) in name.split('_').enumerate() {
        let joints: &[&str] = if at == 0 { &[""] } else { &["_", "-", ".", " ", ""] };
        all = all
            .iter()
            .flat_map(|head| joints.iter().map(move |joint| format!("{head}{joint}{part}")))
            .collect();
    }
    all
}

fn looks(column: &str) -> Option<Looks> {
    Some(match column {
        "anything" => Looks::Anything,
        "mixed" => Looks::Mixed,
        "token" => Looks::Token,
        "session" => Looks::Session,
        "code" => Looks::Code,
        "seed" => Looks::Seed,
        "words" => Looks::Words,
        "header" => Looks::Header,
        "cookie" => Looks::Cookie,
        _ => return None,
    })
}

pub(super) fn find(text: &str, found: &mut Vec<Found>) {
    let mut done = 0;
    for (word, matched) in NAMES.words.places(text) {
        let span = matched.start..tail(text, matched.end);
        if matched.start < done || inside_word(text, span.end) || !value::may_have_one(text, &span) {
            continue;
        }
        let name = NAMES.of[word];
        if name.whole_word && !begins_word(text, span.start) {
            continue;
        }
        let seed = name.looks == Looks::Seed;
        let blank = || seed.then(|| value::behind_blank(text, &span)).flatten();
        let Some(value) = value::of(text, &span).or_else(blank) else { continue };
        if let Some(end) = secret(text, &span, value, name)
            && value.start < end
        {
            found.push((value.start..end, name.rule));
            done = end;
        }
    }
}

/// Where the secret ends, if there is one.
fn secret(text: &str, name: &Range<usize>, value: Value, kind: Name) -> Option<usize> {
    let head = &text[value.start..value.end.unwrap_or(text.len())];
    let head = &head[..floor(head, 200)];
    let line = &head[..head.find(['\n', '\r']).unwrap_or(head.len())];
    let first = line.split([' ', '\t', '&', ';', ',', '|', '"', '<', '\u{a0}']).next().unwrap_or_default();
    // A secret on a line of its own may hold what would end it inside a line.
    let alone = first.is_empty() || text[name.end..value.start].contains('\n');
    let first = if alone { line.split_whitespace().next().unwrap_or_default() } else { first };
    // In {"password":true} the value is bare, and the brace is nobody's.
    let json = value.end.is_none() && in_quotes(text, name);
    let bare = if json { first.trim_end_matches(['}', ']', '\\']) } else { first };
    let judged = if value.end.is_some() { head } else { bare };
    if json && harmless::tally(&text[..name.start], bare) {
        return None;
    }
    if kind.looks == Looks::Header && value.tie != Tie::Weak {
        return header(line).then(|| line_end(text, value));
    }
    match kind.looks {
        Looks::Words => return words(&text[value.start..]).map(|length| value.start + length),
        Looks::Seed => return seed(line).map(|length| value.start + length),
        _ => {}
    }
    if harmless::placeholder(judged) || (kind.shell && is_path(judged)) {
        return None;
    }
    // "Password: Request Id: …" is an empty field, and the next one.
    if value.tie == Tie::Colon && first.ends_with([':', '=']) && !harmless::secretive(first) {
        return None;
    }
    let whole = || match value.end {
        Some(end) => value::wrapped_end(text, value.start, end),
        None => value::wrapped_end(text, value.start, value::bare_end(text, value, name)),
    };
    let first_end = || value::wrapped_end(text, value.start, value.start + first.len());
    if kind.looks == Looks::Session && harmless::guid(judged) {
        return None;
    }
    if value.tie == Tie::Weak {
        // A code that stands alone on its line.
        let number = alone && line.trim() == first && (6..=10).contains(&first.len());
        if kind.looks == Looks::Code && number && first.bytes().all(|b| b.is_ascii_digit()) {
            return Some(first_end());
        }
        // Below an empty line a heading's text may begin.
        let far = text[name.end..value.start].matches('\n').count() > 1;
        if far && !(line.trim() == first && harmless::unusual(first)) {
            return None;
        }
        return (harmless::secretive(first) && !matches!(kind.looks, Looks::Header | Looks::Cookie))
            .then(first_end);
    }
    match kind.looks {
        Looks::Anything => (value.tie == Tie::Firm || !harmless::sentence(line)).then(whole),
        Looks::Mixed => seed(line)
            .filter(|length| line[..*length].split([' ', '-']).all(|group| group.len() == 4))
            .map(|length| value.start + length)
            .or_else(|| harmless::secretive(first).then(first_end)),
        Looks::Token => {
            harmless::token(judged).then(|| if value.end.is_some() { whole() } else { first_end() })
        }
        Looks::Session => harmless::token(judged).then(first_end),
        Looks::Code => code(judged).then(whole),
        Looks::Header | Looks::Seed | Looks::Words => None,
        Looks::Cookie => line.contains('=').then(|| line_end(text, value)),
    }
}

/// The length of the key of an authenticator: base32 in one case, sixteen letters or more with a digit. It is the whole line,
/// or groups of four at its beginning.
fn seed(line: &str) -> Option<usize> {
    let one_case = |text: &str| {
        let letters = || text.bytes().filter(|b| !b" -".contains(b));
        letters().all(|b| matches!(b, b'A'..=b'Z' | b'2'..=b'7'))
            || letters().all(|b| matches!(b, b'a'..=b'z' | b'2'..=b'7'))
    };
    let whole = line.trim_end().trim_end_matches('.');
    let mut end = 0;
    for word in line.split_inclusive([' ', '-']) {
        let group = word.trim_end_matches([' ', '-', '.', ',', ';']);
        if group.len() != 4 || !one_case(&line[..end + 4]) {
            break;
        }
        if word.len() > 5 {
            end += 4;
            break;
        }
        end += word.len();
    }
    let is_key = |text: &&str| {
        let letters = text.bytes().filter(|b| !b" -".contains(b));
        one_case(text) && letters.count() >= 16 && text.bytes().any(|b| b.is_ascii_digit())
    };
    [whole, line[..end].trim_end_matches([' ', '-', '.', ',', ';'])]
        .iter()
        .find(|text| is_key(text))
        .map(|text| text.len())
}

/// The length of a list of twelve or more small words, numbered or not: what a wallet or a vault gives to write down. Prose
/// has words of one and two letters, and the words of sentences.
fn words(text: &str) -> Option<usize> {
    let text = &text[..floor(text, 600)];
    let (mut count, mut sentence, mut end) = (0, 0, 0);
    for word in text.split_inclusive(char::is_whitespace) {
        let plain =
            word.trim_matches(|c: char| c.is_whitespace() || c.is_ascii_digit() || ".,;:)-\"'".contains(c));
        if !plain.is_empty() {
            if !((3..=8).contains(&plain.len()) && plain.bytes().all(|b| b.is_ascii_lowercase())) {
                break;
            }
            count += 1;
            sentence += usize::from(harmless::of_sentences(plain));
        }
        end += word.len();
    }
    (count >= 12 && sentence * 4 <= count).then(|| text[..end].trim_end().len())
}

/// `123456`, `abcd-ef12`: four digits at least, or letters with digits; no date, no id of an error.
fn code(value: &str) -> bool {
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    !harmless::guid(value)
        && !is_proof(value)
        && (digits >= 4 || harmless::secretive(value))
        && !value.starts_with("AADSTS")
}

/// `MS=ms48213975`: what Microsoft asks to be put into DNS, where everybody reads it.
fn is_proof(value: &str) -> bool {
    value.get(..3).is_some_and(|head| head.eq_ignore_ascii_case("MS="))
}

/// A scheme and something that could be its value, or only the value.
fn header(line: &str) -> bool {
    let value = line.split_whitespace().last().unwrap_or_default();
    if harmless::placeholder(value) {
        return false;
    }
    line.split_whitespace().any(|word| (word.len() >= 8 && harmless::mixed(word)) || word.len() >= 24)
        || (line.split_whitespace().count() == 2
            && ["basic", "bearer", "negotiate", "ntlm", "digest"].iter().any(|scheme| {
                line.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme))
                    && line.len() >= scheme.len() + 7
            })
            && !line.to_lowercase().ends_with("authentication")
            && !line.to_lowercase().ends_with("authorization"))
}

/// A header's value goes to the end of its line or of its quotes.
fn line_end(text: &str, value: Value) -> usize {
    value.end.unwrap_or_else(|| {
        let rest = &text.as_bytes()[value.start..];
        value.start + memchr::memchr3(b'\n', b'\r', b'"', rest).unwrap_or(rest.len())
    })
}

/// `password1`, `passwords`, `canary2`: the name with a small tail.
fn tail(text: &str, end: usize) -> usize {
    let rest = &text.as_bytes()[end..];
    let plural = usize::from(rest.first().is_some_and(|b| b.eq_ignore_ascii_case(&b's')));
    let digits = rest[plural..].iter().take(3).take_while(|b| b.is_ascii_digit()).count();
    end + plural + digits
}

fn inside_word(text: &str, end: usize) -> bool {
    text[end..].chars().next().is_some_and(|c| c.is_ascii_alphanumeric())
}

/// Not in the middle of a word; a capital after a small letter begins one (`secretPin`).
fn begins_word(text: &str, start: usize) -> bool {
    let before = text[..start].chars().next_back();
    let first = text[start..].chars().next();
    match (before, first) {
        (Some(b), Some(f)) => !b.is_alphanumeric() || (b.is_lowercase() && f.is_uppercase()),
        _ => true,
    }
}

/// `name"`, with the closing quote right behind the name, in whatever layer.
fn in_quotes(text: &str, name: &Range<usize>) -> bool {
    text[name.end..].trim_start_matches('\\').starts_with('"')
}

/// The shell calls the working directory PWD.
fn is_path(value: &str) -> bool {
    value.starts_with(['/', '~', '\\'])
        || value.get(1..3).is_some_and(|drive| drive == ":\\" || drive == ":/")
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_row_of_the_table_is_read() {
        let mut seen = HashSet::new();
        for line in rows() {
            let (name, _) = row(line).unwrap_or_else(|| panic!("one of its columns is misspelt: {line}"));
            let key: String = name.to_lowercase().chars().filter(|c| !"-_. ".contains(*c)).collect();
            assert!(seen.insert(key), "a duplicate: {line}");
        }
        assert!(seen.len() >= 100);
    }
}
