//! Whether words are the name of somebody, as names are written.
//!
//! It knows how a name looks: capitals, and the small words inside it. It refuses to know people: whether somebody of that
//! name exists, and whether an account is theirs, is asked elsewhere. A first name that is also a word of a sentence ("Will",
//! "It") is no name here; whoever means it writes an address.

use super::answer;

/// More words are no name.
const LONGEST: usize = 4;

/// Words inside a name that begin with no capital.
const PARTICLES: [&str; 11] = ["van", "de", "von", "der", "den", "da", "di", "la", "el", "al", "bin"];

/// Words of a sentence that make no name, and may turn what follows into a question, a wish or the past. They stand at its
/// beginning with a capital.
#[rustfmt::skip]
const NO_NAME: &[&str] = &[
    "is", "are", "does", "do", "did", "has", "have", "had", "holds", "was", "were", "been", "will", "would", "could",
    "can", "may", "might", "should", "who", "which", "what", "why", "when", "if", "whether", "that", "maybe",
    "perhaps", "probably", "soon", "only", "still", "once", "used", "wants", "wanted", "left", "lost", "expired",
    "ended", "removed", "former", "until", "till", "since", "in", "on", "at", "by", "from", "for", "to", "before",
    "after", "with", "as", "ask", "formerly", "previous", "previously", "earlier", "ex", "gone", "fired", "retired",
    "deleted", "disabled", "hopefully", "possibly", "presumably", "supposedly", "allegedly", "reportedly",
    "apparently", "likely", "then", "now", "not", "i", "we", "you", "he", "she", "it", "they", "one", "somebody",
    "someone", "everybody", "everyone", "anybody", "anyone", "all", "both", "each", "some", "any", "the", "a", "an",
    "my", "our", "your", "his", "her", "their", "this", "these", "those", "there", "here", "please", "needed", "note",
    "question", "vielleicht", "quizás", "quizas", "peut-être",
];

/// Whether a word, in lower case, is one of a sentence and of no name.
#[must_use]
pub fn is_word_of_a_sentence(word: &str) -> bool {
    NO_NAME.contains(&word) || answer::denies(word)
}

/// A name as names are written: each word begins with a capital, or with a letter of a script that has none; or an
/// address. Brackets say something about a name and are no part of it.
#[must_use]
pub fn is_written(words: &[&str]) -> bool {
    if let [address] = words
        && answer::addresses(address) == [*address]
    {
        return true;
    }
    let word = |word: &&str| {
        let written = word.starts_with(|c: char| c.is_alphabetic() && !c.is_lowercase());
        if !(written || PARTICLES.contains(word)) || word.contains(|c: char| "()[]{}<>\"".contains(c)) {
            return false;
        }
        // "Anna I. Berg"
        let initial = word.chars().count() == 2 && word.ends_with('.');
        let lower = word.to_lowercase().replace('\u{2019}', "'");
        let lower = lower.trim_matches(|c: char| !c.is_alphanumeric());
        !lower.is_empty()
            && !lower.contains(|c: char| c.is_ascii_digit())
            && (initial || !is_word_of_a_sentence(lower))
    };
    let particle = |word: &&str| PARTICLES.contains(word);
    (1..=LONGEST).contains(&words.len()) && words.iter().all(word) && !words.iter().all(particle)
}
