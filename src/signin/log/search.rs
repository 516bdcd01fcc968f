use std::io::{self, Read};

use super::columns;
use super::glance::Glance;
use super::split::{Piece, Splitter};
use super::wide::Decoded;
use super::{Event, Filter, Outcome, table};
use crate::signin::{SignIn, packed};

/// Why an export cannot be searched.
#[derive(Debug, thiserror::Error)]
pub enum NotSearched {
    #[error(transparent)]
    Io(#[from] io::Error),
    #[error("one event is larger than {} MiB: this is no sign-in log", LARGEST >> 20)]
    TooLarge,
    #[error(
        "the table has no columns of a sign-in log (wanted: a date, a Request ID or Correlation ID, a status or error code)"
    )]
    Columns,
    #[error("it is empty")]
    Empty,
    #[error("the file ends in the middle: it was cut off; download it again")]
    Cut,
    #[error(
        "this is an audit log, which tells what was changed and by whom: download the sign-in logs, not the audit logs"
    )]
    Changes,
}

/// What was seen on the way through an export.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Seen {
    pub(super) events: u64,
    pub(super) failures: u64,
    pub(super) unrecognized: u64,
    pub(super) undated: u64,
    pub(super) ambiguous: u64,
    /// Lines of an audit log.
    pub(super) changes: u64,
    /// Sign-ins whose result cannot be read.
    pub(super) unsaid: u64,
    /// The text ends in the middle.
    pub(super) cut: bool,
}

/// What is looked for beside failures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    Failures,
    /// So many successes too; a success takes as long to read as a failure.
    Successes(u64),
}

/// Bytes read at once.
const PIECE: usize = 1 << 20;
/// No event is larger.
pub(super) const LARGEST: usize = 16 << 20;

/// Goes through an export of any length as a stream and gives each failure that fits to `keep`, and what else is wanted.
pub(super) fn search(
    from: &mut dyn Read,
    filter: &Filter,
    wanted: Wanted,
    keep: &mut dyn FnMut(Outcome, SignIn),
) -> Result<Seen, NotSearched> {
    let mut head = Vec::new();
    read(from, PIECE, &mut head)?;
    if packed::is_gzip(&head) {
        let mut unpacked = packed::Unpacked::new(io::Cursor::new(head).chain(from));
        return search(&mut unpacked, filter, wanted, keep);
    }
    packed::refuse_zip(&head)?;
    if Decoded::is_wide(&head) {
        let mut rest = io::Cursor::new(head).chain(from);
        return search(&mut Decoded::new(&mut rest), filter, wanted, keep);
    }
    let marked = head.starts_with(b"\xEF\xBB\xBF");
    head.drain(..if marked { 3 } else { 0 });
    let successes = match wanted {
        Wanted::Failures => 0,
        Wanted::Successes(most) => most,
    };
    let mut search = Search { filter, glance: Glance::new(filter), keep, successes, seen: Seen::default() };
    match head.iter().find(|b| !b.is_ascii_whitespace()) {
        None => return Err(NotSearched::Empty),
        Some(b'{') if columns::is_columns(&head) => columns::search(head, from, &mut search)?,
        Some(b'{' | b'[') => json(head, from, &mut search)?,
        Some(_) => table::search(head, from, &mut search)?,
    }
    if search.seen.changes > 0 && search.seen.changes == search.seen.events {
        return Err(NotSearched::Changes);
    }
    Ok(search.seen)
}

/// Reads on behind what is held, up to so many bytes; fewer only where the source ends.
pub(super) fn read(from: &mut dyn Read, bytes: usize, held: &mut Vec<u8>) -> io::Result<usize> {
    from.take(bytes as u64).read_to_end(held)
}

fn json(mut held: Vec<u8>, from: &mut dyn Read, search: &mut Search) -> Result<(), NotSearched> {
    let mut splitter = Splitter::default();
    loop {
        let done = splitter.feed(&held, |event| search.object(event));
        held.drain(..done);
        if held.len() > LARGEST {
            return Err(NotSearched::TooLarge);
        }
        if read(from, PIECE, &mut held)? == 0 {
            // The last event may have been cut off.
            search.seen.cut = splitter.is_open();
            if held.len() > 2 {
                search.cut(&held);
            }
            return Ok(());
        }
    }
}

/// Looks at one event after the other.
pub(super) struct Search<'a> {
    filter: &'a Filter,
    glance: Glance,
    keep: &'a mut dyn FnMut(Outcome, SignIn),
    /// How many successes are still wanted.
    successes: u64,
    seen: Seen,
}

impl Search<'_> {
    /// One JSON object.
    fn object(&mut self, event: &Piece) {
        self.seen.events += 1;
        if self.successes == 0 && !self.glance.object(event) {
            return;
        }
        match serde_json::from_slice(event.bytes) {
            Ok(value) => {
                let event = Event::from_json(&value);
                self.seen.changes += u64::from(event.is_none() && Event::is_change(&value));
                self.event(event);
            }
            Err(_) => self.cut(event.bytes),
        }
    }

    /// An object that is no JSON, or was cut off.
    fn cut(&mut self, event: &[u8]) {
        let text: Vec<char> = String::from_utf8_lossy(event).chars().collect();
        let start = text.iter().position(|c| *c == '{').unwrap_or(0);
        self.event(super::parse(&text[start..]).and_then(|value| Event::from_json(&value)));
    }

    /// One row of a table: its bytes first; `read` makes an event of it.
    pub(super) fn row(&mut self, well: bool, bytes: &[u8], read: impl FnOnce() -> Option<Event>) {
        self.seen.events += 1;
        if if well { self.successes > 0 } else { self.glance.row(bytes) } {
            self.event(read());
        }
    }

    fn event(&mut self, event: Option<Event>) {
        let Some(event) = event else {
            self.seen.unrecognized += 1;
            return;
        };
        let s = event.sign_in;
        self.seen.unsaid += u64::from(event.outcome == Outcome::NotSaid);
        if event.outcome == Outcome::NotSaid || !self.filter.wants(&s) {
            return;
        }
        if event.outcome == Outcome::Succeeded {
            if self.successes > 0 {
                self.successes -= 1;
                (self.keep)(event.outcome, s);
            }
            return;
        }
        if s.timestamp_utc.is_none() {
            self.seen.undated += 1;
            self.seen.ambiguous += u64::from(s.timestamp.is_some());
        }
        if self.filter.since.is_some_and(|since| s.timestamp_utc.is_none_or(|time| time.at() < since)) {
            return;
        }
        self.seen.failures += 1;
        (self.keep)(event.outcome, s);
    }
}
