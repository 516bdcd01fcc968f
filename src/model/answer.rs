//! Answers as people give them: at night, in their own language, with the mail that they came in still around them.
//!
//! It knows how people write yes and no, addresses, tenant ids, dates and file names. It refuses to guess: where two
//! readings are possible it gives both or none, and whoever asks has to ask again. Whether an answer fits a question is
//! the question's business. "I do not know" has a file of its own, `not_known`.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};

use super::TenantId;

/// Whole answers that mean yes, in lower case.
const YES: &[&str] = &[
    "yes", "y", "yeah", "yep", "yup", "sure", "ok", "okay", "right", "correct", "true", "ja", "j", "jawohl",
    "jep", "oui", "ouais", "si", "sí", "sim", "tak", "ano", "áno", "да", "evet", "kyllä", "igen", "da",
    "ναι", "はい", "是", "예", "네",
];

/// Whole answers that mean no.
const NO: &[&str] = &[
    "no",
    "n",
    "nope",
    "nah",
    "wrong",
    "false",
    "nein",
    "nee",
    "non",
    "não",
    "nao",
    "nie",
    "ne",
    "nej",
    "nei",
    "нет",
    "hayır",
    "hayir",
    "ei",
    "nem",
    "nu",
    "όχι",
    "いいえ",
    "不",
    "否",
    "아니요",
];

fn bare(text: &str) -> String {
    let mark = |c: char| c.is_whitespace() || ".!,;:()\"'".contains(c);
    text.trim_matches(mark).to_lowercase()
}

/// Whether a whole answer means yes or no; nothing where it is more than that.
#[must_use]
pub fn yes_no(text: &str) -> Option<bool> {
    let word = bare(text);
    if YES.contains(&word.as_str()) {
        Some(true)
    } else if NO.contains(&word.as_str()) {
        Some(false)
    } else {
        None
    }
}

/// Which line of a menu an answer means: its number, its words, or yes and no where exactly one line says that first.
/// The beginning of a line chooses it only where nothing else can be meant: one line alone begins so, no other line
/// begins with the same two words, and what was left out denies nothing. Nothing where none or several would fit.
#[must_use]
pub fn menu(text: &str, options: &[&str]) -> Option<usize> {
    let typed = text.trim();
    let digits = typed.trim_end_matches(['.', ')', ':', '!']).trim_start_matches(['(', '#']);
    if let Ok(number) = digits.parse::<usize>() {
        return number.checked_sub(1).filter(|at| *at < options.len());
    }
    let wanted = squeezed(typed);
    if wanted.is_empty() || typed.starts_with('-') {
        return None;
    }
    let labels: Vec<String> = options.iter().map(|label| squeezed(label)).collect();
    let only = |fits: &dyn Fn(usize) -> bool| {
        let mut found = (0..options.len()).filter(|at| fits(*at));
        found.next().filter(|_| found.next().is_none())
    };
    if let Some(exact) = only(&|at| labels[at] == wanted) {
        return Some(exact);
    }
    if let Some(yes) = yes_no(typed) {
        return only(&|at| says_first(options[at]) == Some(yes));
    }
    if THERE_IS_NONE.contains(&wanted.as_str()) {
        let none = |label: &str| label.starts_with("there is none") || label.starts_with("we do not have");
        return only(&|at| none(&labels[at]));
    }
    let rest = |at: usize| labels[at].strip_prefix(&wanted)?.strip_prefix(' ');
    let chosen = only(&|at| rest(at).is_some())?;
    let two = |at: usize| labels[at].split(' ').take(2).collect::<Vec<_>>();
    let shared = (0..options.len()).any(|at| at != chosen && two(at) == two(chosen));
    let denied = rest(chosen)?.split(' ').any(|word| denies(word) || ["but", "except"].contains(&word));
    (!shared && !denied).then_some(chosen)
}

/// Whole answers that say that a thing is not there, as [`squeezed`]. "No" alone may answer anything.
const THERE_IS_NONE: [&str; 15] = [
    "none",
    "nothing",
    "we have none",
    "there is none",
    "not there",
    "we don't have it",
    "we don't have this",
    "don't have",
    "do not have",
    "keine",
    "keins",
    "haben wir nicht",
    "ninguno",
    "no tenemos",
    "geen",
];

/// Yes or no where a line is that word alone, or goes on behind a comma or a colon. "No answer yet" says neither.
fn says_first(label: &str) -> Option<bool> {
    let first = label.split([',', ':']).next().unwrap_or(label);
    match squeezed(first).as_str() {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    }
}

/// Words that turn a sentence into its opposite, in lower case.
const DENYING: [&str; 26] = [
    "no", "not", "never", "nobody", "none", "nothing", "neither", "nor", "without", "cannot", "nowhere",
    "kein", "keine", "keinen", "nicht", "nie", "niemand", "ohne", "pas", "sans", "jamais", "geen", "niet",
    "nunca", "nadie", "sin",
];

/// Whether a word, in lower case, denies the sentence it stands in.
#[must_use]
pub fn denies(word: &str) -> bool {
    DENYING.contains(&word) || word.ends_with("n't") || word.ends_with("n\u{2019}t")
}

/// Letters and digits in lower case, one blank between words.
fn squeezed(text: &str) -> String {
    let words = text.split(|c: char| !c.is_alphanumeric() && !APOSTROPHES.contains(&c));
    words
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase()
        .replace(APOSTROPHES, "'")
}

/// Apostrophes, and quotation marks that look like them: part of a name inside a word, and no part of it at its ends.
const APOSTROPHES: [char; 3] = ['\'', '\u{2018}', '\u{2019}'];

/// The e-mail addresses in a text, in their order, each once: a line of a mail, a list, a sentence. Linear in the text.
#[must_use]
pub fn addresses(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut known: BTreeSet<String> = BTreeSet::new();
    let edge = |c: char| c.is_whitespace() || "<>()[]{},;:\"|\u{201c}\u{201d}\u{201e}".contains(c);
    for word in text.split(edge) {
        let mut rest = word;
        // Behind an apostrophe in the host there is no address any more, but there may be another one.
        while let Some((local, host)) = rest.split_once('@') {
            let (host, more) = host.split_once(APOSTROPHES).unwrap_or((host, ""));
            rest = more;
            let local = local.trim_start_matches(at_an_end);
            let host = host.trim_end_matches(at_an_end);
            let address = format!("{local}@{host}");
            if !local.is_empty() && is_host(host) && known.insert(address.to_ascii_lowercase()) {
                found.push(address);
            }
        }
    }
    found
}

/// What stands around a word in a sentence and is no part of it.
fn at_an_end(c: char) -> bool {
    APOSTROPHES.contains(&c) || ['.', '!', '?', '`', '*', '/'].contains(&c)
}

fn is_host(host: &str) -> bool {
    let label = |l: &str| {
        !l.is_empty()
            && l.len() <= 63
            && !l.starts_with('-')
            && l.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_')
    };
    host.contains('.') && host.len() <= 253 && host.split('.').all(label)
}

/// The tenant ids in a text, each once. In `https://login.microsoftonline.com/<id>/v2.0` and in the page that lies there
/// it is the id behind the host or behind the word *tenant*; elsewhere each id may be one.
#[must_use]
pub fn tenant_ids(text: &str) -> Vec<TenantId> {
    let (mut all, mut said) = (Vec::new(), Vec::new());
    let (mut known, mut known_said) = (BTreeSet::new(), BTreeSet::new());
    let lower = text.to_ascii_lowercase();
    let bytes = lower.as_bytes();
    let part = |b: u8| b.is_ascii_hexdigit() || b == b'-';
    let mut at = 0;
    while at < bytes.len() {
        if !part(bytes[at]) {
            at += 1;
            continue;
        }
        let end = bytes[at..].iter().position(|b| !part(*b)).map_or(bytes.len(), |long| at + long);
        if end - at == 36
            && let Ok(id) = lower[at..end].parse::<TenantId>()
        {
            let before: String =
                lower[..at].chars().rev().take(60).collect::<Vec<_>>().into_iter().rev().collect();
            let host = [
                "microsoftonline.com/",
                "microsoftonline.us/",
                "windows.net/",
                "chinacloudapi.cn/",
                "partner.microsoftonline.cn/",
            ];
            let near = before.rsplit(['\n', ',', ';', '&']).next().unwrap_or_default().contains("tenant");
            if (near || host.iter().any(|host| before.ends_with(host))) && known_said.insert(id) {
                said.push(id);
            }
            if known.insert(id) {
                all.push(id);
            }
        }
        at = end;
    }
    if said.is_empty() { all } else { said }
}

/// A file name as a shell or a file manager writes it: in quotation marks, with escaped blanks, behind `file://`.
#[must_use]
pub fn path(text: &str) -> String {
    let text = text.trim();
    for (open, close) in [('"', '"'), ('\'', '\''), ('\u{201c}', '\u{201d}'), ('\u{2018}', '\u{2019}')] {
        if let Some(inner) = text.strip_prefix(open).and_then(|rest| rest.strip_suffix(close))
            && !inner.is_empty()
        {
            return inner.to_owned();
        }
    }
    let text = text.strip_prefix("file://").unwrap_or(text);
    // A backslash before a blank is a shell's; in a Windows path it parts names.
    if text.contains("\\ ") && !text.contains(":\\") { text.replace("\\ ", " ") } else { text.to_owned() }
}

/// Several file names, one a line; in one line as well, where each is in quotation marks.
#[must_use]
pub fn paths(text: &str) -> Vec<String> {
    let quoted = |line: &str| {
        let mark = line.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let pieces: Vec<&str> = line.split(mark).collect();
        let names: Vec<String> = pieces.iter().skip(1).step_by(2).map(|name| (*name).to_owned()).collect();
        let between_is_blank = pieces.iter().step_by(2).all(|gap| gap.trim().is_empty());
        (names.len() > 1 && pieces.len() % 2 == 1 && between_is_blank).then_some(names)
    };
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.flat_map(|line| quoted(line).unwrap_or_else(|| vec![path(line)])).collect()
}

/// The days that a written date can mean, the day-first reading before the month-first one. One where it is clear, two
/// where day and month can be swapped or a year of two digits can stand in front, none where it is no date. Words like *yesterday* and dates without a year need to
/// know what day it is.
#[must_use]
pub fn days(text: &str, today: Option<NaiveDate>) -> Vec<NaiveDate> {
    if text.chars().count() > 80 {
        return Vec::new();
    }
    let lower = text.trim().trim_end_matches(['.', ',']).to_lowercase();
    let shifted = |by: i64| {
        today.and_then(|today| today.checked_add_signed(chrono::Duration::days(by))).into_iter().collect()
    };
    let this_year = today.map(|today| today.year());
    match lower.as_str() {
        "today" | "heute" | "vandaag" | "aujourd'hui" | "hoy" | "oggi" => return shifted(0),
        "yesterday" | "gestern" | "gisteren" | "hier" | "ayer" | "ieri" => return shifted(-1),
        "tomorrow" | "morgen" | "demain" | "mañana" | "domani" => return shifted(1),
        _ => {}
    }
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| {
            !word.is_empty()
                && !WEEKDAYS.iter().any(|day| *word == *day || *word == day.get(..3).unwrap_or_default())
                && *word != "of"
                && *word != "the"
        })
        .collect();
    if let Some((at, month)) = words.iter().enumerate().find_map(|(at, word)| Some((at, month(word)?))) {
        let numbers: Vec<u32> = words
            .iter()
            .enumerate()
            .filter(|(i, _)| *i != at)
            .filter_map(|(_, word)| ordinal(word))
            .collect();
        if numbers.len() + 1 != words.len() {
            return Vec::new();
        }
        let (day, year) = match numbers.as_slice() {
            [day] => match this_year {
                Some(year) => (*day, year),
                None => return Vec::new(),
            },
            [year, day] if *year > 31 => (*day, full_year(*year)),
            [day, year] => (*day, full_year(*year)),
            _ => return Vec::new(),
        };
        return NaiveDate::from_ymd_opt(year, month, day).into_iter().collect();
    }
    let numbers: Option<Vec<u32>> = words.iter().map(|word| word.parse().ok()).collect();
    let mut days: Vec<NaiveDate> = Vec::new();
    let orders: Vec<(i32, u32, u32)> = match (numbers.as_deref(), words.first().map(|word| word.len())) {
        (Some([y, m, d]), Some(4)) => vec![(full_year(*y), *m, *d)],
        // With hyphens and two digits each, the year may stand in front as it does with four.
        (Some([a, b, c]), Some(2)) if two_digits_each(&lower) => {
            vec![(full_year(*c), *b, *a), (full_year(*c), *a, *b), (full_year(*a), *b, *c)]
        }
        (Some([a, b, y]), _) => vec![(full_year(*y), *b, *a), (full_year(*y), *a, *b)],
        (Some([a, b]), Some(1 | 2)) => {
            this_year.map_or_else(Vec::new, |year| vec![(year, *b, *a), (year, *a, *b)])
        }
        _ => Vec::new(),
    };
    for (year, month, day) in orders {
        let day = NaiveDate::from_ymd_opt(year, month, day);
        days.extend(day.filter(|day| !days.contains(day)));
    }
    days
}

/// Whether it is written like `27-03-31`.
fn two_digits_each(text: &str) -> bool {
    let parts = || text.split('-');
    parts().count() == 3 && parts().all(|part| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit()))
}

const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// The names of months and their short forms, by month, in the languages in which dates are most often typed here. A short
/// form that is also an English word ("out", "set", "ago") is left out.
const MONTHS: [&[&str]; 12] = [
    &[
        "jan", "january", "januar", "januari", "jän", "jänner", "janvier", "janv", "ene", "enero", "gen",
        "gennaio", "janeiro",
    ],
    &[
        "feb",
        "february",
        "februar",
        "februari",
        "fév",
        "fev",
        "février",
        "fevrier",
        "febrero",
        "febbraio",
        "fevereiro",
    ],
    &[
        "mar", "march", "mär", "märz", "maerz", "mrz", "mars", "marzo", "março", "marco", "maa", "maart",
        "mrt",
    ],
    &["apr", "april", "avr", "avril", "abr", "abril", "aprile"],
    &["may", "mai", "mayo", "mei", "mag", "maggio", "maio", "maj"],
    &["jun", "june", "juni", "juin", "junio", "giu", "giugno", "junho"],
    &["jul", "july", "juli", "juil", "juillet", "julio", "lug", "luglio", "julho"],
    &["aug", "august", "augusti", "augustus", "aoû", "aou", "août", "aout", "agosto"],
    &["sep", "sept", "september", "septembre", "septiembre", "settembre", "setembro"],
    &["oct", "october", "octobre", "octubre", "okt", "oktober", "ott", "ottobre", "outubro"],
    &["nov", "november", "novembre", "noviembre", "novembro"],
    &[
        "dec",
        "december",
        "dez",
        "dezember",
        "déc",
        "décembre",
        "decembre",
        "dic",
        "diciembre",
        "dicembre",
        "dezembro",
        "desember",
    ],
];

/// The month that a word in lower case names.
#[must_use]
pub fn month(word: &str) -> Option<u32> {
    let at = MONTHS.iter().position(|names| names.contains(&word))?;
    u32::try_from(at + 1).ok()
}

fn ordinal(word: &str) -> Option<u32> {
    let digits = ["st", "nd", "rd", "th", "er"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
    digits.parse().ok()
}

fn full_year(year: u32) -> i32 {
    let year = if year < 100 { year + 2000 } else { year };
    i32::try_from(year).unwrap_or(i32::MAX)
}

/// A day as it is said back, so that nobody mistakes day and month: "Tuesday 24 November 2026".
#[must_use]
pub fn day_in_words(day: NaiveDate) -> String {
    day.format("%A %-d %B %Y").to_string()
}

/// Several days, each as it is said back: "A, B or C".
#[must_use]
pub fn days_in_words(days: &[NaiveDate]) -> String {
    let words: Vec<String> = days.iter().map(|day| day_in_words(*day)).collect();
    match words.split_last() {
        Some((last, before)) if !before.is_empty() => format!("{} or {last}", before.join(", ")),
        _ => words.join(""),
    }
}

#[cfg(test)]
mod tests;
