//! Many words looked for in one pass. What stands around a word decides the rest, and is only looked at there.
//!
//! It knows letters of ASCII in both sizes; words with other letters are given in each of their spellings.

use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

/// Words that are looked for.
pub(super) struct Literals(AhoCorasick);

impl Literals {
    /// Every word is found wherever it stands, inside others too.
    pub(super) fn all(words: &[impl AsRef<[u8]>]) -> Self {
        Self::of(words, MatchKind::Standard)
    }

    /// Of words that begin at the same place the longest is found, and what it holds is not looked at again.
    pub(super) fn longest(words: &[impl AsRef<[u8]>]) -> Self {
        Self::of(words, MatchKind::LeftmostLongest)
    }

    #[expect(clippy::expect_used, reason = "constants: every scan uses them")]
    fn of(words: &[impl AsRef<[u8]>], kind: MatchKind) -> Self {
        let built = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(kind)
            .kind(Some(AhoCorasickKind::DFA))
            .build(words);
        Self(built.expect("a few hundred words make an automaton"))
    }

    /// The number of each word that stands in a text, and its place, by where it ends. For [`Literals::all`].
    pub(super) fn hits(&self, text: &str) -> impl Iterator<Item = (usize, Range<usize>)> {
        self.0.find_overlapping_iter(text).map(|hit| (hit.pattern().as_usize(), hit.range()))
    }

    /// The number of each word and its place, one after the other. For [`Literals::longest`].
    pub(super) fn places(&self, text: &str) -> impl Iterator<Item = (usize, Range<usize>)> {
        self.0.find_iter(text).map(|hit| (hit.pattern().as_usize(), hit.range()))
    }
}

/// A word as it is written small, with a first capital, and in capitals: where that is no matter of ASCII alone.
pub(super) fn spellings(word: &str) -> Vec<String> {
    if word.is_ascii() {
        return vec![word.to_owned()];
    }
    let mut rest = word.chars();
    let first: String = rest.next().into_iter().flat_map(char::to_uppercase).collect();
    let mut all = vec![word.to_lowercase(), first + &rest.as_str().to_lowercase(), word.to_uppercase()];
    all.dedup();
    all
}

/// A letter, a digit or `_`.
pub(super) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Bytes of one kind, as a table: one look a byte, in loops that see every byte of a text.
pub(super) struct Bytes([bool; 256]);

impl Bytes {
    /// Letters, digits, and these.
    pub(super) const fn alphanumeric_and(others: &[u8]) -> Self {
        let mut is = [false; 256];
        let mut byte = 0;
        while byte < 128 {
            is[byte] = (byte as u8).is_ascii_alphanumeric();
            byte += 1;
        }
        Self(is).and(others)
    }

    /// Capitals, digits, and these.
    pub(super) const fn capitals_digits_and(others: &[u8]) -> Self {
        let mut is = [false; 256];
        let mut byte = 0;
        while byte < 128 {
            is[byte] = (byte as u8).is_ascii_uppercase() || (byte as u8).is_ascii_digit();
            byte += 1;
        }
        Self(is).and(others)
    }

    const fn and(mut self, others: &[u8]) -> Self {
        let mut at = 0;
        while at < others.len() {
            self.0[others[at] as usize] = true;
            at += 1;
        }
        self
    }

    /// Whether this is one of them.
    pub(super) fn holds(&self, byte: u8) -> bool {
        self.0[usize::from(byte)]
    }

    /// Where a run of them that begins here ends.
    pub(super) fn run(&self, bytes: &[u8], at: usize) -> usize {
        let mut end = at;
        while end < bytes.len() && self.0[usize::from(bytes[end])] {
            end += 1;
        }
        end
    }

    /// Where the next of them stands, from here on.
    pub(super) fn next(&self, bytes: &[u8], at: usize) -> usize {
        let mut next = at;
        while next < bytes.len() && !self.0[usize::from(bytes[next])] {
            next += 1;
        }
        next
    }
}
