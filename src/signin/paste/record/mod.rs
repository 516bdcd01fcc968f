//! Gathers what was found into records: one failed sign-in each.
//!
//! It knows in which order pages, sentences, logs and blocks of ids tell what they tell, and how far apart. An id never
//! moves to its neighbour: what fits no open record waits for the next one, and what fits none is left out. It refuses
//! to know letters: it sees labels, values and the distances between them.

mod codes;
mod draft;
mod lines;
mod positional;
mod prose;
mod reader;
mod settle;
mod values;

use lines::Lines;

use crate::signin::paste::clean::Clean;
use crate::signin::paste::moment::Moment;
use crate::signin::paste::scan::Item;
use crate::signin::{Field, SignIn};

/// How a record shows its code: it decides what else may belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// A sentence with AADSTS; its ids follow.
    Message,
    /// "Error Code:" first, then the other lines of the page.
    Page,
    /// A portal's or a log's fields in any order.
    Log,
    /// `error_codes` before anything else.
    List,
    /// Ids or device lines, and no code yet.
    Block,
    /// A code in passing.
    Mention,
}

/// A record while it is being read.
#[derive(Debug, Clone)]
struct Draft {
    sign_in: SignIn,
    shape: Shape,
    /// Opened by "Trace ID": its sentence must have come before, so none may follow.
    by_trace: bool,
    start: usize,
    end: usize,
    /// Where the last code stands.
    code_end: usize,
    /// Labels of a device section that were there, with a value or not.
    device_labels: usize,
    places: Vec<(Field, usize)>,
    invalid: Vec<Field>,
    low_correlation: Option<(String, usize)>,
    /// The "Date" above a block of ids: its time, if the block turns out to be a portal's view of a log.
    low_time: Option<(Moment, usize)>,
    /// The user's line above a sentence, if the record turns out to have the correlation that stands with it.
    low_user: Option<(String, usize)>,
    /// A correlation and a time on lines of their own, or beside the status of a Windows sign-in: they are enough.
    alone: bool,
    /// No code and no sentence follows: the status of a Windows sign-in says all, and the flag line ends a page.
    closed: bool,
    /// The text says that it succeeded, and names no code.
    succeeded: bool,
}

/// One failure never has more codes than this: a longer chain of them is several.
const MOST_CODES: usize = 16;

/// Gathers the items of one text into records.
pub(super) fn gather(clean: &Clean, items: &[Item]) -> Vec<Found> {
    let mut reader = Reader {
        text: &clean.text,
        lines: Lines::new(&clean.text),
        current: None,
        done: Vec::new(),
        waiting: Vec::new(),
    };
    for item in items {
        reader.take(item);
    }
    reader.flush();
    let Reader { lines, done: mut drafts, .. } = reader;
    prose::prose(items, &mut drafts);
    positional::positional(clean, items, &mut drafts);
    drafts.sort_by_key(|d| d.start);
    settle::join_blocks(&lines, &mut drafts);
    settle::finish(drafts)
}

/// A finished record with the places of its values, as indexes into the clean text.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) sign_in: SignIn,
    pub(super) start: usize,
    pub(super) places: Vec<(Field, usize)>,
    /// Only a code, named in passing.
    pub(super) mention: bool,
    /// The account got in: nothing failed.
    pub(super) succeeded: bool,
}

struct Reader<'a> {
    text: &'a [char],
    lines: Lines,
    current: Option<Draft>,
    done: Vec<Draft>,
    /// Items that may belong to the next record.
    waiting: Vec<Item>,
}
