use super::{Item, What};
use crate::signin::paste::clean::{MAYBE_WRAP, SPACE_WRAP, WRAP};
use crate::signin::paste::message::{self, Said};
use crate::signin::paste::value::guid_at;

/// How long a message is read.
pub(super) const MESSAGE: usize = 1800;

/// Reads the sentence behind each code, up to the next thing that is no part of it.
pub(super) fn read_messages(text: &[char], items: &mut [Item]) {
    for n in 0..items.len() {
        let What::Message(code, _) = items[n].what else { continue };
        let from = items[n].end;
        let stop =
            items[n + 1..].iter().find(|item| ends_message(item)).map_or(text.len(), |item| item.start);
        let stop = stop.min(from + MESSAGE);
        // A console may have cut a word in two or taken a blank; what the one reading does not give, the other may.
        let mut said = sentence(text, from, stop, None);
        for value in sentence(text, from, stop, Some(' ')) {
            if !said.iter().any(|s| s.field == value.field) {
                said.push(value);
            }
        }
        items[n].what = What::Message(code, said);
    }
}

/// Reads one sentence, with a hard wrap read as nothing or as a blank.
pub(super) fn sentence(text: &[char], from: usize, stop: usize, wrap: Option<char>) -> Vec<Said> {
    let (mut letters, mut places) = (String::new(), Vec::new());
    let mut next = from;
    while next < stop {
        let i = next;
        next += 1;
        // A GUID that a line end cut in two is one GUID.
        let fresh = text[i].is_ascii_hexdigit() && !text[i - 1].is_ascii_alphanumeric();
        if fresh
            && let Some((guid, end)) = guid_at(text, i).filter(|(guid, end)| guid.len() == 36 && end - i > 36)
        {
            letters.push_str(&guid);
            places.resize(letters.len(), i);
            next = end;
            continue;
        }
        let c = match (text[i], wrap) {
            (WRAP, None) => continue,
            // Bold print; three and more blank a value.
            ('*', _) if !stars(text, i) => continue,
            (WRAP, Some(c)) => c,
            ('\n', _) if text[i + 1..stop].iter().find(|c| !matches!(c, ' ' | '\t')) == Some(&'\n') => '\n',
            (SPACE_WRAP | MAYBE_WRAP | '\n' | '\t', _) => ' ',
            (c, _) => c,
        };
        if c == ' ' && letters.ends_with([' ', '\n']) {
            continue;
        }
        letters.push(c);
        places.resize(letters.len(), i);
    }
    let mut said = message::read(&letters);
    for value in &mut said {
        value.at = places.get(value.at).copied().unwrap_or(from);
    }
    said
}

/// Whether the star here is one of three or more in a row.
fn stars(text: &[char], i: usize) -> bool {
    let star = |at: Option<usize>| at.and_then(|at| text.get(at)) == Some(&'*');
    let (a, b) = (star(i.checked_sub(1)), star(Some(i + 1)));
    (a && (b || star(i.checked_sub(2)))) || (b && star(Some(i + 2)))
}

pub(super) fn ends_message(item: &Item) -> bool {
    matches!(
        item.what,
        What::Message(..)
            | What::PageCode(_)
            | What::LogCode(_)
            | What::Codes(_)
            | What::Request(_)
            | What::Trace(_)
            | What::Correlation(_)
            | What::Time { weak: false, .. }
    )
}
