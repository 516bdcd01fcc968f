use super::clean::{MAYBE_WRAP, SPACE_WRAP, WRAP};
use super::record::Found;
use crate::signin::log::{self, Event, Outcome};

/// One JSON object of a sign-in log inside a paste.
pub(super) struct Logged {
    pub(super) start: usize,
    pub(super) end: usize,
    event: Option<Event>,
}

/// Keys that only an event of a sign-in log has.
const KEYS: [&str; 8] = [
    "@timestamp",
    "createddatetime",
    "resulttype",
    "appliedconditionalaccesspolicies",
    "userprincipalname",
    "user_principal_name",
    "accountupn",
    "azureactivedirectoryeventtype",
];

/// More than this is no single event.
const LONGEST: usize = 256 * 1024;

/// Finds the objects that are events, also when the paste was cut in the middle of one.
pub(super) fn find(text: &[char]) -> Vec<Logged> {
    let mut open: Vec<(usize, bool)> = Vec::new();
    let mut objects: Vec<(usize, usize)> = Vec::new();
    let close = |start: usize, end: usize, objects: &mut Vec<(usize, usize)>| {
        // The outermost object with such a key is the event; what lies inside it is part of it.
        while objects.last().is_some_and(|inner| inner.0 > start) {
            objects.pop();
        }
        objects.push((start, end));
    };
    for (i, c) in text.iter().enumerate() {
        match c {
            '{' => open.push((i, false)),
            '}' => {
                if let Some((start, true)) = open.pop() {
                    close(start, i + 1, &mut objects);
                }
            }
            '"' | '\'' if is_key(&text[i + 1..]) => {
                if let Some(last) = open.last_mut() {
                    last.1 = true;
                }
            }
            _ => {}
        }
        if open.len() > 4096 {
            open.drain(..2048);
        }
    }
    while let Some((start, marked)) = open.pop() {
        if marked {
            close(start, text.len(), &mut objects);
        }
    }
    objects
        .into_iter()
        .filter(|(start, end)| end - start <= LONGEST)
        .filter_map(|(start, end)| {
            let (mut object, mut from) = (Vec::new(), Vec::new());
            for (i, c) in text[start..end].iter().enumerate().filter(|(_, c)| **c != WRAP) {
                // A time may be parted here; whoever reads one knows line ends.
                let in_time =
                    |at: Option<&char>| at.is_some_and(|c| c.is_ascii_digit() || ":.+-".contains(*c));
                let parted = in_time(text[..start + i].last()) && in_time(text.get(start + i + 1));
                object.push(match *c {
                    SPACE_WRAP | MAYBE_WRAP if parted => '\n',
                    SPACE_WRAP | MAYBE_WRAP => ' ',
                    c => c,
                });
                from.push(start + i);
            }
            let (value, length) = log::parse_to_end(&object)?;
            let end = from.get(length).copied().unwrap_or(end);
            let event = Event::from_json(&value)?;
            Some(Logged { start, end, event: Some(event) })
        })
        .collect()
}

fn is_key(text: &[char]) -> bool {
    KEYS.iter().any(|key| {
        let mut letters = text.iter();
        key.chars().all(|k| letters.next().is_some_and(|c| c.eq_ignore_ascii_case(&k)))
            && letters.next().is_some_and(|c| matches!(c, '"' | '\''))
    })
}

impl Logged {
    /// The sign-in; `None` if the event does not tell how it ended.
    pub(super) fn found(self) -> Option<Found> {
        let event = self.event.filter(|e| e.outcome != Outcome::NotSaid)?;
        Some(Found {
            sign_in: event.sign_in,
            start: self.start,
            places: Vec::new(),
            mention: false,
            succeeded: event.outcome == Outcome::Succeeded,
        })
    }
}
