//! The journal: one event a line, each line chained to the one before by SHA-256.
//!
//! It knows how a line is written, read and held against its neighbours. It refuses to know where the file lies, what
//! the clock says, and what follows from an event: that is the fold's ([`super::state`]).
//!
//! The hash of a line covers a header (number, time, who, class, the line before) and the *salted digest* of its
//! payload, not the payload itself. So a payload can be withheld from a bundle and the chain still verifies, and
//! a short payload cannot be guessed from its digest.
//!
//! # How the format grows
//!
//! A line states its format as a major and a minor number ([`FORMAT`], [`MINOR`]; the minor is absent where it is 0, as
//! in every line of the first edition). Both are under the line's hash. Lines are never rewritten, and a journal may
//! hold lines of several minors. This is how each kind of change is made:
//!
//! | Change | What to do |
//! |---|---|
//! | a new kind of event | raise `MINOR`, once for a release. A program that does not know it keeps the line's place in the chain, shows "(written by a newer reentry)", and treats it as internal: its payload never enters a bundle for support |
//! | a new member of a known event | raise `MINOR`; the member is optional (`default`, not written when empty), and a case without it means what it meant before |
//! | a new value of a closed list inside an event (a class, a source, a way to reply) | raise `MINOR`. In a line of a higher minor, a payload that cannot be read counts as a new kind |
//! | a member that is no longer written | nothing: it is read for ever, and gets a default if it becomes optional |
//! | a stricter type for a member | only if every journal that was ever written by a program of ours still reads; a test holds an old journal against it |
//! | a new fact, step or option | nothing: these are names from the runbooks, not part of the format |
//! | a member renamed, retyped, or given another meaning; a member of the line itself; another hash | raise `FORMAT`, set `MINOR` to 0, and keep reading the old one: [`read`] then branches on the line's format |
//!
//! Nobody appends over a line of a higher minor or of a kind that is not known: what such a line changed is not known
//! here, and a line written after it could contradict it. A journal of a higher major is not read at all. One of a
//! lower major than [`OLDEST`] is called older, not newer.

use std::borrow::Cow;
use std::collections::BTreeSet;

use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

use super::event::Event;
use super::unknown::{self, UnknownKind};
use crate::model::harmless::shown;
use crate::model::hex;

/// The major line format that this program writes, and the newest that it reads.
pub const FORMAT: u32 = 1;

/// The oldest major format that this program reads.
pub const OLDEST: u32 = 1;

/// The minor format that this program writes. 0 is the first edition. 1: events of the second edition.
pub const MINOR: u32 = 1;

/// What Windows editors put in front of a text.
const MARK: &[u8] = b"\xEF\xBB\xBF";

/// The journal without what an editor put between its lines.
#[must_use]
pub fn only_lines(bytes: &[u8]) -> Vec<u8> {
    let bytes = bytes.strip_prefix(MARK).unwrap_or(bytes);
    let lines = bytes.split_inclusive(|b| *b == b'\n').filter(|line| !line.trim_ascii().is_empty());
    lines.flatten().copied().collect()
}

/// The hash before the first line.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The longest line that is read: a pasted page or a large DNS answer fits; a runaway file does not.
pub const MAX_LINE: usize = 16 << 20;

/// Who may see a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Audience {
    /// May go to support.
    Support,
    /// Stays with the organisation.
    Internal,
}

/// A line as it stands in the file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line<'a> {
    format: u32,
    #[serde(default, skip_serializing_if = "is_zero")]
    minor: u32,
    seq: u64,
    #[serde(borrow)]
    at: Cow<'a, str>,
    who: String,
    class: Audience,
    #[serde(borrow)]
    prev: Cow<'a, str>,
    #[serde(borrow)]
    digest: Cow<'a, str>,
    hash: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    salt: Option<String>,
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    payload: Option<&'a RawValue>,
}

/// A verified line.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// 1, 2, 3, …
    pub seq: u64,
    /// When it was written, with the laptop's offset then.
    pub at: DateTime<FixedOffset>,
    /// When that happened which it tells, where it says so.
    pub happened: Option<DateTime<FixedOffset>>,
    /// Who wrote it.
    pub who: String,
    /// Who may see it; what is not known stays inside, whatever its line says.
    pub audience: Audience,
    /// The line's own hash: the chain's head as of here.
    pub hash: String,
    /// The minor format of the line.
    pub minor: u32,
    /// What the line tells.
    pub content: Content,
}

/// What a line tells.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// An event that this program knows.
    Event(Event),
    /// An event that a newer program wrote, and that this one does not know.
    Newer(UnknownKind),
    /// The payload was withheld: the line has its place and nothing else.
    Withheld,
}

impl Entry {
    /// What happened, where it is told and known.
    #[must_use]
    pub fn event(&self) -> Option<&Event> {
        match &self.content {
            Content::Event(event) => Some(event),
            Content::Newer(_) | Content::Withheld => None,
        }
    }

    /// When that happened which the line tells; where it does not say, when it was written.
    #[must_use]
    pub fn moment(&self) -> DateTime<FixedOffset> {
        self.happened.unwrap_or(self.at)
    }

    /// Whether a program that knows more than this one wrote the line: then nothing may be written after it here.
    #[must_use]
    pub fn is_newer(&self) -> bool {
        self.minor > MINOR || matches!(self.content, Content::Newer(_))
    }
}

/// Why a journal is not accepted. Lines count from 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// Not a line of ours, or not whole.
    #[error("line {line} cannot be read: {why}")]
    Unreadable { line: u64, why: String },
    /// The line is whole, but does not follow from the one before, or was changed.
    #[error("line {line} was changed or does not follow line {}: {why}", line - 1)]
    Chain { line: u64, why: &'static str },
    /// A newer program wrote it.
    #[error("line {line} has format {format}; this program knows {FORMAT}.{MINOR}")]
    Newer { line: u64, format: u32 },
    /// It is of a format that is no longer read.
    #[error("line {line} has format {format}; the oldest that this program reads is {OLDEST}")]
    Older { line: u64, format: u32 },
}

/// What a reader of bytes found.
#[derive(Debug, Default)]
pub struct Reading {
    /// The verified lines, in order.
    pub entries: Vec<Entry>,
    /// Bytes that belong to verified lines.
    pub good: u64,
    /// The last line was cut off while it was written (a crash, a full disk): so many bytes.
    pub torn: u64,
    /// The last line is whole but lost its line end (an editor did that).
    pub unended: bool,
    /// Empty lines or a Unicode mark stand between the lines (an editor did that too); they count for nothing.
    pub forgiven: bool,
}

/// The end of a chain: what the next line must follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The number of the last line; 0 before the first.
    pub seq: u64,
    /// Its hash.
    pub hash: String,
}

impl Head {
    /// Before the first line.
    #[must_use]
    pub fn start() -> Self {
        Self { seq: 0, hash: GENESIS.into() }
    }

    /// After this line.
    #[must_use]
    pub fn after(entry: &Entry) -> Self {
        Self { seq: entry.seq, hash: entry.hash.clone() }
    }
}

/// Makes the line that follows `head`, with its line end, and the entry it will be read as.
pub fn write(
    head: &Head,
    at: DateTime<FixedOffset>,
    who: &str,
    audience: Audience,
    event: &Event,
    salt: [u8; 16],
) -> Result<(Vec<u8>, Entry), serde_json::Error> {
    write_told(head, at, None, who, audience, event, salt)
}

/// The same for something that happened at another time than it is written: `happened` stands in the payload, beside an
/// event that has no such field of its own ([`Event::happened`] tells which). The line's own time is when it was written, whatever is told.
pub fn write_told(
    head: &Head,
    at: DateTime<FixedOffset>,
    happened: Option<DateTime<FixedOffset>>,
    who: &str,
    audience: Audience,
    event: &Event,
    salt: [u8; 16],
) -> Result<(Vec<u8>, Entry), serde_json::Error> {
    let payload = match happened {
        Some(happened) => serde_json::value::to_raw_value(&Told { event, happened })?,
        None => serde_json::value::to_raw_value(event)?,
    };
    let salt = hex(&salt);
    let digest = digest(&salt, payload.get());
    let at_text = at.to_rfc3339_opts(chrono::SecondsFormat::Secs, false);
    let seq = head.seq + 1;
    let hash = chain(MINOR, seq, &at_text, who, audience, &head.hash, &digest);
    let line = Line {
        format: FORMAT,
        minor: MINOR,
        seq,
        at: at_text.into(),
        who: who.into(),
        class: audience,
        prev: Cow::Borrowed(&head.hash),
        digest: digest.into(),
        hash: hash.clone(),
        salt: Some(salt),
        payload: Some(&payload),
    };
    let mut bytes = serde_json::to_vec(&line)?;
    bytes.push(b'\n');
    let at = DateTime::parse_from_rfc3339(&line.at).unwrap_or(at);
    let happened = happened_in(payload.get());
    let content = Content::Event(event.clone());
    Ok((bytes, Entry { seq, at, happened, who: who.into(), audience, hash, minor: MINOR, content }))
}

/// An event as a payload, with the moment that it does not say itself.
#[derive(Serialize)]
struct Told<'a> {
    #[serde(flatten)]
    event: &'a Event,
    happened: DateTime<FixedOffset>,
}

/// The moment that a payload says.
fn happened_in(payload: &str) -> Option<DateTime<FixedOffset>> {
    #[derive(Deserialize)]
    struct Dated {
        #[serde(default)]
        happened: Option<DateTime<FixedOffset>>,
    }
    // Most lines say none, and are not read twice.
    memchr::memmem::find(payload.as_bytes(), b"\"happened\"")?;
    serde_json::from_str::<Dated>(payload).ok()?.happened
}

/// Reads lines that follow `head`. A cut-off last line is reported, not an error; anything else that is wrong is.
pub fn read(head: &Head, bytes: &[u8]) -> Result<Reading, Broken> {
    let mut reading = Reading::default();
    let mut head = head.clone();
    let mut rest = bytes;
    while !rest.is_empty() {
        let blank = match memchr::memchr(b'\n', rest) {
            // An editor put the mark of Unicode in front, or an empty line between or behind: neither is a line.
            _ if head.seq == 0 && rest.starts_with(MARK) => MARK.len(),
            Some(end) if rest[..end].trim_ascii().is_empty() => end + 1,
            None if rest.trim_ascii().is_empty() => rest.len(),
            _ => 0,
        };
        if blank > 0 {
            reading.good += blank as u64;
            reading.forgiven = true;
            reading.unended &= !rest[..blank].contains(&b'\n');
            rest = &rest[blank..];
            continue;
        }
        let (line, ended, next) = match memchr::memchr(b'\n', rest) {
            Some(end) => (&rest[..end], true, &rest[end + 1..]),
            None => (rest, false, &rest[rest.len()..]),
        };
        match read_line(&head, line) {
            Ok(entry) => {
                head = Head::after(&entry);
                reading.entries.push(entry);
                reading.good += (rest.len() - next.len()) as u64;
                reading.unended = !ended;
            }
            // Without its line end the write was never acknowledged: set aside, unless it is whole after all.
            Err(Broken::Unreadable { .. }) if !ended => {
                reading.torn = rest.len() as u64;
                return Ok(reading);
            }
            Err(broken) => return Err(broken),
        }
        rest = next;
    }
    Ok(reading)
}

fn read_line(head: &Head, bytes: &[u8]) -> Result<Entry, Broken> {
    let number = head.seq + 1;
    // A reason may repeat what somebody else wrote.
    let unreadable = |why: String| Broken::Unreadable { line: number, why: shown(&why).into_owned() };
    if bytes.len() > MAX_LINE {
        return Err(unreadable(format!("it is longer than {} MiB", MAX_LINE >> 20)));
    }
    let line: Line = match serde_json::from_slice(bytes) {
        Ok(line) => line,
        Err(e) => {
            return Err(other_format(number, bytes).unwrap_or_else(|| unreadable(e.to_string())));
        }
    };
    // The line is read a second time only where its format is another one.
    if line.format != FORMAT
        && let Some(other) = other_format(number, bytes)
    {
        return Err(other);
    }
    let broken = |why| Broken::Chain { line: number, why };
    if line.seq != number {
        return Err(broken("its number is not the next one"));
    }
    if line.prev != head.hash {
        return Err(broken("it names another line before it"));
    }
    if line.hash != chain(line.minor, line.seq, &line.at, &line.who, line.class, &line.prev, &line.digest) {
        return Err(broken("its header does not match its hash"));
    }
    let at = DateTime::parse_from_rfc3339(&line.at).map_err(|e| unreadable(format!("its time: {e}")))?;
    let content = match (line.payload, &line.salt) {
        (Some(payload), Some(salt)) => {
            if line.digest != digest(salt, payload.get()) {
                return Err(broken("its content does not match its digest"));
            }
            content(line.minor, payload.get()).map_err(unreadable)?
        }
        (None, None) => Content::Withheld,
        _ => return Err(broken("content and salt belong together")),
    };
    let audience = if matches!(content, Content::Newer(_)) { Audience::Internal } else { line.class };
    let happened = line.payload.and_then(|payload| happened_in(payload.get()));
    Ok(Entry {
        seq: line.seq,
        at,
        happened,
        who: line.who,
        audience,
        hash: line.hash,
        minor: line.minor,
        content,
    })
}

/// The event in a payload. One that cannot be read is newer only where its kind, or its line's format, is.
fn content(minor: u32, payload: &str) -> Result<Content, String> {
    Event::read(payload).map(Content::Event).or_else(|why| match unknown::kind(payload) {
        Some(kind) if minor > MINOR || !unknown::is_known(&kind) => Ok(Content::Newer(kind)),
        _ => Err(why),
    })
}

/// The same journal with every internal payload withheld, every one that was taken back, and every payload that a newer
/// program wrote: what it tells, and to whom it may be told, is not known here. The chain still verifies.
pub fn withhold(bytes: &[u8], retracted: &BTreeSet<u64>) -> Result<Vec<u8>, Broken> {
    withhold_where(bytes, &|number, audience, payload| {
        audience == Audience::Internal || retracted.contains(&number) || Event::read(payload).is_err()
    })
}

/// The same journal with the payloads of these lines withheld.
pub fn withhold_lines(bytes: &[u8], lines: &BTreeSet<u64>) -> Result<Vec<u8>, Broken> {
    withhold_where(bytes, &|number, _, _| lines.contains(&number))
}

fn withhold_where(bytes: &[u8], hide: &dyn Fn(u64, Audience, &str) -> bool) -> Result<Vec<u8>, Broken> {
    let mut out = Vec::with_capacity(bytes.len());
    for (at, text) in bytes.split_inclusive(|b| *b == b'\n').enumerate() {
        let unreadable =
            |e: serde_json::Error| Broken::Unreadable { line: at as u64 + 1, why: e.to_string() };
        let mut line: Line = serde_json::from_slice(text).map_err(unreadable)?;
        if line.payload.is_some_and(|payload| hide(line.seq, line.class, payload.get())) {
            line.payload = None;
            line.salt = None;
        }
        out.extend(serde_json::to_vec(&line).map_err(unreadable)?);
        out.push(b'\n');
    }
    Ok(out)
}

/// Says so if a line is of another major format. It may hold members that this one refuses; its number is still there.
fn other_format(line: u64, bytes: &[u8]) -> Option<Broken> {
    #[derive(Deserialize)]
    struct Versioned {
        format: u32,
    }
    let format = serde_json::from_slice::<Versioned>(bytes).ok()?.format;
    if format > FORMAT {
        Some(Broken::Newer { line, format })
    } else if format < OLDEST {
        Some(Broken::Older { line, format })
    } else {
        None
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
fn is_zero(minor: &u32) -> bool {
    *minor == 0
}

fn digest(salt: &str, payload: &str) -> String {
    let mut sha = Sha256::new();
    sha.update(b"reentry payload 1\n");
    sha.update(salt.as_bytes());
    sha.update(b"\n");
    sha.update(payload.as_bytes());
    hex(&sha.finalize())
}

fn chain(minor: u32, seq: u64, at: &str, who: &str, audience: Audience, prev: &str, digest: &str) -> String {
    let class = match audience {
        Audience::Support => "support",
        Audience::Internal => "internal",
    };
    // The first edition had no minor; its lines are hashed as they always were.
    let format = if minor == 0 { FORMAT.to_string() } else { format!("{FORMAT}.{minor}") };
    // `who` comes last and is length-prefixed, so that no text in it can stand for another field.
    let (seq, length) = (seq.to_string(), who.len().to_string());
    let lines = [&format, &seq, at, class, prev, digest, &length, who];
    hex(&Sha256::digest(["reentry line ", &lines.join("\n")].concat()))
}

#[cfg(test)]
mod tests;
