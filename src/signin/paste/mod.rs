//! Reads a failed sign-in out of whatever a person pasted.
//!
//! Four steps, each linear: `model::text` makes text of bytes, `clean` takes off the wrappings (quotes, gutters, escapes,
//! markup, percent signs) while each character keeps its place in the source, `scan` finds labels with their values,
//! and `record` gathers them: one record at a time, an id never moves to its neighbour. What the labels of the
//! languages are stands in `labels.tsv`.
//!
//! It refuses to repair: a GUID with a wrong letter is named as invalid, never corrected.

mod clean;
mod label;
mod log_objects;
mod message;
mod moment;
mod record;
mod scan;
mod side_by_side;
mod value;

pub(crate) use label::count_labels;

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::{self, Read};

use clean::Clean;

use super::{Form, Place, SignIn, log, packed};

/// What a text held.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// What failed.
    pub sign_ins: Vec<SignIn>,
    /// What went well: an account that got in is a way in.
    pub succeeded: Vec<SignIn>,
    /// What a person should know about the text: sentences.
    pub problems: Vec<String>,
}

impl Reading {
    /// The newest success of each account, the newest first; those that name no account count as one.
    #[must_use]
    pub fn got_in(&self) -> Vec<&SignIn> {
        let mut newest: BTreeMap<Option<&str>, &SignIn> = BTreeMap::new();
        for success in &self.succeeded {
            let known = newest.entry(success.user.as_deref()).or_insert(success);
            if known.timestamp_utc < success.timestamp_utc {
                *known = success;
            }
        }
        let mut newest: Vec<&SignIn> = newest.into_values().collect();
        newest.sort_by_key(|success| Reverse(success.timestamp_utc));
        newest
    }
}

/// Reads any bytes. Texts longer than a window are read in overlapping windows, so that the memory stays bounded.
#[must_use]
pub fn read(bytes: &[u8]) -> Reading {
    if packed::is_gzip(bytes) {
        let mut unpacked = packed::Unpacked::new(bytes);
        return read_from(&mut unpacked).unwrap_or_else(|e| Reading {
            problems: vec![format!("it is packed with gzip, and could not be unpacked: {e}")],
            ..Reading::default()
        });
    }
    if super::har::is_har(bytes) {
        return super::har::read(bytes);
    }
    if log::is_table(bytes) {
        return log::read(&mut &*bytes).unwrap_or_default();
    }
    let text = crate::model::text::decode(bytes, count_labels);
    let mut reading = read_text(&text);
    if text.trim_start().starts_with(['{', '[']) {
        reading.problems.extend(log::notes(text.as_bytes()));
    }
    reading
}

/// Bytes that are read at once; a longer source is read in windows of this size.
const WINDOW: usize = 1 << 20;
/// How much of a window is seen again with the next one, so that no record falls between.
const OVERLAP: usize = 64 << 10;

/// Reads a source of any length with bounded memory. What was packed with gzip is unpacked on the way.
///
/// # Errors
/// What the source says; `InvalidData` for a workbook or another zip, which is not read.
pub fn read_from(from: &mut dyn Read) -> io::Result<Reading> {
    let mut window = Vec::new();
    from.take(WINDOW as u64).read_to_end(&mut window)?;
    if packed::is_gzip(&window) {
        return read_from(&mut packed::Unpacked::new(io::Cursor::new(window).chain(from)));
    }
    packed::refuse_zip(&window)?;
    let mut all = Reading::default();
    if window.len() < WINDOW {
        return Ok(read(&window));
    }
    if super::har::is_har(&window) {
        from.take((super::har::MAX_BYTES - WINDOW) as u64).read_to_end(&mut window)?;
        return Ok(super::har::read(&window));
    }
    if log::is_export(&window) {
        return log::read(&mut io::Cursor::new(window).chain(from));
    }
    let (mut lines, mut dropped) = (0, 0);
    loop {
        let part = read(&window);
        dropped += take(&mut all.sign_ins, part.sign_ins, lines);
        dropped += take(&mut all.succeeded, part.succeeded, lines);
        let keep = window.len().saturating_sub(OVERLAP) & !1;
        lines = lines.saturating_add(memchr::memchr_iter(b'\n', &window[..keep]).count() as u32);
        window.drain(..keep);
        let before = window.len();
        from.take((WINDOW - before) as u64).read_to_end(&mut window)?;
        if window.len() == before {
            if dropped > 0 {
                all.problems.push(cut_short(dropped));
            }
            return Ok(all);
        }
    }
}

/// More sign-ins than this no person reads; `signin find` is made for them.
pub(super) const MOST: usize = 10_000;

/// What a person is told about sign-ins beyond [`MOST`].
pub(super) fn cut_short(more: u64) -> String {
    format!(
        "{more} further sign-ins are not shown: the first {MOST} are; reentry signin find groups all of them"
    )
}

/// Adds what one window told, but for what the window before told too. Returns how many found no place.
fn take(all: &mut Vec<SignIn>, part: Vec<SignIn>, lines: u32) -> u64 {
    let mut dropped = 0;
    for mut sign_in in part {
        sign_in.line = sign_in.line.saturating_add(lines);
        for place in &mut sign_in.places {
            place.line = place.line.saturating_add(lines);
        }
        let known = all.iter().rev().take(256).any(|s| {
            s.codes == sign_in.codes
                && s.request_id == sign_in.request_id
                && s.correlation_id == sign_in.correlation_id
        });
        if !known && all.len() < MOST {
            all.push(sign_in);
        } else if !known {
            dropped += 1;
        }
    }
    dropped
}

/// Reads a text.
#[must_use]
pub fn read_text(source: &str) -> Reading {
    let clean = side_by_side::put_apart(&Clean::new(source, 0));
    let mut items = scan::scan(&clean);
    let logged = log_objects::find(&clean.text);
    // Events lie one behind the other, so each item has one that may hold it.
    items.retain(|item| {
        let before = logged.partition_point(|event| event.start <= item.start);
        before == 0 || item.start >= logged[before - 1].end
    });
    let mut found = record::gather(&clean, &items);
    found.extend(logged.into_iter().filter_map(log_objects::Logged::found));
    found.sort_by_key(|f| f.start);
    if found.iter().any(|f| !f.mention) {
        found.retain(|f| !f.mention);
    }
    let lines = LineIndex::new(source);
    let of_message = form_of_message(source, &clean);
    let mut reading = Reading::default();
    for found in found {
        let mut sign_in = found.sign_in;
        let at = |i: usize| lines.place(clean.from.get(i).copied().unwrap_or(0));
        sign_in.line = at(found.start).0;
        sign_in.places = found
            .places
            .iter()
            .map(|(field, i)| {
                let (line, column) = at(*i);
                Place { field: *field, line, column }
            })
            .collect();
        if sign_in.form == Form::MsalError {
            sign_in.form = of_message;
        }
        if found.succeeded { &mut reading.succeeded } else { &mut reading.sign_ins }.push(sign_in);
    }
    reading
}

/// Where each line of the source begins, and how many characters stand before every so many bytes: a place in a long
/// line costs no more than one in a short line.
struct LineIndex<'a> {
    source: &'a [u8],
    starts: Vec<usize>,
    letters: Vec<usize>,
}

/// Bytes between two counts.
const STRIDE: usize = 256;

impl<'a> LineIndex<'a> {
    fn new(source: &'a str) -> Self {
        let source = source.as_bytes();
        let starts = std::iter::once(0).chain(memchr::memchr_iter(b'\n', source).map(|i| i + 1)).collect();
        let counts = source
            .chunks(STRIDE)
            .scan(0, |before, stride| {
                let here = *before;
                *before += letters(stride);
                Some(here)
            })
            .collect();
        Self { source, starts, letters: counts }
    }

    /// Line and column of a byte, counted from 1, the column in characters.
    fn place(&self, byte: usize) -> (u32, u32) {
        let line = self.starts.partition_point(|start| *start <= byte).max(1);
        let column = self.letters_before(byte) - self.letters_before(self.starts[line - 1]) + 1;
        (u32::try_from(line).unwrap_or(u32::MAX), u32::try_from(column).unwrap_or(u32::MAX))
    }

    fn letters_before(&self, byte: usize) -> usize {
        let stride = (byte / STRIDE).min(self.letters.len().saturating_sub(1));
        let rest = self.source.get(stride * STRIDE..byte).unwrap_or_default();
        self.letters.get(stride).copied().unwrap_or_default() + letters(rest)
    }
}

/// Characters that begin in these bytes.
fn letters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte & 0xc0 != 0x80).count()
}

/// The kind of text in which a message stands, by what is around it: one for the whole source.
fn form_of_message(source: &str, clean: &Clean) -> Form {
    if clean.was_url {
        Form::Url
    } else if source.contains("error_description") || source.contains("error_codes") {
        Form::OauthJson
    } else if ["az login", "At line:", "Line |", "PS C:\\", "New-"].iter().any(|sign| source.contains(sign)) {
        Form::Cli
    } else {
        Form::MsalError
    }
}

/// A moment as it was written and, where it states a zone, in UTC; for cells of logs.
pub(super) fn moment(text: &str) -> Option<(String, Option<super::UtcTime>)> {
    let letters: Vec<char> = text.chars().take(64).collect();
    let (moment, end) = moment::moment_at(&letters, 0)?;
    letters[end..].iter().all(|c| c.is_whitespace()).then_some((moment.written, moment.utc))
}
