//! Finds codes by words: "proof up", "device not compliant", "need admin approval".
//!
//! It knows which words stand in an entry, and how rare each is over the whole list: a rare word says more than one that
//! stands everywhere. It forgives an ending and a slip of the finger, and knows the everyday words for a few of the field's
//! terms. It refuses to decide: what it gives are the nearest entries, best first, for a person to choose from.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use super::{Entry, catalogue};
use crate::model::spelling::distance;

/// Everyday words and abbreviations, and the words that the list uses for them.
const SAME: &[(&str, &[&str])] = &[
    ("2fa", &["second", "factor"]),
    ("mfa", &["second", "factor"]),
    ("multifactor", &["second", "factor"]),
    ("authenticator", &["authenticator", "factor"]),
    ("ca", &["conditional", "access"]),
    ("tap", &["temporary", "pass"]),
    ("fido", &["security", "key"]),
    ("fido2", &["security", "key"]),
    ("passkey", &["security", "key"]),
    ("yubikey", &["security", "key"]),
    ("conditional", &["policy"]),
    ("laptop", &["device"]),
    ("computer", &["device"]),
    ("pc", &["device"]),
    ("outage", &["failed", "service"]),
    ("sspr", &["self", "service", "reset"]),
    ("pta", &["agent"]),
    ("adfs", &["federation", "identity", "provider"]),
    ("gps", &["gps", "place"]),
    ("location", &["place"]),
    ("country", &["place"]),
    ("vpn", &["vpn", "network", "address"]),
    ("sms", &["texts", "messages"]),
    ("text", &["texts", "messages"]),
    ("license", &["subscription", "licence", "subscribed"]),
    ("licence", &["subscription", "license", "subscribed"]),
    ("smartcard", &["certificate"]),
    ("okta", &["federation", "identity", "provider"]),
    ("duo", &["company", "factor"]),
    ("expired", &["expired", "ran"]),
    ("outdated", &["expired", "old"]),
    ("blocked", &["blocked", "refused"]),
    ("denied", &["refused"]),
    ("forbidden", &["refused"]),
    ("removed", &["deleted"]),
    ("rejected", &["refused"]),
    ("declined", &["refused"]),
    ("stopped", &["stopped", "refused"]),
    ("suspended", &["disabled"]),
    ("deactivated", &["disabled"]),
    ("enroll", &["register"]),
    ("enrol", &["register"]),
    ("enrollment", &["register"]),
    ("frequency", &["frequency", "often"]),
    ("approval", &["consent", "allow"]),
    ("approve", &["consent", "allow"]),
    ("fraud", &["fraud", "blocked"]),
    ("account", &["account", "user"]),
    ("user", &["user", "account"]),
    ("username", &["user", "name"]),
];

/// Words that say nothing about a failure.
const EMPTY: &[&str] = &[
    "a",
    "an",
    "the",
    "is",
    "are",
    "was",
    "be",
    "to",
    "of",
    "in",
    "on",
    "for",
    "and",
    "or",
    "by",
    "at",
    "my",
    "your",
    "you",
    "i",
    "we",
    "it",
    "its",
    "this",
    "that",
    "with",
    "from",
    "as",
    "has",
    "have",
    "had",
    "do",
    "does",
    "can",
    "cannot",
    "could",
    "error",
    "code",
    "message",
    "aadsts",
    "says",
    "me",
    "our",
    "us",
    "but",
    "because",
    "so",
    "get",
    "gets",
    "got",
    "getting",
    "when",
    "try",
    "tried",
    "trying",
    "please",
    "now",
    "still",
    "just",
    "again",
    "if",
    "then",
    "there",
    "here",
    "what",
    "why",
    "how",
    "which",
    "who",
    "any",
    "some",
    "anymore",
    "after",
    "since",
    "today",
    "microsoft",
    "entra",
    "azure",
    "office",
    "365",
    "m365",
    "o365",
    "says",
    "will",
    "would",
    "must",
    "been",
];

/// What may stand behind the stem of a word.
const ENDINGS: &[&str] = &[
    "", "s", "es", "e", "d", "ed", "er", "ing", "ion", "ions", "ation", "ment", "ance", "ant", "ly", "y",
    "ies", "ied",
];

/// An everyday word counts less than the list's own.
const EVERYDAY: f64 = 0.7;

/// How much a word counts that stands in Microsoft's name of the error, in what the code means, in what it tells.
const NAME: f64 = 3.0;
const MEANS: f64 = 3.0;
const TELLS: f64 = 0.7;

/// The entries nearest to some words, best first, at most this many. Empty where no word is known.
#[must_use]
pub fn nearest(words: &str, at_most: usize) -> Vec<&'static Entry> {
    let asked: Vec<Vec<String>> = terms(words).into_iter().map(meant).collect();
    let page = folded(words);
    let Index { entries, vocabulary } = index();
    // For each word that was asked: the words of the list that may be meant by it, with how well they fit.
    let fitting: Vec<BTreeMap<&str, f64>> =
        asked.iter().map(|choices| fitting(choices, vocabulary, entries.len())).collect();
    let mut found: Vec<(usize, f64, &Entry)> = entries
        .iter()
        .map(|Indexed { entry, weights, phrases }| {
            let of = |fits: &BTreeMap<&str, f64>| {
                fits.iter().map(|(word, fit)| fit * weights.get(*word).unwrap_or(&0.0)).fold(0.0, f64::max)
            };
            let scores: Vec<f64> = fitting.iter().map(of).collect();
            let met = number(scores.iter().filter(|score| **score > 0.0).count());
            // Half of the words met is worth less than half: "device not compliant" is not "device code".
            let whole = met / number(scores.len().max(1));
            // And an entry that is about nothing else comes before one that speaks of it among other things.
            let about = number(weights.values().filter(|weight| **weight >= MEANS).count());
            let named = if is_name(entry, &page) { usize::MAX } else { said(phrases, &page, &asked) };
            (named, scores.iter().sum::<f64>() * whole * (1.0 + met / (about + 1.0)), *entry)
        })
        .filter(|(named, score, _)| *named > 0 || *score > 0.0)
        .collect();
    // What is named comes first. Among equals: what fits a lockout first, and the short, old code before a long one.
    found.sort_by(|(m, a, x), (n, b, y)| {
        n.cmp(m)
            .then(b.total_cmp(a))
            .then(x.causes.is_empty().cmp(&y.causes.is_empty()))
            .then(x.code.to_string().len().cmp(&y.code.to_string().len()))
            .then(x.code.cmp(&y.code))
    });
    let best = found.iter().map(|(_, score, _)| *score).fold(0.0, f64::max);
    let near = found.into_iter().filter(|(named, score, _)| *named > 0 || *score >= best / 3.0);
    near.take(at_most).map(|(_, _, entry)| entry).collect()
}

/// A count among a few hundred, for reckoning.
fn number(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

/// Letters and digits alone, in lower case, and a short form written out.
fn folded(text: &str) -> String {
    written_out(text).chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// `can't` and `don't` as `can not` and `do not`.
fn written_out(text: &str) -> String {
    text.replace('\u{2019}', "'")
        .replace("can't", "can not")
        .replace("cannot", "can not")
        .replace("n't", " not")
}

/// Whether the words are Microsoft's own name of the error, written together or apart.
fn is_name(entry: &Entry, whole: &str) -> bool {
    entry.name.as_ref().is_some_and(|name| folded(name) == whole)
}

/// How many of the words belong to a phrase that people use for this code: the words are all in the phrase, or the whole
/// phrase is among them, as in a page that somebody copied. In any order; one word alone is no phrase.
fn said(phrases: &[Phrase], whole: &str, asked: &[Vec<String>]) -> usize {
    let common = |phrase: &Phrase| {
        // Word for word, also where each word alone says nothing: "you cannot get there from here".
        if phrase.words > 1 && whole.contains(&phrase.whole) {
            return phrase.words;
        }
        let meets = |choices: &[String], word: &str| choices.iter().any(|choice| alike(choice, word) > 0.0);
        let within =
            asked.len() > 1 && asked.iter().all(|one| phrase.terms.iter().any(|word| meets(one, word)));
        let around = phrase.terms.len() > 1
            && phrase.terms.iter().all(|word| asked.iter().any(|one| meets(one, word)));
        if within || around { phrase.terms.len().min(asked.len()) } else { 0 }
    };
    phrases.iter().map(common).max().unwrap_or(0)
}

/// Every entry with the weights of its words, and in how many entries each word stands. Made once.
struct Index {
    entries: Vec<Indexed>,
    vocabulary: BTreeMap<String, usize>,
}

struct Indexed {
    entry: &'static Entry,
    weights: BTreeMap<String, f64>,
    phrases: Vec<Phrase>,
}

/// What people say for a code.
struct Phrase {
    /// Its letters and digits alone.
    whole: String,
    /// How many words it has.
    words: usize,
    /// Its words that say something.
    terms: Vec<String>,
}

impl Phrase {
    fn of(text: &str) -> Self {
        Self { whole: folded(text), words: text.split(' ').count(), terms: terms(text) }
    }
}

fn index() -> &'static Index {
    static INDEX: OnceLock<Index> = OnceLock::new();
    INDEX.get_or_init(|| {
        let entries: Vec<_> = catalogue()
            .values()
            .map(|entry| Indexed {
                entry,
                weights: weights(entry),
                phrases: entry.said.iter().map(|text| Phrase::of(text)).collect(),
            })
            .collect();
        let mut vocabulary = BTreeMap::new();
        for word in entries.iter().flat_map(|one: &Indexed| one.weights.keys()) {
            *vocabulary.entry(word.clone()).or_default() += 1;
        }
        Index { entries, vocabulary }
    })
}

/// The words of an entry, each with its greatest weight.
fn weights(entry: &Entry) -> BTreeMap<String, f64> {
    let readings: String = entry.readings.iter().map(|r| format!("{} {} ", r.when, r.means)).collect();
    let mut weights = BTreeMap::new();
    for (text, weight) in [
        (entry.name.clone().unwrap_or_default(), NAME),
        (format!("{} {} {readings} {}", entry.listed, entry.means, entry.said.join(" ")), MEANS),
        (format!("{} {}", entry.says, entry.tries.join(" ")), TELLS),
    ] {
        for word in terms(&text) {
            let held = weights.entry(word).or_insert(weight);
            *held = f64::max(*held, weight);
        }
    }
    weights
}

/// The words of a text in lower case; a name like `ProofUpBlocked` is three. At most forty, so a pasted page stays cheap.
fn terms(text: &str) -> Vec<String> {
    let mut spaced = String::with_capacity(text.len() + 16);
    let mut before = ' ';
    for c in written_out(text).chars().filter(|c| *c != '\'') {
        if c.is_uppercase() && before.is_lowercase() {
            spaced.push(' ');
        }
        spaced.extend(if c.is_alphanumeric() { c } else { ' ' }.to_lowercase());
        before = c;
    }
    let mut seen = BTreeSet::new();
    spaced
        .split_whitespace()
        .filter(|word| !EMPTY.contains(word))
        .filter(|word| seen.insert((*word).to_owned()))
        .take(40)
        .map(str::to_owned)
        .collect()
}

/// A word, and what else may be meant by it.
fn meant(word: String) -> Vec<String> {
    let same = SAME.iter().find(|(said, _)| *said == word).map_or(&[][..], |(_, list)| *list);
    let others = same.iter().filter(|other| **other != word).map(|&other| other.to_owned());
    let others: Vec<String> = others.collect();
    [vec![word], others].concat()
}

/// The words of the list that one asked word may stand for, each with how well it fits times how rare it is.
fn fitting<'a>(
    choices: &[String],
    vocabulary: &'a BTreeMap<String, usize>,
    entries: usize,
) -> BTreeMap<&'a str, f64> {
    let all = number(entries);
    let mut fits = BTreeMap::new();
    for (word, count) in vocabulary {
        let rare = (all / number(*count)).ln() + 0.1;
        let fit = choices
            .iter()
            .enumerate()
            .map(|(at, asked)| alike(asked, word) * if at == 0 { 1.0 } else { EVERYDAY })
            .fold(0.0, f64::max);
        if fit > 0.0 {
            fits.insert(word.as_str(), fit * rare);
        }
    }
    fits
}

/// How well an asked word fits a word of the list: the same, the same but for its ending, or mistyped by a letter.
fn alike(asked: &str, word: &str) -> f64 {
    if asked == word {
        return 1.0;
    }
    let same = asked.chars().zip(word.chars()).take_while(|(a, b)| a == b).count();
    let (a, w) = (asked.chars().count(), word.chars().count());
    let (short, long) = (a.min(w), a.max(w));
    // registered, registering; expire, expired: a stem of four letters and two endings. "pass" is no "password".
    let ending = |text: &str| ENDINGS.contains(&text.chars().skip(same).collect::<String>().as_str());
    if same >= 4 && ending(asked) && ending(word) {
        return 0.8;
    }
    let slips = if short >= 8 { 2 } else { usize::from(short >= 5) };
    if slips > 0 && long - short <= slips && distance(asked, word) <= slips {
        return 0.6;
    }
    0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(words: &str) -> Vec<String> {
        nearest(words, 6).iter().map(|entry| entry.code.to_string()).collect()
    }

    /// What people type, and a code that must be among the first three.
    #[test]
    fn everyday_words_find_the_code() {
        for (words, code) in [
            ("proof up", "53004"),
            ("proof up", "53010"),
            ("device not compliant", "53000"),
            ("device not complient", "53000"),
            ("not domain joined", "53001"),
            ("account disabled", "50057"),
            ("my user account is disabled", "50057"),
            ("account is locked too many attempts", "50053"),
            ("wrong password", "50126"),
            ("invalid username or password", "50126"),
            ("password expired", "50055"),
            ("user not found", "50034"),
            ("blocked by conditional access", "53003"),
            ("tenant blocked fraud", "5000224"),
            ("security defaults", "530035"),
            ("temporary access pass expired", "130504"),
            ("TAP already used", "130505"),
            ("need admin approval", "90094"),
            ("admin consent required", "90094"),
            ("sign-in frequency", "70044"),
            ("tenant not found", "90002"),
            ("approved app", "53002"),
            ("security key wrong account", "500344"),
            ("proxy tenant restrictions", "500021"),
            ("malicious ip address", "50053"),
            ("refresh token expired inactivity", "700082"),
            ("account deleted", "500341"),
            ("logon hours", "80012"),
            ("forgot password b2c", "AADB2C90118"),
        ] {
            let found = codes(words);
            assert!(found.iter().take(3).any(|c| c == code), "{words}: {code} is not in {found:?}");
        }
    }

    /// What people say, or read on their page, and codes of which one must be among the first three.
    #[test]
    fn what_people_say_finds_a_code_that_is_meant() {
        let said = include_str!("said.tsv").lines().filter(|line| !line.starts_with('#'));
        let mut missed = Vec::new();
        for line in said {
            let (words, meant) = line.split_once('\t').unwrap();
            let found = codes(words);
            if !found.iter().take(3).any(|code| meant.split(',').any(|one| one == code)) {
                missed.push(format!("{words} ({meant}): {found:?}"));
            }
        }
        assert!(missed.is_empty(), "{missed:#?}");
    }

    #[test]
    fn words_that_say_nothing_find_nothing() {
        for words in ["", "the error is", "xyzzy qwrtp", "!!!"] {
            assert_eq!(codes(words), Vec::<String>::new(), "{words}");
        }
    }

    proptest::proptest! {
        /// Any text is answered, with no more entries than were asked for.
        #[test]
        fn any_text_is_answered(words in ".{0,300}", many in 0usize..9) {
            proptest::prop_assert!(nearest(&words, many).len() <= many);
        }

        /// What an entry says of itself finds it: its name, as Microsoft writes it, is enough.
        #[test]
        fn a_name_finds_its_code(at in 0usize..400) {
            let named: Vec<&Entry> = catalogue().values().filter(|e| e.name.is_some()).collect();
            let entry = named[at % named.len()];
            let name = entry.name.clone().unwrap_or_default();
            let found = nearest(&name, 12);
            proptest::prop_assert!(
                found.iter().any(|e| e.name.as_ref() == Some(&name)), "{}: {:?}", name, found.iter().map(|e| e.code).collect::<Vec<_>>());
        }
    }
}
