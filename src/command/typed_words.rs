//! Words on their way into a case and out of it: those that a person typed into a command, and those in an event.
//!
//! One function looks an event through, before it is written and before it leaves, so that neither net is weaker than
//! the other. It knows no file: what is attached is looked at in `evidence::item`.

use std::collections::BTreeMap;

use crate::case::{Content, Entry, Event};
use crate::evidence::redact::{self, Rule};
use crate::report;
use crate::world::World;

/// The words without what looks like a secret in them; says so if there is one.
pub(super) fn without_secrets(words: &str, place: &str, world: &mut World) -> String {
    let (clean, hits) = redact::redact(words);
    if !hits.is_empty() {
        let _ = writeln!(world.err, "{}", report::secret::found(&hits, place));
        let _ = writeln!(world.err, "The redacted form is kept.");
    }
    clean
}

/// Takes what looks like a secret out of the words of an event; the first rule that did.
pub(super) fn cleanse(event: &mut Event) -> Option<Rule> {
    let mut first = None;
    // A long path looks like base64, and the paper that lies there must still be found.
    let place = matches!(event, Event::Attached { .. });
    for word in event.words_mut() {
        let (clean, hits) = redact::redact(word);
        let path = place && word.contains(['/', '\\']) && !word.contains(char::is_whitespace);
        if let Some(hit) = hits.iter().find(|hit| hit.rule != Rule::LongBase64 || !path) {
            first.get_or_insert(hit.rule);
            *word = clean;
        }
    }
    first
}

/// A name without what looks like a secret in it.
pub(super) fn clean_name(who: &str) -> String {
    redact::redact(who).0
}

/// Lines as they may leave a case, and what stood in the way.
pub(super) struct CleanLines {
    /// The lines without what looks like a secret in their words and names.
    pub(super) lines: Vec<Entry>,
    /// Lines with such words, by number; withholding their payload is enough.
    pub(super) words: BTreeMap<u64, Rule>,
    /// Lines whose writer's name is such a word. It stands beside the payload, and on every page that says who.
    pub(super) names: BTreeMap<u64, Rule>,
}

/// Looks through lines. Those that came with a handover were written elsewhere.
pub(super) fn clean_lines(entries: &[Entry]) -> CleanLines {
    let (mut words, mut names) = (BTreeMap::new(), BTreeMap::new());
    let clean = |entry: &Entry| {
        let mut entry = entry.clone();
        if let Content::Event(event) = &mut entry.content
            && let Some(rule) = cleanse(event)
        {
            words.insert(entry.seq, rule);
        }
        let (name, hits) = redact::redact(&entry.who);
        if let Some(hit) = hits.first() {
            names.insert(entry.seq, hit.rule);
            entry.who = name;
        }
        entry
    };
    let lines = entries.iter().map(clean).collect();
    CleanLines { lines, words, names }
}
